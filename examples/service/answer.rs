//! The answer, as JSON.

use pool_runtime::Poolable;
use pool_runtime::collections::Scratch;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::aggregate::{Aggregates, Region};
use crate::reading::{LineError, Reading};

/// What it takes to write one.
#[derive(Default, Poolable)]
pub struct Answer {
    /// Memory to sort regions in.
    order: Scratch,
}

#[derive(serde::Serialize)]
struct Whole<'a> {
    /// Different ones.
    events: usize,
    duplicates: usize,
    malformed: usize,
    /// By name.
    regions: Regions<'a>,
    /// The first of them.
    errors: &'a [LineError],
}

/// Regions in order, as one object.
struct Regions<'a>(&'a [(&'a str, &'a Region)]);

impl Serialize for Regions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, region) in self.0 {
            map.serialize_entry(name, region)?;
        }
        map.end()
    }
}

impl Answer {
    /// Writes it to the end of `out`.
    pub fn write(
        &mut self,
        reading: &Reading,
        aggregates: &Aggregates,
        out: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        let mut regions = self.order.vec::<(&str, &Region)>();
        let named = aggregates.regions.iter();
        regions.extend(named.map(|(name, region)| (name.as_str(), region)));
        regions.sort_unstable_by_key(|&(name, _)| name);
        let whole = Whole {
            events: reading.events.len() - aggregates.duplicates,
            duplicates: aggregates.duplicates,
            malformed: reading.malformed,
            regions: Regions(&regions),
            errors: &reading.errors,
        };
        serde_json::to_writer(&mut *out, &whole)?;
        out.push(b'\n');
        Ok(())
    }
}
