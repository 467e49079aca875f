// @ts-check
// Countries, sales regions, states and telephones, and what a person reads in them.

import { add } from "./corpus.mjs";

/** Name as typed, country, sales region. */
const COUNTRIES = `
Germany | de | dach
DEUTSCHLAND | de | dach
Allemagne | de | dach
Alemania | de | dach
Alemanha | de | dach
de | de | dach
DEU | de | dach
Berlin, Germany | de | dach
Austria | at | dach
Österreich | at | dach
Autriche | at | dach
Schweiz | ch | dach
Suisse | ch | dach
Svizzera | ch | dach
Switzerland (CH) | ch | dach
Liechtenstein | li | dach
Nederland | nl | benelux
The Netherlands | nl | benelux
Bélgica | be | benelux
Luxemburg | lu | benelux
Sverige | se | nordics
Danmark | dk | nordics
Norwegen | no | nordics
Suomi | fi | nordics
Ísland | is | nordics
UK | gb | uk_ireland
U.K. | gb | uk_ireland
Vereinigtes Königreich | gb | uk_ireland
Royaume-Uni | gb | uk_ireland
Scotland | gb | uk_ireland
Éire | ie | uk_ireland
Ireland | ie | uk_ireland
France | fr | france
Francia | fr | france
España | es | iberia
Spanien | es | iberia
Portugal | pt | iberia
Andorra | ad | iberia
Italia | it | italy
Italien | it | italy
San Marino | sm | italy
Polska | pl | eastern_europe
Tschechien | cz | eastern_europe
Україна | ua | eastern_europe
Россия | ru | eastern_europe
România | ro | eastern_europe
USA | us | north_america
U.S.A. | us | north_america
the United States of America | us | north_america
États-Unis | us | north_america
EE.UU. | us | north_america
EUA | us | north_america
Kanada | ca | north_america
Brasil | br | latin_america
Brésil | br | latin_america
México | mx | latin_america
Argentinien | ar | latin_america
Perú | pe | latin_america
UAE | ae | middle_east
Israel | il | middle_east
Türkiye | tr | middle_east
Südafrika | za | africa
Nigeria | ng | africa
Côte d'Ivoire | ci | africa
Elfenbeinküste | ci | africa
Burkina Faso | bf | africa
India | in | south_asia
Bangladesh | bd | south_asia
日本 | jp | east_asia
Japon | jp | east_asia
South Korea | kr | east_asia
中国 | cn | east_asia
Singapore | sg | southeast_asia
Viet Nam | vn | southeast_asia
Australia | au | oceania
Neuseeland | nz | oceania
Atlantis | - | -
xx | - | -
Europe | - | -
n/a | - | -
. | - | -
`;
const rows = (/** @type {string} */ table) =>
  table.split("\n").filter((line) => line !== "").map((line) => line.split(" | "));
const fact = (/** @type {string | undefined} */ text) => (text === undefined || text === "-" ? null : text);

/** What the agreement asks of a country. */
const ASKED = ["de", "at", "ch", "us", "gb", "br", "jp", "ci", "ru"];
/** The criteria that hold for a country. @type {Record<string, string[]>} */
const PLACES = {};
for (const [typed = "", code = "", market = ""] of rows(COUNTRIES)) {
  const gave = code === "-" ? [] : [...(ASKED.includes(code) ? [`country_${code}`] : []), `market_${market}`];
  PLACES[code] = gave;
  add(`country: ${typed}`, { country: typed }, { agreement: "normalisers", page: "", facts: { country: fact(code), market: fact(market) }, gave });
}

/** State as typed, country as typed, code. */
const REGIONS = `
California | USA | us-ca
CA | us | us-ca
Calif. | us | us-ca
US-CA | us | us-ca
us-ca | - | us-ca
california | - | us-ca
New York | us | us-ny
tx | us | us-tx
Washington, D.C. | us | us-dc
Bayern | de | de-by
Bavaria | de | de-by
BY | Germany | de-by
Bayern | - | de-by
Baden-Württemberg | de | de-bw
NRW | de | de-nw
Île-de-France | fr | fr-idf
ile de france | - | fr-idf
São Paulo | br | br-sp
SP | Brasil | br-sp
Scotland | gb | gb-sct
Schottland | at | schottland
Ontario | ca | ca-on
Québec | ca | ca-qc
Wien | at | at-9
Zürich | ch | ch-zh
Cataluña | es | es-ct
Lombardia | it | it-25
Victoria | au | au-vic
Jalisco | mx | mx-jal
us-ca | de | us-ca
CA | - | ca
Nowhere | us | nowhere
?? | us | ??
`;
/** @type {Record<string, string>} */
const REGION_IDS = { "us-ca": "region_us_ca", "de-by": "region_de_by", "fr-idf": "region_fr_idf", "br-sp": "region_br_sp", "gb-sct": "region_gb_sct" };
const CODES = /** @type {Record<string, string>} */ ({ USA: "us", Germany: "de", Brasil: "br" });
for (const [typed = "", home = "", code = ""] of rows(REGIONS)) {
  const fields = { state: typed, ...(home === "-" ? {} : { country: home }) };
  // A code that belongs to another country is kept as it was typed: it is what was answered.
  const gave = [...(PLACES[CODES[home] ?? home] ?? []), ...(REGION_IDS[code] ? [REGION_IDS[code] ?? ""] : [])];
  add(`region: ${typed}, ${home}`, fields, { agreement: "normalisers", page: "", facts: { region: code }, gave: home === "-" ? gave.filter((id) => id.startsWith("region")) : gave });
}

