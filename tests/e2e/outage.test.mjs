/** An hour in which Slack is down: reps are told by the second channel, nothing floods it, and all of it arrives afterwards. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, advance, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { lead, post } from "./leads.mjs";

const SECOND = 1000;
const HOUR = 3_600 * SECOND;

/** @typedef {{at: number, id: string, text: string}} Heard */

/** Slack's incoming webhook: down while it is told so. */
let isDown = false;
/** The desk's time, as the last answer told it. */
let now = 0;
/** @type {Heard[]} what it took */
const taken = [];
/** @type {Heard[]} what it turned away */
const refused = [];
const slack = createServer(async (request, response) => {
  let text = "";
  for await (const part of request) text += part;
  (isDown ? refused : taken).push({ at: now, id: String(request.headers["webhook-id"]), text });
  response.writeHead(isDown ? 503 : 200).end(isDown ? "" : "ok");
});

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
before(async () => {
  await new Promise((resolve) => slack.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (slack.address());
  all = await startAll({ env: { OUR_SLACK: `http://127.0.0.1:${port}/hook` } });
  const text = exampleAgreement([all.site.origin])
    .replace("[secrets]\n", '[secrets]\nOUR_SLACK = "of this test"\n')
    .replace('kind = "slack"\nsecret = "SLACK_WEBHOOK_URL"\n', 'kind = "slack"\nsecret = "OUR_SLACK"\nsecond = "events"\nsecond_after = "60s"\n')
    .replace(/^SLACK_WEBHOOK_URL = .*\n/m, "");
  await publish(all.edge, DESK, text);
});
after(async () => {
  slack.close();
  slack.closeAllConnections();
  await all?.stop();
});

async function arrive() {
  const sent = lead();
  const began = performance.now();
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  return { id: sent.id, took: performance.now() - began };
}

/** @param {number} by in ms */
async function passes(by) {
  ({ now } = await advance(all.edge, DESK, by));
  // What is due by then is done before the next step.
  await new Promise((resolve) => setTimeout(resolve, 30));
}

const health = async () => {
  const { endpoints, dead } = await json(all.edge, `/v1/desks/${DESK}/deliveries`);
  return { ...endpoints.find((/** @type {any} */ one) => one.endpoint === "slack"), given: dead.filter((/** @type {any} */ one) => one.endpoint === "slack") };
};

/** @param {string} id */
const known = (id) => json(all.edge, `/v1/desks/${DESK}/leads/${id}`);

test("an hour without Slack: told by the second channel, probed every half a minute, all delivered within a minute of its end", async () => {
  const first = await arrive();
  await eventually(() => taken.length === 1, { what: "a card while all is well" });
  isDown = true;
  /** @type {{id: string, took: number}[]} */
  const leads = [];
  const begun = now;
  // 120 steps of half a minute; a lead every five minutes, which its rep answers.
  for (let step = 0; step < 120; step += 1) {
    if (step % 10 === 0) leads.push(await arrive());
    await passes(30 * SECOND);
    const last = leads.at(-1);
    if (step % 10 === 6 && last) {
      // Somebody heard of it on the other way, in time to answer.
      await eventually(() => all.receiver.deliveries.some(({ body, path }) => path.startsWith("/webhook") && body.includes(last.id) && body.includes('"lead.assigned"')), { what: "the second channel" });
      const { lead: now } = await known(last.id);
      const said = { move: "acknowledged", next_step: "Call", due_at: Date.now() + 24 * HOUR, by: now.owner.id };
      await json(all.edge, `/v1/desks/${DESK}/leads/${last.id}/moves`, { method: "POST", body: JSON.stringify(said) });
    }
  }
  assert.equal(leads.length, 12);
  assert.ok(now - begun >= HOUR || begun === 0);
  const during = await health();
  assert.equal(during.state, "down");
  assert.deepEqual(during.given, [], "nothing is given up within an hour");
  assert.ok(during.waiting >= leads.length, JSON.stringify(during));
  // Probes, and not every message over and over: about one in thirty seconds, a few more at the beginning.
  assert.ok(refused.length >= 60 && refused.length <= 150, `${refused.length} tries in an hour`);
  for (const one of leads) assert.ok(one.took < 2_000, `intake took ${one.took} ms`);

  isDown = false;
  const back = now;
  for (let step = 0; step < 3; step += 1) await passes(15 * SECOND);
  const healthy = await eventually(async () => {
    const found = await health();
    return found.waiting === 0 && found.state === "well" && found;
  }, { what: "everything to be delivered", timeout: 20_000 });
  assert.deepEqual(healthy.given, []);
  assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length, "each message once");
  const cards = taken.filter(({ text }) => !text.includes(first.id));
  assert.ok(cards.length >= leads.length, `${cards.length} messages`);
  for (const { id } of leads) {
    const { deliveries, lead: after } = await known(id);
    const own = deliveries.filter((/** @type {any} */ one) => one.endpoint === "slack");
    assert.ok(own.length > 0 && own.every((/** @type {any} */ one) => one.state === "delivered"), JSON.stringify(own));
    assert.equal(after.window.missed_at, null, "nobody missed a window for it");
    for (const one of own) assert.ok(one.delivered_at - back <= 60 * SECOND, `${one.delivered_at - back} ms behind Slack's return`);
    // In the order they were written.
    const times = own.map((/** @type {any} */ one) => one.delivered_at);
    assert.deepEqual([...times].sort((a, b) => a - b), times);
  }
});
