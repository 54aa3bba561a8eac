//! What becomes of an object at return: kept, or let go, and why.

use crate::Poolable;
use crate::stats::Cause;
use crate::store::{Object, Price, contain};
use std::thread;

/// Objects that retain less are never worth rebuilding for being underused, in bytes.
///
/// This and the two below are the rule of Go's `encoding/json/v2` for its pooled encoders
/// (<https://github.com/golang/go/issues/23199>): the worst lasting utilisation is
/// 1/4 ÷ (4 + 1), 5 %.
const ALWAYS_WORTH_KEEPING: usize = 4096;

/// A use of less than this part of what is retained is a strike; any better one clears them.
const USED_PART: usize = 4;

/// So many strikes in a row are forgiven.
const STRIKES: u8 = 4;

/// Resets an object and notes its bytes on it, or says why it must go. The user's four methods run
/// here and nowhere else; a panic in any of them costs this object only.
#[inline]
pub(crate) fn appraise<T: Poolable>(
    object: &mut Object<T>,
    max_object_bytes: usize,
) -> Result<(), Cause> {
    if thread::panicking() {
        return Err(Cause::Panicked);
    }
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
    if retained > max_object_bytes {
        return Err(Cause::Oversized);
    }
    object.price = Price::of(retained);
    if retained <= ALWAYS_WORTH_KEEPING || used >= retained / USED_PART {
        object.strikes = 0;
    } else if object.strikes < STRIKES {
        object.strikes += 1;
    } else {
        return Err(Cause::Underused);
    }
    Ok(())
}
