//! Roots that have nothing to reset, or share it with somebody outside of the pool.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Weak;
use std::sync::mpsc::Sender;

use pool_runtime::Pool;

type NothingAtFirst = Pool<Option<Vec<u8>>>;
type Shared = Pool<Rc<Vec<u8>>>;
type PointsToNothing = Pool<Weak<Vec<u8>>>;
type Borrowed = Pool<&'static mut [u8]>;
type Connected = Pool<Sender<u8>>;
type Callback = Pool<fn()>;
type Text = Pool<&'static str>;
type Shown = Pool<Cell<u64>>;

fn uses(_: NothingAtFirst, _: Shared, _: PointsToNothing, _: Borrowed, _: Connected, _: Callback, _: Text, _: Shown) {}

fn main() {}
