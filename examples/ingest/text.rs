//! A text that keeps its memory when there is none.

use std::fmt;
use std::ops::Deref;

use pool_runtime::Poolable;
use serde::de::{Deserialize, Deserializer, Visitor};

/// More than any of these texts needs; one that was once longer gives the rest back.
pub const TEXT: usize = 1024;

/// A string; `null`, or nothing at all, is an empty one.
#[derive(Debug, Default, Poolable)]
pub struct Text(#[pool(shrink_above = TEXT)] String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = Self::default();
        Self::deserialize_in_place(deserializer, &mut text)?;
        Ok(text)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Self,
    ) -> Result<(), D::Error> {
        place.0.clear();
        deserializer.deserialize_option(Fill(&mut place.0))
    }
}

struct Fill<'a>(&'a mut String);

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string or null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        String::deserialize_in_place(deserializer, self.0)
    }
}
