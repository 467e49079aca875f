// @ts-check
// Cases on examples/agreement.toml: mapping, texts, clamps, tiers, gates, and seeded crosses.

import { NOW, add as addCase, generator } from "./corpus.mjs";

/** @typedef {import("./corpus.mjs").Field} Field */

/**
 * @param {string} name
 * @param {object | Field[]} fields
 * @param {import("./corpus.mjs").More} [more]
 * @param {Record<string, unknown>} [expect]
 */
const add = (name, fields, more = {}, expect) => addCase(name, fields, expect ? { ...more, expect } : more);

const GOOD = {
  email: "ada@works.example",
  first_name: "Ada",
  last_name: "King",
  company: "Works Ltd",
  job_title: "Head of Data",
  company_size: "120",
  message: "We are evaluating vendors and would love a demo.",
};

// ------------------------------------------------------------------ named edge cases

add("a good lead", GOOD, {}, { score: 93, tier: "hot", mql: true, offer: "meeting" });
add("nothing at all", [], { page: "" }, { score: 0, tier: "cold", mql: false, offer: "thanks", source: "content" });
add("only an address", { email: "ada@works.example" }, {}, { score: 40, tier: "warm", mql: false });
add("another page is another source", GOOD, { page: "https://acme.example/blog/why" }, { score: 63, source: "content", mql: false });
add("a page in capitals with query and fragment", GOOD, { page: "https://acme.example/DEMO/?a=1#top" }, { score: 93 });
add("the front page", GOOD, { page: "https://acme.example" }, { source: "demo_request" });
add("a page without host", GOOD, { page: "/de/book-a-demo/now" }, { source: "demo_request" });
add("a page that is no address", GOOD, { page: "about:srcdoc" }, { source: "content" });
add("a competitor", { ...GOOD, email: "eve@rival.example" }, {}, { score: 35, fit: 0, tier: "cold" });
add("a named account", { ...GOOD, email: "eve@atlas.example" }, {}, { fit: 73, score: 100 });
add("a student", { ...GOOD, job_title: "Student, data club" }, {}, { score: 55, mql: false });
add("free mail", { ...GOOD, email: "ada@gmail.com" }, {}, { score: 73 });
add("free mail of a country", { ...GOOD, email: "ada@yahoo.co.uk" }, {}, { score: 73 });
add("throw-away mail", { ...GOOD, email: "ada@mailinator.com" }, {}, { score: 73 });
add("a role address is neither work nor free", { ...GOOD, email: "info@works.example" }, {}, { score: 83 });
add("an address in capitals with blanks", { ...GOOD, email: "  ADA@Works.Example " }, {}, { score: 93 });
add("an address that is none", { ...GOOD, email: "ada at works" }, {}, { score: 83, mql: true });
add("a website instead of an address", { company_size: "120", website: "https://www.atlas.example/about", job_title: "CTO" }, {}, { fit: 65 });
add("a free provider as website", { domain: "https://gmail.com", job_title: "CTO" }, {}, { fit: 20 });
add("two address fields, the first counts", [
  { name: "email", value: "ada@works.example" },
  { name: "email_again", value: "ada@gmail.com" },
], {}, { fit: 10 });
add("an empty field does not stand in the way", [
  { name: "email", value: "" },
  { name: "company", value: "Works" },
], {}, { fit: 0 });
add("field override by the tag", [{ name: "q1", field: "employees", value: "300" }], {}, { fit: 20 });
add("the tag says ignore", [{ name: "company_size", field: "ignore", value: "300" }], {}, { fit: 0 });
add("autocomplete speaks", [{ name: "x", autocomplete: "work email", value: "ada@works.example" }], {}, { fit: 10 });
add("the type speaks", [{ name: "x9", type: "email", value: "ada@works.example" }], {}, { fit: 10 });
add("the label speaks", [{ name: "f7", label: "Wie viele Mitarbeiter?", value: "300" }], {}, { fit: 20 });
add("the placeholder speaks", [{ name: "f7", placeholder: "Company size", value: "300" }], {}, { fit: 20 });
add("camel case names", [{ name: "companySize", value: "300" }, { name: "jobTitle", value: "CTO" }], {}, { fit: 50 });
add("a name with dots and brackets", [{ name: "form[lead.company_size]", value: "300" }], {}, { fit: 20 });
add("numbers as values", [{ name: "company_size", value: 300 }], {}, { fit: 20 });
add("true, null and lists as values", [
  { name: "consent", value: true },
  { name: "budget", value: null },
  { name: "interest", value: ["pipelines", "lineage"] },
  { name: "company_size", value: "300" },
], {}, { fit: 20 });
add("control characters", { ...GOOD, job_title: "Head\u0000 of\u001f\tData\u0007", message: "a demo\r\nplease" }, {}, { score: 93 });
add("unit and record separators cannot forge a field", { message: "x\u001ef\u001fcompany_size\u001f\u001f\u001f\u001f\u001f\u001f\u001f300" }, {}, { fit: 0 });
add("quotes and backslashes", { ...GOOD, job_title: 'Head of "Data" \\ Platform' }, {}, { score: 93 });
add("a very long value", { ...GOOD, job_title: `Head of Data ${"x".repeat(2_000)}` }, {}, { score: 93 });
add("evidence is cut between characters", { ...GOOD, job_title: `Head of Data ${"é".repeat(60)}` }, {}, { score: 93 });
add("astral characters", { ...GOOD, company: "🚀🚀 Works 👩‍💻", message: "demo 🙏" }, {}, { score: 93 });
add("right to left", { ...GOOD, first_name: "دانا", company: "شركة الأعمال" }, {}, { score: 93 });
add("japanese", { ...GOOD, company: "株式会社ワークス", message: "デモをお願いします" }, {}, { score: 88 });
add("accents fold", { message: "Pourriez-vous nous faire une DÉMO ?", email: "ada@works.example" }, {}, { engagement: 35 });
add("only blanks are nothing", { email: "   ", company: "\u00a0\u3000", company_size: "\t" }, {}, { fit: 0 });
add("html stays text", { ...GOOD, company: "<img src=x onerror=alert(1)>", message: "</script> demo" }, {}, { score: 93 });
add("a formula stays text", { ...GOOD, company: "=HYPERLINK(\"http://x\")" }, {}, { score: 93 });

