// @ts-check
// Cases on every_condition.toml: each question answered yes, no and not at all, and the borders of
// bands, spans of time, caps, clamps, grades, tiers, gates and offers.

import { readFileSync } from "node:fs";

import { NOW, add, generator } from "./corpus.mjs";

/** @typedef {import("./corpus.mjs").More} More */

/** The criteria in the order of the card; clamps come last. */
const ORDER = [...readFileSync(new URL("every_condition.toml", import.meta.url), "utf8").matchAll(/^\[\[(?:fit|engagement)\]\]\nid = "(.+)"$/gm)].map((found) => found[1] ?? "");
const CLAMPS = ["fit.cap", "fit.floor", "engagement.cap", "engagement.floor", "score.cap"];
const place = (/** @type {string} */ id) => (CLAMPS.includes(id) ? 1000 + CLAMPS.indexOf(id) : ORDER.indexOf(id.replace(/\.cap$/, "")));

/**
 * A case of which every reason is known.
 * @param {string} name
 * @param {object} fields
 * @param {string[]} gave all reasons but that no website was named, in any order
 * @param {More} [more]
 */
function holds(name, fields, gave, more = {}) {
  const absent = "website" in fields ? [] : ["absent"];
  const all = [...gave, ...absent].sort((a, b) => place(a) - place(b));
  add(name, fields, { agreement: "every_condition", page: "", gave: all, ...more });
}

/** The same signal at several times. */
const seen = (/** @type {string} */ name, /** @type {number[]} */ ...ages) => ages.map((age) => ({ name, at: NOW - age }));
const confirmed = (/** @type {Record<string, boolean>} */ points) => ({ confirmed: Object.entries(points).map(([point, holds]) => ({ point, holds })) });

holds("nothing, and so no website", {}, [], {
  expect: { score: 1, fit: 1, engagement: 0, grade: "D4", tier: "cold", mql: false, sql: false, source: "content", offer: "thanks" },
  skips: { is: "unanswered", open_list: "unanswered", between: "unanswered", rank: "unanswered", none: "unanswered", language: "unanswered", confirmed: "unconfirmed", checklist: "unconfirmed", gave_none: "unconfirmed" },
});

// ------------------------------------------------------------------ texts, lists, bands

