/** Cloudflare Turnstile where the agreement asks for it: a proof of each visitor, and nobody lost without. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, exampleAgreement, freePort, json, launchBrowser, publish, startAll } from "./harness.mjs";
import { lead, post } from "./leads.mjs";
import { MADE_PAGES, arrived, newAddress, pageWith } from "./widget.mjs";

const SECRET = "0x4AAAAAAA-of-the-stand-in";
const SITE_KEY = "0x4AAAAAAAsite";

/** What "Validate the token" promises: one use, but for who asks again with the same key. */
function startVerifier(/** @type {number} */ port) {
  /** @type {Set<string>} */
  const good = new Set();
  /** @type {Map<string, string>} */
  const used = new Map();
  let isDown = false;
  let asked = 0;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    asked += 1;
    if (isDown) return response.writeHead(503).end("busy");
    const said = new URLSearchParams(text);
    const [secret, proof, key] = ["secret", "response", "idempotency_key"].map((name) => said.get(name) ?? "");
    const codes = [];
    if (request.headers["content-type"] !== "application/x-www-form-urlencoded") codes.push("bad-request");
    else if (secret !== SECRET) codes.push("invalid-input-secret");
    else if (!proof || !good.has(proof)) codes.push("invalid-input-response");
    else if (used.has(proof) && used.get(proof) !== key) codes.push("timeout-or-duplicate");
    if (codes.length === 0) used.set(proof ?? "", key ?? "");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ success: codes.length === 0, "error-codes": codes }));
  });
  return new Promise((/** @type {(verifier: any) => void} */ resolve) => {
    server.listen(port, "127.0.0.1", () =>
      resolve({ good, down: (/** @type {boolean} */ is) => (isDown = is), asked: () => asked, stop: () => server.close() }),
    );
  });
}

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {any} */
let verifier;

before(async () => {
  const port = await freePort();
  verifier = await startVerifier(port);
  all = await startAll({ env: { TURNSTILE_SECRET: SECRET, BATON_TURNSTILE_API: `http://127.0.0.1:${port}/siteverify` } });
  const agreement = exampleAgreement([all.site.origin])
    .replace("[site]\n", '[site]\nturnstile_secret = "TURNSTILE_SECRET"\n')
    .replace("[secrets]\n", '[secrets]\nTURNSTILE_SECRET = "our widget of Turnstile"\n');
  await publish(all.edge, DESK, agreement);
});
after(() => Promise.all([all?.stop(), verifier?.stop()]));

/** @param {object} more */
async function sent(more) {
  const body = { ...lead(), ...more };
  const answer = await post(all.edge, body, { from: all.site.origin });
  assert.ok(answer.ok, await answer.text());
  const told = await json(all.edge, `/v1/desks/${DESK}/leads/${body.id}`);
  return { body, state: told.lead.state, quarantine: told.lead.quarantine };
}

test("who has no good proof waits in quarantine", async () => {
  verifier.good.add("good-1");
  assert.notEqual((await sent({ turnstile: "good-1" })).state, "quarantined");
  for (const more of [{}, { turnstile: "" }, { turnstile: "forged" }, { turnstile: "good-1" }, { turnstile: "x".repeat(3000) }]) {
    const { state, quarantine } = await sent(more);
    assert.deepEqual([state, quarantine], ["quarantined", "unproven"], JSON.stringify(more).slice(0, 60));
  }
});

test("the same lead again is the same lead", async () => {
  verifier.good.add("good-2");
  const { body, state } = await sent({ turnstile: "good-2" });
  assert.notEqual(state, "quarantined");
  const again = await post(all.edge, body, { from: all.site.origin });
  assert.deepEqual([again.status, (await again.json()).state === "quarantined"], [200, false]);
});

test("while the verifier is down nobody is suspected", async () => {
  verifier.down(true);
  assert.notEqual((await sent({ turnstile: "whatever" })).state, "quarantined");
  verifier.down(false);
});

test("in a browser the proof goes along, and the visitor's time with it", async () => {
  const browser = await launchBrowser(MADE_PAGES);
  try {
    const form = `<form action="/demo/thanks"><label>Work email <input name="email" type="email"></label>
      <label>Company <input name="company"></label>
      <label>How many are you? <select name="company_size"><option>1–10 people<option>51–200 people</select></label>
      <label>Your role <input name="job_title"></label>
      <label><input type="checkbox" name="privacy" required> I agree that Acme calls and mails me about its product, keeps what I type for two years, and I have read
      the <a href="/privacy">privacy policy</a> as of October 2026.</label>
      <button type="submit">Send</button></form><script>addEventListener("submit", (event) => event.preventDefault())</script>`;
    for (const proof of ["good-3", "good-4"]) verifier.good.add(proof);
    const turnstile = `window.turnstile = { given: 2, boxes: [], render(box, options) {
      this.options = options; setTimeout(() => options.callback("good-" + ++this.given)); return "box"; },
      reset() { setTimeout(() => this.options.callback("good-" + ++this.given)); } };`;
    const page = await pageWith(browser, all, form, {
      tag: `data-turnstile="${SITE_KEY}" data-consent-version="2026-10"`,
      prepare: (context) => context.route("https://challenges.cloudflare.com/**", (route) => route.fulfill({ contentType: "text/javascript", body: turnstile })),
    });
    const email = newAddress();
    await page.fill("[name=email]", email);
    await page.waitForFunction("window.turnstile?.given === 3");
    assert.equal(await page.evaluate("turnstile.options.sitekey"), SITE_KEY);
    await page.fill("[name=company]", "Works");
    await page.selectOption("[name=company_size]", { index: 1 });
    await page.fill("[name=job_title]", "Head of Data");
    await page.check("[name=privacy]");
    await page.click("button");
    const id = await arrived(all.edge, email);
    const told = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
    assert.notEqual(told.lead.state, "quarantined");
    assert.ok(told.lead.filled_ms > 0 && told.lead.filled_ms < 60_000, `${told.lead.filled_ms}`);
    const [consent] = told.lead.consents;
    assert.deepEqual([consent.given, consent.version], [true, "2026-10"]);
    assert.match(consent.text, /^I agree that Acme calls.*as of October 2026\.$/);
    assert.ok(consent.text.length > 120, "the whole of it");
    await page.waitForFunction("window.turnstile.given === 4", undefined, { timeout: 5000 });
  } finally {
    await browser.stop();
  }
});

test("a Turnstile that cannot be loaded costs nobody the lead", async () => {
  const browser = await launchBrowser(MADE_PAGES);
  try {
    const form = `<form action="/demo/thanks"><input name="email" type="email"><input name="company"><button>Send</button></form>
      <script>addEventListener("submit", (event) => event.preventDefault())</script>`;
    const page = await pageWith(browser, all, form, {
      tag: `data-turnstile="${SITE_KEY}"`,
      prepare: (context) => context.route("https://challenges.cloudflare.com/**", (route) => route.abort()),
    });
    const email = newAddress();
    await page.fill("[name=email]", email);
    await page.fill("[name=company]", "Works");
    await page.click("button");
    const id = await arrived(all.edge, email);
    const told = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
    assert.deepEqual([told.lead.state, told.lead.quarantine], ["quarantined", "unproven"]);
  } finally {
    await browser.stop();
  }
});
