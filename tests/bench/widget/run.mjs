/**
 * The widget in Chromium, beside what others put on a page: bytes, script time on load, the time
 * from the submit to the painted link, and the work in between.
 *
 *     cargo xtask bench widget          as often as the reach wants to be told from the noise
 *     cargo xtask bench widget 4        rounds, for a look
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildSync } from "esbuild";

import { ROOT } from "../../../xtask/workerd.mjs";
import { DESK, exampleAgreement, launchBrowser, publish, startEdge } from "../../e2e/harness.mjs";
import { measureBytes, measureOwnBytes } from "./bytes.mjs";
import { measureDeciding } from "./decide.mjs";
import { startHost } from "./host.mjs";
import { measureLoad } from "./load.mjs";
import { measurePaint, visitOnce } from "./paint.mjs";
import { peers } from "./peers.mjs";
import { written } from "./report.mjs";

const [table = "build/bench/widget.md", cache = "", times = "24"] = process.argv.slice(2);
const rounds = Number(times);
const SLOWDOWNS = [1, 4];

/** Nothing leaves this machine: the peers' frames and beacons find no host. */
const ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

const out = path.join(path.dirname(path.resolve(table)), "widget");
mkdirSync(out, { recursive: true });
const others = peers(cache, out);
const host = await startHost();
for (const { id, head, files } of others) {
  host.heads[id] = head;
  Object.assign(host.files, files);
}

// Like every other tag: from the host itself, without an edge behind it.
host.files["baton.js"] = path.join(ROOT, "build/www/baton.js");
host.heads.own = '<script async src="/tag/baton.js" data-desk="acme"></script>';

const edge = await startEdge();
await publish(edge, DESK, exampleAgreement([host.origin]));
const tag = `<script async src="${edge.origin}/baton.js" data-desk="${DESK}"></script>`;
const watch = script("watch_page");
host.heads.ours = watch + tag;
host.heads.decide = script("decide_page");
host.heads.first = script("first_page");

const browser = await launchBrowser({ args: [ALONE] });
try {
  const address = (/** @type {string} */ id) => `${host.origin}/?tag=${id}&fine`;
  const bytes = await measureBytes(browser, host.origin, others.map(({ id }) => id));
  const own = await measureOwnBytes(browser, `${host.origin}/?tag=ours`, edge.origin);
  const ids = ["none", "own", ...others.map(({ id }) => id)];
  const load = await measureLoad(browser, host.origin, { ids, slowdowns: SLOWDOWNS, rounds });

  const once = { network: "on", slowdown: 1, phase: 0 };
  const { panel } = await visitOnce(browser, address("ours"), { ...once, isOurs: true });
  host.heads.floor = `${watch}<script>batonPanel = ${JSON.stringify(panel).replaceAll("<", "\\u003c")}</script>${script("floor_page", "defer")}`;
  sameShape(panel, (await visitOnce(browser, address("floor"), { ...once, isOurs: false })).panel);
  const addresses = { ours: address("ours"), floor: address("floor") };
  const paint = await measurePaint(browser, addresses, { slowdowns: SLOWDOWNS, rounds });
  const decided = await measureDeciding(browser, { decide: address("decide"), first: address("first") }, edge.origin, { slowdowns: SLOWDOWNS, rounds });

  const version = browser.context.browser()?.version() ?? "of unknown version";
  const text = written({ others, bytes, own, load, paint, decided, rounds, version });
  writeFileSync(table, text);
  console.log(`\n${text}`);
} finally {
  await browser.stop();
  await edge.stop();
  host.stop();
}
process.exit(0);

/**
 * A script of this folder, as a tag; served by the host. As with ours (xtask's `parts.rs`), every function is compiled while
 * it is loaded.
 * @param {string} name
 * @param {string} [how]
 */
function script(name, how = "") {
  const outfile = path.join(out, `${name}.js`);
  buildSync({ entryPoints: [path.join(import.meta.dirname, `${name}.mjs`)], bundle: true, format: "iife", target: "es2022", outfile, banner: { js: "//# allFunctionsCalledOnLoad" } });
  host.files[`${name}.js`] = outfile;
  return `<script ${how} src="/tag/${name}.js"></script>`;
}

/**
 * The floor has the same elements with the same words, or it is no floor.
 * @param {string} ours
 * @param {string} floor
 */
function sameShape(ours, floor) {
  const plain = (/** @type {string} */ panel) => panel.replace(/ (href|style|hidden|class|title)="[^"]*"/g, "");
  if (!ours || plain(ours) !== plain(floor)) throw new Error(`the floor shows something else:\n${ours}\n${floor}`);
}
