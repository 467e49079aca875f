/** The console: live, honest about time and silence, and quiet about what it was not asked. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, advance, api, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";
import { axe, open, pictures } from "./screens.mjs";

/** Two polls and the time to paint. */
const A_POLL = 4_500;

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

const console_ = () => `${all.edge.origin}/desk/?desk=${DESK}#token=${all.edge.adminToken}&to=/leads`;

/** @param {Record<string, unknown>} [fields] @param {Record<string, unknown>} [more] @param {string} [from] */
async function send(fields = HOT, more = {}, from = all.site.origin) {
  const sent = lead(fields, more);
  const answer = await post(all.edge, sent, { from });
  assert.equal(answer.status, 201, await answer.text());
  return sent.id;
}

/** @param {import("playwright-core").Page} page @param {string} id */
const row = (page, id) => page.locator(`tr[data-lead="${id}"]`);

/** `4 m 12 s left` as seconds. @param {string | null} text */
function seconds(text) {
  const [, minutes = "0", rest = "0"] = /^(?:(\d+) m )?(\d+) s left$/.exec(text ?? "") ?? [];
  return Number(minutes) * 60 + Number(rest);
}

test("the token opens the desk, leaves the address and is told when it is wrong", async () => {
  const { page, complaints, close } = await open(browser, `${all.edge.origin}/desk/?desk=${DESK}#/leads`);
  await page.fill("#token", "not-the-token");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#token-problem");
  await pictures(page, "console-gate");
  await page.fill("#token", all.edge.adminToken);
  await page.keyboard.press("Enter");
  await page.waitForSelector("baton-leads");
  await page.goto("about:blank");

  await page.goto(console_());
  await page.waitForSelector("baton-leads");
  assert.equal(new URL(page.url()).hash, "#/leads", "the token is not left in the address");
  assert.deepEqual(complaints, []);
  await close();
});

test("an empty desk says what will be here and how to make it so", async () => {
  const { page, complaints, close } = await open(browser, console_());
  await page.waitForSelector(".empty");
  const text = await page.textContent(".empty");
  assert.match(text ?? "", /open the demo page/);
  assert.ok(text?.includes(`<script async src="${all.edge.origin}/baton.js" data-desk="${DESK}"></script>`), text ?? "");
  await pictures(page, "console-empty");
  assert.deepEqual(complaints, []);
  await close();
});

test("a new lead is in the list within one poll, and its clock counts", async () => {
  const { page, complaints, close } = await open(browser, console_());
  await page.waitForSelector("baton-leads[data-view]");
  await page.evaluate(() => document.body.setAttribute("data-same-page", "yes"));
  const id = await send();
  const there = row(page, id);
  await there.waitFor({ timeout: A_POLL });
  assert.match((await there.textContent()) ?? "", /93hot.*Ada King.*Head of Data · Works Ltd.*(Ana Silva|Ben Okafor)/s);

  const clock = there.locator(".clock-text");
  const first = seconds(await clock.textContent());
  assert.ok(first > 280 && first <= 300, `${first} s of five minutes are left`);
  await eventually(async () => seconds(await clock.textContent()) <= first - 2, { what: "the clock to count", timeout: A_POLL });

  await eventually(async () => (await there.textContent())?.includes("Notified"), { what: "the state to follow", timeout: A_POLL });
  assert.equal(await page.getAttribute("body", "data-same-page"), "yes", "nothing was loaded again");
  assert.deepEqual(complaints, []);
  await close();
});

test("in a list that is read, a new lead waits until it is asked for, and nothing moves", async () => {
  const { page, complaints, close } = await open(browser, console_());
  await page.waitForSelector("tbody tr");
  const before = await page.locator("tbody tr").evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().top));
  const id = await send({ ...HOT, name: "Katherine Johnson", email: "kj@orbits.example", company: "Orbits", message: "" });
  const show = page.getByRole("button", { name: "Show 1 new lead" });
  await show.waitFor({ timeout: A_POLL });
  assert.equal(await row(page, id).count(), 0);
  assert.deepEqual(await page.locator("tbody tr").evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().top)), before);
  await pictures(page, "console-fresh");
  await show.click();
  await row(page, id).waitFor();
  assert.equal(await page.locator("tbody tr").first().getAttribute("data-lead"), id);
  assert.deepEqual(complaints, []);
  await close();
});