for (const [spelling, people] of /** @type {[string, number | null][]} */ ([
  ["50", 50], ["49", 49], ["1000", 1000], ["1001", 1001], ["11", 11], ["10", 10], ["0", 0], ["-5", 5], ["50.5", 50],
  ["11–50", 30], ["11-50", 30], ["51 to 200", 125], ["201 - 500 employees", 350], ["1,001-5,000", 3000], ["1.001 – 5.000", 3000],
  ["10 000", 10000], ["10'000", 10000], ["1k", 1000], ["1k+", 1000], ["1K–5K", 3000], ["2m", 2000000], ["5 m", 5], ["about 200", 200],
  ["ca. 200 Mitarbeiter", 200], ["more than 1000", 1000], ["99999999999", 4294967295], ["just me", null], ["", null], ["12 34", 23],
])) {
  const fit = people === null ? 0 : people > 1000 ? 15 : people >= 50 ? 20 : people >= 11 ? 6 : 0;
  add(`employees: ${spelling || "(empty)"}`, { company_size: spelling }, {}, { fit });
}

for (const [title, points] of /** @type {[string, number][]} */ ([
  ["CEO", 20], ["Chief Data Officer", 30], ["co-founder & CTO", 30], ["Founder", 20], ["Owner", 20], ["Geschäftsführerin", 20],
  ["PDG", 20], ["Directora general", 20], ["President", 20], ["Vice President", 20], ["VP of Engineering", 30], ["SVP Data", 30],
  ["Assistant to the CEO", 0], ["Executive assistant", 0], ["Assistenz der Geschäftsführung", 0], ["Head of Data", 28],
  ["Sr. Dir., RevOps", 18], ["Director, IT", 28], ["Leiterin Vertrieb", 18], ["Bereichsleiter IT", 28], ["Directeur technique", 28],
  ["Diretora de Engenharia", 28], ["Marketing Manager", 10], ["ML Engineering Manager", 20], ["Teamleiter Technik", 20],
  ["Responsable de datos", 20], ["Software Engineer", 10], ["Data Analyst", 10], ["Account Executive", 0], ["Student", -20],
  ["Werkstudentin Daten", -10], ["Data science intern", -10], ["Stagiaire", -20], ["Becaria", -20], ["Praktikant IT", -10],
  ["head", 18], ["HEAD OF DATA", 28], ["ahead of data", 10], ["data-head", 28], ["?", 0], ["12", 0],
])) {
  add(`title: ${title}`, { job_title: title, company_size: "60", email: "a@works.example" }, {}, { fit: Math.max(0, 30 + points) });
}

// ------------------------------------------------------------------ signals and clamps

