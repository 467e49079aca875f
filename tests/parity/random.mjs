// @ts-check
// Random leads on random agreements, natively and in wasm in Node: equal bytes of verdicts.
//
//   node tests/parity/random.mjs [leads] [agreements] [seed]     (after `cargo xtask build`)
//
// As a test (`node --test`) it takes 10,000 leads on 50 agreements; asked for with numbers, as
// many as it is told: `node tests/parity/random.mjs 1000000 50`. Both sides read the same lines
// and answer with one SHA-256 a card.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const [leads = 10_000, agreements = 50, seed = 20_261_121] = process.argv.slice(2).filter((word) => /^\d+$/.test(word)).map(Number);
const root = path.resolve(import.meta.dirname, "../..");
const wasm = path.join(root, "build/www/desk/wasm/console_bg.wasm");
const glue = path.join(root, "build/www/desk/wasm/console.js");
const NOW = 1_790_000_000;

/** mulberry32: a small generator, so that a seed names a run. */
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (/** @type {number} */ end) => Math.floor(random() * end);
/** @template T @param {T[]} list @returns {T} */
const pick = (list) => /** @type {T} */ (list[below(list.length)]);
/** @template T @param {number} most @param {() => T} make @returns {T[]} */
const some = (most, make) => Array.from({ length: 1 + below(most) }, make);
const quoted = (/** @type {string} */ text) => JSON.stringify(text);

// What people type, and what agreements ask for: from the same pools, so that they meet.
const WORDS = ["demo", "pricing", "evaluating vendors", "c++", "größe", "migrate", "production", "soon", "東京"];
/** @type {Record<string, string[]>} */
const TYPED = {
  email: ["ada@works.example", "eve@mail.rival.example", "x@gmail.com", "info@atlas.example", "y@mailinator.com", "no address", ""],
  job_title: ["CTO", "Sr. Dir., RevOps", "Leiterin Vertrieb", "co-founder & CTO", "assistant to the CEO", "Werkstudent", "jefe de ventas", "Maler", "gerente de marketing", ""],
  company: ["ACME GmbH & Co. KG", "Works Ltd", "The Atlas, Inc.", "Müller & Söhne", "株式会社"],
  company_size: ["11–50", "1k+", "about 200", "10.000", "50", "1,001 - 5,000", "viele", "just me"],
  country: ["Deutschland", "USA", "Allemagne", "Burkina Faso", "br", "Atlantis", "United Kingdom"],
  region: ["California", "Bayern", "ON", "Zürich", "nowhere"],
  phone: ["+49 (0)30 901820", "030 901820", "(415) 555-2671", "0044 20 7946 0958 ext. 12", "call me"],
  budget: ["10k", "€10.000", "$5,000 - $10,000", "over 1m", "none yet"],
  timeline: ["asap", "this quarter", "in 3 weeks", "nur informieren", "12+ months", "?"],
  message: ["We'd love a demo — pricing?", "evaluating vendors for production, C++", "Größe?", "hello", ""],
  industry: ["Fintech", "Retail", "Financial Services"],
};
/** @type {Record<string, string[]>} */
const VALUES = {
  email_kind: ["work", "free", "role", "disposable"],
  seniority: ["c_level", "vp", "head", "manager", "individual", "student"],
  function: ["data", "sales", "engineering", "it", "marketing"],
  country: ["de", "us", "br", "gb", "bf"],
  market: ["dach", "north_america", "uk_ireland"],
  timeline_band: ["now", "month", "quarter"],
  industry: ["fintech", "retail"],
  company: ["acme", "works", "atlas"],
  email_domain: ["works.example", "rival.example", "atlas.example"],
};
const SIGNALS = ["pricing_page", "webinar"];

/** One condition, as the keys of a table. */
function condition() {
  const kind = below(9);
  if (kind === 0) return [`signal = ${quoted(pick(SIGNALS))}`, `at_least = ${1 + below(3)}`, ...(random() < 0.5 ? [`within = "${1 + below(60)}d"`] : [])];
  if (kind === 1) return [`field = ${quoted(pick(["employees", "budget"]))}`, `between = [${below(60)}, ${60 + below(20_000)}]`];
  if (kind === 2) return [`field = "message"`, `contains = [${some(3, () => quoted(pick(WORDS))).join(", ")}]`];
  if (kind === 3) return [`field = ${quoted(pick(Object.keys(TYPED)))}`, `${pick(["present", "absent"])} = true`];
  if (kind === 4) return [`field = "email_domain"`, `in_list = ${quoted(pick(["open", "hidden"]))}`];
  const field = pick(Object.keys(VALUES));
  if (kind < 7) return [`field = ${quoted(field)}`, `is = ${quoted(pick(VALUES[field] ?? []))}`];
  return [`field = ${quoted(field)}`, `one_of = [${some(3, () => quoted(pick(VALUES[field] ?? []))).join(", ")}]`];
}

