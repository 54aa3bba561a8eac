//! Recycled vectors and maps in pooled objects: what is kept, what it costs, what it counts for, and
//! when it is let go.

use std::cell::Cell;
use std::sync::Arc;

use pool_runtime::collections::{RecycleMap, RecycleVec};
use pool_runtime::field::{self, DropRef, Shrink};
use pool_runtime::testing::assert_reset;
use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{CountingAllocator, measure, thread};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[derive(Clone, Debug, Default, PartialEq, Poolable)]
struct Header {
    #[pool(clear)]
    name: String,
    #[pool(clear)]
    value: String,
}

#[derive(Debug, Default, PartialEq, Poolable)]
struct Request {
    headers: RecycleVec<Header>,
    #[pool(clear)]
    tags: RecycleVec<String>,
    totals: RecycleMap<String, u64>,
    rows: RecycleVec<RecycleVec<String>>,
    by_kind: RecycleMap<String, RecycleVec<u32>>,
    #[pool(shrink_above = 2048)]
    lines: RecycleVec<Vec<u8>>,
    #[pool(shrink_above = 4096)]
    names: RecycleMap<String, String>,
}

fn fill(request: &mut Request) {
    for n in 0..40 {
        let header = request.headers.push();
        header.name.push_str("x-a-header-of-some-length");
        header.value.push_str("a value that is longer than most");
        request.by_kind.entry_from(["a", "b", "c"][n % 3]).push();
    }
    request.tags.extend_from(["red", "green", "blue"]);
    for country in ["de", "fr", "it", "es"] {
        *request.totals.entry_from(country) += 1;
    }
    for line in ["a,b,c", "d,e"] {
        request.rows.push().extend_from(line.split(','));
    }
    request.lines.push().extend_from_slice(b"a line");
    request.names.entry_from("one").push_str("eins");
}

#[test]
fn nothing_is_allocated_once_warm() {
    let requests: Pool<Request> = Pool::new();
    for _ in 0..2 {
        fill(&mut requests.get());
    }
    let ((), usage) = measure(|| fill(&mut requests.get()));
    assert_eq!(usage.allocations, 0);
    assert_eq!(requests.stats().misses, 1);
}

#[test]
fn a_reset_leaves_them_as_new() {
    assert_reset::<Request>(fill);
    assert_reset::<RecycleVec<Header>>(|headers| headers.push().name.push('a'));
    assert_reset::<RecycleMap<String, Header>>(|map| map.entry_from("a").name.push('b'));
}

#[test]
fn they_are_pooled_by_themselves() {
    let rows: Pool<RecycleVec<String>> = Pool::new();
    rows.get().push_from("a text that needs memory");
    let mut row = rows.get();
    assert!(row.is_empty());
    let ((), usage) = measure(|| row.push_from("another, not longer"));
    assert_eq!(usage.allocations, 0);

    let maps: Pool<RecycleMap<String, String>> = Pool::new();
    maps.get().entry_from("key").push_str("value");
    let mut map = maps.get();
    let ((), usage) = measure(|| map.entry_from("yek").push_str("eulav"));
    assert_eq!(usage.allocations, 0);
}

thread_local! {
    static RESETS: Cell<u32> = const { Cell::new(0) };
    static QUESTIONS: Cell<u32> = const { Cell::new(0) };
}

/// Counts what it is asked.
#[derive(Clone, Default)]
struct Counted(u64);

impl Poolable for Counted {
    fn reset(&mut self) {
        RESETS.set(RESETS.get() + 1);
        self.0 = 0;
    }

    fn retained_bytes(&self) -> usize {
        QUESTIONS.set(QUESTIONS.get() + 1);
        0
    }
}

/// Resets and questions of one use and return.
fn costs<T: Poolable>(object: &mut T, use_it: impl FnOnce(&mut T)) -> (u32, u32) {
    RESETS.set(0);
    QUESTIONS.set(0);
    use_it(object);
    assert!(object.is_reusable());
    object.used_bytes();
    object.reset();
    object.retained_bytes();
    (RESETS.get(), QUESTIONS.get())
}

#[test]
fn a_borrower_pays_for_what_it_touched_alone() {
    let mut vec: RecycleVec<Counted> = RecycleVec::new();
    for _ in 0..200_000 {
        vec.push();
    }
    vec.reset();
    assert_eq!(vec.spare(), 200_000);
    // Handed out, used, retained: three questions.
    assert_eq!(costs(&mut vec, |vec| vec.push().0 = 1), (1, 3));
    assert_eq!(costs(&mut vec, |_| ()), (0, 0));

    let mut map: RecycleMap<u64, Counted> = RecycleMap::new();
    for key in 0..200_000 {
        map.entry_from(&key);
    }
    map.reset();
    assert_eq!(costs(&mut map, |map| map.entry_from(&7).0 = 1), (1, 3));
    assert_eq!(map.spare(), 200_000);
}