test("a lead's page: the reasons add up to the score, and everything that happened is there", async () => {
  const id = await send(HOT, { page: { url: "https://acme.example/demo?utm_campaign=q4", title: "Book a demo", referrer: "", language: "en" } });
  const { page, complaints, close } = await open(browser, console_());
  await row(page, id).locator("a").click();
  await page.waitForSelector("baton-lead .reasons");
  const { lead: stored } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);

  const points = await page.locator(".reasons [data-criterion] .points").allTextContents();
  const sum = points.reduce((all, text) => all + Number(text.replace("−", "-")), 0);
  assert.equal(sum, stored.score);
  assert.equal(points.length, stored.verdict.reasons.length);
  assert.match((await page.textContent(".reasons tfoot .points")) ?? "", new RegExp(`^${stored.score} of 100$`));
  // Each bar starts where the one before it ended, and the last ends at the score.
  const ways = await page.locator(".reasons [data-criterion] .drawn .unseen").allTextContents();
  let reached = 0;
  for (const way of ways) {
    const [from, to] = (way.match(/-?\d+/g) ?? []).map(Number);
    assert.equal(from, reached, way);
    reached = to ?? Number.NaN;
  }
  assert.equal(reached, stored.score);

  for (const kind of ["lead.received", "lead.assigned", "window.started"]) {
    assert.equal(await page.locator(`.timeline [data-kind="${kind}"]`).count(), 1, kind);
  }
  await eventually(async () => /slack.*arrived at/s.test((await page.textContent(".deliveries")) ?? ""), { what: "the delivery", timeout: A_POLL });
  assert.match((await page.textContent(".origin")) ?? "", /Campaignq4/);
  assert.equal(await page.locator(".raw tbody tr").count(), Object.keys(HOT).length);
  await pictures(page, "console-lead");
  assert.deepEqual(complaints, []);
  await close();
});

test("both clocks of a lead: what is left, what was missed and stays so, and when it closes", async () => {
  const id = await send({ ...HOT, name: "Mary Somerville", email: "mary@works.example" });
  const { page, complaints, close } = await open(browser, console_());
  await page.goto(`${console_().split("#")[0]}#/leads/${id}`);
  const step = (/** @type {string} */ name) => page.locator(`.clocks [data-step=${name}]`);
  const reads = async (/** @type {string} */ name) => ((await step(name).textContent()) ?? "").replace(/\s+/g, " ");
  await eventually(async () => /under 1 s|after/.test(await reads("told")), { what: "the rep to be told", timeout: A_POLL });
  assert.match(await reads("offered"), /^Offer decidedunder 1 s10 s allowed$/);
  assert.match(await reads("acknowledged"), /^Taken up(4 m \d\d|5 m 00) s leftby \d\d:\d\d · 5 m allowed$/);
  assert.match(await reads("attempted"), /^First attempt(14 m \d\d|15 m 00) s leftby \d\d:\d\d · 15 m allowed$/);
  assert.match(await reads("connected"), /^First conversation(23 h 59 m|1 d 0 h) leftby .* · 1 d allowed$/);
  const kinds = () => page.locator(".clocks baton-clock").evaluateAll((all) => all.map((clock) => clock.getAttribute("data-kind")));
  assert.deepEqual(await kinds(), ["met", "met", "running", "running", "running"]);
  await pictures(page, "console-clocks");

  await advance(all.edge, DESK, 6 * 60_000);
  await eventually(async () => /missed by 1 m/.test(await reads("acknowledged")), { what: "the miss", timeout: A_POLL });
  assert.match(await reads("acknowledged"), /not yet · was due at \d\d:\d\d/);
  const { lead: stored } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  const move = (/** @type {object} */ body) => api(all.edge, `/v1/desks/${DESK}/leads/${id}/moves`, { method: "POST", body: JSON.stringify(body) });
  assert.equal((await move({ move: "attempted", by: stored.owner.id, channel: "call", reached: false })).status, 201);
  await eventually(async () => /^First attemptafter 6 m \d\d s15 m allowed$/.test(await reads("attempted")), { what: "the attempt", timeout: A_POLL });
  assert.match(await reads("acknowledged"), /^Taken upafter 6 m \d\d smissed by 1 m \d\d s · 5 m allowed$/, "what was missed stays missed");
  await advance(all.edge, DESK, 20 * 60_000);
  assert.equal((await move({ move: "rejected", by: stored.owner.id, reason: "no_budget" })).status, 201);
  await eventually(async () => /^First conversationdid not happen/.test(await reads("connected")), { what: "the end", timeout: A_POLL });
  assert.match(await reads("acknowledged"), /missed by 1 m/);
  assert.deepEqual(await axe(page, "main"), []);
  await pictures(page, "console-clocks-missed");
  assert.deepEqual(complaints, []);
  await close();
});

