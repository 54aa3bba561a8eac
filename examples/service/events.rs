//! `POST /events`: read as it comes, aggregated, answered compressed.
//!
//! What the request holds are guards: across `.await`, and moved to a thread that may take its time. A
//! client that goes away drops this future, and with it the guards; a task that has begun on such a
//! thread ends there. Either way all goes back.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::accept::Encoding;
use crate::encoders::{Encode, Gzip, Zstd};
use crate::lease::{Lease, Supply};
use crate::pools::{ANSWERS, GZIP, REQUESTS, ZSTD};
use crate::refusal::Refusal;
use crate::request::Request;
use crate::routes::Service;

/// More events than this are added up on a thread of their own, so that they keep nobody waiting.
const FEW: usize = 200;

/// How long a request waits for a compressor.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers, and counts the answer.
pub async fn post(State(service): State<Service>, headers: HeaderMap, body: Body) -> Response {
    let started = Instant::now();
    let response = match answer(&service, &headers, body).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    service
        .metrics
        .count_answer(response.status(), started.elapsed());
    response
}

async fn answer(service: &Service, headers: &HeaderMap, body: Body) -> Result<Response, Refusal> {
    check_type(headers)?;
    let encoding = Encoding::best(headers).ok_or(Refusal::NotAcceptable)?;
    let mut request = service.supply.lend(&REQUESTS);
    let time = service.options.timeout;
    timeout(time, read(&mut request, body, service.options.max_body))
        .await
        .map_err(|_| Refusal::TooSlow(time))??;
    let reading = &request.reading;
    service
        .metrics
        .count_events(reading.events.len(), reading.malformed);
    let status = if request.is_hopeless() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };

    let few = reading.events.len() <= FEW;
    let mut encoder = Encoder::lend(encoding, service.supply).await?;
    let mut out = service.supply.lend(&ANSWERS);
    let work = move || {
        let plain = request.answer().map_err(failed)?;
        encoder.encode(plain, &mut out)?;
        Ok(out)
    };
    let out = if few {
        work()
    } else {
        spawn_blocking(work).await.map_err(failed)?
    }?;
    // The pooled bytes themselves are sent, and go back when they are written.
    let out = Body::from(Bytes::from_owner(out));
    Ok(respond(status, encoding, out))
}

/// Reads the body, piece by piece.
async fn read(request: &mut Request, mut body: Body, most: usize) -> Result<(), Refusal> {
    let mut left = most;
    if body.size_hint().lower() > most as u64 {
        return Err(Refusal::TooLarge(most));
    }
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame.map_err(|_| Refusal::BrokenOff)?.into_data() {
            left = left
                .checked_sub(piece.len())
                .ok_or(Refusal::TooLarge(most))?;
            request.feed(&piece);
        }
    }
    request.finish();
    Ok(())
}

/// An answer in JSON, encoded like that.
pub fn respond(status: StatusCode, encoding: Encoding, body: Body) -> Response {
    let mut response = body.into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(CONTENT_TYPE, json);
    headers.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if encoding != Encoding::Identity {
        let name = HeaderValue::from_static(encoding.name());
        headers.insert(CONTENT_ENCODING, name);
    }
    response
}

/// A body without a type is believed to be one of these.
fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    const TYPES: [&str; 4] = [
        "application/geo+json",
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
    ];

    let identity = |name: &HeaderValue| name.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).iter().all(identity) {
        return Err(Refusal::WrongEncoding);
    }
    let Some(named) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let named = named.to_str().unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    let known = TYPES.iter().any(|name| essence.eq_ignore_ascii_case(name));
    known.then_some(()).ok_or(Refusal::WrongType)
}

/// What answers are compressed with.
enum Encoder {
    Identity,
    Gzip(Lease<Gzip>),
    Zstd(Lease<Zstd>),
}

impl Encoder {
    async fn lend(encoding: Encoding, supply: Supply) -> Result<Self, Refusal> {
        let lent = async {
            match encoding {
                Encoding::Identity => Self::Identity,
                Encoding::Gzip => Self::Gzip(supply.lend_bounded(&GZIP).await),
                Encoding::Zstd => Self::Zstd(supply.lend_bounded(&ZSTD).await),
            }
        };
        timeout(PATIENCE, lent).await.map_err(|_| Refusal::Busy)
    }

    fn encode(&mut self, plain: &[u8], out: &mut Vec<u8>) -> Result<(), Refusal> {
        match self {
            Self::Identity => {
                out.extend_from_slice(plain);
                Ok(())
            }
            Self::Gzip(gzip) => gzip.encode(plain, out).map_err(failed),
            Self::Zstd(zstd) => zstd.encode(plain, out).map_err(failed),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: impl ToString) -> Refusal {
    Refusal::Failed(error.to_string())
}
