/**
 * Five leads of five kinds, from the submit to the deal, with everybody connected: a form in a browser, a chat, a row
 * of a list of a webinar, a contact of HubSpot and a Lead of Salesforce. At each station: what the desk knows, and what
 * Slack, mail, both CRMs and the receiver of events were told.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";

import { hubSpotPosts, salesforcePosts, startHubSpot, startSalesforce } from "./crm_standin.mjs";
import { DESK, api, eventually, exampleAgreement, json, launchBrowser, publish, startAll } from "./harness.mjs";
import { startResend } from "./resend_standin.mjs";
import { interact, startSlack } from "./slack_standin.mjs";
import { arrived, fill, leave, newAddress, offer, submit, visit } from "./widget.mjs";

const SECRETS = `[booking_webhooks]
calendly = "CALENDLY_KEY"

[secrets]
CALENDLY_KEY = "key of our Calendly"
SLACK_BOT_TOKEN = "bot"
SLACK_SIGNING_SECRET = "app"
RESEND_KEY = "our key"
HUBSPOT_TOKEN = "access token of our HubSpot app"
HUBSPOT_SECRET = "its client secret"
SALESFORCE_CLIENT = "consumer key and secret"
SALESFORCE_KEY = "key that our Flow signs with"
`;
const ENDPOINTS = `
[[deliveries]]
id = "bot"
kind = "slack_bot"
secret = "SLACK_BOT_TOKEN"
signing_secret = "SLACK_SIGNING_SECRET"
on = ["lead.assigned", "lead.escalated"]

[[deliveries]]
id = "mail"
kind = "resend"
secret = "RESEND_KEY"
from = "Acme, Inc. <hello@acme.example>"
on = ["lead.assigned", "visitor.confirmation", "visitor.introduction"]

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
const MEMBERS = { "ana@acme.example": "U0ANA", "ben@acme.example": "U0BEN", "mara@acme.example": "U0MARA" };

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {Awaited<ReturnType<typeof startSlack>>} */
let slack;
/** @type {Awaited<ReturnType<typeof startResend>>} */
let resend;
/** @type {Awaited<ReturnType<typeof startHubSpot>>} */
let hubspot;
/** @type {Awaited<ReturnType<typeof startSalesforce>>} */
let salesforce;
/** @type {Awaited<ReturnType<typeof launchBrowser>>} */
let browser;

before(async () => {
  [slack, resend, hubspot, salesforce] = await Promise.all([startSlack(MEMBERS), startResend(), startHubSpot({ aSecond: 100 }), startSalesforce()]);
  all = await startAll({
    env: { ...slack.secrets, ...resend.secrets, ...hubspot.secrets, ...salesforce.secrets, CALENDLY_KEY: "calendly-key" },
    services: [resend.service],
  });
  await publish(all.edge, DESK, exampleAgreement([all.site.origin]).replace("[secrets]\n", SECRETS) + ENDPOINTS);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
  await Promise.all([slack?.stop(), resend?.stop(), hubspot?.stop(), salesforce?.stop()]);
});

/** @param {string} id */
const known = (id) => json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
/** @param {string} id @param {object} body */
const moved = (id, body) => json(all.edge, `/v1/desks/${DESK}/leads/${id}/moves`, { method: "POST", body: JSON.stringify(body) });
/** @param {string} path */
const door = (path) => `${all.edge.origin}/v1/desks/${DESK}/${path}`;

/** The lead stands there, and everybody was told of it. @param {string} id @param {string} state */
async function station(id, state) {
  const found = await eventually(
    async () => {
      const now = await known(id);
      const isTold = now.deliveries.every((/** @type {any} */ one) => ["delivered", "standby"].includes(one.state));
      return now.lead.state === state && isTold && now;
    },
    { what: `${state}, told to everybody`, timeout: 40_000, interval: 100 },
  );
  return found;
}

/** Events of a lead that the receiver took, in the order they came. @param {string} id */
const events = (id) => all.receiver.deliveries.filter(({ path, body }) => path.startsWith("/webhook") && body.includes(id)).map(({ body }) => JSON.parse(body).type);

/** @param {string} address */
const mailTo = (address) => resend.sent.filter(({ body }) => [body.to].flat()[0] === address);

/** The token of the buttons of a lead's card. @param {string} id */
const card = (id) =>
  eventually(
    () => slack.calls.filter(({ method, body }) => method === "chat.postMessage" && JSON.stringify(body).includes("acknowledge"))
      .map(({ body }) => body.blocks.at(-1).elements[0].value)
      .find((value) => value && Buffer.from(value.split(".")[0], "base64url").toString().includes(id)),
    { what: "the card" },
  );

/** The link of a lead's handoff page, as its rep was mailed it. @param {string} id */
async function link(id) {
  const { lead } = await known(id);
  const mail = await eventually(() => mailTo(`${lead.owner.id}@acme.example`).find(({ body }) => body.text.includes(lead.email)), { what: "the rep's mail" });
  return mail.body.text.match(/https?:\/\/\S+\/h\/\S+/)?.[0] ?? "";
}

