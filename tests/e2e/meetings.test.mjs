/** Meetings by webhook: signed as the vendors sign, booked, cancelled, and played again. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";

import { DESK, advance, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { lead, post } from "./leads.mjs";

const KEYS = { CALENDLY_KEY: "calendly-key", CAL_KEY: "cal-key", HUBSPOT_KEY: "hubspot-key" };

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;

before(async () => {
  all = await startAll({ env: KEYS });
  const secrets = '[booking_webhooks]\ncalendly = "CALENDLY_KEY"\ncal = "CAL_KEY"\nhubspot = "HUBSPOT_KEY"\n\n[secrets]\nCALENDLY_KEY = "a"\nCAL_KEY = "b"\nHUBSPOT_KEY = "c"\n';
  const text = exampleAgreement([all.site.origin]).replace("[secrets]\n", secrets).replace('  "lead.quarantined",\n', '  "lead.quarantined",\n  "lead.unbooked",\n');
  await publish(all.edge, DESK, text);
});
after(() => all?.stop());

async function arrive() {
  const sent = lead();
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  return sent.id;
}

/** @param {string} id */
const known = async (id) => (await json(all.edge, `/v1/desks/${DESK}/leads/${id}`)).lead;

/** @param {string} tool @param {object} body @param {{key?: string, at?: number, tamper?: (body: string) => string}} [setting] `at` in ms */
function tells(tool, body, { key, at = Date.now(), tamper = (text) => text } = {}) {
  const url = `${all.edge.origin}/v1/desks/${DESK}/meetings/${tool}`;
  const text = JSON.stringify(body);
  /** @param {string} secret @param {string} of @param {"hex" | "base64"} as */
  const mac = (secret, of, as) => createHmac("sha256", key ?? secret).update(of).digest(as);
  const seconds = Math.floor(at / 1000);
  /** @type {Record<string, Record<string, string>>} */
  const headers = {
    calendly: { "calendly-webhook-signature": `t=${seconds},v1=${mac(KEYS.CALENDLY_KEY, `${seconds}.${text}`, "hex")}` },
    cal: { "x-cal-signature-256": mac(KEYS.CAL_KEY, text, "hex") },
    hubspot: { "x-hubspot-request-timestamp": String(at), "x-hubspot-signature-v3": mac(KEYS.HUBSPOT_KEY, `POST${url}${text}${at}`, "base64") },
  };
  return fetch(url, { method: "POST", body: tamper(text), headers: { "content-type": "application/json", ...headers[tool] } });
}

/** @param {string} event @param {string} id */
const calendly = (event, id) => ({ event, payload: { uri: `https://api.calendly.com/scheduled_events/E/invitees/${id}`, email: "ada@works.example", rescheduled: false, tracking: { utm_content: id }, scheduled_event: { start_time: "2030-11-22T12:00:00.000000Z", end_time: "2030-11-22T12:30:00.000000Z" } } });

test("booked: the clock stops; cancelled: it begins again; and the same twice is one", async () => {
  const id = await arrive();
  for (const repeat of [false, true]) {
    const answer = await tells("calendly", calendly("invitee.created", id));
    assert.deepEqual([answer.status, await answer.json()], [200, { v: 1, repeat }]);
  }
  const booked = await known(id);
  assert.deepEqual([booked.state, booked.meeting.tool, booked.meeting.state], ["booked", "Calendly", "booked"]);
  const { now } = await advance(all.edge, DESK, 3_600_000);
  assert.equal((await known(id)).state, "booked", "an hour later nothing was missed");
  assert.equal((await tells("calendly", calendly("invitee.canceled", id))).status, 200);
  const anew = await known(id);
  assert.deepEqual([anew.state, anew.window.met_at, anew.meeting.state], ["assigned", null, "cancelled"]);
  assert.ok(anew.window.due_at > now);
  const told = await eventually(() => all.receiver.deliveries.find(({ body }) => body.includes('"lead.unbooked"') && body.includes(id)), { what: "the event" });
  const link = JSON.parse(told.body).links.handoff;
  assert.match(await (await fetch(link)).text(), /<h2>Meeting cancelled<\/h2>/);
  assert.deepEqual(await (await tells("calendly", calendly("invitee.created", id))).json(), { v: 1, repeat: true });
});

test("Cal.com by the lead's id, HubSpot by who booked", async () => {
  const id = await arrive();
  const booking = { triggerEvent: "BOOKING_CREATED", payload: { uid: `uid-${id}`, startTime: "2030-11-22T12:00:00Z", attendees: [{ email: "x@y.example" }], metadata: { leadId: id } } };
  assert.equal((await tells("cal", booking)).status, 200);
  assert.equal((await known(id)).meeting.tool, "Cal.com");
  const other = await arrive();
  const { email } = await known(other);
  const answer = await tells("hubspot", { hs_object_id: "9", hs_meeting_outcome: "SCHEDULED", email, hs_meeting_start_time: "2030-11-22T12:00:00Z" });
  assert.deepEqual([answer.status, await answer.json()], [200, { v: 1, repeat: false }]);
  assert.equal((await known(other)).state, "booked");
});

test("what is not signed changes nothing", async () => {
  const id = await arrive();
  const body = calendly("invitee.created", id);
  for (const setting of [{ key: "another" }, { at: Date.now() - 310_000 }, { at: Date.now() + 310_000 }, { tamper: (/** @type {string} */ text) => `${text} ` }]) {
    const answer = await tells("calendly", body, setting);
    assert.deepEqual([answer.status, (await answer.json()).code], [401, "not_signed"], JSON.stringify(setting));
  }
  for (const tool of ["cal", "hubspot"]) {
    assert.equal((await tells(tool, {}, { key: "another" })).status, 401);
    assert.equal((await tells(tool, {}, { tamper: () => "{} " })).status, 401);
  }
  assert.equal((await tells("savvycal", body)).status, 404);
  assert.notEqual((await known(id)).state, "booked");
});