for (const [text, gave] of /** @type {[string, string[]][]} */ ([
  ["Fintech", ["is"]], ["FINTECH", ["is"]], ["  fintech\t", ["is"]], ["Fíntech", ["is"]], ["Fintech & Banking", []], ["fin tech", []], ["fintec", []],
])) holds(`is: ${JSON.stringify(text)}`, { industry: text }, gave);
for (const [text, gave] of /** @type {[string, string[]][]} */ ([
  ["Germany", ["one_of"]], ["Österreich", ["one_of"]], ["USA", ["market"]], ["Canada", ["market"]], ["México", []], ["Atlantis", []],
])) holds(`one of: ${text}`, { country: text }, gave, text === "Atlantis" ? { skips: { one_of: "not_understood", market: "not_understood" } } : {});
for (const [text, gave] of /** @type {[string, string[]][]} */ ([
  ["We need a proof of concept.", ["contains"]], ["a proof  of\tconcept", ["contains"]], ["proof-of-concept?", ["contains"]],
  ["PROOF, OF (CONCEPT)", ["contains"]], ["proofs of concept", []], ["proof of concepts", []], ["concept of proof", []], ["proof of", []],
  ["our shop is C++", ["contains"]], ["C+", []], ["c", []], ["welche Größe?", ["contains"]], ["GRÖSSE", ["contains"]], ["größer", []],
  ["東京", ["contains"]], ["「東京」です", ["contains"]], ["東京都", []], ["proof\u2014of\u2014concept", ["contains"]], ["", []],
])) holds(`contains: ${JSON.stringify(text)}`, { message: text }, gave);
for (const [address, gave] of /** @type {[string, string[]][]} */ ([
  ["ada@partner.example", ["open_list"]], ["ada@eu.partner.example", ["open_list"]], ["ADA@PARTNER.EXAMPLE", ["open_list"]],
  ["ada@notpartner.example", []], ["ada@partner.example.com", []], ["ada@ally.co.uk", ["open_list"]], ["ada@co.uk", []], ["ada@example", []],
  ["ada@rival.example", ["private_list", "fit.floor"]], ["ada@mail.rival.example", ["private_list", "fit.floor"]], ["ada@myrival.example", []],
  ["ada@nemesis.example", ["private_list", "fit.floor"]], ["ada@blocked.example", ["hidden_list", "fit.floor"]], ["ada@unblocked.example", []],
  ["ada@gmail.com", ["mail", "fit.floor"]], ["ada@yopmail.com", ["mail", "fit.floor"]], ["info@works.example", []],
])) {
  holds(`list: ${address}`, { email: address }, gave);
  // In the browser a private list is a filter, without the name of its criterion: it is sure of
  // who is not on it. Of a list that does not travel nothing is there.
  const isPrivate = gave.includes("private_list") || gave.includes("hidden_list");
  const skips = /** @type {Record<string, string>} */ (gave.includes("private_list") ? { "": "edge_only" } : {});
  holds(`list in the browser: ${address}`, { email: address }, isPrivate ? [] : gave, { card: "public", skips });
}
holds("a website stands in for the address", { website: "https://www.partner.example/about" }, ["open_list"]);
for (const [text, gave] of /** @type {[string, string[]][]} */ ([
  ["Data Lineage", ["text_list"]], ["data  lineage", ["text_list"]], ["grosse", ["text_list"]], ["lineage", []], ["data lineage, Größe", []],
])) holds(`list of texts: ${text}`, { interest: text }, gave, { expect: { offer: /^data +lineage$/i.test(text) ? "resource" : "thanks" } });
for (const [size, gave] of /** @type {[string, string[]][]} */ ([
  ["49", []], ["50", ["between"]], ["200", ["between"]], ["201", ["band_above"]], ["0", []], ["4294967295", ["band_above"]], ["many", []],
])) holds(`band: ${size} people`, { company_size: size }, gave, size === "many" ? { skips: { between: "not_understood", band_above: "not_understood" } } : {});
for (const [sum, gave] of /** @type {[string, string[]][]} */ ([
  ["0", ["band_below", "fit.floor"]], ["4999", ["band_below", "fit.floor"]], ["5000", []], ["9999", []], ["10000", ["band"]], ["90k", ["band"]],
  ["90001", []], ["under 20k", ["band_below", "fit.floor"]], ["none yet", []],
])) holds(`band: ${sum} to spend`, { budget: sum }, gave, sum === "none yet" ? { skips: { band_below: "not_understood", band: "not_understood" } } : {});

// ------------------------------------------------------------------ answered or not, derived fields

holds("present: understood", { phone: "+49 30 123456" }, ["present"]);
holds("present: not understood is answered", { phone: "call me" }, ["present"]);
holds("present: blanks are no answer", { phone: " \u00a0 " }, []);
holds("absent: blanks are no answer", { web_site: "  " }, []);
holds("absent: answered", { website: "none" }, []);
for (const [title, gave] of /** @type {[string, string[]][]} */ ([
  ["CEO", ["rank"]], ["Chief Data Officer", ["rank", "work"]], ["Data Engineer", ["work"]], ["VP Sales", []], ["Former CEO", []], ["?", []],
])) holds(`rank and work: ${title}`, { job_title: title }, gave, title === "?" ? { skips: { rank: "unanswered", work: "unanswered" } } : {});
for (const [tag, gave] of /** @type {[string, string[]][]} */ ([["de-CH", ["language"]], ["PT", ["language"]], ["en", []], ["", []]])) {
  for (const card of /** @type {const} */ (["full", "public"])) holds(`reads a language, ${card}: "${tag}"`, {}, gave, { card, language: tag });
}
holds("a private criterion", { heard_from: "A Friend" }, ["private"]);
holds("a private criterion in the browser", { heard_from: "A Friend" }, [], { card: "public", expect: { low: 0, offer: "thanks" } });
for (const [answer, gave] of /** @type {[string, string[]][]} */ ([["ASAP", ["timeline_band"]], ["this quarter", ["timeline_band"]], ["next year", []], ["?", []]])) {
  holds(`when: ${answer}?`, { timeline: answer }, gave);
}

