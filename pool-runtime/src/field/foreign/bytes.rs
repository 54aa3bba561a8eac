//! `bytes`: buffers whose parts are given away, and come back when nobody has them any more.

use ::bytes::BytesMut;

use super::container;
use crate::field::{Clear, Shrink};

/// Emptied, with all of its memory if it is nobody else's; otherwise with none.
///
/// What was split off or frozen and is still alive somewhere is never written to. The rest of that
/// allocation could be: but a small rest would keep all of it alive, uncounted. So the buffer leaves it to
/// those who have the other parts, and starts anew.
///
/// What was consumed leaves no trace in a buffer, so that one which was drained looks like one that was
/// hardly used. Its use is therefore what it can still hold.
impl Clear for BytesMut {
    fn clear(&mut self) {
        BytesMut::clear(self);
        if !reclaim(self) {
            *self = BytesMut::new();
        }
    }

    fn retained_bytes(&self) -> usize {
        self.capacity()
    }

    fn used_bytes(&self) -> usize {
        self.capacity()
    }
}

/// Gives an empty buffer back what was split off it; `false` if somebody else has a part of it.
fn reclaim(buffer: &mut BytesMut) -> bool {
    let rest = buffer.capacity();
    if rest == 0 {
        // All of it was given away, or there was never any.
        return buffer.try_reclaim(1) && reclaim_tail(buffer);
    }
    // Asked for more than the rest, a buffer answers no where it is shared, and also where there is no
    // more. With one byte consumed there is more, so that no means shared.
    buffer.resize(1, 0);
    ::bytes::Buf::advance(buffer, 1);
    buffer.try_reclaim(rest) && reclaim_tail(buffer)
}

/// A buffer whose tail was split off gets it back by the byte asked for: doubled until there is no more.
/// Always `true`.
fn reclaim_tail(buffer: &mut BytesMut) -> bool {
    let mut step = buffer.capacity();
    while step > 0 {
        if !buffer.try_reclaim(buffer.capacity() + step) {
            step /= 2;
        }
    }
    true
}

impl Shrink for BytesMut {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        if self.capacity() > bytes && self.is_empty() {
            *self = BytesMut::with_capacity(bytes);
        }
    }
}

container! { [] BytesMut, by_new_value = BytesMut::new(); }
