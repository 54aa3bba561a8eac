//! Programs over a `RecycleVec` and a `RecycleMap`, against `Vec` and `HashMap`, with elements that
//! do everything wrong that elements can.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;
use std::{mem, panic, thread};

use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, RecycleVec};
use pool_runtime::field::Shrink;

use crate::allocator;

/// What an element does wrong when it leaves, or while it is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It says that it is not reusable.
    NotReusable,
    /// Its reset panics.
    ResetPanics,
    /// Its size method panics before the reset.
    SizePanics,
    /// It is not reusable, and its destructor panics.
    DropPanics,
    /// From now on it says that it retains another number of bytes each time.
    SizeLies,
}

/// A text with a fault.
#[derive(Debug, Default)]
pub struct Odd {
    text: String,
    fault: Fault,
    lies: Cell<usize>,
}

impl Odd {
    fn new(text: &str, fault: Fault) -> Self {
        let mut odd = Self::default();
        odd.write(text, fault);
        odd
    }

    fn write(&mut self, text: &str, fault: Fault) {
        self.text.push_str(text);
        self.fault = fault;
        if fault == Fault::SizeLies {
            self.lies.set(1);
        }
    }

    /// What a borrower can tell from a new one.
    fn is_fresh(&self) -> bool {
        self.text.is_empty() && self.fault == Fault::None
    }

    fn lie(&self) -> Option<usize> {
        let lies = self.lies.get();
        (lies > 0).then(|| {
            self.lies
                .set(lies.wrapping_mul(6_364_136_223_846_793_005) | 1);
            lies
        })
    }
}

fn panic_quietly() {
    panic::resume_unwind(Box::new("on purpose"));
}

impl Poolable for Odd {
    fn reset(&mut self) {
        if self.fault == Fault::ResetPanics {
            panic_quietly();
        }
        self.text.clear();
        self.fault = Fault::None;
    }

    fn retained_bytes(&self) -> usize {
        self.lie().unwrap_or(self.text.capacity())
    }

    fn used_bytes(&self) -> usize {
        if self.fault == Fault::SizePanics {
            panic_quietly();
        }
        self.lie().unwrap_or(self.text.len())
    }

    fn is_reusable(&self) -> bool {
        !matches!(self.fault, Fault::NotReusable | Fault::DropPanics)
    }
}

impl Drop for Odd {
    fn drop(&mut self) {
        if self.fault == Fault::DropPanics && !thread::panicking() {
            panic_quietly();
        }
    }
}

/// The text alone.
impl Clone for Odd {
    fn clone(&self) -> Self {
        Self::new(&self.text, Fault::None)
    }

    fn clone_from(&mut self, source: &Self) {
        self.text.clone_from(&source.text);
        self.fault = Fault::None;
    }
}

