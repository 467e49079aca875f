/**
 * The widget on a desk whose card asks for what the first module cannot read: a second one is
 * fetched for it, and without that the edge decides.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, exampleAgreement, launchBrowser, publish, startAll } from "./harness.mjs";
import { INTAKE, MADE_PAGES, STAY, arrived, leave, newAddress, offer, pageWith, seen, warm } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

/** Who may be in Germany is promised nothing: only who has read the country knows. */
const ASKS_FOR_COUNTRIES = `
[[fit]]
id = "germany"
reason = "no reps in Germany"
field = "country"
is = "de"
points = -60
`;

before(async () => {
  all = await startAll();
  await publish(all.edge, DESK, exampleAgreement([all.site.origin]) + ASKS_FOR_COUNTRIES);
  browser = await launchBrowser(MADE_PAGES);
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/**
 * A hot lead from France, touched and ready.
 * @param {string} email
 * @param {(context: import("playwright-core").BrowserContext) => Promise<unknown>} prepare
 */
async function touched(email, prepare) {
  const form = `<form action="/contact" method="post"><input type="email" name="email" value="${email}">
    <input name="job_title" value="Head of Data"><input name="company_size" value="120"><input name="country" value="France">
    <input name="company" value="Works Ltd"><input name="timeline" value="This quarter">
    <input name="message" value="We are evaluating vendors."><button>Go</button></form>${STAY}`;
  const page = await pageWith(browser, all, form, { prepare });
  const second = page.waitForResponse("**/embed/scorer_rare.wasm");
  await page.locator("[name=message]").focus();
  await warm(page);
  await second;
  // It comes from this machine, and what is done with it takes no further wait.
  await page.waitForTimeout(300);
  return page;
}

test("a card that asks for countries: the second module is fetched, and promises without the edge", async () => {
  const page = await touched(newAddress(), (context) => context.route(INTAKE, () => {}));
  await page.locator("form button").click();
  const shown = await offer(page);
  assert.match(shown.href, /\/book\/[0-9a-f-]{36}$/);
  await leave(page);
});

test("without the second module the first promises nothing it cannot read, and the edge's offer is shown", async () => {
  /** @type {() => void} */
  let answer = () => {};
  const answers = new Promise((resolve) => (answer = () => resolve(undefined)));
  const email = newAddress();
  const page = await touched(email, async (context) => {
    await context.route("**/scorer_rare.wasm", (route) => route.fulfill({ status: 404, body: "" }));
    await context.route(INTAKE, async (route) => {
      await answers;
      await route.continue();
    });
  });
  await page.locator("form button").click();
  await page.waitForTimeout(300);
  assert.equal(await seen(page), null, "nothing is promised yet");
  answer();
  const shown = await offer(page);
  assert.ok(shown.href.endsWith(await arrived(all.edge, email)));
  await leave(page);
});
