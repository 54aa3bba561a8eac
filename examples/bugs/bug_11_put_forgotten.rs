//! Whatever way a function ends, the guard is dropped.

use std::num::ParseIntError;
use std::panic;

use pool_runtime::{Pool, static_pool};

static_pool! {
    static NUMBERS: Pool<Vec<u64>>;
}

fn sum(line: &str) -> Result<u64, ParseIntError> {
    let mut numbers = NUMBERS.get();
    if line.is_empty() {
        return Ok(0);
    }
    for word in line.split(' ') {
        numbers.push(word.parse()?);
    }
    Ok(numbers.iter().sum())
}

pub fn run() {
    for line in ["1 2 3", "", "1 two 3"] {
        println!("  {line:?}: {:?}", sum(line));
        assert_eq!((NUMBERS.stats().live, NUMBERS.stats().idle), (0, 1));
    }
    let panic = panic::catch_unwind(|| {
        let mut numbers = NUMBERS.get();
        numbers.push(1);
        // As `panic!`, without its message.
        panic::resume_unwind(Box::new("half-way"));
    });
    assert!(panic.is_err());
    let stats = NUMBERS.stats();
    assert_eq!((stats.live, stats.idle, stats.discards.panicked), (0, 0, 1));
    println!("  what lived through a panic was let go");
}
