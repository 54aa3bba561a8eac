//! One event: parsed in place into a scratch struct that can be pooled.

use std::fmt;
use std::sync::Arc;

use pool_runtime::Poolable;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Error, MapAccess};

use crate::in_place::{Fill, List, Object, Text, skip};
use crate::settings::Settings;

/// More than any of these texts needs; one that was once longer gives the rest back.
const TEXT: usize = 1024;

/// The fields of one earthquake that end up in a record.
#[derive(Debug, Default, Poolable)]
pub struct Event {
    /// When it happened, in milliseconds since 1970.
    pub time: Option<i64>,
    /// When it was last looked at again.
    pub updated: Option<i64>,
    pub magnitude: Option<f64>,
    pub felt: Option<u32>,
    pub significance: Option<i64>,
    pub tsunami: Option<u8>,
    #[pool(shrink_above = TEXT)]
    pub id: String,
    #[pool(shrink_above = TEXT)]
    pub kind: String,
    #[pool(shrink_above = TEXT)]
    pub title: String,
    #[pool(shrink_above = TEXT)]
    pub place: String,
    #[pool(shrink_above = TEXT)]
    pub url: String,
    #[pool(shrink_above = TEXT)]
    pub status: String,
    #[pool(shrink_above = TEXT)]
    pub alert: String,
    #[pool(shrink_above = TEXT)]
    pub magnitude_type: String,
    /// The networks that saw it: `,us,ak,`.
    #[pool(shrink_above = TEXT)]
    pub sources: String,
    /// The products there are on it: `,origin,phase-data,`.
    #[pool(shrink_above = TEXT)]
    pub products: String,
    /// Longitude and latitude, and as a rule the depth in kilometres.
    #[pool(shrink_above = 64 * size_of::<f64>())]
    pub coordinates: Vec<f64>,
    /// The run this event belongs to: let go at return, or an idle event would keep it alive.
    #[pool(drop_ref)]
    pub settings: Option<Arc<Settings>>,
}

impl Event {
    /// Reads a `GeoJSON` feature.
    ///
    /// After an error the event holds what was read until then.
    pub fn parse(&mut self, line: &[u8]) -> Result<(), Malformed> {
        let line = std::str::from_utf8(line).map_err(Malformed::NotUtf8)?;
        let mut json = serde_json::Deserializer::from_str(line);
        Object(Feature(self))
            .deserialize(&mut json)
            .and_then(|()| json.end())
            .map_err(Malformed::NotAnEvent)
    }
}

/// Why something is not an event.
#[derive(Debug)]
pub enum Malformed {
    NotUtf8(std::str::Utf8Error),
    NotAnEvent(serde_json::Error),
}

impl Malformed {
    /// Where in the text, counted in bytes from 1.
    pub fn column(&self) -> usize {
        match self {
            Self::NotUtf8(error) => error.valid_up_to() + 1,
            // An error found after the last byte has no column of its own.
            Self::NotAnEvent(error) => error.column().max(1),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8(_) => out.write_str("not UTF-8"),
            Self::NotAnEvent(error) => {
                // Its own position counts from the start of the feature, which few lines start with.
                let message = error.to_string();
                let position = format!(" at line {} column {}", error.line(), error.column());
                out.write_str(message.strip_suffix(&position).unwrap_or(&message))
            }
        }
    }
}

/// The one `type` a feature may have.
#[derive(Deserialize)]
enum FeatureType {
    Feature,
}

/// The one `type` the geometry of an earthquake may have.
#[derive(Deserialize)]
enum GeometryType {
    Point,
}

struct Feature<'a>(&'a mut Event);

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum FeatureKey {
    Type,
    Properties,
    Geometry,
    Id,
    #[serde(other)]
    Other,
}

impl Fill for Feature<'_> {
    type Key = FeatureKey;

    const WHAT: &'static str = "a GeoJSON feature";

    fn entry<'de, A: MapAccess<'de>>(
        &mut self,
        key: FeatureKey,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            FeatureKey::Type => {
                let FeatureType::Feature = map.next_value()?;
                Ok(())
            }
            FeatureKey::Properties => map.next_value_seed(Object(Properties(self.0))),
            FeatureKey::Geometry => map.next_value_seed(Object(Geometry(&mut self.0.coordinates))),
            FeatureKey::Id => map.next_value_seed(Text(&mut self.0.id)),
            FeatureKey::Other => skip(map),
        }
    }

    fn complete<E: Error>(&self) -> Result<(), E> {
        let event = &self.0;
        if event.id.is_empty() {
            return Err(E::missing_field("id"));
        }
        if event.time.is_none() {
            return Err(E::missing_field("time"));
        }
        match event.coordinates.len() {
            0 => Err(E::missing_field("coordinates")),
            2 | 3 => Ok(()),
            other => Err(E::invalid_length(other, &"a point of 2 or 3 coordinates")),
        }
    }
}

struct Properties<'a>(&'a mut Event);

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum PropertyKey {
    Mag,
    Place,
    Time,
    Updated,
    Url,
    Felt,
    Alert,
    Status,
    Tsunami,
    Sig,
    Sources,
    Types,
    MagType,
    Type,
    Title,
    #[serde(other)]
    Other,
}

impl Fill for Properties<'_> {
    type Key = PropertyKey;

    const WHAT: &'static str = "the properties of an earthquake";

    fn entry<'de, A: MapAccess<'de>>(
        &mut self,
        key: PropertyKey,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let event = &mut *self.0;
        match key {
            PropertyKey::Mag => event.magnitude = map.next_value()?,
            PropertyKey::Place => map.next_value_seed(Text(&mut event.place))?,
            PropertyKey::Time => event.time = map.next_value()?,
            PropertyKey::Updated => event.updated = map.next_value()?,
            PropertyKey::Url => map.next_value_seed(Text(&mut event.url))?,
            PropertyKey::Felt => event.felt = map.next_value()?,
            PropertyKey::Alert => map.next_value_seed(Text(&mut event.alert))?,
            PropertyKey::Status => map.next_value_seed(Text(&mut event.status))?,
            PropertyKey::Tsunami => event.tsunami = map.next_value()?,
            PropertyKey::Sig => event.significance = map.next_value()?,
            PropertyKey::Sources => map.next_value_seed(Text(&mut event.sources))?,
            PropertyKey::Types => map.next_value_seed(Text(&mut event.products))?,
            PropertyKey::MagType => map.next_value_seed(Text(&mut event.magnitude_type))?,
            PropertyKey::Type => map.next_value_seed(Text(&mut event.kind))?,
            PropertyKey::Title => map.next_value_seed(Text(&mut event.title))?,
            PropertyKey::Other => skip(map)?,
        }
        Ok(())
    }
}

struct Geometry<'a>(&'a mut Vec<f64>);

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum GeometryKey {
    Type,
    Coordinates,
    #[serde(other)]
    Other,
}

impl Fill for Geometry<'_> {
    type Key = GeometryKey;

    const WHAT: &'static str = "a point";

    fn entry<'de, A: MapAccess<'de>>(
        &mut self,
        key: GeometryKey,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            GeometryKey::Type => {
                let GeometryType::Point = map.next_value()?;
                Ok(())
            }
            GeometryKey::Coordinates => map.next_value_seed(List(&mut *self.0)),
            GeometryKey::Other => skip(map),
        }
    }
}
