//! `bytes`: a buffer takes back what nobody has any more, and leaves the rest alone.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use pool_runtime::field::Clear;
use pool_runtime::{Pool, Poolable};
use pool_tests::allocator;

use crate::{Slack, check, live, since};

#[derive(Default, Poolable)]
struct Message {
    #[pool(clear)]
    head: BytesMut,
    #[pool(shrink_above = 1024)]
    body: BytesMut,
    #[pool(drop_ref)]
    rest: BytesMut,
    #[pool(nested)]
    nested: BytesMut,
    #[pool(drop_ref)]
    payload: Bytes,
}

#[test]
fn every_policy() {
    check::<BytesMut>(|buffer| buffer.put_slice(&[7; 1000]), Slack::NONE);
    let mut message = Message::default();
    message.head.put_slice(&[1; 500]);
    message.body.put_slice(&[2; 5000]);
    message.rest.put_slice(&[3; 600]);
    message.nested.put_slice(&[4; 700]);
    message.payload = Bytes::from(vec![5; 800]);
    message.reset();
    assert!(message.head.is_empty() && message.body.is_empty() && message.rest.is_empty());
    assert!(message.nested.is_empty() && message.payload.is_empty());
    assert_eq!(message.retained_bytes(), 500 + 1024 + 700);
}

/// What this thread allocated, but for the count that parts of a buffer share.
const SHARED: usize = 40;

#[test]
fn what_was_given_away_and_is_gone_comes_back() {
    let ways: [fn(&mut BytesMut); 7] = [
        |buffer| drop(buffer.split().freeze()),
        |buffer| drop(buffer.split_to(100)),
        |buffer| drop(buffer.split_off(100)),
        |buffer| drop(buffer.split_off(900).split_off(50)),
        |buffer| buffer.advance(1000),
        |buffer| {
            buffer.resize(buffer.capacity(), 0);
            drop(buffer.split());
        },
        |buffer| {
            drop(buffer.split_off(600));
            drop(buffer.split_to(300));
            buffer.advance(200);
        },
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let before = live();
        let mut buffer = BytesMut::with_capacity(4096);
        for _ in 0..3 {
            buffer.put_slice(&[1; 1000]);
            way(&mut buffer);
            Clear::clear(&mut buffer);
            assert_eq!((buffer.len(), buffer.capacity()), (0, 4096), "way {number}");
            assert!((4096..=4096 + SHARED).contains(&since(before)));
        }
    }
}

#[test]
fn what_lives_elsewhere_is_neither_written_nor_counted() {
    let pool: Pool<BytesMut> = Pool::new();
    let mut buffer = pool.get();
    buffer.put_slice(&[1; 4096]);
    buffer.reserve(60_000);
    let sent = buffer.split_to(1000).freeze();
    let tail = buffer.split_off(3000);
    drop(buffer);
    assert_eq!(pool.stats().idle_bytes, size_of::<BytesMut>());
    let mut again = pool.get();
    again.put_bytes(2, 100_000);
    again.clear();
    again.resize(100_000, 3);
    assert!(sent.iter().chain(&tail).all(|byte| *byte == 1));
    drop((sent, tail));
    drop(again);

    // Nothing of the first buffer is alive any more.
    let kept = pool.stats().idle_bytes - size_of::<BytesMut>();
    assert_eq!(kept, 100_000);
}

#[test]
fn a_drained_buffer_was_used() {
    let pool: Pool<BytesMut> = Pool::new();
    let ((), usage) = allocator::measure(|| {
        for _ in 0..20 {
            let mut buffer = pool.get();
            buffer.put_bytes(1, 20_000);
            buffer.advance(20_000);
        }
    });
    assert_eq!(pool.stats().discards.underused, 0);
    assert!(usage.allocations < 20, "{usage:?}");
    // One that is not drained tells what it holds.
    let mut buffer = BytesMut::with_capacity(100);
    buffer.put_slice(b"four");
    assert_eq!(Clear::used_bytes(&buffer), 4);
}
