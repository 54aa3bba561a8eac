//! What containers report as retained is what the allocator says, and shrinking obeys its limit,
//! whatever happened to the container before.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::fmt::Debug;
use std::hash::Hash;
use std::path::PathBuf;

use pool_runtime::Poolable;
use pool_runtime::field::{Clear, Shrink};
use pool_tests::allocator::{self, CountingAllocator, Usage, measure};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// One thing a borrower does to a container.
#[derive(Clone, Copy, Debug)]
enum Step {
    Add(u16),
    Remove(u16),
    Reserve(u16),
    ShrinkToFit,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..40u16).prop_map(Step::Add),
        2 => (0..1500u16).prop_map(Step::Add),
        2 => (0..40u16).prop_map(Step::Remove),
        1 => (0..1500u16).prop_map(Step::Remove),
        1 => (0..2000u16).prop_map(Step::Reserve),
        1 => Just(Step::ShrinkToFit),
    ];
    vec(step, 0..12)
}

fn limits() -> impl Strategy<Value = usize> {
    prop_oneof![0..64usize, 0..2000usize, 0..100_000usize, Just(usize::MAX)]
}

/// A container that steps can be taken on.
trait Subject: Clear + Default + Debug {
    fn add(&mut self, number: u32);
    fn remove(&mut self, number: u32);
    fn reserve(&mut self, _additional: usize) {}
    fn shrink_to_fit(&mut self) {}

    /// A container after these steps, and what the allocator says of it. Numbers are added in order
    /// and the oldest is removed first.
    fn after(steps: &[Step]) -> (Self, Usage) {
        measure(|| {
            let mut subject = Self::default();
            let (mut oldest, mut next) = (0, 0);
            for &step in steps {
                match step {
                    Step::Add(count) => {
                        for _ in 0..count {
                            subject.add(next);
                            next += 1;
                        }
                    }
                    Step::Remove(count) => {
                        for _ in 0..u32::from(count).min(next - oldest) {
                            subject.remove(oldest);
                            oldest += 1;
                        }
                    }
                    Step::Reserve(additional) => subject.reserve(additional.into()),
                    Step::ShrinkToFit => subject.shrink_to_fit(),
                }
            }
            subject
        })
    }
}

/// Elements of several sizes and alignments, none with heap memory of its own.
trait Element: Clone + Debug + Eq + Hash + Ord {
    fn element(number: u32) -> Self;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(align(64))]
struct Wide(u32);

impl Element for () {
    fn element(_: u32) {}
}
impl Element for u8 {
    fn element(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }
}
impl Element for [u8; 3] {
    fn element(number: u32) -> [u8; 3] {
        let [a, b, c, _] = number.to_le_bytes();
        [a, b, c]
    }
}
impl Element for u64 {
    fn element(number: u32) -> u64 {
        number.into()
    }
}
impl Element for [u32; 25] {
    fn element(number: u32) -> [u32; 25] {
        [number; 25]
    }
}
impl Element for Wide {
    fn element(number: u32) -> Wide {
        Wide(number)
    }
}

macro_rules! subjects {
    ($([$($generics:tt)*] $container:ty {
        add: $add:expr, remove: $remove:expr $(, grown: $grown:ident)?
    })+) => {$(
        impl<$($generics)*> Subject for $container {
            fn add(&mut self, number: u32) {
                let add: fn(&mut Self, u32) = $add;
                add(self, number);
            }
            fn remove(&mut self, number: u32) {
                let remove: fn(&mut Self, u32) = $remove;
                remove(self, number);
            }
            $(
                fn reserve(&mut self, additional: usize) {
                    self.$grown(additional);
                }
                fn shrink_to_fit(&mut self) {
                    <$container>::shrink_to_fit(self);
                }
            )?
        }
    )+};
}

