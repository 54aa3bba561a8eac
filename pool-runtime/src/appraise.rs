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
const ALWAYS_WORTH_KEEPING: u32 = 4096;

/// A use of less than this part of what is retained is a strike; any better one clears them. Uses after
/// which an object is small enough to keep anyway are neither.
const USED_PART: usize = 4;

/// So many strikes in a row are forgiven.
const STRIKES: u8 = 4;

/// What a pool asks of the size of an object, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    inline: usize,
    most: usize,
}

impl Scale {
    /// At most `most` bytes for a `T` and what it retains.
    pub(crate) fn new<T>(most: usize) -> Self {
        Self {
            inline: size_of::<T>(),
            most,
        }
    }

    /// Up to so many heap bytes there is nothing to ask: one comparison for most objects.
    #[inline]
    pub(crate) fn unquestioned(self) -> u32 {
        let room = self.most.saturating_sub(self.inline);
        let room = u32::try_from(room).unwrap_or(u32::MAX);
        room.min(ALWAYS_WORTH_KEEPING)
    }

    /// Whether a `T` is too large to be kept, whatever it retains.
    pub(crate) fn keeps_none(self) -> bool {
        self.inline > self.most
    }

    /// What it takes to keep an object that retains so many heap bytes; `None` if it may not be kept.
    pub(crate) fn price(self, retained: usize) -> Option<Price> {
        let bytes = self.inline.saturating_add(retained);
        (bytes <= self.most).then(|| Price::of(bytes))
    }

    /// What it takes to keep an object that retains more than is unquestioned, or why it
    /// must go.
    #[cold]
    pub(crate) fn weigh<T>(self, object: &mut Object<T>, sizes: Sizes) -> Result<(), Cause> {
        object.price = self.price(sizes.retained).ok_or(Cause::Oversized)?;
        if sizes.retained <= ALWAYS_WORTH_KEEPING as usize {
            return Ok(());
        }
        if sizes.used >= sizes.retained / USED_PART {
            object.strikes = 0;
        } else if object.strikes < STRIKES {
            object.strikes += 1;
        } else {
            return Err(Cause::Underused);
        }
        Ok(())
    }
}

/// Heap bytes of an object: in use before its reset, and retained after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    used: usize,
    retained: usize,
}

/// What is to become of an object that is not simply kept.
pub(crate) enum Doubt {
    /// Ask the pool's [`Scale`].
    Weigh(Sizes),
    /// Let it go.
    LetGo(Cause),
}

/// Resets an object and notes its price on it, or says why it may have to go. The user's four methods run
/// here and nowhere else; a panic in any of them costs this object only.
#[inline]
pub(crate) fn appraise<T: Poolable>(object: &mut Object<T>) -> Result<(), Doubt> {
    let sizes = contain(|| {
        let value = &mut object.value;
        value.is_reusable().then(|| {
            let used = value.used_bytes();
            value.reset();
            let retained = value.retained_bytes();
            Sizes { used, retained }
        })
    });
    let Some(sizes) = sizes else {
        return Err(Doubt::LetGo(Cause::Panicked));
    };
    let Some(sizes) = sizes else {
        return Err(Doubt::LetGo(Cause::NotReusable));
    };
    if sizes.retained > object.unquestioned as usize {
        return Err(Doubt::Weigh(sizes));
    }
    object.price = Price::of(Object::<T>::INLINE + sizes.retained);
    Ok(())
}
