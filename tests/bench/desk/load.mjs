/** Leads over so many kept connections, each answer timed. */
import { Agent, request } from "node:http";

import { HOT, lead } from "../../e2e/leads.mjs";

/**
 * @typedef {object} Measured
 * @property {number} perSecond leads answered with 2xx, a second
 * @property {number} p50 in ms
 * @property {number} p99 in ms
 * @property {number} failed other answers, and none
 * @property {string[]} ids of the leads that were answered with 2xx
 */

/**
 * Sends leads for a while.
 * @param {string} origin
 * @param {{seconds?: number, connections?: number, most?: number}} [setting]
 * @returns {Promise<Measured>}
 */
export async function load(origin, { seconds = 3, connections = 16, most = Infinity } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  /** @type {number[]} */
  const times = [];
  /** @type {string[]} */
  const ids = [];
  let failed = 0;
  let sent = 0;
  const begun = performance.now();
  async function connection() {
    while (performance.now() < until && sent < most) {
      sent += 1;
      const body = lead(HOT);
      const from = performance.now();
      const status = await post(agent, origin, JSON.stringify(body)).catch(() => 0);
      times.push(performance.now() - from);
      if (status >= 200 && status < 300) ids.push(body.id);
      else failed += 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, connection));
  const took = (performance.now() - begun) / 1000;
  agent.destroy();
  times.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: ids.length / took, p50: at(0.5), p99: at(0.99), failed, ids };
}

/**
 * @param {Agent} agent
 * @param {string} origin
 * @param {string} body
 * @returns {Promise<number>} the status
 */
export function post(agent, origin, body) {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}/v1/desks/acme/leads`, { method: "POST", agent, timeout: 20_000 }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
      answer.once("error", reject);
    });
    sent.setHeader("content-type", "text/plain;charset=UTF-8");
    sent.setHeader("origin", "https://acme.example");
    sent.once("timeout", () => sent.destroy(new Error("no answer")));
    sent.once("error", reject);
    sent.end(body);
  });
}
