//! The same with a borrow of what the function keeps.

use pool_runtime::Pool;

fn main() {
    let mut shared = Vec::<u8>::with_capacity(4096);
    let buffers = Pool::with_init(move || Box::new(&mut shared));
    buffers.get().push(1);
}
