//! A guard is as good as the object it guards: it derefs to it, hides none of its methods, passes
//! through its traits, and lives wherever a value can.

use std::borrow::{Borrow, BorrowMut};
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};
use std::fmt::{self, Write};
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::sync::Arc;

use pool_runtime::{OwnedPooled, Pool, Poolable, Pooled};
use pool_tests::census::Census;
use pool_tests::figures;

/// Runs a test with each kind of guard.
macro_rules! with_both_guards {
    ($($(#[$attribute:meta])* fn $name:ident($pool:ident: $type:ty, $get:ident) $test:block)*) => {
        mod borrowed {
            use super::*;
            $($(#[$attribute])* fn $name() {
                let $pool: Pool<$type> = Pool::new();
                let $get = || $pool.get();
                $test
            })*
        }
        mod owned {
            use super::*;
            $($(#[$attribute])* fn $name() {
                let $pool: Arc<Pool<$type>> = Arc::new(Pool::new());
                let $get = || $pool.get_owned();
                $test
            })*
        }
    };
}

with_both_guards! {
    #[test]
    fn derefs_to_the_object(pool: Vec<u8>, get) {
        let mut buffer = get();
        buffer.push(1);
        buffer.extend_from_slice(&[2, 3]);
        buffer[0] = 9;
        assert_eq!((buffer.len(), &buffer[..]), (3, &[9, 2, 3][..]));
        *buffer = vec![7];
        assert_eq!(buffer.iter().sum::<u8>(), 7);
        assert_eq!(mem::take(&mut *buffer), [7]);
        drop(buffer);
        assert_eq!((pool.stats().live, pool.stats().idle), (0, 1));
    }

    #[test]
    fn shows_as_the_object_does(_pool: String, get) {
        let mut line = get();
        write!(line, "{} line", String::from("a")).expect("a string takes all");
        assert_eq!(format!("{line}"), "a line");
        assert_eq!(format!("{line:?}"), "\"a line\"");
        assert_eq!(format!("[{line:>8}]"), "[  a line]");
    }

    #[test]
    fn lends_the_object(_pool: Vec<u8>, get) {
        fn by_ref(bytes: impl AsRef<Vec<u8>>) -> usize {
            bytes.as_ref().len()
        }
        let mut buffer = get();
        AsMut::<Vec<u8>>::as_mut(&mut buffer).push(1);
        BorrowMut::<Vec<u8>>::borrow_mut(&mut buffer).push(2);
        assert_eq!(Borrow::<Vec<u8>>::borrow(&buffer), &vec![1, 2]);
        assert_eq!(by_ref(buffer), 2);
    }

    #[test]
    fn compares_and_hashes_as_the_object_does(_pool: String, get) {
        let (mut one, mut other) = (get(), get());
        one.push('a');
        other.push('b');
        assert!(one != other && one < other);
        assert_eq!((one.cmp(&other), one.partial_cmp(&other)), (Ordering::Less, Some(Ordering::Less)));
        let state = RandomState::new();
        assert_eq!(state.hash_one(&one), state.hash_one("a"));
        other.replace_range(.., "a");
        assert_eq!(one, other);
        #[allow(clippy::mutable_key_type, reason = "not the string, the pool it is from")]
        let set: HashSet<_> = [one].into();
        assert!(set.contains(&String::from("a")), "found by what it borrows as");
        assert!(BTreeSet::from([other]).contains(&String::from("a")));
    }

    #[test]
    fn reborrows_in_parts(_pool: (Vec<u8>, String), get) {
        let mut both = get();
        let (bytes, line) = &mut *both;
        bytes.push(1);
        line.push('x');
        assert_eq!((both.0.len(), both.1.len()), (1, 1));
    }

    #[test]
    fn lives_in_options_vectors_and_boxes(pool: Vec<u8>, get) {
        let mut slot = Some(get());
        slot.as_mut().expect("it was put there").push(1);
        let mut row = vec![get(), get()];
        row.swap(0, 1);
        let boxed: Box<dyn AsRef<Vec<u8>>> = Box::new(get());
        assert!(boxed.as_ref().as_ref().is_empty());
        assert_eq!(pool.stats().live, 4);
        drop((slot.take(), row, boxed));
        assert_eq!((pool.stats().live, pool.stats().idle), (0, 4));
    }

    #[test]
    fn returns_when_it_is_replaced(pool: Vec<u8>, get) {
        let mut buffer = get();
        buffer.push(1);
        let first = buffer.as_ptr();
        buffer = get();
        assert_ne!(buffer.as_ptr(), first);
        buffer = get();
        assert_eq!(buffer.as_ptr(), first, "returned when the second was put in its place");
        assert!(buffer.is_empty());
        assert_eq!((pool.stats().misses, pool.stats().live), (2, 1));
    }
}

#[test]
fn detach_takes_the_object_out_for_good_as_it_is() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    let mut object = pool.get();
    object.bytes.extend_from_slice(b"mine now");
    let mine = Pooled::detach(object);
    let mut object = pool.get_owned();
    object.bytes.extend_from_slice(b"and this");
    let also = OwnedPooled::detach(object);
    assert_eq!(
        (&mine.bytes[..], &also.bytes[..]),
        (&b"mine now"[..], &b"and this"[..])
    );
    let stats = pool.stats();
    assert_eq!((stats.discards.detached, stats.live, stats.idle), (2, 0, 0));
    figures::add_up(&stats, 2);
    drop(pool);
    assert_eq!(census.alive(), 2, "they are not the pool's any more");
}

#[test]
fn discard_drops_the_object() {
    let census = Census::new();
    let pool = Arc::new(census.builder().build());
    Pooled::discard(pool.get());
    OwnedPooled::discard(pool.get_owned());
    census.get(&pool).discard();
    let stats = pool.stats();
    assert_eq!(
        (stats.discards.discarded, stats.idle, census.alive()),
        (3, 0, 0)
    );
    figures::add_up(&stats, 3);
}

/// A type whose methods have the names of the guard's.
#[derive(Default)]
struct Namesake(&'static str);

impl Poolable for Namesake {
    fn reset(&mut self) {
        self.0 = "";
    }
}

#[allow(
    clippy::unused_self,
    clippy::new_ret_no_self,
    clippy::wrong_self_convention,
    reason = "only the names matter"
)]
impl Namesake {
    fn detach(&mut self) -> &'static str {
        self.0 = "detach";
        self.0
    }

    fn discard(&self) -> usize {
        self.0.len()
    }

    fn consume(&self) -> &'static str {
        "consume"
    }

    fn new(&self) -> &'static str {
        "new"
    }

    fn pool(&self) -> &'static str {
        "pool"
    }

    fn stats(&self) -> &'static str {
        "stats"
    }
}

