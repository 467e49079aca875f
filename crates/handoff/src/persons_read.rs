//! The persons of bodies that were read lately, so that a body which is looked at again is not
//! read again.
//!
//! A new lead is compared with the newest leads that share a key with it, and many leads share
//! one: a name at a large company. To read a body costs ten times what the comparison does.

use std::rc::Rc;

use crate::lately::Lately;
use crate::matching::Person;

/// Persons by the body that tells of them; `None` where it cannot be read.
pub(crate) type PersonsRead = Lately<Option<Rc<Person>>>;

/// About half a megabyte of bodies of the usual length.
pub(crate) const fn persons_read() -> PersonsRead {
    Lately::new(512, 4 * 1024)
}
