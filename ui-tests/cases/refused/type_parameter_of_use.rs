//! A type argument that cannot be reset is refused where it is used.

use pool_runtime::Poolable;

#[derive(Default, Poolable)]
struct Slot<T> {
    value: T,
}

fn main() {
    let mut slot = Slot { value: Vec::<u8>::new() };
    Poolable::reset(&mut slot);
}
