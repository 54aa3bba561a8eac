//! `bytes`: buffers whose parts are given away, and come back when nobody has them any more.

use ::bytes::{Buf, Bytes, BytesMut};

use super::prelude::*;

/// Emptied, with all of its memory if it is nobody else's; otherwise with none.
///
/// What was split off or frozen and is still alive somewhere is never written to. The rest of that
/// allocation could be: but a small rest would keep all of it alive, uncounted. So the buffer leaves it to
/// those who have the other parts, and starts anew.
///
/// What was consumed or given away leaves no trace, so that an empty buffer looks like one that was never
/// used: it counts as used in full, and the object around it with it.
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
        if self.is_empty() {
            usize::MAX
        } else {
            self.len()
        }
    }
}

/// Gives an empty buffer back what was split off it; `false` if somebody else has a part of it.
fn reclaim(buffer: &mut BytesMut) -> bool {
    let rest = buffer.capacity();
    // Asked for more than the rest, a buffer says no where it is shared, and also where there is no more.
    // With one byte consumed there is more, so that no means shared.
    if rest > 0 {
        buffer.resize(1, 0);
        buffer.advance(1);
    }
    if !buffer.try_reclaim(rest.max(1)) {
        return false;
    }
    // What was split off at the end comes back by as much as is asked for, until there is no more.
    let mut step = 1;
    while step > 0 {
        if buffer.try_reclaim(buffer.capacity() + step) {
            step *= 2;
        } else {
            step /= 2;
        }
    }
    true
}

/// By a new allocation, since there is no other way.
impl Shrink for BytesMut {
    fn shrink_to_bytes(&mut self, bytes: usize) {
        if self.capacity() > bytes && self.is_empty() {
            *self = BytesMut::with_capacity(bytes);
        }
    }
}

container! { [] BytesMut, by_new_value = BytesMut::new(); }

// Shared, so that it keeps memory alive: released, or refused.
by_new_value! { [] Bytes = Bytes::new(); }
undeclared! { SharedPointer: [] Bytes; }
