/**
 * The widget, online: the offer in the frame of the submit, staying or carried, and what the
 * host's server gets.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, api, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import {
  COLD,
  INTAKE,
  arrived,
  fill,
  leadsOf,
  leave,
  newAddress,
  offer,
  posts,
  queueHas,
  queued,
  seen,
  submit,
  visit,
} from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  const policy = "script-src 'self' https://EDGE; connect-src 'self' https://EDGE; style-src 'self'";
  all = await startAll({ site: { headers: { "/spa": { "content-security-policy": policy } } } });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/** @param {string} lead */
const bookingLink = (lead) => `${all.edge.origin}/v1/desks/${DESK}/book/${lead}`;

/**
 * Notes in the page, for the next one too, what stood there when the submit event was over
 * and in the frame after it.
 * @param {import("playwright-core").Page} page
 */
function watchSubmit(page) {
  return page.evaluate(() => {
    const place = () => `${(document.querySelector("form")?.getBoundingClientRect().y ?? 0) + scrollY}`;
    const before = place();
    const note = (/** @type {string} */ when) => {
      if (place() !== before) sessionStorage.setItem("moved", `${before} to ${place()}`);
      const panel = document.querySelector("baton-offer")?.shadowRoot?.querySelector("[part=panel]");
      const link = panel?.querySelector("[part=button]");
      sessionStorage.setItem(when, panel?.classList.contains("open") ? (link?.getAttribute("href") ?? "") : "nothing");
    };
    addEventListener("submit", () => {
      note("at submit");
      requestAnimationFrame(() => note("in the frame"));
    });
  });
}

/** @param {import("playwright-core").Page} page @param {string} key */
const noted = (page, key) => page.evaluate((name) => sessionStorage.getItem(name), key);

test("a form its page sends by script: the offer is there when the submit event ends, and stays", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const sent = posts(page);
  // Whatever the visitor sees at the submit, the edge has not answered yet.
  /** @type {(value?: unknown) => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = resolve));
  await page.route(INTAKE, async (route) => {
    await held;
    await route.continue();
  });
  const email = newAddress();
  await fill(page, email);
  await watchSubmit(page);
  await submit(page);

  const first = await offer(page);
  assert.equal(first.headline, "Pick a time that suits you");
  assert.equal(first.name, "Acme Pipelines", "the site's own name stands where the rep's will");
  assert.equal(await noted(page, "at submit"), first.href);
  assert.equal(await eventually(() => noted(page, "in the frame"), { what: "a frame" }), first.href);
  await queueHas(page, 1);

  letThrough();
  const lead = await arrived(all.edge, email);
  const later = await offer(page, ({ name }) => name !== "Acme Pipelines");
  assert.match(later.name, /^(Ana Silva|Ben Okafor)$/);
  assert.equal(first.href, bookingLink(lead), "the link shown is this lead's own");
  assert.equal(later.href, first.href, "and does not change");
  await queueHas(page, 0);
  assert.equal(sent.length, 1);
  assert.match((await sent[0]?.allHeaders())?.["content-type"] ?? "", /^text\/plain/);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.equal(await noted(page, "moved"), null, "nothing on the page has moved");
  assert.ok(all.site.posts.some(({ path, body }) => path === "/api/contact" && body.includes(email)));

  const click = await api(all.edge, new URL(first.href).pathname);
  assert.equal(click.status, 302);
  await leave(page);
});

test("a form that navigates: painted at once, carried to the next page, gone when closed", async () => {
  const page = await visit(browser, `${all.site.origin}/`);
  const email = newAddress();
  await fill(page, email);
  await watchSubmit(page);
  await submit(page);
  await page.waitForURL("**/thanks.html");

  const carried = await offer(page);
  const lead = await arrived(all.edge, email);
  assert.equal(carried.href, bookingLink(lead));
  assert.equal(await noted(page, "at submit"), carried.href, "it was there before the page left");
  const named = await offer(page, ({ name }) => name !== "Acme Pipelines");
  assert.match(named.name, /^(Ana Silva|Ben Okafor)$/);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await queueHas(page, 0);
  assert.ok(!(await noted(page, "baton"))?.includes(email), "what is carried says nothing of the visitor");

  await page.locator("baton-offer").getByRole("button", { name: "Close" }).click();
  assert.equal(await seen(page), null);
  assert.equal(await noted(page, "baton"), null);
  await page.reload();
  await page.waitForTimeout(200);
  assert.equal(await seen(page), null, "closed is closed");
  await leave(page);
});

