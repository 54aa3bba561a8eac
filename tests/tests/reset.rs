//! After a reset a field equals a fresh one, under every policy, for every std type that has it; what
//! the policy keeps is still there, and what it releases is gone.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{OsStr, OsString};
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::marker::{PhantomData, PhantomPinned};
use std::num::{Saturating, Wrapping};
use std::ops::{Range, RangeFull};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize};
use std::time::Duration;

use pool_runtime::{Poolable, field};
use pool_tests::allocator::{CountingAllocator, measure};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Under the limit that the filled containers are brought to; all of them take more.
const LIMIT: usize = 700;

#[derive(Debug, Default, Poolable)]
struct Undeclared<F> {
    field: F,
}

#[derive(Debug, Default, Poolable)]
struct Cleared<F> {
    #[pool(clear)]
    field: F,
}

#[derive(Debug, Default, Poolable)]
struct Shrunk<F> {
    #[pool(shrink_above = LIMIT)]
    field: F,
}

#[derive(Debug, Default, Poolable)]
struct Released<F> {
    #[pool(drop_ref)]
    field: F,
}

#[derive(Debug, Default, Poolable)]
struct Nested<F> {
    #[pool(nested)]
    field: F,
}

#[derive(Debug, Default, Poolable)]
struct Assigned<F> {
    #[pool(default)]
    field: F,
}

/// Not every container can be compared, but all can be printed: contents, position and all.
fn assert_fresh<T: Default + Debug>(value: &T) {
    assert_eq!(format!("{value:?}"), format!("{:?}", T::default()));
}

fn number(usage: i64) -> usize {
    usize::try_from(usage).expect("more was allocated than freed")
}

/// Refilling after a reset that keeps capacity allocates nothing for the container itself.
fn keeps_capacity<T: Poolable + Default + Debug>(fill: fn(&mut T)) {
    let mut object = T::default();
    fill(&mut object);
    let before = object.retained_bytes();
    assert!(before > LIMIT, "filled to {before}");
    assert!(object.used_bytes() > 0);

    object.reset();
    assert_fresh(&object);
    assert_eq!((object.retained_bytes(), object.used_bytes()), (before, 0));

    let ((), refill) = measure(|| fill(&mut object));
    assert_eq!((refill.live, refill.allocations), (0, 0));
}

/// After the reset nothing is allocated any more.
fn frees_all<T: Poolable + Default + Debug>(fill: fn(&mut T)) {
    let (object, usage) = measure(|| {
        let mut object = T::default();
        fill(&mut object);
        assert_ne!(format!("{object:?}"), format!("{:?}", T::default()));
        object.reset();
        object
    });
    assert_fresh(&object);
    assert_eq!(object.retained_bytes(), 0);
    assert_eq!(usage.live, 0);
    assert!(usage.peak > 0);
}

/// After the reset the container keeps something, within the limit.
fn obeys_limit<T: Poolable + Default + Debug>(fill: fn(&mut T)) {
    let (object, usage) = measure(|| {
        let mut object = T::default();
        fill(&mut object);
        assert!(object.retained_bytes() > LIMIT);
        object.reset();
        object
    });
    assert_fresh(&object);
    assert!(object.retained_bytes() <= LIMIT);
    assert!((1..=LIMIT).contains(&number(usage.live)), "{usage:?}");
    assert_eq!(object.used_bytes(), 0);
}

/// Each container with what it does under each policy.
macro_rules! containers {
    ($($name:ident: $container:ty, $reset:ident $(within $limit:ident)?, |$it:ident| $fill:expr;)+) => {$(
        mod $name {
            use super::*;

            fn fill($it: &mut $container) {
                $fill;
            }

            #[test]
            fn itself() {
                $reset::<$container>(fill);
            }

            #[test]
            fn clear() {
                $reset::<Cleared<$container>>(|object| fill(&mut object.field));
            }

            #[test]
            fn nested() {
                $reset::<Nested<$container>>(|object| fill(&mut object.field));
            }
            $(
                #[test]
                fn shrink_above() {
                    $limit::<Shrunk<$container>>(|object| fill(&mut object.field));
                }
            )?
            #[test]
            fn drop_ref() {
                frees_all::<Released<$container>>(|object| fill(&mut object.field));
            }

            #[test]
            fn default() {
                frees_all::<Assigned<$container>>(|object| fill(&mut object.field));
            }
        }
    )+};
}

