/**
 * Never broken, where the edge is away or the page is about to be: the form still submits, at
 * most 300 ms later than without us, and the lead arrives exactly once, or the console says
 * why it cannot.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually, launchBrowser, startAll } from "./harness.mjs";
import { answering, assertOnce, fields, sendInTime, timeWithoutUs } from "./matrix.mjs";
import { INTAKE, MADE_PAGES, STAY, arrived, leadsOf, leave, newAddress, offer, pageWith, posts, queueHas, queued, readable, warm } from "./widget.mjs";

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

test("loader 404: the form goes in time, the console says so", async () => {
  const sending = await sendInTime(all, browser, { prepare: answering("**/baton.js", { status: 404, body: "" }) }, plain);
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
  const sending = await sendInTime(all, browser, { prepare, until: "commit" }, plain);
  await leave(sending.page);

  const email = newAddress();
  const page = await pageWith(browser, all, `<form action="/contact" method="post">${fields(email)}<button id="go">Go</button></form>`, { prepare, until: "commit" });
  await page.focus("[name=message]");
  letThrough();
  await page.waitForFunction(() => Symbol.for("baton") in window);
  await page.click("#go");
  await page.waitForURL("**/thanks.html");
  await assertOnce(all, { page, email });
  await leave(page);
});

test("a policy that forbids the edge: the form goes in time, the console says what it lacks, and another page of the site sends the lead, once", async () => {
  const sending = await sendInTime(all, browser, { headers: { "content-security-policy": "connect-src 'self'" }, until: "commit" }, plain);
  const said = sending.said.join("\n");
  assert.match(said, new RegExp(`baton: the page's Content-Security-Policy lacks ${all.edge.origin} in connect-src: no lead can be sent`));
  assert.doesNotMatch(said, /keeps nothing/);
  await assertOnce(all, sending);
  await leave(sending.page);
});

