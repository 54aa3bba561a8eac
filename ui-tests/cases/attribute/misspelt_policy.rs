//! A misspelt word is answered with the right one.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(claer)]
    a: Vec<u8>,
    #[pool(shrink = 1024)]
    b: Vec<u8>,
    #[pool(dropref)]
    c: Option<u8>,
    #[pool(Default)]
    d: u8,
    #[pool(keeps = "reason")]
    e: u8,
    #[pool(wiht = Vec::clear)]
    f: Vec<u8>,
    #[pool(nestd)]
    g: u8,
}

fn main() {}
