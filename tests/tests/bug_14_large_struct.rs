//! Sixteen mebibytes an object: refused inline at compile time (`ui-tests/cases/bugs/bug_14_large_struct.rs`),
//! bounded exactly when boxed on demand. Counted by the allocator, for the whole process, hence a test
//! binary of its own.

use std::sync::Barrier;
use std::thread;

use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{self, CountingAllocator};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const PIXELS: usize = 16 << 20;
const THREADS: usize = 64;
const MAX_IDLE: usize = 4;

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

fn live_frames(before: i64) -> usize {
    let live = usize::try_from(allocator::process().live - before).unwrap_or(0);
    // What is not pixels is far less than one frame.
    assert!(
        live % PIXELS < PIXELS / 8,
        "{live} bytes are not a number of frames"
    );
    live / PIXELS
}

/// On 64 threads at once every thread borrows and fills a frame, and all return them together.
fn rounds(pool: &Pool<Frame>, before: i64, kept: usize) {
    let barrier = Barrier::new(THREADS);
    thread::scope(|threads| {
        for thread in 0..THREADS {
            let (barrier, pool) = (&barrier, &pool);
            let run = move || {
                for round in 0..4 {
                    let mut frame = pool.get();
                    assert_eq!(frame.width, 0);
                    frame.width = 1;
                    frame.pixels()[round] = 1;
                    if barrier.wait().is_leader() {
                        assert_eq!(live_frames(before), THREADS, "all are borrowed");
                    }
                    barrier.wait();
                    if thread % 2 == round % 2 {
                        // Some come and go meanwhile.
                        frame = pool.get();
                        frame.pixels()[round] = 1;
                    }
                    drop(frame);
                    if barrier.wait().is_leader() {
                        assert_eq!(
                            live_frames(before),
                            kept,
                            "frames kept, as the allocator counts them"
                        );
                        assert_eq!(pool.stats().idle_bytes, kept * PIXELS);
                    }
                    barrier.wait();
                }
            };
            thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn_scoped(threads, run)
                .expect("a thread starts");
        }
    });
}

#[test]
fn bug_14_frames_boxed_on_demand_are_bounded_by_max_idle_exactly() {
    let before = allocator::process().live;
    let by_count: Pool<Frame> = Pool::builder()
        .max_idle(MAX_IDLE)
        .max_object_bytes(PIXELS)
        .max_idle_bytes(1 << 30)
        .build();
    rounds(&by_count, before, MAX_IDLE);
    assert_eq!(by_count.stats().idle, MAX_IDLE);
    drop(by_count);
    assert_eq!(live_frames(before), 0);

    let by_bytes: Pool<Frame> = Pool::builder()
        .max_object_bytes(PIXELS)
        .max_idle_bytes(3 * PIXELS + 5)
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
