// @ts-check
// What people type into a form but for titles and places, and what a person reads in it.

import { add } from "./corpus.mjs";

/** @typedef {Record<string, string | number | null>} Facts */

/**
 * A case on the agreement that asks for every answer of every normaliser.
 * @param {string} name
 * @param {object} fields
 * @param {Facts} facts what is read
 * @param {string[]} gave the criteria that hold
 */
function read(name, fields, facts, gave) {
  add(name, fields, { agreement: "normalisers", page: "", facts, gave });
}

/** The lines of a table whose columns stand between bars; `-` is nothing. */
const rows = (/** @type {string} */ table) =>
  table.split("\n").filter((line) => line !== "").map((line) => line.split(" | "));
const fact = (/** @type {string | undefined} */ text) => (text === undefined || text === "-" ? null : text);

// ------------------------------------------------------------------ e-mail

/** Address, kind, domain, the part somebody registered. */
const ADDRESSES = `
Ada@Works.Example | work | works.example | works.example
ada@mail.works.co.uk | work | mail.works.co.uk | works.co.uk
ada@works.co.uk | work | works.co.uk | works.co.uk
ada@a.b.works.com.br | work | a.b.works.com.br | works.com.br
ada@dev.works.github.io | work | dev.works.github.io | works.github.io
ada@github.io | work | github.io | -
ada@co.uk | work | co.uk | -
ada@localhost | work | localhost | -
ada@10.0.0.1 | work | 10.0.0.1 | -
ada@b.city.kawasaki.jp | work | b.city.kawasaki.jp | city.kawasaki.jp
ada@x.y.works.ck | work | x.y.works.ck | y.works.ck
ada@www.ck | work | www.ck | www.ck
ada@xn--mnchen-3ya.de | work | xn--mnchen-3ya.de | xn--mnchen-3ya.de
ada.king+demo@eu.works.example | work | eu.works.example | works.example
o'neil@works.example | work | works.example | works.example
1234@works.example | work | works.example | works.example
ada@notgmail.com | work | notgmail.com | notgmail.com
ada@gmail.com.works.example | work | gmail.com.works.example | works.example
ada@yahoo.works.example | work | yahoo.works.example | works.example
ada@gmail.com | free | gmail.com | gmail.com
ADA.KING@GMAIL.COM | free | gmail.com | gmail.com
ada@googlemail.com | free | googlemail.com | googlemail.com
ada@yahoo.co.jp | free | yahoo.co.jp | yahoo.co.jp
ada@yahoo.com.au | free | yahoo.com.au | yahoo.com.au
ada@outlook.fr | free | outlook.fr | outlook.fr
ada@live.nl | free | live.nl | live.nl
ada@hotmail.com | free | hotmail.com | hotmail.com
ada@gmx.at | free | gmx.at | gmx.at
ada@gmx.net | free | gmx.net | gmx.net
ada@web.de | free | web.de | web.de
ada@t-online.de | free | t-online.de | t-online.de
ada@icloud.com | free | icloud.com | icloud.com
ada@proton.me | free | proton.me | proton.me
ada@orange.fr | free | orange.fr | orange.fr
ada@libero.it | free | libero.it | libero.it
ada@uol.com.br | free | uol.com.br | uol.com.br
ada@qq.com | free | qq.com | qq.com
ada@wp.pl | free | wp.pl | wp.pl
info@gmail.com | free | gmail.com | gmail.com
ada@mailinator.com | disposable | mailinator.com | mailinator.com
ada@yopmail.com | disposable | yopmail.com | yopmail.com
ada@guerrillamail.org | disposable | guerrillamail.org | guerrillamail.org
ada@trashmail.de | disposable | trashmail.de | trashmail.de
info@10minutemail.com | disposable | 10minutemail.com | 10minutemail.com
info@works.example | role | works.example | works.example
Info@Works.Example | role | works.example | works.example
sales@works.co.uk | role | works.co.uk | works.co.uk
no-reply@works.example | role | works.example | works.example
kontakt@works.example | role | works.example | works.example
hr@mail.works.example | role | mail.works.example | works.example
office@works.example | role | works.example | works.example
information@works.example | work | works.example | works.example
`;

/** The criteria about a registrable domain. @type {Record<string, string>} */
const REGISTERED = {
  "works.example": "registered_works",
  "works.co.uk": "registered_works_uk",
  "works.com.br": "registered_works_br",
  "works.github.io": "registered_pages",
};

