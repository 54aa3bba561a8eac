//! Whoever writes a container implements one trait, and gets every policy from it.

use pool_runtime::field::{Clear, Container, DropRef, Shrink};
use pool_runtime::{Pool, Poolable};

/// A queue that grows by halves and is emptied from the front.
#[derive(Debug, PartialEq, Poolable)]
#[pool(container, max_size = 64, discard_if = Queue::is_broken)]
struct Queue<T> {
    items: Vec<T>,
    next: usize,
    broken: bool,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue {
            items: Vec::new(),
            next: 0,
            broken: false,
        }
    }
}

impl<T> Queue<T> {
    fn is_broken(&self) -> bool {
        self.broken
    }
}

impl<T: Clone> Container for Queue<T> {
    fn clear(&mut self) {
        self.items.clear();
        self.next = 0;
        self.broken = false;
    }

    fn retained_bytes(&self) -> usize {
        Clear::retained_bytes(&self.items)
    }

    fn used_bytes(&self) -> usize {
        Clear::used_bytes(&self.items)
    }

    fn shrink_to_bytes(&mut self, bytes: usize) {
        self.items.shrink_to_bytes(bytes);
    }
}

/// An enum can be one too.
#[derive(Debug, Default, PartialEq, Poolable)]
#[pool(container)]
enum Text {
    #[default]
    None,
    Some(String),
}

impl Container for Text {
    fn clear(&mut self) {
        if let Text::Some(text) = self {
            text.clear();
        }
    }

    fn retained_bytes(&self) -> usize {
        match self {
            Text::None => 0,
            Text::Some(text) => text.capacity(),
        }
    }

    fn used_bytes(&self) -> usize {
        match self {
            Text::None => 0,
            Text::Some(text) => text.len(),
        }
    }

    fn shrink_to_bytes(&mut self, bytes: usize) {
        if let Text::Some(text) = self {
            text.shrink_to(bytes);
        }
    }
}

#[derive(Default, Poolable)]
struct Request<T: Clone> {
    #[pool(clear)]
    cleared: Queue<T>,
    #[pool(shrink_above = 400)]
    shrunk: Queue<T>,
    #[pool(drop_ref)]
    released: Queue<T>,
    #[pool(nested)]
    nested: Queue<T>,
    undeclared: Queue<T>,
    #[pool(clear)]
    boxed: Box<Queue<T>>,
    #[pool(shrink_above = 800)]
    both: [Queue<T>; 2],
    #[pool(shrink_above = 10)]
    text: Text,
}

fn filled(count: u64) -> Queue<u64> {
    Queue {
        items: (0..count).collect(),
        next: 1,
        broken: false,
    }
}

#[test]
fn every_policy() {
    let mut request = Request {
        cleared: filled(100),
        shrunk: filled(100),
        released: filled(100),
        nested: filled(100),
        undeclared: filled(100),
        boxed: Box::new(filled(100)),
        both: [filled(100), filled(10)],
        text: Text::Some(String::from("a text of some length")),
    };
    assert_eq!(
        request.used_bytes(),
        5 * 800 + size_of::<Queue<u64>>() + 880 + 21
    );
    request.reset();
    for queue in [
        &request.cleared,
        &request.shrunk,
        &request.released,
        &request.nested,
        &request.undeclared,
        &request.boxed,
        &request.both[0],
        &request.both[1],
    ] {
        assert_eq!(*queue, Queue::default());
    }
    let bytes = |queue: &Queue<u64>| Clear::retained_bytes(queue);
    assert_eq!(
        (bytes(&request.cleared), bytes(&request.shrunk)),
        (800, 400)
    );
    assert_eq!((bytes(&request.released), bytes(&request.nested)), (0, 800));
    assert_eq!(bytes(&request.undeclared), 800);
    assert_eq!((bytes(&request.boxed), bytes(&request.both[0])), (800, 400));
    assert_eq!(Clear::retained_bytes(&request.text), 10);
}

#[test]
fn pooled_by_itself() {
    let pool: Pool<Queue<u64>> = Pool::new();
    *pool.get() = filled(1000);
    assert_eq!(pool.stats().idle_bytes, size_of::<Queue<u64>>() + 8000);
    assert_eq!(*pool.get(), Queue::default());
    pool.get().broken = true;
    assert_eq!(
        (pool.stats().discards.not_reusable, pool.stats().idle),
        (1, 0)
    );
}

#[test]
fn released_it_keeps_nothing() {
    let mut queue = filled(1000);
    queue.drop_ref();
    assert_eq!(
        (Poolable::retained_bytes(&queue), queue),
        (0, Queue::default())
    );
}
