/**
 * Intake at one desk, beside a Worker that only stores: leads a second and how long each takes,
 * in interleaved rounds, and again with more leads stored, and while these are exported. Both run on raw workerd.
 *
 *     cargo xtask bench desk
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { ROOT } from "../../../xtask/workerd.mjs";
import { databaseIn, eventually, freePort, publish, silentAgreement, startEdge } from "../../e2e/harness.mjs";
import { exporting } from "../exporting.mjs";
import { median } from "../numbers.mjs";
import { load } from "./load.mjs";

/** @typedef {import("./load.mjs").Measured} Measured */

const [out = "build/bench/desk.md", fill = "", ...sizes] = process.argv.slice(2);
const ROUNDS = 5;
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

/**
 * The example's desk, which tells nobody.
 * @param {string} [dir] where its state is
 */
async function startDesk(dir) {
  const edge = await startEdge({ dir, testClock: false });
  await publish(edge, "acme", silentAgreement(["https://acme.example"]));
  return edge;
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

const baseline = await startBaseline();
const desk = await startDesk();
/** @type {Measured[]} */
const stored = [];
/** @type {Measured[]} */
const taken = [];
await load(baseline.origin, { seconds: 1 });
await load(desk.origin, { seconds: 1 });
for (let round = 0; round < ROUNDS; round++) {
  stored.push(await load(baseline.origin, { seconds: SECONDS, pid: baseline.pid }));
  taken.push(await load(desk.origin, { seconds: SECONDS, pid: desk.pid }));
  process.stdout.write(`\r  round ${round + 1} of ${ROUNDS}`);
}
await desk.stop();
const plain = row(stored);
const lines = [
  "# Intake at one desk",
  "",
  `${ROUNDS} interleaved rounds of ${SECONDS} s, 16 connections, the median of the rounds. × is against the Worker that only`,
  "stores. The load is made on the same machine. CPU is what the server computed for a lead, which another's load bends less.",
  `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, Node ${process.version}.`,
  "",
  "| | leads/s | × | p50 ms | p99 ms | CPU µs | × | failed |",
  "|---|---:|---:|---:|---:|---:|---:|---:|",
  line("JavaScript, one row, nothing else", plain, plain),
  line("**Baton**, everything", row(taken), plain),
];

for (const size of fill ? sizes : []) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "baton-filled-"));
  const filled = await startDesk(dir);
  await load(filled.origin, { seconds: 20, most: 50 });
  await filled.stop();
  process.stdout.write(`\n  ${size} leads\n`);
  execFileSync(fill, [databaseIn(dir), size], { stdio: "inherit" });
  const again = await startDesk(dir);
  await load(again.origin, { seconds: 1 });
  /** @type {Measured[]} */
  const rounds = [];
  /** @type {Measured[]} */
  const beside = [];
  /** @type {Measured[]} */
  const exported = [];
  for (let round = 0; round < ROUNDS; round++) {
    beside.push(await load(baseline.origin, { seconds: SECONDS, pid: baseline.pid }));
    rounds.push(await load(again.origin, { seconds: SECONDS, pid: again.pid }));
    let going = true;
    const ended = exporting(again, "acme", () => going);
    exported.push(await load(again.origin, { seconds: SECONDS, pid: again.pid }));
    going = false;
    await ended;
  }
  await again.stop();
  rmSync(dir, { recursive: true, force: true });
  const leads = `${Number(size).toLocaleString("en")} leads stored`;
  lines.push(line(`**Baton**, ${leads}`, row(rounds), row(beside)));
  lines.push(line(`**Baton**, ${leads}, while they are exported`, row(exported), row(beside)));
}
baseline.stop();
const table = `${lines.join("\n")}\n`;
writeFileSync(out, table);
process.stdout.write(`\n${table}`);