/** One criterion: a condition, several, or points each time. */
function criterion(/** @type {number} */ number) {
  const group = pick(["fit", "engagement"]);
  const head = [`[[${group}]]`, `id = "c${number}"`, `reason = "reason ${number}"`, ...(random() < 0.1 ? ["private = true"] : [])];
  const points = (1 + below(30)) * (random() < 0.2 ? -1 : 1);
  if (random() < 0.2) {
    const each = 1 + below(9);
    const falls = random() < 0.5 ? [`decay = "${1 + below(60)}d"`] : [];
    return [...head, `signal = ${quoted(pick(SIGNALS))}`, `points_each = ${each}`, `cap = ${each + below(30)}`, ...falls].join("\n");
  }
  if (random() < 0.2) {
    const parts = some(3, () => `{ ${condition().join(", ")} }`).join(", ");
    return [...head, `${pick(["all", "any", "none"])} = [${parts}]`, `points = ${points}`].join("\n");
  }
  return [...head, ...condition(), `points = ${points}`].join("\n");
}

/** A whole agreement: random criteria in the example's roster and routes. */
function agreement() {
  const gate = () => some(3, () => `{ reason = "r", ${condition().join(", ")} }`).join(", ");
  const [warm, hot] = [10 + below(30), 41 + below(50)];
  return `name = "random"
owner = "ana"
review_by = 2099-01-01
[site]
origins = ["https://acme.example"]
[score]
fit_cap = ${20 + below(80)}
engagement_cap = ${20 + below(80)}
[lists.open]
entries = ["works.example", "atlas.example"]
[lists.hidden]
private = true
entries = ["rival.example"]
[[signals]]
id = "pricing_page"
pages = ["/pricing*"]
[[signals]]
id = "webinar"
events = ["joined"]
${some(18, () => 0).map((_, number) => criterion(number)).join("\n")}
[[tiers]]
id = "hot"
at_least = ${hot}
[[tiers]]
id = "warm"
at_least = ${warm}
[[tiers]]
id = "cold"
at_least = 0
[mql]
${pick(["all", "any", "none"])} = [${gate()}]
[sql]
at_least = 1
of = [{ reason = "m", qualified = "mql" }, { reason = "s", score_at_least = ${below(100)} }, { reason = "b", checklist = "bant", at_least = 2 }]
[[sources]]
id = "demo_request"
pages = ["/demo*"]
[[sources]]
id = "content"
[[offers]]
kind = "meeting"
tiers = ["hot"]
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

/** A lead as both sides take it: instant, tab, packed submission. */
function lead() {
  const records = [`p\u001f${pick(["/demo", "https://acme.example/blog?utm_source=x%20y", "/pricing", ""])}`];
  for (const [field, values] of Object.entries(TYPED)) {
    if (random() < 0.7) records.push(["f", field, "", "", "", "", "", field, pick(values)].join("\u001f"));
  }
  const ago = () => NOW - below(100 * 86_400) + 3_600;
  for (let left = below(6); left > 0; left--) records.push(["s", pick([...SIGNALS, "joined", "teapot"]), ago()].join("\u001f"));
  if (random() < 0.3) records.push(["v", "/pricing/plans", ago()].join("\u001f"));
  for (const point of ["budget", "need"]) if (random() < 0.2) records.push(["c", point, pick(["1", "0"])].join("\u001f"));
  return `${NOW}\t${records.join("\u001e")}`;
}

test(`${leads} random leads on ${agreements} random agreements: native and wasm in Node`, async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "baton-random-"));
  // What the tests have built is fast enough for a few leads.
  const run = ["run", "--quiet", ...(leads > 100_000 ? ["--profile", "cli"] : [])];
  const scorer = await import(pathToFileURL(glue).href);
  await scorer.default({ module_or_path: readFileSync(wasm) });
  try {
    const each = Math.ceil(leads / agreements);
    for (let number = 0; number < agreements; number++) {
      const text = path.join(dir, `${number}.toml`);
      const only = number % 2 === 1 ? ["--public"] : [];
      const card = path.join(dir, `${number}.card`);
      // The linter refuses what can never be; then the next one is drawn.
      for (let tries = 1; ; tries++) {
        writeFileSync(text, agreement());
        const done = spawnSync("cargo", [...run, "--package", "baton-cli", "--", "compile", text, ...only, "-o", card], { cwd: root, encoding: "utf8" });
        if (done.status === 0) break;
        assert.ok(done.status === 1 && tries < 20, done.stderr);
      }
      const lines = Array.from({ length: each }, lead);
      const wanted = execFileSync("cargo", [...run, "--package", "baton-agreement", "--example", "parity_digest", "--", card], {
        cwd: root,
        encoding: "utf8",
        input: lines.join("\n"),
      }).trim();
      const bytes = readFileSync(card);
      const digest = createHash("sha256");
      for (const line of lines) {
        const tab = line.indexOf("\t");
        digest.update(scorer.verdict(bytes, line.slice(tab + 1), Number(line.slice(0, tab)))).update("\n");
      }
      assert.equal(digest.digest("hex"), wanted, `agreement ${number} of seed ${seed}`);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