for (const [address = "", kind = "", domain = "", registered] of rows(ADDRESSES)) {
  const facts = { email: address.toLowerCase(), email_kind: kind, email_domain: domain, registrable_domain: fact(registered) };
  const below = domain === "works.example" || domain.endsWith(".works.example");
  const gave = [`mail_${kind}`, ...(REGISTERED[registered ?? ""] ? [REGISTERED[registered ?? ""] ?? ""] : []), ...(below ? ["domain_works"] : [])];
  read(`address: ${address}`, { email: address }, facts, gave);
}

for (const address of [
  "ada", "ada@", "@works.example", "ada@@works.example", "ada@works..example", "ada@-works.example", "ada@works-.example",
  "ada king@works.example", "ada@works.example, bob@works.example", "mailto:ada@works.example", "<ada@works.example>",
  "ada@works_.example", "ada@works.example.", "ada＠works.example", "ada@mün.example", `${"a".repeat(250)}@b.example`,
  `ada@${"b".repeat(64)}.example`, "ada@works.example\u0000", "\u0001ada@works.example",
]) {
  // Control characters at the ends are blanks, and are forgiven as those are.
  const isGood = address.replace(/[\0-\x1f]/g, "") === "ada@works.example";
  const facts = /** @type {Facts} */ (isGood ? { email: "ada@works.example", email_kind: "work" } : { email: null, email_kind: null, email_domain: null });
  const gave = isGood ? ["mail_work", "registered_works", "domain_works"] : [];
  read(`no address: ${JSON.stringify(address.slice(0, 40))}`, { email: address }, facts, gave);
}

/** A domain that is typed, and the provider that is meant. */
const MISTYPED = `
gmial.com | gmail.com
gmail.cm | gmail.com
gmal.com | gmail.com
gamil.com | gmail.com
gmaul.com | gmail.com
gmali.com | gmail.com
gmail.comm | gmail.com
hotmail.cm | hotmail.com
hotnail.com | hotmail.com
hotmial.com | hotmail.com
outllok.com | outlook.com
outlook.con | outlook.com
yahho.com | yahoo.com
yahoo.cm | yahoo.com
icloud.co | icloud.com
iclud.com | icloud.com
googelmail.com | googlemail.com
protonmai.com | protonmail.com
t-onlin.de | t-online.de
freenet.ed | freenet.de
wanado.fr | wanadoo.fr
laposte.ne | laposte.net
hotmial.fr | hotmail.fr
yaho.co.uk | yahoo.co.uk
comcast.ne | comcast.net
gmail.com | -
gail.com | -
yahoo.ca | -
hotmail.ch | -
mailinator.com | -
bmail.com | -
cloud.com | -
works.example | -
gmail.works.example | -
`;
for (const [domain = "", meant] of rows(MISTYPED)) {
  add(`mistyped: ${domain}`, { email: `ada@${domain}` }, { agreement: "normalisers", page: "", facts: { did_you_mean: fact(meant) } });
}

// ------------------------------------------------------------------ companies

/** A company as typed, and its name without legal form. */
const COMPANIES = `
Works | works
WORKS GMBH | works
Works G.m.b.H. | works
Works gGmbH | works
Works GmbH & Co. KG | works
Works GmbH & Co KGaA | works
Works SE | works
Works e.K. | works
Works OHG | works
Works Inc | works
The Works Company | works
Works, LLC | works
Works L.P. | works
Works Co., Ltd. | works
Works Limited | works
Works P.L.C. | works
Works S.A.S. | works
Works SARL | works
Works, S.L. | works
Works S.A. de C.V. | works
Works Ltda | works
Works S/A | works
Works B.V. | works
Works Oyj | works
Works ASA | works
Works Aktiebolag AB | works aktiebolag
Works S.p.A. | works
Works Sp. z o.o. | works
Works s.r.o. | works
Works d.o.o. | works
Works Kft. | works
Works Pty. Ltd. | works
Works Private Limited | works
Works Sdn. Bhd. | works
Works FZ-LLC | works
Müller & Söhne GmbH | muller & sohne
Müller & Söhne | muller & sohne
MÜLLER & SÖHNE AG | muller & sohne
東京ワークス | 東京ワークス
東京ワークス K.K. | 東京ワークス
AG | ag
The | the
Costa Rica SA | costa rica
Mensa | mensa
Datalab | datalab
Nokia | nokia
Works (Deutschland) GmbH | works (deutschland)
  Works \t Ltd  | works
`;
const COMPANY_IDS = /** @type {Record<string, string>} */ ({
  works: "company_works",
  "muller & sohne": "company_muller",
  "東京ワークス": "company_tokyo",
});
for (const [typed = "", core = ""] of rows(COMPANIES)) {
  const id = COMPANY_IDS[core];
  read(`company: ${typed}`, { company: typed }, { company: core }, id ? [id] : []);
}