impl PartialEq for Odd {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Odd {}

impl Hash for Odd {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// One step of a program over a vector. Indices are taken modulo what there is.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the methods' names")]
pub enum VecStep {
    Push {
        text: String,
        fault: Fault,
    },
    PushFrom {
        text: String,
    },
    PushValue {
        text: String,
        fault: Fault,
    },
    Insert {
        at: usize,
        text: String,
    },
    Pop,
    Remove {
        at: usize,
    },
    SwapRemove {
        at: usize,
    },
    Truncate {
        len: usize,
    },
    Clear,
    Retain {
        longer_than: usize,
    },
    Drain {
        range: Range<usize>,
        take: bool,
    },
    Reverse,
    Extend {
        texts: Vec<String>,
    },
    CloneFrom {
        texts: Vec<String>,
    },
    Clone,
    Reserve {
        additional: usize,
    },
    ShrinkTo {
        capacity: usize,
    },
    ShrinkToBytes {
        bytes: usize,
    },
    /// To the pool and to the next borrower.
    Return,
}

/// Runs a program over a vector. The caller's global allocator is to be the counting one.
///
/// # Panics
///
/// If the vector is not what a `Vec` would be, or what it says of its bytes is wrong.
pub fn run_vec(steps: &[VecStep]) {
    let mut vec: RecycleVec<Odd> = RecycleVec::new();
    let mut model: Vec<String> = Vec::new();
    let mut honest = true;
    for step in steps {
        honest &= !matches!(
            step,
            VecStep::Push {
                fault: Fault::SizeLies,
                ..
            } | VecStep::PushValue {
                fault: Fault::SizeLies,
                ..
            }
        );
        step_vec(&mut vec, &mut model, step);
        assert!(
            vec.iter().map(|odd| &odd.text).eq(&model),
            "{vec:?} after {step:?}, not {model:?}"
        );
        assert!(vec.spare() + vec.len() <= vec.capacity());
        let used = vec.used_bytes();
        if honest && vec.iter().all(|odd| odd.fault == Fault::None) {
            let text: usize = model.iter().map(String::len).sum();
            assert!(
                used >= text + size_of_val(&vec[..]),
                "{used} used by {vec:?}"
            );
            assert!(used <= vec.retained_bytes(), "{used} used by {vec:?}");
        }
    }
    vec.reset();
    assert!(vec.is_empty());
    assert_eq!(vec.used_bytes(), 0);
    let retained = vec.retained_bytes();
    let before = allocator::thread().live;
    drop(vec);
    let freed = usize::try_from(before - allocator::thread().live).expect("freed, not allocated");
    assert!(
        !honest || retained == freed,
        "{retained} bytes, not {freed}"
    );
}

fn step_vec(vec: &mut RecycleVec<Odd>, model: &mut Vec<String>, step: &VecStep) {
    let len = model.len();
    match step.clone() {
        VecStep::Push { text, fault } => {
            let odd = vec.push();
            assert!(odd.is_fresh(), "handed out as {odd:?}");
            odd.write(&text, fault);
            model.push(text);
        }
        VecStep::PushFrom { text } => {
            vec.push_from(&Odd::new(&text, Fault::None));
            model.push(text);
        }
        VecStep::PushValue { text, fault } => {
            vec.push_value(Odd::new(&text, fault));
            model.push(text);
        }
        VecStep::Insert { at, text } => {
            let at = at % (len + 1);
            vec.insert(at, Odd::new(&text, Fault::None));
            model.insert(at, text);
        }
        VecStep::Pop => {
            let lent = vec.pop().map(|odd| odd.text.clone());
            assert_eq!(lent, model.pop());
        }
        VecStep::Remove { at } if len > 0 => {
            assert_eq!(vec.remove(at % len).text, model.remove(at % len));
        }
        VecStep::SwapRemove { at } if len > 0 => {
            assert_eq!(vec.swap_remove(at % len).text, model.swap_remove(at % len));
        }
        VecStep::Remove { .. } | VecStep::SwapRemove { .. } => {}
        VecStep::Truncate { len } => {
            vec.truncate(len);
            model.truncate(len);
        }
        VecStep::Clear => {
            vec.clear();
            model.clear();
        }
        VecStep::Retain { longer_than } => {
            vec.retain(|odd| odd.text.len() > longer_than);
            model.retain(|text| text.len() > longer_than);
        }
        VecStep::Drain { range, take } => {
            let end = range.end.min(len);
            let range = range.start.min(end)..end;
            let drained: Vec<String> = model.drain(range.clone()).collect();
            let mut lent = vec.drain(range);
            if take {
                let lent: Vec<String> = lent.map(|odd| mem::take(&mut odd.text)).collect();
                assert_eq!(lent, drained);
            } else {
                assert_eq!(lent.next().map(|odd| &odd.text), drained.first());
            }
        }
        VecStep::Reverse => {
            vec.reverse();
            model.reverse();
        }
        VecStep::Extend { texts } => {
            vec.extend(texts.iter().map(|text| Odd::new(text, Fault::None)));
            model.extend(texts);
        }
        VecStep::CloneFrom { texts } => {
            let source = texts.iter().map(|text| Odd::new(text, Fault::None));
            vec.clone_from(&source.collect());
            *model = texts;
        }
        VecStep::Clone => {
            let copy = vec.clone();
            vec.reset();
            *vec = copy;
        }
        VecStep::Reserve { additional } => vec.reserve(additional),
        VecStep::ShrinkTo { capacity } => vec.shrink_to(capacity),
        VecStep::ShrinkToBytes { bytes } => {
            vec.shrink_to_bytes(bytes);
            assert!(!vec.is_empty() || vec.retained_bytes() <= bytes);
        }
        VecStep::Return => {
            vec.reset();
            model.clear();
        }
    }
}

/// One step of a program over a map. Keys are few, so that they meet.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the methods' names")]
pub enum MapStep {
    Entry {
        key: String,
        text: String,
        fault: Fault,
    },
    Insert {
        key: String,
        text: String,
        fault: Fault,
    },
    Remove {
        key: String,
    },
    Retain {
        longer_than: usize,
    },
    Drain,
    Clear,
    Extend {
        entries: Vec<(String, String)>,
    },
    CloneFrom {
        entries: Vec<(String, String)>,
    },
    Clone,
    Reserve {
        additional: usize,
    },
    ShrinkTo {
        capacity: usize,
    },
    ShrinkToBytes {
        bytes: usize,
    },
    /// To the pool and to the next borrower.
    Return,
}

/// Runs a program over a map with a hasher.
///
/// # Panics
///
/// If the map is not what a `HashMap` would be.
pub fn run_map<S: BuildHasher + Clone>(steps: &[MapStep], hasher: S) {
    let mut map: RecycleMap<Odd, Odd, S> = RecycleMap::with_hasher(hasher);
    let mut model: HashMap<String, String> = HashMap::new();
    for step in steps {
        step_map(&mut map, &mut model, step);
        assert_eq!(
            map.len(),
            model.len(),
            "{map:?} after {step:?}, not {model:?}"
        );
        for (key, text) in &model {
            let value = map.get(&Odd::new(key, Fault::None));
            let value = value.map(|odd| &odd.text);
            assert_eq!(value, Some(text), "{key} in {map:?} after {step:?}");
        }
        assert_eq!(map.iter().count(), model.len());
        assert!(map.spare() + map.len() <= map.capacity());
    }
    map.reset();
    assert!(map.is_empty());
    assert_eq!(map.used_bytes(), 0);
}

fn step_map<S: BuildHasher + Clone>(
    map: &mut RecycleMap<Odd, Odd, S>,
    model: &mut HashMap<String, String>,
    step: &MapStep,
) {
    match step.clone() {
        MapStep::Entry { key, text, fault } => {
            let is_new = !model.contains_key(&key);
            let odd = map.entry_from(&Odd::new(&key, Fault::None));
            assert!(!is_new || odd.is_fresh(), "handed out as {odd:?}");
            odd.write(&text, fault);
            model.entry(key).or_default().push_str(&text);
        }
        MapStep::Insert { key, text, fault } => {
            let old = map.insert(Odd::new(&key, Fault::None), Odd::new(&text, fault));
            let old = old.map(|mut odd| {
                odd.fault = Fault::None; // its destructor would panic here
                mem::take(&mut odd.text)
            });
            assert_eq!(old, model.insert(key, text));
        }
        MapStep::Remove { key } => {
            let lent = map.remove(&Odd::new(&key, Fault::None));
            let lent = lent.map(|odd| odd.text.clone());
            assert_eq!(lent, model.remove(&key));
        }
        MapStep::Retain { longer_than } => {
            map.retain(|_, odd| odd.text.len() > longer_than);
            model.retain(|_, text| text.len() > longer_than);
        }
        MapStep::Drain => {
            let drained: HashMap<String, String> = map
                .drain()
                .map(|(key, odd)| (key.text.clone(), odd.text.clone()))
                .collect();
            assert_eq!(drained, mem::take(model));
        }
        MapStep::Clear => {
            map.clear();
            model.clear();
        }
        MapStep::Extend { entries } => {
            for odd in map.values_mut() {
                odd.fault = Fault::None; // a value that is replaced is dropped
            }
            map.extend(odd_entries(&entries));
            model.extend(entries);
        }
        MapStep::CloneFrom { entries } => {
            let mut source = RecycleMap::with_hasher(map.hasher().clone());
            source.extend(odd_entries(&entries));
            map.clone_from(&source);
            assert!(*map == source);
            *model = entries.into_iter().collect();
        }
        MapStep::Clone => {
            let copy = map.clone();
            map.reset();
            *map = copy;
        }
        MapStep::Reserve { additional } => map.reserve(additional),
        MapStep::ShrinkTo { capacity } => map.shrink_to(capacity),
        MapStep::ShrinkToBytes { bytes } => {
            map.shrink_to_bytes(bytes);
            assert!(!map.is_empty() || map.retained_bytes() <= bytes);
        }
        MapStep::Return => {
            map.reset();
            model.clear();
        }
    }
}

fn odd_entries(entries: &[(String, String)]) -> impl Iterator<Item = (Odd, Odd)> {
    let odd = |text: &String| Odd::new(text, Fault::None);
    entries.iter().map(move |(key, text)| (odd(key), odd(text)))
}

/// A hasher that knows few hashes, so that keys meet under one.
#[derive(Clone, Copy, Debug, Default)]
pub struct FewHashes(u64);

impl BuildHasher for FewHashes {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self(0)
    }
}

impl Hasher for FewHashes {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 + u64::from(*byte)) % 3;
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
