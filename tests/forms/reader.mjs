// @ts-check
// Forms in Chromium, read by the widget's own modules and mapped by the module that is deployed.

import path from "node:path";
import { readFileSync } from "node:fs";

import { build } from "esbuild";

import { ROOT } from "../../xtask/workerd.mjs";

/**
 * What became of one input.
 * @typedef {object} Seen
 * @property {string} is what it should be: a field, `trap`, `never`, or empty for nothing of ours
 * @property {string} as what it was taken for; empty for nothing
 * @property {boolean} read whether its value was read at all
 * @property {string} called how the page calls it
 */

/** @typedef {{ inputs: Seen[], trapped: boolean, descriptors: import("../../www/embed/fields.js").Field[] }} Reading */

/**
 * The widget's reading and mapping as one script that can be put into any page.
 * @returns {Promise<string>}
 */
export async function readerScript() {
  const wasm = readFileSync(path.join(ROOT, "build/www/embed/scorer_bg.wasm")).toString("base64");
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { readForm, wasTrapped } from "./www/embed/fields.js";
        export { pack } from "./www/embed/pack.js";
        export { openScorer } from "./www/embed/scorer.js";`,
      resolveDir: ROOT,
    },
    bundle: true,
    format: "iife",
    globalName: "batonReader",
    write: false,
    logLevel: "error",
  });
  return `${outputFiles[0]?.text};(${start})(${JSON.stringify(wasm)})`;
}

/** Runs in the page. @param {string} base64 */
async function start(base64) {
  const reader = /** @type {any} */ (globalThis).batonReader;
  Object.assign(globalThis, { batonReader: { ...reader, ...(await reader.openScorer(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)))) } });
}

/**
 * Reads every form of a page. What an input should be stands in an attribute that the code under
 * test does not know.
 * @param {import("playwright-core").Page} page
 * @param {string} html
 * @param {string} script of `readerScript`
 * @param {string} attribute
 * @returns {Promise<Reading[]>}
 */
export async function readForms(page, html, script, attribute) {
  await page.setContent(html, { waitUntil: "domcontentloaded" });
  await page.evaluate(script);
  return page.evaluate(readInPage, attribute);
}

/** Runs in the page. @param {string} attribute @returns {Reading[]} */
function readInPage(attribute) {
  const { readForm, wasTrapped, pack, map } = /** @type {any} */ (globalThis).batonReader;
  const CONTROLS = "input, select, textarea";
  /** @type {HTMLInputElement[]} */
  const all = [...document.querySelectorAll(/** @type {"input"} */ (CONTROLS))];
  // Some pages have inputs without a form around them; one form is put around those.
  const orphans = all.filter((input) => !input.form);
  if (orphans.length > 0) {
    const form = document.body.appendChild(document.createElement("form"));
    form.id = "of-the-rest";
    for (const input of orphans) input.setAttribute("form", form.id);
  }
  return [...document.forms].filter((form) => form.querySelector(CONTROLS) ?? form.elements.length).map((form) => {
    const inputs = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter((input) => input.matches(CONTROLS));
    // Read once as at the first touch; then every input is filled in with a number of its own.
    readForm(form);
    const marks = inputs.map((input, at) => {
      const mark = `${7_000_000 + at}`;
      if (input.matches("select")) input.append(new Option(mark, mark, false, true));
      else if (/radio|checkbox/.test(input.type)) input.checked = true;
      else if (!/file|date|month|week|time|color/.test(input.type)) input.value = mark;
      return mark;
    });
    const fields = readForm(form);
    const mapped = JSON.parse(map(pack({ page: { url: "", language: "" }, fields, signals: [] })));
    const known = fields.map((/** @type {any} */ field) => field.value);
    /** @type {Set<number>} */
    const taken = new Set();
    const seen = inputs.map((input, at) => {
      let place = known.indexOf(marks[at]);
      if (place < 0 && (input.type !== "radio" || input.checked)) {
        place = fields.findIndex((/** @type {any} */ field, /** @type {number} */ at) => !taken.has(at) && field.type === input.type &&
          field.name === (input.name || "").slice(0, 120) && field.id === (input.id || "").slice(0, 120) && !field.value.startsWith("70000"));
      }
      taken.add(place);
      const label = place < 0 ? "" : fields[place].label;
      return {
        is: input.getAttribute(attribute) ?? "",
        as: mapped[place] ?? "",
        read: place >= 0,
        called: [input.localName, input.type, input.name, input.id, input.placeholder, label].map((text) => `${text ?? ""}`.slice(0, 48)).join(" · "),
      };
    });
    return { inputs: seen, trapped: wasTrapped(fields), descriptors: fields.map((/** @type {any} */ field) => ({ ...field, value: "" })) };
  });
}