subjects! {
    [T: Element] Vec<T> {
        add: |vec, number| vec.push(T::element(number)),
        remove: |vec, _| drop(vec.pop()),
        grown: reserve
    }
    [T: Element] VecDeque<T> {
        add: |deque, number| deque.push_back(T::element(number)),
        remove: |deque, _| drop(deque.pop_front()),
        grown: reserve
    }
    [T: Element] BinaryHeap<T> {
        add: |heap, number| heap.push(T::element(number)),
        remove: |heap, _| drop(heap.pop()),
        grown: reserve
    }
    [] String {
        add: |string, number| string.push(if number % 7 == 0 { 'é' } else { 'e' }),
        remove: |string, _| { string.pop(); },
        grown: reserve
    }
    [] OsString {
        add: |string, _| string.push("é"),
        remove: |_, _| {},
        grown: reserve
    }
    [] PathBuf {
        add: |path, _| path.push("part"),
        remove: |path, _| { path.pop(); },
        grown: reserve
    }
    [T: Element] LinkedList<T> {
        add: |list, number| list.push_back(T::element(number)),
        remove: |list, _| drop(list.pop_front())
    }
    [K: Element, V: Element] HashMap<K, V> {
        add: |map, number| drop(map.insert(K::element(number), V::element(number))),
        remove: |map, number| drop(map.remove(&K::element(number))),
        grown: reserve
    }
    [T: Element] HashSet<T> {
        add: |set, number| { set.insert(T::element(number)); },
        remove: |set, number| { set.remove(&T::element(number)); },
        grown: reserve
    }
    [K: Element, V: Element] BTreeMap<K, V> {
        add: |map, number| drop(map.insert(K::element(number), V::element(number))),
        remove: |map, number| drop(map.remove(&K::element(number)))
    }
    [T: Element] BTreeSet<T> {
        add: |set, number| { set.insert(T::element(number)); },
        remove: |set, number| { set.remove(&T::element(number)); }
    }
}

fn bytes(usage: Usage) -> usize {
    usize::try_from(usage.live).expect("a container frees no more than it allocated")
}

/// Retained to the byte, in use and emptied; emptying keeps it all.
fn exact<C: Subject>(steps: &[Step]) {
    let (mut subject, usage) = C::after(steps);
    assert_eq!(subject.retained_bytes(), bytes(usage));
    assert!(subject.used_bytes() <= subject.retained_bytes());

    let ((), clearing) = measure(|| subject.clear());
    assert_eq!((clearing.live, clearing.allocations), (0, 0));
    assert_eq!(subject.retained_bytes(), bytes(usage));
    assert_eq!(subject.used_bytes(), 0);
}

/// At most 32 bytes more than the allocator says when emptied, and never less; also in use, as long
/// as nothing was removed.
fn hash<C: Subject>(steps: &[Step]) {
    let (mut subject, usage) = C::after(steps);
    let tight = |retained: usize| (bytes(usage)..=bytes(usage) + 32).contains(&retained);
    let untouched = !steps.iter().any(|step| matches!(step, Step::Remove(_)));
    let retained = subject.retained_bytes();
    assert!(retained <= bytes(usage) + 32, "{retained} for {usage:?}");
    assert!(!untouched || tight(retained), "{retained} for {usage:?}");
    assert!(subject.used_bytes() <= retained);

    let ((), clearing) = measure(|| subject.clear());
    assert_eq!((clearing.live, clearing.allocations), (0, 0));
    let retained = subject.retained_bytes();
    assert!(tight(retained), "{retained} for {usage:?}");
    assert_eq!(subject.used_bytes(), 0);
}

/// At most three times what the allocator says and one node's edges (12 pointers, aligned to 64 bytes at
/// the most here), and never less, but for the one node that is left when the last entry is removed;
/// nothing when emptied.
fn btree<C: Subject>(steps: &[Step]) {
    let (mut subject, usage) = C::after(steps);
    let (retained, used) = (subject.retained_bytes(), subject.used_bytes());
    assert!(
        retained <= 3 * bytes(usage) + 128,
        "{retained} for {usage:?}"
    );
    assert!(
        used == 0 || retained >= bytes(usage),
        "{retained} for {usage:?}"
    );
    assert!(used <= retained);

    freed(&mut subject, usage);
}

/// Exact in use; nothing when emptied.
fn list<C: Subject>(steps: &[Step]) {
    let (mut subject, usage) = C::after(steps);
    assert_eq!(subject.retained_bytes(), bytes(usage));
    assert!(subject.used_bytes() <= subject.retained_bytes());

    freed(&mut subject, usage);
}

fn freed<C: Subject>(subject: &mut C, usage: Usage) {
    let ((), clearing) = measure(|| subject.clear());
    assert_eq!((clearing.live, clearing.allocations), (-usage.live, 0));
    assert_eq!((subject.retained_bytes(), subject.used_bytes()), (0, 0));
}

