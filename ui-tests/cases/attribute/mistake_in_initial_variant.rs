//! A mistake in the variant that a reset builds anew is reported, and nothing follows it: a type
//! without `Default` is not asked for one.

use pool_runtime::Poolable;

struct Plain;

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Idle {
        #[pool(claer)]
        last: Plain,
    },
    Busy(u32),
}

fn main() {}