test("the agreement's page tells where page and desk disagreed, and what changed at the desk", async () => {
  const before = await open(browser, `${console_().split("#")[0]}#token=${all.edge.adminToken}`);
  await before.page.goto(`${console_().split("#")[0]}#/agreement`);
  await before.page.getByRole("tab", { name: "Versions" }).click();
  await before.page.waitForSelector(".log .events");
  assert.match((await before.page.textContent(".causes")) ?? "", /Nowhere so far/);
  await before.close();

  await send({ ...HOT, email: "somebody@works.example" }, { shown: { offer: "meeting", score: 90, tier: "hot", card: "an older one" } }, "https://elsewhere.example");
  const told = await api(all.edge, `/v1/desks/${DESK}/roster`, { method: "POST", body: JSON.stringify({ rep: "mara", open_leads: 7 }) });
  assert.equal(told.status, 200);
  const { page, complaints, close } = await open(browser, console_());
  await page.goto(`${console_().split("#")[0]}#/agreement`);
  await page.getByRole("tab", { name: "Versions" }).click();
  await page.waitForSelector(".causes [data-cause=quarantine]");
  assert.match((await page.textContent(".causes [data-cause=quarantine]")) ?? "", /^1 timeThe lead was kept in quarantine; its link leads to the team\.last at \d\d:\d\d$/);
  const log = await page.locator(".log li").allTextContents();
  assert.match(log[0] ?? "", /Mara Lindt is there, at most 7 open leads.*by admin/);
  assert.match(log.at(-1) ?? "", /Agreement 1 was published/);
  assert.ok(!log.some((line) => line.includes("Ada")), "nothing of any lead");
  assert.deepEqual(await axe(page, "main"), []);
  await pictures(page, "console-agreement-history");
  assert.deepEqual(complaints, []);
  await close();
});

