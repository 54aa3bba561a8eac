//! What the service keeps of an event, and what an event must be.

use pool_runtime::Poolable;
use serde::Deserialize;

use crate::geometry::{Coordinates, FeatureType, Geometry};
use crate::text::{TEXT, Text};

/// One earthquake, as a `GeoJSON` feature.
#[derive(Debug, Default, Deserialize, Poolable)]
#[serde(expecting = "a GeoJSON feature")]
pub struct Event {
    #[pool(shrink_above = TEXT)]
    pub id: String,
    pub properties: Properties,
    geometry: Geometry,
    #[serde(rename = "type", default)]
    _type: FeatureType,
}

/// What is aggregated, and told of the largest.
#[derive(Debug, Default, Deserialize, Poolable)]
#[serde(expecting = "the properties of an earthquake")]
pub struct Properties {
    /// When it happened, in milliseconds since 1970.
    pub time: i64,
    /// When it was last looked at again.
    pub updated: Option<i64>,
    #[serde(rename = "mag")]
    pub magnitude: Option<f64>,
    /// How many people reported it.
    pub felt: Option<u32>,
    pub title: Text,
    /// Where there is more on it.
    pub url: Text,
    place: Text,
}

impl Event {
    /// What is wrong with an event that was read without an error.
    pub fn validate(&self) -> Result<(), &'static str> {
        let Coordinates(longitude, latitude, _) = self.geometry.coordinates;
        if self.id.is_empty() {
            return Err("the id is empty");
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err("the longitude is not within -180 and 180");
        }
        if !(-90.0..=90.0).contains(&latitude) {
            return Err("the latitude is not within -90 and 90");
        }
        let magnitude = self.properties.magnitude;
        if magnitude.is_some_and(|magnitude| !(-10.0..=10.0).contains(&magnitude)) {
            return Err("the magnitude is not within -10 and 10");
        }
        Ok(())
    }

    /// The region it lies in: what follows the last comma of the place, as in `4km W of Castaic, CA`.
    pub fn region(&self) -> &str {
        let place: &str = &self.properties.place;
        let region = place.rsplit_once(", ").map_or(place, |(_, region)| region);
        if region.is_empty() { "unknown" } else { region }
    }
}
