/** Many leads: what V8 makes of the front once it runs often is still right, and so is what takes more than one turn. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { load } from "../bench/desk/load.mjs";
import { DESK, api, json, publish, silentAgreement, startEdge } from "./harness.mjs";

/** V8 optimises after some ten thousand leads; so it does after some hundred. */
const SOON = ["--invocation-count-for-turbofan=1", "--invocation-count-for-maglev=1"];
const CONNECTIONS = 8;
const LEADS = 3_000;

/** @type {import("./harness.mjs").Edge} */
let edge;
before(async () => {
  edge = await startEdge({ testClock: false, v8Flags: SOON });
  await publish(edge, DESK, silentAgreement(["https://acme.example"]));
});
after(() => edge?.stop());

test("leads that come together for long are answered each in its own name", async () => {
  const { ids, failed } = await load(edge.origin, { seconds: 60, connections: CONNECTIONS, most: LEADS });
  assert.deepEqual([ids.length, failed], [LEADS, 0], edge.output.slice(-2_000));
  assert.equal(new Set(ids).size, LEADS);
});

test("what is far down a list is found in turns, and leads come in between them", async () => {
  const listed = (/** @type {string} */ query) => json(edge, `/v1/desks/${DESK}/leads?${query}`);
  const read = async (/** @type {string} */ query) => (await (await api(edge, `/v1/desks/${DESK}/leads.csv?${query}`)).text()).split("\r\n").length - 2;
  // The oldest: six times five hundred leads are looked at on the way to it.
  let last = "";
  for (let page = await listed("limit=500"); page.leads.length > 0; page = await listed(`limit=500&before=${last}`)) last = page.leads.at(-1).id;
  const { lead } = await json(edge, `/v1/desks/${DESK}/leads/${last}`);
  const body = JSON.stringify({ move: "rejected", by: lead.owner.id, reason: "no_budget" });
  assert.equal((await api(edge, `/v1/desks/${DESK}/leads/${last}/moves`, { method: "POST", body })).status, 201);

  const [found, more] = await Promise.all([
    Promise.all(["figure=rejected", "q=ada&figure=rejected", "state=rejected", "reason=no_budget"].map(listed)),
    load(edge.origin, { seconds: 60, connections: CONNECTIONS, most: 200 }),
  ]);
  for (const { leads, more: goesOn } of found) assert.deepEqual([leads.map((/** @type {{id: string}} */ { id }) => id), goesOn], [[last], false]);
  assert.deepEqual([more.ids.length, more.failed], [200, 0]);
  assert.deepEqual([await read("figure=rejected"), await read("figure=won"), await read("figure=leads")], [1, 0, LEADS + 200]);
});
