/**
 * Never broken: whatever fails, the form still submits, at most 300 ms later than without us,
 * and the lead arrives exactly once, or the console says why it cannot.
 *
 * Each row is a page of its own in a fresh, off-the-record profile.
 */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { eventually, launchBrowser, startAll } from "./harness.mjs";
import { INTAKE, MADE_PAGES, arrived, leadsOf, leave, newAddress, offer, pageWith, posts, queueHas, warm } from "./widget.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} Page */

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;
/** How long the same form takes without us, in ms. */
let plain = 0;

before(async () => {
  all = await startAll();
  browser = await launchBrowser(MADE_PAGES);
  const times = [];
  for (let i = 0; i < 5; i++) {
    const { page, took } = await send({ prepare: (context) => context.route("**/baton.js", (route) => route.abort()) });
    times.push(took);
    await leave(page);
  }
  plain = times.sort((a, b) => a - b)[2] ?? 0;
});
beforeEach(async () => {
  if (!all.edge.pid) await all.edge.start();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/** @param {string} email */
const fields = (email) => `
  <input type="email" name="email" value="${email}"><input name="first_name" value="Ada">
  <input name="company" value="Works Ltd"><input name="job_title" value="Head of Data"><input name="company_size" value="120">
  <input name="timeline" value="This quarter"><textarea name="message">We are evaluating vendors and would love a demo.</textarea>`;

/**
 * @typedef {import("./widget.mjs").MadePage & {inForm?: string, after?: string, isReady?: boolean}} Row
 * `inForm` are further controls, `after` stands behind the form, `isReady` waits for the scorer
 */

/**
 * Fills a form that navigates, submits it, and says when the host's server had it.
 * @param {Row} row
 */
async function send({ inForm = "", after: script = "", isReady = false, ...setting }) {
  const email = newAddress();
  const body = `<form action="/contact" method="post">${fields(email)}${inForm}<button id="go">Go</button></form>${script}`;
  /** @type {string[]} */
  const said = [];
  /** @type {string[]} */
  const thrown = [];
  const page = await pageWith(browser, all, body, {
    ...setting,
    prepare: async (context) => {
      context.on("console", (message) => said.push(message.text()));
      context.on("weberror", (error) => thrown.push(String(error.error())));
      await context.addInitScript(() =>
        addEventListener("click", () => sessionStorage.setItem("clicked at", `${Date.now()}`), true),
      );
      await setting.prepare?.(context);
    },
  });
  const sent = posts(page);
  await page.focus("[name=message]");
  if (isReady) await warm(page);
  else await page.waitForTimeout(300);
  await page.click("#go", { noWaitAfter: true });
  const mine = () => all.site.posts.filter((post) => post.body.includes(encodeURIComponent(email)));
  const post = await eventually(() => mine()[0], { what: "the host's server to get the form" });
  await page.waitForURL("**/thanks.html");
  const took = post.at - Number(await page.evaluate(() => sessionStorage.getItem("clicked at")));
  return { page, email, said, thrown, sent, took, mine };
}

/**
 * The form has gone, in time and once, and nothing was thrown into the page.
 * @param {Awaited<ReturnType<typeof send>>} sending
 * @param {string[]} [theirs] what the page itself throws
 */
function assertUnbroken({ took, thrown, mine }, theirs = []) {
  assert.ok(took < plain + 300, `${took} ms, and ${plain} ms without us`);
  assert.equal(mine().length, 1);
  assert.deepEqual(thrown, theirs);
}

/** @param {{page: Page, email: string}} sending */
async function assertOnce({ page, email }) {
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
}

/**
 * @param {string} what
 * @param {Parameters<import("playwright-core").Route["fulfill"]>[0]} answer
 * @returns {(context: BrowserContext) => Promise<unknown>}
 */
const answering = (what, answer) => (context) => context.route(what, (route) => route.fulfill(answer));

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
 * @type {Record<string, Row & {says?: RegExp, throws?: string[]}>}
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
    throws: ["theirs"],
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
    const sending = await send(row);
    if (throws) sending.thrown.splice(0, Infinity, ...new Set(sending.thrown.map((text) => text.replace(/^Error: /, ""))));
    assertUnbroken(sending, throws);
    await arrived(all.edge, sending.email);
    if (name !== "no IndexedDB") await queueHas(sending.page, 0);
    assert.equal((await leadsOf(all.edge, sending.email)).length, 1);
    if (says) assert.match(sending.said.join("\n"), says);
    await leave(sending.page);
  });
}

test("loader 404: the form goes in time, the console says so", async () => {
  const sending = await send({ prepare: answering("**/baton.js", { status: 404, body: "" }) });
  assertUnbroken(sending);
  assert.match(sending.said.join("\n"), /404/);
  assert.equal((await leadsOf(all.edge, sending.email)).length, 0);
  await leave(sending.page);
});

