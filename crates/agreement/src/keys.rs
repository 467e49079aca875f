//! Every section and key an agreement can have, in one table.
//!
//! The reader learns from it which keys a table knows and what to write for a missing one; the
//! JSON Schema and the page of documentation are printed from it. A test holds that the reader
//! asks for every key that stands here and for no other.

mod handoff;
mod hours;
mod questions;
mod ritual;
mod score;

use baton_scoring::{Field, OfferKind};

use crate::accounts::Returning;
use crate::agreement::{IfNobody, Share, WindowTime};
use crate::booking::BookingTool;
use crate::endpoint::{EVENTS, EndpointKind};
use crate::escalation::StepKind;

pub(crate) use crate::roster::MOST_LEADS;
pub(crate) use questions::{GATE, PART};

/// No criterion may give or take more: sums stay far from any overflow, and a point stays
/// something people can weigh.
pub(crate) const MOST_POINTS: i32 = 1_000;
/// A window, and a step within it, lasts no longer.
pub(crate) const WINDOW_DAYS: i64 = 90;
/// Who takes a day to fill in a form is no program.
pub(crate) const FILLED_WITHIN_DAYS: i64 = 1;
/// Leads are kept for ten years at most, where there is an end to it.
pub(crate) const KEEP_DAYS: i64 = 3_660;
/// The words of a reason stand in a list of Slack's, which takes so many characters of an option.
pub(crate) const REASON_CHARS: usize = 75;
/// A signal is remembered no longer: three years.
pub(crate) const SIGNAL_DAYS: i64 = 1_095;
/// Of how many leads the share of a tier can be taken, and of how many it is if nobody says.
pub(crate) const SHARE_OF: (i32, i32, i32) = (200, 100_000, 1_000);

/// A table of the file and its keys.
pub(crate) struct Section {
    /// As people write it: `[[fit]]`; the name of a shared form where there is no such place.
    pub title: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys, in groups that sections share.
    pub keys: &'static [&'static [Key]],
}

impl Section {
    /// What nothing is known of.
    pub const NOTHING: Section = Section { title: "", doc: "", keys: &[] };

    pub fn each(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().flat_map(|group| group.iter())
    }

    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.each().find(|key| key.name == name)
    }

    /// The title without brackets and stars: `fit`, `offers.texts`.
    pub fn short(&self) -> String {
        self.title.replace(['[', ']', '*'], "").trim_end_matches('.').to_owned()
    }
}

/// One key.
pub(crate) struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// A value, as it is written behind the `=`; of a table, its first lines.
    pub example: &'static str,
    /// One or two sentences.
    pub doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    /// What holds where it is not written.
    Default(&'static str),
    Optional,
}

/// What may be written.
pub(crate) enum Kind {
    Text,
    /// Small letters, digits, `_` and `-`.
    Name,
    Flag,
    Date,
    /// A whole number from so much to so much.
    Number(i32, i32),
    /// So many whole numbers.
    Numbers(usize),
    /// At most so many days.
    Duration(i64),
    /// A share like `50%` or a duration.
    Step,
    Texts,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// Some of these words.
    Choices(fn() -> Vec<&'static str>),
    /// A list of dates.
    Dates,
    /// A list of blocks of hours, `09:00-12:30`.
    Blocks,
    Table(&'static Section),
    Tables(&'static Section),
    /// A table whose keys are names people choose.
    NamedTables(&'static Section),
    NamedTexts,
    NamedLists,
    NamedDurations(i64),
}

const fn key(name: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key { name, kind, need: Need::Optional, example, doc }
}

impl Key {
    const fn required(mut self) -> Key {
        self.need = Need::Required;
        self
    }

    const fn or(mut self, default: &'static str) -> Key {
        self.need = Need::Default(default);
        self
    }
}

fn fields() -> Vec<&'static str> {
    Field::ALL.map(Field::id).to_vec()
}

fn events() -> Vec<&'static str> {
    EVENTS.to_vec()
}

fn offer_kinds() -> Vec<&'static str> {
    OfferKind::ALL.map(OfferKind::id).to_vec()
}

fn endpoint_kinds() -> Vec<&'static str> {
    EndpointKind::ALL.map(EndpointKind::id).to_vec()
}

fn shares() -> Vec<&'static str> {
    Share::ALL.map(Share::id).to_vec()
}

fn ways_out() -> Vec<&'static str> {
    IfNobody::ALL.map(IfNobody::id).to_vec()
}

fn step_kinds() -> Vec<&'static str> {
    StepKind::ALL.map(StepKind::id).to_vec()
}

fn window_times() -> Vec<&'static str> {
    WindowTime::ALL.map(WindowTime::id).to_vec()
}

fn booking_tools() -> Vec<&'static str> {
    BookingTool::ALL.map(BookingTool::id).to_vec()
}

fn returning() -> Vec<&'static str> {
    Returning::ALL.map(Returning::id).to_vec()
}

fn qualifications() -> Vec<&'static str> {
    vec!["mql", "sql"]
}

/// The whole file.
pub(crate) static ROOT: Section = Section {
    title: "The head of the file",
    doc: "These keys stand before the first section.",
    keys: &[
        &HEAD,
        &score::SECTIONS,
        &handoff::SITE_SECTION,
        &hours::SECTIONS,
        &handoff::SECTIONS,
        &ritual::SECTIONS,
        &handoff::DELIVERY_SECTIONS,
    ],
};

static HEAD: [Key; 4] = [
    key("name", Kind::Text, "\"Acme inbound\"", "What people call this agreement.").required(),
    key("owner", Kind::Text, "\"mara\"", "The handoff owner, one of the [[reps]]: hears of every missed window.")
        .required(),
    key(
        "review_by",
        Kind::Date,
        "2027-03-31",
        "The day by which both sides want to have looked at it again. After that day every check warns.",
    )
    .required(),
    key("language", Kind::Text, "\"en\"", "The language of the offer for a visitor whose language no offer speaks.")
        .or("\"en\""),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, ROOT, Section};
    use crate::record;

    /// An agreement that says everything an agreement can say.
    const EVERYTHING: &str = include_str!("../tests/everything.toml");

    fn declared(section: &'static Section, found: &mut record::Asked) {
        for key in section.each() {
            let new = found.insert((record::place(key), key.name));
            if let Kind::Table(inner) | Kind::Tables(inner) | Kind::NamedTables(inner) = key.kind
                && new
            {
                declared(inner, found);
            }
        }
    }

    #[test]
    fn the_reader_asks_for_every_key_that_is_declared_and_for_no_other() {
        let checked = crate::check(EVERYTHING);
        let codes: Vec<&str> = checked.problems.iter().map(|problem| problem.code).collect();
        assert!(codes.is_empty(), "{:#?}", checked.problems);
        let mut all = BTreeSet::new();
        declared(&ROOT, &mut all);
        let asked = record::all();
        let idle: Vec<_> = all.difference(&asked).collect();
        let secret: Vec<_> = asked.difference(&all).collect();
        assert!(idle.is_empty(), "declared, and never asked for: {idle:?}");
        assert!(secret.is_empty(), "asked for, and not declared: {secret:?}");
    }

    #[test]
    fn no_section_knows_a_key_twice() {
        for key in ROOT.each() {
            if let Kind::Table(section) | Kind::Tables(section) | Kind::NamedTables(section) = key.kind {
                let names: BTreeSet<&str> = section.each().map(|key| key.name).collect();
                assert_eq!(names.len(), section.each().count(), "{}", section.title);
                assert!(!section.doc.is_empty() && section.each().all(|key| !key.doc.is_empty()));
            }
        }
    }
}
