/** Every text of the console, in one place and in one language. */

import { duration } from "./format.js";

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const words = {
  product: "Baton",
  desk: "desk",
  leave: "Leave",
  unnamed: "no name given",

  trouble: {
    unreachable: { code: "unreachable", message: "the edge does not answer", help: "Check that it is running and that you are online." },
    unreadable: { code: "unreadable", message: "the edge answered something that is no JSON", help: "Look at what stands between this page and the edge." },
    fault: { code: "page_fault", message: "this page has a fault", help: "Load it again. If it comes back, tell us what the lead looks like; the lead itself is safe at the edge." },
    title: "The edge does not answer",
    since: (/** @type {string} */ time) => `What you see is from ${time}; the clocks go on.`,
    again: "Try now",
    reload: "Load again",
    tokenRefused: "The edge does not accept this token. Copy it once more, all of it.",
    unknownDesk: (/** @type {string} */ desk) => `There is no desk “${desk}”`,
    unknownDeskHelp: "A desk comes to be when its first agreement is published:",
    otherDesk: "Another desk is chosen in the address: /desk/?desk=NAME.",
    unknownLead: "There is no such lead on this desk",
    unknownLeadHelp: "The address may be cut off, or the lead may belong to another desk.",
    other: "The edge refuses this",
  },

  fresh: { live: "Live", waiting: "Not live", loading: "Loading" },

  gate: {
    title: "Open the desk",
    lead: "The console shows leads with names and addresses, so it asks who you are.",
    label: "Admin token",
    help: "`cargo xtask dev` prints it. Of a deployment it is the secret BATON_ADMIN_TOKEN.",
    kept: "It stays in this tab and is gone when you close it.",
    button: "Open the desk",
  },

  agreement: {
    title: "Agreement",
    link: "Agreement",
    label: "Text of the agreement",
    version: (/** @type {number} */ version) => `Version ${version} is in force. Change it here to see what would be told; publish it with baton publish.`,
    line: (/** @type {number} */ line) => `Line ${line}`,
    problems: (/** @type {number} */ errors, /** @type {number} */ warnings) =>
      [errors && counted(errors, "error", "errors"), warnings && counted(warnings, "warning", "warnings")].filter(Boolean).join(", "),
    good: "Ready to publish",
    summary: (/** @type {import("./agreement.js").Summary} */ of, /** @type {string} */ tiers) =>
      `${of.name}: ${counted(of.criteria, "criterion", "criteria")}, ${tiers}, ${counted(of.reps, "rep", "reps")}, ${counted(of.routes, "route", "routes")}, first response within ${duration(of.first_response_seconds * 1000)}, public card of ${of.public_card_bytes} bytes.`,
    noCheck: "The check could not be loaded. Load the page again, or run baton check.",
  },

  list: {
    title: "Leads",
    columns: { score: "Score", lead: "Lead", owner: "Owner", clock: "First response", state: "State", undelivered: "Messages" },
    summary: (/** @type {{ all: number, more: boolean, running: number, late: number, quarantined: number, undelivered: number }} */ of) =>
      [
        of.more ? `newest ${of.all} leads` : of.all > 0 && counted(of.all, "lead", "leads"),
        of.late && `${of.late} missed and unanswered`,
        of.running && counted(of.running, "clock running", "clocks running"),
        of.quarantined && `${of.quarantined} in quarantine`,
        of.undelivered && counted(of.undelivered, "message undelivered", "messages undelivered"),
      ]
        .filter(Boolean)
        .join(" · "),
    noOwner: "nobody",
    undelivered: (/** @type {number} */ count) => `${count} undelivered`,
    older: "Show older leads",
    news: (/** @type {number} */ count, /** @type {string} */ person, /** @type {number} */ score, /** @type {string} */ tier) =>
      `${counted(count, "new lead", "new leads")}: ${person}, ${score}, ${tier}`,
    emptyTitle: "No leads yet",
    emptyWhat: "Every lead of this desk will stand here, newest first: its score, its owner and the time left to answer.",
    emptyDemo: "To see one now, open the demo page (`cargo xtask dev` prints its address) and submit the form.",
    emptyTag: "To get real ones, put this tag on a page with a form:",
  },

  state: {
    assigned: "Assigned",
    notified: "Notified",
    acknowledged: "Acknowledged",
    quarantined: "Quarantined",
  },

  quarantine: {
    unknown_site: "unknown site",
    no_origin: "no site named",
    throw_away_mail: "throw-away address",
    honeypot: "filled in by a machine",
    undecided: "nothing decided",
    test: "a test submission",
  },

  clock: {
    none: "no clock",
    noneBecause: (/** @type {string} */ state) => (state === "quarantined" ? "while in quarantine" : "no window was set"),
    left: (/** @type {number} */ ms) => `${duration(ms)} left`,
    missed: (/** @type {number} */ ms) => `missed by ${duration(ms)}`,
    answeredLate: "answered late",
    missedAt: (/** @type {string} */ time) => `missed at ${time}`,
    answered: (/** @type {number} */ ms) => `answered in ${duration(ms)}`,
    by: (/** @type {string} */ time) => `by ${time}`,
    callBackBy: (/** @type {string} */ time) => `call back by ${time}`,
    at: (/** @type {string} */ time) => `at ${time}`,
    wasDue: (/** @type {string} */ time) => `was due at ${time}`,
  },

  lead: {
    back: "All leads",
    received: (/** @type {string} */ time) => `came in at ${time}`,
    agreement: (/** @type {number} */ version) => `agreement ${version}`,
    owner: "Owner",
    state: "State",
    promised: "Promised",
    promise: (/** @type {string} */ step, /** @type {string} */ due) => (due ? `${step}, by ${due}` : step),
    promisedBy: (/** @type {string} */ who, /** @type {string} */ time) => `by ${who} at ${time}`,
    quarantineTitle: (/** @type {string} */ because) => `In quarantine: ${because}`,
    quarantined: "No rep was told and no clock runs.",
    quarantineHelp: /** @type {Record<string, string>} */ ({
      unknown_site: "Is the site yours? Add its address to origins under [site] and publish the agreement; the next lead from there gets its rep.",
      no_origin: "A browser says which site a form is on, so this was sent by something else. If that is yours, let it name its site.",
      throw_away_mail: "Addresses there live for minutes. If somebody real is behind it, another address is needed to answer.",
      honeypot: "A field of the form was filled in that no visitor sees. Programs do that; seldom a browser that fills in everything.",
      test: "The install check sent it from a page with #baton-check in its address. There is nothing to do.",
      undecided: "Look at routes, pools and reps of the agreement, and publish it again.",
    }),
  },

  package: {
    title: "Five facts",
    labels: /** @type {Record<string, string>} */ ({
      who: "Who",
      source: "Came by",
      message: "Asks",
      timeline: "When",
      channel: "Reach by",
    }),
    unsaid: "not said",
  },

  verdict: {
    title: (/** @type {number} */ score) => `Why ${score}`,
    of: "of 100",
    groups: /** @type {Record<string, string>} */ ({ fit: "Who they are", engagement: "What they did", "": "Limits of the score" }),
    columns: { reason: "Reason and what they said", sum: "Sum", points: "Points" },
    sum: "Score",
    tier: (/** @type {string} */ tier) => tier,
    bar: (/** @type {number} */ from, /** @type {number} */ to) => `from ${from} to ${to}`,
    skippedTitle: "What could not be counted",
    skipped: (/** @type {string} */ why, /** @type {number} */ count) => `${why}. ${counted(count, "criterion waits", "criteria wait")} for it:`,
    causes: /** @type {Record<string, (field: string) => string>} */ ({
      unanswered: (field) => `${field}: not given`,
      not_understood: (field) => `${field}: the answer is not understood`,
      unconfirmed: () => "No rep has confirmed it yet",
      edge_only: (field) => `${field}: only the edge can tell`,
    }),
    grade: (/** @type {string} */ grade, /** @type {number} */ fit, /** @type {number} */ engagement) => `Grade ${grade}: ${fit} for who they are, ${engagement} for what they did.`,
    changesTitle: (/** @type {string} */ tier) => `What would make it ${tier}`,
    change: (/** @type {string[]} */ needs, /** @type {number} */ score) => `${score} points with ${needs.join(" and ")}`,
    moreChanges: (/** @type {number} */ count) => counted(count, "more way", "more ways"),
    need: {
      answer: (/** @type {string} */ field, /** @type {string} */ answer) => `${field.charAt(0).toLowerCase()}${field.slice(1)} ${answer}`,
      signal: (/** @type {string} */ name, /** @type {number} */ times) => `${name.replaceAll("_", " ")}, ${times === 1 ? "once" : `${times} times`} more`,
      confirmed: (/** @type {string} */ point) => `${point.replaceAll("_", " ")} confirmed by a rep`,
    },
    nothingSkipped: "Everything the card asks about was known.",
    gate: /** @type {Record<string, string>} */ ({ mql: "Marketing-qualified (MQL)", sql: "Sales-qualified (SQL)" }),
    passed: "yes",
    failed: "not yet",
    met: "holds",
    missing: "missing",
    none: "No criterion of the card gave or took points.",
    unreadable: "What is stored of the verdict cannot be read. The score above is as it was decided.",
  },

  fields: /** @type {Record<string, string>} */ ({
    email: "E-mail",
    email_kind: "Kind of e-mail address",
    email_domain: "E-mail domain",
    registrable_domain: "Registered domain",
    first_name: "First name",
    last_name: "Last name",
    name: "Name",
    company: "Company",
    job_title: "Job title",
    seniority: "Seniority",
    function: "Function",
    employees: "Size of the company",
    industry: "Industry",
    country: "Country",
    market: "Sales region",
    region: "Region",
    city: "City",
    postal_code: "Postal code",
    phone: "Phone",
    website: "Website",
    budget: "Budget",
    timeline: "Timeline",
    timeline_band: "How soon",
    message: "Message",
    interest: "Interest",
    heard_from: "Heard from",
    channel: "Channel",
    consent: "Consent",
    page: "Page",
    language: "Language",
    campaign: "Campaign",
    campaign_source: "Source of the campaign",
    campaign_medium: "Medium of the campaign",
    source: "Source",
  }),

  timeline: {
    title: "Timeline",
    empty: "Nothing has happened yet.",
    by: (/** @type {string} */ actor) => `by ${actor}`,
    version: (/** @type {number} */ version) => `agreement ${version}`,
  },

  deliveries: {
    title: "Deliveries",
    empty: "Nobody is told of this lead: the agreement names no delivery for it.",
    arrived: (/** @type {string} */ time) => `arrived at ${time}`,
    next: (/** @type {string} */ time) => `waiting, next try at ${time}`,
    sending: "being sent",
    behind: "waits for the message before it",
    dead: "given up",
    tries: (/** @type {number} */ count) => counted(count, "try", "tries"),
    events: /** @type {Record<string, string>} */ ({
      "lead.assigned": "new lead",
      "lead.quarantined": "quarantined lead",
      "lead.acknowledged": "acknowledgement",
      "window.missed": "missed window",
    }),
    lastError: (/** @type {string} */ error) => `last answer: ${error}`,
  },

  page: {
    title: "Where it came from",
    url: "Page",
    referrer: "Came from",
    language: "Language",
    shown: "Shown to the visitor",
    offer: /** @type {Record<string, string>} */ ({ meeting: "a meeting", thanks: "a thank-you" }),
    shownAt: (/** @type {string} */ offer, /** @type {string} */ score) => (score ? `${offer}, at a score of ${score} on the public card` : offer),
    nothing: "The lead does not say which page it came from.",
    utm: /** @type {Record<string, string>} */ ({
      utm_source: "Campaign source",
      utm_medium: "Campaign medium",
      utm_campaign: "Campaign",
      utm_term: "Campaign term",
      utm_content: "Campaign content",
    }),
  },

  raw: {
    title: (/** @type {number} */ count) => `The form as it was filled in (${counted(count, "field", "fields")})`,
    columns: { label: "Field", field: "Read as", value: "Value" },
    unmapped: "nothing",
    emptyValue: "left empty",
  },
};
