//! What `#[derive(Poolable)]` writes: every policy and every shape, through the public traits.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use pool_runtime::Poolable;

#[derive(Default, Debug, PartialEq, Poolable)]
struct Request {
    id: u64,
    #[pool(clear)]
    headers: Vec<(String, String)>,
    #[pool(shrink_above = 1024)]
    body: Vec<u8>,
    #[pool(drop_ref)]
    session: Option<Arc<str>>,
}

#[test]
fn the_example_of_the_readme() {
    let session: Arc<str> = Arc::from("session");
    let mut request = Request {
        id: 7,
        headers: vec![("a".into(), "b".into())],
        body: vec![1; 10_000],
        session: Some(Arc::clone(&session)),
    };
    assert_eq!(request.used_bytes(), 48 + 10_000);
    request.reset();
    assert_eq!(request, Request::default());
    assert_eq!(request.headers.capacity(), 1);
    assert!(request.body.capacity() <= 1024);
    assert_eq!(Arc::strong_count(&session), 1);
}

#[derive(Default, Poolable)]
enum State<T> {
    #[default]
    Idle,
    #[pool(initial)]
    Reading {
        #[pool(clear)]
        buffer: Vec<T>,
        next: T,
    },
    Failed(Arc<str>, #[pool(clear)] String),
}

#[derive(Default, Poolable)]
#[allow(dead_code)]
struct Generic<T, const N: usize>
where
    T: Copy,
{
    value: T,
    rest: PhantomData<[T; N]>,
    marker: PhantomData<fn() -> T>,
    #[pool(nested)]
    state: State<T>,
    #[pool(default = HashMap::<u8, u8>::new())]
    map: HashMap<u8, u8>,
    #[pool(keep = "a table", bytes = Vec::capacity)]
    table: Vec<u8>,
    #[pool(with = Vec::clear, bytes = Vec::capacity)]
    scratch: Vec<u8>,
}
