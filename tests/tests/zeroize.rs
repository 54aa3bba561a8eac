//! What is under `zeroize` is overwritten before it is freed, on every way out of a pool: an allocator reads
//! the memory when it gets it back.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

use pool_runtime::{Pool, Poolable};
use zeroize::Zeroizing;

/// The byte that all secrets here are made of.
const SECRET: u8 = 0xa7;

/// The same for texts, which it cannot be in.
const SECRET_LETTER: u8 = 0x27;

/// So many of them in a row are no coincidence.
const RUN: usize = 16;

/// Allocates memory that is zero, and looks for secrets in what it frees.
struct ReadingAllocator;

#[global_allocator]
static ALLOCATOR: ReadingAllocator = ReadingAllocator;

thread_local! {
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to `System`, as `alloc_zeroed` where it asked for memory in any state. Reading what
// is freed neither allocates nor unwinds. `realloc` is the provided one, by the other two.
unsafe impl GlobalAlloc for ReadingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps `alloc`'s contract, which is `System`'s too.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the block is the allocator's again, and was zero when it was handed out.
        let bytes = unsafe { slice::from_raw_parts(pointer, layout.size()) };
        let is_secret =
            |run: &[u8]| run[0] == run[RUN - 1] && [SECRET, SECRET_LETTER].contains(&run[0]);
        let all_alike = |run: &&[u8]| run.iter().all(|byte| *byte == run[0]);
        if bytes
            .windows(RUN)
            .filter(|run| is_secret(run))
            .any(|run| all_alike(&run))
        {
            FOUND.set(FOUND.get() + 1);
        }
        // SAFETY: the pointer came from `System`, by this allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) };
    }
}

/// Blocks that this thread freed with a secret in them while it ran this.
fn freed_with_a_secret(run: impl FnOnce()) -> usize {
    let before = FOUND.get();
    run();
    FOUND.get() - before
}

/// The fields that a reset has to do with, `zeroize` on each.
#[derive(Poolable)]
struct Fields {
    #[pool(zeroize)]
    key: [u8; 32],
    #[pool(zeroize)]
    text: String,
    #[pool(clear, zeroize)]
    cleared: Vec<u8>,
    #[pool(zeroize, shrink_above = 64)]
    shrunk: Vec<u8>,
    #[pool(drop_ref, zeroize)]
    released: Option<Vec<u8>>,
    #[pool(zeroize)]
    rows: Vec<Vec<u8>>,
    #[pool(default, zeroize)]
    assigned: (Box<[u8]>, Option<String>),
    #[pool(zeroize)]
    boxed: Box<[u8; 64]>,
    undeclared: Inner,
    maybe: Option<Inner>,
    #[pool(nested)]
    nested: Box<Inner>,
    wrapped: Zeroizing<[u8; 48]>,
    #[pool(clear)]
    wrapped_bytes: Zeroizing<Vec<u8>>,
    state: State,
    reusable: Reusable,
}

/// `zeroize` on the type: all fields but those that are kept.
#[derive(Default, Poolable)]
#[pool(zeroize)]
struct Inner {
    numbers: [u64; 8],
    #[pool(clear)]
    bytes: Vec<u8>,
    #[pool(with = back_to_one)]
    count: u64,
    #[pool(keep = "no secret")]
    kept: u64,
}

fn back_to_one(count: &mut u64) {
    assert_eq!(*count, 0, "overwritten before the function is called");
    *count = 1;
}

#[derive(Poolable)]
enum State {
    #[pool(initial)]
    Closed,
    Open {
        #[pool(zeroize)]
        key: [u8; 32],
        #[pool(zeroize)]
        buffer: Vec<u8>,
    },
}