containers! {
    vec: Vec<u32>, keeps_capacity within obeys_limit, |it| it.extend(0..500);
    deque: VecDeque<u32>, keeps_capacity within obeys_limit, |it| {
        it.extend(0..500);
        it.rotate_left(100);
        it.pop_front();
    };
    heap: BinaryHeap<u32>, keeps_capacity within obeys_limit, |it| it.extend(0..500);
    string: String, keeps_capacity within obeys_limit, |it| it.extend(std::iter::repeat_n('ä', 800));
    os_string: OsString, keeps_capacity within obeys_limit, |it| (0..800).for_each(|_| it.push("ä"));
    path: PathBuf, keeps_capacity within obeys_limit, |it| (0..800).for_each(|_| it.push("part"));
    map: HashMap<u32, u16>, keeps_capacity within obeys_limit, |it| it.extend((0..500).map(|n| (n, 1)));
    set: HashSet<u32>, keeps_capacity within obeys_limit, |it| it.extend(0..500);
    tree: BTreeMap<u32, u16>, frees_all, |it| it.extend((0..500).map(|n| (n, 1)));
    tree_set: BTreeSet<u32>, frees_all, |it| it.extend(0..500);
    list: LinkedList<u32>, frees_all, |it| it.extend(0..500);
    array: [Vec<u32>; 2], keeps_capacity within obeys_limit, |it| {
        it[0].extend(0..500);
        it[1].extend(0..9);
    };
    tuple: (Vec<u32>, String), keeps_capacity, |it| {
        it.0.extend(0..500);
        it.1.push_str("text");
    };
}

/// A table that was emptied entry by entry is full of marks, which a plain `clear` leaves in
/// place: it would look smaller than it is, and grow again.
#[test]
fn a_hash_table_emptied_by_removals_keeps_its_capacity() {
    let mut map: HashMap<u32, u32> = HashMap::new();
    let ((), usage) = measure(|| map.extend((0..448).map(|n| (n, n))));
    for n in 0..448 {
        map.remove(&n);
    }
    assert!(
        map.capacity() < 448,
        "the removals left marks, or this proves nothing"
    );

    map.reset();
    assert_eq!(map.capacity(), 448);
    assert!(field::Clear::retained_bytes(&map) >= number(usage.live));
    let ((), refill) = measure(|| map.extend((0..448).map(|n| (n, n))));
    assert_eq!(refill.allocations, 0);
}

/// A hasher that is not like any other.
struct Seeded(u64);

impl BuildHasher for Seeded {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.0);
        hasher
    }
}

#[test]
fn a_hash_table_keeps_its_hasher() {
    type Table = HashMap<u32, u32, Seeded>;
    let resets: [fn(&mut Table); 4] = [
        Poolable::reset,
        field::Clear::clear,
        |map| {
            map.clear();
            field::Shrink::shrink_to_bytes(map, 100);
        },
        field::DropRef::drop_ref,
    ];
    for reset in resets {
        let mut map = Table::with_hasher(Seeded(42));
        map.extend((0..100).map(|n| (n, n)));
        reset(&mut map);
        assert!(map.is_empty());
        assert_eq!(map.hasher().0, 42);
    }
}

/// What elements hold is released with them, whatever the container and the policy.
#[test]
fn emptying_pins_nothing() {
    fn check<C: Default + Extend<Arc<u32>>>(name: &str, reset: fn(&mut C)) {
        let pinned = Arc::new(1);
        let mut container = C::default();
        container.extend((0..20).map(|_| Arc::clone(&pinned)));
        assert!(Arc::strong_count(&pinned) > 1);
        reset(&mut container);
        assert_eq!(Arc::strong_count(&pinned), 1, "{name}");
    }
    macro_rules! check {
        ($($container:ty),+) => {$(
            check::<$container>(stringify!($container), Poolable::reset);
            check::<$container>(stringify!($container), field::Clear::clear);
            check::<$container>(stringify!($container), field::DropRef::drop_ref);
        )+};
    }
    check!(
        Vec<Arc<u32>>,
        VecDeque<Arc<u32>>,
        BinaryHeap<Arc<u32>>,
        LinkedList<Arc<u32>>,
        HashSet<Arc<u32>>,
        BTreeSet<Arc<u32>>
    );
}