test("a form that navigates before anything is written down: the next page asks for the answer that the first did not live to hear", async () => {
  const page = await visit(browser, `${all.site.origin}/`, async (context) => {
    // No key, so nothing is sealed at the submit; and an answer for a page that is gone.
    await context.route("**/card", async (route) => {
      const response = await route.fetch();
      const { "baton-key": _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await context.route(INTAKE, async (route) => {
      await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.abort().catch(() => {});
    });
  });
  const email = newAddress();
  await fill(page, email);
  const asked = page.waitForRequest(/\/leads\/[^/]+\/offer$/);
  await submit(page);
  await page.waitForURL("**/thanks.html");
  assert.equal((await queued(page)).length, 0);
  await asked;
  const named = await offer(page, ({ name }) => name !== "Acme Pipelines");
  assert.match(named.name, /^(Ana Silva|Ben Okafor)$/);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("the host's server gets the body it would have got without us", async () => {
  const email = newAddress();
  const bodies = [];
  for (const isWithUs of [true, false]) {
    const page = await visit(browser, `${all.site.origin}/`, async (context) => {
      if (!isWithUs) await context.route("**/baton.js", (route) => route.abort());
    });
    await fill(page, email, undefined, { warm: isWithUs });
    await submit(page);
    await page.waitForURL("**/thanks.html");
    const post = all.site.posts.at(-1);
    bodies.push([post?.path, post?.headers["content-type"], post?.body]);
    await leave(page);
  }
  assert.deepEqual(bodies[0], bodies[1]);
  assert.match(String(bodies[0]?.[2]), /csrf=3f9a0c77d1/);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
});

test("who the browser promises nothing to gets the edge's offer", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const email = newAddress();
  await fill(page, email, COLD);
  await watchSubmit(page);
  await submit(page);
  const shown = await offer(page);
  assert.equal(await noted(page, "at submit"), "nothing");
  assert.deepEqual([shown.headline, shown.href], ["Thank you, we have it", ""]);
  const lead = await arrived(all.edge, email);
  const stored = await json(all.edge, `/v1/desks/${DESK}/leads/${lead}`);
  assert.equal(stored.lead.shown.offer, "none");
  await leave(page);
});

test("a double click is one lead; a changed form is another", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const sent = posts(page);
  const [email, other] = [newAddress(), newAddress()];
  await fill(page, email);
  await page.evaluate(() => {
    document.querySelector("form")?.requestSubmit();
    document.querySelector("form")?.requestSubmit();
  });
  await arrived(all.edge, email);
  await offer(page);
  await page.fill("[name=email]", other);
  await submit(page);
  const second = await arrived(all.edge, other);
  await offer(page, ({ href }) => href === bookingLink(second));
  await queueHas(page, 0);
  assert.equal(sent.length, 2);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("the same message posted twice is one lead", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const sent = posts(page);
  const email = newAddress();
  await fill(page, email);
  await submit(page);
  const lead = await arrived(all.edge, email);
  const again = await api(all.edge, `/v1/desks/${DESK}/leads`, {
    method: "POST",
    body: sent[0]?.postData() ?? "",
    headers: { origin: all.site.origin },
  });
  const receipt = await again.json();
  assert.deepEqual([again.status, receipt.lead, receipt.repeat], [200, lead, true]);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("no card: the edge's offer", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`, (context) =>
    context.route("**/card", (route) => route.abort()),
  );
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  const shown = await offer(page);
  assert.equal(shown.href, bookingLink(await arrived(all.edge, email)));
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("wasm forbidden by the page's policy: the edge's offer, in place", async () => {
  const page = await visit(browser, `${all.site.origin}/spa`);
  /** @type {string[]} */
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  const shown = await offer(page);
  assert.equal(shown.href, bookingLink(await arrived(all.edge, email)));
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.ok(said.some((text) => text.startsWith("baton: the edge decides") && text.includes("Security")), said.join("\n"));
  assert.ok(!said.some((text) => text.includes("style-src")), said.join("\n"));
  await leave(page);
});

test("wasm forbidden, and the form navigates: the edge's offer on the next page", async () => {
  const page = await visit(browser, `${all.site.origin}/csp.html`);
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  await page.waitForURL("**/thanks.html");
  const shown = await offer(page);
  assert.equal(shown.href, bookingLink(await arrived(all.edge, email)));
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("no engine: the loader sends and shows by itself", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`, (context) =>
    context.route("**/engine.js", (route) => route.abort()),
  );
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  const link = page.getByRole("status").getByRole("link", { name: "Book a meeting" });
  await link.waitFor();
  assert.equal(await link.getAttribute("href"), bookingLink(await arrived(all.edge, email)));
  await queueHas(page, 0);
  await leave(page);
});

test("the engine comes after the submit: it takes the lead over", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  const sent = posts(page);
  /** @type {(value?: unknown) => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = resolve));
  await page.route("**/engine.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.route(INTAKE, (route) => route.abort());
  const email = newAddress();
  await fill(page, email, undefined, { warm: false });
  await submit(page);
  await eventually(() => sent.length === 1, { what: "the loader's own try" });
  letThrough();
  const shown = await offer(page);
  await queueHas(page, 1);
  assert.ok(shown.href, "scored after the fact, with no word from the edge");
  await page.unroute(INTAKE);
  assert.equal(shown.href, bookingLink(await arrived(all.edge, email)));
  assert.ok(sent.length >= 2);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});
