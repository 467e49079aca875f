/**
 * Kills the browser again and again within three seconds after the offer is painted, and counts
 * what the desk has: every lead, once.
 *
 *     cargo xtask bench browser-crash 200
 *
 * In turn the edge answers, is silent, and is gone at the submit; and the form is sent by its
 * page's script or takes the page away. The next start of the browser opens a page of the site
 * without a form, which is all that a waiting lead needs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { launchBrowser, startAll } from "../../e2e/harness.mjs";
import { INTAKE, arrived, fill, leadsOf, newAddress, offer, queueHas, queued, submit } from "../../e2e/widget.mjs";

/** The latest kill after the offer, in ms. */
const LATEST = 3000;

const runs = Number(process.argv[2] ?? 20);
const all = await startAll();
const profileDir = mkdtempSync(path.join(os.tmpdir(), "baton-crash-"));
/** @type {string[]} */
const problems = [];
let waited = 0;

/**
 * A visit that ends by the kill.
 * @param {number} run
 * @returns {Promise<{email: string, href: string}>}
 */
async function killedVisit(run) {
  const browser = await launchBrowser({ profileDir });
  const page = await browser.newPage();
  await page.goto(all.site.origin + (run % 2 ? "/" : "/spa.html"));
  const email = newAddress();
  await fill(page, email);
  const fate = run % 3;
  if (fate === 1) await page.route(INTAKE, () => {});
  if (fate === 2) await all.edge.kill9();
  await submit(page);
  const { href } = await offer(page);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST));
  await browser.kill9();
  return { email, href };
}

/**
 * The next visit, and what the desk has then.
 * @param {{email: string, href: string}} lead
 */
async function nextVisit({ email, href }) {
  if (!all.edge.pid) await all.edge.start();
  const browser = await launchBrowser({ profileDir });
  try {
    const page = await browser.newPage();
    await page.goto(`${all.site.origin}/thanks.html`);
    waited += (await queued(page)).length;
    const id = await arrived(all.edge, email);
    await queueHas(page, 0);
    const count = (await leadsOf(all.edge, email)).length;
    if (count !== 1) problems.push(`${email} is there ${count} times`);
    if (!href.endsWith(`/${id}`)) problems.push(`${email} was shown another lead's link`);
  } catch (error) {
    problems.push(`${email}: ${/** @type {Error} */ (error).message}`);
  } finally {
    await browser.stop();
  }
}

try {
  for (let run = 0; run < runs; run++) {
    await nextVisit(await killedVisit(run));
    process.stdout.write(`\r  ${run + 1} of ${runs}, ${problems.length} problems`);
  }
} finally {
  await all.stop();
  rmSync(profileDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
process.stdout.write(`\n${problems.map((problem) => `  ${problem}\n`).join("")}`);
process.stdout.write(`${runs} kills, ${runs - problems.length} leads delivered once, ${waited} of them seen waiting\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
