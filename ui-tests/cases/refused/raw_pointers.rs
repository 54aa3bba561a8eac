//! A raw pointer says nothing about what it points to.

use std::ptr::NonNull;
use std::sync::atomic::AtomicPtr;

use pool_runtime::Poolable;

type Handle = *mut u8;

#[derive(Poolable)]
struct Request {
    start: *const u8,
    context: *mut u8,
    node: NonNull<u64>,
    next: AtomicPtr<u8>,
    handle: Handle,
}

fn main() {}
