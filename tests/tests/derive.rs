//! What `#[derive(Poolable)]` writes: every policy and every shape, through the public traits.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};

use pool_runtime::{Poolable, field};

// Policies.

#[derive(Default, Debug, PartialEq, Poolable)]
struct Request {
    id: u64,
    #[pool(clear)]
    headers: Vec<(String, String)>,
    #[pool(shrink_above = 1024)]
    body: Vec<u8>,
    #[pool(drop_ref)]
    session: Option<Arc<str>>,
}

#[test]
fn a_request_is_reset_field_by_field() {
    let session: Arc<str> = Arc::from("session");
    let mut request = Request {
        id: 7,
        headers: Vec::with_capacity(5),
        body: vec![1; 10_000],
        session: Some(Arc::clone(&session)),
    };
    request.headers.push((String::new(), String::new()));
    let header = size_of::<(String, String)>();
    assert_eq!(request.used_bytes(), header + 10_000);
    assert_eq!(request.retained_bytes(), 5 * header + 10_000);
    request.reset();
    assert_eq!(request, Request::default());
    assert_eq!(request.headers.capacity(), 5, "`clear` keeps the capacity");
    assert!(request.body.capacity() <= 1024, "`shrink_above` does not");
    assert_eq!(Arc::strong_count(&session), 1, "`drop_ref` lets go");
    assert_eq!(request.used_bytes(), 0);
    assert_eq!(
        request.retained_bytes(),
        5 * header + request.body.capacity()
    );
}

#[derive(Poolable)]
struct Limits {
    #[pool(shrink_above = 1000)]
    exact: Vec<u8>,
    #[pool(shrink_above = 1000, shrink_to = 100)]
    further: Vec<u8>,
    #[pool(clear, shrink_above = LIMIT / 2)]
    both: String,
}

const LIMIT: usize = 2000;

#[test]
fn shrink_above_starts_above_its_limit() {
    let mut limits = Limits {
        exact: vec![0; 1000],
        further: vec![0; 1000],
        both: "x".repeat(1000),
    };
    limits.reset();
    assert!(limits.exact.is_empty() && limits.further.is_empty() && limits.both.is_empty());
    assert_eq!(
        (limits.exact.capacity(), limits.further.capacity()),
        (1000, 1000)
    );
    assert_eq!(limits.both.capacity(), 1000);

    let mut limits = Limits {
        exact: vec![0; 1001],
        further: vec![0; 1001],
        both: "x".repeat(1001),
    };
    limits.reset();
    assert!(limits.exact.capacity() <= 1000 && limits.exact.capacity() > 100);
    assert!(limits.further.capacity() <= 100);
    assert!(limits.both.capacity() <= 1000);
}

#[derive(Default, Debug, PartialEq, Poolable)]
struct Plain {
    number: i32,
    float: f64,
    flag: bool,
    letter: char,
    nothing: (),
    pair: (u8, Option<u16>),
    small: [u64; 32],
    cell: Cell<u8>,
    marker: PhantomData<*const u8>,
}

#[test]
fn plain_values_need_no_attribute() {
    let mut plain = Plain {
        number: 1,
        float: 2.0,
        flag: true,
        letter: 'x',
        nothing: (),
        pair: (3, Some(4)),
        small: [5; 32],
        cell: Cell::new(6),
        marker: PhantomData,
    };
    plain.reset();
    assert_eq!(plain, Plain::default());
    assert_eq!(plain.retained_bytes(), 0);
}

#[derive(Poolable)]
struct Assigned {
    #[pool(default)]
    text: String,
    #[pool(default = 7)]
    seven: u32,
    #[pool(default = HashMap::<u8, (u8, u8)>::with_capacity(3))]
    map: HashMap<u8, (u8, u8)>,
    #[pool(default = Self::FIRST)]
    first: &'static str,
    #[pool(default = if LIMIT < 1 { [1, 2] } else { [3, 4] })]
    choice: [u8; 2],
}

impl Assigned {
    const FIRST: &'static str = "first";
}

