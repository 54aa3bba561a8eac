//! For `bench`: what this process allocates, and how much of that is not ours.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};

use crate::accept::Encoding;
use crate::allocator;
use crate::events;
use crate::routes::Service;

/// What the process has taken.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Taken {
    /// Allocations since the process started.
    pub allocations: u64,
    /// Bytes allocated since the process started.
    pub allocated_bytes: u64,
    /// The largest the heap has been since this was last asked.
    pub peak_heap_bytes: u64,
    /// The most memory that the process has had; 0 where the system does not say.
    pub peak_rss_bytes: u64,
}

pub fn routes() -> Router<Service> {
    Router::new()
        .route("/measured", get(measured))
        .route("/empty", post(empty))
}

async fn measured() -> Json<Taken> {
    let allocated = allocator::allocated();
    let peak = allocator::peak();
    allocator::restart_peak();
    Json(Taken {
        allocations: allocated.calls,
        allocated_bytes: allocated.bytes,
        peak_heap_bytes: peak.max(0).unsigned_abs(),
        peak_rss_bytes: peak_rss().unwrap_or(0),
    })
}

/// Reads the body and answers with a constant: what this allocates, axum, hyper and tokio do.
async fn empty(State(_): State<Service>, _: HeaderMap, mut body: Body) -> Response {
    while let Some(Ok(piece)) = body.frame().await {
        drop(piece);
    }
    let answer = Body::from(Bytes::from_static(&[b' '; 512]));
    events::respond(StatusCode::OK, Encoding::Zstd, answer)
}

fn peak_rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
