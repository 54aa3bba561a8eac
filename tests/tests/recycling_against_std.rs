//! `RecycleVec` and `RecycleMap` are what `Vec` and `HashMap` would be, through random programs of
//! elements that panic, lie or are not reusable (`pool_tests::recycling`).
//! `PROPTEST_CASES` sets how many programs are run.

use std::hash::RandomState;

use pool_tests::allocator::CountingAllocator;
use pool_tests::recycling::{Fault, FewHashes, MapStep, VecStep, run_map, run_vec};
use proptest::collection::vec;
use proptest::prelude::*;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        8 => Just(Fault::None),
        1 => Just(Fault::NotReusable),
        1 => Just(Fault::ResetPanics),
        1 => Just(Fault::SizePanics),
        1 => Just(Fault::DropPanics),
        1 => Just(Fault::SizeLies),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (0..40_usize, prop::char::range('a', 'z')).prop_map(|(len, char)| char.to_string().repeat(len))
}

fn key() -> impl Strategy<Value = String> {
    (0..24_u8).prop_map(|key| key.to_string())
}

fn vec_steps() -> impl Strategy<Value = VecStep> {
    let at = any::<usize>();
    prop_oneof![
        8 => (text(), fault()).prop_map(|(text, fault)| VecStep::Push { text, fault }),
        4 => text().prop_map(|text| VecStep::PushFrom { text }),
        2 => (text(), fault()).prop_map(|(text, fault)| VecStep::PushValue { text, fault }),
        2 => (at, text()).prop_map(|(at, text)| VecStep::Insert { at, text }),
        4 => Just(VecStep::Pop),
        2 => at.prop_map(|at| VecStep::Remove { at }),
        2 => at.prop_map(|at| VecStep::SwapRemove { at }),
        1 => (0..20_usize).prop_map(|len| VecStep::Truncate { len }),
        1 => Just(VecStep::Clear),
        1 => (0..40_usize).prop_map(|longer_than| VecStep::Retain { longer_than }),
        1 => (0..10_usize, 0..20_usize, any::<bool>())
            .prop_map(|(start, end, take)| VecStep::Drain { range: start..end, take }),
        1 => Just(VecStep::Reverse),
        1 => vec(text(), 0..6).prop_map(|texts| VecStep::Extend { texts }),
        1 => vec(text(), 0..12).prop_map(|texts| VecStep::CloneFrom { texts }),
        1 => Just(VecStep::Clone),
        1 => (0..30_usize).prop_map(|additional| VecStep::Reserve { additional }),
        1 => (0..20_usize).prop_map(|capacity| VecStep::ShrinkTo { capacity }),
        1 => (0..3000_usize).prop_map(|bytes| VecStep::ShrinkToBytes { bytes }),
        2 => Just(VecStep::Return),
    ]
}

fn map_steps() -> impl Strategy<Value = MapStep> {
    let entries = || vec((key(), text()), 0..12);
    prop_oneof![
        10 => (key(), text(), fault())
            .prop_map(|(key, text, fault)| MapStep::Entry { key, text, fault }),
        3 => (key(), text(), fault())
            .prop_map(|(key, text, fault)| MapStep::Insert { key, text, fault }),
        6 => key().prop_map(|key| MapStep::Remove { key }),
        1 => (0..40_usize).prop_map(|longer_than| MapStep::Retain { longer_than }),
        1 => Just(MapStep::Drain),
        1 => Just(MapStep::Clear),
        1 => entries().prop_map(|entries| MapStep::Extend { entries }),
        1 => entries().prop_map(|entries| MapStep::CloneFrom { entries }),
        1 => Just(MapStep::Clone),
        1 => (0..30_usize).prop_map(|additional| MapStep::Reserve { additional }),
        1 => (0..20_usize).prop_map(|capacity| MapStep::ShrinkTo { capacity }),
        1 => (0..6000_usize).prop_map(|bytes| MapStep::ShrinkToBytes { bytes }),
        2 => Just(MapStep::Return),
    ]
}

proptest! {
    #[test]
    fn a_recycled_vec_is_a_vec(steps in vec(vec_steps(), 0..80)) {
        run_vec(&steps);
    }

    #[test]
    fn a_recycled_map_is_a_hash_map(steps in vec(map_steps(), 0..80)) {
        run_map(&steps, RandomState::new());
    }

    #[test]
    fn so_is_one_whose_keys_share_three_hashes(steps in vec(map_steps(), 0..80)) {
        run_map(&steps, FewHashes::default());
    }
}
