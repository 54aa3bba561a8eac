//! A buffer starts where its borrower starts.

use std::collections::VecDeque;
use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Line {
    #[pool(clear)]
    bytes: Vec<u8>,
    #[pool(shrink_above = 64)]
    words: VecDeque<usize>,
}

#[test]
fn bug_07_a_line_holds_what_was_appended_and_nothing_before_it() {
    let lines: Pool<Line> = Pool::new();
    let text = b"the quick brown fox jumps over the lazy dog";
    thread::scope(|threads| {
        for thread in 0..4 {
            let lines = &lines;
            threads.spawn(move || {
                for use_ in 0..5000 {
                    let expected = &text[..(use_ * 7 + thread) % text.len()];
                    let mut line = lines.get();
                    line.bytes.extend_from_slice(expected);
                    line.words
                        .extend(expected.split(|byte| *byte == b' ').map(<[u8]>::len));
                    assert_eq!(line.bytes, expected);
                    let words = expected.split(|byte| *byte == b' ').count();
                    assert_eq!(line.words.len(), words);
                }
            });
        }
    });
    assert!(lines.stats().hits > 19_900);
}

#[test]
fn bug_07_a_buffer_without_a_struct_is_emptied_too() {
    let buffers: Pool<Vec<u8>> = Pool::new();
    for length in [10, 0, 4096, 1] {
        let mut buffer = buffers.get();
        assert_eq!(buffer.len(), 0);
        buffer.resize(length, 7);
    }
}

#[test]
fn bug_07_a_buffer_of_fixed_length_keeps_it_and_not_its_contents() {
    let blocks: Pool<Box<[u8]>> = Pool::with_init(|| vec![0; 4096].into());
    for _ in 0..10 {
        let mut block = blocks.get();
        assert!(block.len() == 4096 && block.iter().all(|byte| *byte == 0));
        block.fill(7);
    }
    assert_eq!(blocks.stats().misses, 1);
}
