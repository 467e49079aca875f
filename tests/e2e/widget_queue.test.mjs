/**
 * The widget when things are down: nothing is lost, nothing is doubled.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { eventually, launchBrowser, startAll } from "./harness.mjs";
import {
  INTAKE,
  arrived,
  fill,
  leadsOf,
  leave,
  newAddress,
  offer,
  posts,
  queueHas,
  queued,
  submit,
  visit,
} from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  all = await startAll();
  browser = await launchBrowser();
});
// One failed test is enough.
beforeEach(async () => {
  if (!all.edge.pid) await all.edge.start();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/**
 * Profiles of browsers that were killed. Parts of a killed browser live on for a moment and
 * write; by the end they are gone, and what cannot be removed then is left to the system.
 * @type {string[]}
 */
const profiles = [];
process.on("exit", () => {
  for (const dir of profiles) {
    try {
      rmSync(dir, { recursive: true, force: true });
    } catch {
      // A temporary directory.
    }
  }
});

const HOUR = 3_600_000;

/** Tells the page that the network is back: nobody took it away, the edge was down. */
const comeOnline = (/** @type {import("playwright-core").Page} */ page) =>
  page.evaluate(() => void dispatchEvent(new Event("online")));

test("the edge is down at the submit and back later: the lead arrives once, under the id that was shown", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const email = newAddress();
  await fill(page, email);
  await all.edge.kill9();
  await submit(page);
  const shown = await offer(page);
  await queueHas(page, 1);
  await eventually(async () => (await queued(page))[0]?.tries === 1, { what: "a try in vain" });

  await all.edge.start();
  await comeOnline(page);
  const lead = await arrived(all.edge, email);
  assert.ok(shown.href.endsWith(`/book/${lead}`));
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("the visitor is offline at the submit and online later: the lead arrives once", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const email = newAddress();
  await fill(page, email);
  await page.context().setOffline(true);
  await submit(page);
  await offer(page);
  await queueHas(page, 1);
  assert.equal((await leadsOf(all.edge, email)).length, 0);
  await page.context().setOffline(false);
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("it is tried again without anybody saying so, and later each time", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const email = newAddress();
  await fill(page, email);
  await page.route(INTAKE, (route) => route.abort());
  const before = Date.now();
  await submit(page);
  const row = await eventually(async () => (await queued(page)).find(({ tries }) => tries === 2), { what: "the second try" });
  assert.ok(row.next - before > 3000, "a second, then two");
  assert.ok(row.next - Date.now() < 3000);
  await page.unroute(INTAKE);
  await comeOnline(page);
  await arrived(all.edge, email);
  await queueHas(page, 0);
  await leave(page);
});

for (const { where, kind, isSilent } of [
  { where: "/spa.html", kind: "sent by script", isSilent: false },
  { where: "/", kind: "that navigates", isSilent: false },
  // A try in vain writes the row as well. Here there is no answer to that, and only what was
  // written ahead is there.
  { where: "/spa.html", kind: "sent by script", isSilent: true },
  { where: "/", kind: "that navigates", isSilent: true },
]) {
  test(`the browser is killed once the offer is painted, the edge being ${isSilent ? "silent" : "down"}: a form ${kind}`, async () => {
    const profileDir = mkdtempSync(path.join(os.tmpdir(), "baton-profile-"));
    const first = await launchBrowser({ profileDir });
    const page = await first.newPage();
    await page.goto(all.site.origin + where);
    const email = newAddress();
    await fill(page, email);
    if (isSilent) await page.route(INTAKE, () => {});
    else await all.edge.kill9();
    await submit(page);
    const shown = await offer(page);
    await first.kill9();

    if (!isSilent) await all.edge.start();
    const second = await launchBrowser({ profileDir });
    try {
      // Any page of the site does.
      const next = await second.newPage();
      await next.goto(`${all.site.origin}/thanks.html`);
      const lead = await arrived(all.edge, email);
      assert.ok(shown.href.endsWith(`/book/${lead}`));
      await queueHas(next, 0);
      assert.equal((await leadsOf(all.edge, email)).length, 1);
    } finally {
      await second.stop();
      profiles.push(profileDir);
    }
  });
}

test("no storage on this device: sent at once, and again while the page lives", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`, (context) =>
    context.addInitScript(() => {
      const denied = () => {
        throw new DOMException("denied", "SecurityError");
      };
      Object.defineProperty(window, "indexedDB", { get: denied });
      Object.defineProperty(window, "sessionStorage", { get: denied });
    }),
  );
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  const [first, second] = [newAddress(), newAddress()];
  await fill(page, first);
  await submit(page);
  await arrived(all.edge, first);

  await page.route(INTAKE, (route) => route.abort());
  await fill(page, second);
  await submit(page);
  await offer(page);
  await page.unroute(INTAKE);
  await comeOnline(page);
  await arrived(all.edge, second);
  for (const email of [first, second]) assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.equal(said.filter((text) => text.includes("keeps nothing")).length, 1, said.join("\n"));
  await leave(page);
});

/**
 * What becomes of a row after the edge has answered so.
 * @param {number} status
 * @param {Record<string, string>} [headers]
 * @returns {Promise<import("../../www/embed/store.js").Row | undefined>} undefined: it is gone
 */
async function rowAfter(status, headers = {}) {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const answers = { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After", ...headers };
  await page.route(INTAKE, (route) => route.fulfill({ status, headers: answers, json: { message: "no", help: "" } }));
  await fill(page, newAddress());
  const answered = page.waitForResponse(INTAKE);
  await submit(page);
  await answered;
  const row = await eventually(
    async () => {
      const rows = await queued(page);
      return rows.length === 0 ? "gone" : (rows[0]?.tries ?? 0) > 0 && rows[0];
    },
    { what: "the answer to count" },
  );
  await leave(page);
  return row === "gone" ? undefined : row;
}

test("what the edge has, or will never take, leaves the queue", async () => {
  for (const status of [201, 400, 409, 413]) assert.equal(await rowAfter(status), undefined, `${status}`);
});

test("what it may take later waits: an hour, as told, or a little", async () => {
  for (const status of [403, 404]) {
    const wait = ((await rowAfter(status))?.next ?? 0) - Date.now();
    assert.ok(wait > 0.9 * HOUR && wait < 1.3 * HOUR, `${status}: ${wait} ms`);
  }
  for (const status of [408, 425, 429, 500, 503]) {
    const told = await rowAfter(status, { "retry-after": "120" });
    const wait = (told?.next ?? 0) - Date.now();
    assert.ok(wait > 100_000 && wait < 150_000, `${status}: ${wait} ms`);
    assert.equal(told?.held, true);
  }
  const wait = ((await rowAfter(500))?.next ?? 0) - Date.now();
  assert.ok(wait > 0 && wait < 2000, `500: ${wait} ms`);
});

test("a page that is left before it has the lead's lock keeps nobody out", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await page.route(INTAKE, () => {});
  await fill(page, newAddress());
  await page.evaluate(() => {
    document.querySelector("form")?.requestSubmit();
    // In the same tick, so that no lock was had yet; as if the page were kept whole.
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  });
  await eventually(async () => (await queued(page)).length === 1, { what: "the row" });
  const [row] = await queued(page);
  const held = () => page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name) ?? []);
  await eventually(async () => !(await held()).includes(`baton-${row?.id}`), { timeout: 2000, what: "the lock to be let go" });
  await leave(page);
});

test("five tabs, one queue: one of them sends", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const context = page.context();
  const email = newAddress();
  await fill(page, email);
  await context.route(INTAKE, (route) => route.abort());
  await submit(page);
  await offer(page);
  await eventually(async () => (await queued(page))[0]?.tries === 1, { what: "a try in vain" });
  await context.unroute(INTAKE);

  const sent = posts(context);
  // Slow enough for the tabs to meet.
  await context.route(INTAKE, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  const tabs = [page];
  while (tabs.length < 5) tabs.push(await context.newPage());
  for (const tab of tabs.slice(1)) await tab.goto(`${all.site.origin}/thanks.html`);
  await Promise.all(tabs.map(comeOnline));
  await arrived(all.edge, email);
  await queueHas(page, 0);
  await Promise.all(tabs.map(comeOnline));
  await page.waitForTimeout(100);
  assert.equal(sent.length, 1);
  await leave(page);
});

test("after three days nobody waits any more", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const sent = posts(page);
  await fill(page, newAddress());
  await page.route(INTAKE, (route) => route.abort());
  await submit(page);
  await queueHas(page, 1);
  await page.evaluate((day) => {
    const now = Date.now;
    Date.now = () => now() + 3.01 * day;
  }, 24 * HOUR);
  await comeOnline(page);
  await queueHas(page, 0);
  assert.equal(sent.length, 1);
  await leave(page);
});
