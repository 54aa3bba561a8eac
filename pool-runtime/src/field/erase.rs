//! Fields that hold secrets: overwritten at return, before anything is freed.

/// `#[pool(zeroize)]`: a field that can be overwritten, with the feature `zeroize`.
///
/// Numbers, `bool`, `char`; `String`; `Vec` and boxed slices of what [`zeroize`](https://docs.rs/zeroize) can
/// overwrite; boxes, arrays, tuples and `Option`s of such. A type that derives `Poolable` with
/// `#[pool(zeroize)]` on it has this trait, too. Hash tables and trees do not: they move their entries, and
/// each move leaves a copy behind.
///
/// # What is overwritten, and when
///
/// Contents and spare capacity are overwritten with zeros, by writes that no optimisation removes. It happens
/// at return, before the reset. An object that is dropped without a reset (after a panic, by `discard`, or
/// because it is not reusable) is overwritten before it is dropped. So no idle object and no freed memory holds
/// a secret.
///
/// # What is not
///
/// - Copies that were made on the way. A `Vec` that grows while it is borrowed moves to a larger allocation,
///   and frees the smaller one as it is. Give it enough capacity in `init`, before it holds a secret: it then
///   stays in place.
/// - What moved on the stack or in registers.
/// - A value that was taken out by `detach`, or left in a guard that was leaked.
/// - Elements of containers that are cleared: only where the container itself is under `zeroize`.
#[cfg_attr(
    feature = "zeroize",
    doc = "
```
use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Session {
    #[pool(zeroize)]
    key: [u8; 32],
    #[pool(shrink_above = 4096, zeroize)]
    plaintext: Vec<u8>,
    id: u64,
}

let pool = Pool::with_init(|| Session { key: [0; 32], plaintext: Vec::with_capacity(1024), id: 0 });
let mut session = pool.get();
session.key = [7; 32];
session.plaintext.extend_from_slice(b\"secret\");
drop(session); // overwritten, emptied, returned
assert_eq!(pool.get().key, [0; 32]);
```
"
)]
#[cfg_attr(
    feature = "zeroize",
    diagnostic::on_unimplemented(
        message = "`zeroize` cannot overwrite `{Self}`",
        label = "not known to be overwritten without leaving copies behind",
        note = "it overwrites numbers, `Vec`, `String`, boxes, and arrays, tuples and `Option`s of such; and types of yours with `#[pool(zeroize)]` on them",
        note = "on a type, `zeroize` is for all fields but those under `keep`: write it only on the fields that hold secrets"
    )
)]
#[cfg_attr(
    not(feature = "zeroize"),
    diagnostic::on_unimplemented(
        message = "`zeroize` needs the feature `zeroize` of `pool-runtime`, which is off",
        label = "would not be overwritten",
        note = "in Cargo.toml: `pool-runtime = {{ version = \"…\", features = [\"zeroize\"] }}`"
    )
)]
pub trait Erase {
    /// Overwrites all that the value owns, spare capacity included, and leaves it empty, or zero.
    fn erase(&mut self);

    /// Heap bytes the value owns, by capacity.
    fn retained_bytes(&self) -> usize {
        0
    }

    /// Of the retained bytes, those in use.
    fn used_bytes(&self) -> usize {
        self.retained_bytes()
    }
}

#[cfg(feature = "zeroize")]
mod with_zeroize {
    //! What the crate `zeroize` can overwrite.

    use ::zeroize::{Zeroize, Zeroizing};

    use super::Erase;
    use crate::Poolable;
    use crate::field::parts::part_by_part;
    use crate::field::{AutoReset, Clear, DropRef, Shrink};

    macro_rules! plain {
        ($($type:ty),+) => {$(
            impl Erase for $type {
                fn erase(&mut self) {
                    self.zeroize();
                }
            }
        )+};
    }

    plain! {
        u8, u16, u32, u64, u128, usize,
        i8, i16, i32, i64, i128, isize,
        f32, f64, bool, char, ()
    }

