//! Requests of real events: parts of the data shipped, made as long as asked for.

use anyhow::{Context as _, ensure};
use hyper::body::Bytes;

use crate::collection::{head, object};

/// Different requests of the same number of lines.
const DIFFERENT: usize = 8;

const EARTHQUAKES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/earthquakes.json");

/// What is sent in turns.
pub struct Bodies {
    lines: usize,
    all: Vec<Bytes>,
}

impl Bodies {
    /// Bodies of so many lines each.
    pub fn of(lines: usize) -> anyhow::Result<Self> {
        let text =
            std::fs::read(EARTHQUAKES).with_context(|| format!("cannot read {EARTHQUAKES}"))?;
        let text = &text[head(&text, &mut Vec::new())..];
        let features = text.split(|&byte| byte == b'\n');
        let features = features
            .filter_map(|line| std::str::from_utf8(&line[..object(line)?]).ok())
            .collect::<Vec<_>>();
        ensure!(!features.is_empty(), "{EARTHQUAKES} has no features");
        let all = (0..DIFFERENT).map(|different| {
            let mut body = String::new();
            for line in 0..lines {
                let index = different * features.len() / DIFFERENT + line;
                let (pass, feature) = (index / features.len(), features[index % features.len()]);
                // What is told again gets an id of its own.
                let mark = format!("\"id\":\"{}", "x".repeat(pass));
                body.push_str(&feature.replace("\"id\":\"", &mark));
                body.push('\n');
            }
            body.into()
        });
        Ok(Self {
            lines,
            all: all.collect(),
        })
    }

    /// Lines in each.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Bytes in one, on average.
    pub fn bytes(&self) -> usize {
        self.all.iter().map(Bytes::len).sum::<usize>() / self.all.len()
    }

    pub fn all(&self) -> &[Bytes] {
        &self.all
    }
}
