/**
 * The bench in Node: `node node.mjs FOLDER ROUNDS`, with `card` and `wasm/` in the folder.
 * Prints what `bench` returns, as JSON.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { bench } from "./bench.mjs";

const [folder = ".", rounds = "1"] = process.argv.slice(2);
const glue = await import(pathToFileURL(path.join(folder, "wasm/console.js")).href);
const { memory } = glue.initSync({ module: readFileSync(path.join(folder, "wasm/console_bg.wasm")) });
const scorer = new glue.Scorer(readFileSync(path.join(folder, "card")));
console.log(JSON.stringify(await bench(scorer, memory, Number(rounds))));
