//! Which path is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::events;
use crate::lease::Supply;
use crate::measured;
use crate::metrics::{self, Metrics};
use crate::options::ServiceOptions;
use crate::page;
use crate::pools_json;
use crate::refusal::Refusal;

/// What every request may look at.
pub type Service = Arc<Shared>;

pub struct Shared {
    pub options: ServiceOptions,
    pub supply: Supply,
    pub metrics: Metrics,
}

/// All routes.
pub fn router(options: ServiceOptions) -> Router {
    let mut routes = Router::new()
        .route("/events", post(events::post))
        .route("/trim", post(pools_json::trim))
        .route("/pools.json", get(pools_json::get))
        .route("/metrics", get(metrics::get))
        .merge(page::routes());
    if options.measure {
        routes = routes.merge(measured::routes());
    }
    let supply = if options.no_pool {
        Supply::New
    } else {
        Supply::Pools
    };
    let metrics = Metrics::new();
    routes
        .fallback(async || Refusal::NotFound)
        .method_not_allowed_fallback(async || Refusal::WrongMethod)
        .with_state(Arc::new(Shared {
            options,
            supply,
            metrics,
        }))
}