// ------------------------------------------------------------------ questions put together

const WHO = { name: "Ada King", company: "Works Ltd", company_size: "10" };
holds("all: every part", WHO, ["all"]);
holds("all: one no", { ...WHO, company: "Other" }, []);
holds("all: one number short", { ...WHO, company_size: "9" }, []);
holds("all: one unknown", { ...WHO, company_size: "many" }, [], { skips: { all: "not_understood" } });
holds("all: one unknown and one no is no", { company: "Works", company_size: "many" }, []);
holds("any: the first", {}, ["any"], { page: "/x?utm_campaign=Q4" });
holds("any: the second", {}, ["any"], { page: "/x?utm_source=search-ads" });
holds("any: both count once", {}, ["any"], { page: "/x?utm_source=ads&utm_campaign=q4" });
holds("any: neither", {}, [], { page: "/x?utm_source=mail&utm_campaign=q3" });
holds("any: one no, one unknown", {}, [], { page: "/x?utm_campaign=q3", skips: { any: "unanswered" } });
holds("none: neither", { job_title: "Engineer of ships", company_size: "2" }, ["none", "work"]);
holds("none: a student", { job_title: "Student", company_size: "2" }, []);
holds("none: alone", { job_title: "VP Sales", company_size: "just me" }, []);
holds("none: one unknown", { job_title: "VP Sales" }, [], { skips: { none: "unanswered" } });
holds("none: one unknown, one that holds", { company_size: "1" }, []);
holds("at least: one of three", { city: "Berlin" }, []);
holds("at least: two of three", { city: "Berlin", zip: "10115" }, ["at_least_of"]);
holds("at least: three of three", { city: "Berlin", zip: "10115", state: "Berlin" }, ["at_least_of"]);
holds("nested: phone and a number", { preferred_contact: "Phone", phone: "+49 30 123456", consent: "Yes" }, ["present", "nested"]);
holds("nested: phone without a number", { preferred_contact: "Phone", consent: "yes" }, []);
holds("nested: mail", { preferred_contact: "mail", consent: "yes" }, ["nested"]);
holds("nested: no consent, no rep", { preferred_contact: "mail", consent: "no" }, [], { skips: { nested: "unconfirmed" } });
holds("nested: no consent, but spoken to", { preferred_contact: "mail", consent: "no" }, ["nested"], { known: confirmed({ conversation: true }) });
holds("nested: a channel nobody named", { consent: "yes" }, [], { skips: { nested: "unanswered" } });

// ------------------------------------------------------------------ sources, pages

for (const [page, source, gave] of /** @type {[string, string, string[]][]} */ ([
  ["https://acme.example/demo", "demo_request", ["source"]], ["/demo/", "demo_request", ["source"]], ["/xx/book-a-demo", "demo_request", ["source"]],
  ["/de/book-a-demo", "demo_request", ["source", "page"]], ["/de/preise", "german", ["page"]], ["/de", "content", ["page"]], ["/a-de.html", "content", ["page"]],
  ["/blog", "content", []], ["", "content", []],
])) holds(`source of "${page}"`, {}, gave, { page, expect: { source } });

// ------------------------------------------------------------------ signals, spans of time, falling points

