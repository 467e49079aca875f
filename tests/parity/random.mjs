// @ts-check
// Random leads on random agreements: equal bytes of verdicts, held by one SHA-256 a card.
//
//   node tests/parity/random.mjs [leads] [agreements] [seed]     (after `cargo xtask build`)
//
// As a test (`node --test`) it takes 10,000 leads on 50 agreements through all four executors:
// natively, the console's module in Node and in Chromium, and the Worker in workerd. Asked for with
// more, as in `node tests/parity/random.mjs 1000000 50`, it is native and Node alone.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";

import { launchBrowser, publish, startEdge } from "../e2e/harness.mjs";
import { build, consoleInNode, loadInPage, packed, verdictsInPage, verdictsOfWorker } from "./executors.mjs";
import { pairs } from "./random_pairs.mjs";

/** @typedef {{ number: number, text: string, card: "full" | "public", file: string, bytes: Buffer }} Drawn an agreement and the card it is tried on */
/** @typedef {{ card: string, packed: string, now: number }} Job */

const [leads = 10_000, agreements = 50, seed = 20_261_121] = process.argv.slice(2).filter((word) => /^\d+$/.test(word)).map(Number);
/** So many go through Chromium and workerd as well. */
const MOST_EVERYWHERE = 50_000;
/** Leads that are scored in one request, at one instant. */
const BATCH = 50;

const { agreement, batch } = pairs(seed);
const dir = mkdtempSync(path.join(tmpdir(), "baton-random-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

/**
 * Draws agreements, and compiles them.
 * @param {string} baton
 * @returns {Drawn[]}
 */
function draw(baton) {
  return Array.from({ length: agreements }, (_, number) => {
    const [source, file] = [path.join(dir, `${number}.toml`), path.join(dir, `${number}.card`)];
    const card = number % 2 === 1 ? "public" : "full";
    // The reader refuses what can never be; then the next one is drawn.
    for (let tries = 1; ; tries++) {
      const text = agreement();
      writeFileSync(source, text);
      const done = spawnSync(baton, ["compile", source, ...(card === "public" ? ["--public"] : []), "-o", file], { encoding: "utf8" });
      if (done.status === 0) return { number, text, card, file, bytes: readFileSync(file) };
      assert.ok(done.status === 1 && tries < 20, done.stderr);
    }
  });
}

const digest = (/** @type {string[]} */ verdicts) => {
  const hash = createHash("sha256");
  for (const verdict of verdicts) hash.update(verdict).update("\n");
  return hash.digest("hex");
};

/** Says which verdict differs first. */
function same(/** @type {string} */ what, /** @type {string[]} */ got, /** @type {string[]} */ wanted, /** @type {Job[]} */ jobs) {
  const at = got.findIndex((verdict, at) => verdict !== wanted[at]);
  assert.ok(at < 0, `${what}: ${JSON.stringify(jobs[at])}\n  want ${wanted[at]}\n  got  ${got[at]}`);
}

/**
 * The executors besides, each for the verdicts of one agreement.
 * @param {Drawn[]} drawn
 */
async function startOthers(drawn) {
  const edge = await startEdge();
  const browser = await launchBrowser();
  const page = await browser.context.newPage();
  await page.goto(`${edge.origin}/v1/health`);
  await loadInPage(page, Object.fromEntries(drawn.map((one) => [String(one.number), one.bytes])));
  return {
    chromium: (/** @type {Job[]} */ jobs) => verdictsInPage(page, jobs),
    /** @param {Drawn} one @param {import("./random_pairs.mjs").Batch[]} batches */
    async worker({ number, text, card }, batches) {
      const desk = `random-${number}`;
      await publish(edge, desk, text);
      const verdicts = [];
      for (const { now, known, leads } of batches) verdicts.push(...(await verdictsOfWorker(edge, desk, { card, now, leads, ...known })));
      return verdicts;
    },
    stop: () => Promise.all([browser.stop(), edge.stop()]),
  };
}

const isEverywhere = leads <= MOST_EVERYWHERE;
test(`${leads} random leads on ${agreements} random agreements: native, Node${isEverywhere ? ", Chromium, workerd" : ""}`, async () => {
  // What the tests have built is fast enough for a few leads.
  const native = build(isEverywhere ? [] : ["--profile", "cli"]);
  const inNode = await consoleInNode();
  const drawn = draw(native.baton);
  const others = isEverywhere ? await startOthers(drawn) : undefined;
  const each = Math.ceil(leads / agreements);
  try {
    for (const one of drawn) {
      const batches = Array.from({ length: Math.ceil(each / BATCH) }, (_, at) => batch(Math.min(BATCH, each - at * BATCH)));
      const jobs = batches.flatMap(({ now, known, leads }) => leads.map((lead) => ({ card: String(one.number), packed: packed(lead, known), now })));
      const input = jobs.map((job) => `${job.now}\t${job.packed}`).join("\n");
      const [atTheEdge, inABrowser] = execFileSync(native.digest, [one.file], { encoding: "utf8", input }).trim().split(" ");
      const name = `agreement ${one.number} of seed ${seed}`;
      const told = jobs.map((job) => inNode.verdict(one.bytes, job.packed, job.now));
      assert.equal(digest(told), inABrowser, `Node, ${name}`);
      if (!others) continue;
      same(`Chromium, ${name}`, await others.chromium(jobs), told, jobs);
      const worker = await others.worker(one, batches);
      // The Worker has the public suffix list; where a card asks nothing of it, texts can be compared.
      if (atTheEdge === inABrowser) same(`workerd, ${name}`, worker, told, jobs);
      assert.equal(digest(worker), atTheEdge, `workerd, ${name}`);
    }
  } finally {
    await others?.stop();
  }
});
