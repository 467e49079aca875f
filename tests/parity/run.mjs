// @ts-check
// The parity corpus in wasm in Node, in wasm in Chromium, and in the Worker in workerd. The fourth
// executor, the native one, is `cargo test -p baton-handoff --test parity`. All four must give the
// bytes of verdicts.jsonl: in wasm it is the console's module that tells reasons. The widget's
// own module tells none; its answers must be the bytes of ratings.jsonl.
//
//   node --test tests/parity/run.mjs     (after `cargo xtask build`)

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";

import { DESK, api, exampleAgreement, launchBrowser, publish, startEdge } from "../e2e/harness.mjs";
import { pack } from "../../www/embed/pack.js";

/** @typedef {{ case: string, card: "full" | "public", now: number, lead: any, expect?: Record<string, unknown> }} Case */

const read = (/** @type {string} */ file) => readFileSync(new URL(file, import.meta.url), "utf8").trimEnd().split("\n");
/** @type {Case[]} */
const cases = read("leads.jsonl").map((line) => JSON.parse(line));
const verdicts = read("verdicts.jsonl");
const ratings = read("ratings.jsonl");

const root = path.resolve(import.meta.dirname, "../..");
/** What visitors get: the deployed module, and its glue before it is bundled into the engine. */
const wasm = path.join(root, "build/www/embed/scorer_bg.wasm");
const glue = path.join(root, "build/stage/widget/scorer.js");
const consoleWasm = path.join(root, "build/www/desk/wasm/console_bg.wasm");
const consoleGlue = path.join(root, "build/www/desk/wasm/console.js");

/** @type {Awaited<ReturnType<typeof startEdge>>} */
let edge;
/** The cards by name, compiled by the command line from the example. @type {Record<string, Uint8Array>} */
const cards = {};

before(async () => {
  edge = await startEdge();
  await publish(edge, DESK, exampleAgreement([]));
  const dir = mkdtempSync(path.join(tmpdir(), "baton-parity-"));
  for (const card of /** @type {const} */ (["full", "public"])) {
    const file = path.join(dir, card);
    const only = card === "public" ? ["--public"] : [];
    const baton = ["run", "--quiet", "--package", "baton-cli", "--"];
    execFileSync("cargo", [...baton, "compile", "examples/agreement.toml", ...only, "-o", file], { cwd: root });
    cards[card] = readFileSync(file);
  }
  rmSync(dir, { recursive: true });
});
after(() => edge?.stop());

/**
 * Compares all answers, and names the first few cases that differ.
 * @param {string} executor
 * @param {string[]} answers
 * @param {string[]} [wanted]
 */
function compare(executor, answers, wanted = verdicts) {
  const wrong = cases.flatMap((one, at) => (answers[at] === wanted[at] ? [] : [{ one, at }]));
  const told = wrong.slice(0, 3).map(({ one, at }) => `${one.case}\n  want ${wanted[at]}\n  got  ${answers[at]}`);
  assert.equal(wrong.length, 0, `${executor}: ${wrong.length} of ${cases.length} verdicts differ\n${told.join("\n")}`);
}

/**
 * The corpus as the widget's functions take it. A value that is no text is what the edge makes of it.
 * @param {Case} one
 */
function packed({ lead }) {
  const text = (/** @type {unknown} */ value) =>
    value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
  const keys = ["name", "id", "type", "autocomplete", "label", "placeholder", "field", "value"];
  const fields = lead.fields.map((/** @type {any} */ field) => Object.fromEntries(keys.map((key) => [key, text(field[key])])));
  return pack({ ...lead, fields });
}

test("the corpus is whole, and what was written by hand holds", () => {
  assert.ok(cases.length >= 200, `${cases.length} leads`);
  assert.equal(verdicts.length, cases.length);
  for (const [at, one] of cases.entries()) {
    const verdict = JSON.parse(verdicts[at] ?? "{}");
    const points = verdict.reasons.reduce((/** @type {number} */ sum, /** @type {any} */ reason) => sum + reason.points, 0);
    assert.equal(points, verdict.score, `${one.case}: the reasons add up`);
    for (const [key, value] of Object.entries(one.expect ?? {})) assert.equal(verdict[key], value, `${one.case}: ${key}`);
  }
});

test("wasm in Node", async () => {
  const scorer = await import(pathToFileURL(glue).href);
  await scorer.default({ module_or_path: readFileSync(wasm) });
  assert.equal(JSON.parse(scorer.load(cards.public)).ok, true);
  compare("the widget in Node", cases.map((one) => scorer.score(packed(one), one.now)), ratings);
  const whole = await import(pathToFileURL(consoleGlue).href);
  await whole.default({ module_or_path: readFileSync(consoleWasm) });
  compare("Node", cases.map((one) => whole.verdict(cards[one.card], packed(one), one.now)));
});

test("wasm in Chromium", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.context.newPage();
    // Any page of the edge's own origin: the module and the wasm come from there as for a visitor.
    await page.goto(`${edge.origin}/v1/health`);
    const answers = await page.evaluate(
      async ({ modules, cards, jobs }) => {
        const bytes = (/** @type {string} */ base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        const [scorer, whole] = await Promise.all(
          modules.map(async ({ glue, wasm }) => {
            const module = await import(URL.createObjectURL(new Blob([glue], { type: "text/javascript" })));
            await module.default({ module_or_path: bytes(wasm) });
            return module;
          }),
        );
        scorer.load(bytes(cards["public"] ?? ""));
        return {
          ratings: jobs.map(({ packed, now }) => scorer.score(packed, now)),
          verdicts: jobs.map(({ card, packed, now }) => whole.verdict(bytes(cards[card] ?? ""), packed, now)),
        };
      },
      {
        modules: [
          { glue: readFileSync(glue, "utf8"), wasm: readFileSync(wasm).toString("base64") },
          { glue: readFileSync(consoleGlue, "utf8"), wasm: readFileSync(consoleWasm).toString("base64") },
        ],
        cards: Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, Buffer.from(card).toString("base64")])),
        jobs: cases.map((one) => ({ card: one.card, packed: packed(one), now: one.now })),
      },
    );
    compare("the widget in Chromium", answers.ratings, ratings);
    compare("Chromium", answers.verdicts);
  } finally {
    await browser.stop();
  }
});

test("the Worker in workerd", async () => {
  /** @type {string[]} */
  const answers = [];
  for (const card of /** @type {const} */ (["full", "public"])) {
    const asked = cases.map((one, at) => ({ one, at })).filter(({ one }) => one.card === card);
    for (const now of new Set(asked.map(({ one }) => one.now))) {
      const batch = asked.filter(({ one }) => one.now === now);
      const response = await api(edge, `/v1/desks/${DESK}/score`, {
        method: "POST",
        body: JSON.stringify({ card, now, leads: batch.map(({ one }) => one.lead) }),
      });
      assert.equal(response.status, 200, await response.clone().text());
      const told = split(await response.text());
      assert.equal(told.length, batch.length);
      batch.forEach(({ at }, place) => (answers[at] = told[place] ?? ""));
    }
  }
  compare("workerd", answers);
});

/**
 * The texts of the verdicts in `{"verdicts":[…]}`, byte for byte: parsing and printing again
 * would hide a difference.
 * @param {string} body
 * @returns {string[]}
 */
function split(body) {
  const list = body.slice(body.indexOf("[") + 1, body.lastIndexOf("]"));
  return list === "" ? [] : list.split(/,(?=\{"v":2,"score")/);
}