#[test]
fn a_map_with_much_room_forgets_few_entries_too() {
    let mut map: RecycleMap<u64, u64> = RecycleMap::new();
    map.extend((0..10_000).map(|key| (key, key)));
    map.clear();
    for round in 0..3 {
        for key in [7, 8_000, round + 100] {
            assert_eq!(*map.entry_from(&key), 0);
            *map.entry_from(&key) = key;
        }
        map.reset();
        assert_eq!((map.get(&7), map.len()), (None, 0));
    }
}

#[test]
fn what_they_say_they_retain_is_what_was_allocated() {
    let before = thread().live;
    let mut request = Request::default();
    for _ in 0..3 {
        for round in 0..100 {
            request
                .headers
                .push()
                .value
                .push_str(&"v".repeat(round * 7));
            request.rows.push().extend_from(["a", "bc", "def"]);
            let key = format!("key {round}");
            request.totals.entry_from(&key);
            request.names.entry_from(&key).push_str("a name");
            request.by_kind.entry_from(&key).extend(0..9);
        }
        request.headers.truncate(30);
        request.totals.retain(|key, _| key.len() > 5);
        for dirty in [true, false] {
            if !dirty {
                request.reset();
            }
            let said = i64::try_from(request.retained_bytes()).expect("not that large");
            let live = thread().live - before;
            assert!(
                (said - live).abs() * 5 <= live,
                "{said} bytes, not {live}, dirty: {dirty}"
            );
        }
    }
}

#[test]
fn what_has_left_counts_as_used_until_the_return() {
    let mut texts: RecycleVec<String> = RecycleVec::new();
    for _ in 0..100 {
        texts.push().push_str(&"t".repeat(1000));
    }
    let used = texts.used_bytes();
    texts.clear();
    assert_eq!(texts.used_bytes(), used);
    texts.push().push('t');
    assert!(texts.used_bytes() < used && texts.used_bytes() > used * 9 / 10);
    texts.reset();
    assert_eq!(texts.used_bytes(), 0);

    // Again and again through the same slot is one slot's use.
    for _ in 0..1000 {
        texts.push().push_str("some");
        texts.pop();
    }
    let slot = size_of::<String>();
    assert!(
        (slot + 4..slot + 10).contains(&texts.used_bytes()),
        "{}",
        texts.used_bytes()
    );
}

#[test]
fn one_huge_element_does_not_set_the_size_for_ever() {
    const HUGE: usize = 10 << 20;

    let pool: Pool<RecycleVec<String>> = Pool::builder().max_object_bytes(4 * HUGE).build();
    let request = |huge: bool| {
        let mut texts = pool.get();
        for n in 0..100 {
            texts.push().push_str("small");
            if huge && n == 50 {
                texts[n].push_str(&"h".repeat(HUGE));
            }
        }
        drop(texts);
        pool.stats().idle_bytes
    };
    assert!(request(true) > HUGE);
    let uses = (0..10).take_while(|_| request(false) > HUGE).count();
    assert!(uses <= 5, "gone after {uses} uses");
}

#[test]
fn a_limit_is_one_on_all_that_is_kept() {
    let mut request = Request::default();
    for n in 0..20 {
        let len = if n == 5 { 100_000 } else { 10 };
        request.lines.push().resize(len, 0);
        let key = format!("{n}{}", "k".repeat(len));
        request.names.entry_from(&key);
    }
    request.reset();
    assert!(Poolable::retained_bytes(&request.lines) <= 2048);
    assert_eq!(request.lines.spare(), 19, "all but the large one");
    let ((), usage) = measure(|| request.lines.drop_ref());
    assert!((-2048..0).contains(&usage.live), "{} bytes", usage.live);
    assert!(Poolable::retained_bytes(&request.names) <= 4096);
    assert!(request.names.spare() >= 10, "{}", request.names.spare());

    let mut texts = RecycleVec::from(["a", "b", "c"].map(String::from));
    texts.shrink_to_bytes(0);
    assert_eq!(texts, ["a", "b", "c"], "elements stay");
    field::Clear::clear(&mut texts);
    texts.shrink_to_bytes(size_of::<String>() * 2 + 1);
    assert_eq!(texts.spare(), 1);
    texts.drop_ref();
    assert_eq!(field::Clear::retained_bytes(&texts), 0);
}

