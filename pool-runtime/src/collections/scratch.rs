//! [`Scratch`]: memory that is lent to a `Vec` of any type, for any lifetime.
//!
//! All of the `unsafe` code of the collections stands here. What it rests on: `memory` is `None`, or an
//! allocation of the global allocator that nobody else refers to, made by a `Vec` whose elements had
//! the layout `element`, with room for `capacity` of them.

use std::alloc::{self, Layout};
use std::fmt;
use std::mem::{self, ManuallyDrop};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use crate::Poolable;

/// Memory for a `Vec` of what is borrowed, kept from one borrower to the next.
///
/// A `Vec<&str>` cannot be a field of a pooled struct: it would refer to the input of one borrower, which is
/// gone by the next. Its memory can be a field. [`vec`](Self::vec) lends it as a `Vec` of any type with any
/// lifetime, and the memory comes back when that `Vec` is dropped.
///
/// ```
/// use pool_runtime::collections::Scratch;
///
/// let mut scratch = Scratch::new();
/// for line in ["a,b,c", "d,e"] {
///     let line = String::from(line);
///     let mut fields = scratch.vec::<&str>();
///     fields.extend(line.split(',')); // on the second line: no allocation
///     assert!(fields.len() >= 2);
/// }
/// ```
///
/// The memory serves types of the same size and alignment as the last one: a `&str` and a `&[u8]`, but not a
/// `u32`. For another type the `Vec` allocates anew, and its memory replaces the old. So use one `Scratch` for
/// each such type.
///
/// Scratches have no contents, so any two are equal, and a clone is a new one.
#[derive(Default)]
pub struct Scratch {
    memory: Option<Memory>,
    /// Most bytes in use at the end of a [`ScratchVec`], by this borrower.
    used: usize,
}

/// An allocation without contents.
struct Memory {
    start: NonNull<u8>,
    /// The layout of the elements it was made for, not without a size.
    element: Layout,
    /// How many of them it has room for, more than none.
    capacity: usize,
}

// SAFETY: memory without contents belongs to no thread; whoever holds this value alone may write to it.
unsafe impl Send for Memory {}

// SAFETY: through a shared reference only numbers are read.
unsafe impl Sync for Memory {}

impl Memory {
    /// The memory of a `Vec`, if it has any; what is in it is dropped first.
    fn of<T>(mut vec: Vec<T>) -> Option<Self> {
        vec.clear();
        if size_of::<T>() == 0 || vec.capacity() == 0 {
            return None;
        }
        let mut vec = ManuallyDrop::new(vec);
        let start = NonNull::new(vec.as_mut_ptr())?;
        Some(Self {
            start: start.cast(),
            element: Layout::new::<T>(),
            capacity: vec.capacity(),
        })
    }

    /// The memory as an empty `Vec`, if it is of use to elements of this type.
    fn into_vec<T>(self) -> Result<Vec<T>, Self> {
        if self.element != Layout::new::<T>() {
            return Err(self);
        }
        let memory = ManuallyDrop::new(self);
        // SAFETY: the allocation is the global allocator's and nobody else's, since this value is
        // used up without its destructor. It was made for `capacity` elements of this size and this
        // alignment, and none of the 0 elements is read.
        Ok(unsafe { Vec::from_raw_parts(memory.start.cast().as_ptr(), 0, memory.capacity) })
    }

    fn bytes(&self) -> usize {
        // No overflow: this much is allocated.
        self.capacity * self.element.size()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: a `Vec` allocated with this size and this alignment, which thus fit.
        unsafe {
            let layout = Layout::from_size_align_unchecked(self.bytes(), self.element.align());
            alloc::dealloc(self.start.as_ptr(), layout);
        }
    }
}

impl Scratch {
    /// A scratch without memory.
    pub const fn new() -> Self {
        Self {
            memory: None,
            used: 0,
        }
    }

    /// An empty `Vec` of the elements that you name, in the memory kept here.
    ///
    /// When it is dropped, its elements are dropped, and the memory comes back. It can live no longer than what
    /// its elements borrow, nor longer than the borrow of this scratch. If it is leaked, its memory is lost,
    /// and the next one allocates anew.
    ///
    /// ```
    /// # use pool_runtime::collections::Scratch;
    /// let mut scratch = Scratch::new();
    /// let words = ["pear", "apple", "fig"].map(String::from);
    ///
    /// let mut sorted = scratch.vec::<&String>();
    /// sorted.extend(&words);
    /// sorted.sort();
    /// assert_eq!(*sorted, ["apple", "fig", "pear"]);
    /// let capacity = sorted.capacity();
    /// drop(sorted);
    ///
    /// assert_eq!(scratch.vec::<usize>().capacity(), capacity);
    /// ```
    pub fn vec<T>(&mut self) -> ScratchVec<'_, T> {
        let vec = match self.memory.take().map(Memory::into_vec) {
            Some(Ok(vec)) => vec,
            Some(Err(memory)) => {
                self.memory = Some(memory);
                Vec::new()
            }
            None => Vec::new(),
        };
        ScratchVec { vec, scratch: self }
    }

    /// Gives the memory back if it is more than so many bytes.
    pub(super) fn keep_within(&mut self, bytes: usize) {
        if self.retained_bytes() > bytes {
            self.memory = None;
        }
    }
}

/// Nothing to empty: there are no contents.
impl Poolable for Scratch {
    fn reset(&mut self) {
        self.used = 0;
    }

    fn retained_bytes(&self) -> usize {
        self.memory.as_ref().map_or(0, Memory::bytes)
    }

    /// What the fullest `Vec` of this borrower held when it was dropped.
    fn used_bytes(&self) -> usize {
        self.used
    }
}

/// Without memory, since there are no contents to copy.
impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self::new()
    }
}

/// Always equal: there are no contents to compare.
impl PartialEq for Scratch {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Scratch {}

impl fmt::Debug for Scratch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Scratch").finish_non_exhaustive()
    }
}

/// A `Vec` in the memory of a [`Scratch`], which gets it back on drop.
///
/// It derefs to the `Vec`, which may be grown, shrunk, swapped or taken out: whatever `Vec` is there at
/// the end, its memory is kept, and its elements are dropped.
pub struct ScratchVec<'scratch, T> {
    vec: Vec<T>,
    scratch: &'scratch mut Scratch,
}

impl<T> Drop for ScratchVec<'_, T> {
    fn drop(&mut self) {
        let vec = mem::take(&mut self.vec);
        let used = vec.len() * size_of::<T>();
        self.scratch.used = self.scratch.used.max(used);
        // A destructor of an element that panics costs the memory.
        if let Some(memory) = Memory::of(vec) {
            self.scratch.memory = Some(memory);
        }
    }
}

impl<T> Deref for ScratchVec<'_, T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.vec
    }
}

impl<T> DerefMut for ScratchVec<'_, T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.vec
    }
}

impl<T: fmt::Debug> fmt::Debug for ScratchVec<'_, T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.vec.fmt(out)
    }
}

impl<'a, T> IntoIterator for &'a ScratchVec<'_, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.vec.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut ScratchVec<'_, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.vec.iter_mut()
    }
}
