//! There is no value of an empty enum.

use pool_runtime::Poolable;

#[derive(Poolable)]
enum Never {}

fn main() {}
