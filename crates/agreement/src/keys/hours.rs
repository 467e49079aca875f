//! The keys of hours, holidays and absences.

use super::{Key, Kind, Section, key};

pub(super) static SECTIONS: [Key; 2] = [
    key(
        "hours",
        Kind::Table(&HOURS),
        "[hours]\nzone = \"Europe/Berlin\"\nmon_to_fri = [\"09:00-12:30\", \"13:30-18:00\"]\nholidays = [\"de-by\", \"company\"]",
        "When the desk works.",
    ),
    key(
        "holidays",
        Kind::NamedTables(&HOLIDAYS),
        "[holidays.company]\ndates = [2026-12-24, 2026-12-31]",
        "Own lists of holidays.",
    ),
];

/// What a rep may have of these.
pub(super) static REP_KEYS: [Key; 4] = [
    key("zone", Kind::Text, "\"America/New_York\"", "The zone this rep works in.").or("the zone of [hours]"),
    key(
        "hours",
        Kind::Table(&REP_HOURS),
        "{ mon_to_fri = [\"08:00-14:00\"] }",
        "The hours of this rep, in the rep's zone; special days are the rep's own, too.",
    )
    .or("those of [hours]"),
    key("holidays", Kind::Texts, "[\"us-ny\"]", "Whose holidays this rep has: built-in lists and own ones.")
        .or("those of [hours]"),
    key(
        "absences",
        Kind::Tables(&ABSENCE),
        "[{ from = 2026-12-24, to = 2027-01-02, reason = \"holiday\" }]",
        "The days on which this rep is away.",
    ),
];

static HOURS: Section = Section {
    title: "[hours]",
    doc: "When the desk works; without this section, always. A day is a list of blocks; a block that closes no later than \
          it opens runs over midnight and belongs to the day it begins on. A day that nothing is said of is closed, unless \
          nothing is said of any. Times are those on the wall: one that comes twice, because the clock is put back, is the \
          first; one that is left out is moved on by what is left out.",
    keys: &[
        &[key("zone", Kind::Text, "\"Europe/Berlin\"", "A zone of the IANA database: continent and city.")
            .or("\"UTC\"")],
        &DAYS,
        &[key(
            "holidays",
            Kind::Texts,
            "[\"de-by\", \"company\"]",
            "The days on which no block begins: built-in lists by country (`de`) or region (`de-by`, which has the country's, \
             too), and own ones, see [holidays.*].",
        )],
    ],
};

static REP_HOURS: Section = Section { title: "reps.hours", doc: "The hours of a rep.", keys: &[&DAYS] };

static DAYS: [Key; 10] = [
    key("every_day", Kind::Blocks, "[\"00:00-24:00\"]", "Every day that is not named itself."),
    key(
        "mon_to_fri",
        Kind::Blocks,
        "[\"09:00-12:30\", \"13:30-18:00\"]",
        "Monday to Friday, but for a day that is named itself.",
    ),
    key("mon", Kind::Blocks, "[\"09:00-17:00\"]", "Monday."),
    key("tue", Kind::Blocks, "[\"09:00-17:00\"]", "Tuesday."),
    key("wed", Kind::Blocks, "[\"09:00-17:00\"]", "Wednesday."),
    key("thu", Kind::Blocks, "[\"22:00-06:00\"]", "Thursday, in this example until Friday morning."),
    key("fri", Kind::Blocks, "[\"09:00-12:00\"]", "Friday."),
    key("sat", Kind::Blocks, "[]", "Saturday."),
    key("sun", Kind::Blocks, "[]", "Sunday."),
    key(
        "special",
        Kind::Tables(&SPECIAL),
        "[{ date = 2026-12-24, open = [\"09:00-12:00\"] }]",
        "Days with hours of their own, holiday or not.",
    ),
];

static SPECIAL: Section = Section {
    title: "hours.special",
    doc: "The hours of one day, in place of those of its weekday.",
    keys: &[&[
        key("date", Kind::Date, "2026-12-24", "The day.").required(),
        key("open", Kind::Blocks, "[\"09:00-12:00\"]", "Its blocks; `[]` is closed.").required(),
    ]],
};

static HOLIDAYS: Section = Section {
    title: "[holidays.*]",
    doc: "A list of your own, under a name that `holidays` uses next to the built-in ones.",
    keys: &[&[key("dates", Kind::Dates, "[2026-12-24, 2026-12-31]", "The days.").required()]],
};

static ABSENCE: Section = Section {
    title: "absences",
    doc: "Days away, in the zone of the rep.",
    keys: &[&[
        key("from", Kind::Date, "2026-12-24", "The first day.").required(),
        key("to", Kind::Date, "2027-01-02", "The last day.").required(),
        key("reason", Kind::Text, "\"holiday\"", "For people: why.").or("\"away\""),
    ]],
};
