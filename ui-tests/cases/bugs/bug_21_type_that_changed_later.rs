//! Nobody touched the struct: a type it uses became another one.

use pool_runtime::Poolable;

mod protocol {
    /// Was a `u64` in the last version.
    pub type RequestId = String;
}

#[derive(Default, Poolable)]
struct Request {
    id: protocol::RequestId,
}

fn main() {}
