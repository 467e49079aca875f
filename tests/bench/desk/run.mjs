/**
 * Intake at one desk, beside a Worker that only stores: leads a second and how long each takes,
 * in interleaved rounds, and again with more leads stored, and while these are exported. All run on raw workerd.
 *
 *     cargo xtask bench desk
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { ROOT } from "../../../xtask/workerd.mjs";
import { DESK, eventually, freePort } from "../../e2e/harness.mjs";
import { beside, exporting } from "../exporting.mjs";
import { fill, startOn } from "../filled.mjs";
import { median, turned } from "../numbers.mjs";
import { load } from "./load.mjs";

/** @typedef {import("./load.mjs").Measured} Measured */

const [out = "build/bench/desk.md", program = "", databases = "", ...sizes] = process.argv.slice(2);
const ROUNDS = 9;
const SECONDS = 3;

/** The Worker that only stores. */
async function startBaseline() {
  const dir = mkdtempSync(path.join(os.tmpdir(), "baton-baseline-"));
  mkdirSync(path.join(dir, "storage"));
  cpSync(path.join(ROOT, "tests/bench/desk/baseline.js"), path.join(dir, "baseline.js"));
  const port = await freePort();
  const file = path.join(dir, "workerd.capnp");
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "storage", disk = (path = ${JSON.stringify(path.join(dir, "storage"))}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [(name = "baseline.js", esModule = embed "baseline.js")],
  durableObjectNamespaces = [(className = "Store", uniqueKey = "store", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [(name = "STORE", durableObjectNamespace = "Store")],
);
`,
  );
  const binary = /** @type {any} */ (createRequire(import.meta.url)("workerd")).default;
  const child = spawn(binary, ["serve", file, "--experimental"], { stdio: ["ignore", "ignore", "inherit"] });
  process.on("exit", () => child.kill("SIGKILL"));
  const origin = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(origin)).ok, { what: "the baseline to answer" });
  return {
    origin,
    pid: child.pid,
    stop() {
      child.kill("SIGKILL");
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** @param {Measured[]} rounds */
function row(rounds) {
  const of = (/** @type {(round: Measured) => number} */ what) => median(rounds.map(what));
  return { perSecond: of((r) => r.perSecond), p50: of((r) => r.p50), p99: of((r) => r.p99), cpu: of((r) => r.cpu), failed: rounds.reduce((sum, r) => sum + r.failed, 0) };
}

/**
 * @param {string} name
 * @param {ReturnType<typeof row>} measured
 * @param {ReturnType<typeof row>} against the Worker that only stores, in the same rounds
 */
function line(name, measured, against) {
  const { perSecond, p50, p99, cpu, failed } = measured;
  const [times, work] = [perSecond / against.perSecond, against.cpu / cpu].map((ratio) => ratio.toFixed(2));
  return `| ${name} | ${perSecond.toFixed(0)} | ${times} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${cpu.toFixed(0)} | ${work} | ${failed} |`;
}

/**
 * Rounds of each in turn; another begins every time.
 * @param {Record<string, () => Promise<Measured>>} measures
 */
async function rounds(measures) {
  const all = Object.entries(measures);
  /** @type {Record<string, Measured[]>} */
  const measured = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, measure] of turned(all, round)) (measured[name] ??= []).push(await measure());
    process.stdout.write(`\r  round ${round + 1} of ${ROUNDS}`);
  }
  process.stdout.write("\n");
  return Object.fromEntries(Object.entries(measured).map(([name, of]) => [name, row(of)]));
}

const baseline = await startBaseline();
await load(baseline.origin, { seconds: 3 });
const lines = [
  "# Intake at one desk",
  "",
  `${ROUNDS} interleaved rounds of ${SECONDS} s, 16 connections, the median of the rounds. × is against the Worker that only`,
  "stores, in the same rounds. The load is made on the same machine. CPU is what the server computed for a lead, which",
  `another's load bends less. ${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.version}.`,
  "",
  "| | leads/s | × | p50 ms | p99 ms | CPU µs | × | failed |",
  "|---|---:|---:|---:|---:|---:|---:|---:|",
];
const JAVASCRIPT = "JavaScript, one row, nothing else";
const EMPTY = "**Baton**, everything";

/** @param {{origin: string, pid?: number}} server */
const loaded = ({ origin, pid }) => load(origin, { seconds: SECONDS, pid });

for (const size of sizes) {
  process.stdout.write(`  ${size} leads\n`);
  const database = path.join(databases, `stored-${size}.sqlite`);
  fill(program, Number(size), database);
  const [empty, full] = [await startOn(), await startOn(database)];
  for (const { edge } of [empty, full]) await load(edge.origin, { seconds: 5 });
  const stored = `${EMPTY}, ${Number(size).toLocaleString("en")} leads stored`;
  const measured = await rounds({
    [JAVASCRIPT]: () => loaded(baseline),
    [EMPTY]: () => loaded(empty.edge),
    [stored]: () => loaded(full.edge),
    [`${stored}, while they are exported`]: () => beside((going) => exporting(full.edge, DESK, going), () => loaded(full.edge)),
  });
  await empty.stop();
  await full.stop();
  const against = measured[JAVASCRIPT];
  if (against) lines.push(...Object.entries(measured).map(([name, of]) => line(name, of, against)));
}
baseline.stop();
const table = `${lines.join("\n")}\n`;
writeFileSync(out, table);
process.stdout.write(`\n${table}`);