/** @type {[string, { name: string, at: number }[], string[], number][]} */
const SIGNALS = [
  ["one webinar long ago", seen("webinar", 1e8), ["signal"], 4],
  ["one webinar by its event", seen("webinar_joined", 1e8), ["signal"], 4],
  ["two webinars long ago", seen("webinar", 61, 1e8), ["signal", "signal_twice"], 7],
  ["a webinar now", seen("webinar", 0), ["signal", "each_falling_within"], 13],
  ["a webinar 45 s ago: 4.5 points", seen("webinar", 45), ["signal", "each_falling_within"], 8],
  ["a webinar 59 s ago", seen("webinar", 59), ["signal", "each_falling_within"], 7],
  ["a webinar at the end of its span", seen("webinar", 60), ["signal", "each_falling_within"], 7],
  ["a webinar a second behind its span", seen("webinar", 61), ["signal"], 4],
  ["two webinars now, held to a cap", seen("webinar", 0, 0), ["signal", "signal_twice", "each_falling_within", "each_falling_within.cap"], 16],
  ["a webinar to come", seen("webinar", -1), [], 0],
  ["one trial now", seen("trial", 0), ["each_falling"], 10],
  ["one trial a second ago", seen("trial", 1), ["each_falling"], 9],
  ["one trial 10 s ago", seen("trial", 10), ["each_falling"], 9],
  ["one trial 11 s ago", seen("trial", 11), ["each_falling"], 8],
  ["one trial 90 s ago", seen("trial", 90), ["each_falling"], 1],
  ["one trial 91 s ago is worth nothing", seen("trial", 91), [], 0],
  ["one trial 99 s ago", seen("trial", 99), [], 0],
  ["one trial 100 s ago", seen("trial", 100), [], 0],
  ["one trial long ago", seen("trial", 1e9), [], 0],
  ["two trials within 90 s", seen("trial", 90, 90), ["signal_within", "each_falling"], 8],
  ["two trials, one a second too old", seen("trial", 90, 91), ["each_falling"], 1],
  ["three trials now, held to a cap", seen("trial", 0, 0, 0), ["signal_within", "each_falling", "each_falling.cap"], 31],
  ["trials to come do not count", seen("trial", -1, -100), [], 0],
  ["one visit", seen("pricing_page", 1e8), ["each"], 5],
  ["two visits", seen("pricing_page", 0, 1e8), ["each"], 10],
  ["three visits, held to a cap", seen("pricing_page", 0, 1, 2), ["each", "each.cap"], 12],
  ["documentation at the end of its hour", seen("docs_page", 3600), ["each_within"], 2],
  ["documentation a second behind its hour", seen("docs_page", 3601), [], 0],
  ["documentation, four times", seen("docs_page", 0, 0, 0, 3600), ["each_within"], 8],
  ["documentation, five times", seen("docs_page", 0, 0, 0, 0, 0), ["each_within", "each_within.cap"], 8],
  ["unsubscribed now", seen("unsubscribed", 0), ["each_taking", "engagement.floor"], 0],
  ["an unknown signal", seen("teapot", 0), [], 0],
  ["a signal at no time is old", [{ name: "webinar", at: 0 }], ["signal"], 4],
  ["a signal before 1970", [{ name: "webinar", at: -1e9 }], ["signal"], 4],
];
for (const [name, signals, gave, engagement] of SIGNALS) holds(`signals: ${name}`, {}, gave, { signals, expect: { engagement } });
// What is taken is dropped towards nothing, too; the demo request shows it.
for (const [age, engagement] of [[0, 16], [10, 17], [11, 18], [20, 18], [30, 19], [31, 20], [40, 20]]) {
  const took = engagement === 20 ? [] : ["each_taking"];
  holds(`unsubscribed ${age} s ago`, {}, ["source", ...took], { page: "/demo", signals: seen("unsubscribed", age ?? 0), expect: { engagement } });
}
holds("unsubscribed three times, held to a cap", {}, ["source", "each_taking", "each_taking.cap"], {
  page: "/demo", signals: seen("unsubscribed", 0, 0, 0), expect: { engagement: 10 },
});
// The same ages at other instants, from the first second to the last that 32 bits hold.
for (const now of [100, 86_400, 2_147_483_647, 2_147_483_648, 4_294_967_295]) {
  for (const age of [0, 59, 60, 61, 91]) {
    const gave = age <= 60 ? ["signal", "each_falling_within"] : ["signal"];
    holds(`a webinar ${age} s before ${now}`, {}, gave, { now, signals: [{ name: "webinar", at: now - age }] });
  }
}
for (const [page, gave] of /** @type {[string, string[]][]} */ ([
  ["https://acme.example/pricing/plans?x=1", ["each"]], ["/PRICING", ["each"]], ["/de/preise", ["each"]], ["/preise", []], ["/docs#top", ["each_within"]], ["/a/pricing", []],
])) holds(`visited ${page}`, {}, gave, { known: { visits: [{ page, at: NOW - 5 }] } });
holds("visited later", {}, [], { known: { visits: [{ page: "/pricing", at: NOW + 5 }] } });

