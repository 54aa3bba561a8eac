//! A `'static` inside a field borrows from nobody.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Request {
    #[pool(default = "GET")]
    method: &'static str,
    name: Option<&'static str>,
    #[pool(drop_ref)]
    table: Option<&'static u32>,
    #[pool(clear)]
    parts: Vec<&'static str>,
    #[pool(keep = "does not depend on the borrower")]
    map: fn(&u8) -> &u8,
}

fn main() {
    let mut request = Request {
        method: "PUT",
        name: Some("a"),
        table: Some(&1),
        parts: vec!["b"],
        map: |byte| byte,
    };
    request.reset();
    assert_eq!((request.method, request.name, request.table), ("GET", None, None));
    assert_eq!((request.parts.len(), (request.map)(&3)), (0, &3));
}
