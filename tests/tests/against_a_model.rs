//! Random programs over a pool and several threads, against a model (`pool_tests::program`).
//! `PROPTEST_CASES` sets how many programs are run.

use pool_tests::program::{Fault, Limits, Step, THREADS, run};
use proptest::prelude::*;

fn steps() -> impl Strategy<Value = Step> {
    let thread = 0..THREADS;
    let held = any::<usize>();
    let bytes = prop_oneof![
        8 => 0..200_usize,
        4 => 0..6_000_usize,
        2 => 0..40_000_usize,
        1 => (0..usize::BITS).prop_map(|shift| usize::MAX >> shift),
    ];
    let fault = prop_oneof![
        Just(Fault::NotReusable),
        Just(Fault::ResetPanics),
        Just(Fault::SizePanics),
        Just(Fault::DropPanics),
    ];
    prop_oneof![
        30 => thread.clone().prop_map(|thread| Step::Get { thread }),
        15 => (thread.clone(), held, bytes.clone(), bytes).prop_map(
            |(thread, held, retained, used)| Step::Write { thread, held, retained, used }
        ),
        25 => (thread.clone(), held).prop_map(|(thread, held)| Step::Return { thread, held }),
        4 => (thread.clone(), thread.clone(), held)
            .prop_map(|(thread, other, held)| Step::Wait { thread, other, held }),
        2 => (thread.clone(), held, fault)
            .prop_map(|(thread, held, fault)| Step::ReturnFaulty { thread, held, fault }),
        1 => (thread.clone(), held).prop_map(|(thread, held)| Step::ReturnInPanic { thread, held }),
        1 => (thread.clone(), held).prop_map(|(thread, held)| Step::Detach { thread, held }),
        1 => (thread.clone(), held).prop_map(|(thread, held)| Step::Discard { thread, held }),
        1 => thread.clone().prop_map(|thread| Step::Trim { thread }),
        2 => (thread.clone(), 0..80_usize)
            .prop_map(|(thread, count)| Step::Prewarm { thread, count }),
        2 => thread.prop_map(|thread| Step::Die { thread }),
        2 => (0..150_u32).prop_map(|part| Step::Tick { part }),
        1 => Just(Step::Rebuild),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    let idle = prop_oneof![0..4_usize, 0..40_usize, 0..400_usize];
    let idle_bytes = prop_oneof![
        1 => Just(0),
        4 => 0..4_000_usize,
        8 => 0..4_000_000_usize,
        1 => Just(usize::MAX)
    ];
    let object_bytes = prop_oneof![7 => 0..50_000_usize, 1 => Just(usize::MAX)];
    let objects = prop_oneof![Just(None), (1..12_usize).prop_map(Some)];
    (idle, idle_bytes, object_bytes, 0..3_000_usize, objects).prop_map(
        |(idle, idle_bytes, object_bytes, fresh_bytes, objects)| Limits {
            idle,
            idle_bytes,
            object_bytes: object_bytes.min(idle_bytes),
            fresh_bytes,
            objects,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: Some(Box::new(
            proptest::test_runner::FileFailurePersistence::WithSource("regressions")
        )),
        ..ProptestConfig::with_cases(96)
    })]

    #[test]
    fn does_what_the_model_does(
        limits in limits(),
        program in proptest::collection::vec(steps(), 1..400),
    ) {
        run(limits, &program);
    }
}

/// Many borrowed at once, so that magazines fill up, spill and come back.
#[test]
fn does_what_the_model_does_in_bulk() {
    let limits = Limits {
        idle: 300,
        idle_bytes: 1 << 20,
        object_bytes: 8192,
        fresh_bytes: 100,
        objects: None,
    };
    let bulk = |range: std::ops::Range<usize>, step: &dyn Fn(usize) -> Step| {
        range.map(step).collect::<Vec<_>>()
    };
    let mut program = bulk(0..500, &|n| Step::Get {
        thread: n % THREADS,
    });
    program.extend(bulk(0..450, &|n| Step::Return {
        thread: n % 3,
        held: n,
    }));
    program.extend(bulk(0..200, &|_| Step::Get { thread: 3 }));
    program.push(Step::Die { thread: 1 });
    program.push(Step::Tick { part: 101 });
    program.extend(bulk(0..600, &|n| match n % 2 {
        0 => Step::Get { thread: 2 },
        _ => Step::Return { thread: 2, held: n },
    }));
    program.push(Step::Tick { part: 101 });
    program.extend(bulk(0..250, &|n| Step::Return {
        thread: n % THREADS,
        held: n,
    }));
    program.push(Step::Trim { thread: 0 });
    program.push(Step::Rebuild);
    run(limits, &program);
}
