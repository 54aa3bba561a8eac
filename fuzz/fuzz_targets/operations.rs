//! Any sequence of operations on a pool, against the model that knows every object.
#![no_main]

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use pool_tests::program::{Fault, Limits, Step, THREADS, run};

/// Most steps of a program: enough for several magazines to fill up.
const STEPS: usize = 300;

#[derive(Debug)]
struct Program {
    limits: Limits,
    steps: Vec<Step>,
}

impl<'a> Arbitrary<'a> for Program {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let idle_bytes = match bytes.int_in_range(0..=3)? {
            0 => usize::MAX,
            1 => bytes.int_in_range(0..=5_000)?,
            _ => bytes.int_in_range(0..=5_000_000)?,
        };
        let limits = Limits {
            idle: bytes.int_in_range(0..=400)?,
            idle_bytes,
            object_bytes: bytes.int_in_range(0..=50_000_usize)?.min(idle_bytes),
            fresh_bytes: bytes.int_in_range(0..=3_000)?,
            objects: match bytes.int_in_range(0..=3)? {
                0 => Some(bytes.int_in_range(1..=12)?),
                _ => None,
            },
        };
        let mut steps = Vec::new();
        while !bytes.is_empty() && steps.len() < STEPS {
            let repeats = if bytes.ratio(1, 8)? { 40 } else { 1 };
            let first = step(bytes)?;
            steps.extend((0..repeats).map(|_| first.clone()));
        }
        Ok(Self { limits, steps })
    }
}

fn step(bytes: &mut Unstructured<'_>) -> Result<Step> {
    let thread = bytes.int_in_range(0..=THREADS - 1)?;
    let kind = bytes.int_in_range(0..=24)?;
    let held = usize::from(u8::arbitrary(bytes)?);
    Ok(match kind {
        0..=7 => Step::Get { thread },
        8..=10 => Step::Write {
            thread,
            held,
            retained: bytes.int_in_range(0..=40_000)?,
            used: bytes.int_in_range(0..=40_000)?,
        },
        11..=15 => Step::Return { thread, held },
        16 => Step::ReturnFaulty {
            thread,
            held,
            fault: *bytes.choose(&[
                Fault::NotReusable,
                Fault::ResetPanics,
                Fault::SizePanics,
                Fault::DropPanics,
            ])?,
        },
        17 => Step::ReturnInPanic { thread, held },
        18 => Step::Detach { thread, held },
        19 => Step::Discard { thread, held },
        20 => Step::Trim { thread },
        21 => Step::Prewarm { thread, count: held },
        22 => Step::Die { thread },
        23 => Step::Wait {
            thread,
            other: bytes.int_in_range(0..=THREADS - 1)?,
            held,
        },
        _ if held < 240 => Step::Tick { part: u32::from(held as u8) },
        _ => Step::Rebuild,
    })
}

fuzz_target!(|program: Program| run(program.limits, &program.steps));
