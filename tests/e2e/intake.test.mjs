/** The edge's front door: what comes in, what is refused and how, and what a crash leaves. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { DESK, advance, api, eventually, exampleAgreement, json, publish, silentAgreement, startAll, startEdge } from "./harness.mjs";
import { HOT, lead, leadId, post } from "./leads.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
before(async () => {
  all = await startAll();
});
after(() => all?.stop());

const leads = async (desk = DESK) => (await json(all.edge, `/v1/desks/${desk}/leads`)).leads;

/** @param {Response} answer @param {number} status @param {string} code */
async function isProblem(answer, status, code) {
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.headers.get("access-control-allow-origin"), "*", "errors can be read by the page too");
  const problem = JSON.parse(text);
  assert.equal(problem.code, code, text);
  assert.ok(problem.message && problem.help, text);
  return problem;
}

test("a lead comes in, is scored, routed and told", async () => {
  const sent = lead();
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201);
  const receipt = await answer.json();
  assert.equal(receipt.lead, sent.id);
  assert.equal(receipt.repeat, false);
  assert.equal(receipt.offer.kind, "meeting");
  assert.equal(receipt.offer.href, `${all.edge.origin}/v1/desks/${DESK}/book/${sent.id}`);
  assert.ok(["Ana Silva", "Ben Okafor"].includes(receipt.host.name), JSON.stringify(receipt));

  const arrived = await eventually(() => all.receiver.deliveries.find(({ body }) => body.includes(sent.id)), { what: "the message" });
  assert.ok(arrived.at - sent.submitted_at < 2_000, "the rep was told at once");

  const told = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  assert.equal(told.lead.score, 93);
  assert.equal(told.lead.verdict.reasons.reduce((/** @type {number} */ sum, /** @type {any} */ r) => sum + r.points, 0), 93);
  assert.equal(told.lead.window.due_at - told.lead.received_at, 300_000);
  assert.equal(told.lead.agreement, 1);
});

test("leads that come at once are each answered as if they came alone", async () => {
  // A desk that tells nobody: others wait for their messages.
  const desk = "together";
  await publish(all.edge, desk, silentAgreement([all.site.origin]));
  const send = (/** @type {object} */ body) => post(all.edge, body, { desk, from: all.site.origin });
  const first = await send(lead());
  assert.equal(first.status, 201);
  const sent = Array.from({ length: 40 }, () => lead());
  const bad = { ...lead(), id: "no id" };
  const answers = await Promise.all([...sent, bad].map(send));
  const refused = answers.pop();
  assert.ok(refused);
  await isProblem(refused, 400, "wrong_shape");
  for (const [at, answer] of answers.entries()) {
    assert.equal(answer.status, 201);
    assert.equal((await answer.json()).lead, sent[at]?.id);
    assert.deepEqual([...answer.headers.keys()], [...first.headers.keys()], "whichever way it took");
  }
  assert.equal(first.headers.has("baton-taken-by"), false);
  const again = await Promise.all(sent.map(send));
  for (const answer of again) assert.deepEqual([answer.status, (await answer.json()).repeat], [200, true]);
});

test("the same lead again changes nothing; other answers under its id are kept apart", async () => {
  const sent = lead();
  const first = await (await post(all.edge, sent, { from: all.site.origin })).json();
  const before = (await leads()).length;
  const again = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(again.status, 200);
  const receipt = await again.json();
  // The state may have moved on: the rep may have been told in between.
  assert.deepEqual({ ...receipt, state: first.state }, { ...first, repeat: true });

  const other = { ...sent, fields: [...sent.fields, { name: "phone", value: "+49 30 1" }] };
  await isProblem(await post(all.edge, other, { from: all.site.origin }), 409, "different_lead_same_id");
  assert.equal((await leads()).length, before, "one lead");
  const { timeline } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  assert.equal(timeline.filter((/** @type {any} */ e) => /conflict/.test(e.kind)).length, 1, "both are kept, and it is told");
});

