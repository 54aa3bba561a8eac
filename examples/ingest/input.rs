//! The input, held in memory so that a run measures the work and not the disk.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::framing;

/// The path that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// The events, not yet parsed, of all files in the order they were named.
#[derive(Default)]
pub struct Input {
    names: Vec<String>,
    text: Vec<u8>,
    events: Vec<Place>,
}

/// Where an event is.
struct Place {
    bytes: Range<usize>,
    name: usize,
    line: usize,
    offset: usize,
}

impl Input {
    /// Reads the named files; `-` is standard input.
    pub fn read(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let mut input = Self::default();
        for path in paths {
            input.add(path)?;
        }
        Ok(input)
    }

    fn add(&mut self, path: &Path) -> anyhow::Result<()> {
        let start = self.text.len();
        let name = if path == Path::new(STANDARD_INPUT) {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let read = if path == Path::new(STANDARD_INPUT) {
            io::stdin().lock().read_to_end(&mut self.text)
        } else {
            File::open(path).and_then(|mut file| file.read_to_end(&mut self.text))
        };
        read.with_context(|| format!("cannot read {name}"))?;
        let framed = framing::features(&self.text[start..]);
        self.events.extend(framed.into_iter().map(|event| Place {
            bytes: start + event.bytes.start..start + event.bytes.end,
            name: self.names.len(),
            line: event.line,
            offset: event.offset,
        }));
        self.names.push(name);
        Ok(())
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// The text of an event.
    pub fn event(&self, index: usize) -> &[u8] {
        &self.text[self.events[index].bytes.clone()]
    }

    /// Where to find a byte of an event, for people: `file:line:column`.
    pub fn place(&self, index: usize, column: usize) -> String {
        let event = &self.events[index];
        let name = &self.names[event.name];
        format!("{name}:{}:{}", event.line, event.offset + column)
    }
}