test("what visitors typed is text, whatever it looks like", async () => {
  const nasty = `<img src=x onerror=alert(1)>"'&amp;\u202Eevil`;
  const fields = Object.fromEntries(Object.keys(HOT).map((name) => [name, name === "email" ? HOT.email : `${nasty} ${name}`]));
  const id = await send({ ...fields, phone: "javascript:alert(1)" }, { page: { url: "javascript:alert(1)", title: nasty, referrer: "data:text/html,x", language: "en" } });
  const { page, complaints, close } = await open(browser, console_());
  await row(page, id).locator("a").click();
  await page.waitForSelector("baton-lead .reasons");
  await page.click(".raw summary");
  assert.ok((await page.textContent("h1"))?.startsWith(`${nasty} name`));
  assert.equal(await page.locator("main img, main script").count(), 0);
  const links = await page.locator("main a").evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute("href") ?? ""));
  assert.ok(links.every((href) => /^(https?:|mailto:|tel:|#|\?)/.test(href)), links.join(" "));
  assert.deepEqual(complaints, []);
  await close();
});

test("a missed window is seen without a reload and stays; a quarantined lead says why, and is let out", async () => {
  const id = await send({ ...HOT, name: "Grace Hopper", email: "grace@works.example" });
  const strange = await send({ ...HOT, name: "سارة المنصوري", email: "sara@works.example" }, {}, "https://elsewhere.example");
  const { page, complaints, close } = await open(browser, console_());
  await row(page, id).waitFor();
  await advance(all.edge, DESK, 6 * 60_000);
  await eventually(async () => /missed by \d+ m/.test((await row(page, id).textContent()) ?? ""), { what: "the miss", timeout: A_POLL });
  assert.match((await row(page, strange).textContent()) ?? "", /no clock.*Quarantined.*unknown site/s);
  await pictures(page, "console-list");

  await row(page, strange).locator("a").click();
  await page.waitForSelector(".notice");
  assert.match((await page.textContent(".notice")) ?? "", /https:\/\/elsewhere\.example is not in the agreement.*origins under \[site\]/s);
  await pictures(page, "console-quarantined");
  await page.locator(".release button").click();
  await page.waitForFunction(() => !document.querySelector(".notice"));
  assert.match((await page.textContent("baton-lead")) ?? "", /let it out of quarantine.*Given to/s);
  assert.match((await page.textContent(".hero")) ?? "", /call back by/, "its clock runs");
  assert.deepEqual(complaints, []);
  await close();
});

test("the keyboard alone gets to a lead and back to where it was", async () => {
  const { page, close } = await open(browser, console_());
  await page.waitForSelector("tbody tr:nth-child(2)");
  await page.focus("tbody tr:first-child a");
  await page.keyboard.press("ArrowDown");
  const id = await page.evaluate(() => document.activeElement?.closest("tr")?.dataset["lead"]);
  await page.keyboard.press("Enter");
  await page.waitForSelector("baton-lead .reasons");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await page.goBack();
  await page.waitForSelector("tbody tr");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("tr")?.dataset["lead"]), id);
  await close();
});

