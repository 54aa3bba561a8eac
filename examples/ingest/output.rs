//! The consumer of all batches: writes the first pass, and holds every later one against it.

use std::io::Write;
use std::mem;

use anyhow::{Context as _, ensure};
use sha2::{Digest, Sha256};

use crate::batch::Batch;
use crate::input::Input;
use crate::pipeline::Consumer;
use crate::progress::Progress;

/// Malformed events that are shown; the others are counted.
const SHOWN: u64 = 10;

/// What one pass over the input gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Produced {
    pub records: u64,
    pub malformed: u64,
    /// The bytes of the records.
    pub plain_bytes: u64,
    /// The bytes of the frames.
    pub frame_bytes: u64,
    /// Of the frames, one after the other.
    pub sha256: [u8; 32],
}

/// Takes the batches of all passes, of both modes.
pub struct Output<'a> {
    input: &'a Input,
    /// Where the first pass goes.
    file: Option<Box<dyn Write>>,
    progress: Progress,
    first: Option<Produced>,
    current: Produced,
    hash: Sha256,
}

impl<'a> Output<'a> {
    pub fn new(input: &'a Input, file: Option<Box<dyn Write>>, progress: Progress) -> Self {
        Self {
            input,
            file,
            progress,
            first: None,
            current: Produced::default(),
            hash: Sha256::new(),
        }
    }

    /// What every pass gave.
    pub fn finish(self) -> Produced {
        self.first.unwrap_or_default()
    }

    /// Shows malformed events, as long as there are few.
    fn show_malformed(&self, batch: &Batch) {
        let room = SHOWN.saturating_sub(self.current.malformed);
        for ((index, error), _) in batch.malformed.iter().zip(0..room) {
            let place = self.input.place(*index, error.column());
            self.progress.say(&format!("{place}: {error}"));
        }
    }
}

impl Consumer for Output<'_> {
    fn batch(&mut self, batch: &Batch) -> anyhow::Result<()> {
        if self.first.is_none() {
            self.show_malformed(batch);
            if let Some(file) = &mut self.file {
                file.write_all(&batch.frame).context(WRITING)?;
            }
        }
        self.hash.update(&batch.frame);
        self.current.records += batch.records;
        self.current.malformed += batch.malformed.len() as u64;
        self.current.plain_bytes += batch.plain_bytes;
        self.current.frame_bytes += batch.frame.len() as u64;
        self.progress.step();
        Ok(())
    }

    fn end_of_pass(&mut self) -> anyhow::Result<()> {
        let mut pass = mem::take(&mut self.current);
        pass.sha256 = self.hash.finalize_reset().into();
        if let Some(first) = &self.first {
            ensure!(*first == pass, "passes differ: {first:?}, then {pass:?}");
            return Ok(());
        }
        if let Some(mut file) = self.file.take() {
            file.flush().context(WRITING)?;
        }
        let hidden = pass.malformed.saturating_sub(SHOWN);
        if hidden > 0 {
            self.progress
                .say(&format!("… and {hidden} more malformed events"));
        }
        self.first = Some(pass);
        Ok(())
    }
}

/// What failed when the records cannot be written.
const WRITING: &str = "cannot write the records";
