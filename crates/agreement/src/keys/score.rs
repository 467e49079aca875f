//! The keys of the part that becomes the card.

use super::questions::{GATE, PARTS_OF_CRITERION, QUESTION};
use super::{Key, Kind, MOST_POINTS, SHARE_OF, SIGNAL_DAYS, Section, booking_tools, key, offer_kinds};

pub(super) static SECTIONS: [Key; 13] = [
    key("score", Kind::Table(&SCORE), "[score]\nfit_cap = 80\nengagement_cap = 60", "What the two groups can give."),
    key("grade", Kind::Table(&GRADE), "[grade]\nfit = [60, 40, 20]", "The grades of the two groups."),
    key(
        "lists",
        Kind::NamedTables(&LIST),
        "[lists.competitors]\nentries = [\"rival.example\"]\nprivate = true",
        "Lists that `in_list` asks about, each under a name of its own.",
    ),
    key(
        "signals",
        Kind::Tables(&SIGNAL),
        "[[signals]]\nid = \"pricing_page\"\npages = [\"/pricing*\"]",
        "What visitors do that counts.",
    ),
    key(
        "checklists",
        Kind::NamedLists,
        "[checklists]\nsales_ready = [\"conversation\", \"size\"]",
        "Named lists of points that a rep confirms, each a list of names. Built in, and there without being written: \
         `bant` (budget, authority, need, timeline), `gpct` (goals, plans, challenges, timeline) and `meddic` (metrics, \
         economic_buyer, decision_criteria, decision_process, identify_pain, champion); one of these names written here \
         replaces it.",
    ),
    key(
        "fit",
        Kind::Tables(&FIT),
        "[[fit]]\nid = \"size_ideal\"\nreason = \"50 to 1,000 people\"\nfield = \"employees\"\nbetween = [50, \
         1000]\npoints = 20",
        "A criterion of fit: who they are.",
    ),
    key(
        "engagement",
        Kind::Tables(&ENGAGEMENT),
        "[[engagement]]\nid = \"pricing_page\"\nreason = \"read the pricing page\"\nsignal = \"pricing_page\"\n\
         points_each = 5\ncap = 15",
        "A criterion of engagement: what they did.",
    ),
    key(
        "tiers",
        Kind::Tables(&TIER),
        "[[tiers]]\nid = \"hot\"\nat_least = 70",
        "The tiers, best first; the last takes every lead that is left. At least one is needed.",
    ),
    key(
        "mql",
        Kind::Table(&GATE),
        "[mql]\nall = [{ reason = \"e-mail is known\", field = \"email\", present = true }]",
        "What makes a lead marketing-qualified: a gate.",
    )
    .required(),
    key(
        "sql",
        Kind::Table(&GATE),
        "[sql]\nall = [{ reason = \"is marketing-qualified\", qualified = \"mql\" }, { checklist = \"bant\", \
         at_least = 2 }]",
        "What makes a lead sales-qualified: a gate. Without it no lead is.",
    ),
    key(
        "sources",
        Kind::Tables(&SOURCE),
        "[[sources]]\nid = \"demo_request\"\npages = [\"/demo*\"]",
        "Where leads come from; the first whose pages match the form's page.",
    ),
    key(
        "offers",
        Kind::Tables(&OFFER),
        "[[offers]]\nkind = \"meeting\"\ntiers = [\"hot\"]\n\n[offers.texts.en]\nheadline = \"Pick a time that \
         suits you\"\nbutton = \"Book a meeting\"",
        "What a visitor is shown; the first that matches. The last is for everybody.",
    ),
    key(
        "booking",
        Kind::Table(&BOOKING),
        "[booking]\nlink = \"https://meet.acme.example/team\"",
        "Booking without a rep.",
    )
    .required(),
];