// ------------------------------------------------------------------ confirmed points

for (const [name, points, gave] of /** @type {[string, Record<string, boolean>, string[]][]} */ ([
  ["a champion", { champion: true }, ["confirmed"]], ["no champion", { champion: false }, []],
  ["a whole checklist", { conversation: true, company_size: true }, ["checklist"]], ["half a checklist", { conversation: true }, []],
  ["two of four", { budget: true, timeline: true }, ["checklist_at_least"]], ["all four", { budget: true, authority: true, need: true, timeline: true }, ["checklist_at_least"]],
  ["one of four", { need: true }, []], ["two of four denied", { budget: false, need: false, timeline: true }, []],
  ["three of four denied", { budget: false, need: false, timeline: false, authority: true }, []],
  ["no pain", { identify_pain: false }, ["gave_none"]], ["pain", { identify_pain: true }, []], ["a point of no checklist", { weather: true }, []],
])) holds(`confirmed: ${name}`, {}, gave, { known: confirmed(points) });
holds("confirmed: what was said last counts", {}, [], { known: { confirmed: [{ point: "champion", holds: true }, { point: "champion", holds: false }] } });
holds("confirmed: half a checklist is open", {}, [], { known: confirmed({ conversation: true }), skips: { checklist: "unconfirmed" } });

// ------------------------------------------------------------------ grades, tiers, clamps

const C = { job_title: "Chief Data Officer" }; // 10 + 4, and 1 for no website
const B = { ...C, company_size: "50", industry: "Fintech", phone: "+49 30 123456" }; // 7 + 3 for none, 3, 2: 30
const A = { ...B, email: "ada@partner.example", budget: "10k" }; // 6, 9: 45
const FULL = { ...A, message: "C++", city: "Berlin", zip: "10115", country: "de", interest: "Größe" }; // 5, 4, 4, 2: 60
const B_GAVE = ["is", "between", "present", "rank", "work", "none"];
const A_GAVE = [...B_GAVE, "open_list", "band"];
const FULL_GAVE = [...A_GAVE, "contains", "at_least_of", "one_of", "text_list"];
for (const [name, fields, gave, fit, grade, tier] of /** @type {[string, object, string[], number, string, string][]} */ ([
  ["C", C, ["rank", "work"], 15, "C4", "cool"], ["just not C", { ...C, website: "x.example" }, ["rank", "work"], 14, "D4", "cold"],
  ["B", B, B_GAVE, 30, "B4", "cool"], ["just not B", { ...B, website: "x" }, B_GAVE, 29, "C4", "cool"],
  ["A", A, A_GAVE, 45, "A4", "warm"], ["just not A", { ...A, website: "x" }, A_GAVE, 44, "B4", "warm"], ["the cap", FULL, FULL_GAVE, 60, "A4", "warm"],
])) holds(`fit ${name}`, fields, gave, { expect: { fit, grade, tier } });
holds("fit over the cap", FULL, [...FULL_GAVE, "language", "fit.cap"], { language: "de", expect: { fit: 60, grade: "A4" } });