#[test]
fn plain_values_go_back_to_their_initial_value() {
    fn check<T: field::AutoReset + Poolable + Default + PartialEq + Debug>(dirty: T) {
        assert_ne!(dirty, T::default());
        let mut object = Undeclared { field: dirty };
        object.reset();
        assert_eq!(object.field, T::default());
        assert_eq!((object.retained_bytes(), object.used_bytes()), (0, 0));
        assert!(object.is_reusable());
    }
    macro_rules! check_numbers {
        ($($number:ty)+) => {$(
            check::<$number>(7 as $number);
            check::<$number>(<$number>::MAX);
            check::<$number>(<$number>::MIN | 1);
        )+};
    }
    check_numbers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
    check(1.5f32);
    check(f64::NAN);
    check(true);
    check('x');
    check(Duration::from_nanos(1));
    check([1u8; 32]);
    check([[0u16, 1], [2, 3]]);
    check((1u8,));
    check((
        1u8,
        2u16,
        3u32,
        4u64,
        5i8,
        6i16,
        7i32,
        8i64,
        true,
        'x',
        1.0f32,
        [1u8],
    ));
    check((
        0u8,
        0u16,
        0u32,
        0u64,
        0i8,
        0i16,
        0i32,
        0i64,
        false,
        '\0',
        0.0f32,
        [1u8],
    ));

    // Longer arrays have no `Default`, and need none.
    let mut object = Undeclared { field: [1u8; 256] };
    object.reset();
    assert_eq!(object.field, [0; 256]);

    let mut object = Undeclared { field: () };
    object.reset();
    let Undeclared { field: () } = object;
}

#[test]
fn wrapped_values_go_back_to_their_initial_value() {
    fn check<T: field::AutoReset + Default + PartialEq + Debug>(dirty: T) {
        assert_ne!(dirty, T::default());
        let mut object = Undeclared { field: dirty };
        object.reset();
        assert_eq!(object.field, T::default());
    }
    check(Some(1));
    check(Some(0));
    check(Some((1, Some('x'))));
    check(Cell::new(1));
    check(Wrapping(1));
    check(Saturating(1));
    check(Reverse(1));
    check::<Range<u64>>(3..9);
    check::<Range<u64>>(0..9);
    check([Some(1), None]);
    check((Some(1), 0));
}

#[test]
fn atomics_go_back_to_their_initial_value() {
    let mut object = Undeclared {
        field: (
            AtomicBool::new(true),
            AtomicI32::new(-1),
            AtomicUsize::new(7),
        ),
    };
    object.reset();
    assert_fresh(&object);
}

#[test]
fn a_negative_zero_is_not_left_behind() {
    let mut float = -0.0f64;
    field::AutoReset::auto_reset(&mut float);
    assert!(float.is_sign_positive());
}

#[test]
fn values_without_a_state_stay_as_they_are() {
    #[derive(Default, Poolable)]
    struct Stateless {
        marker: PhantomData<Vec<String>>,
        pinned: PhantomPinned,
        all: RangeFull,
        keys: RandomState,
        build: BuildHasherDefault<DefaultHasher>,
    }
    let mut object = Stateless::default();
    let hash = object.keys.hash_one(5);
    object.reset();
    assert_eq!(object.keys.hash_one(5), hash);
    assert_eq!((object.marker, object.all), (PhantomData, ..));
    assert_eq!(object.pinned, PhantomPinned);
    assert_eq!(
        object.build.hash_one(5),
        BuildHasherDefault::<DefaultHasher>::default().hash_one(5)
    );
}

#[test]
fn a_hasher_forgets_what_it_was_fed() {
    let mut object = Undeclared {
        field: DefaultHasher::new(),
    };
    object.field.write(b"secret");
    object.reset();
    assert_eq!(object.field.finish(), DefaultHasher::new().finish());
}

#[test]
fn an_option_of_a_nested_type_frees_what_it_owned() {
    frees_all::<Undeclared<Option<Cleared<Vec<u32>>>>>(|object| {
        object.field = Some(Cleared {
            field: vec![1; 100],
        });
        assert_eq!((object.retained_bytes(), object.used_bytes()), (400, 400));
    });
}

/// A part that cannot be used again speaks for the whole.
#[test]
fn a_composite_is_reusable_if_all_its_parts_are() {
    #[derive(Debug, Default, Poolable)]
    #[pool(discard_if = Part::is_broken)]
    struct Part {
        broken: bool,
    }
    impl Part {
        fn is_broken(&self) -> bool {
            self.broken
        }
    }
    let part = |broken| Part { broken };

    assert!(Poolable::is_reusable(&[part(false), part(false)]));
    assert!(!Poolable::is_reusable(&[part(false), part(true)]));
    assert!(Poolable::is_reusable(&(1, part(false))));
    assert!(!Poolable::is_reusable(&(1, part(true))));
    assert!(!field::AutoReset::is_reusable(&[part(false), part(true)]));
    assert!(!field::AutoReset::is_reusable(&(1, part(true))));
    assert!(Box::new(part(false)).is_reusable());
    assert!(!Box::new(part(true)).is_reusable());
    assert!(!Cursor::new(part(true)).is_reusable());
    // It is dropped, not reset.
    assert!(field::AutoReset::is_reusable(&Some(part(true))));
}

