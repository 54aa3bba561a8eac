//! One record: what is kept of an event, as a line of JSON.

use serde::{Serialize, Serializer};

use crate::event::Event;
use crate::geometry::Coordinates;

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    kind: &'a str,
    title: &'a str,
    place: &'a str,
    url: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    alert: &'a str,
    time: i64,
    updated: Option<i64>,
    magnitude: Option<f64>,
    magnitude_type: &'a str,
    class: Option<&'a str>,
    felt: u32,
    significance: Option<i64>,
    tsunami: bool,
    sources: Names<'a>,
    products: Names<'a>,
    coordinates: &'a Coordinates,
}

/// The names in `,us,ak,`.
struct Names<'a>(&'a str);

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.split(',').filter(|name| !name.is_empty()))
    }
}

/// Puts an event's record in place of what the buffer holds.
pub fn write(buffer: &mut Vec<u8>, event: &Event) -> serde_json::Result<()> {
    let Event {
        id,
        properties,
        geometry,
        settings,
        ..
    } = event;
    let class = settings.as_ref().zip(properties.magnitude);
    let record = Record {
        id,
        kind: &properties.kind,
        title: &properties.title,
        place: &properties.place,
        url: &properties.url,
        status: &properties.status,
        alert: &properties.alert,
        time: properties.time,
        updated: properties.updated,
        magnitude: properties.magnitude,
        magnitude_type: &properties.magnitude_type,
        class: class.and_then(|(settings, magnitude)| settings.class(magnitude)),
        felt: properties.felt.unwrap_or(0),
        significance: properties.significance,
        tsunami: properties.tsunami.is_some_and(|flag| flag != 0),
        sources: Names(&properties.sources),
        products: Names(&properties.products),
        coordinates: &geometry.coordinates,
    };
    buffer.clear();
    serde_json::to_writer(&mut *buffer, &record)?;
    buffer.push(b'\n');
    Ok(())
}
