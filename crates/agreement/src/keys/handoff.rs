//! The keys of what happens after the verdict.

use super::hours::REP_KEYS;
use super::questions::GATE;
use super::{
    FILLED_WITHIN_DAYS, KEEP_DAYS, Key, Kind, MOST_LEADS, Section, WINDOW_DAYS, booking_tools, endpoint_kinds, events,
    key, returning, shares, step_kinds, ways_out, window_times,
};

pub(super) static SITE_SECTION: [Key; 1] = [key(
    "site",
    Kind::Table(&SITE),
    "[site]\norigins = [\"https://www.acme.example\"]",
    "The pages leads may come from.",
)
.required()];

pub(super) static SECTIONS: [Key; 10] = [
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
    key(
        "dedupe",
        Kind::Table(&DEDUPE),
        "[dedupe]\nreturning = \"same_owner\"",
        "What becomes of somebody who comes again.",
    ),
    key("privacy", Kind::Table(&PRIVACY), "[privacy]\nkeep_leads = \"730d\"", "How long what visitors typed is kept."),
    key("approval", Kind::Table(&APPROVAL), "[approval]\nrequired = true", "What a change of the agreement takes."),
    key(
        "accounts",
        Kind::Tables(&ACCOUNT),
        "[[accounts]]\ndomain = \"atlas.example\"\nowner = \"ana\"",
        "Companies that have an owner. A route with `account_owner` sends their leads there.",
    ),
    key("windows", Kind::Table(&WINDOWS), "[windows]\nfirst_response = \"5m\"", "The time allowed.").required(),
    key(
        "escalation",
        Kind::Tables(&STEP),
        "[[escalation]]\nat = \"50%\"\ndo = \"remind\"",
        "The ladder of what happens while the window for the first response runs out, and after it.",
    ),
    key("report", Kind::Table(&REPORT), "[report]\nrejected_above = 35", "What the report warns of."),
];

pub(super) static DELIVERY_SECTIONS: [Key; 3] = [
    key(
        "booking_webhooks",
        Kind::NamedTexts,
        "[booking_webhooks]\ncalendly = \"CALENDLY_SIGNING_KEY\"",
        "The booking tools whose word counts: `calendly`, `cal` and `hubspot`, each with the name of the secret that it signs \
         by. A meeting that is booked there ends the window, one that is cancelled or missed begins it again.",
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
        key(
            "filled_within",
            Kind::Duration(FILLED_WITHIN_DAYS),
            "\"1s\"",
            "A form that was filled in faster than this waits in quarantine as `too_fast`. Without it the time is only \
             shown: a browser that fills in everything takes a second, and your own tests less.",
        ),
        key(
            "turnstile_secret",
            Kind::Text,
            "\"TURNSTILE_SECRET\"",
            "The name of the secret of your Cloudflare Turnstile widget. Its site key stands in the tag as \
             `data-turnstile`. Leads without a good proof wait in quarantine as `unproven`.",
        ),
    ]],
};

static DEDUPE: Section = Section {
    title: "[dedupe]",
    doc: "What becomes of somebody who comes again. While their lead is open, what they say joins it; that is not asked.",
    keys: &[&[key(
        "returning",
        Kind::Choice(returning),
        "\"route_anew\"",
        "Who gets the new lead of a person whose last one was closed: whoever had that, or whoever the routes say.",
    )
    .or("\"same_owner\"")]],
};

static PRIVACY: Section = Section {
    title: "[privacy]",
    doc: "How long what visitors typed is kept. Then it is erased; that there was a lead, its score, its owner and its \
          times stay for the figures.",
    keys: &[&[key(
        "keep_leads",
        Kind::Duration(KEEP_DAYS),
        "\"730d\"",
        "From the day it came in. A lead that is still open by then is erased once it is closed.",
    )
    .or("for ever, until somebody erases it")]],
};

static APPROVAL: Section = Section {
    title: "[approval]",
    doc: "What a change of the agreement takes. Whether it does, the agreement in force says: none can let itself in.",
    keys: &[&[key(
        "required",
        Kind::Flag,
        "true",
        "Nothing is published but a draft that marketing and sales have both approved: not by a token, not by \
         `baton publish`. Each approves with a token of its own role (`marketing`, `sales_lead`), and nobody for both. \
         Going back to the version before takes one of them.",
    )
    .or("false")]],
};

