//! What is built around a pooled object borrows its guard, and ends before it.

use std::io::{BufWriter, Write};

use pool_runtime::Pool;

fn writer(pool: &Pool<Vec<u8>>) -> BufWriter<&mut Vec<u8>> {
    let mut buffer = pool.get();
    BufWriter::new(&mut buffer)
}

fn main() {
    let pool = Pool::new();
    let mut buffer = pool.get();
    let mut lines = BufWriter::new(&mut *buffer);
    drop(buffer);
    writeln!(lines, "late").unwrap();
    drop(writer(&pool));
}