// ------------------------------------------------------------------ people, money, time

/** @type {[string, number | null][]} */
const SIZES = [
  ["1", 1], ["2", 2], ["10", 10], ["11", 11], ["49", 49], ["50", 50], ["200", 200], ["201", 201], ["1000", 1000], ["1001", 1001],
  ["5000", 5000], ["5001", 5001], ["100000", 100_000], ["100001", 100_001], ["2-10", 6], ["11 to 50", 30], ["51–200", 125],
  ["201-500 employees", 350], ["501 bis 1.000", 750], ["de 51 à 200 salariés", 125], ["de 11 a 50 empleados", 30],
  ["1.001 a 5.000 funcionários", 3000], ["10,001+", 10_001], ["5k", 5000], ["1.5k", 1500], ["2,5 k", 2500], ["10k–50k", 30_000],
  ["~300", 300], ["ca. 40", 40], ["> 1000", 1000], ["< 10", 10], ["less than 50", 50], ["mehr als 500", 500], ["1 000", 1000],
  ["1'500", 1500], ["120 people in 3 offices", 120], ["999999999999", 4_294_967_295], ["0", 0], ["solo", 1], ["Just me!", 1],
  ["freelance", 1], ["Einzelunternehmer", 1], ["moi seul", 1], ["autónomo", 1], ["apenas eu", 1], ["many", null], ["?", null],
  ["unbekannt", null],
];
const SIZE_BANDS = [100_001, 5001, 1001, 201, 50, 11, 2, 1, 0];
for (const [typed, people] of SIZES) {
  const gave = people === null ? [] : [`people_${SIZE_BANDS.find((from) => people >= from)}`];
  read(`people: ${typed}`, { company_size: typed }, { employees: people }, gave);
}

/** @type {[string, number | null][]} */
const BUDGETS = [
  ["0", 0], ["1", 1], ["4999", 4999], ["5000", 5000], ["24,999", 24_999], ["25.000", 25_000], ["99 999", 99_999], ["100'000", 100_000],
  ["$12,500", 12_500], ["12.500 €", 12_500], ["12.500,50 €", 12_500], ["€ 7k", 7000], ["£50K", 50_000], ["1.2m", 1_200_000],
  ["2 million dollars", 2_000_000], ["3 Mio. €", 3_000_000], ["15 Tsd. Euro", 15_000], ["10 mil euros", 10_000],
  ["1 million d'euros", 1_000_000], ["2 milhões", 2_000_000], ["dos mil", null], ["5k-10k", 5000], ["5-10k", 5000],
  ["$10,000 - $25,000", 10_000], ["between 20k and 30k", 20_000], ["entre 5.000 y 10.000 €", 5000], ["de 10 000 à 20 000 €", 10_000],
  ["10k+", 10_000], ["> 100k", 100_000], ["more than 50,000", 50_000], ["mehr als 50.000", 50_000], ["under 5k", 0], ["< 10,000", 0],
  ["up to 20k", 0], ["weniger als 5.000", 0], ["moins de 5 000 €", 0], ["menos de 5.000", 0], ["até 10 mil", 0], ["no budget yet", null],
  ["depends", null], ["9999999999999", 4_294_967_295],
];
const BUDGET_STEPS = [100_000, 25_000, 5000, 1, 0];
for (const [typed, amount] of BUDGETS) {
  const band = amount === null ? null : amount < 5000 ? "under_5k" : amount < 25_000 ? "5k_25k" : amount < 100_000 ? "25k_100k" : "over_100k";
  const gave = amount === null ? [] : [`budget_${BUDGET_STEPS.find((from) => amount >= from)}`];
  read(`budget: ${typed}`, { budget: typed }, { budget_number: amount, budget_band: band }, gave);
}

