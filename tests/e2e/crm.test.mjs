/** The lead in HubSpot and in Salesforce: once, in order, through every trouble; and what sales does there. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, api, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { hubSpotPosts, salesforcePosts, startHubSpot, startSalesforce } from "./crm_standin.mjs";
import { HOT, answerOf, lead, post } from "./leads.mjs";

const SECRETS = `[secrets]
HUBSPOT_TOKEN = "access token of our HubSpot app"
HUBSPOT_SECRET = "its client secret"
SALESFORCE_CLIENT = "consumer key and secret"
SALESFORCE_KEY = "key that our Flow signs with"
`;
const CRMS = `
[[deliveries]]
id = "hubspot"
kind = "hubspot"
secret = "HUBSPOT_TOKEN"
signing_secret = "HUBSPOT_SECRET"
owners = { ana = "101", ben = "102", mara = "103" }
source = "demo_request"

[[deliveries]]
id = "salesforce"
kind = "salesforce"
secret = "SALESFORCE_CLIENT"
signing_secret = "SALESFORCE_KEY"
domain = "acme.my.salesforce.com"
owners = { ana = "005000000000ANA", ben = "005000000000BEN", mara = "005000000000MAR" }
source = "demo_request"
`;
const HUBSPOT_USER = { ana: "101", ben: "102", mara: "103" };
const SALESFORCE_USER = { ana: "005000000000ANA", ben: "005000000000BEN", mara: "005000000000MAR" };

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {Awaited<ReturnType<typeof startHubSpot>>} */
let hubspot;
/** @type {Awaited<ReturnType<typeof startSalesforce>>} */
let salesforce;

before(async () => {
  [hubspot, salesforce] = await Promise.all([startHubSpot({ aSecond: 20 }), startSalesforce()]);
  all = await startAll({ env: { ...hubspot.secrets, ...salesforce.secrets } });
  await publish(all.edge, DESK, agreement());
});
after(async () => {
  await all?.stop();
  await Promise.all([hubspot?.stop(), salesforce?.stop()]);
});

const agreement = (more = "") => `${exampleAgreement([all.site.origin]).replace("[secrets]\n", SECRETS)}${CRMS.replace('id = "hubspot"\n', `id = "hubspot"\n${more}`)}`;

/** @param {Record<string, unknown>} [fields] */
async function arrive(fields = HOT) {
  const sent = lead(fields);
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  return { id: sent.id, email: String(answerOf(sent, "email")) };
}

/** @param {string} id */
const known = (id) => json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
/** @param {string} id @returns {Promise<"ana" | "ben" | "mara">} */
const ownerOf = async (id) => (await known(id)).lead.owner.id;
/** @param {string} id @param {object} body */
const moved = (id, body) => json(all.edge, `/v1/desks/${DESK}/leads/${id}/moves`, { method: "POST", body: JSON.stringify(body) });
/** @param {string} path */
const at = (path) => `${all.edge.origin}/v1/desks/${DESK}/crm/${path}`;

/** Everything that was to be told has been. @param {string} id @param {number} [timeout] */
const settled = (id, timeout = 40_000) =>
  eventually(async () => (await known(id)).deliveries.every((/** @type {any} */ one) => one.state !== "waiting" && one.state !== "sending"), { what: "everything to be told", timeout, interval: 100 });

