// Learning beside others: figures of `baton fit` on public files, times of fit, backtest and replay, and a table of them.
//
//   node run.mjs BATON OUT.md [FOLDER]
//
// BATON_PYTHON names a Python that has scikit-learn and optbinning (see peers.py): then they are measured beside ours on
// the same columns; else their figures are quoted. Times are of the processor, for others use this machine, too.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [baton, out, given] = process.argv.slice(2);
if (!baton || !out) throw new Error("say where baton is and where the table goes");
const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = given ?? ["..", "../.."].map((up) => join(root, up, "shared/data/leads")).find((path) => existsSync(path));
const room = mkdtempSync(join(tmpdir(), "baton-learning-"));

/** What scikit-learn's models and optbinning's scorecard reached in five folds: AUC, Brier, calibration error, lift at 20 %. */
const PEERS = {
  "X Education": [
    ["scikit-learn logistic regression", ".865", ".142", ".026", "2.22"],
    ["scikit-learn gradient boosting", ".873", ".137", ".023", "2.27"],
    ["optbinning scorecard", ".872", ".138", ".016", "2.24"],
  ],
  "bank, without duration": [
    ["scikit-learn logistic regression", ".765", ".086", ".012", "2.78"],
    ["scikit-learn gradient boosting", ".801", ".081", ".006", "3.12"],
    ["optbinning scorecard", ".761", ".089", ".011", "2.76"],
  ],
};

/** Runs baton and tells what it wrote and the seconds of processor it took. @param {string[]} args */
const run = (args) => {
  const { stdout, stderr, status } = spawnSync("bash", ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "time", baton, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr);
  const times = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { text: stdout, seconds: times.reduce((sum, one) => sum + one, 0) };
};

/**
 * The peers' rows: measured where there is a Python that has them.
 * @param {string} name
 * @param {string} path
 * @param {string} outcome
 * @param {string} left columns that are left out
 */
const peers = (name, path, outcome, left) => {
  const python = process.env["BATON_PYTHON"];
  if (!python) return { rows: PEERS[/** @type {keyof typeof PEERS} */ (name)], said: "The peers' figures were measured before, on the same columns." };
  const found = JSON.parse(execFileSync(python, [join(dirname(fileURLToPath(import.meta.url)), "peers.py"), path, outcome, left], { encoding: "utf8" }));
  const rows = found.map((/** @type {[string, number, number, number, number]} */ [model, auc, brier, ece, lift]) => [model, short(auc), short(brier), short(ece), lift.toFixed(2)]);
  return { rows, said: "The peers were measured in the same run, on the same columns." };
};

/** @param {number} number */
const short = (number) => number.toFixed(3).replace(/^0/, "");

const lines = ["# Learning", "", "Five folds; nobody sees a lead it is tried on. Baton's are whole points that people read.", ""];
if (folder) {
  for (const { name, file, outcome } of [
    { name: "X Education", file: "x_education_first70.csv", outcome: "Converted" },
    { name: "bank, without duration", file: "bank_full.csv", outcome: "y" },
  ]) {
    const { text, seconds } = run(["fit", join(folder, file), "--outcome", outcome, "--folds", "5", "--json"]);
    const found = JSON.parse(text);
    const ours = ["**baton fit**", short(found.auc), short(found.brier), short(found.ece), found.lift_20.toFixed(2)];
    lines.push(`## ${name}`, "", "| | AUC | Brier | calibration error | lift at 20 % |", "| --- | --- | --- | --- | --- |");
    const out = found.left_out.map((/** @type {{column: string}} */ one) => one.column);
    const { rows, said } = peers(name, join(folder, file), outcome, out.join(","));
    for (const row of [...rows, ours]) lines.push(`| ${row.join(" | ")} |`);
    lines.push("", `${said} ${found.rows} rows learned from and tried in ${seconds.toFixed(2)} s of processor. Left out by itself: ${out.join(", ")}. AUC between ${short(found.auc_low)} and ${short(found.auc_high)}.`);
    if (found.drift?.found) {
      const { off, off_corrected, auc } = found.drift;
      lines.push(`In time order: off by ${short(off)}, with the level corrected ${short(off_corrected)}; within newer leads AUC ${short(auc)}.`);
    }
    lines.push("");
  }
} else {
  console.error("SKIPPED: the public files are not there; say where: node run.mjs BATON OUT.md FOLDER");
}

// A million leads of a desk, from a seed.
let state = 20261122;
const chance = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const titles = ["CTO", "VP Engineering", "Head of Data", "Data Manager", "Software Engineer", "Student"];
const rows = ["email,job_title,employees,company,source,won"];
for (let row = 0; row < 1_000_000; row++) {
  const title = Math.floor(chance() * titles.length);
  const won = chance() < 0.1 + 0.05 * (5 - title) ? 1 : 0;
  rows.push(`a${row}@works${row % 5000}.example,${titles[title]},${Math.floor(chance() * 2000)},Works ${row % 5000},demo,${won}`);
}
const million = join(room, "million.csv");
writeFileSync(million, rows.join("\n"));
const { text, seconds } = run(["backtest", join(root, "examples/agreement.toml"), million, "--json"]);
lines.push("## A million leads", "", `\`baton backtest\`: ${JSON.parse(text).rows} rows scored and measured in ${seconds.toFixed(2)} s of processor.`, "");

// A year of leads, as many at night as by day, through the desk twice: today's agreement and one that asks and allows otherwise.
const agreement = join(root, "examples/agreement.toml");
const changed = join(room, "changed.toml");
writeFileSync(changed, readFileSync(agreement, "utf8").replace('first_response = "5m"', 'first_response = "10m"').replace("between = [50, 1000]", "between = [80, 1000]"));
const year = Array.from({ length: 100_000 }, (_, row) => {
  const at = new Date(Date.UTC(2025, 10, 3) + Math.floor(((row + chance()) * 364 * 86_400_000) / 100_000)).toISOString();
  const [title, company] = [titles[Math.floor(chance() * titles.length)], Math.floor(chance() * 40_000)];
  const company_size = [20, 60, 400, 3000][Math.floor(chance() * 4)];
  return JSON.stringify({ received_at: at, email: `p${row}@works${company}.example`, first_name: `Given${row % 977}`, last_name: `Family${row}`, company_size, job_title: title, source: "demo_request" });
});
const past = join(room, "year.jsonl");
writeFileSync(past, year.join("\n"));
const began = performance.now();
const replay = run(["replay", agreement, changed, past, "--json"]);
const seconds_of_replay = (performance.now() - began) / 1000;
const { changed: differs } = JSON.parse(replay.text);
lines.push("## A year of 100,000 leads", "", `\`baton replay\`: through the desk under both agreements in ${seconds_of_replay.toFixed(1)} s by the clock, two cores (${replay.seconds.toFixed(1)} s of processor); another score ${differs.scored}, another time allowed ${differs.timed}.`, "");
rmSync(room, { recursive: true });
writeFileSync(out, lines.join("\n"));
console.log(readFileSync(out, "utf8"));
