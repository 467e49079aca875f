//! The keys that say how a handoff goes and what sales may answer.

use super::{Key, Kind, MOST_LEADS, Section, key};

pub(super) static SECTIONS: [Key; 2] = [
    key(
        "handoff",
        Kind::Table(&HANDOFF),
        "[handoff]\nritual_by_tier = { cold = \"light\" }",
        "How a handoff goes: what it asks of its rep, and when the short way is taken.",
    ),
    key(
        "feedback",
        Kind::Table(&FEEDBACK),
        "[[feedback.reasons]]\nid = \"no_budget\"\nwords = \"no budget\"",
        "What sales may answer.",
    ),
];

static HANDOFF: Section = Section {
    title: "[handoff]",
    doc: "How a handoff goes: what it asks of its rep, and when the short way is taken.",
    keys: &[&[
        key(
            "ritual_by_tier",
            Kind::NamedTexts,
            "{ warm = \"full\", cold = \"light\" }",
            "What the leads of a tier ask for. `\"full\"`: five facts, a window with its ladder, and an acknowledgement \
             with a next step and a time. `\"light\"`: the rep is sent a summary and the visitor the calendar's link; no \
             window runs, and that the rep opened it is noted. `\"none\"`: nobody is told, the lead stands in the list. A \
             tier that is not named has the full ritual. A lead of the light ritual or none on which nobody does anything \
             goes back to marketing, see `return_to_marketing_after`.",
        ),
        key(
            "fast_track_above",
            Kind::Number(1, MOST_LEADS),
            "15",
            "A rep with more open leads than this is shown three facts first: the contact, the need, the offer shown.",
        )
        .or("always five facts"),
        key(
            "peaks",
            Kind::Tables(&PEAK),
            "[{ from = 2026-11-23, to = 2026-12-18 }]",
            "Seasons in which every rep is shown the three facts.",
        ),
    ]],
};

static PEAK: Section = Section {
    title: "peaks",
    doc: "A season with more leads than people, in the desk's zone.",
    keys: &[&[
        key("from", Kind::Date, "2026-11-23", "The first day.").required(),
        key("to", Kind::Date, "2026-12-18", "The last day.").required(),
    ]],
};

static FEEDBACK: Section = Section {
    title: "[feedback]",
    doc: "What sales may answer. Without reasons of its own an agreement has these: `wrong_fit`, `wrong_contact`, \
          `no_budget`, `bad_timing`, `competitor_chosen`, `unresponsive`, `duplicate`, `spam`, and `other`, which asks for a \
          note.",
    keys: &[&[key(
        "reasons",
        Kind::Tables(&REASON),
        "[{ id = \"no_budget\", words = \"no budget\" }]",
        "Why a lead may be rejected, in the order in which it is asked.",
    )]],
};

static REASON: Section = Section {
    title: "[[feedback.reasons]]",
    doc: "A reason for which a lead is rejected.",
    keys: &[&[
        key("id", Kind::Name, "\"no_budget\"", "Its code, as callers send it.").required(),
        key("words", Kind::Text, "\"no budget\"", "What people read, 75 characters at most.").required(),
        key("needs_text", Kind::Flag, "true", "Whoever chooses it has to say more in words of their own.").or("false"),
    ]],
};
