/**
 * The card of agreement.toml as somebody would write it who has only this card: plain code,
 * sets and regular expressions made once, nothing looked up by a name that is not fixed.
 */

const FUNCTIONS = new Set(["data", "engineering", "it", "operations"]);
const NAMED = new Set([
  "atlas.example",
  "northstar.example",
  "fintrust.example",
  "granite.example",
  "polar.example",
  "cedar.example",
  "lumen.example",
  "harbour.example",
]);
const RIVALS = new Set(["rival.example", "rivalcloud.example", "otherside.example", "copycat.example"]);
const TARGETS = new Set(["financial services", "healthcare", "logistics", "manufacturing", "retail", "software"]);
const CORE = new Set(["united states", "united kingdom", "germany", "france", "netherlands", "austria", "canada"]);
const BUDGETS = new Set(["25k to 50k", "50k to 100k", "over 100k"]);
const AVOIDED = /\b(?:gambling|tobacco|crypto)\b/;
const BUYS = /\b(?:procurement|buyer|purchasing|vendor management)\b/;
const SOON = /\b(?:this month|this quarter|next quarter|asap|now|weeks|immediately)\b/;
const NEED = /\b(?:demo|pricing|evaluating|evaluation|vendors?|production|migrate|scaling|next quarter)\b/;
const POOR = /\b(?:no budget|none)\b/;
const BRAND = /\bbrand\b/;
const PRICES = /\b(?:pricing|plans)\b/;

/**
 * @param {import("./leads.mjs").Lead} lead
 * @returns {number} 0 to 100
 */
export function scoreByHand(lead) {
  const fit = clamp(fitOf(lead), 80);
  const engagement = clamp(engagementOf(lead), 60);
  return clamp(fit + engagement, 100);
}

/** @param {number} points @param {number} cap */
function clamp(points, cap) {
  return points < 0 ? 0 : points > cap ? cap : points;
}

/** @param {import("./leads.mjs").Lead} lead */
function fitOf(lead) {
  let points = 0;
  const people = lead.employees;
  if (people !== null) {
    if (people > 1000) points += 15;
    else if (people >= 50) points += 20;
    else if (people >= 11) points += 6;
  }
  switch (lead.seniority) {
    case "c_level":
    case "vp":
      points += 20;
      break;
    case "head":
      points += 18;
      break;
    case "manager":
      points += 10;
      break;
    case "student":
      points -= 20;
      break;
  }
  if (lead.function !== null && FUNCTIONS.has(lead.function)) points += 10;
  if (lead.email_kind === "work") points += 10;
  else if (lead.email_kind === "free" || lead.email_kind === "disposable") points -= 10;
  if (lead.email_domain !== null) {
    if (NAMED.has(lead.email_domain)) points += 15;
    if (RIVALS.has(lead.email_domain)) points -= 60;
  }
  if (lead.industry !== null) {
    if (TARGETS.has(lead.industry)) points += 8;
    if (AVOIDED.test(lead.industry)) points -= 15;
  }
  if (lead.country !== null && CORE.has(lead.country)) points += 6;
  if (lead.region === "california" || lead.region === "bayern" || lead.region === "ontario") points += 3;
  if (lead.city === "berlin") points += 2;
  if (lead.postal_code === "10115" || lead.postal_code === "94105") points += 1;
  if (lead.phone !== null) points += 4;
  if (lead.website !== null) points += 3;
  if (lead.company === null) points -= 8;
  if (lead.last_name !== null) points += 1;
  if (lead.job_title !== null && BUYS.test(lead.job_title)) points += 5;
  return points;
}

/** @param {import("./leads.mjs").Lead} lead */
function engagementOf(lead) {
  let points = 0;
  if (lead.source === "demo_request") points += 25;
  const { pricing_page, docs_visit, webinar, careers_page, trial_started } = lead.signals;
  if (pricing_page) points += Math.min(15, 5 * pricing_page);
  if (docs_visit) points += Math.min(8, 2 * docs_visit);
  if (webinar) points += Math.min(12, 6 * webinar);
  if (careers_page) points -= Math.min(10, 5 * careers_page);
  if (trial_started) points += 10;
  if (lead.timeline !== null && SOON.test(lead.timeline)) points += 10;
  if (lead.message !== null && NEED.test(lead.message)) points += 5;
  if (lead.budget !== null) {
    if (BUDGETS.has(lead.budget)) points += 8;
    if (POOR.test(lead.budget)) points -= 6;
  }
  if (lead.interest === "platform" || lead.interest === "migration") points += 4;
  if (lead.heard_from === "a colleague") points += 3;
  if (lead.channel === "phone") points += 2;
  if (lead.campaign_medium === "cpc" || lead.campaign_medium === "paid social") points += 2;
  if (lead.campaign !== null && BRAND.test(lead.campaign)) points += 3;
  if (lead.consent === null) points -= 2;
  if (lead.page !== null && PRICES.test(lead.page)) points += 4;
  return points;
}