test("loader slow: the form does not wait for it; who is still there when it comes is taken", async () => {
  /** @type {(value?: unknown) => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = resolve));
  const prepare = async (/** @type {BrowserContext} */ context) => {
    await context.route("**/baton.js", async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
  };
  const sending = await send({ prepare });
  assertUnbroken(sending);
  await leave(sending.page);

  const email = newAddress();
  const page = await pageWith(browser, all, `<form action="/contact" method="post">${fields(email)}<button id="go">Go</button></form>`, { prepare });
  await page.focus("[name=message]");
  letThrough();
  await page.waitForFunction(() => Symbol.for("baton") in window);
  await page.click("#go");
  await page.waitForURL("**/thanks.html");
  await assertOnce({ page, email });
  await leave(page);
});

test("a policy that forbids the edge: the form goes in time, the console says so, another page of the site sends the lead", async () => {
  const sending = await send({ headers: { "content-security-policy": "connect-src 'self'" } });
  assertUnbroken(sending);
  assert.match(sending.said.join("\n"), /baton: .*connect-src/);
  await assertOnce(sending);
  await leave(sending.page);
});

for (const [name, status] of /** @type {const} */ ([
  ["500", 500],
  ["503, out of the platform's own mouth", 503],
])) {
  test(`the edge answers ${name}: the form goes in time, the lead arrives once, later`, async () => {
    let isDown = true;
    const sending = await send({
      isReady: true,
      prepare: (context) => context.route(INTAKE, (route) => (isDown ? route.fulfill({ status, body: "<h1>Error</h1>" }) : route.continue())),
    });
    assertUnbroken(sending);
    await offer(sending.page);
    isDown = false;
    await assertOnce(sending);
    await leave(sending.page);
  });
}

test("the edge hangs: the form goes in time, the offer is there, the lead arrives once, later", async () => {
  let isDown = true;
  const sending = await send({
    isReady: true,
    prepare: (context) => context.route(INTAKE, (route) => (isDown ? undefined : route.continue())),
  });
  assertUnbroken(sending);
  await offer(sending.page);
  isDown = false;
  // The next page of the site.
  await sending.page.goto(`${all.site.origin}/spa.html`);
  await assertOnce(sending);
  await leave(sending.page);
});

test("the device is full: the form goes in time, the lead arrives once", async () => {
  const sending = await send({
    isReady: true,
    prepare: async (context) => {
      context.on("page", async (page) => {
        const session = await context.newCDPSession(page);
        await session.send("Storage.overrideQuotaForOrigin", { origin: all.site.origin, quotaSize: 0 });
      });
    },
  });
  assertUnbroken(sending);
  await arrived(all.edge, sending.email);
  assert.equal((await leadsOf(all.edge, sending.email)).length, 1);
  await leave(sending.page);
});

for (const [how, act] of /** @type {const} */ ([
  ["by its own script", "event.preventDefault(); location.assign('/thanks.html');"],
  ["by its own script, having sent the form", "event.preventDefault(); document.forms[0].submit();"],
  ["by a link that is clicked at once", "event.preventDefault(); document.querySelector('a').click();"],
])) {
  test(`the page goes away in the tick of the submit, ${how}: the lead arrives once`, async () => {
    const email = newAddress();
    const page = await pageWith(
      browser,
      all,
      `<form action="/contact" method="post">${fields(email)}<button id="go">Go</button></form><a href="/thanks.html">Away</a>
       <script>document.forms[0].onsubmit = (event) => { ${act} }</script>`,
    );
    await page.focus("[name=message]");
    await warm(page);
    await page.click("#go");
    await page.waitForURL("**/thanks.html");
    await offer(page);
    await assertOnce({ page, email });
    await leave(page);
  });
}

test("a double click: one lead", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<form action="/contact" method="post">${fields(email)}<button id="go">Go</button></form>`);
  const sent = posts(page);
  await page.focus("[name=message]");
  await warm(page);
  await page.dblclick("#go");
  await page.waitForURL("**/thanks.html");
  await assertOnce({ page, email });
  assert.equal(new Set(sent.map((request) => JSON.parse(request.postData() ?? "").id)).size, 1);
  await leave(page);
});

test("back and forward again: nothing is sent twice, and the form works as before", async () => {
  const sending = await send({ isReady: true });
  const { page, email } = sending;
  await offer(page);
  await assertOnce(sending);
  const before = sending.sent.length;
  await page.goBack();
  await page.waitForURL("**/demo/made");
  await page.waitForTimeout(200);
  assert.equal(sending.sent.length, before);
  await page.goForward();
  await page.waitForURL("**/thanks.html");
  await page.waitForTimeout(200);
  assert.equal(sending.sent.length, before);
  await page.goBack();
  await page.waitForURL("**/demo/made");
  const next = newAddress();
  await page.fill("[name=email]", next);
  await page.click("#go");
  await page.waitForURL("**/thanks.html");
  await assertOnce({ page, email: next });
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});