/// The limit holds, by what is reported and by what is allocated, and is used as far as it goes:
/// `waste` is the most that may be left of it, given what is retained.
fn shrinks<C: Subject + Shrink>(steps: &[Step], limit: usize, waste: fn(usize) -> usize) {
    let ((mut subject, before), total) = measure(|| {
        let (mut subject, _) = C::after(steps);
        subject.clear();
        let before = subject.retained_bytes();
        subject.shrink_to_bytes(limit);
        (subject, before)
    });
    let after = subject.retained_bytes();
    assert!(
        after <= limit,
        "{after} retained of {before}, limit {limit}"
    );
    assert!(bytes(total) <= limit, "{total:?}, limit {limit}");
    if before <= limit {
        assert_eq!(after, before, "within the limit, so nothing to do");
    } else {
        assert!(
            after.saturating_add(waste(after)) >= limit,
            "{after} retained of {before}, limit {limit}"
        );
    }

    let ((), again) = measure(|| subject.shrink_to_bytes(limit));
    assert_eq!(again.allocations, 0, "nothing is left to do");
    subject.add(1);
    assert!(subject.used_bytes() <= subject.retained_bytes());
}

/// What failed once is written down beside this file, and tried first from then on.
fn kept_regressions() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

macro_rules! properties {
    ($($name:ident: $check:ident::<$container:ty> $(, shrinking wastes $waste:expr)?;)+) => {$(
        mod $name {
            use super::*;

            proptest! {
                #![proptest_config(kept_regressions())]

                #[test]
                fn retained(steps in steps()) {
                    $check::<$container>(&steps);
                }
                $(
                    #[test]
                    fn shrunk(steps in steps(), limit in limits()) {
                        shrinks::<$container>(&steps, limit, $waste);
                    }
                )?
            }
        }
    )+};
}

/// A table with twice the buckets would not fit, or the smallest of these entries does not: tables of entries
/// below the group's width start with 16 buckets.
const fn one_doubling<const ENTRY: usize>(retained: usize) -> usize {
    if retained == 0 {
        16 * ENTRY + 64
    } else {
        retained
    }
}

properties! {
    vec_unit: exact::<Vec<()>>, shrinking wastes |_| 0;
    vec_byte: exact::<Vec<u8>>, shrinking wastes |_| 0;
    vec_odd: exact::<Vec<[u8; 3]>>, shrinking wastes |_| 2;
    vec_large: exact::<Vec<[u32; 25]>>, shrinking wastes |_| 99;
    vec_wide: exact::<Vec<Wide>>, shrinking wastes |_| 63;
    deque_unit: exact::<VecDeque<()>>, shrinking wastes |_| 0;
    deque_byte: exact::<VecDeque<u8>>, shrinking wastes |_| 0;
    deque_word: exact::<VecDeque<u64>>, shrinking wastes |_| 7;
    heap_odd: exact::<BinaryHeap<[u8; 3]>>, shrinking wastes |_| 2;
    heap_word: exact::<BinaryHeap<u64>>, shrinking wastes |_| 7;
    string: exact::<String>, shrinking wastes |_| 0;
    os_string: exact::<OsString>, shrinking wastes |_| 0;
    path: exact::<PathBuf>, shrinking wastes |_| 0;

    list_unit: list::<LinkedList<()>>;
    list_odd: list::<LinkedList<[u8; 3]>>;
    list_wide: list::<LinkedList<Wide>>;

    set_unit: hash::<HashSet<()>>, shrinking wastes one_doubling::<0>;
    map_byte: hash::<HashMap<u8, u8>>, shrinking wastes one_doubling::<2>;
    map_odd: hash::<HashMap<[u8; 3], u8>>, shrinking wastes one_doubling::<4>;
    map_word: hash::<HashMap<u64, u64>>, shrinking wastes one_doubling::<16>;
    map_large: hash::<HashMap<u64, [u32; 25]>>, shrinking wastes one_doubling::<112>;
    map_wide: hash::<HashMap<Wide, u8>>, shrinking wastes one_doubling::<128>;
    set_byte: hash::<HashSet<u8>>, shrinking wastes one_doubling::<1>;
    set_odd: hash::<HashSet<[u8; 3]>>, shrinking wastes one_doubling::<3>;
    set_word: hash::<HashSet<u64>>, shrinking wastes one_doubling::<8>;

    tree_set_unit: btree::<BTreeSet<()>>;
    tree_byte: btree::<BTreeMap<u8, u8>>;
    tree_odd: btree::<BTreeMap<[u8; 3], u8>>;
    tree_word: btree::<BTreeMap<u64, u64>>;
    tree_large: btree::<BTreeMap<u64, [u32; 25]>>;
    tree_wide: btree::<BTreeMap<Wide, u8>>;
    tree_set_byte: btree::<BTreeSet<u8>>;
    tree_set_odd: btree::<BTreeSet<[u8; 3]>>;
    tree_set_word: btree::<BTreeSet<u64>>;
}

