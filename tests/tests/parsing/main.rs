//! Feature `serde`: JSON is parsed into pooled objects in place, what was malformed leaves an object
//! that resets to fresh, and what is written is what std's containers would write.

mod order;

use std::collections::HashMap;

use pool_runtime::collections::{RecycleMap, RecycleVec};
use pool_runtime::{Pool, Poolable, Stats};
use pool_tests::allocator::{CountingAllocator, measure};
use proptest::prelude::*;
use serde::Deserialize;

use order::{Item, ORDER, Order, parse};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn a_request_is_parsed_without_an_allocation_once_warm() {
    let orders: Pool<Order> = Pool::new();
    for _ in 0..4 {
        parse(&mut orders.get(), ORDER).expect("an order");
    }
    let ((), usage) = measure(|| {
        let mut order = orders.get();
        parse(&mut order, ORDER).expect("an order");
        assert_eq!(order.items.len(), 3);
    });
    assert_eq!(usage.allocations, 0);
}

#[test]
fn it_is_what_a_fresh_one_would_be() {
    let mut order = Order::default();
    order.items.push().name.push('i');
    order.notes.entry_from("stale").push('s');
    order.reset();
    order.comment.push_str("not reset");
    order.tags.push_from("not reset");
    let json = ORDER.replace("Ann", r#"Ann \"the\""#);
    parse(&mut order, &json).expect("an order");
    let fresh: Order = serde_json::from_str(&json).expect("an order");
    assert_eq!(order, fresh);

    assert_eq!(order.customer, "Ann \"the\" Customer");
    assert_eq!(order.tags, ["red", "blue"]);
    assert_eq!(order.items[2].name, "fig");
    assert_eq!(order.notes["gift"], "unwrapped", "the last one counts");
    assert_eq!(order.notes.len(), 2);

    let again: Order = serde_json::from_str(&serde_json::to_string(&order).expect("JSON"))
        .expect("what was written");
    assert_eq!(again, order);
}

#[test]
fn what_is_nested_is_parsed_in_place_too() {
    let mut map: RecycleMap<u32, RecycleVec<RecycleMap<String, RecycleVec<u8>>>> =
        RecycleMap::new();
    let mut parse = |json: &str| {
        let mut json = serde_json::Deserializer::from_str(json);
        let ((), usage) = measure(|| {
            RecycleMap::deserialize_in_place(&mut json, &mut map).expect("a map");
        });
        (
            serde_json::to_string(&map).expect("JSON"),
            usage.allocations,
        )
    };
    let first = r#"{"1":[{"a":[1,2],"b":[]},{}],"20":[]}"#;
    let second = r#"{"30":[{"c":[3]}],"4":[]}"#;
    assert_eq!(parse(first).0, first);
    assert_eq!(parse(second), (second.to_owned(), 0));
    assert_eq!(parse(first).0, first);
    assert_eq!(parse(first), (first.to_owned(), 0));
}

#[test]
fn wherever_it_breaks_off_the_object_resets_to_fresh() {
    let fresh = Order::default();
    let mut order = Order::default();
    parse(&mut order, ORDER).expect("an order");
    order.reset();
    let warm = order.retained_bytes();
    for end in 0..ORDER.len() {
        parse(&mut order, &ORDER[..end]).expect_err("it breaks off");
        order.reset();
        assert_eq!(order, fresh, "broken off after {end} bytes");
        for count in 0..4 {
            let item = order.items.push();
            assert_eq!(*item, Item::default(), "item {count} after {end} bytes");
        }
        assert_eq!(*order.notes.entry_from("gift"), "");
        order.reset();
    }
    assert!(order.retained_bytes() < warm * 2, "nothing is kept twice");
}

#[test]
fn an_error_says_where_it_is() {
    let mut order = Order::default();
    let error = parse(&mut order, "{\"id\": 1,\n\"tags\": [\"a\", 2]}").expect_err("not a string");
    assert_eq!((error.line(), error.column()), (2, 15));
    assert_eq!(order.tags, ["a"], "what was read until then");
    let error = parse(&mut order, "{\"items\": 3}").expect_err("not a sequence");
    assert!(error.to_string().contains("expected a sequence"), "{error}");
    let error = parse(&mut order, "{\"notes\": 3}").expect_err("not a map");
    assert!(error.to_string().contains("expected a map"), "{error}");
}

#[test]
fn figures_are_serialised() {
    let pool: Pool<String> = Pool::new();
    drop(pool.get());
    let json = serde_json::to_value(pool.stats()).expect("JSON");
    assert_eq!(json["misses"], 1);
    assert_eq!(json["returns"], 1);
    assert_eq!(json["discards"]["trimmed"], 0);
    let fields = json.as_object().expect("an object").len();
    let shown = format!("{:?}", Stats::default());
    let discards = shown.find("discards").expect("they are the last");
    assert_eq!(
        fields,
        shown[..discards].matches(": ").count() + 1,
        "{shown}"
    );
}

proptest! {
    #[test]
    fn whatever_came_before_it_is_what_std_would_read(
        documents in proptest::collection::vec(
            proptest::collection::hash_map(
                "[a-e]{0,3}",
                proptest::collection::vec("[a-z\"\\\\é]{0,12}", 0..5),
                0..6,
            ),
            1..8,
        )
    ) {
        let mut map: RecycleMap<String, RecycleVec<String>> = RecycleMap::new();
        for document in &documents {
            let json = serde_json::to_string(document).expect("JSON");
            let mut json = serde_json::Deserializer::from_str(&json);
            RecycleMap::deserialize_in_place(&mut json, &mut map).expect("a map");
            prop_assert_eq!(map.len(), document.len());
            for (key, texts) in document {
                prop_assert_eq!(&map[key], texts);
            }
            let again = serde_json::to_value(&map).expect("JSON");
            prop_assert_eq!(again, serde_json::to_value(document).expect("JSON"));
            if document.len() % 2 == 0 {
                map.reset();
            }
        }
        let fresh: HashMap<String, Vec<String>> = HashMap::new();
        map.clear();
        prop_assert!(map.is_empty() && fresh.is_empty());
    }
}
