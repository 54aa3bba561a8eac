//! The compression context: dear to build, cheap to reset, and so the classic thing to pool.
//!
//! A frame is compressed record by record, by a context that does not know how long it will get and so
//! brings the tables and the window its level asks for: a batch's plain text is nowhere whole.

use anyhow::anyhow;
use pool_runtime::Poolable;
use zstd_safe::{CCtx, CParameter, ErrorCode, InBuffer, OutBuffer, ResetDirective};

/// Room made in a frame for what zstd gives back at once.
const ROOM: usize = 1024;

/// A zstd context, with its tables.
#[derive(Poolable)]
pub struct Context {
    #[pool(with = forget, bytes = CCtx::sizeof)]
    zstd: CCtx<'static>,
}

/// Ends the frame and puts every parameter back; the tables stay.
fn forget(zstd: &mut CCtx<'static>) {
    if zstd.reset(ResetDirective::SessionAndParameters).is_err() {
        *zstd = CCtx::create();
    }
}

impl Default for Context {
    fn default() -> Self {
        Self {
            zstd: CCtx::create(),
        }
    }
}

impl Context {
    /// Begins a frame that carries a checksum.
    pub fn begin(&mut self, level: i32) -> anyhow::Result<()> {
        self.set(CParameter::CompressionLevel(level))?;
        self.set(CParameter::ChecksumFlag(true))
    }

    /// Compresses more of the frame; what is ready of it goes to the end of `frame`.
    pub fn write(&mut self, plain: &[u8], frame: &mut Vec<u8>) -> anyhow::Result<()> {
        let mut input = InBuffer::around(plain);
        while input.pos() < plain.len() {
            self.zstd
                .compress_stream(&mut room(frame), &mut input)
                .map_err(failed)?;
        }
        Ok(())
    }

    /// Ends the frame; the rest of it goes to the end of `frame`.
    pub fn end(&mut self, frame: &mut Vec<u8>) -> anyhow::Result<()> {
        while self.zstd.end_stream(&mut room(frame)).map_err(failed)? > 0 {}
        Ok(())
    }

    fn set(&mut self, parameter: CParameter) -> anyhow::Result<()> {
        self.zstd.set_parameter(parameter).map(drop).map_err(failed)
    }
}

/// The end of `frame`, with some room for more.
fn room(frame: &mut Vec<u8>) -> OutBuffer<'_, Vec<u8>> {
    frame.reserve(ROOM);
    let end = frame.len();
    OutBuffer::around_pos(frame, end)
}

fn failed(code: ErrorCode) -> anyhow::Error {
    anyhow!("zstd: {}", zstd_safe::get_error_name(code))
}
