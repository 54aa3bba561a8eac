//! `Scratch`: its memory is used again by types of one layout, comes back whatever happened to the
//! `Vec` meanwhile, and is freed once. Under Miri and the address sanitizer too.

use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use pool_runtime::collections::{Scratch, ScratchVec};
use pool_runtime::field::{self, DropRef, Shrink};
use pool_runtime::{Pool, Poolable};
use pool_tests::allocator::{CountingAllocator, measure, thread};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[derive(Default, Poolable)]
struct Line {
    #[pool(shrink_above = 4096)]
    fields: Scratch,
    #[pool(clear)]
    numbers: Scratch,
}

/// Runs a test, after which all memory must be free.
fn frees_all(test: impl FnOnce()) {
    let before = thread().live;
    test();
    assert_eq!(thread().live, before, "bytes were not freed");
}

#[test]
fn the_memory_serves_every_lifetime_and_every_type_of_the_layout() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        for round in 0..3 {
            let line = format!("a,b,c,{round}");
            let ((), usage) = measure(|| {
                let mut fields = scratch.vec::<&str>();
                fields.extend(line.split(','));
                assert_eq!(fields.last().map(|last| last.parse()), Some(Ok(round)));
            });
            assert_eq!(usage.allocations, u64::from(round == 0));

            let bytes = line.as_bytes();
            let ((), usage) = measure(|| {
                let mut fields: ScratchVec<'_, &[u8]> = scratch.vec();
                assert!(fields.is_empty());
                fields.extend(bytes.split(|byte| *byte == b','));
                assert_eq!(fields.len(), 4);
            });
            assert_eq!(
                usage.allocations, 0,
                "a slice is a pointer and a length too"
            );
        }
    });
}

#[test]
fn another_layout_starts_anew_and_takes_the_place() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        scratch.vec::<u64>().extend(0..100);
        let bytes = scratch.retained_bytes();
        assert!(bytes >= 800);

        // Same size, other alignment; same alignment, other size.
        assert_eq!(scratch.vec::<[u32; 2]>().capacity(), 0);
        assert_eq!(scratch.vec::<[u64; 2]>().capacity(), 0);
        assert_eq!(scratch.vec::<()>().capacity(), usize::MAX);
        // None of them allocated, so none took the place.
        assert_eq!(scratch.retained_bytes(), bytes);

        scratch.vec::<[u32; 2]>().push([1, 2]);
        assert!(scratch.retained_bytes() < bytes);
        assert_eq!(scratch.vec::<u64>().capacity(), 0);
    });
}

#[test]
fn elements_without_a_size_need_no_memory() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        let mut units = scratch.vec::<()>();
        units.extend([(), (), ()]);
        assert_eq!(units.len(), 3);
        drop(units);
        assert_eq!((scratch.used_bytes(), scratch.retained_bytes()), (0, 0));
    });
}

#[test]
fn elements_may_be_aligned_to_a_page() {
    #[derive(Clone, Copy)]
    #[repr(align(4096))]
    struct Page(u8);

    frees_all(|| {
        let mut scratch = Scratch::new();
        for _ in 0..3 {
            let mut pages = scratch.vec::<Page>();
            pages.extend([Page(1), Page(2)]);
            assert_eq!((&raw const pages[0]).align_offset(4096), 0);
            assert_eq!(pages[1].0, 2);
        }
        let capacity = scratch.retained_bytes() / 4096;
        assert_eq!(scratch.vec::<Page>().capacity(), capacity);
    });
}

#[test]
fn whatever_vec_is_there_at_the_end_is_kept() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        let mut vec = scratch.vec::<u32>();
        vec.extend(0..10);
        let taken = mem::take(&mut *vec);
        drop(vec);
        assert_eq!(taken.len(), 10);
        assert_eq!(scratch.retained_bytes(), 0, "its memory was taken");

        let mut vec = scratch.vec::<u32>();
        let mut other = Vec::with_capacity(1000);
        other.push(7);
        mem::swap(&mut *vec, &mut other);
        drop(vec);
        assert_eq!(scratch.retained_bytes(), 4000);

        let mut vec = scratch.vec::<u32>();
        vec.push(1);
        vec.shrink_to_fit();
        drop(vec);
        assert_eq!(scratch.retained_bytes(), 4);

        let mut vec = scratch.vec::<u32>();
        vec.reserve_exact(50);
        drop(vec);
        assert_eq!(scratch.retained_bytes(), 200);
    });
}