static REPORT: Section = Section {
    title: "[report]",
    doc: "What the report warns of, in whole percent, and what it is held against.",
    keys: &[&[
        key(
            "rejected_above",
            Kind::Number(1, 100),
            "40",
            "More rejected than this of what sales decided: what is handed over is not what was agreed.",
        )
        .or("35"),
        key("mql_to_sql_below", Kind::Number(1, 100), "8", "Fewer MQLs that become SQLs: the bar is too low.").or("10"),
        key(
            "mql_to_sql_above",
            Kind::Number(1, 100),
            "25",
            "More: the bar is so high that good leads are left below it.",
        )
        .or("20"),
        key(
            "vague_above",
            Kind::Number(1, 100),
            "30",
            "More rejections that say nothing: \"other\", before anybody tried, or within a minute.",
        )
        .or("25"),
        key(
            "far_by",
            Kind::Number(1, 100),
            "20",
            "By so many points a source, a rep or a week has to differ from the rest, and more than chance does.",
        )
        .or("15"),
        key("fewest", Kind::Number(1, 10_000), "50", "Of fewer leads nothing is told: chance does that.").or("20"),
        key(
            "benchmark_response_hours",
            Kind::Number(1, 1_000),
            "24",
            "The average time to a first answer that others publish; shown as theirs.",
        )
        .or("42"),
        key(
            "benchmark_mql_to_sql",
            Kind::Number(1, 100),
            "15",
            "The share of MQLs that become SQLs that others publish; shown as theirs.",
        )
        .or("13"),
        key("leads_a_month", Kind::Number(1, 1_000_000), "400", "How many leads marketing promised in a month."),
        key("facts", Kind::Number(1, 5), "4", "With how many of the five facts a lead is to come.").or("3"),
        key(
            "digest",
            Kind::Texts,
            "[\"slack\", \"lead@acme.example\"]",
            "Who is sent the page for the meeting when a week or a month is over, at eight in the morning: ids of Slack \
             deliveries, and addresses where a delivery sends mail.",
        )
        .or("nobody"),
    ]],
};

static ACCOUNT: Section = Section {
    title: "[[accounts]]",
    doc: "A company that has an owner, or a list of them. A company is known by its domain; by its name only where the \
          domain, the telephone or the city say the same.",
    keys: &[&[
        key("owner", Kind::Text, "\"ana\"", "The rep whose account it is.").required(),
        key("domain", Kind::Text, "\"atlas.example\"", "The domain it writes from."),
        key("name", Kind::Text, "\"Atlas Logistics\"", "Its name; the legal form does not matter."),
        key("phone", Kind::Text, "\"+49 30 1234560\"", "Its telephone number, with the country's code."),
        key("city", Kind::Text, "\"Berlin\"", "Where it is."),
        key("list", Kind::Text, "\"named_accounts\"", "One of the [lists]: all companies in it."),
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
            key("slack", Kind::Text, "\"U012AB3CD\"", "Member id in Slack, for a `slack_bot`.")
                .or("found there by the e-mail address"),
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
            key(
                "open_leads",
                Kind::Number(1, MOST_LEADS),
                "20",
                "At most so many leads of this rep are open at a time; more go to the next.",
            )
            .or("no cap"),
            key(
                "per_day",
                Kind::Number(1, MOST_LEADS),
                "8",
                "At most so many new leads a day, from midnight to midnight where the rep is.",
            )
            .or("no cap"),
            key("skills", Kind::Texts, "[\"enterprise\"]", "What this rep knows to do; routes may ask for it."),
            key("products", Kind::Texts, "[\"platform\"]", "The products this rep sells.").or("all"),
            key("languages", Kind::Texts, "[\"en\", \"de\"]", "The languages this rep speaks, two letters each.")
                .or("all"),
            key(
                "blocked",
                Kind::Texts,
                "[\"rival.example\"]",
                "Companies whose leads never go to this rep: the domains of their addresses, those below included.",
            ),
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
        key(
            "share",
            Kind::Choice(shares),
            "\"open_leads\"",
            "By what turns are shared, by weight: leads over time, or leads that are open now.",
        )
        .or("\"turns\""),
        key("fallback", Kind::Text, "\"enterprise\"", "The pool whose members help out when nobody here can."),
        key(
            "if_nobody",
            Kind::Choices(ways_out),
            "[\"fallback\", \"manager\"]",
            "What is tried, in this order, when everybody here is away, off work or full: whoever begins to work first, \
             the fallback pool, the members' manager. In the end the agreement's owner gets the lead.",
        )
        .or("[\"next_working\", \"fallback\", \"manager\"]"),
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
        key(
            "to",
            Kind::Text,
            "\"inbound\"",
            "The pool it goes to. One of `to`, `rep` and `account_owner` must be there.",
        ),
        key("rep", Kind::Text, "\"mara\"", "The one rep it goes to."),
        key(
            "account_owner",
            Kind::Flag,
            "true",
            "It goes to whoever owns the company's account; if nobody does, the next route is tried.",
        )
        .or("false"),
        key("skills", Kind::Texts, "[\"enterprise\"]", "Only reps with all of these `skills` get it."),
        key("product", Kind::Text, "\"platform\"", "Only reps who sell this product get it."),
        key("same_language", Kind::Flag, "true", "Only reps who speak the visitor's language get it.").or("false"),
    ]],
};

