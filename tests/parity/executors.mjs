// @ts-check
// The executors but for the native one, for run.mjs and random.mjs: each takes leads to the texts
// of their verdicts, byte for byte.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { api } from "../e2e/harness.mjs";
import { described, pack } from "../../www/embed/pack.js";

/** @typedef {import("./corpus.mjs").Known} Known */
/** @typedef {{ card: string, packed: string, now: number }} Job a card by its name, a packed lead, an instant */
/** @typedef {{ public: string, packed: string, now: number }} RatingJob the same for the widget, which has a public card */

export const root = path.resolve(import.meta.dirname, "../..");
/** What visitors get: the deployed module, and the script that is bundled into the engine. */
const WIDGET = { wasm: path.join(root, "build/www/embed/scorer_rare.wasm"), script: path.join(root, "www/embed/scorer.js") };
/** What the console has: the module that tells reasons. */
const CONSOLE = { wasm: path.join(root, "build/www/desk/wasm/console_bg.wasm"), glue: path.join(root, "build/www/desk/wasm/console.js") };

/**
 * Builds the command line and the native digest, and says where they are.
 * @param {string[]} profile as cargo takes it
 */
export function build(profile) {
  const one = (/** @type {string[]} */ what) => {
    const told = execFileSync("cargo", ["build", "--quiet", "--message-format=json", ...profile, ...what], {
      cwd: root, encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"],
    });
    return /** @type {string} */ (told.trim().split("\n").map((line) => JSON.parse(line).executable).find((file) => file));
  };
  return { baton: one(["--package", "baton-cli", "--bin", "baton"]), digest: one(["--package", "baton-agreement", "--example", "parity_digest"]) };
}

/**
 * A lead as the widget's functions take it, and what is known besides. A value that is no text is
 * what the edge makes of it.
 * @param {any} lead
 * @param {Known} [known]
 * @param {(fields: any[]) => string[] | undefined} [map] what the fields are, where that was found out before
 * @returns {string}
 */
export function packed(lead, known = {}, map = () => undefined) {
  const text = (/** @type {unknown} */ value) =>
    value === null || value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
  const keys = ["name", "id", "type", "autocomplete", "label", "placeholder", "field", "value", "options"];
  const fields = lead.fields.map((/** @type {any} */ field) => Object.fromEntries(keys.map((key) => [key, text(field[key])])));
  const records = [
    pack({ ...lead, page: { language: "", ...lead.page }, fields }, map(fields)),
    ...(known.confirmed ?? []).map(({ point, holds }) => ["c", point, holds ? "1" : "0"].join("\u001f")),
    ...(known.visits ?? []).map(({ page, at }) => ["v", page, at].join("\u001f")),
  ];
  return records.join("\u001e");
}

/** The console's module in Node: `verdict(card, packed, now)`. */
export async function consoleInNode() {
  const module = await import(pathToFileURL(CONSOLE.glue).href);
  await module.default({ module_or_path: readFileSync(CONSOLE.wasm) });
  return module;
}

/**
 * The widget's ratings in Node.
 * @param {Record<string, Uint8Array>} cards
 * @param {RatingJob[]} jobs
 * @returns {Promise<string[]>}
 */
export async function ratingsInNode(cards, jobs) {
  const { openScorer } = await import(pathToFileURL(WIDGET.script).href);
  const scorer = await openScorer(readFileSync(WIDGET.wasm));
  return jobs.map((job) => {
    const loaded = JSON.parse(scorer.load(cards[job.public]));
    return loaded.ok ? scorer.score(job.packed, job.now) : JSON.stringify(loaded);
  });
}

/**
 * What the fields of a form are, as the page asks at its touch, when nothing is typed.
 * @returns {Promise<(fields: any[]) => string[]>}
 */
export async function mapInNode() {
  const { openScorer } = await import(pathToFileURL(WIDGET.script).href);
  const scorer = await openScorer(readFileSync(WIDGET.wasm));
  return (fields) => JSON.parse(scorer.map(described({ fields })));
}

/**
 * Loads both modules into a page, as `baton.console` and `baton.widget`, and the cards. Any page of
 * the edge's own origin will do: there they come from for a visitor.
 * @param {import("playwright-core").Page} page
 * @param {Record<string, Uint8Array>} cards
 */
export async function loadInPage(page, cards) {
  const files = [[WIDGET.script, WIDGET.wasm], [CONSOLE.glue, CONSOLE.wasm]];
  const texts = files.map(([script = "", wasm = ""]) => ({ script: readFileSync(script, "utf8"), wasm: readFileSync(wasm).toString("base64") }));
  const base64 = Object.fromEntries(Object.entries(cards).map(([name, card]) => [name, Buffer.from(card).toString("base64")]));
  await page.evaluate(
    async ({ texts, base64 }) => {
      const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const [widget, whole] = await Promise.all(
        texts.map(async ({ script, wasm }) => {
          const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
          // The widget's script hands its functions over; what wasm-bindgen writes has them itself.
          if (module.openScorer) return module.openScorer(bytes(wasm));
          await module.default({ module_or_path: bytes(wasm) });
          return module;
        }),
      );
      const cards = Object.fromEntries(Object.entries(base64).map(([name, card]) => [name, bytes(card)]));
      Object.assign(window, { baton: { widget, console: whole, cards } });
    },
    { texts, base64 },
  );
}

/**
 * @param {import("playwright-core").Page} page
 * @param {RatingJob[]} jobs
 * @returns {Promise<string[]>}
 */
export function ratingsInPage(page, jobs) {
  return page.evaluate((jobs) => {
    const { widget, cards } = /** @type {any} */ (window).baton;
    return jobs.map((job) => (JSON.parse(widget.load(cards[job.public])).ok ? widget.score(job.packed, job.now) : "no card"));
  }, jobs);
}

/**
 * @param {import("playwright-core").Page} page
 * @param {Job[]} jobs
 * @returns {Promise<string[]>}
 */
export function verdictsInPage(page, jobs) {
  return page.evaluate((jobs) => {
    const { console: whole, cards } = /** @type {any} */ (window).baton;
    return jobs.map(({ card, packed, now }) => whole.verdict(cards[card], packed, now));
  }, jobs);
}

/**
 * Asks the Worker for the verdicts of leads.
 * @param {import("../e2e/harness.mjs").Edge} edge
 * @param {string} desk
 * @param {{ card: "full" | "public", now: number, leads: any[] } & Known} sheet
 * @returns {Promise<string[]>}
 */
export async function verdictsOfWorker(edge, desk, sheet) {
  const response = await api(edge, `/v1/desks/${desk}/score`, { method: "POST", body: JSON.stringify(sheet) });
  const body = await response.text();
  if (!response.ok) throw new Error(`the desk ${desk} answered ${response.status}: ${body}`);
  const verdicts = split(body);
  if (verdicts.length !== sheet.leads.length) throw new Error(`${verdicts.length} verdicts for ${sheet.leads.length} leads`);
  return verdicts;
}

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
