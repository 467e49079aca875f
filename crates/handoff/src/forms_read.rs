//! What the fields of forms mean that were read lately: a site has a few forms, and each sends the same field names,
//! labels and options with every lead.
//!
//! To work a form out costs about as much as everything else that is decided about a lead. What a form means follows
//! from what the page says of its fields and not from what was typed, so what is kept here cannot grow old, and
//! nothing of it has to be undone with an event that fails.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use baton_scoring::{Field, RawField, map_fields};

/// So many forms are kept; then all are dropped. Who sends another form each time gains nothing and costs nobody more
/// than it did.
const MOST: usize = 64;
/// A form that says more of itself than so many bytes is worked out each time.
const LONGEST: usize = 8 * 1024;

/// What each field of a form is, in the form's order.
type Mapping = Rc<[Option<Field>]>;

/// The mapping of each form, by all that the page says of its fields.
#[derive(Default)]
pub(crate) struct FormsRead(RefCell<BTreeMap<Vec<u8>, Mapping>>);

impl FormsRead {
    /// What [`map_fields`] says.
    pub fn mapping(&self, fields: &[RawField]) -> Mapping {
        let form = said_of(fields);
        if let Some(known) = self.0.borrow().get(&form) {
            return Rc::clone(known);
        }
        let mapping: Mapping = map_fields(fields).into();
        if form.len() <= LONGEST {
            let mut known = self.0.borrow_mut();
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(form, Rc::clone(&mapping));
        }
        mapping
    }
}

/// All that mapping looks at. Lengths go in front, so that no two forms say the same.
fn said_of(fields: &[RawField]) -> Vec<u8> {
    let mut form = Vec::with_capacity(1024);
    for RawField { name, id, kind, autocomplete, label, placeholder, field, options, value: _ } in fields {
        for text in [name, id, kind, autocomplete, label, placeholder, field, options] {
            form.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            form.extend(text.as_bytes());
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use baton_scoring::{Field, RawField, map_fields};

    use super::{FormsRead, LONGEST, MOST};

    fn form(name: &str, label: &str, value: &str) -> [RawField; 1] {
        [RawField { name: name.into(), label: label.into(), value: value.into(), ..RawField::default() }]
    }

    #[test]
    fn a_form_is_worked_out_once() {
        let read = FormsRead::default();
        let first = read.mapping(&form("f1", "Work email", "ada@works.example"));
        assert_eq!(*first, [Some(Field::Email)]);
        let again = read.mapping(&form("f1", "Work email", "ben@other.example"));
        assert!(Rc::ptr_eq(&first, &again), "whatever was typed");
        let [other] = form("f1", "Company", "");
        assert_eq!(*read.mapping(&[other]), [Some(Field::Company)], "another label is another form");
    }

    #[test]
    fn forms_that_run_together_are_told_apart() {
        let read = FormsRead::default();
        for (name, label) in [("company", ""), ("", "company"), ("comp", "any"), ("e", "mail"), ("em", "ail")] {
            let form = form(name, label, "");
            assert_eq!(read.mapping(&form).to_vec(), map_fields(&form), "{name}|{label}");
        }
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let read = FormsRead::default();
        for number in 0..3 * MOST {
            let _ = read.mapping(&form(&number.to_string(), "", ""));
            assert!(read.0.borrow().len() <= MOST);
        }
        let kept = read.0.borrow().len();
        assert_eq!(*read.mapping(&form("email", &"x".repeat(LONGEST), "")), [Some(Field::Email)]);
        assert_eq!(read.0.borrow().len(), kept, "nor hold what is long");
    }
}