test("sixteen at once share commits and turns, and nothing is doubled", async () => {
  const sent = Array.from({ length: 48 }, () => lead());
  const owners = new Map();
  for (let at = 0; at < sent.length; at += 16) {
    const answers = await Promise.all(sent.slice(at, at + 16).map((one) => post(all.edge, one, { from: all.site.origin })));
    assert.ok(answers.every((answer) => answer.status === 201));
  }
  const kept = (await json(all.edge, `/v1/desks/${DESK}/leads?limit=500`)).leads;
  for (const { id } of sent) {
    const found = kept.filter((/** @type {any} */ one) => one.id === id);
    assert.equal(found.length, 1);
    owners.set(found[0].owner.id, (owners.get(found[0].owner.id) ?? 0) + 1);
  }
  // Weights of 2 and 1; leads before these may shift it by less than one.
  assert.ok(Math.abs(owners.get("ana") - 32) <= 1, JSON.stringify([...owners]));
});

test("a lead from an unknown site is kept in quarantine", async () => {
  for (const from of ["https://elsewhere.example", undefined]) {
    const sent = lead();
    const answer = await post(all.edge, sent, from === undefined ? {} : { from });
    assert.equal(answer.status, 201);
    const receipt = await answer.json();
    assert.equal(receipt.state, "quarantined");
    assert.equal(receipt.host, null);
    const told = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
    assert.equal(told.lead.owner, null);
    assert.equal(told.lead.window, null);
    assert.ok(told.lead.quarantine, "with its reason");
    const book = await api(all.edge, `/v1/desks/${DESK}/book/${sent.id}`);
    assert.equal(book.headers.get("location"), "https://meet.acme.example/team", "the general link");
  }
});

test("the booking link leads to the owner, prefilled, and to the general link without one", async () => {
  const sent = lead({ ...HOT, company: "O'Neil & Söhne?" });
  await post(all.edge, sent, { from: all.site.origin });
  const book = await api(all.edge, `/v1/desks/${DESK}/book/${sent.id}`);
  assert.equal(book.status, 302);
  const to = new URL(book.headers.get("location") ?? "");
  assert.match(to.pathname, /^\/(ana|ben)$/);
  assert.equal(to.searchParams.get("company"), "O'Neil & Söhne?");
  assert.equal(to.searchParams.get("lead"), sent.id);
  assert.equal(book.headers.get("referrer-policy"), "no-referrer");
  const early = await api(all.edge, `/v1/desks/${DESK}/book/${leadId()}`);
  assert.equal(early.headers.get("location"), "https://meet.acme.example/team", "a link may be clicked before its lead is here");
});

test("every refusal says what to do", async () => {
  const at = (/** @type {string} */ body) => post(all.edge, body, { from: all.site.origin });
  await isProblem(await at("x".repeat(32 * 1024 + 1)), 413, "too_large");
  await isProblem(await at(`{"id":"${"x".repeat(40_000)}`), 413, "too_large");
  await isProblem(await at("{"), 400, "not_json");
  await isProblem(await at("[]"), 400, "wrong_shape");
  const shape = await isProblem(await at(`{"id":"${leadId()}","fields":[{"value":{}}]}`), 400, "wrong_shape");
  assert.match(shape.message, /fields\[0\]\.value/);
  await isProblem(await at(`{"id":"7","fields":[]}`), 400, "wrong_shape");
  const newer = await at(JSON.stringify({ ...lead(), v: 2 }));
  assert.ok(newer.headers.get("retry-after"));
  await isProblem(newer, 503, "newer_version");
  await isProblem(await fetch(`${all.edge.origin}/v1/desks/${DESK}/leads`, { method: "PUT" }), 405, "wrong_method");
  await isProblem(await fetch(`${all.edge.origin}/v1/nothing`), 404, "unknown_path");
  await isProblem(await fetch(`${all.edge.origin}/v1/desks/${DESK}/leads`), 401, "token_needed");
  await isProblem(await api(all.edge, `/v1/desks/${DESK}/leads/${leadId()}`), 404, "unknown_lead");
  const wrong = await api(all.edge, `/v1/desks/${DESK}/agreements`, { method: "POST", body: "name = 1" });
  const problem = await isProblem(wrong, 422, "agreement_has_problems");
  assert.ok(problem.problems.length > 3 && problem.problems[0].line >= 1);
});

