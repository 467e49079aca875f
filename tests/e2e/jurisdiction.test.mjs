/** A desk that was made in a jurisdiction is looked for there, and only there. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { api, silentAgreement } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";
import { startWrapped } from "./wrapped.mjs";

const SITE = "https://acme.example";
const AGREEMENT = silentAgreement([SITE]);

/** @type {Awaited<ReturnType<typeof startWrapped>>} */
let wrapped;
before(async () => {
  wrapped = await startWrapped("placed");
});
after(() => wrapped?.stop());

/** @param {string} desk @param {string} [query] */
const publish = (desk, query = "") =>
  api(wrapped.edge, `/v1/desks/${desk}/agreements${query}`, { method: "POST", body: AGREEMENT });

/** Where an object was looked for since the last time, each place once. @param {string} name */
async function places(name) {
  /** @type {{place: string, name: string}[]} */
  const asked = await (await fetch(`${wrapped.edge.origin}/v1/placed`)).json();
  return [...new Set(asked.filter((one) => one.name === name).map((one) => one.place))];
}

test("a desk of the European Union stays there", async () => {
  assert.equal((await publish("acme", "?jurisdiction=eu")).status, 201);
  assert.equal((await publish("other")).status, 201);
  for (const desk of ["acme", "other"]) {
    for (let n = 0; n < 3; n++) assert.equal((await post(wrapped.edge, lead(HOT), { from: SITE, desk })).status, 201);
  }
  assert.deepEqual(await places("acme/main"), ["eu"]);
  // What an isolate remembers is gone with it.
  await wrapped.edge.restart();
  assert.equal((await post(wrapped.edge, lead(HOT), { from: SITE })).status, 201);
  const list = await (await api(wrapped.edge, "/v1/desks/acme/leads")).json();
  assert.equal(list.leads.length, 4);
  assert.deepEqual(await places("acme/main"), ["eu"]);
});

test("and is never made a second time elsewhere", async () => {
  assert.equal((await publish("acme")).status, 200, "the same agreement, without a word of where");
  assert.equal((await publish("acme", "?jurisdiction=eu")).status, 200);
  for (const [desk, query, status, code] of /** @type {const} */ ([
    ["acme", "?jurisdiction=fedramp", 409, "other_jurisdiction"],
    ["other", "?jurisdiction=eu", 409, "other_jurisdiction"],
    ["third", "?jurisdiction=moon", 400, "unknown_jurisdiction"],
  ])) {
    const answer = await publish(desk, query);
    assert.equal(answer.status, status, desk);
    assert.equal((await answer.json()).code, code);
  }
  assert.deepEqual(await places("acme/main"), ["eu"]);
});
