/** The handoff page: a link in a message, on a phone, without a script. GET shows, POST acts. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";

import { DESK, advance, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import { HOT, answerOf, lead, post } from "./leads.mjs";
import { open, picture } from "./screens.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, javaScriptEnabled: false };
const MINUTE = 60_000;

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;
before(async () => {
  [all, browser] = await Promise.all([startAll(), launchBrowser()]);
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/** Each has a number of their own: the same person again would join the lead they have. */
let callers = 0;

/**
 * A lead that came in, and the link in the message about it.
 * @param {Record<string, unknown>} [fields]
 */
async function handedOver(fields = {}) {
  callers += 1;
  const sent = lead({ ...HOT, phone: `+44 20 7946 0${900 + callers}`, ...fields });
  const answer = await post(all.edge, sent, { from: all.site.origin });
  assert.equal(answer.status, 201, await answer.text());
  const link = await eventually(
    () =>
      all.receiver.deliveries
        .filter(({ path, body }) => path.startsWith("/slack") && body.includes("/h/"))
        .flatMap(({ body }) => body.match(/https?:\/\/[^\s"<>|\\]+\/h\/[^\s"<>|\\]+/g) ?? [])
        .find((link) => payload(link).includes(sent.id)),
    { what: "the message with the link" },
  );
  return { id: sent.id, link, sent };
}

/** @param {string} link */
function payload(link) {
  return Buffer.from(link.split("/").at(-1)?.split(".")[0] ?? "", "base64url").toString("utf8");
}

/** Everything the desk knows of a lead, but the time. @param {string} id */
async function known(id) {
  const { lead, timeline, deliveries } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  return { lead, timeline, deliveries };
}

/** Until what is delivered is delivered. @param {string} id */
function settled(id) {
  return eventually(
    async () => {
      const page = await known(id);
      return page.deliveries.every((/** @type {any} */ delivery) => delivery.delivered_at !== null) && page;
    },
    { what: "the deliveries to arrive" },
  );
}

/** @param {string} link @param {Record<string, string>} fields */
const submit = (link, fields) =>
  fetch(link, { method: "POST", redirect: "manual", headers: { origin: all.edge.origin }, body: new URLSearchParams(fields) });

