/** Leads that no form sends: a chat, what people did elsewhere, a file; and all of them out again as a file. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, api, eventually, json, startAll } from "./harness.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** A token for systems that bring leads. */
let token = "";
before(async () => {
  all = await startAll();
  const wish = { name: "our chat", role: "marketing", scopes: ["leads:write", "signals:write", "leads:export"] };
  ({ token } = await json(all.edge, `/v1/desks/${DESK}/tokens`, { method: "POST", body: JSON.stringify(wish) }));
});
after(() => all?.stop());

/** @param {string} pathname @param {string | object} body */
function send(pathname, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return api(all.edge, `/v1/desks/${DESK}${pathname}`, { method: "POST", body: text, headers: { authorization: `Bearer ${token}` } });
}

const EVA = {
  fields: [
    { name: "name", value: "Eva Lind" },
    { name: "email", value: "eva@lind.example" },
    { name: "message", value: "=1+1 Does it work with our CRM?" },
  ],
};

/** @param {string} id */
const known = async (id) => (await json(all.edge, `/v1/desks/${DESK}/leads/${id}`)).lead;

test("a chat is a rep's task within seconds, with a window of its own", async () => {
  const answer = await send("/sources/chat/leads", EVA);
  assert.equal(answer.status, 201);
  const { lead: id } = await answer.json();
  const lead = await known(id);
  assert.equal(lead.window.due_at - lead.received_at, 60_000);
  await eventually(() => JSON.stringify(all.receiver.deliveries).includes("Does it work with our CRM?"), { what: "the rep to be told" });
  assert.equal((await send("/sources/chat/leads", EVA)).status, 200, "the same again is the same lead");
  const unknown = await send("/sources/fax/leads", EVA);
  assert.equal(unknown.status, 400);
  assert.match((await unknown.json()).help, /chat, webinar/);
});

test("what a person did elsewhere joins their lead, and whom nobody knows is told", async () => {
  const signals = [{ email: "eva@lind.example", name: "pricing_page" }, { email: "who@nowhere.example", name: "pricing_page" }];
  const said = await (await send("/signals", { signals })).json();
  assert.equal(said.taken, 1);
  assert.deepEqual(said.unknown.length, 1);
  const again = await (await send("/signals", { signals: signals.slice(0, 1) })).json();
  assert.ok(again.taken + again.repeated === 1);
});

test("a file is tried first, then taken, each row once", async () => {
  const file = "Full name,E-mail,Company,Question\nMax Muster,max@muster.example,Muster AG,How much?\nNo Mail,,Nowhere,\n";
  const dry = await (await send("/imports?source=webinar&dry_run=1", file)).json();
  const count = async () => (await json(all.edge, `/v1/desks/${DESK}/leads`)).leads.length;
  const before = await count();
  assert.equal(dry.dry_run, true);
  assert.equal(await count(), before, "nothing is written");
  const taken = await (await send("/imports?source=webinar", file)).json();
  const now = await count();
  assert.equal(now, before + taken.new);
  assert.ok(taken.new >= 1);
  const again = await (await send("/imports?source=webinar", file)).json();
  assert.equal(again.new, 0);
  assert.equal(await count(), now);
  const { leads } = await json(all.edge, `/v1/desks/${DESK}/leads`);
  const max = await known(leads.find((/** @type {any} */ one) => one.email === "max@muster.example").id);
  assert.deepEqual([max.package.source, max.package.message], ["webinar", "How much?"]);
});

test("all leads as a file, in which no cell is a formula", async () => {
  const answer = await api(all.edge, `/v1/desks/${DESK}/leads.csv`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8; header=present");
  const [head = "", ...rows] = (await answer.text()).trimEnd().split("\r\n");
  assert.ok(head.startsWith('"lead","received_at","state","owner","score"'));
  const { leads } = await json(all.edge, `/v1/desks/${DESK}/leads`);
  assert.equal(rows.length, leads.length);
  const eva = rows.find((row) => row.includes("eva@lind.example")) ?? "";
  assert.match(eva, /'=1\+1 Does it work/);
});
