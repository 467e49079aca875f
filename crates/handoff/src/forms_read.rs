//! What the fields of forms mean that were read lately: a site has a few forms, and each sends the same field names,
//! labels and options with every lead.
//!
//! To work a form out costs about as much as everything else that is decided about a lead. What it means follows from
//! what the page says of its fields and not from what was typed.

use std::rc::Rc;

use baton_scoring::{Field, RawField, map_fields};

use crate::lately::Lately;

/// What each field of a form is, in the form's order, by all that the page says of its fields.
pub(crate) struct FormsRead(Lately<Rc<[Option<Field>]>>);

impl Default for FormsRead {
    fn default() -> Self {
        Self(Lately::new(64, 8 * 1024))
    }
}

impl FormsRead {
    /// What [`map_fields`] says.
    pub fn mapping(&self, fields: &[RawField]) -> Rc<[Option<Field>]> {
        self.0.of(&said_of(fields), || map_fields(fields).into())
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

    use super::FormsRead;

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
}