#[test]
fn default_assigns_and_counts_nothing() {
    let mut assigned = Assigned {
        text: "x".repeat(100),
        seven: 8,
        map: HashMap::from([(1, (2, 3))]),
        first: "second",
        choice: [0, 0],
    };
    assert_eq!((assigned.retained_bytes(), assigned.used_bytes()), (0, 0));
    assigned.reset();
    assert_eq!(assigned.text.capacity(), 0);
    assert_eq!(
        (assigned.seven, assigned.first, assigned.choice),
        (7, "first", [3, 4])
    );
    assert!(assigned.map.is_empty() && assigned.map.capacity() >= 3);
}

#[derive(Poolable)]
struct Functions {
    #[pool(with = Vec::clear)]
    uncounted: Vec<u8>,
    #[pool(with = wipe, bytes = Vec::capacity)]
    wiped: Vec<u8>,
    #[pool(with = <u8 as Tick>::tick)]
    ticks: u8,
    #[pool(keep = "the same table for every request")]
    table: Vec<u8>,
    #[pool(keep = "measured, and left alone", bytes = Vec::len)]
    measured: Vec<u8>,
    #[pool(keep = "a lock of this object alone")]
    lock: Mutex<u8>,
}

fn wipe(bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.push(0);
}

trait Tick {
    fn tick(&mut self);
}

impl Tick for u8 {
    fn tick(&mut self) {
        *self += 1;
    }
}

#[test]
fn functions_do_what_they_do_and_keep_keeps() {
    let mut functions = Functions {
        uncounted: vec![1; 10],
        wiped: vec![1; 20],
        ticks: 41,
        table: vec![1; 30],
        measured: vec![1; 40],
        lock: Mutex::new(5),
    };
    assert_eq!(functions.retained_bytes(), 20 + 40);
    assert_eq!(functions.used_bytes(), 20 + 40);
    functions.reset();
    assert!(functions.uncounted.is_empty());
    assert_eq!(functions.wiped, [0]);
    assert_eq!(functions.ticks, 42);
    assert_eq!((functions.table.len(), functions.measured.len()), (30, 40));
    assert_eq!(functions.lock.into_inner().unwrap(), 5);
}

#[derive(Poolable)]
struct Released {
    #[pool(drop_ref)]
    shared: Option<Arc<Mutex<Vec<u8>>>>,
    #[pool(drop_ref)]
    parent: Weak<u8>,
    #[pool(drop_ref)]
    bytes: Vec<u8>,
}

#[test]
fn drop_ref_leaves_nothing_alive() {
    let shared = Arc::new(Mutex::new(vec![1]));
    let parent = Arc::new(1);
    let mut released = Released {
        shared: Some(Arc::clone(&shared)),
        parent: Arc::downgrade(&parent),
        bytes: vec![0; 100],
    };
    assert_eq!(
        released.retained_bytes(),
        0,
        "released at return, so nothing is retained"
    );
    released.reset();
    assert_eq!(
        (Arc::strong_count(&shared), Arc::weak_count(&parent)),
        (1, 0)
    );
    assert_eq!(released.bytes.capacity(), 0);
}

// Nesting.

#[derive(Default, Poolable)]
#[pool(discard_if = Inner::is_worn)]
struct Inner {
    #[pool(clear)]
    bytes: Vec<u8>,
    uses: u32,
}

impl Inner {
    fn is_worn(&self) -> bool {
        self.uses > 3
    }

    fn new(capacity: usize, uses: u32) -> Inner {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.push(1);
        Inner { bytes, uses }
    }
}

#[derive(Default, Poolable)]
#[pool(discard_if = Outer::is_closed)]
struct Outer {
    undeclared: Inner,
    #[pool(nested)]
    nested: Inner,
    #[pool(nested)]
    boxed: Box<Inner>,
    maybe: Option<Inner>,
    #[pool(keep = "not asked")]
    kept: Inner,
    closed: bool,
}

impl Outer {
    fn is_closed(&self) -> bool {
        self.closed
    }
}

