/**
 * The work at the submit: from the fields to the verdict, without what is done for the lead's
 * safety and for the panel, which `paint.mjs` has in its tick. And the first score of all.
 */
import { DESK } from "../../e2e/harness.mjs";
import { answer } from "./paint.mjs";
import { traced } from "./trace.mjs";
import { visitPage } from "./visit.mjs";

/** @typedef {import("./trace.mjs").Instant} Instant */

/** How often the same form is read and judged for the time of one. */
const TIMES = 1000;

/**
 * @typedef {object} Decided
 * @property {Instant} decide
 * @property {Instant} read
 * @property {Instant} judge
 * @property {Instant} again one of many
 * @property {Instant} first
 */

/**
 * Each in a page of its own, where it happens once, as in life: what a loop shows is not what a
 * visitor waits for.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {{decide: string, first: string}} addresses of the pages
 * @param {string} edge its origin
 * @param {{slowdowns: number[], rounds: number}} setting
 * @returns {Promise<Record<number, Decided[]>>} by slowdown
 */
export async function measureDeciding(browser, addresses, edge, { slowdowns, rounds }) {
  /** @type {Record<number, Decided[]>} */
  const all = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const slowdown of slowdowns) {
      const first = await visitFirst(browser, addresses.first, edge, slowdown);
      (all[slowdown] ??= []).push({ first, ...(await visitDeciding(browser, addresses.decide, edge, slowdown)) });
    }
    process.stdout.write(`\r  decide: ${round + 1} of ${rounds} rounds`);
  }
  process.stdout.write("\n");
  return all;
}

/**
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} address
 * @param {string} edge
 * @param {number} slowdown
 */
async function visitDeciding(browser, address, edge, slowdown) {
  const { page, leave } = await visitPage(browser, slowdown);
  await page.goto(address);
  await page.focus("[name=email]");
  await page.evaluate(([edge, desk]) => /** @type {any} */ (window).batonTouch(edge, desk), [edge, DESK]);
  await answer(page);
  await page.waitForTimeout(200);
  const between = await traced(page, () => page.evaluate((times) => /** @type {any} */ (window).batonDecide(times), TIMES));
  await leave();
  const { clock, work } = between("judged", "end");
  return {
    decide: between("start", "judged"),
    read: between("start", "read"),
    judge: between("read", "judged"),
    again: { clock: clock / TIMES, work: work / TIMES },
  };
}

/**
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} address
 * @param {string} edge
 * @param {number} slowdown
 */
async function visitFirst(browser, address, edge, slowdown) {
  const { page, leave } = await visitPage(browser, slowdown);
  await page.goto(address);
  const act = () => page.evaluate(([edge, desk]) => /** @type {any} */ (window).batonFirst(edge, desk), [edge, DESK]);
  const between = await traced(page, act);
  await leave();
  return between("loaded", "first");
}
