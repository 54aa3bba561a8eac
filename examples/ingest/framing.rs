//! Where the features of a `GeoJSON` text are, when none spans lines.
//!
//! Either lines of bare features, or collections, whose head and tail surround them:
//! `{"type":"FeatureCollection",…,"features":[` before the first one, on its line or on lines of its
//! own, a comma after each but the last, and `],…}` at the end. Whatever else stands on a line is left
//! there for the parser to complain about.

use std::ops::Range;

use crate::collection::{head, object, tail};

/// One feature, or what stands in its place.
pub struct Framed {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// Its line's number, from 1.
    pub line: usize,
    /// Where in the line it starts, in bytes from 0.
    pub offset: usize,
}

/// Finds every feature, and every line or rest of one that is neither feature nor framing.
pub fn features(text: &[u8]) -> Vec<Framed> {
    let mut found = Vec::new();
    let mut copy = Vec::new();
    let mut cursor = Cursor::new(text);
    let mut document_starts = true;
    while cursor.at < text.len() {
        if document_starts {
            cursor.advance(head(&text[cursor.at..], &mut copy));
            document_starts = false;
        }
        let line = cursor.rest_of_line();
        let feature = object(line).unwrap_or(0);
        let after = line[feature..].trim_ascii_start();
        let before = line.len() - after.len();
        let (kept, passed) = match after {
            [] => (feature, before),
            [b',', ..] => (feature, before + 1),
            _ => match tail(&text[cursor.at + before..], &mut copy) {
                Some(tail) => {
                    document_starts = true;
                    (feature, before + tail)
                }
                None => (line.strip_suffix(b",").unwrap_or(line).len(), line.len()),
            },
        };
        if kept > 0 {
            found.push(cursor.framed(kept));
        }
        cursor.advance(passed);
        cursor.end_line();
    }
    found
}

/// A place in the text that knows its line.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    line_start: usize,
    line_end: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            line_start: 0,
            line_end: line_end(text),
        }
    }

    fn advance(&mut self, bytes: usize) {
        let passed = &self.text[self.at..self.at + bytes];
        self.at += bytes;
        let mut lines = passed.split(|&byte| byte == b'\n').rev();
        let last = lines.next().map_or(0, <[u8]>::len);
        let ended = lines.count();
        if ended > 0 {
            self.line += ended;
            self.line_start = self.at - last;
            self.line_end = self.at + line_end(&self.text[self.at..]);
        }
    }

    /// Goes to the next byte that is not white space, on this line, and returns the line from there.
    fn rest_of_line(&mut self) -> &'a [u8] {
        let line = &self.text[self.at..self.line_end];
        let started = line.trim_ascii_start();
        self.at += line.len() - started.len();
        started.trim_ascii_end()
    }

    /// Goes to the next line, if there is nothing more on this one.
    fn end_line(&mut self) {
        if self.rest_of_line().is_empty() {
            self.advance(self.text.len().min(self.line_end + 1) - self.at);
        }
    }

    fn framed(&self, length: usize) -> Framed {
        Framed {
            bytes: self.at..self.at + length,
            line: self.line,
            offset: self.at - self.line_start,
        }
    }
}

/// Where the first line of a text ends.
fn line_end(text: &[u8]) -> usize {
    let end = text.iter().position(|&byte| byte == b'\n');
    end.unwrap_or(text.len())
}
