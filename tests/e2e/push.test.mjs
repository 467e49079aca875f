/** Messages to phones: against a push service of our own, which opens them as a browser would. */

import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, api, eventually, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";

/** The private key of RFC 8292's own kind: 32 bytes in base64url, made for this test. */
const vapid = createECDH("prime256v1");
vapid.generateKeys();

const PHONES = `
[[deliveries]]
id = "phones"
kind = "push"
secret = "VAPID_PRIVATE_KEY"
on = ["lead.assigned", "lead.reminded"]
`;

/** What came, oldest first. @type {{ path: string, headers: import("node:http").IncomingHttpHeaders, body: Buffer }[]} */
const came = [];
/** How the service answers, by the path of a subscription. @type {Map<string, number>} */
const answers = new Map();
const service = createServer((request, response) => {
  /** @type {Buffer[]} */
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    came.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(answers.get(request.url ?? "") ?? 201).end();
  });
});

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
let origin = "";
/** @type {Record<string, string>} */
const tokens = {};
before(async () => {
  await new Promise((resolve) => service.listen(0, "127.0.0.1", () => resolve(undefined)));
  origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (service.address()).port}`;
  all = await startAll({ env: { VAPID_PRIVATE_KEY: vapid.getPrivateKey("base64url") } });
  const agreement = exampleAgreement([all.site.origin]).replace("[secrets]\n", `[secrets]\nVAPID_PRIVATE_KEY = "private key of the messages to phones"\n`);
  await publish(all.edge, DESK, agreement + PHONES);
  for (const rep of ["ana", "ben"]) {
    tokens[rep] = (await json(all.edge, `/v1/desks/${DESK}/tokens`, { method: "POST", body: JSON.stringify({ name: rep, role: "rep", rep }) })).token;
  }
});
after(async () => {
  await all?.stop();
  await new Promise((resolve) => service.close(resolve));
});

/** A browser that wants to be told: what it keeps, and what it says. @param {string} path */
function browser(path) {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const auth = randomBytes(16);
  const said = { endpoint: origin + path, expirationTime: null, keys: { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") } };
  return { keys, auth, said };
}

/** @param {string} token @param {object} body */
const subscribe = (token, body) => api(all.edge, `/v1/desks/${DESK}/push`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) });

/**
 * Opens a message as RFC 8291 says a browser does.
 * @param {{ keys: import("node:crypto").ECDH, auth: Buffer }} own
 * @param {Buffer} body
 */
function opened({ keys, auth }, body) {
  const [salt, size, length] = [body.subarray(0, 16), body.readUInt32BE(16), body[20] ?? 0];
  const theirs = body.subarray(21, 21 + length);
  assert.equal(size, 4096);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), theirs]);
  const ikm = Buffer.from(hkdfSync("sha256", keys.computeSecret(theirs), auth, info, 32));
  const derived = (/** @type {string} */ name, /** @type {number} */ bytes) => Buffer.from(hkdfSync("sha256", ikm, salt, `Content-Encoding: ${name}\0`, bytes));
  const sealed = body.subarray(21 + length);
  const cipher = createDecipheriv("aes-128-gcm", derived("aes128gcm", 16), derived("nonce", 12));
  cipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  assert.equal(plain.at(-1), 2, "the last record");
  return JSON.parse(plain.subarray(0, -1).toString());
}

let nth = 0;
/** A lead of that rep's. @param {string} rep */
async function sendTo(rep) {
  for (;;) {
    nth += 1;
    const sent = lead({ ...HOT, name: `Person ${nth}`, email: `p${nth}@works${nth}.example`, company: `Works ${nth}`, message: "" });
    assert.equal((await post(all.edge, sent, { from: all.site.origin })).status, 201);
    const { lead: stored } = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
    if (stored.owner.id === rep) return stored;
  }
}

test("a new lead reaches the phone, encrypted to it and signed by the desk's key", async () => {
  const { key } = await json(all.edge, `/v1/desks/${DESK}/push`, { headers: { authorization: `Bearer ${tokens.ana}` } });
  assert.equal(key, vapid.getPublicKey("base64url"), "the public half of the secret");
  const phone = browser("/ana");
  assert.equal((await subscribe(tokens.ana ?? "", phone.said)).status, 200);
  const { id, name } = await sendTo("ana");
  await eventually(() => came.some(({ path }) => path === "/ana"), { what: "the message" });
  const message = came.find(({ path }) => path === "/ana");
  assert.ok(message);
  assert.ok(!message.body.includes("Person"), "the service reads nothing of it");
  assert.equal(message.headers["content-encoding"], "aes128gcm");
  assert.ok(Number(message.headers["ttl"]) > 0 && message.headers["urgency"] === "high");
  const told = opened(phone, message.body);
  assert.deepEqual([told.lead, told.desk, told.tag], [id, DESK, id]);
  assert.ok(told.title.includes(name) && /answer within \d m/.test(told.body), JSON.stringify(told));

  const [, jwt = "", shown] = /^vapid t=([^,]+), k=(.+)$/.exec(message.headers.authorization ?? "") ?? [];
  assert.equal(shown, key);
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  const raw = vapid.getPublicKey();
  const jwk = { kty: "EC", crv: "P-256", x: raw.subarray(1, 33).toString("base64url"), y: raw.subarray(33).toString("base64url") };
  assert.ok(verify("sha256", Buffer.from(`${head}.${claims}`), { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url")));
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
  assert.equal(aud, origin);
  assert.ok(exp > Date.now() / 1000 && exp < Date.now() / 1000 + 86_400);
  assert.match(sub, /^https?:\/\//);
  const { deliveries } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  await eventually(async () => (await json(all.edge, `/v1/desks/${DESK}/leads/${id}`)).deliveries.some((/** @type {any} */ one) => one.kind === "push" && one.state === "delivered"), { what: "its arrival" });
  assert.equal(deliveries.filter((/** @type {any} */ one) => one.kind === "push").length, 1);
});

test("who has no phone waits for nothing; one that is gone is forgotten; none is anybody's but a rep's", async () => {
  const none = await sendTo("ben");
  assert.ok(!(await json(all.edge, `/v1/desks/${DESK}/leads/${none.id}`)).deliveries.some((/** @type {any} */ one) => one.kind === "push"));

  const [gone, here] = [browser("/ben-gone"), browser("/ben-here")];
  answers.set("/ben-gone", 410);
  for (const { said } of [gone, here]) assert.equal((await subscribe(tokens.ben ?? "", said)).status, 200);
  await sendTo("ben");
  await eventually(() => came.some(({ path }) => path === "/ben-here"), { what: "the message to the other" });
  assert.equal(opened(here, /** @type {any} */ (came.find(({ path }) => path === "/ben-here")).body).v, 1);
  const before = came.filter(({ path }) => path === "/ben-gone").length;
  const again = came.filter(({ path }) => path === "/ben-here").length;
  await sendTo("ben");
  await eventually(() => came.filter(({ path }) => path === "/ben-here").length > again, { what: "the next" });
  assert.equal(came.filter(({ path }) => path === "/ben-gone").length, before, "a browser that is gone is not written to again");

  assert.equal((await subscribe(tokens.ben ?? "", { endpoint: here.said.endpoint })).status, 200);
  const quiet = await sendTo("ben");
  assert.ok(!(await json(all.edge, `/v1/desks/${DESK}/leads/${quiet.id}`)).deliveries.some((/** @type {any} */ one) => one.kind === "push"), "and who says no more is not");

  const refused = await subscribe(all.edge.adminToken, browser("/admin").said);
  assert.deepEqual([refused.status, (await refused.json()).code], [403, "not_a_rep"]);
  const elsewhere = await subscribe(tokens.ana ?? "", { ...browser("/x").said, endpoint: "https://evil.example/x" });
  assert.deepEqual([elsewhere.status, (await elsewhere.json()).code], [400, "unknown_push_service"]);
});