const ALL_SIGNALS = seen("pricing_page", 1, 2, 3);
for (const [name, more, gave, engagement, grade] of /** @type {[string, More, string[], number, string][]} */ ([
  ["3", { signals: seen("pricing_page", 1, 2) }, ["each"], 10, "D3"],
  ["just not 3", { signals: seen("webinar", 99), known: confirmed({ conversation: true, company_size: true }) }, ["signal", "checklist"], 9, "D4"],
  ["2", { page: "/demo", known: confirmed({ conversation: true, company_size: true }) }, ["source", "checklist"], 25, "D2"],
  ["just not 2", { page: "/demo", signals: seen("webinar", 99) }, ["source", "signal"], 24, "D3"],
  ["1", { page: "/demo", signals: ALL_SIGNALS, known: confirmed({ champion: true }) }, ["source", "each", "each.cap", "confirmed"], 40, "D1"],
  ["just not 1", { page: "/demo", signals: ALL_SIGNALS, known: confirmed({ budget: true, need: true }) }, ["source", "each", "each.cap", "checklist_at_least"], 39, "D2"],
])) holds(`engagement ${name}`, {}, gave, { ...more, expect: { engagement, grade } });

const EVERYTHING = { page: "/demo", signals: ALL_SIGNALS, known: confirmed({ champion: true, budget: true, need: true, conversation: true, company_size: true }) };
const EVERYTHING_GAVE = ["source", "each", "each.cap", "confirmed", "checklist", "checklist_at_least", "engagement.cap"];
holds("engagement over its cap", {}, EVERYTHING_GAVE, { ...EVERYTHING, expect: { engagement: 50, score: 51 } });
holds("the score over its cap", FULL, [...FULL_GAVE, ...EVERYTHING_GAVE, "score.cap"], {
  ...EVERYTHING, expect: { fit: 60, engagement: 50, score: 100, grade: "A1", tier: "hot", mql: true, sql: true, offer: "meeting" },
});
holds("exactly hot", { ...B, company: "Works", name: "Ada" }, [...B_GAVE, "all", "source", "each", "each.cap", "language"], {
  page: "/demo", signals: ALL_SIGNALS, language: "pt", expect: { score: 70, tier: "hot", offer: "meeting" },
});
holds("a point short of hot", { ...B, company: "Works", name: "Ada", website: "x" }, [...B_GAVE, "all", "source", "each", "each.cap", "language"], {
  page: "/demo", signals: ALL_SIGNALS, language: "pt", expect: { score: 69, tier: "warm", offer: "thanks" },
});

// ------------------------------------------------------------------ gates and offers

const gate = (/** @type {string} */ name, /** @type {object} */ fields, /** @type {Record<string, unknown>} */ expect, /** @type {More} */ more = {}) =>
  add(name, fields, { agreement: "every_condition", page: "", expect, ...more });
