//! A container of a type parameter is refused where it is declared.

use pool_runtime::Poolable;

#[derive(Poolable)]
struct Batch<T> {
    items: Vec<T>,
    maybe: Option<Items<T>>,
    first: T,
}

type Items<T> = Vec<T>;

fn main() {}
