//! A plain value that has no initial value of its own goes into an `Option`, or gets one.

use std::cmp::Ordering;
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::time::{Instant, SystemTime};

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request<T> {
    started: Instant,
    peer: SocketAddr,
    id: NonZeroU64,
    order: Ordering,
    seen: [SystemTime; 2],
    pair: Option<(Instant, u8)>,
    hook: fn(&str) -> bool,
    foreign: unsafe extern "C" fn(*mut u8),
    generic: fn(T) -> T,
    value: T,
}

#[derive(Poolable)]
struct Hooks {
    #[pool(default)]
    done: fn(),
    longest: Option<fn(&str, &str) -> &'static str>,
    part: Option<fn(&str) -> &str>,
}

fn main() {}
