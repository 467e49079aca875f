// @ts-check
// Random agreements and random leads, from one seed. What people type and what agreements ask for
// come from the same pools, so that they meet.

import { NOW, generator } from "./corpus.mjs";

/** @typedef {import("./corpus.mjs").Known} Known */
/** @typedef {{ now: number, known: Known, leads: any[] }} Batch leads that are scored at one instant, of whom the same is known */

const quoted = (/** @type {string} */ text) => JSON.stringify(text);

const WORDS = ["demo", "pricing", "evaluating vendors", "c++", "größe", "migrate", "production", "soon", "東京"];
/** @type {Record<string, unknown[]>} */
const TYPED = {
  email: ["ada@works.example", "eve@mail.rival.example", "x@gmail.com", "info@atlas.example", "y@mailinator.com", "a@eu.works.co.uk", "b@team.works.github.io", "c@co.uk", "d@10.0.0.1", "no address", ""],
  first_name: ["Ada", "José", ""],
  last_name: ["King", "Łukasz", "\u202eevil"],
  job_title: ["CTO", "Sr. Dir., RevOps", "Leiterin Vertrieb", "co-founder & CTO", "assistant to the CEO", "Werkstudent", "jefe de ventas", "Maler", "gerente de marketing", "Avocate", "директор", ""],
  company: ["ACME GmbH & Co. KG", "Works Ltd", "The Atlas, Inc.", "Müller & Söhne", "株式会社", "🚀 Works"],
  company_size: ["11–50", "1k+", "about 200", "10.000", "50", "1,001 - 5,000", "viele", "just me", 120, 0],
  country: ["Deutschland", "USA", "Allemagne", "Burkina Faso", "br", "Atlantis", "United Kingdom", "日本"],
  state: ["California", "Bayern", "ON", "Zürich", "us-ca", "nowhere"],
  city: ["Berlin", "São Paulo"],
  postal_code: ["10115", "SW1A 1AA"],
  website: ["https://www.works.example/x", "gmail.com", "-"],
  phone: ["+49 (0)30 901820", "030 901820", "(415) 555-2671", "0044 20 7946 0958 ext. 12", "call me"],
  budget: ["10k", "€10.000", "$5,000 - $10,000", "over 1m", "none yet", 7500],
  timeline: ["asap", "this quarter", "in 3 weeks", "nur informieren", "12+ months", "?"],
  message: ["We'd love a demo — pricing?", "evaluating vendors for production,\r\nC++", "Größe?", "hello\u0000\u001f", "東京", ""],
  industry: ["Fintech", "Retail", "Financial Services"],
  interest: [["pipelines", "lineage"], "lineage", "Größe"],
  heard_from: ["a friend", "search"],
  preferred_contact: ["phone", "mail"],
  consent: [true, false, "yes", null],
};
/** What conditions compare. @type {Record<string, string[]>} */
const VALUES = {
  email: ["ada@works.example", "x@gmail.com"],
  email_kind: ["work", "free", "role", "disposable"],
  email_domain: ["works.example", "rival.example", "atlas.example", "co.uk"],
  registrable_domain: ["works.example", "works.co.uk", "works.github.io", "gmail.com", "rival.example"],
  name: ["ada king", "jose"],
  first_name: ["ada"],
  last_name: ["king"],
  job_title: ["cto", "maler"],
  seniority: ["c_level", "vp", "head", "manager", "individual", "student"],
  function: ["data", "sales", "engineering", "it", "marketing", "legal", "general"],
  country: ["de", "us", "br", "gb", "bf", "jp"],
  market: ["dach", "north_america", "uk_ireland", "africa", "east_asia"],
  region: ["us-ca", "de-by", "ca-on", "ch-zh", "nowhere"],
  city: ["berlin", "são paulo"],
  postal_code: ["10115"],
  phone: ["+4930901820", "+14155552671"],
  website: ["gmail.com", "-"],
  timeline: ["asap", "?"],
  timeline_band: ["now", "month", "quarter", "later", "none"],
  industry: ["fintech", "retail"],
  interest: ["lineage", "pipelines, lineage"],
  heard_from: ["a friend"],
  channel: ["phone"],
  consent: ["true", "yes"],
  company: ["acme", "works", "atlas", "müller & söhne"],
  language: ["en", "de", "pt"],
  page: ["/demo", "/pricing"],
  source: ["demo_request", "content"],
  campaign: ["q4"],
  campaign_source: ["x y", "ads"],
  campaign_medium: ["cpc"],
};
const SIGNALS = ["pricing_page", "webinar"];
const POINTS = ["budget", "need", "authority", "timeline", "champion", "identify_pain", "spoken", "sized"];
const CHECKLISTS = /** @type {Record<string, number>} */ ({ bant: 4, meddic: 6, ready: 2 });
const DURATIONS = ["45s", "10m", "3h", "1d", "30d", "60d"];

