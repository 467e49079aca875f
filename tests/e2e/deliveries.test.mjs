/** Deliveries: endpoints that know nothing of one another, a crash, what was given up; and Slack's bot. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, api, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { lead, post } from "./leads.mjs";
import { interact, startSlack } from "./slack_standin.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {Awaited<ReturnType<typeof startSlack>>} */
let slack;
/** Takes connections and never answers, while it is told to. */
let silent = false;
const slow = createServer((_, response) => {
  if (!silent) response.writeHead(200).end("ok");
});

const BOT = `
[[deliveries]]
id = "bot"
kind = "slack_bot"
secret = "SLACK_BOT_TOKEN"
signing_secret = "SLACK_SIGNING_SECRET"
on = ["lead.assigned", "lead.escalated"]

[[deliveries]]
id = "slow"
kind = "webhook"
secret = "SLOW_URL"
on = ["lead.assigned"]
`;

before(async () => {
  slack = await startSlack({ "ana@acme.example": "U0ANA", "ben@acme.example": "U0BEN", "mara@acme.example": "U0MARA" });
  await new Promise((resolve) => slow.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (slow.address());
  all = await startAll({ env: { ...slack.secrets, SLOW_URL: `http://127.0.0.1:${port}/slow` } });
  const secrets = 'SLACK_BOT_TOKEN = "bot"\nSLACK_SIGNING_SECRET = "app"\nSLOW_URL = "a slow one"\n';
  const text = exampleAgreement([all.site.origin]).replace("[secrets]\n", `[secrets]\n${secrets}`) + BOT;
  await publish(all.edge, DESK, text);
});
after(async () => {
  slow.close();
  slow.closeAllConnections();
  await all?.stop();
  await slack?.stop();
});

async function arrive() {
  const sent = lead();
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  return sent.id;
}

/** @param {string} id */
const known = (id) => json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
const health = () => json(all.edge, `/v1/desks/${DESK}/deliveries`);

/** @param {string} id of the lead @param {string} path */
const at = (id, path) => all.receiver.deliveries.find((one) => one.path.startsWith(path) && one.body.includes(id));

test("an endpoint that never answers keeps nobody waiting", async () => {
  silent = true;
  const began = Date.now();
  /** @type {string[]} */
  const ids = [];
  for (let n = 0; n < 12; n += 1) ids.push(await arrive());
  // Slack's card names the lead in its link only, which is signed.
  const toSlack = () => all.receiver.deliveries.filter(({ path }) => path.startsWith("/slack")).length;
  await eventually(() => ids.every((id) => at(id, "/webhook")) && toSlack() >= ids.length, { what: "24 messages", timeout: 9_000 });
  assert.ok(Date.now() - began < 9_000, "before the silent one's ten seconds were over");
  silent = false;
  slow.closeAllConnections();
});

test("kill -9 while a message is on its way: it goes again within seconds, with nobody asking", async () => {
  await eventually(async () => (await health()).endpoints.every((/** @type {any} */ one) => one.waiting === 0), { what: "all told", timeout: 60_000 });
  silent = true;
  const id = await arrive();
  await eventually(() => at(id, "/webhook"), { what: "the others" });
  await all.edge.kill9();
  silent = false;
  slow.closeAllConnections();
  await all.edge.start();
  const began = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const { deliveries } = await known(id);
  const late = deliveries.find((/** @type {any} */ one) => one.endpoint === "slow");
  assert.equal(late.state, "delivered", JSON.stringify(late));
  assert.ok(late.delivered_at - began < 6_000);
});

test("what was given up is listed with its reason, and tried again when somebody says so", async () => {
  all.receiver.failNext(Infinity, 410);
  const id = await arrive();
  const dead = await eventually(async () => (await health()).dead.filter((/** @type {any} */ one) => one.lead === id).length === 2 && (await health()), { what: "two messages to be given up" });
  const one = dead.dead.find((/** @type {any} */ other) => other.lead === id && other.endpoint === "events");
  assert.equal(one.last_error, "status 410");
  all.receiver.failNext(0);
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/deliveries/${one.id}/replay`, { method: "POST", headers: { authorization: "Bearer no" } })).status, 401);
  const after = await json(all.edge, `/v1/desks/${DESK}/deliveries/${one.id}/replay`, { method: "POST" });
  assert.ok(!after.dead.some((/** @type {any} */ other) => other.id === one.id));
  const arrived = await eventually(() => at(id, "/webhook"), { what: "the message" });
  assert.equal(arrived.headers["webhook-id"], one.id);
  const again = await api(all.edge, `/v1/desks/${DESK}/deliveries/${one.id}/replay`, { method: "POST" });
  assert.equal(again.status, 409);
});

const SLACK = () => `${all.edge.origin}/v1/desks/${DESK}/slack`;

/** The card about a lead as it is now, and the token of its buttons. @param {string} id */
async function card(id) {
  const owner = (await known(id)).lead.owner.id;
  const token = await eventually(
    () => slack.calls.filter(({ method, body }) => method === "chat.postMessage" && JSON.stringify(body).includes("acknowledge"))
      .map(({ body }) => body.blocks.at(-1).elements[0].value)
      .find((value) => value && Buffer.from(value.split(".")[0], "base64url").toString().includes(id)),
    { what: `the card of ${owner}` },
  );
  return { token, now: () => slack.messages().find((message) => JSON.stringify(message).includes(id) || JSON.stringify(message).includes(token)) };
}

/** @param {string} button @param {string} token */
const pressed = (button, token) => ({ type: "block_actions", trigger_id: "1.trigger", user: { id: "U0ANA" }, actions: [{ type: "button", action_id: button, value: token }] });

/** @param {string} form @param {string} token @param {object} values @param {string} [view] */
const submitted = (form, token, values, view = "V1") => ({ type: "view_submission", user: { id: "U0ANA" }, view: { id: view, callback_id: form, private_metadata: token, state: { values } } });

test("in Slack: a card, a form, a promise, and the card says so", async () => {
  const id = await arrive();
  const { token } = await card(id);
  const began = Date.now();
  assert.equal((await interact(SLACK(), pressed("acknowledge", token))).status, 200);
  assert.ok(Date.now() - began < 3_000, "Slack waits for three seconds");
  const opened = slack.calls.findLast(({ method }) => method === "views.open")?.body.view;
  assert.equal(opened.callback_id, "acknowledge");
  const due = opened.blocks.at(-1).element.initial_date_time;
  const values = { next_step: { next_step: { value: "Call <!here> & *write*" } }, due: { due: { selected_date_time: due } } };
  for (let n = 0; n < 4; n += 1) {
    const answer = await interact(SLACK(), submitted("acknowledge", token, values));
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "", "the form closes");
  }
  const { lead: answered, timeline } = await known(id);
  assert.equal(answered.state, "acknowledged");
  assert.equal(answered.acknowledgement.due_at, due * 1000);
  assert.equal(timeline.filter((/** @type {any} */ one) => one.kind === "lead.acknowledged").length, 1, "sent four times, done once");
  const changed = await eventually(() => slack.calls.find(({ method, body }) => method === "chat.update" && JSON.stringify(body).includes(id)), { what: "the card to change" });
  assert.match(changed.body.text, /^Answered: /);
  assert.ok(!JSON.stringify(changed.body).includes("<!here>"));
  assert.deepEqual(slack.complaints, []);
});

test("in Slack: a form that cannot be taken says why, a lead is rejected, another is put off", async () => {
  const id = await arrive();
  const { token } = await card(id);
  const empty = await interact(SLACK(), submitted("acknowledge", token, { next_step: { next_step: { value: null } }, due: { due: { selected_date_time: 5 } } }));
  assert.match((await empty.json()).errors.next_step, /^the next step is missing/);
  const snoozed = await interact(SLACK(), submitted("snooze", token, { for: { for: { selected_option: { value: "15" } } } }));
  assert.equal(await snoozed.text(), "");
  assert.ok((await known(id)).timeline.some((/** @type {any} */ one) => one.kind === "lead.snoozed"));
  await interact(SLACK(), submitted("reject", token, { reason: { reason: { selected_option: { value: "spam" } } } }, "V2"));
  assert.equal((await known(id)).lead.state, "rejected");
});

test("what Slack did not sign changes nothing", async () => {
  const id = await arrive();
  const { token } = await card(id);
  await eventually(async () => (await known(id)).lead.state === "notified", { what: "the rep to be told" });
  const said = submitted("reject", token, { reason: { reason: { selected_option: { value: "spam" } } } });
  const now = Math.floor(Date.now() / 1000);
  for (const setting of [
    { secret: "another" },
    { at: now - 310 },
    { at: now + 310 },
    { tamper: (/** @type {string} */ body) => body.replace("spam", "spaN") },
    { tamper: (/** @type {string} */ body) => `${body} ` },
  ]) {
    const answer = await interact(SLACK(), said, setting);
    assert.equal(answer.status, 401, JSON.stringify(setting));
    assert.equal((await answer.json()).code, "not_from_slack");
  }
  assert.equal((await fetch(SLACK(), { method: "POST", body: "payload={}" })).status, 401);
  assert.equal((await fetch(SLACK())).status, 405);
  assert.equal((await known(id)).lead.state, "notified");
});
