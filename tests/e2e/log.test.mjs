/** The log of a desk at the edge: a chain before and after an erasure, and the figures that are worked out from it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { api, json, publish, silentAgreement, startEdge } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";

const SITE = "https://acme.example";
const DESK = "/v1/desks/acme";

/** @type {Awaited<ReturnType<typeof startEdge>>} */
let edge;
before(async () => {
  edge = await startEdge();
  await publish(edge, "acme", silentAgreement([SITE]));
});
after(() => edge?.stop());

/** Goes through the whole log, slice by slice. */
async function verified() {
  const all = { lines: 0, erased: 0, slices: 0, last: 0, link: "" };
  for (let next = 0; next !== null; ) {
    const slice = await json(edge, `${DESK}/log/verify?after=${next}`);
    assert.equal(slice.broken, null);
    assert.equal(slice.unlinked, 0);
    all.lines += slice.lines;
    all.erased += slice.erased;
    all.slices += 1;
    [all.last, all.link, next] = [slice.last, slice.link, slice.next];
  }
  return all;
}

test("the log is a chain before and after an erasure, and intake goes on while it is gone through", async () => {
  const sent = Array.from({ length: 240 }, (_, n) => lead({ ...HOT, email: `p${n}@works${n}.example`, company: `Works ${n}` }));
  for (let at = 0; at < sent.length; at += 16) {
    const answers = await Promise.all(sent.slice(at, at + 16).map((one) => post(edge, one, { from: SITE })));
    assert.ok(answers.every((answer) => answer.status === 201));
  }
  const [whole, meanwhile] = await Promise.all([verified(), post(edge, lead({ ...HOT, email: "x@other.example" }), { from: SITE })]);
  assert.equal(meanwhile.status, 201);
  assert.ok(whole.lines >= 3 * sent.length && whole.slices >= 2, JSON.stringify(whole));
  const body = JSON.stringify({ email: "p7@works7.example" });
  assert.equal((await json(edge, `${DESK}/people/erase`, { method: "POST", body })).erased, 1);
  const after = await verified();
  assert.ok(after.erased >= 3 && after.lines > whole.lines, JSON.stringify(after));
  assert.notEqual(after.link, whole.link);
  await edge.restart();
  assert.deepEqual((await verified()).lines, after.lines, "and after a start");
});

test("a day of the figures is worked out again in slices", async () => {
  const checked = await json(edge, `${DESK}/figures/check`);
  assert.deepEqual(checked.differences, []);
  assert.equal(checked.leads, 241);
  assert.equal(checked.next, null);
  assert.equal(await json(edge, `${DESK}/figures/check?after=${checked.day}`), null);
  assert.equal((await api(edge, "/v1/desks/nobody/figures/check")).status, 404);
});
