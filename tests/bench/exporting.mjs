import { api } from "../e2e/harness.mjs";

/**
 * Reads all leads out as CSV, again and again while it shall go on.
 * @param {import("../e2e/harness.mjs").Edge} edge
 * @param {string} desk
 * @param {() => boolean} going
 */
export async function exporting(edge, desk, going) {
  while (going()) {
    const ending = new AbortController();
    const answer = await api(edge, `/v1/desks/${desk}/leads.csv`, { signal: ending.signal });
    if (!answer.ok) throw new Error(`the export was answered ${answer.status}`);
    const parts = answer.body?.getReader();
    while (going() && !(await parts?.read())?.done);
    ending.abort();
  }
}

/**
 * Measures while something else goes on, which ends with it.
 * @template T
 * @param {(going: () => boolean) => Promise<unknown>} other
 * @param {() => Promise<T>} measure
 */
export async function beside(other, measure) {
  let isGoing = true;
  const ended = other(() => isGoing);
  const measured = await measure();
  isGoing = false;
  await ended;
  return measured;
}
