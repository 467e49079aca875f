// @ts-check
// The parity corpus in wasm in Node, in wasm in Chromium, and in the Worker in workerd. The fourth
// executor, the native one, is `cargo test -p baton-handoff --test parity`. All four must give the
// bytes of verdicts.jsonl: in wasm it is the console's module that tells reasons, and it has no
// public suffix list, which without_suffixes.jsonl allows for. The widget's own module tells no
// reasons; its answers must be the bytes of ratings.jsonl.
//
//   node --test tests/parity/run.mjs     (after `cargo xtask build`)

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";

import { launchBrowser, publish, startEdge } from "../e2e/harness.mjs";
import { FIRST_WASM, build, consoleInNode, loadInPage, mapInNode, packed, ratingsInNode, ratingsInPage, root, verdictsInPage, verdictsOfWorker } from "./executors.mjs";

/** @typedef {import("./corpus.mjs").Case} Case */

const read = (/** @type {string} */ file) => readFileSync(new URL(file, import.meta.url), "utf8").trimEnd().split("\n");
/** @type {Case[]} */
const cases = read("leads.jsonl").map((line) => JSON.parse(line));
const verdicts = read("verdicts.jsonl");
const ratings = read("ratings.jsonl");
/** Verdicts by case, where the modules for the browser say something else. @type {Map<string, string>} */
const withoutSuffixes = new Map(read("without_suffixes.jsonl").map((line) => /** @type {[string, string]} */ (line.split("\t"))));
const verdictsInWasm = cases.map((one, at) => withoutSuffixes.get(one.case) ?? verdicts[at] ?? "");

/** The agreements that cases name. */
const AGREEMENTS = /** @type {Record<string, string>} */ ({
  example: "examples/agreement.toml",
  every_condition: "tests/parity/every_condition.toml",
  normalisers: "tests/parity/normalisers.toml",
});
const CARDS = /** @type {const} */ (["full", "public"]);
const deskOf = (/** @type {string} */ agreement) => agreement.replace("_", "-");

/** @type {Awaited<ReturnType<typeof startEdge>>} */
let edge;
/** The cards, as `example full`, compiled by the command line. @type {Record<string, Uint8Array>} */
const cards = {};

before(async () => {
  edge = await startEdge();
  const dir = mkdtempSync(path.join(tmpdir(), "baton-parity-"));
  const { baton } = build([]);
  for (const [name, source] of Object.entries(AGREEMENTS)) {
    await publish(edge, deskOf(name), readFileSync(path.join(root, source), "utf8"));
    for (const card of CARDS) {
      const file = path.join(dir, card);
      execFileSync(baton, ["compile", source, ...(card === "public" ? ["--public"] : []), "-o", file], { cwd: root, stdio: "pipe" });
      cards[`${name} ${card}`] = readFileSync(file);
    }
  }
  rmSync(dir, { recursive: true });
});
after(() => edge?.stop());

/** The corpus as the modules in wasm take it. */
const jobs = cases.map((one) => ({
  card: `${one.agreement} ${one.card}`,
  public: `${one.agreement} public`,
  packed: packed(one.lead, one.known),
  now: one.now,
}));

/**
 * Compares all answers, and names the first few cases that differ.
 * @param {string} executor
 * @param {(string | undefined)[]} answers
 * @param {string[]} wanted
 */
function compare(executor, answers, wanted) {
  const wrong = cases.flatMap((one, at) => (answers[at] === wanted[at] ? [] : [{ one, at }]));
  const told = wrong.slice(0, 3).map(({ one, at }) => `${one.case}\n  want ${wanted[at]}\n  got  ${answers[at]}`);
  assert.equal(wrong.length, 0, `${executor}: ${wrong.length} of ${cases.length} verdicts differ\n${told.join("\n")}`);
}

test("the corpus is whole, and what was written by hand holds", () => {
  assert.ok(cases.length >= 1000, `${cases.length} leads`);
  assert.equal(verdicts.length, cases.length);
  assert.equal(ratings.length, cases.length);
  for (const [at, one] of cases.entries()) {
    const verdict = JSON.parse(verdicts[at] ?? "{}");
    const points = verdict.reasons.reduce((/** @type {number} */ sum, /** @type {any} */ reason) => sum + reason.points, 0);
    assert.equal(points, verdict.score, `${one.case}: the reasons add up`);
    for (const [key, value] of Object.entries(one.expect ?? {})) assert.equal(verdict[key], value, `${one.case}: ${key}`);
    if (one.gave) assert.deepEqual(verdict.reasons.map((/** @type {any} */ reason) => reason.criterion), one.gave, one.case);
  }
});

test("a form that was mapped at its touch is rated as one that is mapped at the submit", async () => {
  const map = await mapInNode();
  const mapped = jobs.map((job, at) => ({ ...job, packed: packed(cases[at]?.lead, cases[at]?.known, map) }));
  assert.ok(mapped.some((job, at) => job.packed !== jobs[at]?.packed));
  compare("mapped at the touch", await ratingsInNode(cards, mapped), ratings);
});

test("what the browser says of a lead holds the edge's score, and a meeting it promises is kept", () => {
  let promised = 0;
  for (const [at, one] of cases.entries()) {
    if (one.card !== "full") continue;
    const [rating, verdict] = [JSON.parse(ratings[at] ?? "{}"), JSON.parse(verdicts[at] ?? "{}")];
    assert.ok(rating.low <= verdict.score && verdict.score <= rating.high, `${one.case}: ${ratings[at]} and ${verdict.score}`);
    if (rating.offer !== "meeting") continue;
    promised += 1;
    assert.equal(verdict.offer, "meeting", one.case);
  }
  assert.ok(promised >= 50, `${promised} meetings promised`);
});