test("a phone opens the link: time left, five facts, reasons, one button; without a script", async () => {
  const { id, link, sent } = await handedOver();
  const { page, complaints, answer, close } = await open(browser, link, PHONE);
  assert.equal(answer?.status(), 200);
  const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
  assert.match(text, /4 m \d\d s left call back by \d\d:\d\d UTC/);
  for (const fact of ["Ada King", "Head of Data", "Works Ltd", HOT.message]) assert.ok(text.includes(fact), fact);
  assert.equal(await page.getAttribute(".reach a >> nth=0", "href"), String(answerOf(sent, "phone")).replace(/ /g, "").replace("+", "tel:+"));
  assert.equal(await page.getAttribute(".reach a >> nth=1", "href"), `mailto:${answerOf(sent, "email")}`);

  const points = await page.locator("table tbody td").allTextContents();
  const { lead } = await known(id);
  assert.equal(points.reduce((sum, one) => sum + Number(one.replace("−", "-")), 0), lead.score);
  const button = await page.locator(".act button").boundingBox();
  assert.ok(button && button.height >= 44 && button.y + button.height <= 844, "the button is under the thumb from the start");
  for (const target of await page.locator("main a:visible, main label:visible, main input:visible, main button").all()) {
    const box = await target.boundingBox();
    assert.ok(box && box.height >= 44, `${await target.innerText()} is ${box?.height} px high`);
  }
  for (const width of [360, 390]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      await picture(page, `handoff-before-${width}-${colorScheme}`, { fullPage: false });
    }
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("reading changes nothing, a hundred times over", async () => {
  const { id, link } = await handedOver();
  // The first reading is noted, once, as weak evidence: no state and no clock hangs on it.
  const unread = (await settled(id)).lead;
  await fetch(link, { headers: { "sec-purpose": "prefetch" } });
  await fetch(link, { method: "HEAD" });
  assert.deepEqual((await known(id)).lead, unread);
  await fetch(link);
  const before = await settled(id);
  assert.deepEqual([before.lead.state, before.lead.window], [unread.state, unread.window]);
  assert.equal(before.timeline.filter((/** @type {any} */ event) => event.kind === "lead.opened").length, 1);
  for (let at = 0; at < 100; at += 1) {
    const answer = await fetch(link, { method: at % 2 === 0 ? "GET" : "HEAD" });
    assert.equal(answer.status, 200);
    assert.equal((await answer.text()).length > 0, at % 2 === 0);
  }
  assert.deepEqual(await known(id), before);
});

test("the button acknowledges, and the clock stops; the same once more changes nothing", async () => {
  const { id, link } = await handedOver();
  await settled(id);
  const { page, complaints, close } = await open(browser, link, PHONE);
  // Pressed too early, the browser leads to the open question and nothing is sent.
  await page.click(".act button");
  assert.equal((await known(id)).lead.state, "notified");
  await page.check("input[value=in_1h]");
  await Promise.all([page.waitForLoadState("load"), page.click(".act button")]);
  await page.waitForSelector(".promise");
  assert.equal(page.url(), link);
  const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
  assert.match(text, /answered in \d+ s in time, was due at \d\d:\d\d UTC Acknowledged Call/);
  assert.equal(await page.locator("#promise, .act").count(), 0);
  await picture(page, "handoff-after-390-light");

  const { lead, timeline } = await settled(id);
  assert.equal(lead.state, "acknowledged");
  assert.ok(lead.window.met_at >= lead.received_at && lead.window.met_at < lead.window.due_at);
  assert.equal(lead.acknowledgement.next_step, "Call");
  assert.equal(lead.acknowledgement.due_at - lead.acknowledgement.at, 60 * MINUTE);
  assert.equal(timeline.filter((/** @type {any} */ event) => event.kind === "lead.acknowledged").length, 1);

  await advance(all.edge, DESK, 6 * MINUTE);
  const before = await known(id);
  assert.equal(before.lead.window.missed_at, null, "a stopped clock is never missed");
  const again = await submit(link, { next_step: "Other", due: "tomorrow_10" });
  assert.ok(again.status < 500, String(again.status));
  assert.deepEqual(await known(id), before);
  assert.deepEqual(complaints, []);
  await close();
});

test("what Other means is written down", async () => {
  const { id, link } = await handedOver();
  assert.equal((await submit(link, { next_step: "Other", note: "send the security paper", due: "in_15m" })).status, 303);
  assert.match((await known(id)).lead.acknowledgement.next_step, /send the security paper/);
});

test("a form without a time is refused on the page, and nothing changes", async () => {
  const { id, link } = await handedOver();
  const before = await settled(id);
  const answer = await submit(link, { next_step: "Call", due: "at", due_at: "" });
  assert.equal(answer.status, 400);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
  const html = await answer.text();
  assert.match(html, /role="alert"/);
  assert.match(html, /<form/);
  assert.deepEqual(await known(id), before);
});

test("a missed window stays visible when it is answered late", async () => {
  const { id, link } = await handedOver();
  await advance(all.edge, DESK, 7 * MINUTE);
  const { page, close } = await open(browser, link, PHONE);
  assert.match(await page.locator("main").innerText(), /missed by 2 m/);
  await picture(page, "handoff-missed-390-light", { fullPage: false });
  await page.check("input[value=in_15m]");
  await page.click(".act button");
  await page.waitForSelector(".promise");
  const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
  assert.match(text, /answered in 7 m.*missed by 2 m/);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "handoff-late-390-dark");
  const { lead } = await known(id);
  assert.equal(lead.state, "acknowledged");
  assert.ok(lead.window.missed_at >= lead.window.due_at, "the miss stays");
  assert.equal(lead.window.met_at, null, "a window is met in time or never");
  await close();
});

test("what visitors typed is text on this page too", async () => {
  const { link } = await handedOver({ name: `"><script>alert(1)</script>`, company: "</style><b>bold", phone: "call <me>" });
  const { page, complaints, close } = await open(browser, link, { ...PHONE, javaScriptEnabled: true });
  assert.equal(await page.textContent("h1"), `"><script>alert(1)</script>`);
  assert.equal(await page.locator("script, main b").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("a link that was tampered with, belongs elsewhere or has expired shows nothing but what to do", async () => {
  const { id, link } = await handedOver();
  const before = await settled(id);
  const [head, token = ""] = link.split(/(?<=\/h\/[^/]+\/)/);
  const [body = "", signature = ""] = token.split(".");
  const other = Buffer.from(payload(link).replace(id, lead().id)).toString("base64url");
  for (const forged of [`${other}.${signature}`, `${body}.${signature.slice(0, -4)}AAAA`, body, `${body}.`, "x"]) {
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(`${head}${forged}`, { method, ...(method === "POST" ? { body: new URLSearchParams({ next_step: "Call", due: "in_15m" }) } : {}) });
      const html = await answer.text();
      assert.ok([400, 401, 403, 404, 410].includes(answer.status), `${answer.status} for ${forged}`);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      assert.ok(!html.includes("Ada King") && !html.includes("<form"), "nothing of the lead is shown");
    }
  }
  assert.deepEqual(await known(id), before);

  await advance(all.edge, DESK, 14 * 24 * 60 * MINUTE);
  const { page, answer, close } = await open(browser, link, PHONE);
  assert.equal(answer?.status(), 410);
  assert.match(await page.locator("main").innerText(), /This link has expired/);
  await picture(page, "handoff-expired-390-light", { fullPage: false });
  assert.equal((await submit(link, { next_step: "Call", due: "in_15m" })).status, 410);
  await eventually(async () => (await known(id)).lead.state === "nurture", { what: "marketing to have it back, ignored for two days" });
  await close();
});

test("the page is kept by nobody, framed by nobody, and its style is the only thing it runs", async () => {
  const { link } = await handedOver();
  const answer = await fetch(link);
  const html = await answer.text();
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
  const policy = answer.headers.get("content-security-policy") ?? "";
  assert.ok(policy.includes(`'sha256-${createHash("sha256").update(style).digest("base64")}'`), policy);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|script-src/);
  assert.match(answer.headers.get("cache-control") ?? "", /no-store/);
  assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
});
