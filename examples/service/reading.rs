//! From lines to events, and to what was wrong with the others.

use pool_runtime::Poolable;
use pool_runtime::collections::RecycleVec;
use serde::Serialize;

use crate::collection::object;
use crate::event::Event;
use crate::framing::Framing;
use crate::lines::{LONGEST, Line};
use crate::malformed::{Malformed, parse_in_place};
use crate::text::TEXT;

/// Errors that are told of one by one; the others are counted.
const TOLD: usize = 20;

/// What is told of a head or a tail that is none.
const NO_FRAME: &str = "neither a feature nor a collection's head or tail";

/// The events of one body, and its errors.
#[derive(Default, Poolable)]
pub struct Reading {
    /// In the order they came in.
    pub events: RecycleVec<Event>,
    /// The first errors.
    pub errors: RecycleVec<LineError>,
    /// How many errors there were.
    pub malformed: usize,
    framing: Framing,
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
        let text = text.trim_ascii_end();
        let mut rest = text;
        let mut in_pieces = false;
        loop {
            rest = rest.trim_ascii_start();
            if !rest.is_empty() {
                let frame = self.framing.pass(rest, line.number);
                if let Some(open) = frame.given_up {
                    self.tell(open, 1, NO_FRAME.to_owned());
                }
                rest = rest[frame.bytes..].trim_ascii_start();
            }
            if rest.is_empty() {
                return;
            }
            // As a rule one feature is all that is left.
            if !in_pieces && self.read_feature(without_comma(rest)).is_ok() {
                return;
            }
            in_pieces = true;
            let column = text.len() - rest.len();
            let (feature, after) = first_feature(rest);
            if let Err(wrong) = self.read_feature(feature) {
                self.tell_wrong(line.number, column, &wrong);
            }
            rest = after;
        }
    }

    /// The body is complete.
    pub fn finish(&mut self) {
        if let Some(open) = self.framing.unfinished() {
            self.tell(open, 1, NO_FRAME.to_owned());
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

    fn tell_wrong(&mut self, line: usize, offset: usize, wrong: &Wrong) {
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

/// What a line holds up to the end of its first object, if more follows as it should, and that; else all
/// of it. Each byte is looked at once, however many features there are.
fn first_feature(line: &[u8]) -> (&[u8], &[u8]) {
    let length = object(line).unwrap_or(0);
    let (feature, after) = line.split_at(length);
    match after.trim_ascii_start() {
        [b',', after @ ..] if length > 0 => (feature, after),
        after @ ([] | [b']', ..]) if length > 0 => (feature, after),
        _ => (without_comma(line), &[]),
    }
}

fn without_comma(line: &[u8]) -> &[u8] {
    line.strip_suffix(b",").unwrap_or(line)
}
