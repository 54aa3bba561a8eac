//! An order of 15 fields, with items and a map, and one as JSON.

use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, RecycleVec};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, PartialEq, Deserialize, Serialize, Poolable)]
pub struct Order {
    pub id: u64,
    pub placed: i64,
    #[pool(clear)]
    pub customer: String,
    #[pool(clear)]
    pub street: String,
    #[pool(clear)]
    pub city: String,
    #[pool(clear)]
    pub country: String,
    #[pool(clear)]
    pub currency: String,
    pub total: f64,
    pub tax: f64,
    pub is_gift: bool,
    pub priority: Option<u8>,
    #[pool(shrink_above = 1024)]
    pub comment: String,
    pub tags: RecycleVec<String>,
    pub items: RecycleVec<Item>,
    pub notes: RecycleMap<String, String>,
}

#[derive(Debug, Default, PartialEq, Deserialize, Serialize, Poolable)]
pub struct Item {
    #[pool(clear)]
    pub name: String,
    pub count: u32,
    pub price: f64,
}

pub const ORDER: &str = r#"{
    "id": 7, "placed": 1700000000, "customer": "Ann Customer", "street": "Long Street 77",
    "city": "Town", "country": "DE", "currency": "EUR", "total": 12.5, "tax": 1.5, "is_gift": true,
    "priority": 3, "comment": "leave it at the door", "tags": ["red", "blue"],
    "items": [
        {"name": "pear", "count": 1, "price": 0.5},
        {"name": "apple", "count": 2, "price": 0.25},
        {"name": "fig", "count": 3, "price": 1, "unknown": null}
    ],
    "notes": {"gift": "wrapped", "door": "left", "gift": "unwrapped"}
}"#;

pub fn parse(order: &mut Order, json: &str) -> serde_json::Result<()> {
    let mut json = serde_json::Deserializer::from_str(json);
    Order::deserialize_in_place(&mut json, order)?;
    json.end()
}