#[derive(Poolable)]
#[pool(discard_if = Reusable::is_not)]
struct Reusable(#[pool(default = true)] bool);

impl Reusable {
    fn is_not(&self) -> bool {
        !self.0
    }
}

fn secret(len: usize) -> Vec<u8> {
    vec![SECRET; len]
}

fn text(len: usize) -> String {
    String::from_utf8(vec![SECRET_LETTER; len]).unwrap()
}

fn new() -> Fields {
    Fields {
        key: [0; 32],
        text: String::with_capacity(100),
        cleared: Vec::with_capacity(100),
        shrunk: Vec::with_capacity(1000),
        released: None,
        rows: Vec::new(),
        assigned: Default::default(),
        boxed: Box::new([0; 64]),
        undeclared: Inner::default(),
        maybe: None,
        nested: Box::default(),
        wrapped: Zeroizing::new([0; 48]),
        wrapped_bytes: Zeroizing::new(Vec::new()),
        state: State::Closed,
        reusable: Reusable(true),
    }
}

fn inner() -> Inner {
    Inner {
        numbers: [u64::from_ne_bytes([SECRET; 8]); 8],
        bytes: secret(90),
        count: 7,
        kept: 8,
    }
}

fn fill(fields: &mut Fields) {
    fields.key = [SECRET; 32];
    fields.text = text(50);
    fields.cleared.resize(100, SECRET);
    // In the spare capacity, too.
    fields.cleared.truncate(10);
    fields.shrunk.resize(1000, SECRET);
    fields.released = Some(secret(200));
    fields.rows.push(secret(100));
    fields.rows.push(secret(100));
    fields.assigned = (secret(80).into_boxed_slice(), Some(text(60)));
    *fields.boxed = [SECRET; 64];
    fields.undeclared = inner();
    fields.maybe = Some(inner());
    *fields.nested = inner();
    *fields.wrapped = [SECRET; 48];
    *fields.wrapped_bytes = secret(70);
    fields.state = State::Open {
        key: [SECRET; 32],
        buffer: secret(300),
    };
}

#[test]
fn the_allocator_finds_what_is_left() {
    assert_eq!(freed_with_a_secret(|| drop(secret(RUN))), 1);
    assert_eq!(freed_with_a_secret(|| drop(secret(RUN - 1))), 0);
    // Without a pool there is nobody to overwrite it: in the fields' own blocks, all but those of `Zeroizing`.
    let mut fields = Box::new(new());
    fill(&mut fields);
    assert!(freed_with_a_secret(|| drop(fields)) >= 11);
}

#[test]
fn a_reset_leaves_nothing_anywhere() {
    let mut fields = new();
    fill(&mut fields);
    assert_eq!(freed_with_a_secret(|| fields.reset()), 0);
    assert_eq!(
        (fields.key, *fields.boxed, *fields.wrapped),
        ([0; 32], [0; 64], [0; 48])
    );
    assert!(fields.text.is_empty() && fields.text.capacity() >= 50);
    assert!(fields.cleared.is_empty() && fields.cleared.capacity() == 100);
    assert!(fields.shrunk.is_empty() && fields.shrunk.capacity() == 64);
    assert!(fields.released.is_none() && fields.rows.is_empty() && fields.maybe.is_none());
    assert!(fields.assigned.0.is_empty() && fields.assigned.1.is_none());
    assert!(fields.wrapped_bytes.is_empty() && fields.wrapped_bytes.capacity() >= 70);
    assert!(matches!(fields.state, State::Closed));
    for inner in [&fields.undeclared, &fields.nested] {
        assert_eq!((inner.numbers, inner.count, inner.kept), ([0; 8], 1, 8));
        assert!(inner.bytes.is_empty() && inner.bytes.capacity() == 90);
    }
    assert_eq!(freed_with_a_secret(|| drop(fields)), 0);
}

#[test]
fn every_way_out_of_a_pool() {
    type Way = fn(&Pool<Fields>);
    let ways: [(&str, Way); 8] = [
        ("returned, and dropped with the pool", |pool| {
            fill(&mut pool.get());
        }),
        ("trimmed", |pool| {
            fill(&mut pool.get());
            pool.trim();
        }),
        ("discarded", |pool| {
            let mut fields = pool.get();
            fill(&mut fields);
            pool_runtime::Pooled::discard(fields);
        }),
        ("not reusable", |pool| {
            let mut fields = pool.get();
            fill(&mut fields);
            fields.reusable.0 = false;
        }),
        ("a panic", |pool| {
            let panic = catch_unwind(AssertUnwindSafe(|| {
                let mut fields = pool.get();
                fill(&mut fields);
                panic!("with a secret in hand");
            }));
            panic.unwrap_err();
        }),
        ("too large", |pool| {
            let mut fields = pool.get();
            fields.cleared = secret(2 << 20);
            fill(&mut fields);
        }),
        ("owned, discarded", |pool| {
            let mut fields = pool.get_owned();
            fill(&mut fields);
            pool_runtime::OwnedPooled::discard(fields);
        }),
        ("nobody's", |_| {
            let gone: Pool<Fields> = Pool::with_init(new);
            let mut fields = gone.get_owned();
            fill(&mut fields);
            drop(gone);
            drop(fields);
        }),
    ];
    for (name, way) in ways {
        let found = freed_with_a_secret(|| {
            let pool = Pool::with_init(new);
            // Filled again, so that what a reset leaves is seen by the next.
            way(&pool);
            way(&pool);
        });
        assert_eq!(found, 0, "{name}");
    }
}

#[test]
fn a_reset_that_panics_is_made_up_for() {
    #[derive(Poolable)]
    struct Fragile {
        #[pool(with = fails)]
        first: u8,
        #[pool(zeroize)]
        last: Vec<u8>,
        #[pool(with = fails)]
        after: u8,
    }
    fn fails(_: &mut u8) {
        panic!("a reset that fails");
    }
    let pool = Pool::with_init(|| Fragile {
        first: 0,
        last: Vec::new(),
        after: 0,
    });
    let found = freed_with_a_secret(|| pool.get().last = secret(100));
    assert_eq!((found, pool.stats().discards.panicked), (0, 1));
    let fragile = pool.get();
    assert_eq!((fragile.first, fragile.after), (0, 0));
}

#[test]
fn as_objects() {
    let keys: Pool<Zeroizing<[u8; 32]>> = Pool::with_init(|| Zeroizing::new([0; 32]));
    let buffers: Pool<Zeroizing<Vec<u8>>> = Pool::with_init(|| Zeroizing::new(Vec::new()));
    let found = freed_with_a_secret(|| {
        **keys.get() = [SECRET; 32];
        assert_eq!(**keys.get(), [0; 32]);
        **buffers.get() = secret(100);
        assert!(buffers.get().is_empty() && buffers.get().capacity() == 100);
        keys.trim();
        buffers.trim();
    });
    assert_eq!(found, 0);
}