test("a hidden page asks nothing, and asks at once when it is looked at again", async () => {
  const { page, close } = await open(browser, console_());
  await page.waitForSelector("tbody tr");
  const hide = (/** @type {boolean} */ hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { get: () => value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  let asked = 0;
  page.on("request", (request) => (asked += Number(request.url().includes("/v1/"))));
  // Not a wait for something to happen but for it not to: more than a pace.
  await new Promise((resolve) => setTimeout(resolve, 2_600));
  assert.equal(asked, 0);
  await hide(false);
  await eventually(() => asked > 0, { what: "a question", timeout: 1_000 });
  await close();
});

test("a desk nobody published says how it comes to be", async () => {
  const { page, close } = await open(browser, `${all.edge.origin}/desk/?desk=nobody#token=${all.edge.adminToken}`);
  await page.waitForSelector("main.sheet pre");
  assert.match((await page.textContent("main")) ?? "", /no desk “nobody”.*baton publish agreement\.toml --to http.* --desk nobody/s);
  await close();
});

test("a silent edge is told calmly, the clocks go on, and the page recovers by itself", async () => {
  const id = await send({ ...HOT, name: "Late Arrival", email: "late@works.example" });
  const { page, close } = await open(browser, console_());
  const clock = row(page, id).locator(".clock-text");
  await clock.waitFor();
  await all.edge.kill9();
  await page.waitForSelector(".outage strong", { timeout: A_POLL });
  assert.equal(await page.textContent(".live"), "Not live");
  const then = seconds(await clock.textContent());
  await eventually(async () => seconds(await clock.textContent()) < then, { what: "the clock to go on", timeout: A_POLL });
  await pictures(page, "console-outage");
  await all.edge.start();
  await page.waitForSelector(".outage strong", { state: "detached" });
  assert.equal(await page.textContent(".live"), "Live");
  await close();
});

test("the agreement is checked as it is typed, by the crate that checks it at the edge", async () => {
  const { page, complaints, close } = await open(browser, console_());
  await page.getByRole("link", { name: "Agreement" }).click();
  await page.getByRole("tab", { name: "Change it" }).click();
  const text = page.getByLabel("Text of the agreement");
  await page.getByText("Ready to publish").waitFor();
  const good = await text.inputValue();
  await text.fill(good.replace('field = "employees"', 'field = "employes"'));
  await page.getByText("1 error").waitFor();
  await page.getByText("did you mean").waitFor();
  const line = good.slice(0, good.indexOf('field = "employees"')).split("\n").length;
  await page.getByRole("button", { name: `Line ${line}` }).click();
  const selected = await text.evaluate((/** @type {HTMLTextAreaElement} */ box) => box.value.slice(box.selectionStart, box.selectionEnd));
  assert.equal(selected, '"employes"', "the place is shown in the text");
  await pictures(page, "console-agreement");
  assert.deepEqual(complaints, []);
  await close();
});

test("who is away on the roster gets no lead, and the lead says why", async () => {
  // Whoever missed one of the windows above is away for it.
  for (const rep of ["ana", "ben"]) {
    await json(all.edge, `/v1/desks/${DESK}/roster`, { method: "POST", body: JSON.stringify({ rep }) });
  }
  const { page, complaints, close } = await open(browser, console_());
  await page.waitForSelector("baton-leads");
  await page.click('a[href$="#/roster"]');
  const ana = page.locator('li[data-rep="ana"]');
  await ana.locator("summary", { hasText: "Change" }).click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await ana.locator('input[name="until"]').fill(tomorrow);
  await ana.locator('input[name="why"]').fill("at the dentist");
  await pictures(page, "console-roster");
  await ana.locator("button.primary").click();
  await page.waitForSelector('li[data-rep="ana"][data-away]');
  assert.match((await ana.textContent()) ?? "", /away until .* \(at the dentist\)/);

  const ids = [await send(), await send()];
  for (const id of ids) assert.equal((await json(all.edge, `/v1/desks/${DESK}/leads/${id}`)).lead.owner.id, "ben");
  await page.goto(`${all.edge.origin}/desk/?desk=${DESK}&lead=${ids[0]}#token=${all.edge.adminToken}`);
  await page.locator(".why summary").first().click();
  assert.match((await page.locator(".why").first().textContent()) ?? "", /Ana Silva cannot: is away \(at the dentist\)/);
  await pictures(page, "console-why");

  // By hand it goes to whom a person says.
  await page.locator(".give:not(.reject) summary").click();
  await page.locator(".give:not(.reject) select").selectOption("mara");
  await page.locator(".give:not(.reject) button").click();
  await page.locator(".give:not(.reject) p", { hasText: "Mara Lindt" }).or(page.locator(".slot-owner p", { hasText: "Mara Lindt" })).first().waitFor();
  await eventually(async () => (await json(all.edge, `/v1/desks/${DESK}/leads/${ids[0]}`)).lead.owner.id === "mara", { what: "Mara to have it" });
  await pictures(page, "console-given");

  // Nobody's fault but the lead's, says whoever looks at it; and then looks again.
  const state = async () => (await json(all.edge, `/v1/desks/${DESK}/leads/${ids[0]}`)).lead.state;
  const before = await state();
  await page.locator(".reject summary").click();
  await page.locator(".reject select").selectOption("no_budget");
  await page.locator(".reject button").click();
  await page.locator(".reject p", { hasText: "Rejected." }).or(page.getByRole("button", { name: "Take it back" })).first().waitFor();
  await eventually(async () => (await state()) === "rejected", { what: "the rejection" });
  await page.getByRole("button", { name: "Take it back" }).click();
  await eventually(async () => (await state()) === before, { what: "the lead to stand where it stood" });
  await pictures(page, "console-taken-back");

  await page.click('a[href$="#/roster"]');
  await ana.getByRole("button", { name: "Is back" }).click();
  await page.waitForSelector('[data-rep="ana"]:not([data-away])');
  assert.deepEqual(complaints, []);
  await close();
});