/** The two values of all deals. */
let value = 0;
/** @type {string[]} */
const won = [];

test("a form in a browser: the offer at once, answered in Slack, booked in Calendly, won in the console", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const email = newAddress();
  await fill(page, email);
  await submit(page);
  assert.equal((await offer(page)).headline, "Pick a time that suits you");
  const id = String(await arrived(all.edge, email));
  const told = await station(id, "notified");
  assert.ok(told.lead.verdict, "it was scored");
  assert.ok(told.lead.package.message, "their question is handed over");
  assert.equal(mailTo(email).length, 1, "the visitor has a confirmation");
  assert.equal(hubspot.contact(email)?.properties.hs_lead_status, "NEW");
  const token = await card(id);
  const pressed = { type: "block_actions", trigger_id: "1.trigger", user: { id: "U0ANA" }, actions: [{ type: "button", action_id: "acknowledge", value: token }] };
  assert.equal((await interact(door("slack"), pressed)).status, 200);
  const form = slack.calls.findLast(({ method }) => method === "views.open")?.body.view;
  const values = { next_step: { next_step: { value: "Call them" } }, due: { due: { selected_date_time: form.blocks.at(-1).element.initial_date_time } } };
  const answer = await interact(door("slack"), { type: "view_submission", user: { id: "U0ANA" }, view: { id: "V1", callback_id: "acknowledge", private_metadata: token, state: { values } } });
  assert.equal(await answer.text(), "");
  await station(id, "acknowledged");
  await eventually(() => mailTo(email).length === 2, { what: "the introduction" });
  assert.ok(slack.messages().some((message) => message.text.startsWith("Answered: ")), "the card says so");

  const body = JSON.stringify({ event: "invitee.created", payload: { uri: "https://api.calendly.com/scheduled_events/E/invitees/I", email, rescheduled: false, tracking: { utm_content: id }, scheduled_event: { start_time: "2030-11-22T12:00:00.000000Z", end_time: "2030-11-22T12:30:00.000000Z" } } });
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", "calendly-key").update(`${at}.${body}`).digest("hex");
  assert.equal((await fetch(door("meetings/calendly"), { method: "POST", body, headers: { "calendly-webhook-signature": `t=${at},v1=${signature}` } })).status, 200);
  const booked = await station(id, "booked");
  assert.equal(booked.lead.meeting.tool, "Calendly");
  await moved(id, { move: "connected" });
  await moved(id, { move: "accepted" });
  await moved(id, { move: "opportunity", value: 9_000 });
  await moved(id, { move: "won", value: 12_000 });
  value += 12_000;
  won.push(id);
  await station(id, "won");
  assert.deepEqual(events(id), ["lead.assigned", "lead.acknowledged"], "systems that want events have them, once and in order");
  await leave(page);
});

test("a chat: a minute's window, answered on the handoff page that was mailed", async () => {
  const wish = { name: "our chat", role: "marketing", scopes: ["leads:write"] };
  const { token } = await json(all.edge, `/v1/desks/${DESK}/tokens`, { method: "POST", body: JSON.stringify(wish) });
  const chat = { fields: [{ name: "name", value: "Eva Lind" }, { name: "email", value: "eva@chat.example" }, { name: "message", value: "Does it work with our CRM?" }] };
  const answer = await api(all.edge, `/v1/desks/${DESK}/sources/chat/leads`, { method: "POST", body: JSON.stringify(chat), headers: { authorization: `Bearer ${token}` } });
  const { lead: id } = await answer.json();
  const told = await station(id, "notified");
  assert.equal(told.lead.window.due_at - told.lead.window.from_at, 60_000);
  const address = await link(id);
  const posted = await fetch(address, { method: "POST", redirect: "manual", body: new URLSearchParams({ next_step: "Call", due: "in_1h" }), headers: { origin: all.edge.origin } });
  assert.equal(posted.status, 303, await posted.text());
  await station(id, "acknowledged");
  for (const move of [{ move: "attempted", channel: "call", reached: false }, { move: "attempted", channel: "mail", reached: false }, { move: "connected" }, { move: "accepted" }]) await moved(id, move);
  await station(id, "accepted");
  assert.equal(hubspot.contact("eva@chat.example")?.properties.hs_lead_status, "IN_PROGRESS");
  await moved(id, { move: "opportunity", value: 500 });
  await moved(id, { move: "won", value: 700 });
  value += 700;
  won.push(id);
  const { lead } = await station(id, "won");
  assert.equal(lead.attempts, 2);
});

