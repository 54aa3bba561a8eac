//! Values made of parts: arrays, tuples and wrappers do to each part what the trait does to one.

/// Implements a trait for a composite type by its parts.
///
/// Each method is `each` (done to every part), `sum` (added up, without overflow) or `all` (true of
/// every part). `$trait: [methods]` covers arrays, and tuples of up to twelve;
/// `$trait: [methods] for [generics] Type { fields }` covers one type with those fields.
macro_rules! part_by_part {
    ($trait:ident: $methods:tt) => {
        impl<T: $trait, const N: usize> $trait for [T; N] {
            part_by_part!(@methods $trait $methods elements);
        }
        part_by_part!(@tuples $trait $methods []
            [A 0] [B 1] [C 2] [D 3] [E 4] [F 5] [G 6] [H 7] [I 8] [J 9] [K 10] [L 11]);
    };
    ($trait:ident: $methods:tt for $([$($generics:tt)*] $type:ty { $($field:tt)+ })+) => {$(
        impl<$($generics)*> $trait for $type {
            part_by_part!(@methods $trait $methods [$($field)+]);
        }
    )+};

    (@tuples $trait:ident $methods:tt [$($parts:tt)*]) => {};
    (@tuples $trait:ident $methods:tt [$([$done:ident $done_index:tt])*]
        [$next:ident $index:tt] $($rest:tt)*
    ) => {
        impl<$($done: $trait,)* $next: $trait> $trait for ($($done,)* $next,) {
            part_by_part!(@methods $trait $methods [$($done_index)* $index]);
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
    (@each $trait:ident $method:ident [$($field:tt)+]) => {
        fn $method(&mut self) {
            $($trait::$method(&mut self.$field);)+
        }
    };
    (@sum $trait:ident $method:ident elements) => {
        fn $method(&self) -> usize {
            self.iter().map($trait::$method).fold(0, usize::saturating_add)
        }
    };
    (@sum $trait:ident $method:ident [$($field:tt)+]) => {
        fn $method(&self) -> usize {
            0usize$(.saturating_add($trait::$method(&self.$field)))+
        }
    };
    (@all $trait:ident $method:ident elements) => {
        fn $method(&self) -> bool {
            self.iter().all($trait::$method)
        }
    };
    (@all $trait:ident $method:ident [$($field:tt)+]) => {
        fn $method(&self) -> bool {
            true $(&& $trait::$method(&self.$field))+
        }
    };
}

pub(crate) use part_by_part;
