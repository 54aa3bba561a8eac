//! What makes the objects, and what borrows them, speak of one type.

use pool_runtime::Pool;

fn main() {
    let buffers: Pool<Vec<u8>> = Pool::with_init(|| String::with_capacity(4096));
    let text: &mut String = &mut buffers.get();
    text.push_str("hello");
}
