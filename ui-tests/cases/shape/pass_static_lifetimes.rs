//! A `'static` inside a field borrows from nobody.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(default = "GET")]
    method: &'static str,
    #[pool(drop_ref)]
    name: Option<&'static str>,
    #[pool(clear)]
    parts: Vec<&'static str>,
    #[pool(keep = "does not depend on the borrower")]
    map: fn(&u8) -> &u8,
}

fn main() {
    let mut request = Request { method: "PUT", name: Some("a"), parts: vec!["b"], map: |byte| byte };
    request.reset();
    assert_eq!((request.method, request.name, request.parts.len()), ("GET", None, 0));
    assert_eq!((request.map)(&3), &3);
}
