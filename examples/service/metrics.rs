//! `GET /metrics`: the service's figures and those of all pools, as `OpenMetrics` text.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use pool_runtime::metrics::PoolCollector;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::refusal::Refusal;
use crate::routes::Service;

/// What the service counts.
pub struct Metrics {
    registry: Registry,
    answers: Family<[(&'static str, u16); 1], Counter>,
    seconds: Histogram,
    events: Counter,
    malformed: Counter,
}

impl Metrics {
    pub fn new() -> Self {
        let answers = Family::default();
        // From 100 µs to 13 s.
        let seconds = Histogram::new(exponential_buckets(0.0001, 2.0, 18));
        let events = Counter::default();
        let malformed = Counter::default();
        let mut registry = Registry::default();
        registry.register(
            "service_answers",
            "Answers to POST /events, by status",
            answers.clone(),
        );
        registry.register_with_unit(
            "service_answer",
            "Time from the head of POST /events to its answer",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register("service_events", "Events read", events.clone());
        registry.register(
            "service_malformed",
            "Lines that were not events",
            malformed.clone(),
        );
        registry.register_collector(Box::new(PoolCollector::default()));
        Self {
            registry,
            answers,
            seconds,
            events,
            malformed,
        }
    }

    pub fn count_answer(&self, status: StatusCode, time: Duration) {
        let status = [("status", status.as_u16())];
        self.answers.get_or_create(&status).inc();
        self.seconds.observe(time.as_secs_f64());
    }

    pub fn count_events(&self, events: usize, malformed: usize) {
        self.events.inc_by(events as u64);
        self.malformed.inc_by(malformed as u64);
    }
}

pub async fn get(State(service): State<Service>) -> Response {
    const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    let mut text = String::new();
    match encode(&mut text, &service.metrics.registry) {
        Ok(()) => ([(CONTENT_TYPE, OPENMETRICS)], text).into_response(),
        Err(error) => Refusal::Failed(error.to_string()).into_response(),
    }
}