test("a row of a webinar's list: what it asked is the package, its points are confirmed", async () => {
  const file = "Full name,E-mail,Company,Question\nMax Muster,max@webinar.example,Muster AG,How much for 40 seats?\n";
  const taken = await json(all.edge, `/v1/desks/${DESK}/imports?source=webinar`, { method: "POST", body: file });
  assert.equal(taken.new, 1);
  const [{ id }] = (await json(all.edge, `/v1/desks/${DESK}/leads?q=max@webinar.example`)).leads;
  const told = await station(id, "notified");
  const by = told.lead.owner.id;
  assert.deepEqual([told.lead.package.source, told.lead.package.message], ["webinar", "How much for 40 seats?"]);
  await moved(id, { move: "acknowledged", by, next_step: "Write", due_at: Date.now() + 3_600_000 });
  await moved(id, { move: "connected" });
  const before = (await known(id)).lead.package.ask_next?.length ?? 0;
  await moved(id, { move: "confirmed", points: [{ point: "budget", holds: true }, { point: "need", holds: true }] });
  const confirmed = await known(id);
  assert.ok((confirmed.lead.package.ask_next?.length ?? 0) <= before, "less is left to ask");
  await moved(id, { move: "accepted" });
  await moved(id, { move: "opportunity", value: 40 });
  await moved(id, { move: "won", value: 40 });
  value += 40;
  won.push(id);
  await station(id, "won");
});

test("a contact of HubSpot's: routed here, worked there, and HubSpot hears what it did not do itself", async () => {
  const contact = { objectId: 7001, properties: { hs_object_id: "7001", email: "kim@crm.example", firstname: "Kim", lastname: "Berg", company: "Berg Ltd", jobtitle: "Head of Data" } };
  const first = await hubSpotPosts(door("crm/hubspot/leads"), contact, { version: 2 });
  assert.equal(first.status, 201, await first.clone().text());
  const { lead: id } = await first.json();
  await station(id, "notified");
  assert.equal(hubspot.contact("kim@crm.example")?.properties.baton_lead_id, id);
  const there = { ATTEMPTED_TO_CONTACT: "attempted", CONNECTED: "connected", IN_PROGRESS: "accepted" };
  for (const [status, state] of Object.entries(there)) {
    const change = hubspot.change("kim@crm.example", { hs_lead_status: status });
    assert.equal((await (await hubSpotPosts(door("crm/hubspot"), change)).json()).taken, 1, status);
    await station(id, state);
  }
  assert.equal(salesforce.lead(id)?.properties.Status, "Working - Contacted", "the other CRM knows");
  await moved(id, { move: "opportunity", value: 300 });
  await moved(id, { move: "won", value: 300 });
  value += 300;
  won.push(id);
  await station(id, "won");
  assert.equal(hubspot.contact("kim@crm.example")?.properties.hs_lead_status, "OPEN_DEAL");
});

test("a Lead of Salesforce's: the record stays the one it was, and its deal is won there", async () => {
  const record = "00Q000000077777";
  salesforce.leads.set(record, { id: record, properties: { LastName: "Noor", Company: "Noor BV" }, changed: 0 });
  const before = salesforce.leads.size;
  const came = await salesforcePosts(door("crm/salesforce/leads"), { record, at: Date.now(), properties: { LastName: "Noor", Company: "Noor BV", Email: "sam@noor.example" } });
  assert.equal(came.status, 201, await came.clone().text());
  const { lead: id } = await came.json();
  const { lead } = await station(id, "notified");
  assert.equal(salesforce.leads.size, before, "no second Lead");
  await moved(id, { move: "acknowledged", by: lead.owner.id, next_step: "Call", due_at: Date.now() + 3_600_000 });
  await moved(id, { move: "connected" });
  await station(id, "connected");
  const sold = { record, at: Date.now(), properties: { Baton_Lead_Id__c: id, IsConverted: true, ConvertedOpportunity: { IsWon: true, IsClosed: true, Amount: 2_500 } } };
  assert.equal((await (await salesforcePosts(door("crm/salesforce"), sold)).json()).taken, 1);
  value += 2_500;
  won.push(id);
  await station(id, "won");
});

test("in the end: five leads, five deals, every figure the same as the log's, every message once, and nobody complains", async () => {
  assert.equal(won.length, 5);
  const { leads } = await json(all.edge, `/v1/desks/${DESK}/leads?state=won`);
  assert.deepEqual(leads.map((/** @type {any} */ one) => one.id).sort(), [...won].sort());
  const report = await json(all.edge, `/v1/desks/${DESK}/report?by=month`);
  const { counts } = report.total;
  assert.deepEqual([counts.leads, counts.won_leads, counts.won_value], [5, 5, value], JSON.stringify(counts));
  const checked = await json(all.edge, `/v1/desks/${DESK}/figures/check`);
  assert.deepEqual([checked.leads, checked.differences], [5, []]);
  const ids = all.receiver.deliveries.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([slack.complaints, resend.complaints, hubspot.complaints, salesforce.complaints], [[], [], [], []]);
  const { endpoints, dead } = await json(all.edge, `/v1/desks/${DESK}/deliveries`);
  assert.deepEqual(dead, []);
  for (const one of endpoints) assert.deepEqual([one.endpoint, one.waiting], [one.endpoint, 0]);
});