#[test]
fn nested_types_reset_and_count_by_their_own_rules() {
    let mut outer = Outer {
        undeclared: Inner::new(10, 1),
        nested: Inner::new(20, 2),
        boxed: Box::new(Inner::new(40, 3)),
        maybe: Some(Inner::new(80, 3)),
        kept: Inner::new(160, 9),
        closed: false,
    };
    assert!(outer.is_reusable());
    let boxed = size_of::<Inner>();
    assert_eq!(outer.retained_bytes(), 10 + 20 + 40 + 80 + boxed);
    assert_eq!(outer.used_bytes(), 1 + 1 + 1 + 1 + boxed);
    outer.reset();
    assert_eq!(
        (
            outer.undeclared.bytes.len(),
            outer.undeclared.bytes.capacity()
        ),
        (0, 10)
    );
    assert_eq!(
        (outer.nested.bytes.len(), outer.nested.bytes.capacity()),
        (0, 20)
    );
    assert_eq!(
        (outer.boxed.bytes.len(), outer.boxed.bytes.capacity()),
        (0, 40)
    );
    assert_eq!(
        (outer.undeclared.uses, outer.nested.uses, outer.boxed.uses),
        (0, 0, 0)
    );
    assert!(outer.maybe.is_none());
    assert_eq!((outer.kept.bytes.len(), outer.kept.uses), (1, 9));
}

#[test]
fn any_part_that_is_not_reusable_says_so_for_the_whole() {
    let worn = || Inner::new(1, 4);
    assert!(!worn().is_reusable());
    assert!(!field::AutoReset::is_reusable(&worn()));
    assert!(
        !Outer {
            undeclared: worn(),
            ..Outer::default()
        }
        .is_reusable()
    );
    assert!(
        !Outer {
            nested: worn(),
            ..Outer::default()
        }
        .is_reusable()
    );
    assert!(
        !Outer {
            boxed: Box::new(worn()),
            ..Outer::default()
        }
        .is_reusable()
    );
    assert!(
        !Outer {
            closed: true,
            ..Outer::default()
        }
        .is_reusable()
    );
    assert!(
        Outer {
            kept: worn(),
            ..Outer::default()
        }
        .is_reusable()
    );
}

struct Endless;

impl Poolable for Endless {
    fn reset(&mut self) {}

    fn retained_bytes(&self) -> usize {
        usize::MAX - 1
    }
}

#[derive(Poolable)]
struct Saturated(
    #[pool(nested)] Endless,
    #[pool(nested)] Endless,
    #[pool(clear)] Vec<u8>,
);

#[test]
fn sums_saturate() {
    let saturated = Saturated(Endless, Endless, vec![1]);
    assert_eq!(saturated.retained_bytes(), usize::MAX);
    assert_eq!(saturated.used_bytes(), usize::MAX);
}

// Shapes.

