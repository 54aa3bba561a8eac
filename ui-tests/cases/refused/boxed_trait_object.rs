//! A trait object has no reset.

use std::fmt::Debug;
use std::pin::Pin;

use pool_runtime::Poolable;

type Object = Box<dyn Debug + Send>;

#[derive(Poolable)]
struct Request {
    handler: Box<dyn Fn(u32) -> u32 + Send>,
    value: Object,
    future: Pin<Box<dyn Future<Output = ()> + Send>>,
    maybe: Option<Box<dyn Debug>>,
}

fn main() {}
