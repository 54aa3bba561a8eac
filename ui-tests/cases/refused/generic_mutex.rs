//! So is a lock around a type parameter, whatever its policy.

use std::sync::Mutex;

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Guarded<T> {
    undeclared: Mutex<T>,
    #[pool(default)]
    replaced: Mutex<T>,
    #[pool(clear)]
    cleared: Lock<T>,
    #[pool(drop_ref)]
    released: Option<Mutex<T>>,
    #[pool(nested)]
    nested: Mutex<T>,
}

type Lock<T> = Mutex<T>;

fn main() {}
