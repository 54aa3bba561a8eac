//! What a cache may do before it must stop and think, in one word.
//!
//! The loaded magazine may take so many objects more, and so many bytes, both backed by credit; and
//! after so many hits its owner is due for a look at the clock. Side by side in one word a get is one
//! addition, a return one subtraction and one test, and the figures of a cache are read together.
//!
//! Measured: with three numbers a hit took 92 instructions, with the word 84. Two words, one for gets
//! and one for returns, so that neither waits for the other's store, were no quicker (5.2 ns a round
//! trip against 5.1) and took three instructions more.
//!
//! ```text
//!  63   62 .. 56   55   54 ........ 16   15   14 .. 0
//! short    room   short      bytes       due    hits
//! ```
//!
//! Each field has a bit above it that is clear while all is well. Taking more room or bytes than
//! there are borrows into that bit, and the last allowed hit carries into `due`; whatever the
//! others then hold is void, for the word that shows it is not stored.

/// Credit for one object and its bytes, and one hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Price(u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance(u64);

const DUE: u64 = MAX_HITS as u64;
const BYTE: u32 = 16;
const SHORT_OF_BYTES: u64 = 1 << 55;
const ROOM: u32 = 56;
const SHORT_OF_ROOM: u64 = 1 << 63;

/// Most hits before the next look at the clock.
pub(crate) const MAX_HITS: usize = 1 << 15;
/// Most objects of room.
pub(crate) const MAX_ROOM: usize = (1 << (63 - ROOM)) - 1;
/// Most bytes of room, and of one object: half a tebibyte.
pub(crate) const MAX_BYTES: usize = usize::MAX >> (usize::BITS.saturating_sub(55 - BYTE));

impl Price {
    /// `bytes` are at most [`MAX_BYTES`].
    #[inline]
    pub(crate) fn of(bytes: usize) -> Self {
        debug_assert!(bytes <= MAX_BYTES);
        Self((1 << ROOM) | ((bytes as u64) << BYTE) | 1)
    }

    #[inline]
    pub(crate) fn bytes(self) -> usize {
        ((self.0 & (SHORT_OF_BYTES - 1)) >> BYTE) as usize
    }
}

impl Allowance {
    /// Room for nothing, and due.
    pub(crate) const NONE: Self = Self(DUE);

    #[inline]
    pub(crate) fn from_word(word: u64) -> Self {
        Self(word)
    }

    #[inline]
    pub(crate) fn word(self) -> u64 {
        self.0
    }

    #[inline]
    pub(crate) fn room(self) -> usize {
        ((self.0 & !SHORT_OF_ROOM) >> ROOM) as usize
    }

    #[inline]
    pub(crate) fn bytes(self) -> usize {
        ((self.0 & (SHORT_OF_BYTES - 1)) >> BYTE) as usize
    }

    /// A number that a hit makes one more, and only [`next_hits`](Self::next_hits) less.
    #[inline]
    pub(crate) fn hits(self) -> u64 {
        self.0 & (DUE | (DUE - 1))
    }

    /// Whether the hits have run out.
    #[inline]
    pub(crate) fn is_due(self) -> bool {
        self.0 & DUE != 0
    }

    /// After an object was taken out.
    #[inline]
    pub(crate) fn after_pop(self, price: Price) -> Self {
        Self(self.0.wrapping_add(price.0))
    }

    /// After a hit that took nothing out of the loaded magazine.
    pub(crate) fn after_hit(self) -> Self {
        Self(self.0 + 1)
    }

    /// After an object was put in; `None` if that is too much, or the hits have run out.
    #[inline]
    pub(crate) fn after_push(self, price: Price) -> Option<Self> {
        let word = self.0.wrapping_sub(price.0 - 1);
        (word & (SHORT_OF_ROOM | SHORT_OF_BYTES | DUE) == 0).then_some(Self(word))
    }

    /// The same hits, other room.
    pub(crate) fn with_room(self, room: usize, bytes: usize) -> Self {
        debug_assert!(room <= MAX_ROOM && bytes <= MAX_BYTES);
        Self(self.hits() | ((bytes as u64) << BYTE) | ((room as u64) << ROOM))
    }

    /// The same room, and `hits` before it is due.
    pub(crate) fn next_hits(self, hits: usize) -> Self {
        debug_assert!(hits <= MAX_HITS);
        Self((self.0 & !(DUE | (DUE - 1))) | (DUE - hits as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowance(room: usize, bytes: usize, hits: usize) -> Allowance {
        Allowance::NONE.with_room(room, bytes).next_hits(hits)
    }

    #[test]
    fn fields_do_not_touch_each_other() {
        let all = allowance(MAX_ROOM, MAX_BYTES, MAX_HITS);
        assert_eq!((all.room(), all.bytes()), (MAX_ROOM, MAX_BYTES));
        let none = allowance(0, 0, 1);
        assert_eq!((none.room(), none.bytes(), none.is_due()), (0, 0, false));
        let popped = none.after_pop(Price::of(100));
        assert_eq!(
            (popped.room(), popped.bytes(), popped.is_due()),
            (1, 100, true)
        );
        assert_eq!(popped.hits(), none.hits() + 1);
    }

    #[test]
    fn room_and_bytes_run_out_each_by_itself() {
        assert_eq!(allowance(0, 100, 9).after_push(Price::of(1)), None);
        assert_eq!(allowance(1, 0, 9).after_push(Price::of(1)), None);
        assert_eq!(allowance(3, 99, 9).after_push(Price::of(100)), None);
        assert_eq!(allowance(0, 0, 9).after_push(Price::of(0)), None);
        assert_eq!(
            allowance(3, 100, 9).after_push(Price::of(100)),
            Some(allowance(2, 0, 9))
        );
        assert_eq!(
            allowance(1, 0, 9).after_push(Price::of(0)),
            Some(allowance(0, 0, 9))
        );
    }

    #[test]
    fn the_largest_object_fits_only_all_of_it() {
        let largest = Price::of(MAX_BYTES);
        let all = allowance(MAX_ROOM, MAX_BYTES, 9);
        assert_eq!(largest.bytes(), MAX_BYTES);
        assert_eq!(all.after_push(largest), Some(allowance(MAX_ROOM - 1, 0, 9)));
        assert_eq!(allowance(5, MAX_BYTES - 1, 9).after_push(largest), None);
    }

    #[test]
    fn a_return_that_is_due_goes_the_slow_way() {
        let mut due = allowance(5, 500, 2);
        due = due.after_pop(Price::of(10));
        assert!(due.after_push(Price::of(10)).is_some());
        due = due.after_pop(Price::of(10));
        assert_eq!(due.after_push(Price::of(10)), None);
        // More gets than hits stay readable: a magazine is far smaller than the field.
        for _ in 0..MAX_ROOM - 7 {
            due = due.after_pop(Price::of(1));
        }
        assert_eq!((due.room(), due.is_due()), (MAX_ROOM, true));
    }
}
