//! The pools of the service, in one place.

use std::sync::OnceLock;

use pool_runtime::{Borrow, Builder, Pool, Poolable, static_pool};

use crate::encoders::{Gzip, Zstd};
use crate::options::ServiceOptions;
use crate::request::Request;

/// What the pools are built by, if they are not to be built by default.
static OPTIONS: OnceLock<ServiceOptions> = OnceLock::new();

static_pool! {
    /// One for each request that is being read or answered. With 6,000 events it keeps 1.6 MB: by the
    /// default, 1 MiB an object, it would be discarded at every return, and cost more than no pool.
    pub static REQUESTS: Pool<Request> = common(Pool::builder(), "requests")
        .max_idle(64)
        .max_object_bytes(32 << 20)
        .max_idle_bytes(256 << 20);
    /// Answers on their way out.
    pub static ANSWERS: Pool<Vec<u8>> = common(Pool::builder(), "answers");
    /// Bounded: who comes when all are at work waits.
    pub static ZSTD: Pool<Zstd> = common(Pool::builder(), "zstd")
        .max_objects(encoders())
        .max_object_bytes(8 << 20);
    pub static GZIP: Pool<Gzip> = common(Pool::builder(), "gzip").max_objects(encoders());
}

/// Builds the pools, so that the registry lists them before anybody uses them.
pub fn build(options: &ServiceOptions) {
    OPTIONS.get_or_init(|| options.clone());
    _ = (REQUESTS.name(), ANSWERS.name(), ZSTD.name(), GZIP.name());
}

/// What is borrowed now of the pool of this name, if it is one of these and traced.
pub fn borrows(name: &str) -> Vec<Borrow> {
    let of = |pool: &dyn Traced| (pool.called() == name).then(|| pool.lent());
    let pools: [&dyn Traced; 4] = [&*REQUESTS, &*ANSWERS, &*ZSTD, &*GZIP];
    pools.into_iter().find_map(of).unwrap_or_default()
}

/// A pool of any type.
trait Traced {
    fn called(&self) -> &str;
    fn lent(&self) -> Vec<Borrow>;
}

impl<T: Poolable> Traced for Pool<T> {
    fn called(&self) -> &str {
        self.name()
    }

    fn lent(&self) -> Vec<Borrow> {
        self.borrows()
    }
}

fn common<T: Poolable, S>(builder: Builder<T, S>, name: &str) -> Builder<T, S> {
    match OPTIONS.get() {
        Some(options) => {
            let builder = builder.name(format!("{}/{name}", options.name));
            if options.trace_borrows {
                builder.trace_borrows()
            } else {
                builder
            }
        }
        None => builder,
    }
}

fn encoders() -> usize {
    OPTIONS.get().map_or(8, |options| options.encoders.get())
}
