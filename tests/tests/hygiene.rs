//! The expansion compiles wherever a user puts it: without a prelude, with the runtime renamed, beside
//! names that look like its own, and under lints that deny everything.

#![no_implicit_prelude]
#![deny(
    warnings,
    missing_docs,
    unsafe_code,
    unused_qualifications,
    clippy::all,
    clippy::pedantic
)]

extern crate pool_runtime as renamed;

/// What a crate that wraps the runtime would offer.
pub mod wrapper {
    pub use ::pool_runtime as pools;
}

/// A user who has none of the usual names.
pub mod no_prelude {
    use ::pool_runtime::Poolable;
    use ::std::default::Default;

    /// Every policy.
    #[derive(Default, Poolable)]
    #[pool(max_size = 1024, discard_if = Every::is_broken)]
    pub struct Every {
        /// A number.
        pub id: u64,
        /// A list.
        #[pool(clear)]
        pub cleared: ::std::vec::Vec<u8>,
        /// A text.
        #[pool(shrink_above = 1024, shrink_to = 512)]
        pub shrunk: ::std::string::String,
        /// A reference.
        #[pool(drop_ref)]
        pub released: ::std::option::Option<::std::sync::Arc<str>>,
        /// A value.
        #[pool(default)]
        pub replaced: ::std::string::String,
        /// A value of its own.
        #[pool(default = 7)]
        pub seven: u8,
        /// Another type.
        #[pool(nested)]
        pub nested: Unit,
        /// A function's.
        #[pool(with = ::std::vec::Vec::clear, bytes = ::std::vec::Vec::capacity)]
        pub with: ::std::vec::Vec<u8>,
        /// Nobody's.
        #[pool(keep = "for the test")]
        pub kept: u8,
        /// A secret.
        #[pool(zeroize)]
        pub secret: [u8; 32],
        /// Another one.
        #[pool(clear, zeroize)]
        pub text: ::std::string::String,
    }

    impl Every {
        fn is_broken(&self) -> bool {
            self.kept == 1
        }
    }

    /// Nothing.
    #[derive(Default, Poolable)]
    pub struct Unit;

    /// All secret.
    #[derive(Default, Poolable)]
    #[pool(zeroize)]
    pub struct Secret<T>(pub T);

    /// A container.
    #[derive(Default, Poolable)]
    #[pool(container, discard_if = Ring::is_full)]
    pub struct Ring<T>(pub ::std::vec::Vec<T>);

    impl<T> Ring<T> {
        fn is_full(&self) -> bool {
            self.0.len() == 100
        }
    }

    impl<T> ::pool_runtime::field::Container for Ring<T> {
        fn clear(&mut self) {
            self.0.clear();
        }
        fn retained_bytes(&self) -> usize {
            self.0.capacity()
        }
        fn used_bytes(&self) -> usize {
            self.0.len()
        }
        fn shrink_to_bytes(&mut self, bytes: usize) {
            self.0.shrink_to(bytes);
        }
    }

    /// An enum.
    #[derive(Poolable)]
    pub enum State<T> {
        /// Where it starts.
        #[pool(initial)]
        Idle,
        /// Where it goes.
        Busy(T),
    }

    /// A generic struct.
    #[derive(Poolable)]
    #[pool(bound = "T: ::pool_runtime::field::AutoReset")]
    pub struct Generic<T, const N: usize> {
        /// Values.
        pub values: [T; N],
    }
}

/// The runtime by another path.
pub mod renamed_runtime {
    use crate::wrapper::pools::Poolable;

    /// By the name of the crate.
    #[derive(Poolable)]
    #[pool(crate = crate::renamed)]
    pub struct ByName {
        /// A list.
        #[pool(clear)]
        pub list: ::std::vec::Vec<u8>,
    }

    /// By a re-export.
    #[derive(Poolable)]
    #[pool(crate = crate::wrapper::pools)]
    pub enum ByPath {
        /// Where it starts.
        #[pool(initial)]
        First {
            /// A value that is replaced.
            #[pool(default)]
            text: ::std::string::String,
        },
        /// Where it goes.
        Second,
    }
}

