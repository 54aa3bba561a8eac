//! The parts of a `GeoJSON` feature that all its readers have alike.

use pool_runtime::Poolable;
use serde::{Deserialize, Serialize};

/// Where it happened.
#[derive(Debug, Default, Deserialize, Poolable)]
#[serde(expecting = "a point")]
pub struct Geometry {
    pub coordinates: Coordinates,
    #[serde(rename = "type", default)]
    _type: GeometryType,
}

/// Longitude and latitude, and as a rule the depth in kilometres.
#[derive(Debug, Default, Deserialize, Serialize, Poolable)]
#[serde(expecting = "a point of 2 or 3 coordinates")]
pub struct Coordinates(
    pub f64,
    pub f64,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub Option<f64>,
);

/// The one `type` a feature may have.
#[derive(Debug, Default, Deserialize, Poolable)]
pub enum FeatureType {
    #[default]
    #[pool(initial)]
    Feature,
}

/// The one `type` the geometry of an earthquake may have.
#[derive(Debug, Default, Deserialize, Poolable)]
enum GeometryType {
    #[default]
    #[pool(initial)]
    Point,
}
