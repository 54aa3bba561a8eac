//! From lines to events, and to what was wrong with the others.

use pool_runtime::Poolable;
use pool_runtime::collections::RecycleVec;
use serde::Serialize;

use crate::collection::{head, object, tail};
use crate::event::Event;
use crate::lines::{LONGEST, Line};
use crate::malformed::{Malformed, parse_in_place};
use crate::text::TEXT;

/// Errors that are told of one by one; the others are counted.
const TOLD: usize = 20;

/// A buffer that grew beyond this gives the rest back.
const BUFFER: usize = 64 * 1024;

/// The events of one body, and its errors.
#[derive(Default, Poolable)]
pub struct Reading {
    /// In the order they came in.
    pub events: RecycleVec<Event>,
    /// The first errors.
    pub errors: RecycleVec<LineError>,
    /// How many errors there were.
    pub malformed: usize,
    /// Whether something has come of the document, so that no collection's head can follow.
    begun: bool,
    /// Where a head or a tail is completed, to be parsed.
    #[pool(shrink_above = BUFFER)]
    copy: Vec<u8>,
}

/// One thing in the body that was not an event.
#[derive(Default, Serialize, Poolable)]
pub struct LineError {
    /// From 1.
    line: usize,
    /// In bytes, from 1.
    column: usize,
    #[pool(shrink_above = TEXT)]
    error: String,
}

impl Reading {
    /// Reads the features of a line, as a rule one, and passes over what frames a collection: its head
    /// before the first feature, and its tail after the last one.
    pub fn read(&mut self, line: &Line<'_>) {
        let Some(text) = line.text else {
            let error = format!("the line is longer than {LONGEST} bytes");
            self.tell(line.number, 1, error);
            return;
        };
        let mut rest = text.trim_ascii_end();
        loop {
            rest = rest.trim_ascii_start();
            if !self.begun && !rest.is_empty() {
                self.begun = true;
                rest = rest[head(rest, &mut self.copy)..].trim_ascii_start();
            }
            if rest.is_empty() {
                return;
            }
            let column = text.len() - text.trim_ascii_end().len();
            let column = text.len() - column - rest.len();
            let feature = rest.strip_suffix(b",").unwrap_or(rest);
            let Err(malformed) = self.read_feature(feature) else {
                return;
            };
            // Only now is it worth looking where the feature ends.
            let length = object(rest).unwrap_or(0);
            let after = rest[length..].trim_ascii_start();
            let tail = match after {
                [b',', ..] if length > 0 => Some(1),
                _ => tail(after, &mut self.copy).inspect(|_| self.begun = false),
            };
            let Some(tail) = tail else {
                self.tell_malformed(line.number, column, &malformed);
                return;
            };
            if length > 0
                && let Err(malformed) = self.read_feature(&rest[..length])
            {
                self.tell_malformed(line.number, column, &malformed);
            }
            rest = &after[tail..];
        }
    }

    fn read_feature(&mut self, feature: &[u8]) -> Result<(), Wrong> {
        let event = self.events.push();
        let read = parse_in_place(feature, event).map_err(Wrong::Malformed);
        let read = read.and_then(|()| event.validate().map_err(Wrong::Invalid));
        if read.is_err() {
            self.events.pop();
        }
        read
    }

    fn tell_malformed(&mut self, line: usize, offset: usize, wrong: &Wrong) {
        match wrong {
            Wrong::Malformed(malformed) => {
                self.tell(line, offset + malformed.column(), malformed.to_string());
            }
            Wrong::Invalid(error) => self.tell(line, offset + 1, (*error).to_owned()),
        }
    }

    fn tell(&mut self, line: usize, column: usize, error: String) {
        self.malformed += 1;
        if self.errors.len() < TOLD {
            let told = self.errors.push();
            told.line = line;
            told.column = column;
            told.error = error;
        }
    }
}

/// Why something is not an event of ours.
enum Wrong {
    Malformed(Malformed),
    Invalid(&'static str),
}
