/** A flood at the intake: labelled first, asked to wait last, and no visitor's trouble. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, api, json, startAll } from "./harness.mjs";
import { HOT, lead } from "./leads.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
before(async () => {
  all = await startAll();
});
after(() => all?.stop());

/**
 * Sends a lead as the platform hands it on: with the address it came from.
 * @param {object} body @param {string} sender
 */
function sendFrom(body, sender) {
  return fetch(`${all.edge.origin}/v1/desks/${DESK}/leads`, {
    method: "POST",
    headers: { origin: all.site.origin, "cf-connecting-ip": sender },
    body: JSON.stringify(body),
  });
}

/** A lead with a text of its own. @param {number} at */
const own = (at) => lead({ ...HOT, message: `This is the question of number ${at}, which nobody else asks.` });

/** @param {number[]} times in ms */
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** How long visitors wait, each from a network of their own, one after the other. @param {number} network */
async function visitors(network) {
  const times = [];
  for (let at = 0; at < 20; at += 1) {
    const began = performance.now();
    const answer = await sendFrom(own(network * 100 + at), `198.${17 + network}.${at}.7`);
    assert.equal(answer.status, 201);
    assert.equal((await answer.json()).state, "assigned", "a visitor is a visitor");
    times.push(performance.now() - began);
  }
  return times;
}

test("one network is labelled, then asked to wait; what was labelled can be released", async () => {
  /** @type {Response[]} */
  const answers = [];
  // A slow machine gives the network time to have some more.
  while (answers.at(-1)?.status !== 429 && answers.length < 200) {
    answers.push(await sendFrom(own(answers.length), `192.0.2.${answers.length}`));
  }
  const refused = answers.pop();
  assert.ok(refused?.status === 429, "past the hard bound");
  assert.ok(answers.length >= 60, `refused at ${answers.length}`);
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
  const states = await Promise.all(answers.map(async (answer) => (await answer.json()).state));
  const held = states.indexOf("quarantined");
  assert.ok(held >= 10 && held <= 14, `labelled from lead ${held} on`);
  assert.match(refused.headers.get("retry-after") ?? "", /^[1-9]\d?$/);
  assert.equal((await refused.json()).code, "too_many");
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");

  const leads = (await json(all.edge, `/v1/desks/${DESK}/leads?limit=300`)).leads;
  const labelled = leads.filter((/** @type {any} */ one) => one.quarantine === "flood");
  assert.ok(labelled.length >= 40, `${labelled.length}`);
  const move = { method: "POST", body: JSON.stringify({ move: "released", reason: "a fair" }) };
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/leads/${labelled[0].id}/moves`, move)).status, 201);
  const told = await json(all.edge, `/v1/desks/${DESK}/leads/${labelled[0].id}`);
  assert.equal(told.lead.quarantine, null);
  assert.ok(told.lead.window.due_at > Date.now(), "its clock starts then");
});

test("a flood does not keep a visitor", async () => {
  const calm = await visitors(1);
  let isOver = false;
  let sent = 0;
  let refused = 0;
  const flood = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const answer = await sendFrom(own(1000 + sent), "203.0.113.9");
        await answer.arrayBuffer();
        sent += 1;
        if (answer.status === 429) refused += 1;
      }
    }),
  );
  const flooded = await visitors(2);
  isOver = true;
  await flood;
  process.stdout.write(
    `    a visitor waited ${median(calm).toFixed(1)} ms alone, ${median(flooded).toFixed(1)} ms beside ${sent} of a flood (${refused} refused)\n`,
  );
  assert.ok(refused > 0, `${sent} sent`);
  // Eight that send without a pause share the machine with them; they may not share more than that.
  assert.ok(median(flooded) < 100 + 4 * median(calm), `a visitor waited ${median(flooded)} ms, alone ${median(calm)} ms`);
});

test("the same text from three mailboxes is kept apart", async () => {
  const message = "We rank your website first in every search engine, guaranteed.";
  const states = [];
  for (let at = 0; at < 4; at += 1) {
    const answer = await sendFrom(lead({ ...HOT, message }), `198.51.100.${at}`);
    states.push((await answer.json()).state);
  }
  assert.deepEqual(states, ["assigned", "assigned", "quarantined", "quarantined"]);
});
