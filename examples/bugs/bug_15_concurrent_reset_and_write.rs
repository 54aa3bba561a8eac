//! Two threads write to two parts of one buffer; its return waits for both.

use std::thread;

use pool_runtime::{Pool, Poolable};

#[derive(Default, Poolable)]
struct Record {
    #[pool(clear)]
    head: Vec<u8>,
    #[pool(clear)]
    body: Vec<u8>,
}

pub fn run() {
    let records: Pool<Record> = Pool::new();
    let mut record = records.get();
    let Record { head, body } = &mut *record;
    thread::scope(|threads| {
        threads.spawn(|| head.extend_from_slice(b"POST /"));
        threads.spawn(|| body.extend_from_slice(b"hello"));
    });
    assert_eq!((record.head.len(), record.body.len()), (6, 5));
    println!("  {} and {} bytes", record.head.len(), record.body.len());
    drop(record);
    assert_eq!(records.stats().idle, 1);
}