#[test]
fn references_are_released() {
    fn check<F: field::DropRef + Default + Debug>(
        field: F,
        strong: impl Fn() -> usize,
        weak: impl Fn() -> usize,
    ) {
        let mut object = Released { field };
        object.reset();
        assert_fresh(&object);
        assert_eq!((strong(), weak(), object.retained_bytes()), (1, 0, 0));
    }
    let shared: Arc<str> = Arc::from("shared");
    let number = Arc::new(1u32);
    let local = Rc::new(1u32);
    let (strong, weak) = (|| Arc::strong_count(&shared), || Arc::weak_count(&shared));
    check(Some(Arc::clone(&shared)), strong, weak);
    check(Some(Arc::downgrade(&shared)), strong, weak);
    check(Arc::clone(&shared), strong, weak);
    check(Cell::new(Some(1)), strong, weak);
    check([Some(Arc::clone(&shared)), None], strong, weak);
    check(
        (Some(Arc::clone(&shared)), Vec::from([Arc::clone(&shared)])),
        strong,
        weak,
    );
    check(Arc::<[Arc<str>]>::from([Arc::clone(&shared)]), strong, weak);
    check(vec![Arc::clone(&shared)].into_boxed_slice(), strong, weak);
    check(
        Arc::downgrade(&number),
        || Arc::strong_count(&number),
        || Arc::weak_count(&number),
    );
    check(
        Rc::downgrade(&local),
        || Rc::strong_count(&local),
        || Rc::weak_count(&local),
    );
}

#[test]
fn boxed_text_is_freed() {
    frees_all::<Released<Box<str>>>(|object| object.field = "text".into());
    frees_all::<Released<Box<OsStr>>>(|object| object.field = OsStr::new("text").into());
    frees_all::<Released<Cow<'static, str>>>(|object| object.field = "text".to_owned().into());
}

#[test]
fn a_cow_keeps_the_capacity_it_owns() {
    let mut object = Cleared {
        field: Cow::Borrowed("static"),
    };
    assert_eq!((object.retained_bytes(), object.used_bytes()), (0, 0));
    object.reset();
    assert_eq!((object.field.as_ref(), object.retained_bytes()), ("", 0));

    object.field = Cow::Owned(String::with_capacity(100));
    object.field.to_mut().push('x');
    assert_eq!((object.retained_bytes(), object.used_bytes()), (100, 1));
    object.reset();
    assert_eq!((object.field.as_ref(), object.retained_bytes()), ("", 100));
}

#[test]
fn a_cursor_goes_back_to_the_start() {
    fn write(cursor: &mut Cursor<Vec<u8>>) {
        cursor.write_all(&[7; 1000]).unwrap();
        cursor.seek(SeekFrom::Start(400)).unwrap();
        cursor.read_exact(&mut [0; 100]).unwrap();
        assert_eq!(cursor.position(), 500);
    }
    keeps_capacity::<Cursor<Vec<u8>>>(write);
    keeps_capacity::<Cleared<Cursor<Vec<u8>>>>(|object| write(&mut object.field));
    obeys_limit::<Shrunk<Cursor<Vec<u8>>>>(|object| write(&mut object.field));
}

/// What is boxed is reset where it is: the box is neither freed nor made anew.
#[test]
fn boxes_stay() {
    let mut page: Box<[u8; 4096]> = Box::new([1; 4096]);
    let place: *const u8 = page.as_ptr();
    let ((), usage) = measure(|| page.reset());
    assert_eq!(*page, [0; 4096]);
    assert_eq!(
        (page.as_ptr(), usage.allocations, usage.live),
        (place, 0, 0)
    );
    assert_eq!(page.retained_bytes(), 4096);

    let mut slice = vec![9u16; 30].into_boxed_slice();
    slice.reset();
    assert_eq!(*slice, [0; 30]);
    assert_eq!(slice.retained_bytes(), 60);

    let mut object: Box<dyn Poolable + Send> = Box::new(vec![1u8; 10]);
    let boxed = size_of::<Vec<u8>>();
    assert_eq!(
        (object.retained_bytes(), object.used_bytes()),
        (boxed + 10, boxed + 10)
    );
    object.reset();
    assert_eq!(
        (object.retained_bytes(), object.used_bytes()),
        (boxed + 10, boxed)
    );

    let mut boxed = Cleared {
        field: Box::new(vec![1u8; 10]),
    };
    let place: *const Vec<u8> = &raw const *boxed.field;
    boxed.reset();
    assert!(boxed.field.is_empty());
    assert_eq!(
        (&raw const *boxed.field, boxed.retained_bytes()),
        (place, size_of::<Vec<u8>>() + 10)
    );
}
