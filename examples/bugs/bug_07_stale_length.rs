//! A buffer that comes back is empty, and has the room it had.

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Line {
    number: usize,
    #[pool(clear)]
    bytes: Vec<u8>,
}

pub fn run() {
    let lines: Pool<Line> = Pool::new();
    for (number, text) in ["a first line", "a second"].iter().enumerate() {
        let mut line = lines.get();
        let room = line.bytes.capacity();
        line.number = number;
        line.bytes.extend_from_slice(text.as_bytes());
        assert_eq!(line.bytes, text.as_bytes());
        println!(
            "  line {}: {} bytes, room for {room} before it",
            line.number,
            line.bytes.len()
        );
    }
}
