//! Every word, in every place, with a trailing comma or without.

use std::collections::HashMap;

use pool_runtime::Poolable;

#[derive(Poolable)]
#[pool(max_size = 4 * 1024, discard_if = Request::is_broken, bound = "T: Default + Clone", crate = ::pool_runtime,)]
struct Request<T> {
    #[pool(clear, shrink_above = 1024, shrink_to = 512)]
    both: Vec<u8>,
    #[pool(shrink_above = LIMIT)]
    #[pool(clear)]
    again: Vec<u8>,
    #[pool(default = HashMap::<u8, (u8, u8)>::new(),)]
    map: HashMap<u8, (u8, u8)>,
    #[pool(default = if LIMIT > 1 { 1 } else { 2 })]
    choice: u8,
    #[pool(default = 0..3)]
    range: std::ops::Range<u8>,
    #[pool(default)]
    value: T,
    #[pool(with = <Vec<u8> as Wipe>::wipe, bytes = Vec::capacity)]
    wiped: Vec<u8>,
    #[pool(keep = "a table", bytes = Vec::capacity)]
    table: Vec<u8>,
}

const LIMIT: usize = 2 * 1024;

trait Wipe {
    fn wipe(&mut self);
}

impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        self.clear();
    }
}

impl<T> Request<T> {
    fn is_broken(&self) -> bool {
        self.table.is_empty()
    }
}

fn main() {
    let mut request = Request {
        both: vec![1; 3000],
        again: vec![1; 3000],
        map: HashMap::from([(1, (2, 3))]),
        choice: 9,
        range: 5..6,
        value: 3_u8,
        wiped: vec![1],
        table: vec![1],
    };
    assert!(Poolable::is_reusable(&request));
    request.reset();
    assert!(request.both.capacity() <= 512 && request.again.capacity() <= LIMIT);
    assert!(request.map.is_empty() && request.wiped.is_empty());
    assert_eq!((request.choice, request.range, request.value, request.table), (1, 0..3, 0, vec![1]));
}
