//! One event: parsed in place into a scratch struct that can be pooled.

use std::sync::Arc;

use pool_runtime::Poolable;
use serde::Deserialize;

use crate::geometry::{FeatureType, Geometry};
use crate::malformed::{self, Malformed};
use crate::settings::Settings;
use crate::text::{TEXT, Text};

/// One earthquake, as a `GeoJSON` feature.
#[derive(Debug, Default, Deserialize, Poolable)]
#[serde(expecting = "a GeoJSON feature")]
pub struct Event {
    #[pool(shrink_above = TEXT)]
    pub id: String,
    pub properties: Properties,
    pub geometry: Geometry,
    #[serde(rename = "type", default)]
    _type: FeatureType,
    /// The run this event belongs to: let go at return, or an idle event would keep it alive.
    #[serde(skip)]
    #[pool(drop_ref)]
    pub settings: Option<Arc<Settings>>,
}

/// What ends up in a record, by the names it has there.
#[derive(Debug, Default, Deserialize, Poolable)]
#[serde(expecting = "the properties of an earthquake")]
pub struct Properties {
    /// When it happened, in milliseconds since 1970.
    pub time: i64,
    /// When it was last looked at again.
    pub updated: Option<i64>,
    #[serde(rename = "mag")]
    pub magnitude: Option<f64>,
    pub felt: Option<u32>,
    #[serde(rename = "sig")]
    pub significance: Option<i64>,
    pub tsunami: Option<u8>,
    #[serde(rename = "type")]
    pub kind: Text,
    pub title: Text,
    pub place: Text,
    pub url: Text,
    pub status: Text,
    pub alert: Text,
    #[serde(rename = "magType")]
    pub magnitude_type: Text,
    /// The networks that saw it: `,us,ak,`.
    pub sources: Text,
    /// The products there are on it: `,origin,phase-data,`.
    #[serde(rename = "types")]
    pub products: Text,
}

impl Event {
    /// Reads a `GeoJSON` feature.
    ///
    /// After an error the event holds what was read until then.
    pub fn parse(&mut self, line: &[u8]) -> Result<(), Malformed> {
        malformed::parse_in_place(line, self)
    }
}
