/**
 * What waits in the visitor's browser is sealed: nobody reads it there, and the desk can.
 */
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { makeSealer } from "../../www/embed/seal.js";
import { DESK, advance, eventually, exampleAgreement, json, launchBrowser, publish, startAll } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";
import { deskKey, opened, sealed } from "./sealing.mjs";
import { INTAKE, arrived, fill, leadsOf, leave, newAddress, offer, posts, queueHas, queued, readable, submit, visit } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  all = await startAll();
  browser = await launchBrowser();
});
beforeEach(async () => {
  if (!all.edge.pid) await all.edge.start();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

const DAY = 86_400_000;

const comeOnline = (/** @type {import("playwright-core").Page} */ page) =>
  page.evaluate(() => void dispatchEvent(new Event("online")));

/** What the page tries to send comes to nothing, and gives no answer. */
const silent = (/** @type {import("playwright-core").Page | import("playwright-core").BrowserContext} */ page) =>
  page.route(INTAKE, () => {});

test("what is sealed is AES-128-GCM's own, whatever its length, and no key serves twice", async () => {
  const { subtle } = globalThis.crypto;
  const own = /** @type {any} */ (await subtle.generateKey("X25519", true, ["deriveBits"]));
  const half = Buffer.from(await subtle.exportKey("raw", own.publicKey));
  const { learn, seal } = makeSealer();
  learn(`7.${half.toString("base64")}`);
  const halves = new Set();
  for (const length of [0, 1, 15, 16, 17, 31, 32, 33, 1000, 2047, 32 * 1024]) {
    const text = "é".repeat(length / 2) + "x".repeat(length % 2);
    const message = await seal("some-id", text);
    assert.equal(await opened(message, own.privateKey, half), text, `${length} bytes`);
    const { v, id, key, enc } = JSON.parse(message);
    assert.deepEqual([v, id, key], [2, "some-id", 7]);
    halves.add(enc);
  }
  assert.equal(halves.size, 11);
  await assert.rejects(seal("some-id", "x".repeat(32 * 1024 + 1)), (reason) => reason === "the lead is too long");
});

test("the edge opens what another hand has sealed; the same lead as it is, is a repeat", async () => {
  const key = await deskKey(all.edge, DESK);
  assert.match(key, /^\d{13}\.[\w+/]{43}=$/);
  const plain = lead({ ...HOT, email: newAddress() });
  const message = await sealed(key, plain);
  const answers = [await post(all.edge, message), await post(all.edge, message), await post(all.edge, plain)];
  assert.deepEqual(answers.map(({ status }) => status), [201, 200, 200]);
  const { lead: kept } = await json(all.edge, `/v1/desks/${DESK}/leads/${plain.id}`);
  assert.deepEqual([kept.id, kept.company], [plain.id, HOT.company]);
});

test("what cannot be opened is answered so that nothing is lost that could be saved", async () => {
  const key = await deskKey(all.edge, DESK);
  const plain = lead({ ...HOT, email: newAddress() });
  const message = await sealed(key, plain);
  const bytes = Buffer.from(message.sealed, "base64");
  for (const at of [0, bytes.length - 17, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await isProblem(await post(all.edge, { ...message, sealed: changed.toString("base64") }), 400, "not_opened");
  }
  await isProblem(await post(all.edge, { ...message, sealed: "" }), 400, "not_opened");
  await isProblem(await post(all.edge, { ...message, enc: Buffer.alloc(32).toString("base64") }), 400, "not_opened");
  await isProblem(await post(all.edge, { ...message, enc: "AA==" }), 400, "wrong_shape");
  await isProblem(await post(all.edge, await sealed(key, { id: plain.id })), 400, "wrong_shape");
  // It waits in the browser, and the log says that one is waiting, without a word of it.
  await isProblem(await post(all.edge, { ...message, key: 7 }), 404, "unknown_key");
  await eventually(() => all.edge.output.includes(`no key 7 for lead ${plain.id}`), { what: "a word in the log" });
});

/**
 * @param {Response} answer
 * @param {number} status
 * @param {string} code
 */
async function isProblem(answer, status, code) {
  const problem = await answer.json();
  assert.deepEqual([answer.status, problem.code], [status, code], problem.message);
}

test("the key comes with the card, also to a browser that has the card", async () => {
  const url = `${all.edge.origin}/v1/desks/${DESK}/card`;
  const card = await fetch(url);
  const again = await fetch(url, { headers: { "if-none-match": card.headers.get("etag") ?? "" } });
  assert.deepEqual([again.status, again.headers.get("baton-key")], [304, card.headers.get("baton-key")]);
  assert.match(card.headers.get("access-control-expose-headers") ?? "", /Baton-Key/);
});

test("at rest there is not a word of what the visitor wrote, and the next page delivers it", async () => {
  const page = await visit(browser, `${all.site.origin}/`);
  const context = page.context();
  await silent(context);
  const sent = posts(context);
  const email = newAddress();
  await fill(page, email);
  // The form's own POST takes the page away.
  await submit(page);
  await page.waitForURL("**/thanks.html");
  await eventually(async () => (await queued(page)).length === 1, { what: "the row" });
  const rest = readable([await queued(page), await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }])]);
  assert.match(rest, /"sealed\\":/);
  for (const word of [email, "Ada", "King", "Works", "Head of Data", "evaluating", "This quarter", "/contact"]) {
    assert.ok(!rest.includes(word), word);
  }
  await page.close();

  await context.unroute(INTAKE);
  const next = await context.newPage();
  await next.goto(`${all.site.origin}/thanks.html`);
  const id = await arrived(all.edge, email);
  await queueHas(next, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  const last = JSON.parse(sent.at(-1)?.postData() ?? "");
  assert.deepEqual(Object.keys(last), ["v", "id", "key", "enc", "sealed"]);
  assert.equal(last.id, id);
  const { lead: kept } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  assert.deepEqual([kept.name, kept.company, kept.job_title], ["Ada King", "Works Ltd", "Head of Data"]);
  await leave(next);
});

test("the row is on its way before the page can do anything about it", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await silent(page);
  await fill(page, newAddress());
  // The page is blocked from the submit on; a second page of the site sees the row meanwhile.
  await page.evaluate(() =>
    addEventListener("submit", () =>
      setTimeout(() => {
        const end = Date.now() + 3000;
        while (Date.now() < end);
      }),
    ),
  );
  const other = await page.context().newPage();
  await other.goto(`${all.site.origin}/thanks.html`);
  const start = Date.now();
  // Not by a click, which would wait for the page.
  page.evaluate(() => document.querySelector("form")?.requestSubmit()).catch(() => {});
  await queueHas(other, 1);
  assert.ok(Date.now() - start < 2500, "while the page was blocked");
  await leave(page);
});

