//! One request: what is read of its body, and what comes of it.

use pool_runtime::Poolable;

use crate::aggregate::Aggregates;
use crate::answer::Answer;
use crate::lines::Lines;
use crate::reading::Reading;

/// A buffer that grew beyond this gives the rest back.
const BUFFER: usize = 256 * 1024;

/// All that one request needs, from its first byte to its answer.
#[derive(Default, Poolable)]
pub struct Request {
    lines: Lines,
    pub reading: Reading,
    aggregates: Aggregates,
    answer: Answer,
    /// The answer, before it is compressed.
    #[pool(shrink_above = BUFFER)]
    plain: Vec<u8>,
}

impl Request {
    /// Reads the next piece of the body.
    pub fn feed(&mut self, piece: &[u8]) {
        self.lines.feed(piece, |line| self.reading.read(&line));
    }

    /// The body is complete.
    pub fn finish(&mut self) {
        self.lines.finish(|line| self.reading.read(&line));
        self.reading.finish();
    }

    /// Whether there was something, and none of it an event.
    pub fn is_hopeless(&self) -> bool {
        self.reading.events.is_empty() && self.reading.malformed > 0
    }

    /// The answer to what was read.
    pub fn answer(&mut self) -> serde_json::Result<&[u8]> {
        self.aggregates.add(&self.reading.events);
        self.answer
            .write(&self.reading, &self.aggregates, &mut self.plain)?;
        Ok(&self.plain)
    }
}
