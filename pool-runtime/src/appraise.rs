//! What becomes of an object at return: kept, or let go, and why.

use crate::Poolable;
use crate::stats::Cause;
use crate::store::{Object, Price, contain};

/// Objects that retain no more than this are always worth keeping, however little they are used, in
/// bytes.
///
/// This and the two below are the rule of Go's `encoding/json/v2` for its pooled encoders
/// (<https://github.com/golang/go/issues/23199>): the worst lasting utilisation is
/// 1/4 ÷ (4 + 1), 5 %.
const ALWAYS_WORTH_KEEPING: usize = 4096;

/// A use of less than this part of what is retained is a strike; any better one clears them. Uses after
/// which an object is small enough to keep anyway are neither.
const USED_PART: usize = 4;

/// So many strikes in a row are forgiven.
const STRIKES: u8 = 4;

/// What a pool asks of the size of an object, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    /// Up to here there is nothing to ask: one comparison for most objects.
    unquestioned: usize,
    most: usize,
}

impl Scale {
    /// At most `most` bytes an object.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            unquestioned: most.min(ALWAYS_WORTH_KEEPING),
            most,
        }
    }

    /// Whether an object may be kept at all.
    pub(crate) fn admits(self, retained: usize) -> bool {
        retained <= self.most
    }
}

/// Resets an object and notes its price on it, or says why it must go. The user's four methods run
/// here and nowhere else; a panic in any of them costs this object only.
#[inline]
pub(crate) fn appraise<T: Poolable>(object: &mut Object<T>, scale: Scale) -> Result<(), Cause> {
    let sizes = contain(|| {
        let value = &mut object.value;
        value.is_reusable().then(|| {
            let used = value.used_bytes();
            value.reset();
            (used, value.retained_bytes())
        })
    });
    let Some(sizes) = sizes else {
        return Err(Cause::Panicked);
    };
    let Some((used, retained)) = sizes else {
        return Err(Cause::NotReusable);
    };
    if retained > scale.unquestioned {
        if !scale.admits(retained) {
            return Err(Cause::Oversized);
        }
        if used >= retained / USED_PART {
            object.strikes = 0;
        } else if object.strikes < STRIKES {
            object.strikes += 1;
        } else {
            return Err(Cause::Underused);
        }
    }
    object.price = Price::of(retained);
    Ok(())
}
