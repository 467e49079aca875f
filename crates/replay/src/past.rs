//! A lead of the past, as it will be sent once more.

use core::fmt;

use baton_hours::{Calendar, Millis, Pauses};
use baton_scoring::{Field, RawField, Submission};
use serde_json::{Value, json};

/// A lead that came in once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastLead {
    /// Its row in the file, from 1.
    pub row: u64,
    /// When it came in.
    pub at: Millis,
    /// When somebody first tried to reach the visitor, where the file says so.
    pub contacted_at: Option<Millis>,
    /// The working time until then, see [`PastLead::measure`].
    pub worked: Option<Millis>,
    /// The source it came from, where the file says so and the agreement knows it.
    pub source: Option<String>,
    /// Who it is, for people: name, company, address, as far as they are known.
    pub who: String,
    /// The lead as the widget would send it.
    pub body: Vec<u8>,
}

/// Why a row cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The row, from 1.
    pub row: u64,
    /// Why, in words.
    pub why: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.row, self.why)
    }
}

impl PastLead {
    /// Of a form as it was filled in, with what its fields were taken for: that is sent along as the
    /// marketer's tag, so that a column is not understood anew a hundred thousand times. What is no field that an
    /// agreement can ask for stays behind. `leave_out` names the columns that are no answers of the visitor's: when it
    /// came in, who called and when.
    #[must_use]
    pub fn of(
        row: u64,
        at: Millis,
        form: &Submission,
        mapping: &[Option<Field>],
        leave_out: &dyn Fn(&str) -> bool,
    ) -> PastLead {
        let answers = form.fields.iter().zip(mapping).filter(|(field, _)| !leave_out(&field.name));
        let answers = answers.filter_map(|(field, mapped)| Some((field, (*mapped)?)));
        let signals = form.signals.iter().map(|signal| json!({"name": signal.name, "at": signal.at.0}));
        let body = json!({
            "v": 1, "id": id_of(row), "page": {"url": form.page, "language": form.language},
            "fields": answers.map(|(field, mapped)| described(field, mapped)).collect::<Vec<_>>(), "signals": signals.collect::<Vec<_>>(),
        });
        let body = body.to_string().into_bytes();
        PastLead { row, at, contacted_at: None, worked: None, source: form.source.clone(), who: String::new(), body }
    }

    /// Takes down how much working time went by until somebody first tried, by the hours that the leads were worked
    /// in then: those of the old agreement, whichever it is replayed under.
    pub fn measure(&mut self, hours: &Calendar) {
        self.worked = self.contacted_at.map(|contacted| hours.elapsed_millis(self.at, contacted, &Pauses::NONE));
    }
}

/// The id that the lead of a row is sent under.
#[must_use]
pub fn id_of(row: u64) -> String {
    format!("00000000-0000-7000-8000-{row:012x}")
}

/// The row behind such an id.
pub(crate) fn row_of(id: &str) -> Option<u64> {
    u64::from_str_radix(id.get(24..)?, 16).ok()
}

/// A field, by what it was taken for and what was answered, and no more: a year of leads is kept at once.
fn described(field: &RawField, mapped: Field) -> Value {
    json!({"name": field.name, "field": mapped.id(), "value": field.value})
}

#[cfg(test)]
mod tests {
    use super::{PastLead, id_of, row_of};
    use baton_hours::Millis;
    use baton_scoring::{RawField, Submission, map_fields};

    #[test]
    fn a_row_is_sent_as_a_lead_that_the_desk_reads() {
        let field =
            |name: &str, value: &str| RawField { name: name.into(), value: value.into(), ..RawField::default() };
        let fields = vec![
            field("email", "a@b.example"),
            field("called_at", "2026-01-01"),
            field("company", ""),
            field("Favourite colour", "red"),
        ];
        let mapping = map_fields(&fields);
        let form = Submission { fields, ..Submission::default() };
        let lead = PastLead::of(26, Millis(5), &form, &mapping, &|name| name == "called_at");
        let read = baton_handoff::intake::parse(&lead.body).unwrap();
        assert_eq!((read.id.as_str(), row_of(&read.id)), (id_of(26).as_str(), Some(26)));
        let names: Vec<&str> = read.submission.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["email", "company"]);
    }
}
