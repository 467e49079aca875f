// @ts-check
// Writes tests/parity/leads.jsonl: the leads of the parity corpus, without verdicts.
//
//   node tests/parity/make.mjs
//
// The verdicts stand in tests/parity/verdicts.jsonl. They are written by the native executor
// (`BATON_BLESS=1 cargo test -p baton-handoff --test parity`) and read by a person before they are
// committed; what `expect`, `gave`, `skips` and `facts` say is written by hand and holds whoever
// blesses what.

import { writeFileSync } from "node:fs";

// Each adds its cases as it is read.
import "./example_cases.mjs";
import "./title_cases.mjs";
import "./normaliser_cases.mjs";
import "./place_cases.mjs";
import "./condition_cases.mjs";
import { cases } from "./corpus.mjs";

const names = cases.map((one) => one.case);
const twice = names.filter((name, at) => names.indexOf(name) !== at);
if (twice.length > 0) throw new Error(`two cases have one name: ${twice.join("; ")}`);
const file = new URL("leads.jsonl", import.meta.url);
writeFileSync(file, cases.map((one) => JSON.stringify(one)).join("\n") + "\n");
console.log(`${cases.length} leads`);
