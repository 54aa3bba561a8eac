//! Where scratch, buffers and contexts come from: the pools, or new each time.
//!
//! The pipeline is written once, against [`Source`], and runs unchanged with either.

use std::ops::{Deref, DerefMut};

use pool_runtime::{Pool, Pooled, Stats, static_pool};

use crate::batch::Batch;
use crate::compress::Context;
use crate::event::Event;

static_pool! {
    static EVENTS: Pool<Event>;
    static BATCHES: Pool<Batch>;
    // At the higher levels a context holds tens of megabytes.
    static CONTEXTS: Pool<Context> = Pool::builder()
        .max_object_bytes(128 << 20)
        .max_idle_bytes(1 << 30);
}

/// Hands out objects as good as new; dropping one ends its use.
pub trait Source: Sync {
    /// Scratch for one event.
    type Event: DerefMut<Target = Event>;
    /// Buffers for one batch; the writer drops it, on a thread of its own.
    type Batch: DerefMut<Target = Batch> + Send;
    /// A context for one batch.
    type Context: DerefMut<Target = Context>;

    fn event(&self) -> Self::Event;
    fn batch(&self) -> Self::Batch;
    fn context(&self) -> Self::Context;
}

/// The pools above.
pub struct Pools;

impl Source for Pools {
    type Event = Pooled<'static, Event>;
    type Batch = Pooled<'static, Batch>;
    type Context = Pooled<'static, Context>;

    fn event(&self) -> Self::Event {
        EVENTS.get()
    }

    fn batch(&self) -> Self::Batch {
        BATCHES.get()
    }

    fn context(&self) -> Self::Context {
        CONTEXTS.get()
    }
}

impl Pools {
    /// What each pool says of itself.
    pub fn stats() -> [(&'static str, Stats); 3] {
        [
            ("events", EVENTS.stats()),
            ("batches", BATCHES.stats()),
            ("contexts", CONTEXTS.stats()),
        ]
    }
}

/// No pools: everything is built when it is asked for.
pub struct Unpooled;

impl Source for Unpooled {
    type Event = New<Event>;
    type Batch = New<Batch>;
    type Context = New<Context>;

    fn event(&self) -> Self::Event {
        New::default()
    }

    fn batch(&self) -> Self::Batch {
        New::default()
    }

    fn context(&self) -> Self::Context {
        New::default()
    }
}

/// An object of no pool's.
#[derive(Default)]
pub struct New<T>(T);

impl<T> Deref for New<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for New<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
