/**
 * Seeded leads as they are after normalising: every text folded, ranks and kinds known. All
 * keys are always there, in the same order, `null` where nothing is known: the shape that
 * suits JavaScript best.
 *
 * @typedef {{
 *   email: string | null, email_kind: string | null, email_domain: string | null,
 *   first_name: string | null, last_name: string | null, name: string | null,
 *   company: string | null, job_title: string | null, seniority: string | null,
 *   function: string | null, employees: number | null, industry: string | null,
 *   country: string | null, region: string | null, city: string | null,
 *   postal_code: string | null, phone: string | null, website: string | null,
 *   budget: string | null, timeline: string | null, message: string | null,
 *   interest: string | null, heard_from: string | null, channel: string | null,
 *   consent: string | null, campaign: string | null, campaign_source: string | null,
 *   campaign_medium: string | null, page: string | null, source: string | null,
 *   signals: Record<string, number>,
 * }} Lead
 */

/** Seconds since 1970 at which the leads are scored. The Rust side has the same number. */
export const NOW = 1_780_315_200;

/** Title, seniority and function, as the tables of `baton-scoring` see them. */
const TITLES = [
  ["ceo", "c_level", "general"],
  ["cto", "c_level", "engineering"],
  ["chief data officer", "c_level", "data"],
  ["vp engineering", "vp", "engineering"],
  ["vp sales", "vp", "sales"],
  ["head of data", "head", "data"],
  ["director of operations", "head", "operations"],
  ["head of procurement", "head", "operations"],
  ["it manager", "manager", "it"],
  ["marketing manager", "manager", "marketing"],
  ["product manager", "manager", "product"],
  ["software engineer", "individual", "engineering"],
  ["senior buyer", "individual", null],
  ["recruiter", "individual", null],
  ["data analyst", "individual", "data"],
  ["consultant", "individual", null],
  ["student", "student", null],
];
const FIRST = ["anna", "james", "maria", "lukas", "sophie", "daniel", "priya", "thomas"];
const LAST = ["muller", "smith", "garcia", "silva", "dubois", "weber", "brown", "patel"];
const COMPANIES = ["atlas", "northstar", "blueworks", "vertex", "maple", "quanta", "stonebridge", "rival", "polar"];
const FREE = ["gmail.com", "outlook.com", "gmx.de", "yahoo.com"];
const INDUSTRIES = ["financial services", "healthcare", "software", "crypto exchange", "education", "logistics"];
/** Country, region, city, postal code. */
const PLACES = [
  ["united states", "california", "san francisco", "94105"],
  ["united states", "texas", "austin", "73301"],
  ["germany", "bayern", "munchen", "80331"],
  ["germany", "berlin", "berlin", "10115"],
  ["canada", "ontario", "toronto", "m5h 2n2"],
  ["brazil", "sao paulo", "sao paulo", "01310"],
  ["spain", "madrid", "madrid", "28001"],
];
const SENTENCES = [
  "we would like a demo for our team.",
  "we are evaluating vendors and want to decide next quarter.",
  "can you share pricing for 200 seats?",
  "our models are in production and we hit scaling limits.",
  "just looking around.",
  "saw your talk and wanted to learn more about the product and how it fits with what we have today.",
  "is there a free tier?",
  "a friend told me about you, thanks!",
];
const SIGNALS = ["pricing_page", "docs_visit", "webinar", "careers_page", "trial_started"];

/**
 * @param {number} count
 * @param {number} [seed]
 * @returns {Lead[]}
 */
export function makeLeads(count, seed = 42) {
  const draw = mulberry32(seed);
  return Array.from({ length: count }, () => makeLead(draw));
}

/** @param {() => number} draw @returns {Lead} */
function makeLead(draw) {
  const one = (/** @type {readonly any[]} */ of) => of[Math.floor(draw() * of.length)];
  /** An answer that so many of a hundred give. @type {(percent: number, answer: () => any) => any} */
  const some = (percent, answer) => (draw() * 100 < percent ? answer() : null);
  const first = one(FIRST);
  const last = some(90, () => one(LAST));
  const company = one(COMPANIES);
  const mail = mailOf(draw, first, company, one);
  const [title, seniority, department] = some(92, () => one(TITLES)) ?? [null, null, null];
  const [country, region, city, postal] = one(PLACES);
  const page = one(["/demo", "/pricing", "/blog/scaling-teams", "/resources/plans-compared", "/contact"]);
  return {
    email: `${mail.local}@${mail.domain}`,
    email_kind: mail.kind,
    email_domain: mail.domain,
    first_name: first,
    last_name: last,
    name: last === null ? first : `${first} ${last}`,
    company: some(93, () => company),
    job_title: title,
    seniority,
    function: department,
    employees: some(90, () => Math.ceil(10 ** (draw() * 4))),
    industry: some(80, () => one(INDUSTRIES)),
    country: some(90, () => country),
    region: some(50, () => region),
    city: some(50, () => city),
    postal_code: some(30, () => postal),
    phone: some(35, () => `+49 30 ${Math.floor(draw() * 1e6)}`),
    website: some(30, () => `https://www.${company}.example`),
    budget: some(60, () => one(["under 5k", "5k to 25k", "25k to 50k", "50k to 100k", "over 100k", "no budget yet"])),
    timeline: some(70, () => one(["asap", "this month", "next quarter", "within weeks", "next year", "researching"])),
    message: some(75, () => Array.from({ length: 1 + Math.floor(draw() * 3) }, () => one(SENTENCES)).join(" ")),
    interest: some(50, () => one(["platform", "migration", "support", "training"])),
    heard_from: some(50, () => one(["google", "a colleague", "podcast", "conference"])),
    channel: some(50, () => one(["phone", "e-mail", "video call"])),
    consent: some(85, () => "yes"),
    campaign: some(30, () => one(["brand 2026", "retargeting", "competitor terms"])),
    campaign_source: some(30, () => one(["google", "linkedin", "newsletter"])),
    campaign_medium: some(30, () => one(["cpc", "paid social", "email"])),
    page,
    source: page === "/demo" ? "demo_request" : "content",
    signals: signalsOf(draw),
  };
}

/**
 * @param {() => number} draw
 * @param {string} first
 * @param {string} company
 * @param {(of: readonly any[]) => any} one
 */
function mailOf(draw, first, company, one) {
  const kind = draw() * 100;
  if (kind < 25) return { local: first, domain: one(FREE), kind: "free" };
  if (kind < 27) return { local: first, domain: "mailinator.com", kind: "disposable" };
  if (kind < 30) return { local: "info", domain: `${company}.example`, kind: "role" };
  return { local: first, domain: `${company}.example`, kind: "work" };
}

/** Of each kind none for six of ten, else geometrically many. @param {() => number} draw */
function signalsOf(draw) {
  /** @type {Record<string, number>} */
  const seen = {};
  for (const name of SIGNALS) {
    if (draw() < 0.6) continue;
    let times = 1;
    while (draw() < 0.5) times += 1;
    seen[name] = times;
  }
  return seen;
}

/**
 * A small seeded generator, as everybody writes it (Tommy Ettinger's Mulberry32, public domain).
 * @param {number} seed
 */
function mulberry32(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
