//! What events come to, region by region.

use pool_runtime::Poolable;
use pool_runtime::collections::{RecycleMap, Scratch};
use serde::Serialize;

use crate::event::Event;
use crate::text::TEXT;

/// Totals of all regions, by name.
#[derive(Default, Poolable)]
pub struct Aggregates {
    pub regions: RecycleMap<String, Region>,
    /// Events that were told again later.
    pub duplicates: usize,
    /// Memory to sort events in.
    order: Scratch,
}

/// The totals of one region.
#[derive(Default, Serialize, Poolable)]
pub struct Region {
    pub events: u64,
    /// How many people reported one of them.
    pub felt: u64,
    /// When the last one happened, in milliseconds since 1970.
    pub latest: Option<i64>,
    pub largest: Largest,
    pub classes: Classes,
}

/// The event of the largest magnitude.
#[derive(Default, Serialize, Poolable)]
pub struct Largest {
    magnitude: Option<f64>,
    #[pool(shrink_above = TEXT)]
    id: String,
    #[pool(shrink_above = TEXT)]
    title: String,
    #[pool(shrink_above = TEXT)]
    url: String,
}

/// Events by magnitude.
#[derive(Default, Serialize, Poolable)]
pub struct Classes {
    unknown: u64,
    micro: u64,
    minor: u64,
    light: u64,
    moderate: u64,
    strong: u64,
    major: u64,
    great: u64,
}

impl Aggregates {
    /// Adds up the events. One whose id comes twice counts once: as it was last updated, or told last.
    pub fn add(&mut self, events: &[Event]) {
        let mut order = self.order.vec::<(usize, &Event)>();
        order.extend(events.iter().enumerate());
        order.sort_unstable_by(|(index, event), (other_index, other)| {
            let by_id = event.id.cmp(&other.id);
            by_id
                .then_with(|| event.properties.updated.cmp(&other.properties.updated))
                .then_with(|| index.cmp(other_index))
        });
        for same in order.chunk_by(|(_, event), (_, other)| event.id == other.id) {
            if let [earlier @ .., (_, event)] = same {
                self.duplicates += earlier.len();
                self.regions.entry_from(event.region()).add(event);
            }
        }
    }
}

impl Region {
    fn add(&mut self, event: &Event) {
        let properties = &event.properties;
        self.events += 1;
        self.felt += u64::from(properties.felt.unwrap_or(0));
        self.latest = self.latest.max(Some(properties.time));
        self.classes.add(properties.magnitude);
        // Of equal ones the first by id, whatever order they came in.
        if properties.magnitude > self.largest.magnitude {
            self.largest.set(event);
        }
    }
}

impl Largest {
    fn set(&mut self, event: &Event) {
        let properties = &event.properties;
        self.magnitude = properties.magnitude;
        self.id.clone_from(&event.id);
        properties.title.clone_into(&mut self.title);
        properties.url.clone_into(&mut self.url);
    }
}

impl Classes {
    fn add(&mut self, magnitude: Option<f64>) {
        let class = match magnitude {
            None => &mut self.unknown,
            Some(magnitude) if magnitude < 2.0 => &mut self.micro,
            Some(magnitude) if magnitude < 4.0 => &mut self.minor,
            Some(magnitude) if magnitude < 5.0 => &mut self.light,
            Some(magnitude) if magnitude < 6.0 => &mut self.moderate,
            Some(magnitude) if magnitude < 7.0 => &mut self.strong,
            Some(magnitude) if magnitude < 8.0 => &mut self.major,
            Some(_) => &mut self.great,
        };
        *class += 1;
    }
}
