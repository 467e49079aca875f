//! The keys of what happens after the verdict.

use super::hours::REP_KEYS;
use super::questions::GATE;
use super::{Key, Kind, Section, WINDOW_DAYS, booking_tools, endpoint_kinds, events, key, step_kinds, window_times};

pub(super) static SITE_SECTION: [Key; 1] = [key(
    "site",
    Kind::Table(&SITE),
    "[site]\norigins = [\"https://www.acme.example\"]",
    "The pages leads may come from.",
)
.required()];

pub(super) static SECTIONS: [Key; 7] = [
    key(
        "reps",
        Kind::Tables(&REP),
        "[[reps]]\nid = \"ana\"\nname = \"Ana Silva\"\nemail = \"ana@acme.example\"",
        "The people who take leads.",
    ),
    key(
        "pools",
        Kind::Tables(&POOL),
        "[[pools]]\nid = \"inbound\"\nmembers = [{ rep = \"ana\", weight = 2 }, { rep = \"ben\" }]",
        "Groups of reps that take turns.",
    ),
    key(
        "routes",
        Kind::Tables(&ROUTE),
        "[[routes]]\nid = \"everyone_else\"\nto = \"inbound\"",
        "Which lead goes where; the first that matches. The last has no `when`.",
    ),
    key("windows", Kind::Table(&WINDOWS), "[windows]\nfirst_response = \"5m\"", "The time allowed.").required(),
    key(
        "escalation",
        Kind::Tables(&STEP),
        "[[escalation]]\nat = \"50%\"\ndo = \"remind\"",
        "The ladder of what happens while a window runs out. The desk does not act on it yet, and the check says so.",
    ),
    key(
        "secrets",
        Kind::NamedTexts,
        "[secrets]\nSLACK_WEBHOOK_URL = \"incoming webhook of #inbound\"",
        "The secrets that deliveries use: the name of each, and for people what it is. The value is never in the file; \
         it is set at the edge.",
    ),
    key(
        "deliveries",
        Kind::Tables(&DELIVERY),
        "[[deliveries]]\nid = \"slack\"\nkind = \"slack\"\nsecret = \"SLACK_WEBHOOK_URL\"\non = [\"lead.assigned\"]",
        "Who is told of what.",
    ),
];

static SITE: Section = Section {
    title: "[site]",
    doc: "The pages leads may come from.",
    keys: &[&[
        key("origins", Kind::Texts, "[\"https://www.acme.example\"]", "Scheme and host, as browsers send them.")
            .required(),
        key(
            "strict_origins",
            Kind::Flag,
            "true",
            "Leads from elsewhere are refused. Else they are kept in quarantine and shown.",
        )
        .or("false"),
    ]],
};

static REP: Section = Section {
    title: "[[reps]]",
    doc: "A person who takes leads.",
    keys: &[
        &[
            key("id", Kind::Name, "\"ana\"", "Short name; the other sections use it.").required(),
            key("name", Kind::Text, "\"Ana Silva\"", "As the visitor reads it.").required(),
            key("email", Kind::Text, "\"ana@acme.example\"", "E-mail address.").required(),
            key(
                "booking",
                Kind::Text,
                "\"https://meet.acme.example/ana?name={name}&email={email}\"",
                "Where visitors book with this rep; filled in like the link of [booking].",
            )
            .or("the link of [booking]"),
            key(
                "booking_tool",
                Kind::Choice(booking_tools),
                "\"calendly\"",
                "The tool behind `booking`, where its host does not tell: a calendar on a domain of your own.",
            )
            .or("told by the link's host"),
            key(
                "picture",
                Kind::Text,
                "\"https://www.acme.example/ana.jpg\"",
                "A portrait for the offer, square, 80 pixels or more; the visitor's browser fetches it from there.",
            ),
            key("manager", Kind::Text, "\"mara\"", "The rep who is told when a window of this one is missed."),
        ],
        &REP_KEYS,
    ],
};

static POOL: Section = Section {
    title: "[[pools]]",
    doc: "A group of reps that takes turns.",
    keys: &[&[
        key("id", Kind::Name, "\"inbound\"", "Its name.").required(),
        key("members", Kind::Tables(&MEMBER), "[{ rep = \"ana\", weight = 2 }, { rep = \"ben\" }]", "Who is in it."),
    ]],
};

static MEMBER: Section = Section {
    title: "members",
    doc: "A rep's share in a pool.",
    keys: &[&[
        key("rep", Kind::Text, "\"ana\"", "Who.").required(),
        key("weight", Kind::Number(1, 100), "2", "The share: 2 gets twice the leads of 1.").or("1"),
    ]],
};

static ROUTE: Section = Section {
    title: "[[routes]]",
    doc: "Which lead goes to which pool. The first route whose `when` holds takes the lead; the last one has no `when`, \
          so that every lead has somewhere to go.",
    keys: &[&[
        key("id", Kind::Name, "\"large_companies\"", "Its name.").required(),
        key(
            "when",
            Kind::Table(&GATE),
            "{ reason = \"more than 1,000 people\", field = \"employees\", at_least = 1001 }",
            "For which leads: a gate.",
        )
        .or("all leads"),
        key("to", Kind::Text, "\"inbound\"", "The pool.").required(),
    ]],
};

static WINDOWS: Section = Section {
    title: "[windows]",
    doc: "The time allowed until a rep has acknowledged a lead.",
    keys: &[&[
        key("first_response", Kind::Duration(WINDOW_DAYS), "\"5m\"", "For every source that is not named.").required(),
        key(
            "in",
            Kind::Choice(window_times),
            "\"working_hours\"",
            "Whether a window runs all the time, or only while the desk works, see [hours].",
        )
        .or("\"round_the_clock\""),
        key(
            "by_source",
            Kind::NamedWindows(&WINDOW, WINDOW_DAYS),
            "{ content = \"4h\", webinar = { within = \"1d\", in = \"round_the_clock\" } }",
            "For the sources that are named.",
        ),
    ]],
};

static WINDOW: Section = Section {
    title: "window",
    doc: "A window that says in which time it runs.",
    keys: &[&[
        key("within", Kind::Duration(WINDOW_DAYS), "\"4h\"", "How long it is.").required(),
        key("in", Kind::Choice(window_times), "\"working_hours\"", "In which time it runs.").or("what [windows] says"),
    ]],
};

static STEP: Section = Section {
    title: "[[escalation]]",
    doc: "A step of the ladder, in the order of time.",
    keys: &[&[
        key("at", Kind::Step, "\"50%\"", "When: a share of the window, or a time after its start (`\"3m\"`).")
            .required(),
        key("do", Kind::Choice(step_kinds), "\"remind\"", "What happens.").required(),
    ]],
};

static DELIVERY: Section = Section {
    title: "[[deliveries]]",
    doc: "Where messages go.",
    keys: &[&[
        key("id", Kind::Name, "\"slack\"", "Its name.").required(),
        key("kind", Kind::Choice(endpoint_kinds), "\"slack\"", "A card for Slack, or a typed JSON event.").required(),
        key(
            "secret",
            Kind::Text,
            "\"SLACK_WEBHOOK_URL\"",
            "Name of the secret that holds the address, one of [secrets].",
        )
        .required(),
        key("on", Kind::Choices(events), "[\"lead.assigned\"]", "The events it is told of.").required(),
    ]],
};
