/**
 * A desk of many leads on raw workerd: how long a search as somebody types and a report of a year take there, and
 * what intake notices while all leads are exported, the figures are worked out again, and people search and read
 * reports. The desk is filled natively by its own code, and its database put where the platform has it.
 *
 *     cargo xtask bench stored            # a million leads; filling takes half an hour
 *     cargo xtask bench stored 100000
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import os from "node:os";
import path from "node:path";

import { DESK, api } from "../../e2e/harness.mjs";
import { lead } from "../../e2e/leads.mjs";
import { load, post, somebody } from "../desk/load.mjs";
import { beside, exporting } from "../exporting.mjs";
import { fill, startOn } from "../filled.mjs";
import { median, quantile, turned } from "../numbers.mjs";

const [out = "build/bench/stored.md", program = "", filled = "", widen = "", count = "1000000"] = process.argv.slice(2);
/** What people wait for, in ms: DESIGN.md's and the report's own promise. */
const SEARCH = 100;
const REPORT = 200;
const TIMES = 7;
const ROUNDS = 15;
const SECONDS = 4;
/** Leads a second that come in all the while: a million a year are one in thirty seconds. */
const RATE = 40;

fill(program, Number(count), filled);

// What a report costs follows from how many values there are, so it is asked of a company of fifty reps.
const wide = path.join(mkdtempSync(path.join(os.tmpdir(), "baton-wide-")), "wide.sqlite");
execFileSync(widen, [wide], { stdio: "ignore" });
const company = await startOn(wide);
rmSync(path.dirname(wide), { recursive: true });
const full = await startOn(filled);
const edge = full.edge;

const searches = ["q=a", "q=ad", "q=ada k", "q=ada.king.77", "q=company77777", "q=company7777 zoe", "q=nobodyatall", "q=ada nobodyatall", "q=01920007-7a", "state=assigned", "state=won", "q=ada&state=won", ""].map((query) => `leads?limit=50&${encodeURI(query)}`);
// The year that both databases are filled with.
const reports = ["source", "tier", "rep", "pool", "campaign"].flatMap((by) => ["week", "month"].map((period) => `report?from=2025-11-22&to=2026-11-21&by=${period}&dimension=${by}`));

/**
 * @param {string} asked
 * @param {import("../../e2e/harness.mjs").Edge} [of]
 */
async function timed(asked, of = edge) {
  const begun = performance.now();
  const answer = await api(of, `/v1/desks/${DESK}/${asked}`);
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${asked}: ${answer.status} ${body}`);
  return performance.now() - begun;
}

const lines = ["# A desk of many leads", "", `${Number(count).toLocaleString("en")} leads; ${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores. Milliseconds at the caller, over loopback.`, "", "| asked | median | worst |", "| --- | --: | --: |"];
/** @type {Record<string, number>} */
const slowest = { leads: 0, report: 0 };
for (const [what, queries] of /** @type {const} */ ([["leads", searches], ["report", reports]])) {
  for (const query of queries) {
    const times = [];
    for (let time = 0; time < TIMES; time++) times.push(await timed(query, what === "leads" ? edge : company.edge));
    slowest[what] = Math.max(slowest[what] ?? 0, median(times));
    lines.push(`| \`${query}\` | ${median(times).toFixed(1)} | ${Math.max(...times).toFixed(1)} |`);
    process.stdout.write(`\r  ${query}                    `);
  }
}

await company.stop();

/**
 * What goes on beside the leads that come in, until it is told to end.
 * @type {Record<string, (going: () => boolean) => Promise<unknown>>}
 */
const BESIDE = {
  nothing: async () => {},
  "all leads as CSV": (going) => exporting(edge, DESK, going),
  "figures worked out again": async (going) => {
    for (let after = ""; going(); ) {
      const answer = await (await api(edge, `/v1/desks/${DESK}/figures/check${after}`)).json();
      if (answer.differences.length > 0) throw new Error(JSON.stringify(answer));
      after = answer.next === null ? "" : `?after=${answer.next}`;
    }
  },
  "somebody searches": async (going) => {
    for (let time = 0; going(); time++) {
      await timed(searches[time % searches.length] ?? "");
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  },
  "somebody reads reports": async (going) => {
    for (let time = 0; going(); time++) {
      await timed(reports[time % reports.length] ?? "");
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  },
};

/**
 * Leads at an even pace, whatever the answers take, and how long each took.
 * @param {number} seconds
 */
async function paced(seconds) {
  const agent = new Agent({ keepAlive: true });
  /** @type {Promise<number>[]} */
  const all = [];
  for (let sent = 0; sent < seconds * RATE; sent++) {
    const begun = performance.now();
    const answered = post(agent, edge.origin, JSON.stringify(lead(somebody())));
    all.push(answered.then((status) => {
      if (status !== 201) throw new Error(`a lead was answered ${status}`);
      return performance.now() - begun;
    }));
    await new Promise((resolve) => setTimeout(resolve, 1_000 / RATE));
  }
  const times = await Promise.all(all);
  agent.destroy();
  return times;
}

/** @type {Record<string, { p50: number[], p99: number[] }>} */
const intake = {};
await load(edge.origin, { seconds: 3 });
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, other] of turned(Object.entries(BESIDE), round)) {
    const times = await beside(other, () => paced(SECONDS));
    const measured = (intake[name] ??= { p50: [], p99: [] });
    measured.p50.push(median(times));
    measured.p99.push(quantile(times, 0.99));
  }
  process.stdout.write(`\r  round ${round + 1} of ${ROUNDS}                    `);
}
await full.stop();

// Medians of the rounds: a machine that stands still for a moment, as this one may, spoils one of them.
lines.push("", `Intake of ${RATE} leads a second, ${ROUNDS} interleaved rounds of ${SECONDS} s, medians of the rounds, ms.`, "", "| beside it | p50 | p99 | × |", "| --- | --: | --: | --: |");
const alone = median(intake["nothing"]?.p99 ?? []);
for (const name of Object.keys(BESIDE)) {
  const { p50, p99 } = intake[name] ?? { p50: [], p99: [] };
  lines.push(`| ${name} | ${median(p50).toFixed(1)} | ${median(p99).toFixed(1)} | ${(median(p99) / alone).toFixed(2)} |`);
}
const told = (/** @type {number} */ found, /** @type {number} */ wanted) => `${found.toFixed(0)} ms of ${wanted}, ${found <= wanted ? "kept" : "missed"}`;
lines.push("", `Slowest median: search ${told(slowest["leads"] ?? 0, SEARCH)}; report ${told(slowest["report"] ?? 0, REPORT)}.`, "");
writeFileSync(out, lines.join("\n"));
console.log(`\n${lines.join("\n")}`);
