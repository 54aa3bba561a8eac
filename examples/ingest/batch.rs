//! One batch: the buffers that a worker fills and the writer empties.

use pool_runtime::Poolable;

use crate::malformed::Malformed;

/// A buffer that grew beyond this gives the rest back.
const BUFFER: usize = 256 * 1024;

/// The records of some consecutive events.
#[derive(Default, Poolable)]
pub struct Batch {
    /// How many records there are.
    pub records: u64,
    /// How long they are.
    pub plain_bytes: u64,
    /// The last of them.
    #[pool(shrink_above = BUFFER)]
    pub record: Vec<u8>,
    /// All of them, as one zstd frame.
    #[pool(shrink_above = BUFFER)]
    pub frame: Vec<u8>,
    /// The events there is no record of: their index in the input, and why.
    #[pool(shrink_above = BUFFER)]
    pub malformed: Vec<(usize, Malformed)>,
}
