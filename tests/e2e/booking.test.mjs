/**
 * From the offer to the meeting: who is shown, where the click leads, the calendar in the page,
 * and what is noticed of what was booked there. The booking tools are stand-ins that say what
 * the tools say (www/demo/calendar), on another host than the page.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, advance, api, eventually, exampleAgreement, freePort, json, launchBrowser, publish, startAll, startSite } from "./harness.mjs";
import { HOT as HOT_LEAD, answerOf, lead, post } from "./leads.mjs";
import { axe, picture } from "./screens.mjs";
import { COLD, MADE_PAGES, arrived, fill, leave, newAddress, offer, seen, submit, visit } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;
/** The stand-ins' site. @type {Awaited<ReturnType<typeof startSite>>} */
let tools;
/** @type {string} */
let toolsOrigin;

const DAY = 86_400_000;

before(async () => {
  all = await startAll({
    site: { headers: { "/spa": { "content-security-policy": "frame-src 'self'" } } },
  });
  const port = await freePort();
  tools = await startSite({ edgeOrigin: all.edge.origin, port });
  toolsOrigin = `http://127.0.0.1:${port}`;
  browser = await launchBrowser(MADE_PAGES);
});
after(async () => {
  await browser?.stop();
  await tools?.stop();
  await all?.stop();
});

/**
 * The example, with every calendar on the stand-ins' host.
 * @param {{tool?: string, inline?: boolean, picture?: string}} setting
 */