const pricing = (/** @type {number[]} */ ...at) => at.map((seconds) => ({ name: "pricing_page", at: seconds }));
add("one signal", {}, { signals: pricing(NOW - 60) }, { engagement: 35 });
add("three signals reach the cap", {}, { signals: pricing(NOW - 3, NOW - 2, NOW - 1) }, { engagement: 45 });
add("a cap is a reason", {}, { signals: pricing(1, 2, 3, 4, 5, 6) }, { engagement: 45 });
add("a signal at this very second counts", {}, { signals: pricing(NOW) }, { engagement: 35 });
add("a signal of the future does not count yet", {}, { signals: pricing(NOW + 1) }, { engagement: 30 });
add("an unknown signal is no signal", {}, { signals: [{ name: "teapot", at: NOW }] }, { engagement: 30 });
add("a signal before 1970", {}, { signals: pricing(-1) }, { engagement: 35 });
add("four hundred signals", {}, { signals: pricing(...Array.from({ length: 400 }, (_, i) => NOW - i)) }, { engagement: 45 });
add("engagement hits its cap", { timeline: "this quarter", message: "pricing" }, { signals: pricing(1, 2, 3) }, { engagement: 60 });
add("fit hits its floor", { email: "eve@rival.example", job_title: "student" }, {}, { fit: 0 });
add("the score stops at 100", { ...GOOD, email: "a@atlas.example", timeline: "asap" }, { signals: pricing(1, 2, 3) }, { score: 100 });
add("three signals qualify without a demo request", GOOD, { page: "/blog", signals: pricing(1, 2, 3) }, { mql: true });
add("two signals do not", GOOD, { page: "/blog", signals: pricing(1, 2) }, { mql: false });

// ------------------------------------------------------------------ tier borders, public card

add("just hot", { email: "a@works.example", company_size: "60", job_title: "Assistant, IT" }, {}, { score: 70, tier: "hot", offer: "meeting" });
add("just not hot", { email: "a@works.example", company_size: "60", job_title: "Manager" , message: "hi" }, { page: "/demo" }, { score: 70 });
add("just warm", { email: "a@works.example" }, {}, { score: 40, tier: "warm" });
add("just not warm", { company_size: "12" }, {}, { score: 36, tier: "cold" });
for (const [name, fields] of /** @type {[string, object][]} */ ([["a good lead", GOOD], ["nothing", {}], ["a competitor", { ...GOOD, email: "eve@rival.example" }]])) {
  add(`public card: ${name}`, { ...fields }, { card: "public" });
}

// ------------------------------------------------------------------ seeded crosses

const { random, pick } = generator(20_261_121);

const KEYS = {
  email: ["email", "Email", "work-email", "emailAddress", "E-Mail-Adresse", "your-email"],
  title: ["job_title", "jobTitle", "Position", "title", "Funktion", "poste"],
  size: ["company_size", "numemployees", "Mitarbeiter", "headcount", "companySize"],
  company: ["company", "organization", "Firma", "entreprise", "company-name"],
  message: ["message", "comments", "Nachricht", "how_can_we_help", "your-message"],
  timeline: ["timeline", "timeframe", "when_do_you_start"],
};
const VALUES = {
  email: ["a@works.example", "b@gmail.com", "info@x.example", "c@rival.example", "d@northstar.example", "bad", "e@mailinator.com", ""],
  title: ["CTO", "Head of Data", "IT Manager", "student", "Vertriebsleiter", "Leiter IT", "engineer", "", "Büroassistentin", "VP, Ops"],
  size: ["1", "12", "49", "50", "11-50", "201-500", "1000", "1001+", "5k", "viele", ""],
  company: ["Works", "Müller & Söhne GmbH", "  ", "株式会社", "O'Neil \"& Co\""],
  message: ["demo please", "Nur eine Frage", "evaluating vendors for production", "", "pricing?", "x".repeat(300)],
  timeline: ["this quarter", "next year", "in 3 weeks", "ASAP!", ""],
};
for (let i = 0; i < 120; i++) {
  /** @type {Field[]} */
  const fields = [];
  for (const key of /** @type {(keyof typeof KEYS)[]} */ (Object.keys(KEYS))) {
    if (random() < 0.85) fields.push({ name: pick(KEYS[key]), value: pick(VALUES[key]) });
  }
  const signals = pricing(...Array.from({ length: Math.floor(random() * 5) }, () => NOW - Math.floor(random() * 1e6)));
  add(`seeded ${i}`, fields, { page: pick(["/demo", "https://acme.example/blog", "/", ""]), signals, card: pick(["full", "public"]) });
}