static SCORE: Section = Section {
    title: "[score]",
    doc: "What the criteria of a group can give together. Their sum, held to 0 and the cap, is the group's part of the \
          score; the two parts, held to 100, are the score.",
    keys: &[&[
        key("fit_cap", Kind::Number(1, MOST_POINTS), "80", "Most points for who they are.").or("100"),
        key("engagement_cap", Kind::Number(1, MOST_POINTS), "60", "Most points for what they did.").or("100"),
        key(
            "share_of",
            Kind::Number(SHARE_OF.0, SHARE_OF.1),
            "1000",
            "Of how many of the last leads the `share` of a tier is taken. The desk cuts anew after each tenth of them.",
        )
        .or("1000"),
    ]],
};

static GRADE: Section = Section {
    title: "[grade]",
    doc: "Fit is graded A to D and engagement 1 to 4, so that A1 is who fits and asks, and A4 who fits and is silent.",
    keys: &[&[
        key(
            "fit",
            Kind::Numbers(3),
            "[60, 40, 20]",
            "The least points for A, B and C; less is D. They fall, and none is above the cap.",
        )
        .or("three, two and one quarter of `fit_cap`"),
        key("engagement", Kind::Numbers(3), "[45, 30, 15]", "The least points for 1, 2 and 3; less is 4.")
            .or("three, two and one quarter of `engagement_cap`"),
    ]],
};

static LIST: Section = Section {
    title: "[lists.*]",
    doc: "A list under a name of its own, which `in_list` asks for.",
    keys: &[&[
        key(
            "entries",
            Kind::Texts,
            "[\"rival.example\", \"rivalcloud.example\"]",
            "What is on it. Case, accents and blanks make no difference.",
        )
        .required(),
        key("private", Kind::Flag, "true", "No visitor can read it: it stays at the edge.").or("false"),
        key(
            "filter",
            Kind::Flag,
            "false",
            "Whether a private list of at most 1,000 entries travels to the browser as a filter, which is sure of \
             who is \
             not on it. Who guesses an entry can ask the filter and learns \"perhaps\"; `false` keeps that back, too.",
        )
        .or("true"),
    ]],
};

static SIGNAL: Section = Section {
    title: "[[signals]]",
    doc: "What counts as a signal. One without pages and events is told of by another system.",
    keys: &[&[
        key("id", Kind::Name, "\"pricing_page\"", "Its name, by which `signal` asks for it.").required(),
        key("pages", Kind::Texts, "[\"/pricing*\"]", "Paths of pages, `*` for any run of characters."),
        key("events", Kind::Texts, "[\"webinar_attended\"]", "Names of events that a page or another system tells of."),
    ]],
};

static CRITERION: [Key; 6] = [
    key("id", Kind::Name, "\"size_ideal\"", "Its name, the same for ever: reports compare by it.").required(),
    key("reason", Kind::Text, "\"50 to 1,000 people\"", "The words in which people speak of it.").required(),
    key("private", Kind::Flag, "true", "No visitor can read it: it stays at the edge.").or("false"),
    key(
        "points",
        Kind::Number(-MOST_POINTS, MOST_POINTS),
        "20",
        "What it gives when it holds, or takes if negative. Not 0.",
    ),
    key(
        "points_each",
        Kind::Number(-MOST_POINTS, MOST_POINTS),
        "5",
        "Instead of `points`, with `signal` and `cap`: what each time gives. Not 0.",
    ),
    key("cap", Kind::Number(1, MOST_POINTS), "15", "With `points_each`: the most all times give together."),
];

static DECAY: [Key; 1] = [key(
    "decay",
    Kind::Duration(SIGNAL_DAYS),
    "\"30d\"",
    "With `points_each`: a signal's points fall in a straight line to nothing over this time.",
)
.or("they stay")];

static FIT: Section = Section {
    title: "[[fit]]",
    doc: "A criterion of who they are: one question, or several by `all`, `any`, `none`, or `at_least` with `of`, and \
          its points.",
    keys: &[&CRITERION, &DECAY, &QUESTION, &PARTS_OF_CRITERION],
};

static ENGAGEMENT: Section = Section {
    title: "[[engagement]]",
    doc: "A criterion of what they did. Its keys are those of [[fit]].",
    keys: &[&CRITERION, &DECAY, &QUESTION, &PARTS_OF_CRITERION],
};

