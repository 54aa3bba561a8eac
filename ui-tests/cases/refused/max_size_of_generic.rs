//! A generic type is measured where it is used.

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(max_size = 64)]
struct Slot<T> {
    value: T,
}

fn main() {
    let mut small = Slot { value: [0_u8; 64] };
    small.reset();
    let mut large = Slot { value: [0_u8; 65] };
    large.reset();
    let _ = (small.value, large.value);
}