function agreement({ tool = "calendly", inline = true, picture = "" }) {
  // Cal.com's frames live at a path of their own, which the edge knows.
  const link = `${toolsOrigin}/calendar${tool === "cal" ? "" : "/embed"}?as=${tool}`;
  const face = picture && `\npicture = "${picture}"`;
  return exampleAgreement([all.site.origin])
    .replace(/^link = "https:\/\/meet.*$/m, `link = "${link}"\ntool = "${tool}"\nname = "Acme sales"\ninline = ${inline}`)
    .replace(/^booking = ".*$/gm, `booking = "${link}"\nbooking_tool = "${tool}"${face}`);
}

/**
 * What happened to a lead, in words.
 * @param {string} id
 * @param {string} kind
 * @returns {Promise<string[]>}
 */
async function told(id, kind) {
  const page = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  const events = page.timeline.filter((/** @type {{kind: string}} */ event) => event.kind === kind);
  return events.map((/** @type {{words: string}} */ { words }) => words);
}

/** A visitor with an offer whose host is known. @param {string} [where] */
async function offered(where = "/") {
  const page = await visit(browser, `${all.site.origin}${where}`);
  const email = newAddress();
  await fill(page, email);
  // The page shall stay, whatever its form does.
  await page.evaluate(() => document.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault()));
  await submit(page);
  await offer(page, ({ name }) => name !== "Acme Pipelines");
  return { page, email, id: await arrived(all.edge, email) };
}

/**
 * Waits until the page has what opens the calendar: sooner, the click opens a tab.
 * @param {import("playwright-core").Page} page
 */
async function calendarIsThere(page) {
  const has = () => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/embed/calendar.js"));
  await eventually(() => page.evaluate(has), { what: "the calendar's script" });
  await page.waitForTimeout(100);
}

const part = (/** @type {import("playwright-core").Page} */ page, /** @type {string} */ name) => page.locator(`baton-offer [part=${name}]`);

test("the click: filled in for the owner's tool, told to nobody, counted once", async () => {
  await publish(all.edge, DESK, agreement({ tool: "savvycal", inline: false }));
  const hot = lead();
  await post(all.edge, hot, { from: all.site.origin });
  const path = `/v1/desks/${DESK}/book/${hot.id}`;
  assert.deepEqual(await told(hot.id, "link.opened"), []);
  await api(all.edge, path, { method: "HEAD" });
  await api(all.edge, path, { headers: { "sec-purpose": "prefetch;prerender" } });
  assert.deepEqual(await told(hot.id, "link.opened"), [], "a program that looks ahead is no click");
  for (let click = 0; click < 2; click += 1) {
    const answer = await api(all.edge, path);
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const target = new URL(answer.headers.get("location") ?? "");
    assert.equal(target.origin, toolsOrigin);
    assert.deepEqual(Object.fromEntries(target.searchParams), {
      as: "savvycal",
      display_name: HOT_LEAD.name,
      email: answerOf(hot, "email"),
      "metadata[lead]": hot.id,
    });
  }
  const [opened, more] = await told(hot.id, "link.opened");
  assert.match(opened ?? "", /^opened the calendar of (Ana Silva|Ben Okafor)$/);
  assert.equal(more, undefined);
});

test("a link is never an error: nobody's, a nobody's, an old one's", async () => {
  const hot = lead();
  await post(all.edge, hot, { from: all.site.origin });
  const strange = lead();
  await post(all.edge, strange, { from: "https://elsewhere.example" });
  const link = async (/** @type {string} */ id) => {
    const answer = await api(all.edge, `/v1/desks/${DESK}/book/${id}`);
    assert.equal(answer.status, 302, id);
    return new URL(answer.headers.get("location") ?? "");
  };
  const general = `${toolsOrigin}/calendar/embed?as=savvycal`;
  for (const id of ["nobody", "0193a2f0-0000-7000-8000-000000000000", "%27%3B--"]) assert.equal((await link(id)).href, general);
  assert.equal((await link(strange.id)).searchParams.get("email"), answerOf(strange, "email"), "quarantined: the team's, filled in");
  assert.deepEqual(await told(strange.id, "link.opened"), ["opened the team's calendar"]);
  await advance(all.edge, DESK, 13 * DAY);
  assert.equal((await link(hot.id)).searchParams.get("email"), answerOf(hot, "email"));
  await advance(all.edge, DESK, DAY);
  assert.equal((await link(hot.id)).href, general, "after two weeks it says nothing of anybody");
});

test("a reported meeting stands in the lead's history, once", async () => {
  const hot = lead();
  await post(all.edge, hot, { from: all.site.origin });
  const report = async (/** @type {string} */ id, /** @type {string} */ body) => {
    const answer = await fetch(`${all.edge.origin}/v1/desks/${DESK}/leads/${id}/booked`, { method: "POST", body });
    return { status: answer.status, body: await answer.json() };
  };
  const body = '{"tool":"calendly","reference":"E1"}';
  assert.deepEqual(await report(hot.id, body), { status: 201, body: { v: 1, repeat: false } });
  assert.deepEqual(await report(hot.id, body), { status: 200, body: { v: 1, repeat: true } });
  assert.deepEqual(await told(hot.id, "booking.reported"), ["a meeting was booked in calendly, says the visitor's page"]);
  assert.equal((await report("nobody", body)).status, 404);
  assert.equal((await report(hot.id, '{"tool":"carrier pigeon"}')).body.code, "wrong_shape");
  assert.equal((await report(hot.id, `{"tool":"cal","reference":"${"x".repeat(5000)}"}`)).status, 413);
  await all.edge.restart();
  assert.equal((await report(hot.id, body)).body.repeat, true, "2xx meant committed");
});

test("disagreements are counted by cause", async () => {
  const shown = { offer: "meeting", score: 90, tier: "hot", card: "an older one" };
  await post(all.edge, lead({ email: "b@works.example" }, { shown }), { from: all.site.origin });
  await post(all.edge, lead(HOT_LEAD, { shown }), { from: "https://elsewhere.example" });
  const { causes } = await json(all.edge, `/v1/desks/${DESK}/disagreements`);
  const counted = Object.fromEntries(causes.map((/** @type {any} */ { cause, times }) => [cause, times]));
  assert.deepEqual(counted, { older_card: 1, quarantine: 1 });
  assert.equal((await fetch(`${all.edge.origin}/v1/desks/${DESK}/disagreements`)).status, 401);
});

for (const tool of ["calendly", "cal", "hubspot"]) {
  test(`the calendar in the page: ${tool} says that a meeting is booked, and the desk hears of it`, async () => {
    await publish(all.edge, DESK, agreement({ tool }));
    const { page, id } = await offered();
    await page.evaluate(() => {
      const events = (/** @type {any} */ (window).told = /** @type {string[]} */ ([]));
      for (const type of ["open", "booked"]) document.addEventListener(`baton:${type}`, () => events.push(type));
    });
    assert.equal(await page.locator("baton-offer iframe").count(), 0, "no frame before the click");
    const before = (await seen(page))?.href;
    await calendarIsThere(page);
    await part(page, "button").click();
    const frame = page.frameLocator("baton-offer iframe");
    await frame.getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
    assert.deepEqual(await axe(page, "baton-offer"), []);
    await picture(page, `offer-calendar-${tool}`, { fullPage: false });
    await frame.getByRole("button", { name: "Tomorrow, 10:00" }).click();
    await frame.getByText("You are scheduled.").waitFor();
    const [words] = await eventually(async () => {
      const list = await told(id, "booking.reported");
      return list.length > 0 && list;
    });
    assert.equal(words, `a meeting was booked in ${tool}, says the visitor's page`);
    assert.equal((await told(id, "link.opened")).length, 1);
    assert.equal(await part(page, "button").getAttribute("href"), before, "the link is what it was");
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).told), ["open", "booked"]);
    assert.equal(await page.locator("baton-offer iframe").getAttribute("title"), "Calendar");
    await part(page, "close").click();
    assert.equal(await page.locator("baton-offer iframe").count(), 0);
    await leave(page);
  });
}

