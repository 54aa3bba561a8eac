//! What `init` costs is in the figures; `keep` and `prewarm` bring it down.

use std::thread;
use std::time::Duration;

use pool_runtime::{Pool, Poolable};

#[derive(Poolable)]
struct Codec {
    #[pool(keep = "computed once, and the same for every borrower")]
    table: [u32; 256],
    #[pool(clear)]
    output: Vec<u8>,
}

impl Codec {
    fn build() -> Self {
        thread::sleep(Duration::from_millis(2));
        Codec {
            table: [0x0101_0101; 256],
            output: Vec::new(),
        }
    }
}

pub fn run() {
    let codecs = Pool::with_init(Codec::build);
    for _ in 0..100 {
        let mut codec = codecs.get();
        let word = codec.table[7];
        codec.output.extend_from_slice(&word.to_be_bytes());
    }
    let stats = codecs.stats();
    assert_eq!((stats.misses, stats.hits), (1, 99));
    assert!(stats.init_time >= Duration::from_millis(2));
    println!(
        "  {} miss cost {:?}, {} hits nothing",
        stats.misses, stats.init_time, stats.hits
    );

    let warm = Pool::with_init(Codec::build);
    let built = warm.prewarm(4);
    drop((warm.get(), warm.get(), warm.get(), warm.get()));
    assert_eq!((built, warm.stats().misses), (4, 0));
    println!("  {built} built ahead, no misses");
}
