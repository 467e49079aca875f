/**
 * What a visitor did before they asked: remembered with consent only, on their device only,
 * sent with a submission only. And what leaves the page at all.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ROOT } from "../../xtask/workerd.mjs";
import { DESK, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import { COLD, arrived, fill, leave, newAddress, offer, posts, queueHas, submit, visit } from "./widget.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  all = await startAll();
  // Pages that a test makes up come from no address, and Chromium keeps those from this machine.
  browser = await launchBrowser({ args: ["--disable-features=LocalNetworkAccessChecks"] });
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/**
 * Every page of the site says so in its tag.
 * @param {string} consent
 */
const tagged = (consent) => (/** @type {BrowserContext} */ context) =>
  context.route(/\/(\w+\.html|pricing)?(\?.*)?$/, async (route) => {
    if (route.request().resourceType() !== "document" || route.request().method() !== "GET") return route.continue();
    const url = route.request().url();
    const response = await route.fetch({ url: url.includes("/pricing") ? `${all.site.origin}/thanks.html` : url });
    const body = (await response.text()).replace("data-desk=", `data-consent="${consent}" data-desk=`);
    await route.fulfill({ response, body });
  });

const KEY = "baton-signals";
const ring = (/** @type {Page} */ page) =>
  page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? "null"), KEY);

/** Waits until the ring ends with this. */
const remembered = (/** @type {Page} */ page, /** @type {string} */ name) =>
  eventually(async () => (await ring(page))?.at(-1)?.[0] === name, { what: `${name} in the ring` });

/**
 * The message of a lead from this page, and the lead's id. Its answers are worth little, so that
 * what they did before shows.
 * @param {Page} page
 */
async function messageOf(page) {
  const sent = posts(page);
  const email = newAddress();
  await fill(page, email, COLD);
  await submit(page);
  const id = await arrived(all.edge, email);
  return { message: JSON.parse(sent[0]?.postData() ?? ""), id };
}

test("with consent: own paths without queries, with times, sent with the submission; the card makes signals of them", async () => {
  const page = await visit(browser, `${all.site.origin}/pricing?email=ada@works.example`, tagged("granted"));
  await remembered(page, "/pricing");
  await page.goto(`${all.site.origin}/thanks.html`);
  await remembered(page, "/thanks.html");
  await page.goto(`${all.site.origin}/spa.html`);
  await remembered(page, "/spa.html");
  await page.evaluate(() => history.pushState(null, "", "/product?tab=2#top"));
  await remembered(page, "/product");
  await page.evaluate(() => history.replaceState(null, "", "/product?tab=3"));
  await page.evaluate(() => history.replaceState(null, "", "/spa.html"));
  await remembered(page, "/spa.html");

  const { message, id } = await messageOf(page);
  const pages = message.visits.map((/** @type {{page: string}} */ visit) => visit.page);
  assert.deepEqual(pages, ["/pricing", "/thanks.html", "/spa.html", "/product", "/spa.html"]);
  const now = Date.now() / 1000;
  for (const { at } of message.visits) assert.ok(Number.isInteger(at) && at > now - 60 && at <= now, `${at}`);
  assert.deepEqual(message.signals, []);

  const { lead } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  const reason = lead.verdict.reasons.find((/** @type {{criterion: string}} */ { criterion }) => criterion === "pricing_page");
  assert.ok(reason?.points > 0, JSON.stringify(lead.verdict));
  const without = await visit(browser, `${all.site.origin}/spa.html`);
  const other = await messageOf(without);
  assert.equal(message.shown.score, other.message.shown.score + reason.points, "the browser counts it as the edge does");
  await leave(without);
  await leave(page);
});

test("without consent nothing is remembered and nothing is sent", async () => {
  for (const prepare of [undefined, tagged("denied")]) {
    const page = await visit(browser, `${all.site.origin}/spa.html`, prepare);
    const { message } = await messageOf(page);
    assert.deepEqual([message.signals, message.visits ?? []], [[], []]);
    assert.equal(await ring(page), null);
    await leave(page);
  }
});

test("under Global Privacy Control nothing is remembered, and what was is gone", async () => {
  const page = await visit(browser, `${all.site.origin}/thanks.html`, async (context) => {
    await tagged("granted")(context);
    await context.addInitScript((key) => {
      localStorage.setItem(key, '[["/pricing", 1]]');
      Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true });
    }, KEY);
  });
  await eventually(async () => (await ring(page)) === null, { what: "an empty ring" });
  await leave(page);
});

test("a page that withdraws consent in its tag leaves nothing behind", async () => {
  const page = await visit(browser, `${all.site.origin}/thanks.html`, tagged("granted"));
  await remembered(page, "/thanks.html");
  await page.context().unrouteAll();
  await tagged("denied")(page.context());
  await page.reload();
  await eventually(async () => (await ring(page)) === null, { what: "an empty ring" });
  await leave(page);
});

