//! `parking_lot`: locks, refused as std's are. With them, all locks made with `lock_api`.

use ::parking_lot::lock_api::{Mutex, ReentrantMutex, RwLock};
use ::parking_lot::{Condvar, Once};

use super::prelude::*;

undeclared! {
    PooledLock:
        [R, T] Mutex<R, T>;
        [R, T] RwLock<R, T>;
        [R, G, T] ReentrantMutex<R, G, T>;
        [] Condvar;
        [] Once;
}

as_objects! {
    PooledLock:
        [R, T] Mutex<R, T>;
        [R, T] RwLock<R, T>;
        [R, G, T] ReentrantMutex<R, G, T>;
        [] Condvar;
        [] Once;
}

always! {
    PooledLock:
        [R, T] Mutex<R, T>;
        [R, T] RwLock<R, T>;
        [R, G, T] ReentrantMutex<R, G, T>;
        [] Condvar;
        [] Once;
}

refuse!(Shrink [R, T] Mutex<R, T>, PooledLock);
refuse!(Shrink [R, T] RwLock<R, T>, PooledLock);
