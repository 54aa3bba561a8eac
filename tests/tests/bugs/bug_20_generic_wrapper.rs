//! A wrapper that is generic in what it pools: whatever root it is given, it works.

use std::collections::HashMap;
use std::fmt::Debug;
use std::io::Cursor;

use pool_runtime::{Pool, Poolable};

/// As a library would have it.
struct Scratch<T: Poolable>(Pool<T>);

impl<T: Poolable + Default> Scratch<T> {
    fn new() -> Self {
        Scratch(Pool::new())
    }
}

/// Every borrower finds what the first one found, whatever the last one left.
fn works<T: Poolable + Default + PartialEq + Debug>(dirty: impl Fn(&mut T)) {
    let scratch: Scratch<T> = Scratch::new();
    for use_ in 0..10 {
        let mut object = scratch.0.get();
        assert_eq!(
            *object,
            T::default(),
            "{} in use {use_}",
            std::any::type_name::<T>()
        );
        dirty(&mut object);
    }
    let stats = scratch.0.stats();
    assert_eq!(
        (stats.misses, stats.hits),
        (1, 9),
        "{}",
        std::any::type_name::<T>()
    );
}

#[test]
fn bug_20_containers_are_roots() {
    works::<Vec<u8>>(|bytes| bytes.push(1));
    works::<String>(|text| text.push('x'));
    works::<HashMap<u8, u8>>(|map| {
        map.insert(1, 2);
    });
}

#[test]
fn bug_20_boxes_are_roots_and_never_empty() {
    works::<Box<[u64; 32]>>(|table| table[7] = 7);
    works::<Box<Vec<u8>>>(|bytes| bytes.push(1));
}

#[test]
fn bug_20_plain_values_are_roots() {
    works::<u64>(|number| *number = 1);
    works::<(u8, [u16; 4])>(|pair| pair.1[3] = 9);
    works::<()>(|()| {});
}

#[test]
fn bug_20_readers_are_roots() {
    works::<Cursor<Vec<u8>>>(|cursor| {
        cursor.get_mut().push(1);
        cursor.set_position(1);
    });
}

#[test]
fn bug_20_trait_objects_are_roots_that_init_makes() {
    trait Codec: Send {
        fn feed(&mut self, byte: u8) -> usize;
        fn restart(&mut self);
    }
    impl Codec for Vec<u8> {
        fn feed(&mut self, byte: u8) -> usize {
            self.push(byte);
            self.len()
        }
        fn restart(&mut self) {
            self.clear();
        }
    }
    impl Poolable for dyn Codec {
        fn reset(&mut self) {
            self.restart();
        }
    }
    let codecs = Pool::with_init(|| -> Box<dyn Codec> { Box::new(Vec::new()) });
    for _ in 0..10 {
        assert_eq!(codecs.get().feed(7), 1);
    }
    assert_eq!(codecs.stats().misses, 1);
}
