//! The derive refuses the field that was added later. A reset written by hand cannot, and has its test.

use pool_runtime::Poolable;
use pool_runtime::testing::assert_reset;

#[derive(Debug, Default, PartialEq)]
struct Reply {
    status: u16,
    body: Vec<u8>,
    /// Added later.
    trailers: Vec<String>,
}

impl Poolable for Reply {
    fn reset(&mut self) {
        self.status = 0;
        self.body.clear();
    }
}

#[test]
#[should_panic(expected = "differs from a fresh one after its reset")]
fn bug_21_assert_reset_finds_it_in_a_reset_by_hand() {
    assert_reset::<Reply>(|reply| {
        reply.status = 404;
        reply.body.push(1);
        reply.trailers.push("Expires".into());
    });
}
