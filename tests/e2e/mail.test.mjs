/** Mail through Resend and through the platform's binding: once each, to the right people. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, advance, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { HOT, answerOf, lead, post } from "./leads.mjs";
import { startResend } from "./resend_standin.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {Awaited<ReturnType<typeof startResend>>} */
let resend;

/** @param {string} id @param {string} kind @param {string} secret @param {string[]} on */
const endpoint = (id, kind, secret, on) => `
[[deliveries]]
id = "${id}"
kind = "${kind}"
secret = "${secret}"
from = "Acme, Inc. <hello@acme.example>"
on = ${JSON.stringify(on)}
`;

before(async () => {
  resend = await startResend();
  all = await startAll({ env: resend.secrets, services: [resend.service] });
  const text = exampleAgreement([all.site.origin]).replace("[secrets]\n", '[secrets]\nRESEND_KEY = "our key"\nEMAIL = "the binding"\n')
    + endpoint("mail", "resend", "RESEND_KEY", ["lead.assigned", "visitor.confirmation", "visitor.introduction", "visitor.touch"])
    + endpoint("bound", "send_email", "EMAIL", ["lead.assigned", "visitor.touch"]);
  await publish(all.edge, DESK, text);
});
after(async () => {
  await all?.stop();
  await resend?.stop();
});

/** @param {Record<string, unknown>} [fields] */
async function arrive(fields = HOT) {
  const sent = lead(fields);
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  return { id: sent.id, email: String(answerOf(sent, "email")) };
}

/** @param {string} id */
const known = (id) => json(all.edge, `/v1/desks/${DESK}/leads/${id}`);

/** @param {string} email @param {"resend" | "binding"} by */
const to = (email, by) => resend.sent.filter((mail) => mail.by === by && [mail.body.to].flat()[0] === email);

test("the rep and the visitor are written to, once each, though answers are lost", async () => {
  resend.loseAnswers(1);
  const { id, email } = await arrive();
  const { lead: { owner } } = await known(id);
  await eventually(async () => (await known(id)).deliveries.filter((/** @type {any} */ one) => one.endpoint === "mail").every((/** @type {any} */ one) => one.state === "delivered"), { what: "the mail to arrive" });
  const { deliveries } = await known(id);
  const tries = deliveries.filter((/** @type {any} */ one) => one.endpoint === "mail");
  assert.ok(tries.some((/** @type {any} */ one) => one.attempts === 2), "one answer was lost");
  assert.equal(to(email, "resend").length, 1);
  assert.match(to(email, "resend")[0]?.body.text, new RegExp(`/v1/desks/${DESK}/book/${id}`));
  const cards = to(`${owner.id}@acme.example`, "resend").filter(({ body }) => body.reply_to === email);
  assert.equal(cards.length, 1);
  assert.deepEqual(resend.complaints, []);
});

test("who answers introduces themselves; who waits is sent the link", async () => {
  const { id, email } = await arrive({ ...HOT, message: "Can it <b>scale</b>?\r\nBcc: all@acme.example" });
  await eventually(() => to(email, "resend").length === 1, { what: "the confirmation" });
  const { lead: { owner } } = await known(id);
  const { body: card } = await eventually(() => resend.sent.find(({ by, body }) => by === "resend" && body.reply_to === email), { what: "the card" });
  assert.deepEqual([card.to, card.from], [[`${owner.id}@acme.example`], '"Acme, Inc." <hello@acme.example>']);
  assert.ok(card.html.includes("&lt;b&gt;scale&lt;/b&gt;"));
  await advance(all.edge, DESK, 5 * 60_000 + 1000);
  const touch = await eventually(() => to(email, "resend").find(({ body }) => body.subject.startsWith("Would you like")), { what: "the touch" });
  assert.equal(touch.body.subject, "Would you like to pick a time?");
  const link = card.text.match(/https?:\S+\/h\/\S+/)[0];
  const said = await fetch(link, { method: "POST", redirect: "manual", body: new URLSearchParams({ next_step: "Call them", due: "in_1h", zone_offset: "0" }), headers: { origin: all.edge.origin } });
  assert.equal(said.status, 303);
  const introduction = await eventually(() => to(email, "resend").find(({ body }) => /will be in touch$/.test(body.subject)), { what: "the introduction" });
  assert.match(introduction.body.text, /\n> Bcc:/);
  assert.deepEqual(resend.complaints, []);
});

test("more at once than the service takes: all arrive, none twice", async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => arrive()));
  await eventually(() => people.every(({ email }) => to(email, "resend").length === 1), { what: "24 mails", timeout: 60_000 });
  const keys = resend.sent.filter(({ by }) => by === "resend").map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  assert.deepEqual(resend.complaints, []);
});

test("the platform's binding sends, too", async () => {
  const { id, email } = await arrive();
  const { lead: { owner } } = await known(id);
  const card = await eventually(() => resend.sent.find(({ by, body }) => by === "binding" && body.replyTo === email)?.body, { what: "the card" });
  assert.deepEqual([card.to, card.from], [`${owner.id}@acme.example`, { email: "hello@acme.example", name: "Acme, Inc." }]);
  await advance(all.edge, DESK, 5 * 60_000 + 1000);
  await eventually(() => to(email, "binding").length === 1, { what: "the touch" });
  const refused = await arrive({ ...HOT, email: "suppressed@works.example", name: "Sue Pressed", company: "Elsewhere" });
  await advance(all.edge, DESK, 5 * 60_000 + 1000);
  const touch = await eventually(
    async () => (await known(refused.id)).deliveries.find((/** @type {any} */ one) => one.endpoint === "bound" && one.attempts > 0 && one.last_error),
    { what: "the refusal" },
  );
  assert.equal(touch.last_error, "E_RECIPIENT_SUPPRESSED");
});