#[derive(Default, Debug, PartialEq, Poolable)]
struct Tuple(u8, #[pool(clear)] String, #[pool(default = 3)] u8);

#[derive(Default, Debug, PartialEq, Poolable)]
struct Unit;

#[derive(Default, Debug, PartialEq, Poolable)]
struct Empty {}

#[test]
fn tuple_and_unit_structs() {
    let mut tuple = Tuple(1, "two".to_owned(), 4);
    assert_eq!((tuple.retained_bytes(), tuple.used_bytes()), (3, 3));
    tuple.reset();
    assert_eq!(tuple, Tuple(0, String::new(), 3));
    Unit.reset();
    let mut empty = Empty {};
    empty.reset();
    assert!(Unit.is_reusable() && empty.retained_bytes() == 0);
}

#[derive(Debug, PartialEq, Poolable)]
enum State {
    Failed(Arc<str>, #[pool(clear)] String),
    #[pool(initial)]
    Reading {
        #[pool(clear)]
        buffer: Vec<u8>,
        position: usize,
        #[pool(keep = "counts over all uses")]
        reads: u32,
        #[pool(default = 9)]
        nine: u8,
    },
    Nested(#[pool(nested)] Box<[u8; 4]>, Vec<u8>),
    Done,
}

impl State {
    fn reading(buffer: &[u8], position: usize, reads: u32, nine: u8) -> State {
        State::Reading {
            buffer: buffer.to_vec(),
            position,
            reads,
            nine,
        }
    }
}

#[test]
fn the_initial_variant_is_reset_in_place() {
    let mut state = State::reading(&[1, 2, 3], 4, 5, 6);
    assert_eq!((state.retained_bytes(), state.used_bytes()), (3, 3));
    state.reset();
    assert_eq!(state, State::reading(&[], 0, 5, 9));
    assert_eq!(state.retained_bytes(), 3, "its capacity is kept");
}

#[test]
fn other_variants_give_way_to_a_new_initial_one() {
    let reason: Arc<str> = Arc::from("reason");
    let others = [
        State::Failed(Arc::clone(&reason), "text".to_owned()),
        State::Nested(Box::new([1; 4]), vec![2; 100]),
        State::Done,
    ];
    // What they own counts as their fields say.
    assert_eq!(others.each_ref().map(Poolable::retained_bytes), [4, 4, 0]);
    for mut state in others {
        assert!(state.is_reusable());
        state.reset();
        assert_eq!(state, State::reading(&[], 0, 0, 9));
    }
    assert_eq!(Arc::strong_count(&reason), 1);
}

#[derive(Poolable)]
enum Single {
    #[pool(initial)]
    Only(NoDefault),
}

#[derive(Poolable, Debug, PartialEq)]
struct NoDefault(u8);

#[test]
fn an_enum_of_one_variant_is_never_built_anew() {
    let mut single = Single::Only(NoDefault(3));
    single.reset();
    let Single::Only(value) = single;
    assert_eq!(value, NoDefault(0));
}

#[derive(Default, Poolable)]
#[repr(C, align(16))]
struct Aligned {
    value: u8,
}

#[test]
fn a_layout_that_leaves_fields_aligned_is_no_obstacle() {
    let mut aligned = Aligned { value: 1 };
    aligned.reset();
    assert_eq!((aligned.value, align_of::<Aligned>()), (0, 16));
}

// Generics.

#[derive(Poolable)]
struct Generic<T, K: Ord, const N: usize>
where
    T: Copy,
{
    value: T,
    maybe: Option<T>,
    words: [T; N],
    /// The parameter stands behind brackets and a number.
    tagged: ([u8; 2], T),
    marker: PhantomData<fn() -> K>,
    #[pool(clear)]
    list: Vec<K>,
    #[pool(shrink_above = N)]
    text: String,
    #[pool(drop_ref)]
    shared: Option<Arc<K>>,
    #[pool(default)]
    map: BTreeMap<K, T>,
    #[pool(nested)]
    nested: Wrapper<T>,
    #[pool(keep = "never looked at")]
    kept: Vec<T>,
}

#[derive(Poolable)]
struct Wrapper<T>(T);

/// Has neither `Default` nor `AutoReset`.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Opaque;

#[test]
fn generic_types_ask_of_their_parameters_what_their_fields_need() {
    let mut generic = Generic::<u16, Opaque, 4> {
        value: 1,
        maybe: Some(2),
        words: [3; 4],
        tagged: ([7; 2], 8),
        marker: PhantomData,
        list: vec![Opaque],
        text: "12345".to_owned(),
        shared: Some(Arc::new(Opaque)),
        map: BTreeMap::from([(Opaque, 4)]),
        nested: Wrapper(5),
        kept: vec![6],
    };
    generic.reset();
    assert_eq!(
        (generic.value, generic.maybe, generic.words),
        (0, None, [0; 4])
    );
    assert_eq!(generic.tagged, ([0; 2], 0));
    assert!(generic.list.is_empty() && generic.shared.is_none() && generic.map.is_empty());
    assert!(generic.text.capacity() <= 4);
    assert_eq!((generic.nested.0, generic.kept), (0, vec![6]));
}

/// Something to begin with that is no `Default`.
trait Begin {
    fn begin() -> Self;
}

impl Begin for Opaque {
    fn begin() -> Self {
        Opaque
    }
}

#[derive(Poolable)]
enum Phase<T, B: Begin, R, O> {
    #[pool(initial)]
    Idle {
        last: T,
        #[pool(default = B::begin())]
        begun: B,
        #[pool(drop_ref)]
        shared: R,
    },
    Busy(O, #[pool(drop_ref)] O),
}

#[test]
fn generic_enums_ask_nothing_of_what_a_reset_drops() {
    let mut phase = Phase::Idle {
        last: 7_u8,
        begun: Opaque,
        shared: Some(Arc::new(8)),
    };
    phase.reset();
    assert!(matches!(
        phase,
        Phase::Idle {
            last: 0,
            begun: Opaque,
            shared: None
        }
    ));
    phase = Phase::Busy(Opaque, Opaque);
    phase.reset();
    assert!(matches!(phase, Phase::Idle { last: 0, .. }));
}

/// As a service has it: a private type in the field of a public generic one.
pub mod service {
    use pool_runtime::Poolable;

    /// Scratch space for one codec.
    #[derive(Default, Poolable)]
    pub struct Scratch<C: Codec> {
        state: State<C>,
        output: C::Output,
    }

    /// A way to encode.
    pub trait Codec {
        /// What it writes to.
        type Output;
    }

    #[derive(Default, Poolable)]
    struct State<C: Codec> {
        last: Option<C::Output>,
    }

    impl<C: Codec> Scratch<C> {
        /// Writes.
        pub fn write(&mut self, output: C::Output) -> Option<C::Output> {
            self.state.last = Some(std::mem::replace(&mut self.output, output));
            self.state.last.take()
        }
    }
}

#[test]
fn associated_types_and_private_fields() {
    #[derive(Default)]
    struct Bytes;

    impl service::Codec for Bytes {
        type Output = u64;
    }

    let mut scratch = service::Scratch::<Bytes>::default();
    scratch.write(7);
    scratch.reset();
    assert_eq!(scratch.write(1), Some(0));
}

#[derive(Default, Poolable)]
struct Node<T> {
    value: T,
    #[pool(drop_ref)]
    next: Option<Box<Node<T>>>,
    #[pool(clear)]
    children: Vec<Node<T>>,
}

#[derive(Default, Poolable)]
struct Tree<T> {
    value: T,
    #[pool(nested)]
    branches: Box<[Tree<T>]>,
}

#[derive(Default, Poolable)]
struct Chain<T> {
    value: T,
    #[pool(nested)]
    rest: Box<[Self]>,
}

#[test]
fn recursive_types() {
    let mut node = Node {
        value: 1_u8,
        next: Some(Box::default()),
        children: vec![Node::default()],
    };
    node.reset();
    assert!(node.value == 0 && node.next.is_none() && node.children.is_empty());
    let mut tree = Tree {
        value: 1_u8,
        branches: Box::new([Tree {
            value: 2,
            ..Tree::default()
        }]),
    };
    tree.reset();
    assert_eq!((tree.value, tree.branches[0].value), (0, 0));
    let mut chain = Chain {
        value: 1_u8,
        rest: Box::new([Chain {
            value: 2,
            ..Chain::default()
        }]),
    };
    chain.reset();
    assert_eq!((chain.value, chain.rest[0].value), (0, 0));
}

#[derive(Poolable)]
#[pool(bound = "T: Clone + Start")]
struct Bounded<T> {
    #[pool(with = T::start)]
    value: T,
}

trait Start {
    fn start(&mut self);
}

impl Start for NoDefault {
    fn start(&mut self) {
        self.0 = 1;
    }
}

impl Clone for NoDefault {
    fn clone(&self) -> Self {
        NoDefault(self.0)
    }
}

#[test]
fn bound_is_what_the_functions_need() {
    let mut bounded = Bounded {
        value: NoDefault(5),
    };
    bounded.reset();
    assert_eq!(bounded.value, NoDefault(1));
}

#[derive(Poolable)]
#[pool(max_size = Self::LIMIT)]
struct Itself {
    marker: PhantomData<Self>,
    #[pool(shrink_above = Self::LIMIT, shrink_to = Self::LIMIT / 2)]
    bytes: Vec<u8>,
}

impl Itself {
    const LIMIT: usize = 64;
}

#[test]
fn limits_can_be_constants_of_the_type() {
    let mut itself = Itself {
        marker: PhantomData,
        bytes: vec![0; 65],
    };
    itself.reset();
    assert!(itself.bytes.capacity() <= 32);
}

// When the parts are asked.

static RESETS: AtomicUsize = AtomicUsize::new(0);

#[derive(Default)]
struct Counted;

impl Poolable for Counted {
    fn reset(&mut self) {
        RESETS.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Default, Poolable)]
struct Twice(#[pool(nested)] Counted, #[pool(nested)] Counted);

#[test]
fn each_field_is_reset_once() {
    let mut twice = Twice::default();
    twice.reset();
    assert_eq!(RESETS.load(Ordering::Relaxed), 2);
    field::AutoReset::auto_reset(&mut twice);
    assert_eq!(RESETS.load(Ordering::Relaxed), 4);
}
