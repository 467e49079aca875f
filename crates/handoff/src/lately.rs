//! What was worked out lately, by the bytes that it follows from.
//!
//! It follows from them alone, so it cannot grow old, and nothing of it has to be undone with an event that fails.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// So many things are known at most; then all are forgotten. Who sends another each time gains nothing, and costs nobody
/// more than it did.
pub(crate) struct Lately<T> {
    known: RefCell<BTreeMap<Vec<u8>, T>>,
    most: usize,
    longest: usize,
}

impl<T: Clone> Lately<T> {
    /// Knows `most` things, of at most `longest` bytes each: what is longer is rare, and worked out each time.
    pub const fn new(most: usize, longest: usize) -> Self {
        Self { known: RefCell::new(BTreeMap::new()), most, longest }
    }

    /// What follows from `bytes`: by `work_out`, unless it is known.
    pub fn of(&self, bytes: &[u8], work_out: impl FnOnce() -> T) -> T {
        if let Some(known) = self.known.borrow().get(bytes) {
            return known.clone();
        }
        let found = work_out();
        self.keep(bytes, found.clone());
        found
    }

    /// Keeps what was worked out elsewhere.
    pub fn keep(&self, bytes: &[u8], found: T) {
        if bytes.len() > self.longest {
            return;
        }
        let mut known = self.known.borrow_mut();
        if known.len() >= self.most {
            known.clear();
        }
        known.insert(bytes.to_vec(), found);
    }
}

#[cfg(test)]
mod tests {
    use super::Lately;

    #[test]
    fn a_thing_is_worked_out_once() {
        let lately = Lately::new(8, 8);
        assert_eq!(lately.of(b"a", || 1), 1);
        assert_eq!(lately.of(b"a", || panic!("worked out twice")), 1);
        lately.keep(b"b", 2);
        assert_eq!(lately.of(b"b", || panic!("it is known")), 2);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let lately = Lately::new(8, 8);
        for number in 0..30 {
            assert_eq!(lately.of(number.to_string().as_bytes(), || number), number);
            assert!(lately.known.borrow().len() <= 8);
        }
        let kept = lately.known.borrow().len();
        assert_eq!((lately.of(b"123456789", || 3), lately.of(b"123456789", || 4)), (3, 4), "nor hold what is long");
        assert_eq!(lately.known.borrow().len(), kept);
    }
}
