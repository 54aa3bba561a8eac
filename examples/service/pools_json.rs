//! `GET /pools.json`: every pool there is, for the page and for scripts; `POST /trim`.

use axum::Json;
use axum::extract::State;
use pool_runtime::registry::{self, Report};
use serde::Serialize;

use crate::pools;
use crate::routes::Service;

/// Borrows that are told of, the oldest.
const TOLD: usize = 5;

/// All pools.
#[derive(Serialize)]
pub struct All {
    service: String,
    /// Whether requests use them.
    pooled: bool,
    /// By id, so that the order stays.
    pools: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    #[serde(flatten)]
    report: Report,
    /// The oldest first; none if the pool is not traced.
    borrows: Vec<Lent>,
}

#[derive(Serialize)]
struct Lent {
    place: String,
    thread: String,
    age_seconds: f64,
}

/// What was freed.
#[derive(Serialize)]
pub struct Freed {
    objects: usize,
    bytes: usize,
}

pub async fn get(State(service): State<Service>) -> Json<All> {
    let mut reports = registry::pools();
    reports.sort_unstable_by_key(|report| report.id);
    Json(All {
        service: service.options.name.clone(),
        pooled: !service.options.no_pool,
        pools: reports.into_iter().map(entry).collect(),
    })
}

pub async fn trim() -> Json<Freed> {
    let freed = registry::trim_all();
    Json(Freed {
        objects: freed.objects,
        bytes: freed.bytes,
    })
}

fn entry(report: Report) -> Entry {
    let borrows = pools::borrows(&report.name).into_iter().take(TOLD);
    let borrows = borrows.map(|borrow| Lent {
        place: borrow.place.to_string(),
        thread: borrow
            .thread_name
            .unwrap_or_else(|| format!("{:?}", borrow.thread_id)),
        age_seconds: borrow.age.as_secs_f64(),
    });
    Entry {
        borrows: borrows.collect(),
        report,
    }
}