static TIER: Section = Section {
    title: "[[tiers]]",
    doc: "A tier, by score or by share. They stand best first. The last one is needed: it takes every lead that is left \
          and has neither `at_least` nor `share`, or `at_least = 0`.",
    keys: &[&[
        key("id", Kind::Name, "\"hot\"", "Its name.").required(),
        key(
            "at_least",
            Kind::Number(0, 100),
            "70",
            "The least score. Beside `share`: the cut until enough leads are known.",
        ),
        key(
            "share",
            Kind::Number(1, 99),
            "20",
            "The best so many percent of the last leads, the tiers before it included; therefore shares rise. The score this comes to is part of the card, and stands until the desk cuts anew.",
        ),
    ]],
};

static SOURCE: Section = Section {
    title: "[[sources]]",
    doc: "A source and its pages.",
    keys: &[&[
        key("id", Kind::Name, "\"demo_request\"", "Its name, as `source` has it.").required(),
        key("pages", Kind::Texts, "[\"/demo*\"]", "Paths of pages, `*` for any run of characters.")
            .or("every page that is left"),
        key(
            "channel",
            Kind::Flag,
            "true",
            "Its leads come by the API, by signals or from a file, and say so: a chat, a webinar, a list. No page is its.",
        )
        .or("false"),
    ]],
};

static OFFER: Section = Section {
    title: "[[offers]]",
    doc: "What a visitor is shown: the first offer whose `tiers` and `when` the lead meets. The last one has neither, so \
          that nobody is shown nothing.",
    keys: &[&[
        key(
            "kind",
            Kind::Choice(offer_kinds),
            "\"meeting\"",
            "A booking link, a link to read or watch, or a plain thank-you.",
        )
        .required(),
        key("tiers", Kind::Texts, "[\"hot\"]", "For which tiers.").or("all of them"),
        key(
            "when",
            Kind::Table(&GATE),
            "{ reason = \"asked for a demo\", field = \"source\", is = \"demo_request\" }",
            "What must hold besides: a gate.",
        ),
        key(
            "link",
            Kind::Text,
            "\"https://www.acme.example/guide\"",
            "Where the resource is; needed for that kind only.",
        ),
        key(
            "texts",
            Kind::NamedTables(&TEXTS),
            "{ en = { headline = \"Thank you, we have it\" } }",
            "The words, by language.",
        ),
    ]],
};

static TEXTS: Section = Section {
    title: "[offers.texts.*]",
    doc: "The words of an offer in one language: `[offers.texts.en]`.",
    keys: &[&[
        key("headline", Kind::Text, "\"Pick a time that suits you\"", "One line.").required(),
        key("text", Kind::Text, "\"Choose half an hour with the person who will help you.\"", "One sentence.")
            .or("\"\""),
        key("button", Kind::Text, "\"Book a meeting\"", "On the button; a meeting and a resource need one.").or("\"\""),
    ]],
};

static BOOKING: Section = Section {
    title: "[booking]",
    doc: "Where a visitor books who has no rep yet.",
    keys: &[&[
        key(
            "link",
            Kind::Text,
            "\"https://meet.acme.example/team\"",
            "The desk's general link. `{name}`, `{first_name}`, `{last_name}`, `{email}`, `{company}` and `{lead}` are \
             filled in. A link without any of them gets name, e-mail and lead in the way of its tool: Calendly, \
             Cal.com, HubSpot Meetings, SavvyCal and Chili Piper are known.",
        )
        .required(),
        key(
            "tool",
            Kind::Choice(booking_tools),
            "\"calendly\"",
            "The tool behind `link`, where its host does not tell: a calendar on a domain of your own.",
        )
        .or("told by the link's host"),
        key("name", Kind::Text, "\"Acme sales\"", "Who the visitor meets while no rep is known.")
            .or("the site's own name"),
        key("picture", Kind::Text, "\"https://www.acme.example/team.jpg\"", "The team's picture, as of a rep."),
        key(
            "inline",
            Kind::Flag,
            "true",
            "The calendar opens in the offer itself at the click, where its tool allows a frame; a meeting that was \
             booked there is noticed. Else it opens in a tab of its own.",
        )
        .or("false"),
    ]],
};
