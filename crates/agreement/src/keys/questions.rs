//! The keys that ask something of a lead: in criteria, in gates and in their parts.

use super::{Key, Kind, MOST_POINTS, SIGNAL_DAYS, Section, fields, key, qualifications};

/// A part of a compound criterion.
pub(crate) static PART: Section = Section {
    title: "condition",
    doc: "One question, or several put together, inside a criterion.",
    keys: &[&REASON_OF_PART, &QUESTION, &PARTS_OF_CRITERION],
};

/// A gate and its parts.
pub(crate) static GATE: Section = Section {
    title: "gate",
    doc: "What [mql] and [sql] ask, and the `when` of routes and offers: one question with its `reason`, or several put \
          together by `all`, `any`, `none`, or `at_least` with `of`, at most four levels deep.",
    keys: &[&REASON, &QUESTION, &PARTS_OF_GATE, &QUESTION_OF_GATE],
};

static REASON: [Key; 1] = [key(
    "reason",
    Kind::Text,
    "\"company size is in range\"",
    "The words in which people speak of this question; every single question needs them.",
)];

static REASON_OF_PART: [Key; 1] = [key(
    "reason",
    Kind::Text,
    "\"company size is in range\"",
    "A note for readers; the criterion's own reason is shown.",
)];

pub(super) static QUESTION: [Key; 14] = [
    key("field", Kind::Choice(fields), "\"employees\"", "The field that is asked about."),
    key("is", Kind::Text, "\"head\"", "The field is this text. Case, accents and blanks make no difference."),
    key("one_of", Kind::Texts, "[\"c_level\", \"vp\"]", "The field is one of these texts."),
    key(
        "contains",
        Kind::Texts,
        "[\"this month\", \"asap\"]",
        "The field contains one of these words or phrases, as whole words.",
    ),
    key(
        "in_list",
        Kind::Text,
        "\"competitors\"",
        "The field is on this list of [lists]. A domain on a list stands for its subdomains as well.",
    ),
    key("between", Kind::Numbers(2), "[50, 1000]", "The number lies in this band, both ends included."),
    key(
        "at_least",
        Kind::Number(0, i32::MAX),
        "1001",
        "With `field`: the number is so high or higher. With `signal`: it was seen so often. With `of` or `checklist`: \
         so many of the points hold.",
    ),
    key("at_most", Kind::Number(0, i32::MAX), "10", "The number is so high or lower; may stand beside `at_least`."),
    key("present", Kind::Flag, "true", "The field was answered."),
    key("absent", Kind::Flag, "true", "The field was not answered."),
    key(
        "signal",
        Kind::Text,
        "\"pricing_page\"",
        "The signal that is asked about: one of [[signals]], or one another system tells of.",
    ),
    key("within", Kind::Duration(SIGNAL_DAYS), "\"90d\"", "With `signal`: only what happened so recently counts.")
        .or("whenever"),
    key("confirmed", Kind::Text, "\"economic_buyer\"", "A rep has confirmed this point of a checklist."),
    key(
        "checklist",
        Kind::Text,
        "\"bant\"",
        "A rep has confirmed `at_least` so many points of this checklist; all of them where no number is written.",
    ),
];

pub(super) static PARTS_OF_CRITERION: [Key; 4] = parts(&PART);
static PARTS_OF_GATE: [Key; 4] = parts(&GATE);

const fn parts(of: &'static Section) -> [Key; 4] {
    [
        key(
            "all",
            Kind::Tables(of),
            "[{ field = \"email\", present = true }, { field = \"company\", present = true }]",
            "Every part holds.",
        ),
        key(
            "any",
            Kind::Tables(of),
            "[{ field = \"source\", is = \"demo_request\" }, { signal = \"pricing_page\", at_least = 3 }]",
            "One part holds.",
        ),
        key("none", Kind::Tables(of), "[{ field = \"email_kind\", is = \"disposable\" }]", "No part holds."),
        key(
            "of",
            Kind::Tables(of),
            "[{ field = \"phone\", present = true }, { field = \"company\", present = true }]",
            "`at_least` so many of these parts hold.",
        ),
    ]
}

static QUESTION_OF_GATE: [Key; 3] = [
    key("score_at_least", Kind::Number(-MOST_POINTS, MOST_POINTS), "50", "The score is so high or higher."),
    key("tier_at_least", Kind::Text, "\"warm\"", "The lead is in this tier or a better one."),
    key(
        "qualified",
        Kind::Choice(qualifications),
        "\"mql\"",
        "The lead is marketing- or sales-qualified. [mql] cannot ask it, and [sql] can ask for `mql` only.",
    ),
];
