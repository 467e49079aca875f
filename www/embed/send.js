/**
 * One lead, sent once.
 */

/**
 * What the edge answered.
 * @typedef {object} Answer
 * @property {number} status 0 for none
 * @property {boolean} [final] it leaves the queue: the edge has it, or will never take it
 * @property {string | null} [wait] `Retry-After`
 * @property {Partial<Receipt & Refusal>} [body]
 */

/**
 * @typedef {object} Receipt
 * @property {string} lead
 * @property {Offer | null} offer
 * @property {Host | null} host who the meeting is with
 */

/**
 * @typedef {object} Host
 * @property {string} name of the rep or the team; empty for none
 * @property {string} [picture]
 * @property {string} [frame] origin of the calendar, where it may open in the page
 */

/**
 * @typedef {object} Refusal
 * @property {string} message
 * @property {string} help
 */

/**
 * What the visitor is shown.
 * @typedef {object} Offer
 * @property {string} kind `meeting`, `resource` or `thanks`
 * @property {string} headline
 * @property {string} [text]
 * @property {string} [button]
 * @property {string} [language] of the texts
 * @property {string | null} [href] where a resource is
 */

/** How long an edge may take before it counts as gone, in ms. */
const PATIENCE = 20_000;

/**
 * Sends a row. The request outlives the page, and a string goes out as text/plain, which
 * spares the preflight: a page that navigates has no time for one.
 * @param {string} edge its origin
 * @param {import("./store.js").Row} row
 * @returns {Promise<Answer>}
 */
export async function send(edge, { desk, body }) {
  try {
    const url = `${edge}/v1/desks/${desk}/leads?sent=${Date.now()}`;
    // Firefox before 133 has no `keepalive`. A beacon tells no status, so it is sent besides;
    // the edge takes a lead once.
    if (!("keepalive" in Request.prototype)) navigator.sendBeacon(url, body);
    const response = await fetch(url, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    return {
      status: response.status,
      final: response.ok || [400, 409, 413].includes(response.status),
      wait: response.headers.get("retry-after"),
      body: await response.json().catch(() => ({})),
    };
  } catch {
    return { status: 0 };
  }
}