/** Number as typed, country, number as the world calls it. */
const PHONES = `
+49 30 123456 | - | +4930123456
+49 (0)30 123456 | - | +4930123456
+49 (0) 30 / 12 34 56 | - | +4930123456
+49-30-123456 | de | +4930123456
0049 30 123456 | - | +4930123456
0049 (0)30 123456 | - | +4930123456
030 123456 | de | +4930123456
030/123456 | de | +4930123456
(030) 12 34 56 | de | +4930123456
Tel. 030 123456 | de | +4930123456
030 123456 Durchwahl 7 | de | +4930123456
030 123456 | - | -
00 49 30 123456 | us | +4930123456
011 49 30 123456 | us | +4930123456
011 49 30 123456 | - | +4930123456
+44 20 7946 0018 | - | +442079460018
+44 (0)20 7946 0018 | gb | +442079460018
020 7946 0018 | gb | +442079460018
020 7946 0018 ext. 44 | gb | +442079460018
020-7946-0018 x44 | gb | +442079460018
+1 (415) 555-2671 | - | +14155552671
(415) 555-2671 | us | +14155552671
1-415-555-2671 | us | +14155552671
415.555.2671 | us | +14155552671
4155552671 | us | +14155552671
+1 415 555 2671 #12 | us | +14155552671
555-2671 | us | -
+1 415 555 267 | us | -
(11) 91234-5678 | br | +5511912345678
011 91234-5678 | br | +5511912345678
+55 11 91234-5678 | br | +5511912345678
06 123456 | it | +3906123456
+39 06 123 456 78 | - | +390612345678
06 123 456 78 | it | +390612345678
01 23 45 67 89 | fr | +33123456789
912 345 678 | es | +34912345678
044 668 18 00 | ch | +41446681800
8 (912) 345-67-89 | ru | +79123456789
03-1234-5678 | jp | +81312345678
+999 12345678 | - | -
110 | de | -
+1234567890123456 | - | -
call me | de | -
0000000 | de | -
++49 30 123456 | - | +4930123456
`;
/** @type {Record<string, string>} */
const PHONE_IDS = {
  "+4930123456": "phone_berlin",
  "+442079460018": "phone_london",
  "+14155552671": "phone_california",
  "+5511912345678": "phone_sao_paulo",
  "+390612345678": "phone_rome",
};
for (const [typed = "", home = "", number = ""] of rows(PHONES)) {
  const fields = { phone: typed, ...(home === "-" ? {} : { country: home }) };
  const gave = [...(home === "-" ? [] : PLACES[home] ?? []), ...(PHONE_IDS[number] ? [PHONE_IDS[number] ?? ""] : [])];
  add(`phone: ${typed}, ${home}`, fields, { agreement: "normalisers", page: "", facts: { phone: fact(number) }, gave });
}

// The browser's tables, on the public card: what they do not know is left to the edge.
for (const [name, fields, gave, skips] of /** @type {[string, object, string[], Record<string, string>][]} */ ([
  ["a common country", { country: "Brasil" }, ["country_br", "market_latin_america"], {}],
  ["a rare country", { country: "Burkina Faso" }, [], { country_de: "edge_only" }],
  ["a state", { state: "California", country: "us" }, ["country_us", "market_north_america"], { region_us_ca: "edge_only" }],
  ["a telephone", { phone: "030 123456", country: "de" }, ["country_de", "market_dach"], { phone_berlin: "edge_only" }],
  ["a telephone without a country", { phone: "030 123456" }, [], { phone_berlin: "edge_only" }],
  ["a registrable domain", { email: "ada@works.example" }, ["mail_work", "domain_works"], { registered_works: "edge_only" }],
  ["a company", { company: "Works GmbH" }, ["company_works"], {}],
])) {
  add(`in the browser: ${name}`, fields, { agreement: "normalisers", card: "public", page: "", gave, skips });
}