test("a lead is one contact, one note and one Lead, with its owner, its score and why", async () => {
  const { id, email } = await arrive({ ...HOT, message: '<img src=x onerror=alert(1)> & "who" am I?' });
  await settled(id);
  const owner = await ownerOf(id);
  const contact = hubspot.contact(email);
  assert.ok(contact);
  const { properties } = contact;
  assert.deepEqual(
    [properties.firstname, properties.lastname, properties.company, properties.baton_lead_id, properties.hs_lead_status, properties.hubspot_owner_id],
    ["Ada", "King", "Works Ltd", id, "NEW", HUBSPOT_USER[owner]],
  );
  assert.match(properties.baton_reasons, /^[+-]\d+ /);
  assert.equal(properties.baton_qualification, "MQL");
  const note = hubspot.notes.get(id);
  assert.ok(note && hubspot.attached.has(`${note.id} ${contact.id}`), "the note is the contact's");
  assert.match(note.properties.hs_note_body, /&lt;img src=x onerror=alert\(1\)&gt; &amp; &quot;who&quot; am I\?/);
  const there = salesforce.lead(id);
  assert.ok(there);
  assert.deepEqual(
    [there.properties.LastName, there.properties.Company, there.properties.Status, there.properties.OwnerId, there.properties.Baton_Score__c],
    ["King", "Works Ltd", "Open - Not Contacted", SALESFORCE_USER[owner], Number(properties.baton_score)],
  );
  assert.match(there.properties.Description, /^Who: Ada King/);
  assert.deepEqual([hubspot.complaints, salesforce.complaints], [[], []]);
});

test("an answer here is the status there, and never a step back", async () => {
  const { id, email } = await arrive();
  await settled(id);
  await moved(id, { move: "attempted", channel: "call", reached: false });
  await moved(id, { move: "connected" });
  await moved(id, { move: "accepted" });
  await settled(id);
  assert.deepEqual(hubspot.statuses[email], [...new Set(hubspot.statuses[email])], "each status once");
  const order = ["NEW", "ATTEMPTED_TO_CONTACT", "CONNECTED", "IN_PROGRESS"];
  assert.deepEqual([...(hubspot.statuses[email] ?? [])].sort((a, b) => order.indexOf(a) - order.indexOf(b)), hubspot.statuses[email]);
  assert.equal(hubspot.contact(email)?.properties.hs_lead_status, "IN_PROGRESS");
  assert.equal(salesforce.lead(id)?.properties.Status, "Working - Contacted");
  const other = (await ownerOf(id)) === "ana" ? "ben" : "ana";
  await moved(id, { move: "reassigned", to: other });
  await settled(id);
  assert.equal(hubspot.contact(email)?.properties.hubspot_owner_id, HUBSPOT_USER[other]);
  assert.equal(hubspot.contact(email)?.properties.hs_lead_status, "IN_PROGRESS", "contacted is not new again");
});

test("through 429, 500, 401 and answers that break off: each lead once, and in order", async () => {
  const trouble = [
    { status: 429, body: { category: "RATE_LIMITS" }, headers: { "retry-after": "2" } },
    { status: 500, body: {} },
    { status: 0, cut: /** @type {const} */ ("after") },
    { status: 0, cut: /** @type {const} */ ("before") },
  ];
  hubspot.instead.push(...trouble);
  salesforce.instead.push(
    { status: 403, body: [{ errorCode: "REQUEST_LIMIT_EXCEEDED" }] },
    { status: 500 },
    { status: 0, cut: "after" },
    { status: 0, cut: "before" },
  );
  salesforce.endSession();
  /** @type {Awaited<ReturnType<typeof arrive>>[]} */
  const sent = [];
  for (let n = 0; n < 5; n += 1) sent.push(await arrive());
  await Promise.all(sent.map(({ id }) => moved(id, { move: "connected" })));
  // Five failures in a row close an endpoint for half a minute; that may be twice.
  for (const { id } of sent) await settled(id, 150_000);
  for (const { id, email } of sent) {
    assert.equal([...salesforce.leads.values()].filter(({ properties }) => properties.Baton_Lead_Id__c === id).length, 1, "one Lead");
    assert.equal(salesforce.lead(id)?.properties.Status, "Working - Contacted");
    assert.equal(hubspot.contact(email)?.properties.hs_lead_status, "CONNECTED");
    const had = hubspot.statuses[email] ?? [];
    assert.ok(had.lastIndexOf("NEW") < had.indexOf("CONNECTED"), `never new after contact: ${had}`);
    const note = hubspot.notes.get(id);
    assert.ok(note && hubspot.attached.has(`${note.id} ${hubspot.contact(email)?.id}`));
  }
  assert.equal(hubspot.notes.size, new Set([...hubspot.notes.values()].map(({ id }) => id)).size);
  const { dead } = await json(all.edge, `/v1/desks/${DESK}/deliveries`);
  assert.deepEqual(dead.filter((/** @type {any} */ one) => ["hubspot", "salesforce"].includes(one.endpoint)), [], "nothing was given up");
  assert.deepEqual([hubspot.complaints, salesforce.complaints], [[], []]);
});

