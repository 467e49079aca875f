/** What a bug would do: a panic in one request, or in the middle of a shared commit, harms no neighbour. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, api, json, startAll } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";

const PANICS = 100;
const IN_FLIGHT = 50;

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
before(async () => {
  all = await startAll();
});
after(() => all?.stop());

/** @param {"request" | "event"} where */
const panic = (where) => api(all.edge, `/v1/desks/${DESK}/clock`, { method: "POST", body: JSON.stringify({ advance_ms: 0, panic: where }) });

test("100 panics with 50 requests in flight harm no neighbour", async () => {
  let panicked = 0;
  let isOver = false;
  /** @type {string[]} */
  const sent = [];
  const neighbours = Array.from({ length: IN_FLIGHT }, async (_, n) => {
    while (!isOver) {
      const body = lead({ ...HOT, email: `ada-${n}-${sent.length}@works-${n}-${sent.length}.example` });
      sent.push(body.id);
      const answer = await post(all.edge, body, { from: all.site.origin });
      assert.equal(answer.status, 201, `a neighbour: ${await answer.text()}`);
    }
  });
  for (let n = 0; n < PANICS; n += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => panic(at % 2 === 0 ? "request" : "event")));
    for (const answer of answers) {
      const text = await answer.text();
      assert.deepEqual([answer.status, JSON.parse(text).code], [500, "internal"], text);
      assert.ok(!text.includes("asked for"), "what went wrong inside is for the log");
      panicked += 1;
    }
  }
  isOver = true;
  await Promise.all(neighbours);
  assert.equal(panicked, PANICS);
  assert.ok(sent.length >= IN_FLIGHT, `${sent.length} leads`);
  // Every one of them is there, whole, and once.
  for (const id of sent) {
    const { lead: told, timeline } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
    assert.ok(told.owner, id);
    assert.equal(timeline.filter((/** @type {any} */ event) => event.kind === "lead.received").length, 1, id);
  }
});
