//! The lines of a body that comes in pieces.

use pool_runtime::Poolable;

/// A line longer than this many bytes is passed over.
pub const LONGEST: usize = 1 << 20;

/// A buffer that grew beyond this gives the rest back.
const BUFFER: usize = 256 * 1024;

/// What is known between two pieces.
#[derive(Default, Poolable)]
pub struct Lines {
    /// Lines that have ended.
    ended: usize,
    /// The beginning of the one that has not.
    #[pool(shrink_above = BUFFER)]
    begun: Vec<u8>,
    /// Whether more of that one has come than is kept.
    too_long: bool,
}

/// One line.
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Without its end; `None` if it is longer than [`LONGEST`].
    pub text: Option<&'a [u8]>,
}

impl Lines {
    /// Takes the next piece, and tells of each line that ends in it. A line that lies within the piece is
    /// not copied.
    pub fn feed(&mut self, mut piece: &[u8], mut each: impl FnMut(Line<'_>)) {
        while let Some(end) = memchr::memchr(b'\n', piece) {
            let (line, rest) = piece.split_at(end);
            piece = &rest[1..];
            if self.begun.is_empty() && !self.too_long {
                self.ended += 1;
                each(Line {
                    number: self.ended,
                    text: (line.len() <= LONGEST).then_some(line),
                });
            } else {
                self.keep(line);
                self.end(&mut each);
            }
        }
        self.keep(piece);
    }

    /// Tells of the last line, if nothing ended it.
    pub fn finish(&mut self, mut each: impl FnMut(Line<'_>)) {
        if !self.begun.is_empty() || self.too_long {
            self.end(&mut each);
        }
    }

    fn keep(&mut self, part: &[u8]) {
        if self.begun.len() + part.len() > LONGEST {
            self.begun.clear();
            self.too_long = true;
        }
        if !self.too_long {
            self.begun.extend_from_slice(part);
        }
    }

    fn end(&mut self, each: &mut impl FnMut(Line<'_>)) {
        self.ended += 1;
        each(Line {
            number: self.ended,
            text: (!self.too_long).then_some(&self.begun),
        });
        self.begun.clear();
        self.too_long = false;
    }
}
