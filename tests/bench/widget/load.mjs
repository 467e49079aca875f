/**
 * Script time on load: what a tag costs the page's main thread before anybody touches a form.
 */
import { visitPage } from "./visit.mjs";
import { shuffled } from "../numbers.mjs";

/** After the load event, for what a tag has put off until the page is idle; in ms. */
const SETTLE = 500;

/**
 * Compiling and running, in ms of the main thread's own processor time: what others do on this
 * machine meanwhile does not count. The page has no script but the tag's.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} origin of the host
 * @param {{ids: string[], slowdowns: number[], rounds: number}} setting
 * @returns {Promise<Record<string, Record<number, number[]>>>} by contender and slowdown, a number a load
 */
export async function measureLoad(browser, origin, { ids, slowdowns, rounds }) {
  /** @type {Record<string, Record<number, number[]>>} */
  const times = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const slowdown of slowdowns) {
      for (const id of shuffled(ids)) {
        const { page, devtools, leave } = await visitPage(browser, slowdown);
        await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
        await page.goto(`${origin}/?tag=${id}`);
        await page.waitForTimeout(SETTLE);
        const { metrics } = await devtools.send("Performance.getMetrics");
        const seconds = (/** @type {string} */ wanted) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
        ((times[id] ??= {})[slowdown] ??= []).push((seconds("ScriptDuration") + seconds("V8CompileDuration")) * 1000);
        await leave();
      }
    }
    process.stdout.write(`\r  load: ${round + 1} of ${rounds} rounds`);
  }
  process.stdout.write("\n");
  return times;
}