static WINDOWS: Section = Section {
    title: "[windows]",
    doc: "The time allowed. Where a source and a tier are both named, the shorter time holds.",
    keys: &[&TIME, &RESPONSE, &ATTEMPT, &CONTACT, &OWN, &AFTER],
};

static TIME: [Key; 1] = [key(
    "in",
    Kind::Choice(window_times),
    "\"working_hours\"",
    "Whether the people's windows run all the time, or only while whoever has the lead works, see [hours].",
)
.or("\"round_the_clock\"")];

static RESPONSE: [Key; 3] = [
    key(
        "first_response",
        Kind::Duration(WINDOW_DAYS),
        "\"5m\"",
        "Until a rep has acknowledged a lead, for every source and tier that is not named. The ladder goes by it.",
    )
    .required(),
    key("by_source", Kind::NamedDurations(WINDOW_DAYS), "{ content = \"4h\" }", "For the sources that are named."),
    key("by_tier", Kind::NamedDurations(WINDOW_DAYS), "{ hot = \"5m\" }", "For the tiers that are named."),
];

static ATTEMPT: [Key; 3] = [
    key(
        "first_attempt",
        Kind::Duration(WINDOW_DAYS),
        "\"1h\"",
        "Until a rep has tried to reach the visitor: a call, a mail, a message.",
    ),
    key("attempt_by_source", Kind::NamedDurations(WINDOW_DAYS), "{ content = \"8h\" }", "The same by source."),
    key("attempt_by_tier", Kind::NamedDurations(WINDOW_DAYS), "{ hot = \"15m\" }", "The same by tier."),
];

static CONTACT: [Key; 3] = [
    key("first_contact", Kind::Duration(WINDOW_DAYS), "\"1d\"", "Until a rep has spoken with the visitor."),
    key("contact_by_source", Kind::NamedDurations(WINDOW_DAYS), "{ content = \"3d\" }", "The same by source."),
    key("contact_by_tier", Kind::NamedDurations(WINDOW_DAYS), "{ hot = \"4h\" }", "The same by tier."),
];

static OWN: [Key; 2] = [
    key(
        "offered",
        Kind::Duration(WINDOW_DAYS),
        "\"10s\"",
        "The desk's own clock: from the submit until the visitor's offer is decided.",
    )
    .or("\"10s\""),
    key(
        "told",
        Kind::Duration(WINDOW_DAYS),
        "\"1m\"",
        "The desk's own clock: from the submit until the message has reached the rep.",
    )
    .or("\"1m\""),
];

static AFTER: [Key; 4] = [
    key(
        "offline_after_miss",
        Kind::Duration(WINDOW_DAYS),
        "\"1h\"",
        "A rep who missed a window counts as away for so long.",
    ),
    key(
        "return_to_marketing_after",
        Kind::Duration(WINDOW_DAYS),
        "\"48h\"",
        "A lead that nobody did anything with for so long goes back to marketing, but not before its window is over.",
    )
    .or("\"48h\""),
    key("return_to_marketing", Kind::Flag, "false", "Whether leads that nobody works on go back.").or("true"),
    key(
        "attempts_before_nurture",
        Kind::Number(1, 100),
        "5",
        "After so many attempts without contact a lead goes to marketing.",
    )
    .or("5"),
];