/** The fields there are to ask about, as the schema lists them. @returns {string[]} */
function askable() {
  const schema = readFileSync(path.join(root, "docs/agreement.schema.json"), "utf8");
  return JSON.parse(/"field": \{[^{}]*?"enum": (\[[^\]]*\])/.exec(schema)?.[1] ?? "[]");
}

test("every kind of question, and every field that is worked out, is asked about and answered", () => {
  const whole = Object.values(AGREEMENTS).slice(1).map((file) => readFileSync(path.join(root, file), "utf8")).join("\n");
  // Every key a question, a criterion, a list or a tier can have, as an agreement writes it.
  const keys = ["is", "one_of", "contains", "in_list", "between", "at_least", "at_most", "present", "absent", "signal", "within", "decay",
    "confirmed", "checklist", "all", "any", "none", "of", "score_at_least", "tier_at_least", "qualified", "points", "points_each", "cap",
    "private", "filter", "entries", "share", "share_of", "fit_cap", "engagement_cap", "pages", "events", "tiers", "when", "link"];
  for (const key of keys) assert.match(whole, new RegExp(`\\b${key} = `), `no agreement of the corpus has \`${key}\``);
  assert.match(whole, /^points = -\d/m, "nothing takes points");
  assert.match(whole, /^points_each = -\d/m, "no signal takes points");
  assert.match(whole, /^\[sql\]$/m);
  const asked = new Set([...whole.matchAll(/field = "(\w+)"/g)].map((found) => found[1]));
  assert.ok(askable().length >= 34);
  assert.deepEqual(askable().filter((field) => !asked.has(field)), [], "fields that no agreement of the corpus asks about");

  // Each criterion gave points in one case at least.
  const told = verdicts.map((text) => JSON.parse(text));
  for (const name of ["every_condition", "normalisers"]) {
    const gave = new Set(told.flatMap((one, at) => (cases[at]?.agreement === name ? one.reasons.map((/** @type {any} */ reason) => reason.criterion) : [])));
    const source = readFileSync(path.join(root, AGREEMENTS[name] ?? ""), "utf8");
    const criteria = [...source.matchAll(/^(?:\[\[(?:fit|engagement)\]\]\n| +\{ |engagement = \[\{ )id = "([^"]+)"/gm)].map((found) => found[1]);
    assert.ok(criteria.length >= 39, name);
    assert.deepEqual(criteria.filter((id) => !gave.has(id)), [], `${name}: criteria that never gave points`);
  }
  const all = (/** @type {(one: any) => any} */ of) => [...new Set(told.flatMap(of))].sort();
  assert.deepEqual(all((one) => one.skipped.map((/** @type {any} */ skip) => skip.cause)), ["edge_only", "not_understood", "unanswered", "unconfirmed"]);
  assert.deepEqual(all((one) => [...one.grade]), ["1", "2", "3", "4", "A", "B", "C", "D"]);
  assert.deepEqual(all((one) => one.offer), ["meeting", "resource", "thanks"]);
  const clamps = all((one) => one.reasons.map((/** @type {any} */ reason) => /\.(cap|floor)$/.exec(reason.criterion)?.input ?? ""));
  for (const clamp of ["fit.cap", "fit.floor", "engagement.cap", "engagement.floor", "score.cap", "each.cap"]) assert.ok(clamps.includes(clamp), clamp);
  assert.ok(new Set(cases.map((one) => one.now)).size >= 20, "instants");
});

test("wasm in Node", async () => {
  compare("the widget in Node", await ratingsInNode(cards, jobs), ratings);
  const whole = await consoleInNode();
  compare("Node", jobs.map(({ card, packed, now }) => whole.verdict(cards[card], packed, now)), verdictsInWasm);
});

test("the module every page begins with rates as the other, and knows the cards it cannot rate on", async () => {
  const first = await ratingsInNode(cards, jobs, FIRST_WASM);
  const unread = new Set(cases.filter((_, at) => first[at] === undefined).map(({ agreement }) => agreement));
  assert.deepEqual([...unread].sort(), ["every_condition", "normalisers"]);
  compare("the first module in Node", first.map((text, at) => text ?? ratings[at]), ratings);
});

test("wasm in Chromium", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.context.newPage();
    await page.goto(`${edge.origin}/v1/health`);
    await loadInPage(page, cards);
    compare("the widget in Chromium", await ratingsInPage(page, jobs), ratings);
    compare("Chromium", await verdictsInPage(page, jobs), verdictsInWasm);
  } finally {
    await browser.stop();
  }
});

test("the Worker in workerd", async () => {
  // What goes into one request: all leads of an agreement, card and instant of whom the same is known.
  /** @type {Map<string, number[]>} */
  const batches = new Map();
  for (const [at, one] of cases.entries()) {
    const key = JSON.stringify([one.agreement, one.card, one.now, one.known]);
    batches.set(key, [...(batches.get(key) ?? []), at]);
  }
  /** @type {string[]} */
  const answers = [];
  for (const [key, places] of batches) {
    const [agreement, card, now, known] = JSON.parse(key);
    const leads = places.map((at) => cases[at]?.lead);
    const told = await verdictsOfWorker(edge, deskOf(agreement), { card, now, leads, ...known });
    places.forEach((at, place) => (answers[at] = told[place] ?? ""));
  }
  compare("workerd", answers, verdicts);
});