/// Every capacity against every limit, where tables are small and limits fall between their sizes.
#[test]
fn small_hash_tables_obey_every_limit() {
    fn check<T: Element>() {
        for capacity in 0..=60 {
            for limit in 0..=40 * size_of::<T>() + 200 {
                let (set, usage) = measure(|| {
                    let mut set = HashSet::<T>::with_capacity(capacity);
                    set.shrink_to_bytes(limit);
                    set
                });
                assert!(Clear::retained_bytes(&set) <= limit, "{capacity} {limit}");
                assert!(bytes(usage) <= limit, "{capacity} {limit}: {usage:?}");
            }
        }
    }
    check::<u8>();
    check::<[u8; 3]>();
    check::<u64>();
}

/// Sequential insertion leaves B-tree nodes half full, bulk building leaves them full: the bound
/// holds at both ends, at every small size.
#[test]
fn btrees_stay_within_their_bound_at_every_size() {
    for len in 0..500u32 {
        let (sequential, usage) = measure(|| {
            let mut map = BTreeMap::new();
            for number in 0..len {
                map.insert(number, u64::from(number));
            }
            map
        });
        let (bulk, bulk_usage) = measure(|| {
            (0..len)
                .map(|number| (number, u64::from(number)))
                .collect::<BTreeMap<_, _>>()
        });
        let (thinned, thinned_usage) = measure(|| {
            let mut map = (0..len * 3)
                .map(|number| (number, u64::from(number)))
                .collect::<BTreeMap<_, _>>();
            for number in 0..len * 3 {
                if number % 3 != 0 {
                    map.remove(&number);
                }
            }
            map
        });
        for (map, usage) in [
            (sequential, usage),
            (bulk, bulk_usage),
            (thinned, thinned_usage),
        ] {
            let retained = Clear::retained_bytes(&map);
            // Removing the last entry leaves one empty node; that is the only shortfall.
            assert!(
                len == 0 || retained >= bytes(usage),
                "{len}: {retained} for {usage:?}"
            );
            assert!(
                retained <= 3 * bytes(usage) + 96,
                "{len}: {retained} for {usage:?}"
            );
        }
    }
}

#[test]
fn composites_add_up_what_their_parts_retain() {
    let (pair, usage) = measure(|| (Vec::<u64>::with_capacity(9), String::with_capacity(5)));
    assert_eq!(Poolable::retained_bytes(&pair), bytes(usage));
    assert_eq!(Clear::retained_bytes(&pair), bytes(usage));

    let (array, usage) = measure(|| [Vec::<u8>::with_capacity(9), Vec::with_capacity(5)]);
    assert_eq!(Poolable::retained_bytes(&array), bytes(usage));
    assert_eq!(Clear::retained_bytes(&array), bytes(usage));

    let (mut boxed, usage) = measure(|| Box::new(Vec::<u64>::with_capacity(9)));
    assert_eq!(Poolable::retained_bytes(&boxed), bytes(usage));
    assert_eq!(Clear::retained_bytes(&boxed), bytes(usage));
    boxed.extend([1, 2]);
    // The box itself is always in use.
    let used = size_of::<Vec<u64>>() + 16;
    assert_eq!(Poolable::used_bytes(&boxed), used);
    assert_eq!(Clear::used_bytes(&boxed), used);

    let (slice, usage) = measure(|| vec![0u32; 50].into_boxed_slice());
    assert_eq!(slice.retained_bytes(), bytes(usage));

    let (object, usage) = measure(|| -> Box<dyn Poolable> { Box::new((7u64, vec![0u8; 30])) });
    assert_eq!(object.retained_bytes(), bytes(usage));
}

#[test]
fn arrays_share_a_limit_out() {
    let (mut array, _) = measure(|| [vec![0u8; 5000], vec![0u8; 10], vec![0u8; 700]]);
    array.clear();
    array.shrink_to_bytes(1000);
    assert_eq!(array.each_ref().map(Vec::capacity), [333, 10, 333]);

    let mut none: [Vec<u8>; 0] = [];
    none.shrink_to_bytes(0);
}

#[test]
fn a_thread_counts_its_own_and_the_process_counts_all() {
    const LARGE: usize = 64 << 20;
    allocator::restart_process_peak();
    let before = allocator::process();
    let ((), usage) = measure(|| {
        let thread = std::thread::spawn(|| {
            let (large, usage) = measure(|| Vec::<u8>::with_capacity(LARGE));
            assert_eq!(bytes(usage), LARGE);
            drop(large);
        });
        thread.join().unwrap();
    });
    assert!(usage.peak < 1 << 20, "{usage:?}");
    let after = allocator::process();
    assert!(after.peak - before.live > 60 << 20, "{before:?} {after:?}");
    assert!(after.live - before.live < 32 << 20, "{before:?} {after:?}");
    assert!(after.allocations > before.allocations);
}
