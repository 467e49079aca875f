/**
 * Runs the bench natively, in Node and in Chromium, a few rounds each in turn, and writes the
 * table: `node run.mjs FOLDER NATIVE TABLE`. `cargo xtask bench scoring` has built before what
 * is in the folder: `card`, `wasm/`, `page.js`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { launchBrowser } from "../../e2e/harness.mjs";
import { median } from "../numbers.mjs";
import { COUNT, arrivedLeads, sameAnswers } from "./bench.mjs";
import { packLeads } from "./pack.mjs";

/** Turns of native, Node and Chromium, and rounds in each. */
const [TURNS, ROUNDS] = [3, 3];

const [folder = "", native = "", table = ""] = process.argv.slice(2);
const at = (/** @type {string} */ name) => path.join(folder, name);

/** Engines in the order of the table, with their words. */
const ROWS = [
  ["native", "**ours**, native (`opt-level` 3), in memory"],
  ["native packed", "**ours**, native, packed before"],
  ["wasm packed", "**ours**, wasm, packed before"],
  ["wasm packing", "**ours**, wasm, and the packing"],
  ["wasm object", "**ours**, wasm, an object at a time, packed"],
  ["by hand", "JavaScript by hand, this card only"],
  ["closures", "JavaScript closures made from rules"],
  ["json-logic built", "json-logic-engine, generated code"],
  ["json-logic run", "json-logic-engine, interpreted"],
  ["json-rules", "json-rules-engine"],
];

/** @typedef {{scores: number[], micros: Record<string, number[]>}} Result */

const leads = arrivedLeads();
const packed = packLeads(leads);
writeFileSync(at("leads"), packed);
const browser = await launchBrowser();
const results = await measure(browser);
const version = await browserVersion(browser);
await browser.stop();
const text = written(results);
writeFileSync(table, text);
console.log(`\n${text}`);
process.exit(0);

/** @param {import("../../e2e/harness.mjs").Browser} browser */
async function measure(browser) {
  const page = await browser.newPage();
  await page.addScriptTag({ path: at("page.js") });
  const base64 = (/** @type {string} */ name) => readFileSync(at(name)).toString("base64");
  const setting = { module: base64("wasm/console_bg.wasm"), card: base64("card"), rounds: ROUNDS };
  /** @type {{node: Record<string, number[]>, page: Record<string, number[]>}} */
  const results = { node: {}, page: {} };
  for (let turn = 1; turn <= TURNS; turn += 1) {
    console.log(`turn ${turn} of ${TURNS}`);
    const own = run(native, ["time", at("card"), at("leads"), String(ROUNDS)]);
    const inNode = run(process.execPath, [path.join(import.meta.dirname, "node.mjs"), folder, String(ROUNDS)]);
    /** @type {Result} */
    const inPage = await page.evaluate((setting) => /** @type {any} */ (globalThis).batonBench(setting), setting);
    sameAnswers("native", own.scores, inNode.scores, leads);
    sameAnswers("Chromium", inPage.scores, inNode.scores, leads);
    add(results.node, { ...own.micros, ...inNode.micros });
    add(results.page, inPage.micros);
  }
  return results;
}

/** @param {string} program @param {string[]} words @returns {Result} */
function run(program, words) {
  return JSON.parse(execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 26 }));
}

/** @param {Record<string, number[]>} to @param {Record<string, number[]>} micros */
function add(to, micros) {
  for (const [id, times] of Object.entries(micros)) (to[id] ??= []).push(...times);
}

/** @param {import("../../e2e/harness.mjs").Browser} browser */
async function browserVersion(browser) {
  return browser.context.browser()?.version() ?? "of unknown version";
}

/** @param {{node: Record<string, number[]>, page: Record<string, number[]>}} results */
function written({ node, page }) {
  const lines = ROWS.map(([id = "", words]) => `| ${[words, ...cells(node, id), ...cells(page, id)].join(" | ")} |`);
  return `# One score

${COUNT.toLocaleString("en")} prepared leads, forty criteria; the answers of all engines are the same. Microseconds
per lead, the median of ${TURNS * ROUNDS} interleaved rounds. × is how many times as long as ours in wasm:
with the leads packed before, and with the packing counted in. "Quickest" is the best of the
rounds: what the code takes while nothing else slows the machine. A packed lead has
${Math.round(packed.length / COUNT)} bytes on average.
${os.cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}, Chromium ${version}.

| | Node µs | quickest | × packed | × and packing | Chromium µs | quickest | × packed | × and packing |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
${lines.join("\n")}
`;
}

/** @param {Record<string, number[]>} micros @param {string} id */
function cells(micros, id) {
  const own = median(micros[id] ?? []);
  if (Number.isNaN(own)) return ["", "", "", ""];
  const ratio = (/** @type {string} */ other) => short(own / median(micros[other] ?? []));
  return [short(own), short(Math.min(...(micros[id] ?? []))), ratio("wasm packed"), ratio("wasm packing")];
}

/** Three digits are more than a second run confirms. @param {number} number */
function short(number) {
  return number < 100 ? number.toPrecision(3) : number.toFixed(0);
}
