//! Sixteen mebibytes an object: refused inline at compile time (`ui-tests/cases/bugs/bug_14_large_struct.rs`),
//! bounded exactly when boxed on demand. Counted by the allocator, for the whole process, hence a test
//! binary of its own.

use std::sync::{Barrier, Mutex};
use std::thread;

use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{self, CountingAllocator};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const PIXELS: usize = 16 << 20;
/// What an idle frame takes: itself, and its pixels.
const COST: usize = size_of::<Frame>() + PIXELS;
const THREADS: usize = 64;
const MAX_IDLE: usize = 4;
const ROUNDS: usize = 3;

#[derive(Default, Poolable)]
struct Frame {
    width: u32,
    #[pool(keep = "every use overwrites all of it", bytes = Frame::pixel_bytes)]
    pixels: Option<Box<[u8]>>,
}

impl Frame {
    /// The large part, made when it is first needed.
    fn pixels(&mut self) -> &mut [u8] {
        // Zeroed, and hardly touched: the allocator counts it, the machine need not have it.
        self.pixels.get_or_insert_with(|| vec![0; PIXELS].into())
    }

    #[expect(clippy::ref_option, reason = "`bytes` gives the function its field")]
    fn pixel_bytes(pixels: &Option<Box<[u8]>>) -> usize {
        pixels.as_ref().map_or(0, |pixels| pixels.len())
    }
}

/// As the allocator counts them.
fn live_frames(before: i64) -> usize {
    // What is not pixels is far less than one frame.
    usize::try_from(allocator::process().live - before).unwrap_or(0) / PIXELS
}

/// On 64 threads at once every thread borrows and fills a frame, and all return them together.
fn rounds(pool: &Pool<Frame>, before: i64, kept: usize) {
    let barrier = Barrier::new(THREADS);
    // Looked at when all threads are through: one that stops at a barrier stops all.
    let seen = Mutex::new(Vec::new());
    thread::scope(|threads| {
        for thread in 0..THREADS {
            let (barrier, pool, seen) = (&barrier, &pool, &seen);
            let run = move || {
                for round in 0..ROUNDS {
                    let mut frame = pool.get();
                    frame.pixels()[round] = 1;
                    let borrowed = barrier.wait().is_leader().then(|| live_frames(before));
                    barrier.wait();
                    if thread % 2 == round % 2 {
                        // Some come and go meanwhile.
                        frame = pool.get();
                        frame.pixels()[round] = 1;
                    }
                    drop(frame);
                    let leads = barrier.wait().is_leader();
                    let idle = leads.then(|| (live_frames(before), pool.stats().idle_bytes));
                    barrier.wait();
                    seen.lock().expect("no one panics").push((borrowed, idle));
                }
            };
            thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn_scoped(threads, run)
                .expect("a thread starts");
        }
    });
    let (borrowed, idle): (Vec<_>, Vec<_>) = seen
        .into_inner()
        .expect("no one panics")
        .into_iter()
        .unzip();
    let borrowed: Vec<_> = borrowed.into_iter().flatten().collect();
    assert_eq!(borrowed, [THREADS; ROUNDS], "frames borrowed at once");
    let idle: Vec<_> = idle.into_iter().flatten().collect();
    assert_eq!(
        idle,
        [(kept, kept * COST); ROUNDS],
        "frames kept, by the allocator, and bytes, by the pool"
    );
}

#[test]
fn bug_14_frames_boxed_on_demand_are_bounded_by_max_idle_exactly() {
    let before = allocator::process().live;
    let by_count: Pool<Frame> = Pool::builder()
        .max_idle(MAX_IDLE)
        .max_object_bytes(COST)
        .max_idle_bytes(1 << 30)
        .build();
    rounds(&by_count, before, MAX_IDLE);
    assert_eq!(by_count.stats().idle, MAX_IDLE);
    drop(by_count);
    assert_eq!(live_frames(before), 0);

    let by_bytes: Pool<Frame> = Pool::builder()
        .max_object_bytes(COST)
        .max_idle_bytes(3 * COST + 5)
        .build();
    rounds(&by_bytes, before, 3);
    drop(by_bytes);

    let by_default: Pool<Frame> = Pool::new();
    rounds(&by_default, before, 0);
    let discards = by_default.stats().discards;
    assert_eq!(
        discards.oversized,
        discards.at_return(),
        "more than `max_object_bytes` each"
    );
}