/**
 * The demo page with a further attribute on its tag, or on its form.
 * @param {{tag?: string, form?: string, gpc?: boolean}} how
 * @returns {(context: import("playwright-core").BrowserContext) => Promise<unknown>}
 */
const attributed = ({ tag = "", form = "", gpc = false }) => async (context) => {
  if (gpc) await context.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await context.route("**/spa.html", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace("data-desk=", `${tag} data-desk=`).replace("<form", `<form ${form}`);
    await route.fulfill({ response, body });
  });
};

for (const [what, how] of /** @type {const} */ ([
  ["data-inline on the tag", { tag: "data-inline" }],
  ["data-baton-inline on the form", { form: "data-baton-inline" }],
])) {
  test(`${what}: the calendar stands there from the start, takes no focus, and counts as no click`, async () => {
    await publish(all.edge, DESK, agreement({}));
    const page = await visit(browser, `${all.site.origin}/spa.html`, attributed(how));
    const email = newAddress();
    await fill(page, email);
    await page.focus("#company");
    await page.keyboard.press("Enter");
    const frame = page.frameLocator("baton-offer iframe");
    await frame.getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "company", "the focus stays");
    assert.equal(await part(page, "headline").isVisible(), true, "what it is about stands above it");
    assert.equal(await part(page, "button").isVisible(), false);
    assert.equal(await part(page, "tab").getAttribute("href"), await part(page, "button").getAttribute("href"));
    assert.deepEqual(await axe(page, "baton-offer"), []);
    const id = await arrived(all.edge, email);
    assert.deepEqual(await told(id, "link.opened"), [], "nobody has clicked");
    await frame.getByRole("button", { name: "Tomorrow, 10:00" }).click();
    await eventually(async () => (await told(id, "booking.reported")).length === 1, { what: "the meeting at the desk" });
    assert.equal(await page.locator("baton-offer iframe").count(), 1, "once");
    await part(page, "close").click();
    assert.equal(await page.locator("baton-offer iframe").count(), 0);
    await leave(page);
  });
}

for (const [what, how] of /** @type {const} */ ([
  ["data-baton-inline=off on a form", { tag: "data-inline", form: 'data-baton-inline="off"' }],
  ["Global Privacy Control", { tag: "data-inline", gpc: true }],
])) {
  test(`${what}: the calendar waits for the click`, async () => {
    await publish(all.edge, DESK, agreement({}));
    const page = await visit(browser, `${all.site.origin}/spa.html`, attributed(how));
    await fill(page, newAddress());
    await submit(page);
    await offer(page, ({ name }) => name !== "Acme Pipelines");
    await calendarIsThere(page);
    assert.equal(await page.locator("baton-offer iframe").count(), 0);
    await part(page, "button").click();
    await page.frameLocator("baton-offer iframe").getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
    await leave(page);
  });
}

test("data-inline where a form navigates: the calendar stands on the next page", async () => {
  await publish(all.edge, DESK, agreement({}));
  const page = await visit(browser, `${all.site.origin}/`, async (context) => {
    await context.route(/\/$|thanks\.html/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("data-desk=", "data-inline data-desk=") });
    });
  });
  await fill(page, newAddress());
  await submit(page);
  await page.waitForURL("**/thanks.html");
  await page.frameLocator("baton-offer iframe").getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
  await leave(page);
});

