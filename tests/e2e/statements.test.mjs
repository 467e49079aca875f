/** What a new lead costs in the database, counted by the platform itself. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ROOT } from "../../xtask/workerd.mjs";
import { publish, silentAgreement } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";
import { startWrapped } from "./wrapped.mjs";

/** The table that says why each statement is needed. */
const TOLD = "tests/bench/desk/README.md";
const SITE = "https://acme.example";

/** @type {Awaited<ReturnType<typeof startWrapped>>} */
let wrapped;
before(async () => {
  wrapped = await startWrapped("counting");
  // Nobody is told: a message is one statement more, and what comes of it is counted by chance.
  await publish(wrapped.edge, "acme", silentAgreement([SITE]));
});
after(() => wrapped?.stop());

/** @returns {Promise<{statement: string, read: number, written: number}[]>} */
const counted = async () => (await fetch(`${wrapped.edge.origin}/v1/counted`)).json();

/** `INSERT INTO leads` of a whole statement. @param {string} statement */
function named(statement) {
  const writes = /^(INSERT (OR IGNORE )?INTO \w+|UPDATE \w+|DELETE FROM \w+)/.exec(statement)?.[0];
  const tables = [...statement.matchAll(/FROM (\w+)/g)].map(([, table]) => table);
  return writes ?? `SELECT … FROM ${[...new Set(tables)].join(", ")}`;
}

test("the table of what a lead costs is as it is", async () => {
  for (let n = 0; n < 40; n++) {
    const person = { ...HOT, email: `p${n}@works${n}.example`, company: `Works ${n}`, name: `Ada King${n}` };
    assert.equal((await post(wrapped.edge, lead(person), { from: SITE })).status, 201);
  }
  await counted();
  const last = { ...HOT, email: "eva@elsewhere.example", company: "Elsewhere", name: "Eva Lind" };
  assert.equal((await post(wrapped.edge, lead(last), { from: SITE })).status, 201);
  const rows = (await counted()).map(({ statement, read, written }) => `| \`${named(statement)}\` | ${read} | ${written} |`);
  const table = readFileSync(path.join(ROOT, TOLD), "utf8").split("\n").filter((line) => /^\| `/.test(line));
  const told = table.map((line) => `${line.split("|").slice(0, 4).join("|")}|`);
  assert.deepEqual(rows, told, `${TOLD} should say:\n${rows.join("\n")}`);
});
