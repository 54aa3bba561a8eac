//! Roots that have nothing to reset, or share it with somebody outside of the pool.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Weak;
use std::sync::mpsc::Sender;

use pool_runtime::Pool;

struct Pools {
    nothing_at_first: Pool<Option<Vec<u8>>>,
    shared: Pool<Rc<Vec<u8>>>,
    points_to_nothing: Pool<Weak<Vec<u8>>>,
    borrowed: Pool<&'static mut [u8]>,
    text: Pool<&'static str>,
    connected: Pool<Sender<u8>>,
    callback: Pool<fn()>,
    shown: Pool<Cell<u64>>,
}

fn main() {}