static STEP: Section = Section {
    title: "[[escalation]]",
    doc: "A step of the ladder, in the order of time. The steps for the rep go by working time, from when they got the \
          lead; the touch and the return go by the visitor's clock, from its arrival.",
    keys: &[&[
        key("at", Kind::Step, "\"50%\"", "When: a share of the window for the first response, which may be more than all of it, or a time (`\"3m\"`).")
            .required(),
        key("do", Kind::Choice(step_kinds), "\"remind\"", "What happens.").required(),
    ]],
};

static DELIVERY: Section = Section {
    title: "[[deliveries]]",
    doc: "Where messages go.",
    keys: &[&[
        key("id", Kind::Name, "\"slack\"", "Its name.").required(),
        key(
            "kind",
            Kind::Choice(endpoint_kinds),
            "\"slack\"",
            "A card for a Slack channel, direct messages of a Slack app's bot, a typed JSON event, mail through Resend or \
             through Cloudflare's `send_email` binding, the lead in HubSpot or Salesforce (`docs/crm.md`), or messages to \
             the devices of reps (`docs/push.md`).",
        )
        .required(),
        key(
            "secret",
            Kind::Text,
            "\"SLACK_WEBHOOK_URL\"",
            "Name of the secret that holds the address, a bot's token, Resend's key, HubSpot's access token or the \
             private VAPID key of `push`, one of [secrets]; for `salesforce` consumer key and consumer secret with a blank \
             between them, for `send_email` the name of the binding.",
        )
        .required(),
        key(
            "signing_secret",
            Kind::Text,
            "\"EVENTS_SIGNING_KEY\"",
            "Name of the secret that signs a webhook (Standard Webhooks, `whsec_…`), or verifies what comes in: a Slack \
             app's Signing Secret, the client secret of HubSpot's app, the key that Salesforce signs with (`whsec_…`). Its value may hold two keys with a blank between them, while one takes the place of the other.",
        ),
        key(
            "second",
            Kind::Text,
            "\"events\"",
            "The delivery that is told instead while this one is down. What arrived there is still tried here.",
        ),
        key(
            "second_after",
            Kind::Duration(1),
            "\"60s\"",
            "For how long this one must be down before `second` is told.",
        )
        .or("\"60s\""),
        key(
            "from",
            Kind::Text,
            "\"Acme <hello@acme.example>\"",
            "Whom mail comes from, for `resend` and `send_email`: an address that the service may send from. Answers go to \
             the rep.",
        ),
        key(
            "on",
            Kind::Choices(events),
            "[\"lead.assigned\"]",
            "The events it is told of. Every delivery has it but a CRM, which is told of all that changes what it holds.",
        ),
        key("domain", Kind::Text, "\"acme.my.salesforce.com\"", "For `salesforce`: its My Domain."),
        key(
            "owners",
            Kind::NamedTexts,
            "{ ana = \"51234567\" }",
            "For a CRM: the id of each rep's user there. Who has none owns nothing there.",
        ),
        key(
            "fields",
            Kind::NamedTexts,
            "{ score = \"baton_score\", company = \"\" }",
            "For a CRM: into which of its properties an answer or a fact goes, where that is not as usual (docs/crm.md); \
             `\"\"`: nowhere.",
        ),
        key(
            "statuses",
            Kind::NamedTexts,
            "{ connected = \"CONNECTED\" }",
            "For a CRM: its status of each state of a lead, where that is not as usual (docs/crm.md); `\"\"`: left as it is. \
             The same the other way round: who sets it there moves the lead.",
        ),
        key("source", Kind::Text, "\"crm\"", "For a CRM: the one of [[sources]] that leads from there have."),
        key(
            "poll",
            Kind::Duration(1),
            "\"5m\"",
            "For a CRM: how often it is asked what has changed, a minute at least; never, where nothing is written.",
        ),
    ]],
};
