//! Which threads a pool and its guards may be on is decided by `T`, and exactly so. All of it is
//! checked when this file compiles.

use std::cell::Cell;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;
use std::sync::{Arc, MutexGuard};

use pool_runtime::{
    BuildError, Builder, Discards, OwnedPooled, Pool, Poolable, Pooled, StaticPool, Stats, Trimmed,
    UseInit,
};

macro_rules! poolable {
    ($($(#[$doc:meta])* $name:ident($field:ty);)*) => {$(
        $(#[$doc])*
        struct $name(#[allow(dead_code, reason = "for its auto traits")] $field);

        impl Poolable for $name {
            fn reset(&mut self) {}
        }
    )*};
}

poolable! {
    /// `Send` and `Sync`.
    Both(u8);
    /// `Send` and not `Sync`.
    OnlySend(Cell<u8>);
    /// `Sync` and not `Send`.
    OnlySync(PhantomData<MutexGuard<'static, u8>>);
    /// Neither.
    Neither(Rc<u8>);
}

/// Compiles if the type has the traits.
macro_rules! is {
    ($type:ty: $($bounds:tt)+) => {
        const _: fn() = || {
            fn has<T: ?Sized + $($bounds)+>() {}
            has::<$type>();
        };
    };
}

/// Compiles if the type has not the trait: it would else be ambiguous which `A` is meant.
macro_rules! is_not {
    ($type:ty: $trait:path) => {
        const _: fn() = || {
            trait Ambiguous<A> {
                fn check() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Second;
            impl<T: ?Sized + $trait> Ambiguous<Second> for T {}
            <$type as Ambiguous<_>>::check();
        };
    };
}

// A pool is shared by threads that take objects out and put them in: for that they must be `Send`.
// That two threads never see one object at once makes `Sync` needless.
is!(Pool<Both>: Send + Sync);
is!(Pool<OnlySend>: Send + Sync);
is_not!(Pool<OnlySync>: Send);
is_not!(Pool<OnlySync>: Sync);
is_not!(Pool<Neither>: Send);
is_not!(Pool<Neither>: Sync);
is!(Arc<Pool<OnlySend>>: Send + Sync);
is!(StaticPool<Pool<OnlySend>>: Send + Sync);
is_not!(StaticPool<Pool<OnlySync>>: Sync);
is_not!(StaticPool<Pool<Neither>>: Sync);

// A guard is its object: sent as it is sent, shared as it is shared.
is!(Pooled<'static, Both>: Send + Sync);
is!(Pooled<'static, OnlySend>: Send);
is_not!(Pooled<'static, OnlySend>: Sync);
is_not!(Pooled<'static, OnlySync>: Send);
is!(Pooled<'static, OnlySync>: Sync);
is_not!(Pooled<'static, Neither>: Send);
is_not!(Pooled<'static, Neither>: Sync);

is!(OwnedPooled<Both>: Send + Sync + 'static);
is!(OwnedPooled<OnlySend>: Send);
is_not!(OwnedPooled<OnlySend>: Sync);
is_not!(OwnedPooled<OnlySync>: Send);
is!(OwnedPooled<OnlySync>: Sync);
is_not!(OwnedPooled<Neither>: Send);
is_not!(OwnedPooled<Neither>: Sync);

// A second pool with the same objects, or a second guard of one object, has no syntax.
is_not!(Pool<Both>: Clone);
is_not!(Pool<Both>: Copy);
is_not!(StaticPool<Pool<Both>>: Clone);
is_not!(Pooled<'static, Both>: Clone);
is_not!(Pooled<'static, u64>: Clone);
is_not!(OwnedPooled<u64>: Clone);
is_not!(Builder<Both>: Clone);

// Nor does a guard come out of nowhere.
is_not!(Pooled<'static, u64>: Default);
is_not!(OwnedPooled<u64>: Default);
is_not!(Pool<Both>: Default);
is!(Pool<u64>: Default);

// A pool survives a panic; what a panic leaves in an object is the object's affair.
is!(Pool<Neither>: UnwindSafe + RefUnwindSafe + Unpin);
is!(Pooled<'static, Both>: UnwindSafe + RefUnwindSafe + Unpin);
is!(OwnedPooled<Both>: UnwindSafe + RefUnwindSafe + Unpin);
is_not!(Pooled<'static, OnlySend>: RefUnwindSafe);
is_not!(OwnedPooled<OnlySend>: RefUnwindSafe);
is_not!(&'static mut Pool<Both>: UnwindSafe);

// Values.
is!(Stats: Send + Sync + Copy + Eq + Default + std::fmt::Debug);
is!(Discards: Send + Sync + Copy + Eq + Default + std::fmt::Debug);
is!(Trimmed: Send + Sync + Copy + Eq + Default + std::fmt::Debug);
is!(BuildError: Send + Sync + Copy + Eq + std::error::Error + 'static);
is!(Builder<Neither>: Send + Sync);
is!(Builder<Neither, UseInit<Neither>>: Send + Sync);

/// Guards are covariant: one of a long-lived pool will do where a shorter lifetime is asked for.
fn _shorter<'short>(long: Pooled<'static, Both>) -> Pooled<'short, Both> {
    long
}

#[test]
fn all_of_it_compiled() {
    let pool = Pool::with_init(|| OnlySend(Cell::new(1)));
    std::thread::scope(|scope| {
        scope.spawn(|| pool.get().0.set(2));
    });
    let here_only = Pool::with_init(|| Neither(Rc::new(1)));
    assert_eq!(*here_only.get().0, 1);
}
