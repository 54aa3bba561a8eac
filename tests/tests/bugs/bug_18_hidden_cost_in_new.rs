//! What `init` costs is in the figures, and `prewarm` and `keep` are cures that show there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use pool_runtime::{Pool, Poolable};

const BUILD: Duration = Duration::from_millis(4);

#[derive(Poolable)]
struct Codec {
    #[pool(keep = "computed once, and the same for every borrower")]
    table: [u32; 256],
    #[pool(clear)]
    output: Vec<u8>,
}

impl Codec {
    /// Takes its time.
    fn build() -> Self {
        thread::sleep(BUILD);
        let table = std::array::from_fn(|byte| u32::try_from(byte).expect("small").reverse_bits());
        Codec {
            table,
            output: Vec::new(),
        }
    }
}

#[test]
fn bug_18_misses_and_the_time_they_take_are_in_the_figures() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let build = move || {
        count.fetch_add(1, Ordering::SeqCst);
        Codec::build()
    };
    let codecs = Pool::with_init(build.clone());
    assert_eq!(
        (codecs.stats().misses, codecs.stats().init_time),
        (0, Duration::ZERO)
    );

    let held: Vec<_> = (0..5).map(|_| codecs.get()).collect();
    let cold = codecs.stats();
    assert_eq!((cold.misses, cold.hits), (5, 0));
    assert!(
        cold.init_time >= BUILD * 5,
        "{:?} for five builds",
        cold.init_time
    );
    drop(held);

    // `keep`: the table is there when the object comes back, and is not built again.
    for _ in 0..1000 {
        let mut codec = codecs.get();
        assert!(codec.output.is_empty());
        assert_eq!(codec.table[1], 1 << 31);
        codec.output.push(1);
    }
    let warm = codecs.stats();
    assert_eq!((warm.misses, warm.hits), (5, 1000));
    assert_eq!(warm.init_time, cold.init_time, "a hit costs no `init`");
    assert!(warm.hit_rate() > 0.99);

    // `prewarm`: built ahead of the traffic, none during it.
    let prewarmed = Pool::with_init(build);
    assert_eq!(prewarmed.prewarm(3), 3);
    drop([prewarmed.get(), prewarmed.get(), prewarmed.get()]);
    let stats = prewarmed.stats();
    assert_eq!((stats.prewarmed, stats.hits, stats.misses), (3, 3, 0));
    assert_eq!(stats.init_time, Duration::ZERO);

    assert_eq!(calls.load(Ordering::SeqCst), 5 + 3);
}

#[test]
fn bug_18_a_cost_paid_at_every_use_shows_as_misses() {
    // Whoever keeps nothing, for whatever reason, sees it here.
    let none_kept = Pool::builder().init(Codec::build).max_idle(0).build();
    for _ in 0..5 {
        none_kept.get().output.push(1);
    }
    let stats = none_kept.stats();
    assert_eq!((stats.misses, stats.discards.over_budget), (5, 5));
    assert!(stats.init_time >= BUILD * 5 && stats.hit_rate() == 0.0);
}
