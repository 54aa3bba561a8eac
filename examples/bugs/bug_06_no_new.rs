//! What has no default says how it is made.

use pool_runtime::{Pool, Poolable, static_pool};

#[derive(Poolable)]
struct Encoder {
    #[pool(keep = "every borrower encodes at the level its pool was made for")]
    level: i32,
    #[pool(clear)]
    output: Vec<u8>,
}

impl Encoder {
    fn new(level: i32) -> Self {
        Encoder {
            level,
            output: Vec::new(),
        }
    }
}

static_pool! {
    static FAST: Pool<Encoder> = Pool::builder().init(|| Encoder::new(1));
    static SMALL: Pool<Encoder> = Pool::builder().init(|| Encoder::new(19));
}

pub fn run() {
    for encoders in [&FAST, &SMALL] {
        let mut encoder = encoders.get();
        encoder.output.push(1);
        println!("  an encoder of level {}", encoder.level);
    }
    assert_eq!((FAST.get().level, SMALL.get().level), (1, 19));
}
