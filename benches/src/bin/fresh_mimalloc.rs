//! Measures fresh allocation with mimalloc when the benchmark asks: a process has one allocator.

use mimalloc::MiMalloc;
use std::io;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> io::Result<()> {
    pool_benches::child::answer()
}
