/**
 * Runs the end-to-end tests, `*.test.mjs` beside this file, and says how many passed.
 *
 *     node tests/e2e/run.mjs                          all of them
 *     node tests/e2e/run.mjs queue                    the files whose name has `queue` in it
 *     node tests/e2e/run.mjs tests/parity/run.mjs     this file
 *
 * The last line is `N passed, N failed`; the exit code is 1 if anything failed.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";

const FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** A test, or a whole file, that takes longer than this hangs; in ms. */
const PATIENCE = 240_000;

const wanted = process.argv.slice(2);
const named = wanted.filter((word) => word.endsWith(".mjs")).map((file) => path.resolve(file));
const words = wanted.filter((word) => !word.endsWith(".mjs"));
const ours = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => (words.length === 0 ? named.length === 0 : words.some((word) => name.includes(word))))
  .map((name) => path.join(FOLDER, name));
const files = [...named, ...ours];

let passed = 0;
let failed = 0;

// One file at a time: a browser and workerd fill two cores, and a test that waits for a
// frame should not wait for a neighbour.
const stream = run({ files, concurrency: 1, timeout: PATIENCE });
stream.on("test:pass", (event) => tell("ok", event));
stream.on("test:fail", (event) => tell("FAILED", event));
stream.on("test:stderr", (event) => process.stderr.write(event.message));
stream.on("test:stdout", (event) => process.stdout.write(event.message));
stream.on("end", () => {
  if (passed + failed === 0) {
    failed = 1;
    process.stdout.write("  there is no end-to-end test to run\n");
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
});
stream.resume();

/**
 * @param {string} word
 * @param {{name: string, nesting: number, file?: string, skip?: string | boolean, details: any}} event
 */
function tell(word, event) {
  const { type, duration_ms: ms, error } = event.details;
  const isFile = files.some((file) => event.name === file || event.name === path.relative(process.cwd(), file));
  // A suite, and a file whose tests have been told one by one, count through their parts,
  // unless they failed by themselves.
  const isWhole = isFile || type === "suite";
  if (isWhole && (word === "ok" || error?.failureType === "subtestsFailed")) return;
  if (event.skip !== undefined) {
    word = "FAILED";
    process.stdout.write("  a skipped test proves nothing:\n");
  }
  if (word === "ok") passed += 1;
  else failed += 1;
  const seconds = (ms / 1000).toFixed(2).padStart(7);
  process.stdout.write(`  ${word.padEnd(6)} ${seconds} s  ${path.basename(event.file ?? event.name, ".test.mjs")}: ${event.name}\n`);
  if (word !== "ok" && error) process.stdout.write(`${indented(reason(error))}\n`);
}

/**
 * What went wrong, with the reasons under it.
 * @param {any} error
 */
function reason(error) {
  const lines = [];
  for (let cause = error.cause ?? error; cause; cause = cause.cause) {
    lines.push(String(cause.stack ?? cause.message ?? cause));
  }
  return lines.join("\nbecause: ");
}

/** @param {string} text */
function indented(text) {
  return text.replace(/^/gm, "           ");
}