test("an unknown desk answers 404 and nothing is written", async () => {
  const files = () => readdirSync(all.edge.dir, { recursive: true }).filter((name) => String(name).endsWith(".sqlite")).sort();
  const before = files();
  await isProblem(await post(all.edge, lead(), { desk: "nobody" }), 404, "unknown_desk");
  await isProblem(await fetch(`${all.edge.origin}/v1/desks/nobody/card`), 404, "unknown_desk");
  await isProblem(await fetch(`${all.edge.origin}/v1/desks/No%20Desk/card`), 404, "unknown_desk");
  assert.deepEqual(files(), before);
});

test("under strict_origins a foreign origin is refused", async () => {
  const strict = exampleAgreement([all.site.origin]).replace("strict_origins = false", "strict_origins = true");
  await publish(all.edge, "strict", strict);
  await isProblem(await post(all.edge, lead(), { desk: "strict", from: "https://elsewhere.example" }), 403, "origin_not_allowed");
  await isProblem(await post(all.edge, lead(), { desk: "strict", from: `${all.site.origin}.evil.example` }), 403, "origin_not_allowed");
  assert.equal((await leads("strict")).length, 0);
  assert.equal((await post(all.edge, lead(), { desk: "strict", from: all.site.origin })).status, 201);
});

test("strange fields never refuse a lead", async () => {
  const strange = { email: "\u0000'; DROP TABLE leads;--", company: "=1+1", job_title: "<script>", company_size: null, x: ["a", "b"], y: true, z: 3 };
  const sent = lead(strange, { page: null, signals: null, something: { new: [1] } });
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.clone().text());
  const { lead: kept } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  const values = Object.fromEntries(kept.fields.map((/** @type {any} */ field) => [field.name, field.value]));
  assert.equal(values.email, strange.email, "stored as it came");
});

test("versions of an agreement are numbered and kept", async () => {
  const one = exampleAgreement(["https://a.example"]);
  const two = exampleAgreement(["https://b.example"]);
  assert.equal((await publish(all.edge, "versions", one)).version, 1);
  const again = await publish(all.edge, "versions", one);
  assert.deepEqual([again.version, again.unchanged], [1, true]);
  assert.equal((await publish(all.edge, "versions", two)).version, 2);
  const { agreements } = await json(all.edge, "/v1/desks/versions/agreements");
  assert.deepEqual(agreements.map((/** @type {any} */ a) => a.version), [2, 1]);
  assert.equal(await (await api(all.edge, "/v1/desks/versions/agreements/1")).text(), one);
});

