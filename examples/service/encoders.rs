//! Compressors: dear to build, cheap to reset, and too large to have any number of.

use std::io;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use pool_runtime::Poolable;
use zstd_safe::{CCtx, CParameter, ErrorCode, ResetDirective};

/// The zstd level of answers: its own default.
const ZSTD_LEVEL: i32 = 3;

/// A buffer that grew beyond this gives the rest back.
const FRAME: usize = 256 * 1024;

/// Room made for what deflate gives back at once.
const ROOM: usize = 1024;

/// Writes a compressed copy of `plain` to the end of `out`.
pub trait Encode {
    fn encode(&mut self, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()>;
}

/// A zstd context, with its tables.
#[derive(Poolable)]
pub struct Zstd {
    #[pool(with = begin_anew, bytes = CCtx::sizeof)]
    context: CCtx<'static>,
    /// Room for the longest frame there could be. Most are far shorter: an answer that kept such room
    /// would be let go as underused.
    #[pool(shrink_above = FRAME)]
    frame: Vec<u8>,
}

/// Forgets a frame that was not ended; parameters and tables stay.
fn begin_anew(context: &mut CCtx<'static>) {
    if context.reset(ResetDirective::SessionOnly).is_err() {
        *context = Zstd::default().context;
    }
}

impl Default for Zstd {
    fn default() -> Self {
        let mut context = CCtx::create();
        let set = context.set_parameter(CParameter::CompressionLevel(ZSTD_LEVEL));
        debug_assert!(set.is_ok(), "a new context takes any level");
        Self {
            context,
            frame: Vec::new(),
        }
    }
}

impl Encode for Zstd {
    fn encode(&mut self, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        // In one call, which knows the length, and takes tables to suit.
        self.frame.reserve(zstd_safe::compress_bound(plain.len()));
        let failed = |code: ErrorCode| io::Error::other(zstd_safe::get_error_name(code));
        self.context
            .compress2(&mut self.frame, plain)
            .map_err(failed)?;
        out.extend_from_slice(&self.frame);
        Ok(())
    }
}

/// A deflate context, which gzip is made of.
#[derive(Poolable)]
pub struct Gzip {
    #[pool(with = Compress::reset, bytes = deflate_bytes)]
    deflate: Compress,
}

/// Bytes on the heap of a deflate context, as the counting allocator sees them: it does not tell itself.
fn deflate_bytes(_: &Compress) -> usize {
    319_568
}

impl Default for Gzip {
    fn default() -> Self {
        Self {
            deflate: Compress::new(Compression::default(), false),
        }
    }
}

impl Encode for Gzip {
    fn encode(&mut self, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        // RFC 1952: deflate, no name, no time, no flags, an unknown system.
        const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

        out.extend_from_slice(&HEADER);
        loop {
            out.reserve(ROOM);
            let read = usize::try_from(self.deflate.total_in()).map_err(io::Error::other)?;
            let status = self
                .deflate
                .compress_vec(&plain[read..], out, FlushCompress::Finish)?;
            if status == Status::StreamEnd {
                break;
            }
        }
        let mut checksum = Crc::new();
        checksum.update(plain);
        out.extend_from_slice(&checksum.sum().to_le_bytes());
        out.extend_from_slice(&checksum.amount().to_le_bytes());
        Ok(())
    }
}