/**
 * Agreements and leads from a seed.
 * @param {number} seed
 */
export function pairs(seed) {
  const { random, below, pick, some } = generator(seed);

  /** One condition, as the keys of a table. @returns {string} */
  function condition() {
    const field = pick(Object.keys(VALUES));
    const value = () => quoted(pick(VALUES[field] ?? []));
    const kinds = [
      () => `signal = ${quoted(pick(SIGNALS))}, at_least = ${1 + below(3)}${random() < 0.5 ? `, within = "${pick(DURATIONS)}"` : ""}`,
      () => `field = ${quoted(pick(["employees", "budget"]))}, ${pick([`between = [${below(60)}, ${60 + below(20_000)}]`, `at_least = ${below(2000)}`, `at_most = ${below(2000)}`, `at_least = ${below(60)}, at_most = ${60 + below(20_000)}`])}`,
      () => `field = ${quoted(pick(["message", "job_title", "timeline"]))}, contains = [${some(3, () => quoted(pick(WORDS))).join(", ")}]`,
      () => `field = ${quoted(pick([field, "employees", "budget", "message"]))}, ${pick(["present", "absent"])} = ${pick(["true", "true", "false"])}`,
      () => `field = ${quoted(pick(["email_domain", "registrable_domain"]))}, in_list = ${quoted(pick(["open", "hidden", "kept"]))}`,
      () => `field = ${quoted(pick(["industry", "interest", "country"]))}, in_list = ${quoted(pick(["texts", "hidden_texts"]))}`,
      () => `confirmed = ${quoted(pick(POINTS))}`,
      () => checklist(),
      () => `field = ${quoted(field)}, is = ${value()}`,
      () => `field = ${quoted(field)}, is = ${value()}`,
      () => `field = ${quoted(field)}, one_of = [${some(3, value).join(", ")}]`,
      () => `field = ${quoted(field)}, one_of = [${some(3, value).join(", ")}]`,
    ];
    return pick(kinds)();
  }

  function checklist() {
    const name = pick(Object.keys(CHECKLISTS));
    return `checklist = ${quoted(name)}${random() < 0.6 ? `, at_least = ${1 + below(CHECKLISTS[name] ?? 1)}` : ""}`;
  }

  /** Several conditions put together, nested at most so deep. @returns {string} */
  function compound(/** @type {number} */ depth, /** @type {() => string} */ leaf) {
    const parts = some(3, () => (depth > 1 && random() < 0.3 ? `{ ${compound(depth - 1, leaf)} }` : `{ ${leaf()} }`));
    if (random() < 0.25) return `at_least = ${1 + below(parts.length)}, of = [${parts.join(", ")}]`;
    return `${pick(["all", "any", "none"])} = [${parts.join(", ")}]`;
  }

  /** One criterion: a condition, several, or points each time. */
  function criterion(/** @type {number} */ number) {
    const head = [`id = "c${number}"`, `reason = "reason ${number}"`, ...(random() < 0.1 ? ["private = true"] : [])];
    const sign = random() < 0.2 ? -1 : 1;
    if (random() < 0.25) {
      const each = 1 + below(9);
      if (random() < 0.5) head.push(`within = "${pick(DURATIONS)}"`);
      if (random() < 0.5) head.push(`decay = "${pick(DURATIONS)}"`);
      return [...head, `signal = ${quoted(pick(SIGNALS))}`, `points_each = ${each * sign}`, `cap = ${each + below(30)}`].join(", ");
    }
    return [...head, random() < 0.35 ? compound(3, condition) : condition(), `points = ${(1 + below(30)) * sign}`].join(", ");
  }

  /** A question of a gate; [mql] cannot ask for a qualification, a criterion for none of these. */
  function question(/** @type {boolean} */ sql) {
    if (random() < 0.7) return `reason = "r${below(100)}", ${condition()}`;
    return `reason = "r", ${pick([`score_at_least = ${below(90)}`, `tier_at_least = ${quoted(pick(["hot", "warm"]))}`, ...(sql ? [`qualified = "mql"`] : [])])}`;
  }
  const gate = (/** @type {boolean} */ sql) => compound(3, () => question(sql));

  /** Three numbers that fall, none above the cap. */
  const grades = (/** @type {number} */ cap) => `[${[1 + below(cap), 1 + below(cap), 1 + below(cap)].sort((a, b) => b - a).join(", ")}]`;

  /** A whole agreement with one rep. @returns {string} TOML */
  function agreement() {
    const [warm, hot] = [10 + below(30), 41 + below(50)];
    const caps = [20 + below(80), 20 + below(80)];
    const criteria = some(20, () => 0).map((_, number) => criterion(number));
    const inFit = criteria.filter(() => random() < 0.5);
    const shares = random() < 0.5 ? { hot: ["share = 10"], warm: ["share = 40"] } : { hot: [], warm: [] };
    return `name = "random"
owner = "ana"
review_by = 2099-01-01
fit = [${inFit.map((one) => `{ ${one} }`).join(", ")}]
engagement = [${criteria.filter((one) => !inFit.includes(one)).map((one) => `{ ${one} }`).join(", ")}]
[site]
origins = ["https://acme.example"]
[score]
fit_cap = ${caps[0]}
engagement_cap = ${caps[1]}
${random() < 0.5 ? `[grade]\nfit = ${grades(caps[0] ?? 20)}\nengagement = ${grades(caps[1] ?? 20)}` : ""}
[checklists]
ready = ["spoken", "sized"]
[lists.open]
entries = ["works.example", "atlas.example"]
[lists.hidden]
private = true
entries = ["rival.example", "works.co.uk"]
[lists.kept]
private = true
filter = false
entries = ["gmail.com"]
[lists.texts]
entries = ["Fintech", "Größe", "de"]
[lists.hidden_texts]
private = true
entries = ["lineage", "retail", "us"]
[[signals]]
id = "pricing_page"
pages = ["/pricing*"]
[[signals]]
id = "webinar"
events = ["joined"]
[[tiers]]
id = "hot"
at_least = ${hot}
${shares.hot.join("\n")}
[[tiers]]
id = "warm"
at_least = ${warm}
${shares.warm.join("\n")}
[[tiers]]
id = "cold"
[mql]
${gate(false).replace(/^at_least = (\d+), /, "at_least = $1\n")}
[sql]
${gate(true).replace(/^at_least = (\d+), /, "at_least = $1\n")}
[[sources]]
id = "demo_request"
pages = ["/demo*"]
[[sources]]
id = "content"
[[offers]]
kind = "resource"
tiers = ${pick([`["warm"]`, `["hot", "warm"]`, `["cold"]`])}
link = "https://acme.example/guide"
when = { ${gate(true)} }
texts.en = { headline = "h", button = "b" }
[[offers]]
kind = "meeting"
tiers = ["hot"]
${random() < 0.3 ? `when = { ${gate(true)} }` : ""}
texts.en = { headline = "h", button = "b" }
[[offers]]
kind = "thanks"
texts.en = { headline = "h" }
[booking]
link = "https://meet.acme.example/team"
[[reps]]
id = "ana"
name = "Ana"
email = "ana@acme.example"
[[pools]]
id = "inbound"
members = [{ rep = "ana" }]
[[routes]]
id = "all"
to = "inbound"
[windows]
first_response = "5m"
`;
  }

  /** How long ago: at any time, or at the borders of spans. */
  const age = () => (random() < 0.5 ? below(100 * 86_400) - 3_600 : pick([0, 44, 45, 46, 599, 600, 601, 10_800, 10_801, 86_400, 86_401, 30 * 86_400, 60 * 86_400 + 1]));

  let made = 0;
  /** A lead as the intake takes it. */
  /** One field as a form may have it: by its name, by its options alone, in two boxes. */
  function inputs(/** @type {string} */ name, /** @type {unknown} */ value) {
    if (name === "company_size" && random() < 0.4) return [{ name: "q5", type: "select", options: "5|Choose|1-10|11-50|51-200", value }];
    if (name !== "phone") return [{ name, value }];
    const code = { name: "code", type: "select", options: "2|Germany (+49)|France (+33)", value: pick(["Germany (+49)", "France (+33)", ""]) };
    return [...(random() < 0.4 ? [code] : []), { name, type: "tel", value }];
  }

  function lead(/** @type {number} */ now) {
    const fields = Object.entries(TYPED).filter(() => random() < 0.65);
    made += 1;
    return {
      v: 1,
      id: `01900000-0000-7000-8000-${String(made).padStart(12, "0")}`,
      page: {
        url: pick(["/demo", "https://acme.example/blog?utm_source=x%20y&utm_campaign=q4", "/pricing?utm_medium=cpc&utm_source=ads", ""]),
        language: pick(["en", "de-AT", "pt_BR", "", "EN"]),
      },
      fields: fields.flatMap(([name, values]) => inputs(name, pick(values))),
      signals: Array.from({ length: below(6) }, () => ({ name: pick([...SIGNALS, "joined", "teapot"]), at: now - age() })),
    };
  }

  /** @returns {Batch} */
  function batch(/** @type {number} */ size) {
    const now = random() < 0.8 ? NOW : below(4_294_967_295);
    const confirmed = POINTS.filter(() => random() < 0.3).map((point) => ({ point, holds: random() < 0.7 }));
    const visits = random() < 0.3 ? [{ page: "/pricing/plans", at: now - age() }] : [];
    return { now, known: { confirmed, visits }, leads: Array.from({ length: size }, () => lead(now)) };
  }

  return { agreement, batch };
}
