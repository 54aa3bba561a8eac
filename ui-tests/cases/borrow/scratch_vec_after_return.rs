//! A `ScratchVec` is in the memory of its pooled object, and ends with the guard.

use pool_runtime::collections::{Scratch, ScratchVec};
use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Request {
    fields: Scratch,
}

fn split<'a>(requests: &'a Pool<Request>, line: &'a str) -> ScratchVec<'a, &'a str> {
    let mut request = requests.get();
    let mut fields = request.fields.vec();
    fields.extend(line.split(','));
    fields
}

fn main() {
    let requests: Pool<Request> = Pool::new();
    let mut request = requests.get();
    let mut fields = request.fields.vec::<&str>();
    fields.push("a");
    drop(request);
    fields.push("b");
    split(&requests, "c,d");
}
