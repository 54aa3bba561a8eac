//! A collection's head and tail, on one line or on several.

use pool_runtime::Poolable;

use crate::collection::{head, object, tail};

/// A head or a tail longer than this many bytes is none.
const LONGEST: usize = 64 * 1024;

/// One on more lines than this is none: it is looked at again with each of them.
const LINES: usize = 64;

/// Where in a document its lines are.
#[derive(Default, Poolable)]
pub struct Framing {
    state: State,
    /// The number of the line that a frame on several lines began on.
    open: usize,
    /// What has come of that frame.
    #[pool(shrink_above = LONGEST)]
    frame: Vec<u8>,
    /// Where a head or a tail is completed, to be parsed.
    #[pool(shrink_above = LONGEST)]
    copy: Vec<u8>,
}

#[derive(Clone, Copy, Default, PartialEq, Poolable)]
enum State {
    /// A head may follow.
    #[default]
    #[pool(initial)]
    Start,
    InHead,
    /// Among the features of a collection.
    Collection,
    InTail,
    /// Among features that nothing frames.
    Bare,
}

/// What is frame at the start of a text.
pub struct Frame {
    pub bytes: usize,
    /// The line on which something began that is no frame after all.
    pub given_up: Option<usize>,
}

impl Framing {
    /// Passes over what is frame at the start of a line, or of the rest of one. Not blank.
    pub fn pass(&mut self, text: &[u8], line: usize) -> Frame {
        let mut given_up = None;
        if matches!(self.state, State::InHead | State::InTail) {
            let short = self.frame.len() + text.len() < LONGEST && line - self.open < LINES;
            if short && object(text).is_none() {
                return Frame {
                    bytes: self.go_on(text),
                    given_up,
                };
            }
            // A feature: what was taken for a frame was something else.
            given_up = Some(self.open);
            self.state = State::Bare;
        }
        let bytes = match self.state {
            State::Start => self.start(text, line),
            State::Collection => self.end(text, line),
            _ => 0,
        };
        Frame { bytes, given_up }
    }

    /// The number of the line on which a frame began that has not ended.
    pub fn unfinished(&self) -> Option<usize> {
        matches!(self.state, State::InHead | State::InTail).then_some(self.open)
    }

    fn start(&mut self, text: &[u8], line: usize) -> usize {
        let head = head(text, &mut self.copy);
        if head > 0 {
            self.state = State::Collection;
        } else if text == b"{" {
            return self.begin(State::InHead, text, line);
        } else {
            self.state = State::Bare;
        }
        head
    }

    fn end(&mut self, text: &[u8], line: usize) -> usize {
        if let Some(tail) = tail(text, &mut self.copy) {
            self.state = State::Start;
            return tail;
        }
        if text == b"]" || text == b"]," {
            return self.begin(State::InTail, text, line);
        }
        0
    }

    fn begin(&mut self, state: State, text: &[u8], line: usize) -> usize {
        self.state = state;
        self.open = line;
        self.frame.clear();
        self.go_on(text)
    }

    fn go_on(&mut self, text: &[u8]) -> usize {
        let before = self.frame.len();
        self.frame.extend_from_slice(text);
        let ended = if self.state == State::InHead {
            Some(head(&self.frame, &mut self.copy)).filter(|&length| length > 0)
        } else {
            tail(&self.frame, &mut self.copy)
        };
        let Some(length) = ended else {
            self.frame.push(b'\n');
            return text.len();
        };
        self.state = match self.state {
            State::InHead => State::Collection,
            _ => State::Start,
        };
        length - before
    }
}
