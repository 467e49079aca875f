//! The persons of bodies that were read lately, so that a body which is looked at again is not
//! read again.
//!
//! A new lead is compared with the newest leads that share a key with it, and many leads share
//! one: a name at a large company. To read a body costs ten times what the comparison does. Who
//! is told of in a body follows from its bytes alone, so what is kept here cannot grow old, and
//! nothing of it has to be undone with an event that fails.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::matching::Person;

/// So many are kept, about half a megabyte of bodies of the usual length; then all are dropped.
const MOST: usize = 512;
/// A longer body is read anew each time: a form of this length is rare.
const LONGEST: usize = 4 * 1024;

/// Persons by the body that tells of them.
#[derive(Default)]
pub(crate) struct PersonsRead(RefCell<BTreeMap<Vec<u8>, Option<Rc<Person>>>>);

impl PersonsRead {
    /// The person of a body, read by `read` unless it is known; `None` where it cannot be read.
    pub fn of(&self, raw: &[u8], read: impl FnOnce() -> Option<Person>) -> Option<Rc<Person>> {
        if let Some(known) = self.0.borrow().get(raw) {
            return known.clone();
        }
        let person = read().map(Rc::new);
        self.keep(raw, person.clone());
        person
    }

    /// Keeps the person of a body that was read elsewhere.
    pub fn keep(&self, raw: &[u8], person: Option<Rc<Person>>) {
        if raw.len() > LONGEST {
            return;
        }
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(raw.to_vec(), person);
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{LONGEST, MOST, PersonsRead};
    use crate::matching::Person;

    #[test]
    fn a_body_is_read_once() {
        let read = PersonsRead::default();
        let first = read.of(b"a", || Some(Person::default())).unwrap();
        let again = read.of(b"a", || panic!("read twice")).unwrap();
        assert!(Rc::ptr_eq(&first, &again));
        assert!(read.of(b"b", || None).is_none());
        assert!(read.of(b"b", || panic!("read twice")).is_none(), "nor one that cannot be read");
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let read = PersonsRead::default();
        for number in 0..3 * MOST {
            let _ = read.of(number.to_string().as_bytes(), || Some(Person::default()));
            assert!(read.0.borrow().len() <= MOST);
        }
        let long = vec![0; LONGEST + 1];
        let _ = read.of(&long, || Some(Person::default()));
        assert!(!read.0.borrow().contains_key(&long));
    }
}
