//! `arrayvec`: no capacity to decide about, so no attribute.

use arrayvec::{ArrayString, ArrayVec};
use pool_runtime::{Pool, Poolable};

use crate::{live, since};

#[derive(Default, Poolable)]
struct Line {
    fields: ArrayVec<String, 8>,
    name: ArrayString<16>,
    #[pool(clear)]
    cleared: ArrayVec<u8, 4>,
    #[pool(drop_ref)]
    released: ArrayString<4>,
}

#[test]
fn every_policy() {
    let mut line = Line::default();
    let before = live();
    line.fields.push("field".repeat(10));
    line.name.push_str("name");
    line.cleared.push(1);
    line.released.push('r');
    line.reset();
    assert!(line.fields.is_empty() && line.name.is_empty());
    assert!(line.cleared.is_empty() && line.released.is_empty());
    assert_eq!((line.retained_bytes(), since(before)), (0, 0));
}

#[test]
fn as_objects() {
    let lines: Pool<ArrayString<64>> = Pool::new();
    lines.get().push_str("line");
    assert!(lines.get().is_empty());
    let fields: Pool<ArrayVec<String, 3>> = Pool::new();
    fields.get().push(String::from("field"));
    assert!(fields.get().is_empty());
    assert_eq!(fields.stats().idle_bytes, size_of::<ArrayVec<String, 3>>());
}
