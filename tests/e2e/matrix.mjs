/**
 * What the rows of the matrix share: a form that navigates, sent on a page where something is
 * wrong, and the same form without us to compare its time with.
 */
import assert from "node:assert/strict";

import { eventually } from "./harness.mjs";
import { arrived, leadsOf, leave, newAddress, pageWith, posts, queueHas, warm } from "./widget.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} Page */
/** @typedef {Awaited<ReturnType<typeof import("./harness.mjs").startAll>>} All */

/** How much later than without us a form may go, in ms. */
const LATER = 300;

/** @param {string} email */
export const fields = (email) => `
  <input type="email" name="email" value="${email}"><input name="first_name" value="Ada">
  <input name="company" value="Works Ltd"><input name="job_title" value="Head of Data"><input name="company_size" value="120">
  <input name="timeline" value="This quarter"><textarea name="message">We are evaluating vendors and would love a demo.</textarea>`;

/**
 * @typedef {import("./widget.mjs").MadePage & {inForm?: string, after?: string, isReady?: boolean}} Row
 * `inForm` are further controls, `after` stands behind the form, `isReady` waits for the scorer
 */

/**
 * Fills a form that navigates, submits it, and says when the host's server had it.
 * @param {All} all
 * @param {import("./harness.mjs").Browser} browser
 * @param {Row} row
 */
export async function send(all, browser, { inForm = "", after = "", isReady = false, ...setting }) {
  const email = newAddress();
  const body = `<form action="/contact" method="post">${fields(email)}${inForm}<button id="go">Go</button></form>${after}`;
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
  await page.waitForURL("**/thanks.html", { waitUntil: setting.until ?? "load" });
  const took = post.at - Number(await page.evaluate(() => sessionStorage.getItem("clicked at")));
  return { page, email, said, thrown, sent, took, mine };
}

/**
 * How long the form takes without us, in ms: the median of five.
 * @param {All} all
 * @param {import("./harness.mjs").Browser} browser
 */
export async function timeWithoutUs(all, browser) {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const { page, took } = await send(all, browser, { prepare: (context) => context.route("**/baton.js", (route) => route.abort()) });
    times.push(took);
    await leave(page);
  }
  return times.sort((a, b) => a - b)[2] ?? 0;
}

/**
 * Sends the form, again where it took too long: a busy machine is late once, and who keeps
 * the form back is late every time.
 * @param {All} all
 * @param {import("./harness.mjs").Browser} browser
 * @param {Row} row
 * @param {number} plain how long it takes without us
 * @param {string[]} [theirs] what the page itself throws
 */
export async function sendInTime(all, browser, row, plain, theirs) {
  for (let tries = 1; ; tries++) {
    const sending = await send(all, browser, row);
    if (sending.took >= plain + LATER && tries < 4) {
      await leave(sending.page);
      continue;
    }
    assertUnbroken(sending, plain, theirs);
    return sending;
  }
}

/**
 * The form has gone, in time and once, and nothing was thrown into the page.
 * @param {Awaited<ReturnType<typeof send>>} sending
 * @param {number} plain
 * @param {string[]} [theirs]
 */
function assertUnbroken({ took, thrown, mine }, plain, theirs = []) {
  assert.ok(took < plain + LATER, `${took} ms, and ${plain} ms without us`);
  assert.equal(mine().length, 1);
  assert.deepEqual([...new Set(thrown)], theirs);
}

/**
 * The lead is there, once, and nothing waits any more.
 * @param {All} all
 * @param {{page: Page, email: string}} sending
 */
export async function assertOnce(all, { page, email }) {
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
}

/**
 * @param {string} what
 * @param {Parameters<import("playwright-core").Route["fulfill"]>[0]} answer
 * @returns {(context: BrowserContext) => Promise<unknown>}
 */
export const answering = (what, answer) => (context) => context.route(what, (route) => route.fulfill(answer));