test("the card is cacheable", async () => {
  const url = `${all.edge.origin}/v1/desks/${DESK}/card`;
  const card = await fetch(url);
  const etag = card.headers.get("etag") ?? "";
  assert.equal(card.headers.get("access-control-expose-headers")?.includes("ETag"), true);
  assert.match(card.headers.get("cache-control") ?? "", /max-age=\d+/);
  assert.equal(Buffer.from(await card.arrayBuffer()).subarray(0, 3).toString(), "BTN");
  const again = await fetch(url, { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
});

test("kill -9 right after the 2xx: lead, window and message are still there, and the alarm rings", async () => {
  all.receiver.failNext(Infinity);
  const sent = lead();
  assert.equal((await post(all.edge, sent, { from: all.site.origin })).status, 201);
  await all.edge.kill9();
  all.receiver.failNext(0);
  await all.edge.start();
  const told = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  assert.ok(told.lead.owner && told.lead.window.due_at);
  assert.ok(told.deliveries.length >= 2);
  // The messages were claimed for a try that died. The alarm alone brings them: no clock is
  // moved, no lead comes in.
  await eventually(async () => {
    const { deliveries } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
    return deliveries.every((/** @type {any} */ one) => one.state === "delivered");
  }, { what: "both messages after the crash" });
  const arrived = all.receiver.deliveries.filter(({ body }) => body.includes(sent.id));
  assert.deepEqual(arrived.map(({ path }) => path), ["/webhook"], "once");
  assert.equal((await post(all.edge, sent, { from: all.site.origin })).status, 200, "and a repeat is a repeat");
});

test("a window that ends with nobody looking is written by the alarm", async () => {
  const sent = lead();
  await post(all.edge, sent, { from: all.site.origin });
  await advance(all.edge, DESK, 299_000);
  assert.equal((await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`)).lead.window.missed_at, null);
  await advance(all.edge, DESK, 1_500);
  // The message of the miss proves the alarm: no question about this lead was asked since.
  await eventually(() => all.receiver.deliveries.find(({ body }) => body.includes(sent.id) && body.includes("window.missed")), { what: "the word of the miss" });
  const { lead: missed, timeline } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  assert.equal(missed.window.missed_at, missed.window.due_at);
  assert.equal(timeline.filter((/** @type {any} */ e) => e.kind === "window.missed").length, 1);
});

test("a refused message is tried again until it arrives", async () => {
  // What the ladders of the leads before have to say shall not take this one's refusals.
  await eventually(
    async () => {
      const { leads } = await json(all.edge, `/v1/desks/${DESK}/leads?limit=500`);
      return leads.every((/** @type {any} */ one) => one.undelivered === 0);
    },
    { what: "everything before to be told" },
  );
  all.receiver.failNext(4, 503);
  const sent = lead();
  await post(all.edge, sent, { from: all.site.origin });
  await eventually(() => all.receiver.refused.find(({ body }) => body.includes(sent.id)), { what: "a refusal" });
  await eventually(async () => {
    await advance(all.edge, DESK, 5_000);
    const { deliveries } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
    return deliveries.every((/** @type {any} */ one) => one.state === "delivered") && deliveries;
  }, { what: "all delivered" });
});

test("without the test clock there is no clock route", async () => {
  const plain = await startEdge({ testClock: false });
  try {
    await publish(plain, DESK, exampleAgreement([]));
    const answer = await api(plain, `/v1/desks/${DESK}/clock`, { method: "POST", body: '{"advance_ms":1}' });
    assert.equal(answer.status, 404);
  } finally {
    await plain.stop();
  }
});

/**
 * What the parser makes of the files whose fate the JSON standard leaves open: numbers of any
 * size are numbers; lone surrogates, bytes that are no UTF-8, a byte order mark and nesting
 * deeper than 127 are refused.
 */
const OPTIONAL = {
  accepted: [
    "i_number_double_huge_neg_exp.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
  ],
};

test("JSONTestSuite over HTTP: no 5xx, and each file its pinned fate", async () => {
  const dir = path.resolve(import.meta.dirname, "../../../shared/data/json/test_parsing");
  if (!existsSync(dir)) {
    console.log("SKIPPED: JSONTestSuite is not beside the checkout");
    return;
  }
  const files = readdirSync(dir).filter((name) => name.endsWith(".json"));
  assert.equal(files.length, 318);
  /** @type {string[]} */
  const accepted = [];
  for (const name of files) {
    const answer = await fetch(`${all.edge.origin}/v1/desks/${DESK}/leads`, {
      method: "POST",
      headers: { origin: all.site.origin },
      body: readFileSync(path.join(dir, name)),
    });
    assert.ok(answer.status < 500, `${name}: ${answer.status}`);
    const { code } = await answer.json();
    assert.ok(["not_json", "wrong_shape", "too_large"].includes(code), `${name}: ${code}`);
    if (name.startsWith("y_")) assert.equal(code, "wrong_shape", name);
    if (name.startsWith("n_")) assert.ok(code === "not_json" || code === "too_large", `${name}: ${code}`);
    if (name.startsWith("i_") && code === "wrong_shape") accepted.push(name);
  }
  assert.deepEqual(accepted.sort(), OPTIONAL.accepted);
});
