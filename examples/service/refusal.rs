//! Requests that are not answered as they wish, and what they are told.

use std::time::Duration;

use axum::Json;
use axum::http::header::{CONNECTION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// The body has more bytes than this.
    TooLarge(usize),
    /// The body did not come within this time.
    TooSlow(Duration),
    /// The body broke off.
    BrokenOff,
    WrongType,
    WrongEncoding,
    NotAcceptable,
    /// No compressor came free in time.
    Busy,
    NotFound,
    WrongMethod,
    /// Our fault.
    Failed(String),
}

#[derive(Serialize)]
struct Told {
    error: String,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::BrokenOff => StatusCode::BAD_REQUEST,
            Self::WrongType | Self::WrongEncoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error(self) -> String {
        match self {
            Self::TooLarge(most) => {
                format!("the body is larger than {most} bytes: send it in parts")
            }
            Self::TooSlow(time) => format!("the body did not come within {time:?}"),
            Self::BrokenOff => "the body broke off".to_owned(),
            Self::WrongType => "the body must be application/geo+json, application/json or \
                                application/x-ndjson, by its Content-Type"
                .to_owned(),
            Self::WrongEncoding => "the body must not be compressed".to_owned(),
            Self::NotAcceptable => "answers are zstd, gzip or identity".to_owned(),
            Self::Busy => "all compressors are at work: try again".to_owned(),
            Self::NotFound => "there is POST /events, POST /trim, GET /, GET /metrics and GET \
                               /pools.json"
                .to_owned(),
            Self::WrongMethod => "this path does not have this method".to_owned(),
            Self::Failed(error) => error,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry = matches!(self, Self::Busy);
        // What is left of the body is not read.
        let close = matches!(self, Self::TooLarge(_) | Self::TooSlow(_) | Self::BrokenOff);
        let error = self.error();
        let mut response = (status, Json(Told { error })).into_response();
        if retry {
            let seconds = HeaderValue::from_static("1");
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        if close {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        response
    }
}
