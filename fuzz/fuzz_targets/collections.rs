//! Any sequence of operations on a recycled vector and a recycled map, against std's.
#![no_main]

use std::hash::{BuildHasherDefault, DefaultHasher};

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use pool_tests::allocator::CountingAllocator;
use pool_tests::recycling::{Fault, FewHashes, MapStep, VecStep, run_map, run_vec};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Most steps of a program.
const STEPS: usize = 200;

#[derive(Debug)]
enum Program {
    Vec(Vec<VecStep>),
    Map(Vec<MapStep>),
    MapOfFewHashes(Vec<MapStep>),
}

impl<'a> Arbitrary<'a> for Program {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match bytes.int_in_range(0..=3)? {
            0 => Program::Map(steps(bytes, map_step)?),
            1 => Program::MapOfFewHashes(steps(bytes, map_step)?),
            _ => Program::Vec(steps(bytes, vec_step)?),
        })
    }
}

fn steps<'a, S>(
    bytes: &mut Unstructured<'a>,
    step: fn(&mut Unstructured<'a>) -> Result<S>,
) -> Result<Vec<S>> {
    let mut steps = Vec::new();
    while !bytes.is_empty() && steps.len() < STEPS {
        steps.push(step(bytes)?);
    }
    Ok(steps)
}

fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    let len = bytes.int_in_range(0..=60)?;
    let letter = bytes.int_in_range(b'a'..=b'z')?;
    Ok(char::from(letter).to_string().repeat(len))
}

fn key(bytes: &mut Unstructured<'_>) -> Result<String> {
    Ok(bytes.int_in_range(0..=30_u8)?.to_string())
}

fn several<'a, T>(
    bytes: &mut Unstructured<'a>,
    one: fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    (0..bytes.int_in_range(0..=12)?)
        .map(|_| one(bytes))
        .collect()
}

fn entry(bytes: &mut Unstructured<'_>) -> Result<(String, String)> {
    Ok((key(bytes)?, text(bytes)?))
}

fn fault(bytes: &mut Unstructured<'_>) -> Result<Fault> {
    Ok(match bytes.int_in_range(0..=15)? {
        0 => Fault::NotReusable,
        1 => Fault::ResetPanics,
        2 => Fault::SizePanics,
        3 => Fault::DropPanics,
        4 => Fault::SizeLies,
        _ => Fault::None,
    })
}

fn vec_step(bytes: &mut Unstructured<'_>) -> Result<VecStep> {
    let kind = bytes.int_in_range(0..=29)?;
    let at = usize::from(u8::arbitrary(bytes)?);
    Ok(match kind {
        0..=7 => VecStep::Push {
            text: text(bytes)?,
            fault: fault(bytes)?,
        },
        8..=10 => VecStep::PushFrom { text: text(bytes)? },
        11 | 12 => VecStep::PushValue {
            text: text(bytes)?,
            fault: fault(bytes)?,
        },
        13 => VecStep::Insert {
            at,
            text: text(bytes)?,
        },
        14..=16 => VecStep::Pop,
        17 => VecStep::Remove { at },
        18 => VecStep::SwapRemove { at },
        19 => VecStep::Truncate { len: at },
        20 => VecStep::Clear,
        21 => VecStep::Retain { longer_than: at },
        22 => VecStep::Drain {
            range: at..usize::from(u8::arbitrary(bytes)?),
            take: bool::arbitrary(bytes)?,
        },
        23 => VecStep::Reverse,
        24 => VecStep::Extend {
            texts: several(bytes, text)?,
        },
        25 => VecStep::CloneFrom {
            texts: several(bytes, text)?,
        },
        26 => VecStep::Clone,
        27 => VecStep::ShrinkTo { capacity: at },
        28 => VecStep::ShrinkToBytes { bytes: at * 20 },
        _ => VecStep::Return,
    })
}

fn map_step(bytes: &mut Unstructured<'_>) -> Result<MapStep> {
    let kind = bytes.int_in_range(0..=23)?;
    let at = usize::from(u8::arbitrary(bytes)?);
    Ok(match kind {
        0..=8 => MapStep::Entry {
            key: key(bytes)?,
            text: text(bytes)?,
            fault: fault(bytes)?,
        },
        9..=11 => MapStep::Insert {
            key: key(bytes)?,
            text: text(bytes)?,
            fault: fault(bytes)?,
        },
        12..=15 => MapStep::Remove { key: key(bytes)? },
        16 => MapStep::Retain { longer_than: at },
        17 => MapStep::Drain,
        18 => MapStep::Clear,
        19 => MapStep::Extend {
            entries: several(bytes, entry)?,
        },
        20 => MapStep::CloneFrom {
            entries: several(bytes, entry)?,
        },
        21 => MapStep::ShrinkTo { capacity: at },
        22 => MapStep::ShrinkToBytes { bytes: at * 40 },
        _ => MapStep::Return,
    })
}

fuzz_target!(|program: Program| match program {
    Program::Vec(steps) => run_vec(&steps),
    Program::Map(steps) => run_map(&steps, BuildHasherDefault::<DefaultHasher>::default()),
    Program::MapOfFewHashes(steps) => run_map(&steps, FewHashes::default()),
});