test("a policy that forbids the edge, on a site of such pages: what waits is sealed, and stays", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<form>${fields(email)}<button id="go">Go</button></form>${STAY}`, {
    headers: { "content-security-policy": "connect-src 'self'" },
  });
  await page.focus("[name=message]");
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/key.js")));
  await page.waitForTimeout(100);
  await page.click("#go");
  await queueHas(page, 1);
  const [row] = await queued(page);
  assert.equal(JSON.parse(row?.body ?? "{}").v, 2);
  assert.ok(!readable(row).includes("Ada") && !readable(row).includes(email), "nobody reads it there");
  assert.equal((await leadsOf(all.edge, email)).length, 0);
  await page.goto(`${all.site.origin}/spa.html`);
  await assertOnce(all, { page, email });
  await leave(page);
});

test("a policy that takes the tag and nothing more of ours: the form is sent, and the console says what becomes of the lead", async () => {
  const email = newAddress();
  /** @type {string[]} */
  const said = [];
  const page = await pageWith(browser, all, `<form>${fields(email)}<button id="go">Go</button></form>${STAY}`, {
    headers: { "content-security-policy": "connect-src 'self'; script-src 'unsafe-inline' https://EDGE/baton.js" },
    prepare: async (context) => void context.on("console", (message) => said.push(message.text())),
  });
  await page.focus("[name=message]");
  await page.click("#go");
  await eventually(() => said.some((text) => /^baton: the edge cannot be reached; .*while this page stands/.test(text)), { what: "the console to say so" });
  assert.equal((await queued(page)).length, 0, "nothing is written down that is not sealed");
  assert.equal((await leadsOf(all.edge, email)).length, 0);
  await leave(page);
});

test("a policy that only reports is no obstacle, and is not complained of", async () => {
  const headers = { "content-security-policy-report-only": "default-src 'none'" };
  const sending = await sendInTime(all, browser, { headers, isReady: true }, plain);
  await assertOnce(all, sending);
  assert.doesNotMatch(sending.said.filter((text) => text.startsWith("baton:")).join("\n"), /Policy/);
  await leave(sending.page);
});

for (const [name, status] of /** @type {const} */ ([
  ["500", 500],
  ["503, out of the platform's own mouth", 503],
])) {
  test(`the edge answers ${name}: the form goes in time, the lead arrives once, later`, async () => {
    let isDown = true;
    const prepare = (/** @type {BrowserContext} */ context) =>
      context.route(INTAKE, (route) => (isDown ? route.fulfill({ status, body: "<h1>Error</h1>" }) : route.continue()));
    const sending = await sendInTime(all, browser, { isReady: true, prepare }, plain);
    await offer(sending.page);
    isDown = false;
    await assertOnce(all, sending);
    await leave(sending.page);
  });
}

test("the edge hangs: the form goes in time, the offer is there, the lead arrives once, later", async () => {
  let isDown = true;
  const sending = await sendInTime(all, browser, {
    isReady: true,
    prepare: (context) => context.route(INTAKE, (route) => (isDown ? undefined : route.continue())),
  }, plain);
  await offer(sending.page);
  isDown = false;
  // The next page of the site.
  await sending.page.goto(`${all.site.origin}/spa.html`);
  await assertOnce(all, sending);
  await leave(sending.page);
});

test("the device is full: the form goes in time, the lead arrives once, and the console says that nothing is kept", async () => {
  const fill = async (/** @type {BrowserContext} */ context, /** @type {import("playwright-core").Page} */ page) => {
    const session = await context.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: all.site.origin, quotaSize: 1 });
  };
  const prepare = async (/** @type {BrowserContext} */ context) => void context.on("page", (page) => fill(context, page));
  const sending = await sendInTime(all, browser, { isReady: true, prepare }, plain);
  await arrived(all.edge, sending.email);
  assert.equal((await leadsOf(all.edge, sending.email)).length, 1);
  await leave(sending.page);

  // Where the page stays, the edge being away makes no difference either.
  const email = newAddress();
  const page = await pageWith(browser, all, `<form>${fields(email)}<button id="go">Go</button></form>${STAY}`);
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.focus("[name=message]");
  await warm(page);
  await fill(page.context(), page);
  await page.context().setOffline(true);
  await page.click("#go");
  await offer(page);
  await eventually(() => said.some((text) => text.includes("this browser keeps nothing")), { what: "the console to say so" });
  await page.context().setOffline(false);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
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
    await assertOnce(all, { page, email });
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
  await assertOnce(all, { page, email });
  assert.equal(new Set(sent.map((request) => JSON.parse(request.postData() ?? "").id)).size, 1);
  await leave(page);
});

test("back and forward again: nothing is sent twice, and the form works as before", async () => {
  const prepare = (/** @type {BrowserContext} */ context) =>
    context.addInitScript(() => addEventListener("pageshow", ({ persisted }) => sessionStorage.setItem("from the cache", `${persisted}`)));
  const sending = await sendInTime(all, browser, { isReady: true, prepare }, plain);
  const { page, email } = sending;
  await offer(page);
  await assertOnce(all, sending);
  const before = sending.sent.length;
  // A page out of the cache does not load again.
  const go = async (/** @type {"back" | "forward"} */ where, /** @type {string} */ to) => {
    await page.evaluate((way) => history[way](), where);
    await page.waitForURL(to, { waitUntil: "commit" });
  };
  await go("back", "**/demo/made");
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("from the cache")), "true", "the page as it was left");
  assert.equal(sending.sent.length, before);
  await go("forward", "**/thanks.html");
  await page.waitForTimeout(200);
  assert.equal(sending.sent.length, before);
  await go("back", "**/demo/made");
  const next = newAddress();
  await page.fill("[name=email]", next);
  await page.click("#go");
  await page.waitForURL("**/thanks.html");
  await assertOnce(all, { page, email: next });
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});