test("the account's limit holds: what is too much waits, and nothing is lost", async () => {
  const sent = await Promise.all(Array.from({ length: 15 }, () => arrive()));
  for (const { id } of sent) await settled(id, 90_000);
  assert.ok(hubspot.limited() > 0, "the limit was met");
  for (const { email } of sent) assert.ok(hubspot.contact(email));
});

test("a session that is over is renewed once, and kept", async () => {
  salesforce.endSession();
  const [sessions, calls] = [salesforce.sessions(), salesforce.calls.length];
  const first = await arrive();
  await settled(first.id);
  assert.equal(salesforce.sessions(), sessions + 1);
  assert.deepEqual(salesforce.calls.slice(calls, calls + 3).map(({ status }) => status), [401, 200, 201]);
  const second = await arrive();
  await settled(second.id);
  assert.equal(salesforce.sessions(), sessions + 1, "the next one has it");
});

test("several Leads with one id are told, not guessed among", async () => {
  const { id } = await arrive();
  await settled(id);
  const twin = salesforce.lead(id);
  assert.ok(twin);
  salesforce.leads.set("00Q999999999999", { id: "00Q999999999999", properties: { ...twin.properties }, changed: 0 });
  await moved(id, { move: "attempted", channel: "mail", reached: false });
  const dead = await eventually(
    async () => (await json(all.edge, `/v1/desks/${DESK}/deliveries`)).dead.find((/** @type {any} */ one) => one.lead === id),
    { what: "the message to be given up", timeout: 30_000 },
  );
  assert.equal(dead.last_error, "Salesforce: 2 Leads have this lead's Baton_Lead_Id__c: merge them (300)");
  salesforce.leads.delete("00Q999999999999");
  await json(all.edge, `/v1/desks/${DESK}/deliveries/${dead.id}/replay`, { method: "POST" });
  await settled(id);
  assert.equal(salesforce.lead(id)?.properties.Status, "Working - Contacted");
});

test("a wrong property is told by its name and with nothing personal", async () => {
  await publish(all.edge, DESK, agreement('fields = { budget = "no_such_property", tier = "no_such_tier" }\n'));
  const { id } = await arrive();
  const dead = await eventually(
    async () => (await json(all.edge, `/v1/desks/${DESK}/deliveries`)).dead.find((/** @type {any} */ one) => one.lead === id),
    { what: "the message to be given up", timeout: 30_000 },
  );
  assert.equal(dead.last_error, "HubSpot: VALIDATION_ERROR no_such_tier (400)");
  await publish(all.edge, DESK, agreement());
  await json(all.edge, `/v1/desks/${DESK}/deliveries/${dead.id}/replay`, { method: "POST" });
  await settled(id);
});