#[test]
fn no_method_of_the_object_is_hidden() {
    let pool = Arc::new(Pool::<Namesake>::new());
    let mut namesake = pool.get();
    assert_eq!((namesake.detach(), namesake.discard()), ("detach", 6));
    assert_eq!((namesake.consume(), namesake.new()), ("consume", "new"));
    assert_eq!((namesake.pool(), namesake.stats()), ("pool", "stats"));
    let mut namesake = pool.get_owned();
    assert_eq!((namesake.detach(), namesake.discard()), ("detach", 6));
    assert_eq!((namesake.consume(), namesake.new()), ("consume", "new"));
    assert_eq!((namesake.pool(), namesake.stats()), ("pool", "stats"));
}

/// What a user makes around a guard.
struct Request<'pool> {
    id: u64,
    body: Pooled<'pool, Vec<u8>>,
}

impl<'pool> Request<'pool> {
    fn parse(pool: &'pool Pool<Vec<u8>>, text: &str) -> Result<Self, std::num::ParseIntError> {
        let mut body = pool.get();
        body.extend_from_slice(text.as_bytes());
        let id = text.parse()?; // On the error path the guard returns.
        Ok(Self { id, body })
    }

    fn first(&self) -> Option<&u8> {
        self.body.first()
    }
}

#[test]
fn a_guard_in_a_struct_returns_with_it_on_every_path() {
    let pool = Pool::new();
    {
        let request = Request::parse(&pool, "17").expect("a number");
        assert_eq!((request.id, request.first()), (17, Some(&b'1')));
    }
    assert!(Request::parse(&pool, "no number").is_err());
    let stats = pool.stats();
    assert_eq!((stats.live, stats.returns, stats.misses), (0, 2, 1));
}

#[test]
fn guards_may_be_got_out_of_a_function() {
    fn filled<'pool>(pool: &'pool Pool<String>, with: &str) -> Pooled<'pool, String> {
        let mut line = pool.get();
        line.push_str(with);
        line
    }
    fn owned(pool: &Arc<Pool<String>>) -> impl fmt::Display + Send + 'static {
        pool.get_owned()
    }
    let pool = Arc::new(Pool::new());
    assert_eq!(*filled(&pool, "text"), "text");
    assert_eq!(owned(&pool).to_string(), "");
    assert_eq!(pool.stats().misses, 1);
}

#[test]
fn an_object_stays_where_it_is_while_it_is_pooled() {
    // What is too large to be moved about is not.
    let pool = Pool::with_init(|| [0_u64; 64]);
    let guard = pool.get();
    let first = &raw const *guard;
    drop(guard);
    for _ in 0..10 {
        let again = pool.get();
        assert_eq!(&raw const *again, first);
        let moved = again;
        assert_eq!(&raw const *moved, first);
    }
}

#[test]
fn objects_may_have_no_size() {
    let pool = Pool::<()>::new();
    let held: Vec<_> = (0..100).map(|_| pool.get()).collect();
    drop(held);
    assert_eq!((pool.stats().idle, pool.trim().objects), (100, 100));
}