test("nobody but the calendar can say that a meeting is booked", async () => {
  await publish(all.edge, DESK, agreement({}));
  const { page, id } = await offered();
  await calendarIsThere(page);
  await part(page, "button").click();
  await page.frameLocator("baton-offer iframe").getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
  await page.evaluate(async (url) => {
    // The page itself, and a frame of the tool's origin that is not ours.
    postMessage({ event: "calendly.event_scheduled" }, "*");
    const other = document.createElement("iframe");
    other.id = "other";
    other.src = url;
    document.body.append(other);
    await new Promise((resolve) => (other.onload = resolve));
  }, `${toolsOrigin}/calendar/embed`);
  await page.frameLocator("#other").getByRole("button", { name: "Tomorrow, 10:00" }).click();
  await page.frameLocator("#other").getByText("You are scheduled.").waitFor();
  await page.waitForTimeout(300);
  assert.deepEqual(await told(id, "booking.reported"), []);
  await leave(page);
});

test("a page that allows no frame gets the tab it would have got", async () => {
  const { page } = await offered("/spa");
  await calendarIsThere(page);
  await part(page, "button").click();
  await eventually(async () => (await page.locator("baton-offer iframe").count()) === 0, { what: "the frame to go" });
  const popup = page.waitForEvent("popup");
  await part(page, "button").click();
  await (await popup).getByRole("button", { name: "Tomorrow, 10:00" }).waitFor();
  await leave(page);
});

test("who is shown: the face fills the place kept for it, a picture that does not come changes nothing", async () => {
  for (const [picture, comes] of /** @type {const} */ ([["acme.svg", true], ["nobody.jpg", false]])) {
    await publish(all.edge, DESK, agreement({ inline: false, picture: `${toolsOrigin}/${picture}` }));
    const page = await visit(browser, `${all.site.origin}/spa`);
    // The edge answers only when the first offer has been measured.
    /** @type {(value?: unknown) => void} */
    let letThrough = () => {};
    const held = new Promise((resolve) => (letThrough = resolve));
    await page.route(/\/leads\?sent=/, async (route) => {
      await held;
      await route.continue();
    });
    await fill(page, newAddress());
    await submit(page);
    await offer(page);
    const boxes = () =>
      page.evaluate(() =>
        ["panel", "face", "headline", "text", "button"].map((name) => {
          const box = document.querySelector("baton-offer")?.shadowRoot?.querySelector(`[part=${name}]`)?.getBoundingClientRect();
          return box && [box.x, box.y, box.width, box.height].map(Math.round).join(" ");
        }),
      );
    await page.waitForTimeout(250);
    const before = await boxes();
    letThrough();
    const named = await offer(page, ({ name }) => name !== "Acme Pipelines");
    assert.match(named.name, /^(Ana Silva|Ben Okafor)$/);
    if (comes) await part(page, "picture").waitFor();
    else await eventually(() => tools.posts && page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("nobody.jpg"))));
    assert.deepEqual(await boxes(), before, "nothing has moved");
    assert.equal(await part(page, "picture").count(), comes ? 1 : 0);
    assert.match((await part(page, "face").textContent()) ?? "", comes ? /^$/ : /^(AS|BO)$/);
    await leave(page);
  }
});

test("warm and cold visitors get what the agreement says", async () => {
  const toml = exampleAgreement([all.site.origin]).replace(
    /\[\[offers\]\]\nkind = "thanks"\n/,
    `[[offers]]
kind = "resource"
tiers = ["warm"]
link = "https://www.acme.example/next-week"
texts = { en = { headline = "Next week suits us best", text = "Choose a slot from Monday on.", button = "See the slots" } }

[[offers]]
kind = "thanks"
`,
  );
  await publish(all.edge, DESK, toml);
  const warm = { ...COLD, company: "Works Ltd", job_title: "Analyst", company_size: "11–50 people" };
  for (const [answers, expected] of /** @type {const} */ ([
    [warm, { headline: "Next week suits us best", href: "https://www.acme.example/next-week" }],
    [COLD, { headline: "Thank you, we have it", href: "" }],
  ])) {
    const page = await visit(browser, `${all.site.origin}/spa`);
    await fill(page, newAddress(), answers);
    await submit(page);
    const { headline, href } = await offer(page);
    assert.deepEqual({ headline, href }, expected);
    await leave(page);
  }
});
