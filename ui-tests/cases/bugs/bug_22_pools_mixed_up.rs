//! There is no pool to return an object to but its own.

use pool_runtime::Pool;

fn main() {
    let small: Pool<Vec<u8>> = Pool::builder().max_object_bytes(4096).build();
    let large: Pool<Vec<u8>> = Pool::builder().max_object_bytes(1 << 20).build();
    let buffer = large.get();
    small.put(buffer);
}