/**
 * The module by itself, in a page of the site that has no tag.
 * @param {(context: BrowserContext) => Promise<unknown>} [prepare]
 */
async function bare(prepare) {
  const page = await visit(browser, `${all.site.origin}/bare`, async (context) => {
    await context.route("**/bare", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await context.route("**/source/*", (route) => {
      const file = path.join(ROOT, "www/embed", path.basename(new URL(route.request().url()).pathname));
      return route.fulfill({ contentType: "text/javascript", body: readFileSync(file, "utf8") });
    });
    await prepare?.(context);
  });
  return page;
}

test("the ring is capped and expires, names are cut, and what is no name does no harm", async () => {
  const page = await bare();
  const found = await page.evaluate(async () => {
    const source = "/source/signals.js";
    const { makeSignals } = await import(source);
    const { add, consent, visits } = makeSignals();
    add("before_consent");
    const before = visits();
    consent(true);
    for (let n = 0; n < 60; n++) add(`event_${n}`);
    add("x".repeat(999));
    add("\ud83d");
    add(/** @type {any} */ (undefined));
    add(/** @type {any} */ ({ slice: 7 }));
    const full = visits();
    const now = Date.now;
    Date.now = () => now() + 30 * 86_400_000 + 2000;
    const late = visits();
    Date.now = now;
    consent(false);
    const kept = localStorage.getItem("baton-signals");
    localStorage.setItem("baton-signals", '{"not":"ours"}');
    consent(true);
    add("again");
    return { before, full, late, kept, again: visits() };
  });
  const nothing = { signals: [], visits: [] };
  assert.deepEqual([found.before, found.late, found.kept], [nothing, nothing, null]);
  assert.equal(found.full.signals.length, 50);
  assert.deepEqual(found.full.visits, [], "the page fell out at the other end");
  assert.deepEqual(
    found.full.signals.slice(-3).map((/** @type {{name: string}} */ one) => one.name),
    ["event_59", "x".repeat(200), "\ufffd"],
  );
  assert.deepEqual(found.again.signals.map((/** @type {{name: string}} */ one) => one.name), ["again"]);
  await leave(page);
});

test("no storage: nothing is remembered and nothing breaks", async () => {
  const page = await bare((context) =>
    context.addInitScript(() =>
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      }),
    ),
  );
  const found = await page.evaluate(async () => {
    const source = "/source/signals.js";
    const { add, visits } = (await import(source)).makeSignals("granted");
    add("something");
    return visits();
  });
  assert.deepEqual(found, { signals: [], visits: [] });
  await leave(page);
});

test("every request of a whole visit, and no other", async () => {
  const page = await visit(browser, `${all.site.origin}/thanks.html`, tagged("granted"));
  // What the page before asked for is not this one's.
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/embed/signals.js")));
  const context = page.context();
  /** @type {string[]} */
  const made = [];
  context.on("request", (request) => {
    const { origin, pathname, search } = new URL(request.url());
    if (origin !== all.edge.origin) assert.equal(origin, all.site.origin, request.url());
    else made.push(`${request.method()} ${pathname}${search.replace(/=\d+$/, "=…")}`);
  });
  const email = newAddress();
  await page.goto(`${all.site.origin}/`);
  await page.waitForLoadState("load");
  await page.waitForTimeout(300);
  assert.deepEqual(made.splice(0), ["GET /baton.js", "GET /embed/signals.js"], "a page that is only read");

  await fill(page, email);
  const touched = made.splice(0).sort();
  assert.deepEqual(touched, ["GET /embed/engine.js", "GET /embed/scorer_bg.wasm", "GET /v1/desks/acme/card"], "a touched form");

  await submit(page);
  await page.waitForURL("**/thanks.html");
  await offer(page);
  await arrived(all.edge, email);
  await queueHas(page, 0);
  const sent = new Set(made.splice(0));
  // The page goes while the answer comes: then the next page asks for it, under the same id.
  // The page that a submit leads to comes from the site as it is, without a word of consent.
  const scripts = ["GET /baton.js", "GET /embed/engine.js"];
  assert.deepEqual([...sent].sort(), [...scripts, "POST /v1/desks/acme/leads?sent=…"], "a submit");

  await page.goto(`${all.site.origin}/pricing`);
  await page.waitForTimeout(300);
  for (const request of made) assert.match(request, /^GET \/(baton|embed\/engine|embed\/signals)\.js$/, "and another page");
  // Cookies are nobody's business here.
  assert.deepEqual(await context.cookies(), []);
  await leave(page);
});
