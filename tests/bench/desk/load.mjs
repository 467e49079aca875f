/** Leads over so many kept connections, each answer timed. */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";

import { HOT, lead } from "../../e2e/leads.mjs";

/**
 * @typedef {object} Measured
 * @property {number} perSecond leads answered with 2xx, a second
 * @property {number} p50 in ms
 * @property {number} p99 in ms
 * @property {number} failed other answers, and none
 * @property {number} cpu what the server computed for each of them, in µs; not a number where nobody says which it is
 * @property {string[]} ids of the leads that were answered with 2xx
 */

/**
 * Sends leads for a while.
 * @param {string} origin
 * @param {{seconds?: number, connections?: number, most?: number, pid?: number}} [setting] `pid` of the server
 * @returns {Promise<Measured>}
 */
export async function load(origin, { seconds = 3, connections = 16, most = Infinity, pid } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  /** @type {number[]} */
  const times = [];
  /** @type {string[]} */
  const ids = [];
  let failed = 0;
  let sent = 0;
  const begun = performance.now();
  const before = computed(pid);
  async function connection() {
    while (performance.now() < until && sent < most) {
      sent += 1;
      const body = lead(somebody());
      const from = performance.now();
      const status = await post(agent, origin, JSON.stringify(body)).catch(() => 0);
      times.push(performance.now() - from);
      if (status >= 200 && status < 300) ids.push(body.id);
      else failed += 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, connection));
  const took = (performance.now() - begun) / 1000;
  const cpu = (computed(pid) - before) / ids.length;
  agent.destroy();
  times.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: ids.length / took, p50: at(0.5), p99: at(0.99), failed, cpu, ids };
}

/**
 * What a process has computed so far, in µs, its system's part with it: fields 14 and 15 of proc(5), in ticks of 10 ms.
 * @param {number} [pid]
 */
function computed(pid) {
  if (pid === undefined) return NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

const SYLLABLES = ["ba", "der", "fi", "gor", "ku", "lem", "no", "pas", "ri", "sel", "tu", "van", "wes", "yo", "zim", "cha"];
let people = 0;

/** A word of a number, another for each up to 65,536. @param {number} number */
const word = (number) => [12, 8, 4, 0].map((shift) => SYLLABLES[(number >> shift) & 15]).join("");

/** A hot lead of somebody else of another company each time, as leads are. */
export function somebody() {
  people += 1;
  // Mixed, so that neighbours share nothing: an odd factor meets every number once.
  const [name, company] = [word((people * 40_503) & 0xffff), word((people * 26_893) & 0xffff)];
  const email = `${name}-${process.pid}-${people}@${company}${people % 97}.example`;
  return { ...HOT, email, name: `Ada ${name}`, company: `${company} works ${people % 97}` };
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
