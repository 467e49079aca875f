//! What the reader asked for, so that a test can hold it against what is declared.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::keys::{Key, Section};

/// A key, by its place in memory: sections share some. Zero for one that is not declared.
pub(crate) type Asked = BTreeSet<(usize, &'static str)>;

thread_local! {
    static ASKED: RefCell<Asked> = const { RefCell::new(BTreeSet::new()) };
}

pub(crate) fn asked(section: &'static Section, key: &'static str) {
    ASKED.with_borrow_mut(|asked| asked.insert((section.key(key).map_or(0, place), key)));
}

pub(crate) fn place(key: &'static Key) -> usize {
    core::ptr::from_ref(key).addr()
}

/// Everything that was asked for in this thread.
pub(crate) fn all() -> Asked {
    ASKED.with_borrow(Clone::clone)
}
