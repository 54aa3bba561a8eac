//! A new element is `T::default()`, so that has to exist.

use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, RecycleVec};

#[derive(Poolable)]
struct Point {
    x: i32,
}

fn main() {
    let mut points: RecycleVec<Point> = RecycleVec::new();
    points.push().x = 1;

    let mut by_name: RecycleMap<String, Point> = RecycleMap::new();
    by_name.entry_from("origin").x = 1;
}
