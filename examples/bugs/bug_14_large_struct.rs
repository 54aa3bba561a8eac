//! The large part is boxed, made when it is needed, and reported; a limit says how many are kept.

use pool_runtime::{Pool, Poolable};

const PIXELS: usize = 16 << 20;

#[derive(Default, Poolable)]
struct Frame {
    width: u32,
    #[pool(keep = "every use overwrites all of it", bytes = Frame::pixel_bytes)]
    pixels: Option<Box<[u8]>>,
}

impl Frame {
    fn pixels(&mut self) -> &mut [u8] {
        self.pixels.get_or_insert_with(|| vec![0; PIXELS].into())
    }

    #[expect(clippy::ref_option, reason = "`bytes` gives the function its field")]
    fn pixel_bytes(pixels: &Option<Box<[u8]>>) -> usize {
        pixels.as_ref().map_or(0, |pixels| pixels.len())
    }
}

pub fn run() {
    // A frame itself, and its pixels.
    let bytes = size_of::<Frame>() + PIXELS;
    let frames: Pool<Frame> = Pool::builder().max_object_bytes(bytes).max_idle(2).build();
    let mut at_once: Vec<_> = (0..5).map(|_| frames.get()).collect();
    for frame in &mut at_once {
        frame.width = 4096;
        frame.pixels()[0] = 1;
    }
    drop(at_once);
    let stats = frames.stats();
    assert_eq!((stats.idle, stats.idle_bytes), (2, 2 * bytes));
    println!(
        "  five frames at once, {} kept, {} MiB",
        stats.idle,
        stats.idle_bytes >> 20
    );
}
