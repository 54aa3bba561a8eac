//! Values made of parts: arrays, tuples and wrappers do to each part what the trait does to one.

/// Implements a trait for a composite type by its parts.
///
/// Each item is `each` (done to every part), `sum` (added up, without overflow), `all` (true of every
/// part) or `arrays` (a constant: what the type has in arrays, in bytes). `$trait: [items]` covers arrays,
/// and tuples of up to twelve; `$trait: [items] for [generics] Type { field: Type }` covers one type with
/// those fields.
macro_rules! part_by_part {
    ($trait:ident: $methods:tt) => {
        impl<T: $trait, const N: usize> $trait for [T; N] {
            part_by_part!(@methods $trait $methods elements);
        }
        part_by_part!(@tuples $trait $methods []
            [A 0] [B 1] [C 2] [D 3] [E 4] [F 5] [G 6] [H 7] [I 8] [J 9] [K 10] [L 11]);
    };
    ($trait:ident: $methods:tt for $([$($generics:tt)*] $type:ty { $($field:tt: $part:ty),+ })+) => {$(
        impl<$($generics)*> $trait for $type {
            part_by_part!(@methods $trait $methods [$($field: $part),+]);
        }
    )+};

    (@tuples $trait:ident $methods:tt [$($parts:tt)*]) => {};
    (@tuples $trait:ident $methods:tt [$([$done:ident $done_index:tt])*]
        [$next:ident $index:tt] $($rest:tt)*
    ) => {
        impl<$($done: $trait,)* $next: $trait> $trait for ($($done,)* $next,) {
            part_by_part!(@methods $trait $methods [$($done_index: $done,)* $index: $next]);
        }
        part_by_part!(@tuples $trait $methods [$([$done $done_index])* [$next $index]] $($rest)*);
    };

    (@methods $trait:ident [$($kind:ident $method:ident),+] $parts:tt) => {
        $(part_by_part!(@$kind $trait $method $parts);)+
    };
    (@each $trait:ident $method:ident elements) => {
        fn $method(&mut self) {
            for element in self {
                $trait::$method(element);
            }
        }
    };
    (@each $trait:ident $method:ident [$($field:tt: $part:ty),+]) => {
        fn $method(&mut self) {
            $($trait::$method(&mut self.$field);)+
        }
    };
    (@sum $trait:ident $method:ident elements) => {
        fn $method(&self) -> usize {
            self.iter().map($trait::$method).fold(0, usize::saturating_add)
        }
    };
    (@sum $trait:ident $method:ident [$($field:tt: $part:ty),+]) => {
        fn $method(&self) -> usize {
            0usize$(.saturating_add($trait::$method(&self.$field)))+
        }
    };
    (@arrays $trait:ident $constant:ident elements) => {
        const $constant: usize = size_of::<Self>();
    };
    (@arrays $trait:ident $constant:ident [$($field:tt: $part:ty),+]) => {
        const $constant: usize = 0usize$(.saturating_add(<$part as $trait>::$constant))+;
    };
    (@all $trait:ident $method:ident elements) => {
        fn $method(&self) -> bool {
            self.iter().all($trait::$method)
        }
    };
    (@all $trait:ident $method:ident [$($field:tt: $part:ty),+]) => {
        fn $method(&self) -> bool {
            true $(&& $trait::$method(&self.$field))+
        }
    };
}

pub(crate) use part_by_part;