/** Answers to "when", and the band they lie in. */
const TIMES = `
ASAP | now
a.s.a.p. | now
Right away | now
today | now
in 5 days | now
7 days | now
within a week | now
Sofort! | now
schnellstmöglich | now
diese Woche | now
immédiatement | now
cette semaine | now
ahora mismo | now
urgente | now
hoje | now
o mais rápido possível | now
8 days | month
2 weeks | month
in 4 Wochen | month
30 days | month
1 month | month
next month | month
nächsten Monat | month
in einem Monat | month
ce mois-ci | month
dans un mois | month
el próximo mes | month
em um mês | month
2 semaines | month
3 semanas | month
in 2 months | quarter
1-3 months | quarter
1–3 Monate | quarter
3 mois | quarter
3 meses | quarter
this quarter | quarter
nächstes Quartal | quarter
ce trimestre | quarter
próximo trimestre | quarter
12 weeks | quarter
4 months | half_year
3-6 months | half_year
6 Monate | half_year
2 quarters | half_year
halbes Jahr | half_year
medio año | half_year
7 months | year
6 to 12 months | year
12 Monate | year
1 an | year
next year | year
dieses Jahr | year
l'année prochaine | year
este año | year
ano que vem | year
2 years | later
18 months | later
12+ months | later
mehr als 12 Monate | later
long term | later
plus tard | later
irgendwann | later
just looking | none
not sure yet | none
nur informieren | none
noch offen | none
simple curiosité | none
sin prisa | none
só olhando | none
Q2 2027 | -
2027-03-01 | -
soon-ish | -
`;
for (const [typed = "", band] of rows(TIMES)) {
  read(`when: ${typed}`, { timeline: typed }, { timeline_band: fact(band) }, fact(band) ? [`starts_${band}`] : []);
}

// ------------------------------------------------------------------ language, names, pages

/** @type {[string, string | null][]} */
const LANGUAGES = [
  ["en", "en"], ["EN", "en"], ["en-GB", "en"], ["de-AT", "de"], ["pt_BR", "pt"], ["zh-Hant-TW", "zh"], ["fr-CA", "fr"], ["es-419", "es"],
  ["", null], ["-", null], ["_en", null], [" de", "de"], ["deutsch", "deutsch"],
];
for (const [tag, language] of LANGUAGES) {
  for (const card of /** @type {const} */ (["full", "public"])) {
    const gave = ["en", "de", "fr", "es", "pt", "zh"].includes(language ?? "") ? [`language_${language}`] : [];
    add(`language, ${card}: "${tag}"`, {}, { agreement: "normalisers", card, page: "", language: tag, facts: { language }, gave });
  }
}

for (const [name, fields, whole] of /** @type {[string, object, string | null][]} */ ([
  ["two parts", { first_name: "Ada", last_name: "King" }, "ada king"],
  ["the whole", { name: "Ada King" }, "ada king"],
  ["the whole goes before its parts", { name: "Ada King", first_name: "Eve", last_name: "Moss" }, "ada king"],
  ["only the first", { first_name: "Ada" }, "ada"],
  ["only the last", { last_name: "King" }, "king"],
  ["accents and blanks", { first_name: " Âda ", last_name: "KÍNG\t" }, "ada king"],
  ["an empty first", { first_name: " ", last_name: "King" }, "king"],
  ["none", { first_name: "", last_name: "" }, null],
])) {
  read(`name: ${name}`, fields, { name: whole }, whole === "ada king" ? ["name_ada"] : []);
}

for (const [page, path, gave] of /** @type {[string, string | null, string[]][]} */ ([
  ["https://acme.example/demo?utm_campaign=Q4+Sale&utm_source=ads&utm_medium=cpc", "/demo", ["page_demo", "campaign_q4", "campaign_ads", "campaign_cpc", "source"]],
  ["/demo?utm_source=%41ds#utm_medium=cpc", "/demo", ["page_demo", "campaign_ads", "source"]],
  ["/x?utm_campaign=q4%20sale&utm_campaign=other", "/x", ["campaign_q4"]],
  ["/x?UTM_SOURCE=ads", "/x", []],
  ["/x?utm_source=%ff&utm_medium=cp%63", "/x", ["campaign_cpc"]],
  ["https://acme.example?utm_source=ads", "/", ["campaign_ads"]],
  ["https://acme.example/DEMO#x", "/demo", ["page_demo", "source"]],
  ["https://acme.example/demo/", "/demo/", ["source"]],
  ["?utm_source=ads", null, ["campaign_ads"]],
  ["#", null, []],
])) {
  add(`page: ${page}`, {}, { agreement: "normalisers", page, facts: { page: path }, gave });
}
add("a field speaks before the address", { utm_source: "ads" }, { agreement: "normalisers", page: "/x?utm_source=mail", facts: { campaign_source: "ads" }, gave: ["campaign_ads"] });
read("as typed: first and last name", { first_name: "GRACE", last_name: "Hopper" }, { name: "grace hopper" }, ["typed_first", "typed_last"]);
read("as typed: a title", { job_title: "Rear-Admiral (lower half)" }, { seniority: "individual" }, ["rank_individual", "typed_title"]);
read("as typed: a time", { timeline: "with the high tide" }, { timeline_band: null }, ["typed_timeline"]);
