/**
 * The desk's past leads, loaded in slices and worked on beside the page. The desk reads rows and nothing else, so
 * that no lead waits for what is learned from others; nothing is kept here when the page goes.
 */

import { pastLeads } from "./api.js";

/** @type {Worker | undefined} */
let worker;
/** @type {Map<number, { done: (answer: any) => void, fail: (error: Error) => void }>} */
const asked = new Map();
let last = 0;
/** Where the next slice begins; undefined: at the newest, null: there are no more. @type {number | null | undefined} */
let next;
/** How many are loaded. */
let loaded = 0;
/** What loads now: two who want leads share one load. @type {Promise<number>} */
let loading = Promise.resolve(0);

/**
 * @param {string} call
 * @param {...unknown} given
 * @returns {Promise<any>}
 */
function tell(call, ...given) {
  worker ??= begun();
  const id = (last += 1);
  return new Promise((done, fail) => {
    asked.set(id, { done, fail });
    worker?.postMessage({ id, call, given });
  });
}

function begun() {
  const made = new Worker("/desk/past_worker.js", { type: "module" });
  made.addEventListener("message", ({ data }) => {
    const waiting = asked.get(data.id);
    asked.delete(data.id);
    if (data.failed === undefined) waiting?.done(data.answer);
    else waiting?.fail(new Error(data.failed));
  });
  made.addEventListener("error", () => {
    for (const { fail } of asked.values()) fail(new Error("worker"));
    asked.clear();
  });
  return made;
}

/**
 * Loads the newest leads, as far as they are not here yet; tells how many there are then.
 * @param {number} wanted
 * @param {(loaded: number) => void} tellHow
 */
export function load(wanted, tellHow) {
  loading = loading.catch(() => 0).then(async () => {
    while (loaded < wanted && next !== null) {
      const slice = await pastLeads(next);
      next = (await tell("take", slice)) ?? null;
      loaded = await tell("count");
      tellHow(loaded);
    }
    return loaded;
  });
  return loading;
}

/**
 * What a changed agreement would have made of the newest so many.
 * @param {string} before
 * @param {string} after
 * @param {number} newest
 * @returns {Promise<import("./types.js").Tried | undefined>} none: one of them has errors
 */
export function attempt(before, after, newest) {
  return tell("attempt", before, after, newest);
}

/**
 * What the loaded leads teach.
 * @param {string} text
 * @param {string} madeBy
 * @returns {Promise<import("./types.js").Taught>}
 */
export function teach(text, madeBy) {
  return tell("teach", text, madeBy);
}