test("an older key opens what it sealed, until it is gone: then the lead waits and the console says so", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const [first, second] = [newAddress(), newAddress()];
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  /** A lead that does not get through, sealed to the key this page was told. */
  const keep = async (/** @type {string} */ email) => {
    await page.route(INTAKE, (route) => route.abort());
    await fill(page, email);
    await submit(page);
    await eventually(async () => (await queued(page))[0]?.tries === 1, { what: "a try in vain" });
    await page.unroute(INTAKE);
  };
  const turn = async (/** @type {number} */ n) => {
    await advance(all.edge, DESK, 7 * DAY);
    await publish(all.edge, DESK, `${exampleAgreement([all.site.origin])}\n# ${n}\n`);
  };
  const key = await deskKey(all.edge, DESK);
  await keep(first);
  await turn(1);
  assert.notEqual(await deskKey(all.edge, DESK), key);
  await comeOnline(page);
  await arrived(all.edge, first);
  await queueHas(page, 0);

  await keep(second);
  await turn(2);
  await turn(3);
  await comeOnline(page);
  const row = await eventually(async () => (await queued(page)).find(({ held }) => held), { what: "the refusal to count" });
  assert.ok(row.next - Date.now() > 0.9 * 3_600_000, "an hour");
  assert.ok(said.some((text) => text.includes("404") && text.includes("has no key")), said.join("\n"));
  assert.equal((await leadsOf(all.edge, second)).length, 0);
  await leave(page);
});

test("without cryptography a lead is sent and not kept, and the console says so", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`, (context) =>
    context.addInitScript(() => Object.defineProperty(Crypto.prototype, "subtle", { value: undefined })),
  );
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.route(INTAKE, (route) => route.abort());
  const email = newAddress();
  await fill(page, email);
  await submit(page);
  await offer(page);
  await eventually(() => said.some((text) => text.includes("keeps nothing")), { what: "a word on the console" });
  assert.deepEqual(await queued(page), []);
  await page.unroute(INTAKE);
  await comeOnline(page);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("the key comes after the submit: the lead is kept from then on", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  /** @type {(value?: unknown) => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = resolve));
  await page.route("**/card", async (route) => {
    await held;
    await route.continue();
  });
  await silent(page);
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  const sent = posts(page);
  await submit(page);
  await eventually(() => sent.length === 1, { what: "the first try" });
  assert.deepEqual(await queued(page), []);
  letThrough();
  await queueHas(page, 1);
  assert.ok(!readable(await queued(page)).includes(email));
  await leave(page);
});

test("without the engine nothing is written down, and the lead is tried again while the page stands", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`, async (context) => {
    await context.clock.install();
    await context.route("**/engine.js", (route) => route.abort());
  });
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.route(INTAKE, (route) => route.abort());
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  await eventually(() => said.some((text) => text.includes("while this page stands")), { what: "a word on the console" });
  assert.deepEqual(await queued(page), []);
  await page.unroute(INTAKE);
  await page.clock.fastForward(10_000);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("a browser whose requests end with the page is sent a beacon besides", async () => {
  const page = await visit(browser, `${all.site.origin}/`, (context) =>
    context.addInitScript(() => Reflect.deleteProperty(Request.prototype, "keepalive")),
  );
  const sent = posts(page);
  const email = newAddress();
  await fill(page, email);
  await submit(page);
  await page.waitForURL("**/thanks.html");
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.ok(sent.some((request) => request.resourceType() === "ping"), sent.map((one) => one.resourceType()).join());
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});
