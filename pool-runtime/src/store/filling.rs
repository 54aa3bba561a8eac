//! Objects built ahead of use.

use super::object::{Magazine, Object};
use super::{MAGAZINE, MAGAZINE_BYTES, Store};
use std::mem;

impl<T> Store<T> {
    /// Fills the depot with up to `count` objects from `build`, their bytes noted on them; as many
    /// as the limits allow, fewer if `build` has no more. How many.
    pub(crate) fn fill(
        &self,
        count: usize,
        mut build: impl FnMut() -> Option<Box<Object<T>>>,
    ) -> usize {
        // Else the spare credit of idle caches would count as used.
        self.call_in(|_| true);
        let mut filling = Filling {
            store: self,
            magazine: Magazine::new(),
            home: 0,
        };
        let mut filled = 0;
        while filled < count && self.ledger.objects().available() > 0 {
            if self.is_waited_for() {
                filling.flush();
            }
            let Some(making) = self.begin() else { break };
            let Some(object) = build() else { break };
            if !self.ledger.take_one(object.price.bytes()) {
                object.destroy();
                break;
            }
            making.done();
            filled += 1;
            self.figures.count_prewarmed();
            filling.push(object);
        }
        filled
    }
}

/// A magazine on its way to the depot; gets there even if the next `build` panics.
struct Filling<'store, T> {
    store: &'store Store<T>,
    magazine: Magazine<T>,
    home: usize,
}

impl<T> Filling<'_, T> {
    fn push(&mut self, object: Box<Object<T>>) {
        let bytes = self.magazine.bytes() + object.price.bytes();
        if self.magazine.count() == MAGAZINE || bytes > MAGAZINE_BYTES {
            self.flush();
        }
        self.magazine.push(object);
    }

    fn flush(&mut self) {
        let full = mem::take(&mut self.magazine);
        self.store.depot.push(self.home, full);
        self.store.serve();
        self.home += 1;
    }
}

impl<T> Drop for Filling<'_, T> {
    fn drop(&mut self) {
        self.flush();
    }
}
