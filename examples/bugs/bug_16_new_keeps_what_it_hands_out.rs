//! Every object is its borrower's own; what they share is shared on purpose, and only to be read.

use std::sync::Arc;

use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Query {
    #[pool(keep = "the same defaults for every query, never changed")]
    defaults: Arc<[&'static str]>,
    #[pool(clear)]
    terms: Vec<String>,
}

pub fn run() {
    let defaults: Arc<[&'static str]> = Arc::from(["limit 10"]);
    let queries = Pool::with_init(move || Query {
        defaults: Arc::clone(&defaults),
        terms: Vec::new(),
    });
    let (mut one, other) = (queries.get(), queries.get());
    one.terms.push("by name".into());
    assert!(other.terms.is_empty() && Arc::ptr_eq(&one.defaults, &other.defaults));
    println!(
        "  {} and {} terms, both with `{}`",
        one.terms.len(),
        other.terms.len(),
        one.defaults[0]
    );
}