test("what sales does there happens here, and does not go round in a loop", async () => {
  const { id, email } = await arrive();
  await settled(id);
  const first = await ownerOf(id);
  const other = first === "ana" ? "ben" : "ana";
  const [writes, written] = [hubspot.calls.length, salesforce.calls.length];
  const changed = hubspot.change(email, { hubspot_owner_id: HUBSPOT_USER[other] });
  for (const taken of [1, 0]) {
    const answer = await hubSpotPosts(at("hubspot"), changed);
    assert.deepEqual([answer.status, (await answer.json()).taken], [200, taken]);
  }
  assert.equal(await ownerOf(id), other);
  await settled(id);
  assert.equal(salesforce.lead(id)?.properties.OwnerId, SALESFORCE_USER[other], "the other CRM hears of it");
  const status = hubspot.change(email, { hs_lead_status: "CONNECTED" });
  assert.equal((await (await hubSpotPosts(at("hubspot"), status)).json()).taken, 1);
  const { lead: now, timeline } = await known(id);
  assert.equal(now.state, "connected");
  assert.ok(now.window.met_at, "the clock has stopped");
  assert.equal(timeline.find((/** @type {any} */ one) => one.kind === "lead.connected").words, "somebody in HubSpot spoke with them");
  await settled(id);
  // Everything that was written here comes back as HubSpot tells it.
  const contact = hubspot.contact(email);
  assert.ok(contact);
  const echo = Object.entries(contact.properties).map(([propertyName, propertyValue]) => ({
    subscriptionType: "contact.propertyChange", objectId: Number(contact.id), propertyName, propertyValue, occurredAt: contact.changed, changeSource: "INTEGRATION",
  }));
  assert.equal((await (await hubSpotPosts(at("hubspot"), echo)).json()).taken, 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.ok(hubspot.calls.length - writes <= 8, `two changes, ${hubspot.calls.length - writes} requests`);
  assert.ok(salesforce.calls.length - written <= 4, `${salesforce.calls.length - written}`);
  assert.equal(contact.properties.hs_lead_status, "CONNECTED");
  assert.equal(salesforce.lead(id)?.properties.Status, "Working - Contacted");
});

test("Salesforce's Flow: rejected with a reason, converted, won with its value", async () => {
  const rejected = await arrive();
  await settled(rejected.id);
  const record = salesforce.lead(rejected.id);
  const body = { record: record?.id, at: Date.now(), properties: { Baton_Lead_Id__c: rejected.id, Status: "Closed - Not Converted", Baton_Rejection__c: "no_budget" } };
  assert.deepEqual(await (await salesforcePosts(at("salesforce"), body)).json(), { v: 1, taken: 1, ignored: 0 });
  const { lead: now, timeline } = await known(rejected.id);
  assert.equal(now.state, "rejected");
  assert.match(timeline.find((/** @type {any} */ one) => one.kind === "lead.rejected").words, /^somebody in Salesforce rejected it: no budget/);
  const won = await arrive();
  await settled(won.id);
  const sold = { record: salesforce.lead(won.id)?.id, at: Date.now(), properties: { Baton_Lead_Id__c: won.id, IsConverted: true, ConvertedOpportunity: { IsWon: true, IsClosed: true, Amount: 12000.5 } } };
  assert.equal((await (await salesforcePosts(at("salesforce"), sold)).json()).taken, 1);
  const after = await known(won.id);
  assert.equal(after.lead.state, "won");
  assert.match(after.timeline.find((/** @type {any} */ one) => one.kind === "lead.won").words, /12,?000/);
});

test("what is not signed changes nothing", async () => {
  const { id, email } = await arrive();
  await settled(id);
  const change = hubspot.change(email, { hs_lead_status: "CONNECTED" });
  for (const setting of [{ secret: "another" }, { at: Date.now() - 310_000 }, { tamper: (/** @type {string} */ text) => text.replace("CONNECTED", "BAD_TIMING") }, { version: /** @type {const} */ (2), secret: "another" }]) {
    const answer = await hubSpotPosts(at("hubspot"), change, setting);
    assert.equal(answer.status, 401, JSON.stringify(setting));
    assert.equal((await answer.json()).code, "not_signed");
  }
  assert.equal((await fetch(at("hubspot"), { method: "POST", body: "[]" })).status, 401);
  const body = { record: salesforce.lead(id)?.id, at: Date.now(), properties: { Status: "Closed - Not Converted" } };
  for (const setting of [{ key: "whsec_AAAA" }, { at: Math.floor(Date.now() / 1000) - 310 }, { tamper: (/** @type {string} */ text) => `${text} ` }]) {
    assert.equal((await salesforcePosts(at("salesforce"), body, setting)).status, 401, JSON.stringify(setting));
  }
  assert.equal((await salesforcePosts(at("nobody"), body)).status, 404);
  assert.equal((await salesforcePosts(at("slack"), body)).status, 404);
  assert.equal((await known(id)).lead.state, "notified");
  // Version 2, as workflows sign, and the same twice.
  for (const taken of [1, 0]) assert.equal((await (await hubSpotPosts(at("hubspot"), change, { version: 2 })).json()).taken, taken);
  assert.equal((await known(id)).lead.state, "connected");
});

test("a record that is new there is a lead here, once, and stays the record it was", async () => {
  const contact = { objectId: 7001, properties: { hs_object_id: "7001", email: "eva@newcomer.example", firstname: "Eva", lastname: "Lind", company: "Newcomer Ltd", jobtitle: "Head of Data" } };
  const first = await hubSpotPosts(at("hubspot/leads"), contact, { version: 2 });
  assert.equal(first.status, 201, await first.clone().text());
  const { lead: id } = await first.json();
  const again = await hubSpotPosts(at("hubspot/leads"), contact, { version: 2 });
  assert.deepEqual([again.status, await again.json()], [200, { v: 1, lead: id, repeat: true }]);
  const told = await known(id);
  assert.match(told.timeline.find((/** @type {any} */ one) => one.kind === "lead.received").words, /demo request|demo_request/);
  assert.equal(told.lead.owner !== null, true, "somebody has it");
  await settled(id);
  assert.equal(hubspot.contact("eva@newcomer.example")?.properties.baton_lead_id, id);
  // In Salesforce the Lead that was there is the Lead that is changed.
  salesforce.leads.set("00Q000000077777", { id: "00Q000000077777", properties: { LastName: "Berg", Company: "Berg Ltd" }, changed: 0 });
  const before = salesforce.leads.size;
  const row = { record: "00Q000000077777", at: Date.now(), properties: { LastName: "Berg", Company: "Berg Ltd", Email: "kim@berg.example" } };
  const came = await salesforcePosts(at("salesforce/leads"), row);
  assert.equal(came.status, 201, await came.clone().text());
  const { lead: own } = await came.json();
  await settled(own);
  assert.equal(salesforce.leads.size, before, "no second Lead");
  assert.equal(salesforce.leads.get("00Q000000077777")?.properties.Baton_Lead_Id__c, own);
  assert.equal((await salesforcePosts(at("salesforce/leads"), row, { key: "whsec_AAAA" })).status, 401);
});

test("where no webhook can be made, it is looked for", async () => {
  const { id, email } = await arrive();
  await settled(id);
  hubspot.change(email, { hs_lead_status: "IN_PROGRESS" });
  await publish(all.edge, DESK, agreement('poll = "1m"\n'));
  await eventually(() => hubspot.calls.some(({ path }) => path.endsWith("/search")), { what: "the first look" });
  await api(all.edge, `/v1/desks/${DESK}/clock`, { method: "POST", body: '{"advance_ms":60000}' });
  hubspot.change(email, { hs_lead_status: "CONNECTED" });
  await api(all.edge, `/v1/desks/${DESK}/clock`, { method: "POST", body: '{"advance_ms":60000}' });
  await eventually(async () => (await known(id)).lead.state === "connected", { what: "the change to be found", timeout: 20_000 });
  await settled(id);
  const { endpoints } = await json(all.edge, `/v1/desks/${DESK}/deliveries`);
  assert.equal(endpoints.find((/** @type {any} */ one) => one.endpoint === "hubspot").waiting, 0, "a look is no message that waits");
});
