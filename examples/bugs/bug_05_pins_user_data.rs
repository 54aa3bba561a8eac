//! `drop_ref` releases the payload at return; positions into it take the place of borrows.

use std::ops::Range;
use std::sync::Arc;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Scratch {
    #[pool(drop_ref)]
    payload: Option<Arc<str>>,
    #[pool(clear)]
    words: Vec<Range<usize>>,
}

impl Scratch {
    /// Splits a payload into words, which stay where they are.
    fn split(&mut self, payload: &Arc<str>) {
        let mut start = 0;
        for word in payload.split(' ') {
            self.words.push(start..start + word.len());
            start += word.len() + 1;
        }
        self.payload = Some(Arc::clone(payload));
    }

    fn longest(&self) -> Option<&str> {
        let longest = self.words.iter().max_by_key(|word| word.len())?;
        self.payload.as_ref()?.get(longest.clone())
    }
}

pub fn run() {
    let scratches: Pool<Scratch> = Pool::new();
    let payload: Arc<str> = Arc::from("a request with several words");
    let mut scratch = scratches.get();
    scratch.split(&payload);
    println!("  the longest word is {:?}", scratch.longest());
    assert_eq!(scratch.longest(), Some("several"));
    drop(scratch);
    assert_eq!(Arc::strong_count(&payload), 1);
    println!("  the idle object refers to it no longer");
}
