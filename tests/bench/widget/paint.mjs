/**
 * From the submit, which is the first event Baton sees, to the frame with the booking link; and
 * the same on a page that shows a fixed link at that event.
 */
import { newAddress, warm } from "../../e2e/widget.mjs";
import { shuffled } from "../numbers.mjs";
import { traced } from "./trace.mjs";
import { visitPage } from "./visit.mjs";

/** @typedef {import("./trace.mjs").Instant} Instant */
/** @typedef {{tick: Instant, painted: Instant}} Times since the submit event */

/** A frame at 60 Hz, in ms. */
export const FRAME = 1000 / 60;

/**
 * Of what Chromium emulates, in bytes a second and ms: what its tools call "slow 4G".
 * @type {Record<string, {offline: boolean, latency: number, downloadThroughput: number, uploadThroughput: number} | undefined>}
 */
export const NETWORKS = {
  on: undefined,
  throttled: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 },
  off: { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 },
};

/** Answers that are hot on the public card alone. */
const ANSWERS = {
  first_name: "Ada",
  last_name: "King",
  company: "Works Ltd",
  job_title: "Head of Data",
  company_size: "3",
  timeline: "This quarter",
  message: "We are evaluating vendors and would love a demo.",
};

/**
 * One visit: the form is touched and filled, the visitor takes their time, and submits.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} address of the page
 * @param {{isOurs: boolean, network: string, slowdown: number, phase: number}} how
 * @returns {Promise<Times & {panel: string}>}
 */
export async function visitOnce(browser, address, { isOurs, network, slowdown, phase }) {
  const { page, devtools, leave } = await visitPage(browser, slowdown);
  const conditions = NETWORKS[network];
  await devtools.send("Network.enable");
  // Whoever is off the network when they submit was on it when they came.
  if (conditions && !conditions.offline) await devtools.send("Network.emulateNetworkConditions", conditions);
  await page.goto(address);
  await page.focus("[name=email]");
  await answer(page);
  if (isOurs) await warm(page);
  await page.evaluate(() => /** @type {any} */ (window).batonListenLast());
  if (conditions?.offline) await devtools.send("Network.emulateNetworkConditions", conditions);
  await page.waitForTimeout(200);
  const between = await traced(page, async () => {
    await page.evaluate((phase) => void (/** @type {any} */ (window).batonPress(phase)), phase);
    await page.evaluate(() => /** @type {any} */ (window).batonPainted);
  });
  const panel = await page.evaluate(() => document.querySelector("baton-offer")?.shadowRoot?.innerHTML ?? "");
  await leave();
  return { tick: between("submit", "tick"), painted: between("submit", "painted"), panel };
}

/**
 * Fills the form in, each answer at once.
 * @param {import("playwright-core").Page} page
 */
export function answer(page) {
  return page.evaluate(answerAll, { ...ANSWERS, email: newAddress() });
}

/** Runs in the page. @param {Record<string, string>} answers */
function answerAll(answers) {
  for (const [name, value] of Object.entries(answers)) {
    const field = /** @type {HTMLInputElement} */ (document.querySelector(`form [name=${name}]`));
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

/**
 * @typedef {object} Painted
 * @property {string} network
 * @property {number} slowdown
 * @property {Times[]} ours
 * @property {Times[]} floor
 */

/**
 * Both in turn, in every condition, spread evenly over the frame.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {{ours: string, floor: string}} addresses
 * @param {{slowdowns: number[], rounds: number}} setting
 * @returns {Promise<Painted[]>}
 */
export async function measurePaint(browser, addresses, { slowdowns, rounds }) {
  /** @type {Painted[]} */
  const all = Object.keys(NETWORKS).flatMap((network) => slowdowns.map((slowdown) => ({ network, slowdown, ours: [], floor: [] })));
  for (let round = 0; round < rounds; round += 1) {
    const phase = ((round + 0.5) / rounds) * FRAME;
    for (const condition of shuffled(all)) {
      for (const who of shuffled(/** @type {const} */ (["ours", "floor"]))) {
        const how = { isOurs: who === "ours", network: condition.network, slowdown: condition.slowdown, phase };
        const { tick, painted } = await visitOnce(browser, addresses[who], how);
        condition[who].push({ tick, painted });
      }
    }
    process.stdout.write(`\r  paint: ${round + 1} of ${rounds} rounds`);
  }
  process.stdout.write("\n");
  return all;
}