/// Names that the expansion might use, all taken.
pub mod taken_names {
    #![allow(
        non_camel_case_types,
        non_upper_case_globals,
        clippy::pub_underscore_fields
    )]

    use ::pool_runtime as runtime;

    macro_rules! types {
        ($($name:ident)+) => {$(
            /// Not what it says.
            pub struct $name;
        )+};
    }

    types! {
        usize bool Option Vec Default Poolable AutoReset Clear Shrink DropRef Undeclared Cleared Nested
        FieldType Message
    }

    /// Not what it says.
    pub mod core {}

    /// Not what it says.
    pub mod std {}

    /// Not what it says.
    pub mod private {}

    /// Not a limit.
    pub const max_size: u16 = 1;

    /// Nor what is compared with it.
    pub const size: u16 = 1;

    /// Fields by the names of what is written around them.
    #[derive(runtime::Poolable)]
    #[pool(max_size = 512 + max_size as ::std::primitive::usize, discard_if = Fields::is_reusable)]
    pub struct Fields {
        /// A field.
        pub reset: u8,
        /// A field.
        #[pool(clear)]
        pub bytes: ::std::vec::Vec<u8>,
        /// A field.
        #[pool(default = max_size)]
        pub size: u16,
        /// A field.
        #[pool(with = Fields::clear, bytes = Fields::retained_bytes)]
        pub discard: u32,
        /// A field.
        #[pool(shrink_above = 64)]
        pub r#type: ::std::string::String,
        /// A field.
        pub r#match: u8,
        /// A field.
        pub above: u8,
        /// A field.
        pub __field_0: u8,
        /// A field.
        pub __field_1: u8,
    }

    /// Methods by the names of the trait's, which do something else.
    impl Fields {
        /// Not the trait's.
        #[must_use]
        pub fn reset(&self) -> u8 {
            self.reset
        }

        /// Not the trait's.
        pub fn clear(discard: &mut u32) {
            *discard = 5;
        }

        /// Not the trait's.
        #[must_use]
        pub fn retained_bytes(_: &u32) -> ::std::primitive::usize {
            10
        }

        /// Not the trait's.
        #[must_use]
        pub fn is_reusable(&self) -> ::std::primitive::bool {
            self.above > 0
        }
    }

    /// A type whose own `reset` and `clear` come first in a method call.
    #[derive(::std::default::Default, runtime::Poolable)]
    pub struct Inherent {
        /// A field.
        pub value: u8,
    }

    impl Inherent {
        /// Not the trait's.
        pub fn reset(&mut self) {
            self.value = 100;
        }

        /// Not the trait's.
        pub fn auto_reset(&mut self) {
            self.value = 101;
        }
    }

    /// What holds it.
    #[derive(::std::default::Default, runtime::Poolable)]
    pub struct Holder {
        /// Undeclared.
        pub first: Inherent,
        /// Nested.
        #[pool(nested)]
        pub second: Inherent,
    }

    /// Raw names, and variants by the names of std's.
    #[derive(runtime::Poolable)]
    pub enum r#enum {
        /// Where it starts.
        #[pool(initial)]
        None {
            /// A field.
            r#fn: u8,
        },
        /// Where it goes.
        Some(u8),
        /// Another.
        Ok,
    }

    /// Types by the names of parameters.
    pub mod other {
        /// Not the parameter.
        #[derive(::pool_runtime::Poolable)]
        pub struct F;
    }

    /// A parameter by the name of a type.
    #[derive(runtime::Poolable)]
    pub struct Parameter<F, Self_> {
        /// A field.
        pub value: F,
        /// A field whose type is no parameter.
        pub other: other::F,
        /// A field.
        #[pool(clear)]
        pub list: ::std::vec::Vec<Self_>,
    }
}

