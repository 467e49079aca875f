/**
 * Marked data goes through everything, also through what goes wrong; then all that the program
 * wrote and all it refused with is searched for the marks. What a desk stores and sends may hold
 * them, what is written for operators may not.
 */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, advance, api, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { answerOf, lead, leadId, post } from "./leads.mjs";

const PERSONAL = {
  name: "Canary-Name Zyx",
  email: "canary-mail@canary-domain.example",
  company: "Canary-Company GmbH",
  phone: "+49 30 5550199",
  job_title: "Canary-Title",
  company_size: "120",
  message: "Canary-Message: could we see a demo next week, please?",
};
const SECRET_PATH = "canary-path-5d1f";
const SECRETS = { token: "canary-admin-9f2c", signing: "whsec_Y2FuYXJ5LXNpZ25pbmcta2V5LTAxMjM0NTY3ODk=" };
const MARKS = ["anary-name", "anary-mail", "anary-domain", "anary-company", "5550199", "anary-title", "anary-message"];

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** What was refused, and with what. @type {string[]} */
const refusals = [];
/** An endpoint that hears all and takes nothing. */
let heard = "";
const broken = createServer((request, response) => {
  request.on("data", (part) => {
    heard += part;
  });
  request.on("end", () => response.writeHead(500).end(`no: ${heard.slice(-2000)}`));
});

before(async () => {
  await new Promise((resolve) => broken.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (broken.address());
  all = await startAll({
    env: {
      BROKEN_URL: `http://127.0.0.1:${port}/${SECRET_PATH}`,
      GONE_URL: `http://127.0.0.1:1/${SECRET_PATH}`,
      SIGNING: SECRETS.signing,
    },
  });
  const more = ["broken", "gone"]
    .map((id) => `
[[deliveries]]
id = "${id}"
kind = "webhook"
secret = "${id.toUpperCase()}_URL"
signing_secret = "SIGNING"
on = ["lead.assigned", "lead.quarantined"]
`)
    .join("");
  const secrets = 'BROKEN_URL = "one"\nGONE_URL = "another"\nSIGNING = "a key"\n';
  const text = exampleAgreement([all.site.origin]).replace("[secrets]\n", `[secrets]\n${secrets}`) + more;
  await publish(all.edge, DESK, text);
});
after(async () => {
  broken.close();
  broken.closeAllConnections();
  await all?.stop();
});

/** @param {Response} answer @param {number} least */
async function refused(answer, least = 400) {
  const text = await answer.text();
  assert.ok(answer.status >= least, `${answer.status} ${text}`);
  refusals.push([...answer.headers].flat().join("\n"), text);
}

/** @param {string} text @param {string} where */
function isClean(text, where) {
  for (const mark of [...MARKS, SECRET_PATH, SECRETS.token, SECRETS.signing.slice(6), all.edge.adminToken]) {
    const at = text.toLowerCase().indexOf(mark.toLowerCase());
    assert.ok(at < 0, `${where} has ${mark}: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
  }
}

test("nothing personal and no secret is in what is logged, refused or counted", async () => {
  const from = all.site.origin;
  const sent = lead(PERSONAL);
  assert.equal((await post(all.edge, sent, { from })).status, 201);
  const told = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  assert.equal(told.lead.name, answerOf(sent, "name"), "the marks are where they belong");
  await eventually(() => heard.includes("Canary-Name"), { what: "the broken endpoint to hear of it" });

  // What goes wrong with the marks in it.
  const conflicting = { ...sent, fields: sent.fields.map((field) => ({ ...field, value: `${field.value} 2` })) };
  await refused(await post(all.edge, conflicting, { from }));
  const text = JSON.stringify(lead(PERSONAL));
  await refused(await post(all.edge, text.slice(0, -20), { from }));
  await refused(await post(all.edge, text.replace('"v":1', '"v":"1"'), { from }));
  await refused(await post(all.edge, text.replace(/"value":"Canary-Name Zyx"/, '"value":{"Canary-Name Zyx":1}'), { from }));
  await refused(await post(all.edge, JSON.stringify(lead({ ...PERSONAL, message: PERSONAL.message.repeat(2000) })), { from }));
  await refused(await post(all.edge, text, { from, desk: "nobody" }));
  await refused(await api(all.edge, `/v1/desks/${DESK}/leads`, { headers: { authorization: `Bearer ${SECRETS.token}` } }));
  const forged = `baton_${DESK}_${SECRETS.token}${"A".repeat(26)}`;
  for (const desk of [DESK, "other"]) {
    await refused(await api(all.edge, `/v1/desks/${desk}/leads`, { headers: { authorization: `Bearer ${forged}` } }));
  }
  await refused(await fetch(`${all.edge.origin}/h/${DESK}/${SECRETS.token}`));
  await refused(await fetch(`${all.edge.origin}/h/${DESK}/${SECRETS.token}`, { method: "POST", body: `next_step=${PERSONAL.message}` }));
  const base64 = (/** @type {string} */ text) => Buffer.from(text.padEnd(32, "-")).toString("base64");
  // Of a key that the desk does not have: that is told to operators.
  const sealed = { v: 2, id: leadId(), key: 1, enc: base64(PERSONAL.name), sealed: base64(PERSONAL.message) };
  await refused(await post(all.edge, sealed, { from }));
  await refused(await post(all.edge, { ...sealed, sealed: PERSONAL.message }, { from }));
  const move = { method: "POST", body: JSON.stringify({ move: "lost", reason: PERSONAL.message }) };
  await refused(await api(all.edge, `/v1/desks/${DESK}/leads/${sent.id}/moves`, move));
  const slack = { method: "POST", body: `payload=${encodeURIComponent(JSON.stringify(PERSONAL))}` };
  await refused(await fetch(`${all.edge.origin}/v1/desks/${DESK}/slack`, slack));

  // Time goes by, tries fail, the machine dies with work in hand, and comes back.
  for (let at = 0; at < 6; at += 1) await advance(all.edge, DESK, 20 * 60_000);
  await all.edge.restart();
  await advance(all.edge, DESK, 60_000);

  const [deliveries, log, disagreements] = await Promise.all(
    ["deliveries", "log", "disagreements"].map(async (what) => (await api(all.edge, `/v1/desks/${DESK}/${what}`)).text()),
  );
  const { endpoints } = JSON.parse(deliveries ?? "{}");
  assert.ok(endpoints?.length >= 2, deliveries);
  assert.ok(all.edge.output.includes(sealed.id), "something was written for operators, or this proves nothing");
  isClean(all.edge.output, "what workerd wrote");
  isClean(refusals.join("\n"), "a refusal");
  isClean(log ?? "", "the desk's log");
  isClean(disagreements ?? "", "the counts");
  isClean(JSON.stringify(endpoints), "how the endpoints do");

  const exported = await api(all.edge, `/v1/desks/${DESK}/people/erase`, {
    method: "POST",
    body: JSON.stringify({ email: PERSONAL.email }),
  });
  assert.deepEqual((await exported.json()).erased, 1);
  isClean(all.edge.output, "what workerd wrote at the end");
  assert.ok(refusals.length >= 24, "every refusal was kept");
});
