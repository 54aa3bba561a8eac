//! `hashbrown` and `indexmap`: hash tables, and those in order.

use std::hash::RandomState;

use hashbrown::{HashMap, HashSet, HashTable};
use indexmap::{IndexMap, IndexSet};
use pool_runtime::field::{Clear, DropRef, Shrink};
use pool_runtime::{Pool, Poolable};

use crate::{Slack, check, live, since};

#[derive(Default, Poolable)]
struct Totals {
    #[pool(clear)]
    by_name: HashMap<String, u64>,
    #[pool(shrink_above = 1000)]
    seen: HashSet<u64>,
    #[pool(clear)]
    columns: IndexMap<String, u64>,
    #[pool(shrink_above = 1000)]
    order: IndexSet<u64>,
    #[pool(drop_ref)]
    once: IndexMap<u8, u8>,
    #[pool(nested)]
    nested: HashSet<u8>,
}

/// Control bytes are counted for the widest groups.
const TABLE: Slack = Slack { over: 32, under: 0 };

#[test]
fn every_policy() {
    check::<HashMap<u64, [u64; 3]>>(|map| map.extend((0..500).map(|key| (key, [key; 3]))), TABLE);
    check::<HashSet<u8>>(|set| set.extend(0..200), TABLE);
    check::<IndexMap<u64, [u64; 3]>>(|map| map.extend((0..500).map(|key| (key, [key; 3]))), TABLE);
    check::<IndexSet<u8>>(|set| set.extend(0..200), TABLE);
    check::<IndexSet<u8>>(|set| set.extend([1]), TABLE);

    let mut totals = Totals::default();
    totals.by_name.insert(String::from("name"), 1);
    totals.seen.extend(0..1000);
    totals.columns.insert(String::from("column"), 2);
    totals.order.extend(0..1000);
    totals.once.insert(1, 1);
    totals.nested.insert(1);
    totals.reset();
    assert!(totals.by_name.is_empty() && totals.seen.is_empty() && totals.columns.is_empty());
    assert!(totals.order.is_empty() && totals.once.is_empty() && totals.nested.is_empty());
    assert!(totals.seen.capacity() > 40 && totals.order.capacity() > 20);
    assert!(totals.retained_bytes() <= 2000 + 3 * 200);
}

#[test]
fn any_steps_before_a_return() {
    let before = live();
    let mut numbers: IndexMap<usize, usize, RandomState> = IndexMap::default();
    for round in 0..60_usize {
        numbers.reserve((round * 7) % 90);
        for key in 0..round * 13 % 1000 {
            numbers.insert(key, key);
        }
        match round % 4 {
            0 => while numbers.pop().is_some() {},
            1 => while numbers.swap_remove_index(0).is_some() {},
            2 => numbers.retain(|key, _| key % 3 == 0),
            _ => numbers.shrink_to_fit(),
        }
        Clear::clear(&mut numbers);
        assert!(numbers.is_empty());
        let (said, actual) = (Clear::retained_bytes(&numbers), since(before));
        assert!(
            actual <= said && said <= actual + 32,
            "round {round}: {said} {actual}"
        );
        let limit = round * 400;
        numbers.shrink_to_bytes(limit);
        assert!(Clear::retained_bytes(&numbers) <= limit, "round {round}");
    }
}

#[test]
fn a_bare_table_is_emptied() {
    let before = live();
    let mut table: HashTable<u64> = HashTable::new();
    for round in 0..3 {
        for number in 0..100 {
            table.insert_unique(number, number, |number| *number);
        }
        if round == 1 {
            table.retain(|_| false);
        }
        Clear::clear(&mut table);
        assert!(table.is_empty() && table.capacity() >= 100);
        assert_eq!(Clear::retained_bytes(&table), since(before));
    }
    table.drop_ref();
    assert_eq!(since(before), 0);
    let pool: Pool<HashTable<u64>> = Pool::new();
    pool.get().insert_unique(1, 1, |number| *number);
    assert!(pool.get().is_empty());
}