#[test]
fn what_leaves_pins_nothing() {
    #[derive(Default, Poolable)]
    struct Session {
        #[pool(drop_ref)]
        user: Option<Arc<str>>,
    }

    #[derive(Default, PartialEq, Eq, Hash, Poolable)]
    struct Key {
        #[pool(drop_ref)]
        user: Option<Arc<str>>,
    }

    let user: Arc<str> = Arc::from("user");
    let mut sessions: RecycleVec<Session> = RecycleVec::new();
    let add = |sessions: &mut RecycleVec<Session>| {
        sessions.push().user = Some(Arc::clone(&user));
    };
    add(&mut sessions);
    sessions.clear();
    assert_eq!(Arc::strong_count(&user), 1);
    add(&mut sessions);
    assert!(sessions.pop().is_some_and(|session| session.user.is_some()));
    assert_eq!(Arc::strong_count(&user), 2, "lent");
    add(&mut sessions);
    assert_eq!(Arc::strong_count(&user), 2, "the next one came");
    sessions.remove(0);
    sessions.reset();
    assert_eq!(Arc::strong_count(&user), 1);

    let mut map: RecycleMap<Key, Session> = RecycleMap::new();
    let shared = || Some(Arc::clone(&user));
    map.insert(Key { user: shared() }, Session { user: shared() });
    assert_eq!(Arc::strong_count(&user), 3);
    map.clear();
    assert_eq!((Arc::strong_count(&user), map.spare()), (1, 1));
}

#[test]
fn room_that_was_reserved_is_there() {
    let mut vec: RecycleVec<u64> = RecycleVec::new();
    let mut map: RecycleMap<u64, u64> = RecycleMap::new();
    vec.extend(0..10);
    map.extend((0..10).map(|key| (key, key)));
    vec.clear();
    map.clear();
    vec.reserve(1000);
    map.reserve(1000);
    let ((), usage) = measure(|| {
        for number in 0..1000 {
            *vec.push() = number;
            *map.entry_from(&number) = number;
        }
    });
    assert_eq!(usage.allocations, 0);
}

#[test]
fn what_is_not_reusable_is_dropped_alone() {
    #[derive(Default)]
    struct Odd {
        id: u8,
        is_broken: bool,
        panics: bool,
    }

    impl Poolable for Odd {
        fn reset(&mut self) {
            if self.panics {
                std::panic::resume_unwind(Box::new("on purpose"));
            }
        }

        fn is_reusable(&self) -> bool {
            !self.is_broken
        }
    }

    let mut vec: RecycleVec<Odd> = RecycleVec::new();
    let mut map: RecycleMap<u8, Odd> = RecycleMap::new();
    for id in 0..6 {
        for odd in [vec.push(), map.entry_from(&id)] {
            odd.id = id;
            odd.is_broken = id == 2;
            odd.panics = id == 4;
        }
    }
    vec.reset();
    map.clear();
    assert_eq!((vec.spare(), map.spare()), (4, 4));
    let mut ids: Vec<u8> = (0..4).map(|_| vec.push().id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [0, 1, 3, 5]);
}

#[test]
fn a_copy_that_panics_adds_nothing() {
    #[derive(Debug, Default, PartialEq)]
    struct Panics(u8);

    impl Poolable for Panics {
        fn reset(&mut self) {
            self.0 = 0;
        }
    }

    impl Clone for Panics {
        fn clone(&self) -> Self {
            Panics(self.0)
        }

        fn clone_from(&mut self, source: &Self) {
            self.0 = source.0;
            std::panic::resume_unwind(Box::new("on purpose"));
        }
    }

    let mut vec: RecycleVec<Panics> = RecycleVec::new();
    vec.push_from(&Panics(1));
    vec.clear();
    let copy = std::panic::AssertUnwindSafe(|| vec.push_from(&Panics(2)));
    std::panic::catch_unwind(copy).expect_err("it panics");
    assert!(vec.is_empty());
    assert_eq!(*vec.push(), Panics(0), "what was written is reset");
}

#[test]
fn elements_without_a_size_take_no_memory() {
    let mut units: RecycleVec<()> = RecycleVec::new();
    units.extend([(), (), ()]);
    units.pop();
    assert_eq!((units.len(), units.spare()), (2, 1));
    units.shrink_to_bytes(0);
    units.reset();
    assert_eq!(Poolable::used_bytes(&units), 0);
    assert_eq!(Poolable::retained_bytes(&units), 0);
}

#[test]
fn they_are_sent_and_shared_as_their_parts_are() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<RecycleVec<String>>();
    is_send_and_sync::<RecycleMap<String, Header>>();
}
