//! The input, held in memory so that a run measures the work and not the disk.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::framing;

/// The path that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// The lines that hold events, of all files in the order they were named.
#[derive(Default)]
pub struct Input {
    names: Vec<String>,
    text: Vec<u8>,
    lines: Vec<Line>,
}

struct Line {
    bytes: Range<usize>,
    name: usize,
    number: usize,
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
        self.lines.extend(framed.into_iter().map(|line| Line {
            bytes: start + line.bytes.start..start + line.bytes.end,
            name: self.names.len(),
            number: line.line,
            offset: line.offset,
        }));
        self.names.push(name);
        Ok(())
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// The event of a line.
    pub fn line(&self, index: usize) -> &[u8] {
        &self.text[self.lines[index].bytes.clone()]
    }

    /// Where to find a byte of a line's event, for people: `file:line:column`.
    pub fn place(&self, index: usize, column: usize) -> String {
        let line = &self.lines[index];
        let name = &self.names[line.name];
        format!("{name}:{}:{}", line.number, line.offset + column)
    }
}
