//! A line read into a struct that is there already, and what was wrong with the line.

use std::fmt;

use serde::Deserialize;

/// Reads one JSON value, and nothing after it.
///
/// After an error `place` holds what was read until then.
pub fn parse_in_place<'de, T: Deserialize<'de>>(
    line: &'de [u8],
    place: &mut T,
) -> Result<(), Malformed> {
    let line = std::str::from_utf8(line).map_err(Malformed::NotUtf8)?;
    let mut json = serde_json::Deserializer::from_str(line);
    T::deserialize_in_place(&mut json, place)
        .and_then(|()| json.end())
        .map_err(Malformed::NotAnEvent)
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
