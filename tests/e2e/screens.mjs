/** A page in a profile of its own, and what it looked like. */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { ROOT } from "../../xtask/workerd.mjs";

const FOLDER = path.join(ROOT, "build/screenshots");

/**
 * Opens a page, and listens for what a page should never say: an exception, a breach of its
 * own security policy.
 * @param {import("./harness.mjs").Browser} browser
 * @param {string} url
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, url, options = {}) {
  const remote = browser.context.browser();
  if (!remote) throw new Error("the browser is gone");
  const context = await remote.newContext({ locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on("dialog", (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const answer = await page.goto(url);
  return { page, complaints, answer, close: () => context.close() };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds in an element of the page, in short.
 * @param {import("playwright-core").Page} page
 * @param {string} where a selector
 * @returns {Promise<string[]>}
 */
export async function axe(page, where) {
  await page.evaluate(AXE);
  return page.evaluate(async (selector) => {
    const { violations, passes } = await /** @type {any} */ (window).axe.run(selector);
    if (passes.length < 3) throw new Error("axe has looked at nothing");
    return violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => node.html).join(" ")}`);
  }, where);
}

/**
 * Keeps a picture in build/screenshots, and makes sure that nothing stands out to the side.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 * @param {{fullPage?: boolean}} [setting]
 */
export async function picture(page, name, { fullPage = true } = {}) {
  mkdirSync(FOLDER, { recursive: true });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${name}: ${over} px stand out to the side`);
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), fullPage, animations: "disabled" });
}

/**
 * A picture at each width, in light and dark.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function pictures(page, name) {
  for (const width of [360, 768, 1440]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await picture(page, `${name}-${width}-${colorScheme}`);
    }
  }
}
