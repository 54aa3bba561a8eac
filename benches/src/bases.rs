//! What the pools are held against: the work alone, a thread-local cell, and fresh allocation.

use crate::subject::Lend;
use crate::work::Work;
use pool_runtime::Poolable;
use std::array;

/// Fresh allocation: made by every use, freed after it.
#[derive(Debug)]
pub struct Fresh;

/// An object of [`Fresh`]'s.
#[derive(Debug)]
pub struct Owned<T>(T);

impl<W: Work> Lend<W> for Fresh {
    type Loan<'pool> = Owned<W::Object>;

    fn new(_: usize) -> Self {
        Self
    }

    #[inline]
    fn lend(&self, apply: impl FnOnce(&mut W::Object)) -> Self::Loan<'_> {
        let mut object = W::make();
        apply(&mut object);
        Owned(object)
    }
}

/// A use and a reset of `N` objects that a thread has to itself, turn by turn: the work alone.
pub fn alone<W: Work, const N: usize>() -> impl FnMut() {
    let input = W::input();
    let mut objects: [W::Object; N] = array::from_fn(|_| W::create());
    let mut turn = 0;
    move || {
        let object = &mut objects[turn];
        W::apply(object, &input);
        object.reset();
        turn = (turn + 1) % N;
    }
}

/// A use of what is in this thread's cell, which is empty meanwhile, so that a use within a use
/// gets another object.
pub fn cell<W: Work>() -> impl FnMut() {
    let input = W::input();
    move || {
        W::cell(|cell| {
            let mut object = cell.take().unwrap_or_else(|| Box::new(W::make()));
            W::apply(&mut object, &input);
            object.reset();
            cell.set(Some(object));
        });
    }
}