/// Items that a macro writes, from types and values it was given.
pub mod from_macros {
    macro_rules! pooled {
        ($(#[$attribute:meta])* $name:ident { $($field:ident: $type:ty = $policy:meta),* $(,)? } $limit:expr) => {
            /// Written by a macro.
            $(#[$attribute])*
            #[derive(::pool_runtime::Poolable)]
            #[pool(max_size = $limit)]
            pub struct $name {
                $(
                    /// A field.
                    #[$policy]
                    pub $field: $type,
                )*
                /// A field of the macro's own.
                pub own: u8,
            }
        };
    }

    pooled! {
        #[derive(::std::default::Default)]
        Written {
            list: ::std::vec::Vec<u8> = pool(clear),
            number: u8 = pool(default = 3),
            text: ::std::string::String = pool(shrink_above = 16),
        }
        1024
    }

    macro_rules! generic {
        ($name:ident<$parameter:ident> $type:ty) => {
            /// Written by a macro.
            #[derive(::pool_runtime::Poolable)]
            pub struct $name<$parameter> {
                /// A field.
                pub value: $type,
            }
        };
    }

    generic!(Generic<T> (T, ::std::option::Option<T>));
}

/// Fields that are not there.
pub mod conditional {
    use ::pool_runtime::Poolable;

    /// Some fields are compiled, some are not.
    #[derive(::std::default::Default, Poolable)]
    pub struct Fields {
        /// Not there, and without a policy.
        #[cfg(any())]
        pub missing: Vec<Unknown>,
        /// There.
        #[cfg(any(unix, not(unix)))]
        #[cfg_attr(all(), pool(clear))]
        #[cfg_attr(any(), pool(unknown))]
        pub list: ::std::vec::Vec<u8>,
    }
}

#[::std::prelude::v1::test]
fn what_compiles_also_works() {
    use ::pool_runtime::Poolable;
    use ::std::default::Default;
    use ::std::{assert, assert_eq, vec};

    let mut every = no_prelude::Every {
        kept: 1,
        with: vec![1],
        ..Default::default()
    };
    assert!(!Poolable::is_reusable(&every));
    Poolable::reset(&mut every);
    assert_eq!((every.seven, every.with.len(), every.kept), (7, 0, 1));

    let mut state = no_prelude::State::Busy(3_u8);
    Poolable::reset(&mut state);
    assert!(::std::matches!(state, no_prelude::State::Idle));

    let mut by_name = renamed_runtime::ByName { list: vec![1] };
    Poolable::reset(&mut by_name);
    assert_eq!(by_name.list.len(), 0);

    let mut fields = taken_names::Fields {
        reset: 1,
        bytes: vec![1; 4],
        size: 9,
        discard: 2,
        r#type: ::std::string::ToString::to_string("text"),
        r#match: 3,
        above: 4,
        __field_0: 5,
        __field_1: 6,
    };
    assert!(
        !Poolable::is_reusable(&fields),
        "`discard_if` named the inherent function"
    );
    assert_eq!(Poolable::retained_bytes(&fields), 4 + 10 + 4);
    Poolable::reset(&mut fields);
    assert_eq!(
        (fields.reset, fields.size, fields.discard, fields.above),
        (0, 1, 5, 0)
    );
    assert_eq!(
        (fields.__field_0, fields.__field_1, fields.r#match),
        (0, 0, 0)
    );

    let mut holder = taken_names::Holder::default();
    holder.first.value = 1;
    holder.second.value = 1;
    Poolable::reset(&mut holder);
    assert_eq!((holder.first.value, holder.second.value), (0, 0));

    let mut written = from_macros::Written {
        number: 1,
        own: 2,
        ..Default::default()
    };
    Poolable::reset(&mut written);
    assert_eq!((written.number, written.own), (3, 0));

    let mut generic = from_macros::Generic {
        value: (1_u8, ::std::option::Option::Some(2_u8)),
    };
    Poolable::reset(&mut generic);
    assert_eq!(generic.value, (0, ::std::option::Option::None));
}

#[::std::prelude::v1::test]
fn a_struct_inside_a_function_uses_what_is_there() {
    use ::pool_runtime::Poolable;
    use ::std::{assert, vec};

    const LIMIT: usize = 16;

    type Bytes = ::std::vec::Vec<u8>;

    #[derive(Poolable)]
    #[pool(max_size = 2 * LIMIT)]
    struct Local {
        #[pool(shrink_above = LIMIT)]
        bytes: Bytes,
    }

    let mut local = Local {
        bytes: vec![1; 100],
    };
    local.reset();
    assert!(local.bytes.is_empty() && local.bytes.capacity() <= LIMIT);
}
