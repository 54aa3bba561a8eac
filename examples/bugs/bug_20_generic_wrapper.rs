//! A wrapper asks for what it needs of its parameter; what is lent out is never nothing.

use std::fmt::Debug;

use pool_runtime::{Pool, Poolable, Pooled};

struct Scratch<T: Poolable>(Pool<T>);

impl<T: Poolable + Default> Scratch<T> {
    fn new() -> Self {
        Scratch(Pool::new())
    }
}

impl<T: Poolable> Scratch<T> {
    fn with_init(init: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Scratch(Pool::with_init(init))
    }

    fn get(&self) -> Pooled<'_, T> {
        self.0.get()
    }
}

fn show(root: &str, value: &impl Debug) {
    println!("  {root:<16} lends out {value:?}");
}

pub fn run() {
    show("Vec<u8>", &*Scratch::<Vec<u8>>::new().get());
    show("Box<[u64; 4]>", &*Scratch::<Box<[u64; 4]>>::new().get());
    show(
        "Box<[u8]>",
        &*Scratch::<Box<[u8]>>::with_init(|| Box::new([0; 4])).get(),
    );
    show("(String, u32)", &*Scratch::<(String, u32)>::new().get());
    show("()", &*Scratch::<()>::new().get());
    let tables: Scratch<Box<[u64; 4]>> = Scratch::new();
    tables.get()[0] = 1;
    assert_eq!(**tables.get(), [0; 4]);
}
