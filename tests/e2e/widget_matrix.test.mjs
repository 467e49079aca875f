/**
 * Never broken: whatever is wrong with the page, the browser or our files, the form still
 * submits, at most 300 ms later than without us, and the lead arrives exactly once.
 *
 * Each row is a page of its own in a fresh, off-the-record profile.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, startAll } from "./harness.mjs";
import { answering, sendInTime, timeWithoutUs } from "./matrix.mjs";
import { MADE_PAGES, arrived, leadsOf, leave, queueHas } from "./widget.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;
/** How long the same form takes without us, in ms. */
let plain = 0;

before(async () => {
  all = await startAll();
  browser = await launchBrowser(MADE_PAGES);
  plain = await timeWithoutUs(all, browser);
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/**
 * Serves a file of the edge's as something else.
 * @param {string} what
 * @param {string} type
 * @returns {(context: BrowserContext) => Promise<unknown>}
 */
const served = (what, type) => (context) =>
  context.route(what, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": type, "x-content-type-options": "nosniff" } });
  });

/** @type {(act: () => void) => (context: BrowserContext) => Promise<unknown>} */
const first = (act) => async (context) => {
  await context.addInitScript(act);
};

/**
 * The lead arrives once, in spite of it; `says` is what the console tells of it.
 * @type {Record<string, import("./matrix.mjs").Row & {says?: RegExp, throws?: string[]}>}
 */
const ROWS = {
  "private mode": { isReady: true },
  "engine 404": { prepare: answering("**/engine.js", { status: 404, body: "" }) },
  "engine of the wrong type": { prepare: served("**/engine.js", "text/plain") },
  "loader of an odd type": { prepare: served("**/baton.js", "application/javascript; charset=latin1") },
  "wasm 404": { prepare: answering("**/scorer_bg.wasm", { status: 404, body: "" }), says: /the edge decides on offers here/ },
  "wasm of the wrong type": { prepare: served("**/scorer_bg.wasm", "text/plain"), isReady: true },
  "wasm that is none": {
    prepare: answering("**/scorer_bg.wasm", { body: "<!doctype html>", headers: { "access-control-allow-origin": "*", "content-type": "application/wasm" } }),
    says: /the edge decides on offers here/,
  },
  "a card that is none": {
    prepare: answering("**/card", { body: "no card", headers: { "access-control-allow-origin": "*" } }),
    says: /the edge decides on offers here/,
  },
  "a policy without 'wasm-unsafe-eval'": {
    headers: { "content-security-policy": "script-src 'self' https://EDGE; connect-src 'self' https://EDGE" },
    says: /the edge decides on offers here/,
  },
  "a strict policy with trusted types enforced": {
    headers: {
      "content-security-policy":
        "default-src 'none'; script-src https://EDGE 'wasm-unsafe-eval'; connect-src https://EDGE; require-trusted-types-for 'script'; trusted-types 'none'",
    },
    isReady: true,
  },
  "a handler of the page's that throws": {
    after: `<script>for (const target of [window, document, document.forms[0]]) for (const type of ["submit", "focusin", "formdata"])
      target.addEventListener(type, () => { throw new Error("theirs"); }, target === window);</script>`,
    isReady: true,
    throws: ["Error: theirs"],
  },
  "prototypes with more on them": {
    prepare: first(() => {
      const more = /** @type {any} */ (Object.prototype);
      more.extra = () => "x";
      more["not a name"] = 1;
      const list = /** @type {any} */ (Array.prototype);
      list.contains = () => false;
      // As Prototype.js has it.
      list.toJSON = function () {
        return `[${this.join(", ")}]`;
      };
    }),
    isReady: true,
  },
  "globals in other hands": {
    prepare: first(() => {
      const { fetch: theirFetch, Promise: TheirPromise, setTimeout: theirTimeout } = window;
      const { stringify, parse } = JSON;
      window.fetch = (...given) => TheirPromise.resolve().then(() => theirFetch(...given));
      window.Promise = /** @type {any} */ (class extends TheirPromise {});
      window.setTimeout = /** @type {any} */ ((/** @type {any[]} */ ...given) => theirTimeout(.../** @type {[any]} */ (given)));
      JSON.stringify = /** @type {any} */ ((/** @type {any[]} */ ...given) => stringify(.../** @type {[any]} */ (given)));
      JSON.parse = (/** @type {any[]} */ ...given) => parse(.../** @type {[any]} */ (given));
      for (const name of ["name", "status", "event", "origin", "top2"]) Object.assign(window, { [name]: "theirs" });
      document.addEventListener("DOMContentLoaded", () => {
        const element = document.createElement("a");
        element.id = "baton";
        document.body.append(element);
      });
    }),
    isReady: true,
  },
  "a form whose fields hide its own properties": {
    inForm: ["submit", "elements", "id", "name", "action", "target"].map((name) => `<input name="${name}" value="x">`).join(""),
    isReady: true,
  },
  "no IndexedDB": {
    prepare: first(() =>
      Object.defineProperty(window, "indexedDB", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      }),
    ),
    isReady: true,
    says: /this browser keeps nothing/,
  },
};

for (const [name, { says, throws, ...row }] of Object.entries(ROWS)) {
  test(`${name}: the form goes in time, the lead arrives once`, async () => {
    const sending = await sendInTime(all, browser, row, plain, throws);
    await arrived(all.edge, sending.email);
    // Without the engine, and without a table, nobody tidies up.
    if (!/engine|IndexedDB/.test(name)) await queueHas(sending.page, 0);
    assert.equal((await leadsOf(all.edge, sending.email)).length, 1);
    if (says) assert.match(sending.said.join("\n"), says);
    await leave(sending.page);
  });
}
