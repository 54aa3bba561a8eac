//! One huge request does not set the size of pooled objects for ever: what is used far below what it
//! retains is let go after a few returns in a row (golang/go#23199). A mix of sizes does not thrash.

use pool_runtime::{Pool, Poolable, Pooled};
use pool_tests::allocator::{self, CountingAllocator};
use pool_tests::figures;
use pool_tests::random::Random;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What buffers are filled with.
static ZEROS: [u8; 8 << 20] = [0; 8 << 20];

/// Says that it grows as a `Vec` does, and takes no memory.
#[derive(Default)]
struct Claim {
    used: usize,
    retained: usize,
}

impl Claim {
    fn grow(&mut self, bytes: usize) {
        self.used += bytes;
        self.retained = self.retained.max(self.used);
    }
}

impl Poolable for Claim {
    fn reset(&mut self) {
        self.used = 0;
    }

    fn retained_bytes(&self) -> usize {
        self.retained
    }

    fn used_bytes(&self) -> usize {
        self.used
    }
}

#[test]
fn retained_bytes_fall_after_ten_uses_of_a_quarter_of_a_gibibyte() {
    const HUGE: usize = 256 << 20;
    const INLINE: usize = size_of::<Claim>();
    for at_once in [1, 10] {
        let pool: Pool<Claim> = Pool::builder()
            .max_object_bytes(INLINE + HUGE)
            .max_idle_bytes(10 * (INLINE + HUGE))
            .build();
        for _ in 0..10 / at_once {
            let mut held: Vec<_> = (0..at_once).map(|_| pool.get()).collect();
            for claim in &mut held {
                claim.grow(HUGE);
            }
        }
        assert_eq!(pool.stats().idle_bytes, at_once * (INLINE + HUGE));
        let uses = (1..=100).find(|_| {
            pool.get().grow(1 << 10);
            pool.stats().idle_bytes < 1 << 20
        });
        println!("{at_once} at once: below 1 MiB after {uses:?} uses");
        assert!(uses.is_some(), "{:?}", pool.stats());
        for _ in 0..1000 {
            pool.get().grow(1 << 10);
        }
        let stats = pool.stats();
        assert_eq!((stats.idle, stats.idle_bytes), (1, INLINE + (1 << 10)));
        assert_eq!(stats.discards.underused, at_once as u64);
    }
}

#[test]
fn memory_falls_where_it_is_real() {
    const LARGE: usize = 8 << 20;
    let pool: Pool<Vec<u8>> = Pool::builder().max_object_bytes(2 * LARGE).build();
    let before = allocator::thread().live;
    for _ in 0..10 {
        pool.get().extend_from_slice(&ZEROS[..LARGE]);
    }
    assert!(allocator::thread().live - before >= 8 << 20);
    for _ in 0..100 {
        pool.get().extend_from_slice(&ZEROS[..1 << 10]);
    }
    let live = allocator::thread().live - before;
    assert!(live < 1 << 20, "{live} bytes");
    assert_eq!(pool.stats().discards.underused, 1);
}

/// Which of the uses are large.
type IsLarge<'a> = &'a mut dyn FnMut(usize) -> bool;

#[test]
fn a_mix_of_sizes_does_not_thrash() {
    const USES: usize = 3000;
    // Every third use is large, every tenth, every third at random: of 64 KiB, beside 1 KiB.
    let mut random = Random::new(5);
    let mixes: [(&str, IsLarge, u64); 3] = [
        ("every third", &mut |use_| use_ % 3 == 0, 0),
        ("every fifth", &mut |use_| use_ % 5 == 0, 0),
        ("one in three", &mut |_| random.once_in(3), 200),
    ];
    for (mix, is_large, most) in mixes {
        let pool = Pool::<Vec<u8>>::new();
        for use_ in 0..USES {
            let length = if is_large(use_) { 64 << 10 } else { 1 << 10 };
            pool.get().extend_from_slice(&ZEROS[..length]);
        }
        let stats = pool.stats();
        println!("{mix} large: {} of {USES} let go", stats.discards.underused);
        assert!(stats.discards.underused <= most, "{mix}: {stats:?}");
        figures::add_up(&stats, USES);
    }
}

#[test]
fn four_strikes_are_forgiven_and_the_fifth_is_not() {
    let pool = Pool::<Vec<u8>>::new();
    pool.get().extend_from_slice(&ZEROS[..100_000]);
    for _ in 0..4 {
        pool.get().extend_from_slice(&ZEROS[..10]);
        assert_eq!(pool.stats().idle, 1);
    }
    // A quarter used is well used, and clears what was before.
    pool.get().extend_from_slice(&ZEROS[..25_000]);
    for _ in 0..4 {
        pool.get().extend_from_slice(&ZEROS[..24_999]);
    }
    assert_eq!((pool.stats().idle, pool.stats().discards.underused), (1, 0));
    pool.get().extend_from_slice(&ZEROS[..24_999]);
    assert_eq!((pool.stats().idle, pool.stats().discards.underused), (0, 1));
    figures::add_up(&pool.stats(), 11);
}

#[test]
fn below_four_kibibytes_nothing_is_ever_underused() {
    let pool = Pool::<Vec<u8>>::new();
    pool.get().reserve_exact(4096);
    for _ in 0..100 {
        drop(pool.get());
    }
    assert_eq!(
        (pool.stats().hits, pool.stats().discards.underused),
        (100, 0)
    );
    let mut larger = pool.get();
    *larger = Vec::with_capacity(4097);
    drop(larger);
    for _ in 0..100 {
        drop(pool.get());
    }
    assert_eq!(pool.stats().discards.underused, 1);
}

#[test]
fn a_type_that_does_not_say_what_it_uses_is_not_judged() {
    struct Silent;
    impl Poolable for Silent {
        fn reset(&mut self) {}
        fn retained_bytes(&self) -> usize {
            1 << 20
        }
    }
    let pool = Pool::with_init(|| Silent);
    for _ in 0..100 {
        drop(pool.get());
    }
    assert_eq!(pool.stats().hits, 99);
    Pooled::discard(pool.get());
}
