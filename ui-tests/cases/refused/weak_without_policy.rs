//! Even a `Weak` keeps an allocation alive.

use std::rc;
use std::sync::Weak;

use pool_runtime::Poolable;

type Link = Weak<String>;

#[derive(Poolable)]
struct Request {
    parent: Weak<u8>,
    local: rc::Weak<u8>,
    link: Link,
}

fn main() {}