#[test]
fn a_leak_costs_the_memory_and_no_more() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        scratch.vec::<u16>().extend(0..100);
        let bytes = scratch.retained_bytes();
        let mut vec = scratch.vec::<u16>();
        let (start, capacity) = (vec.as_mut_ptr(), vec.capacity());
        mem::forget(vec);
        assert_eq!(scratch.retained_bytes(), 0);
        assert_eq!(bytes, capacity * size_of::<u16>());
        scratch.vec::<u16>().push(1);
        drop(scratch);
        // SAFETY: the memory of the `Vec` that was leaked above, which nobody else has, or this test
        // frees it twice.
        drop(unsafe { Vec::from_raw_parts(start, 0, capacity) });
    });
}

#[test]
fn elements_are_dropped_once_and_with_the_vec() {
    let counter = Rc::new(());
    let mut scratch = Scratch::new();
    let mut vec = scratch.vec::<Rc<()>>();
    vec.extend(std::iter::repeat_n(Rc::clone(&counter), 9));
    assert_eq!(Rc::strong_count(&counter), 10);
    drop(vec);
    assert_eq!(Rc::strong_count(&counter), 1);
    assert!(scratch.vec::<Rc<()>>().is_empty());
}

#[test]
fn a_destructor_that_panics_costs_the_memory() {
    struct Panics(#[expect(dead_code, reason = "its memory")] Box<u8>);

    impl Drop for Panics {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                panic::resume_unwind(Box::new("on purpose"));
            }
        }
    }

    frees_all(|| {
        let mut scratch = Scratch::new();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let mut vec = scratch.vec::<Panics>();
            vec.extend([1, 2, 3].map(|n| Panics(Box::new(n))));
        }));
        drop(panicked.expect_err("a destructor panics"));
        assert_eq!(scratch.retained_bytes(), 0);
        assert_eq!(scratch.vec::<Panics>().capacity(), 0);
    });
}

#[test]
fn an_unwinding_borrower_leaves_the_memory_in_order() {
    frees_all(|| {
        let mut scratch = Scratch::new();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let text = String::from("one two");
            let mut words = scratch.vec::<&str>();
            words.extend(text.split(' '));
            panic::resume_unwind(Box::new("on purpose"));
        }));
        drop(panicked.expect_err("it panicked"));
        assert!(scratch.retained_bytes() >= 32);
        assert!(scratch.vec::<&str>().is_empty());
    });
}

#[test]
fn it_is_a_field_with_honest_bytes_and_limits() {
    let lines: Pool<Line> = Pool::new();
    let mut line = lines.get();
    line.fields.vec::<&str>().extend(["a"; 100]);
    line.numbers.vec::<u32>().extend(0..1000);
    assert_eq!(line.fields.used_bytes(), 1600);
    assert_eq!(line.used_bytes(), 1600 + 4000);
    let retained = line.retained_bytes();
    drop(line);
    let mut line = lines.get();
    assert_eq!((line.used_bytes(), line.retained_bytes()), (0, retained));
    line.fields.vec::<&str>().extend(["a"; 1000]);
    drop(line);
    assert_eq!(lines.get().fields.retained_bytes(), 0, "above its limit");

    let mut scratch = Scratch::new();
    scratch.vec::<u8>().push(1);
    scratch.shrink_to_bytes(100);
    assert_eq!(scratch.retained_bytes(), 8);
    scratch.shrink_to_bytes(8);
    assert_eq!(scratch.retained_bytes(), 8);
    scratch.shrink_to_bytes(7);
    assert_eq!(scratch.retained_bytes(), 0);
    scratch.vec::<u8>().push(1);
    field::Clear::clear(&mut scratch);
    assert_eq!(field::Clear::retained_bytes(&scratch), 8);
    scratch.drop_ref();
    assert_eq!(field::Clear::retained_bytes(&scratch), 0);
}

#[test]
fn it_has_no_contents_to_compare_or_copy_or_show() {
    let mut scratch = Scratch::new();
    scratch.vec::<u8>().push(1);
    assert_eq!(scratch, Scratch::default());
    assert_eq!(scratch.clone().retained_bytes(), 0);
    assert_eq!(format!("{scratch:?}"), "Scratch { .. }");

    let mut vec = scratch.vec::<u8>();
    vec.extend([1, 2]);
    for byte in &mut vec {
        *byte += 1;
    }
    assert_eq!((&vec).into_iter().sum::<u8>(), 5);
    assert_eq!(format!("{vec:?}"), "[2, 3]");
}

#[test]
fn memory_goes_from_thread_to_thread() {
    fn is_send_and_sync<T: Send + Sync>(value: T) -> T {
        value
    }

    let mut scratch = is_send_and_sync(Scratch::new());
    scratch.vec::<u64>().extend(0..10);
    let scratch = std::thread::spawn(move || {
        scratch.vec::<u64>().extend(0..5);
        scratch
    })
    .join()
    .expect("the thread ends well");
    assert!(scratch.retained_bytes() >= 80);
    is_send_and_sync(is_send_and_sync(Scratch::new()).vec::<&str>());
}