    macro_rules! containers {
        ($([$($generics:tt)*] $container:ty;)+) => {$(
            impl<$($generics)*> Erase for $container {
                fn erase(&mut self) {
                    self.zeroize();
                }

                fn retained_bytes(&self) -> usize {
                    Clear::retained_bytes(self)
                }

                fn used_bytes(&self) -> usize {
                    Clear::used_bytes(self)
                }
            }
        )+};
    }

    containers! {
        [T: Zeroize] Vec<T>;
        [] String;
    }

    impl<T: Zeroize> Erase for Box<[T]> {
        fn erase(&mut self) {
            (**self).iter_mut().for_each(T::zeroize);
        }

        fn retained_bytes(&self) -> usize {
            size_of_val::<[T]>(self)
        }
    }

    impl<T: Erase> Erase for Box<T> {
        fn erase(&mut self) {
            T::erase(self);
        }

        fn retained_bytes(&self) -> usize {
            size_of::<T>().saturating_add(T::retained_bytes(self))
        }

        fn used_bytes(&self) -> usize {
            size_of::<T>().saturating_add(T::used_bytes(self))
        }
    }

    /// Overwritten where it is, and then `None`.
    impl<T: Erase> Erase for Option<T> {
        fn erase(&mut self) {
            if let Some(value) = self {
                value.erase();
            }
            *self = None;
        }

        fn retained_bytes(&self) -> usize {
            self.as_ref().map_or(0, T::retained_bytes)
        }

        fn used_bytes(&self) -> usize {
            self.as_ref().map_or(0, T::used_bytes)
        }
    }

    part_by_part!(Erase: [each erase, sum retained_bytes, sum used_bytes]);

    /// Overwritten at return as well, and not only when it is dropped: what its contents have as a field, it
    /// has, and they are overwritten first.
    impl<T: Erase + Zeroize> Erase for Zeroizing<T> {
        fn erase(&mut self) {
            T::erase(self);
        }

        fn retained_bytes(&self) -> usize {
            T::retained_bytes(self)
        }

        fn used_bytes(&self) -> usize {
            T::used_bytes(self)
        }
    }

    impl<T: AutoReset + Erase + Zeroize> AutoReset for Zeroizing<T> {
        fn auto_reset(&mut self) {
            T::erase(self);
            T::auto_reset(self);
        }

        fn retained_bytes(&self) -> usize {
            AutoReset::retained_bytes(&**self)
        }

        fn used_bytes(&self) -> usize {
            AutoReset::used_bytes(&**self)
        }

        fn is_reusable(&self) -> bool {
            AutoReset::is_reusable(&**self)
        }
    }

    impl<T: Poolable + Erase + Zeroize> Poolable for Zeroizing<T> {
        fn reset(&mut self) {
            T::erase(self);
            T::reset(self);
        }

        fn retained_bytes(&self) -> usize {
            Poolable::retained_bytes(&**self)
        }

        fn used_bytes(&self) -> usize {
            Poolable::used_bytes(&**self)
        }

        fn is_reusable(&self) -> bool {
            Poolable::is_reusable(&**self)
        }
    }

    impl<T: Clear + Erase + Zeroize> Clear for Zeroizing<T> {
        fn clear(&mut self) {
            T::erase(self);
            T::clear(self);
        }

        fn retained_bytes(&self) -> usize {
            Clear::retained_bytes(&**self)
        }

        fn used_bytes(&self) -> usize {
            Clear::used_bytes(&**self)
        }
    }

    impl<T: Shrink + Erase + Zeroize> Shrink for Zeroizing<T> {
        fn shrink_to_bytes(&mut self, bytes: usize) {
            T::shrink_to_bytes(self, bytes);
        }
    }

    impl<T: DropRef + Erase + Zeroize> DropRef for Zeroizing<T> {
        fn drop_ref(&mut self) {
            T::erase(self);
            T::drop_ref(self);
        }
    }
}