const MAIL = { email: "ada@works.example" };
gate("mql: a mail, a size, a rank", { ...MAIL, company_size: "1", job_title: "Head of HR" }, { mql: true });
gate("mql: a mail and a size", { ...MAIL, company_size: "1" }, { mql: false });
gate("mql: no mail", { company_size: "1", job_title: "CEO" }, { mql: false });
gate("mql: free mail", { email: "ada@gmail.com", company_size: "9", job_title: "CEO" }, { mql: false });
gate("mql: thrown away", { email: "ada@yopmail.com", company_size: "9", job_title: "CEO" }, { mql: false });
gate("mql: a mail that is none is not known to be free", { email: "ada at works", company_size: "9", job_title: "CEO" }, { mql: false });
gate("mql: a webinar at the end of 30 days", { ...MAIL, company_size: "9" }, { mql: true }, { signals: seen("webinar", 30 * 86_400) });
gate("mql: a webinar a second sooner", { ...MAIL, company_size: "9" }, { mql: false }, { signals: seen("webinar", 30 * 86_400 + 1) });
gate("mql: by its score alone", { ...FULL, email: "ada@gmail.com" }, { mql: false, fit: 49 });
gate("mql: by its score, a point more", { ...FULL, email: "ada@gmail.com" }, { mql: true, fit: 51 }, { language: "de" });
gate("sql: qualified, warm, a champion", A, { mql: true, sql: true, offer: "meeting", tier: "warm" }, { known: confirmed({ champion: true }) });
gate("sql: three of BANT", A, { sql: true }, { known: confirmed({ budget: true, need: true, authority: true }) });
gate("sql: two of BANT", A, { sql: false, offer: "thanks" }, { known: confirmed({ budget: true, need: true }) });
gate("sql: nobody asked", A, { mql: true, sql: false, offer: "thanks" });
gate("sql: cool", { ...MAIL, ...C, company_size: "9" }, { mql: true, sql: false, tier: "cool" }, { known: confirmed({ champion: true }) });
gate("offer: lineage goes before a meeting", { ...FULL, interest: "Data lineage" }, { offer: "resource", tier: "hot" }, EVERYTHING);
gate("offer: no rank is no sure meeting", { ...A, job_title: "" }, { offer: "thanks" }, { page: "/demo", known: confirmed({ champion: true }) });
gate("offer: the prices for a day", {}, { offer: "resource", tier: "cold" }, { signals: seen("pricing_page", 86_400) });
gate("offer: the prices a second longer", {}, { offer: "thanks", tier: "cold" }, { signals: seen("pricing_page", 86_401) });
gate("offer: the prices are for the cool", { ...A }, { offer: "thanks", tier: "warm" }, { signals: seen("pricing_page", 5) });
gate("offer in the browser: what is private keeps it back", FULL, { offer: "thanks" }, { card: "public", page: "/demo", signals: ALL_SIGNALS });

// ------------------------------------------------------------------ seeded crosses

const { random, below, pick } = generator(20_261_121);
const FORMS = /** @type {Record<string, string[]>} */ ({
  email: ["ada@partner.example", "eve@rival.example", "x@gmail.com", "info@works.example", "no", ""],
  job_title: ["CEO", "Chief Data Officer", "Student", "ML engineer", "Leiterin IT", "Gärtner"],
  company_size: ["1", "50", "201+", "11–50", "many"],
  budget: ["5k", "10.000 €", "under 5k", "?"],
  country: ["de", "Österreich", "USA", "Burkina Faso", "Atlantis"],
  phone: ["+49 30 123456", "030 123456", "call me"],
  timeline: ["asap", "6 months", "just looking", "?"],
  message: ["C++", "a proof of concept", "hello", "Größe"],
  interest: ["Data Lineage", "Größe", "other"],
  heard_from: ["a friend", "search"],
  website: ["acme.example", ""],
});
for (let number = 0; number < 60; number++) {
  const now = pick([NOW, NOW + below(1e8), below(4_294_967_295)]);
  const fields = Object.fromEntries(Object.entries(FORMS).filter(() => random() < 0.7).map(([key, values]) => [key, pick(values)]));
  const signals = Array.from({ length: below(5) }, () => ({ name: pick(["pricing_page", "webinar_joined", "trial", "docs_page", "unsubscribed"]), at: now - below(120) + 5 }));
  const card = pick(["full", "public"]);
  add(`every condition, seeded ${number}`, fields, {
    agreement: "every_condition", card: /** @type {"full" | "public"} */ (card), now, signals,
    page: pick(["/demo", "/de/x", ""]), language: pick(["de", "en-GB", ""]),
    known: confirmed(Object.fromEntries(["champion", "budget", "need", "identify_pain"].filter(() => random() < 0.3).map((point) => [point, random() < 0.7]))),
  });
}
