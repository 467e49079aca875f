/**
 * Marks that a page sets (`performance.mark`), by the clock and by the processor time of the
 * page's main thread. The second is what the page did, whatever else the machine was busy with.
 */

/** @typedef {{clock: number, work: number}} Instant both in ms, of no beginning that means anything */

/**
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} act during which the page sets its marks
 * @returns {Promise<(from: string, to: string) => Instant>} how long from one mark to another
 */
export async function traced(page, act) {
  const browser = page.context().browser();
  if (!browser) throw new Error("the browser is gone");
  await browser.startTracing(page, { categories: ["blink.user_timing"] });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString());
  /** @type {Record<string, Instant>} */
  const marks = {};
  for (const { name, ts, tts } of trace.traceEvents) {
    if (name.startsWith("baton-")) marks[name.slice("baton-".length)] ??= { clock: ts / 1000, work: tts / 1000 };
  }
  return (from, to) => {
    const [start, end] = [marks[from], marks[to]];
    if (!start || !end) throw new Error(`the page has not marked ${start ? to : from}`);
    return { clock: end.clock - start.clock, work: end.work - start.work };
  };
}
