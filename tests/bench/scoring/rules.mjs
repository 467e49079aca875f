/**
 * The rules of agreement.toml as data, for the engines that read data. Written down a second
 * time because no engine here reads TOML; that both say the same is checked by the answers.
 *
 * @typedef {{
 *   id: string, group: "fit" | "engagement", points: number,
 *   field?: string, is?: string, one_of?: string[], contains?: string[],
 *   between?: [number, number], at_least?: number, present?: true, absent?: true,
 *   signal?: string, cap?: number,
 * }} Rule a rule with `cap` gives `points` for each time its signal was seen
 */

/** Most points a group can give. */
export const CAPS = { fit: 80, engagement: 60 };

/** @type {Rule[]} */
export const RULES = [
  { id: "size_ideal", group: "fit", field: "employees", between: [50, 1000], points: 20 },
  { id: "size_large", group: "fit", field: "employees", at_least: 1001, points: 15 },
  { id: "size_small", group: "fit", field: "employees", between: [11, 49], points: 6 },
  { id: "executive", group: "fit", field: "seniority", one_of: ["c_level", "vp"], points: 20 },
  { id: "head", group: "fit", field: "seniority", is: "head", points: 18 },
  { id: "manager", group: "fit", field: "seniority", is: "manager", points: 10 },
  { id: "student", group: "fit", field: "seniority", is: "student", points: -20 },
  { id: "function", group: "fit", field: "function", one_of: ["data", "engineering", "it", "operations"], points: 10 },
  { id: "work_email", group: "fit", field: "email_kind", is: "work", points: 10 },
  { id: "free_email", group: "fit", field: "email_kind", one_of: ["free", "disposable"], points: -10 },
  {
    id: "named_account",
    group: "fit",
    field: "email_domain",
    one_of: [
      "atlas.example",
      "northstar.example",
      "fintrust.example",
      "granite.example",
      "polar.example",
      "cedar.example",
      "lumen.example",
      "harbour.example",
    ],
    points: 15,
  },
  {
    id: "competitor",
    group: "fit",
    field: "email_domain",
    one_of: ["rival.example", "rivalcloud.example", "otherside.example", "copycat.example"],
    points: -60,
  },
  {
    id: "industry_target",
    group: "fit",
    field: "industry",
    one_of: ["financial services", "healthcare", "logistics", "manufacturing", "retail", "software"],
    points: 8,
  },
  { id: "industry_avoided", group: "fit", field: "industry", contains: ["gambling", "tobacco", "crypto"], points: -15 },
  {
    id: "country_core",
    group: "fit",
    field: "country",
    one_of: ["united states", "united kingdom", "germany", "france", "netherlands", "austria", "canada"],
    points: 6,
  },
  { id: "region_field", group: "fit", field: "region", one_of: ["california", "bayern", "ontario"], points: 3 },
  { id: "city_field", group: "fit", field: "city", is: "berlin", points: 2 },
  { id: "postal_near", group: "fit", field: "postal_code", one_of: ["10115", "94105"], points: 1 },
  { id: "phone_known", group: "fit", field: "phone", present: true, points: 4 },
  { id: "website_known", group: "fit", field: "website", present: true, points: 3 },
  { id: "no_company", group: "fit", field: "company", absent: true, points: -8 },
  { id: "surname_known", group: "fit", field: "last_name", present: true, points: 1 },
  {
    id: "buys",
    group: "fit",
    field: "job_title",
    contains: ["procurement", "buyer", "purchasing", "vendor management"],
    points: 5,
  },
  { id: "demo_request", group: "engagement", field: "source", is: "demo_request", points: 25 },
  { id: "pricing_page", group: "engagement", signal: "pricing_page", points: 5, cap: 15 },
  { id: "docs_visit", group: "engagement", signal: "docs_visit", points: 2, cap: 8 },
  { id: "webinar", group: "engagement", signal: "webinar", points: 6, cap: 12 },
  { id: "careers_page", group: "engagement", signal: "careers_page", points: -5, cap: 10 },
  { id: "trial", group: "engagement", signal: "trial_started", at_least: 1, points: 10 },
  {
    id: "timeline",
    group: "engagement",
    field: "timeline",
    contains: ["this month", "this quarter", "next quarter", "asap", "now", "weeks", "immediately"],
    points: 10,
  },
  {
    id: "need",
    group: "engagement",
    field: "message",
    contains: [
      "demo",
      "pricing",
      "evaluating",
      "evaluation",
      "vendor",
      "vendors",
      "production",
      "migrate",
      "scaling",
      "next quarter",
    ],
    points: 5,
  },
  {
    id: "budget_set",
    group: "engagement",
    field: "budget",
    one_of: ["25k to 50k", "50k to 100k", "over 100k"],
    points: 8,
  },
  { id: "no_budget", group: "engagement", field: "budget", contains: ["no budget", "none"], points: -6 },
  { id: "topic", group: "engagement", field: "interest", one_of: ["platform", "migration"], points: 4 },
  { id: "word_of_mouth", group: "engagement", field: "heard_from", is: "a colleague", points: 3 },
  { id: "call_me", group: "engagement", field: "channel", is: "phone", points: 2 },
  { id: "paid", group: "engagement", field: "campaign_medium", one_of: ["cpc", "paid social"], points: 2 },
  { id: "brand", group: "engagement", field: "campaign", contains: ["brand"], points: 3 },
  { id: "no_consent", group: "engagement", field: "consent", absent: true, points: -2 },
  { id: "from_pricing", group: "engagement", field: "page", contains: ["pricing", "plans"], points: 4 },
];

/**
 * One regular expression for the words or phrases of a `contains`, as whole words.
 * @param {string[]} phrases
 */
export function wordPattern(phrases) {
  return new RegExp(`\\b(?:${phrases.join("|")})\\b`);
}
