/**
 * Does the edge's memory grow? So many requests over eight desks, then so many alarms, and the process's resident
 * memory (Linux, VmRSS) as it goes. Nothing is proven by one number: the last third of each part is held against its
 * middle third, when everything that is kept once is there.
 *
 *     cargo xtask bench memory          # 100,000 requests, 10,000 alarms
 *     cargo xtask bench memory 20000    # and a tenth as many alarms
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";

import { advance, api, eventually, exampleAgreement, json, publish, startEdge } from "../../e2e/harness.mjs";
import { HOT, lead } from "../../e2e/leads.mjs";
import { median } from "../numbers.mjs";

const [out = "build/bench/memory.md", given = "100000"] = process.argv.slice(2);
const requests = Number(given);
const alarms = Math.round(requests / 10);
const DESKS = Array.from({ length: 8 }, (_, number) => `desk-${number}`);
const CONNECTIONS = 16;
const CHECKPOINTS = 15;
/** What the last third may have more than the middle one: one part in ten, for garbage that is not collected yet. */
const SLACK = 1.1;
const HOUR = 3_600_000;

const edge = await startEdge();
const agreement = exampleAgreement(["https://acme.example"])
  .replace(/\[\[deliveries\]\]\nid = "[\s\S]*?(?=\n\[|$)/g, "")
  .replace(/\[secrets\][\s\S]*?(?=\n\[|$)/, "");
for (const desk of DESKS) await publish(edge, desk, agreement);

/** Resident memory, in MiB. */
function resident() {
  const status = readFileSync(`/proc/${edge.pid}/status`, "utf8");
  return Number(status.match(/VmRSS:\s+(\d+) kB/)?.[1]) / 1024;
}

/**
 * Does a thing so many times, over some connections at once, and looks at the memory now and then.
 * @param {number} times
 * @param {number} connections
 * @param {(at: number) => Promise<void>} once
 */
async function watched(times, connections, once) {
  /** @type {number[]} */
  const seen = [];
  let begun = 0;
  let ended = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (begun < times) {
        begun += 1;
        await once(begun);
        ended += 1;
        if (ended % Math.ceil(times / CHECKPOINTS) === 0) {
          seen.push(resident());
          process.stdout.write(`\r  ${ended} of ${times}: ${resident().toFixed(0)} MiB   `);
        }
      }
    }),
  );
  process.stdout.write("\n");
  return seen;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** @param {string} method @param {string} address @param {string} [body] @returns {Promise<number>} the status */
function ask(method, address, body) {
  const headers = { authorization: `Bearer ${edge.adminToken}`, origin: "https://acme.example" };
  return new Promise((resolve, reject) => {
    const sent = request(`${edge.origin}${address}`, { method, agent, headers, timeout: 30_000 }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
      answer.once("error", reject);
    });
    sent.once("timeout", () => sent.destroy(new Error("no answer")));
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Statuses that came, and how often. @type {Map<number, number>} */
const statuses = new Map();
/** @type {Map<string, string>} */
const newest = new Map();

/** Leads, the same again, lists, a lead, what needs a person, the report, bad bodies. @param {number} at */
async function mixed(at) {
  const desk = DESKS[at % DESKS.length] ?? "";
  const root = `/v1/desks/${desk}`;
  const known = newest.get(desk);
  const kind = Math.floor(at / DESKS.length) % 10;
  const send = () => {
    const body = lead(HOT);
    newest.set(desk, body.id);
    return ask("POST", `${root}/leads`, JSON.stringify(body));
  };
  const asks = [
    send,
    () => ask("GET", `${root}/leads?limit=20`),
    () => ask("GET", `${root}/leads/${known}`),
    () => ask("GET", `${root}/now`),
    () => ask("POST", `${root}/leads`, '{"id":"no"}'),
    () => ask("GET", `${root}/leads/${known}/offer`),
    () => ask("GET", `${root}/report`),
    () => ask("GET", `${root}/card`),
    () => ask("POST", `${root}/leads/${known}/moves`, '{"move":"attempted","channel":"call","reached":false}'),
    () => ask("GET", "/v1/nowhere"),
  ];
  const status = await asks[kind]?.();
  statuses.set(status ?? 0, (statuses.get(status ?? 0) ?? 0) + 1);
}

/** A lead whose window passes: the alarm writes the miss. @param {number} at */
async function alarm(at) {
  const desk = DESKS[at % DESKS.length] ?? "";
  const body = lead(HOT);
  await ask("POST", `/v1/desks/${desk}/leads`, JSON.stringify(body));
  await advance(edge, desk, 8 * HOUR);
  await eventually(
    async () => {
      const { timeline } = await json(edge, `/v1/desks/${desk}/leads/${body.id}`);
      return timeline.some((/** @type {{kind: string}} */ event) => event.kind === "window.missed");
    },
    { timeout: 30_000, interval: 5, what: "the miss" },
  );
}

console.log(`${requests} requests over ${DESKS.length} desks`);
const byRequests = await watched(requests, CONNECTIONS, mixed);
console.log(`${alarms} alarms`);
const byAlarms = await watched(alarms, DESKS.length, alarm);
// Alive and well behind all of it.
const alive = await api(edge, "/v1/desks/desk-0/leads?limit=1");
await edge.stop();

/** @param {number[]} seen */
function grown(seen) {
  const third = Math.floor(seen.length / 3);
  return median(seen.slice(-third)) / median(seen.slice(third, 2 * third));
}
const rows = [
  ["requests", requests, byRequests],
  ["alarms", alarms, byAlarms],
].map(([what, times, seen]) => {
  const all = /** @type {number[]} */ (seen);
  const mib = all.map((one) => one.toFixed(0)).join(" ");
  return { what, times, mib, grown: grown(all) };
});
const table = [
  "| | times | MiB as it goes | last third to middle third |",
  "|---|---:|---|---:|",
  ...rows.map(({ what, times, mib, grown }) => `| ${what} | ${times} | ${mib} | ${grown.toFixed(3)} |`),
  "",
  `Statuses: ${[...statuses].sort().map(([status, times]) => `${status} × ${times}`).join(", ")}.`,
].join("\n");
console.log(table);
writeFileSync(out, `${table}\n`);
const fives = [...statuses].filter(([status]) => status >= 500 || status === 0);
const ok = alive.ok && fives.length === 0 && rows.every(({ grown }) => grown <= SLACK);
console.log(ok ? "it does not grow" : "IT GROWS, or something failed");
process.exit(ok ? 0 : 1);
