/** The pages of the console: one navigation, two languages, live without a reload, and with nobody's rights but one's own. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { ROOT } from "../../xtask/workerd.mjs";
import { DESK, advance, api, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import { HOT, lead, post } from "./leads.mjs";
import { axe, open, pictures } from "./screens.mjs";

/** So long after a change a page that is live shows it, on a slow machine; in ms. A poll would take longer only where nobody tells. */
const SOON = 8_000;

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;
/** A token each. @type {Record<string, { id: string, token: string }>} */
const tokens = {};
before(async () => {
  [all, browser] = await Promise.all([startAll(), launchBrowser()]);
  for (const wish of [{ name: "Ana", role: "rep", rep: "ana" }, { name: "Ben", role: "rep", rep: "ben" }, { name: "wall", role: "read_only" }]) {
    tokens[wish.name] = await json(all.edge, `/v1/desks/${DESK}/tokens`, { method: "POST", body: JSON.stringify(wish) });
  }
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

const at = (/** @type {string} */ page, token = all.edge.adminToken) => `${all.edge.origin}/desk/?desk=${DESK}#token=${encodeURIComponent(token)}&to=/${page}`;

let nth = 0;
/** A lead of somebody new. @param {Record<string, unknown>} [fields] @param {string} [from] */
async function send(fields = {}, from = all.site.origin) {
  nth += 1;
  const sent = lead({ ...HOT, name: `Person ${nth}`, email: `p${nth}@works${nth}.example`, company: `Works ${nth}`, ...fields });
  const answer = await post(all.edge, sent, { from });
  assert.equal(answer.status, 201, await answer.text());
  return sent.id;
}

/** @param {string} id */
const stored = async (id) => (await json(all.edge, `/v1/desks/${DESK}/leads/${id}`)).lead;

/** A lead whose owner is that rep. @param {string} rep */
async function sendTo(rep) {
  const id = await send();
  if ((await stored(id)).owner.id !== rep) await move(id, { move: "reassigned", to: rep });
  return id;
}

/** @param {string} id @param {object} body */
async function move(id, body) {
  const answer = await api(all.edge, `/v1/desks/${DESK}/leads/${id}/moves`, { method: "POST", body: JSON.stringify(body) });
  assert.equal(answer.status, 201, await answer.text());
}

/** What the page's layout shifted by without anybody's doing. @param {import("playwright-core").Page} page */
async function watchShifts(page) {
  await page.evaluate(() => {
    const seen = /** @type {any} */ (window);
    seen.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of /** @type {any[]} */ (list.getEntries())) {
        if (!entry.hadRecentInput) seen.shifts.push([entry.value, ...entry.sources.map((/** @type {any} */ { node }) => node?.outerHTML?.slice(0, 80) ?? "")]);
      }
    }).observe({ type: "layout-shift" });
  });
  return () => page.evaluate(() => /** @type {any} */ (window).shifts);
}

test("both languages have the same texts, and none stands elsewhere", async () => {
  const desk = path.join(ROOT, "www/desk");
  const texts = async (/** @type {string} */ language) => {
    const [everywhere, agreement] = await Promise.all([language, `${language}_agreement`].map((name) => import(path.join(desk, `texts/${name}.js`))));
    return { ...everywhere.words, ...agreement };
  };
  /** @param {unknown} of @returns {string[]} */
  const keys = (of, at = "") =>
    typeof of === "object" && of !== null ? Object.entries(of).flatMap(([key, value]) => keys(value, `${at}.${key}`)) : [`${at}: ${typeof of}`];
  const [english, german] = await Promise.all(["en", "de"].map(texts));
  assert.deepEqual(keys(german), keys(english));
  assert.ok(keys(english).length > 200);
  // What the desk itself says in English, of warnings, has a German sentence, reason and question each.
  const { words } = await import(path.join(desk, "texts/report_de.js"));
  const source = readFileSync(path.join(ROOT, "crates/handoff/src/figures/warnings.rs"), "utf8");
  const codes = [...source.matchAll(/\.warning\(\s*"(\w+)"/g)].map(([, code]) => code);
  assert.ok(codes.length >= 10, codes.join());
  for (const told of [words.report.warned, words.report.why, words.digest.questions])
    assert.deepEqual(Object.keys(told).filter((code) => code !== "nothing").sort(), [...new Set(codes)].sort());
  // What is said is a string that begins with a capital and has a blank in it; code has none.
  for (const file of readdirSync(desk).filter((name) => name.endsWith(".js"))) {
    const code = readFileSync(path.join(desk, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    const said = [...code.matchAll(/"([A-Z][a-z]+ [^"\n]*)"/g)].map(([, text]) => text);
    assert.deepEqual(said, [], file);
  }
});

/** What a file of the console imports as it begins. @param {string} file */
function importsOf(file) {
  const code = readFileSync(path.join(ROOT, "www/desk", file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(/^import [^;]*?"\.\/([^"]+\.js)";/gms)].map(([, name = ""]) => name);
}

/** Those, and what those import, and so on. @param {string[]} files */
function withImports(files) {
  const all = new Set(files);
  for (const file of all) for (const name of importsOf(file)) all.add(name);
  return [...all];
}

test("the first view is small", async () => {
  const page = readFileSync(path.join(ROOT, "www/desk/index.html"));
  const named = [...page.toString().matchAll(/(?:href|src)="\/desk\/([^"]+\.(?:js|css|png))"/g)].map(([, file]) => file ?? "");
  const modules = withImports(["main.js", "pages.js"]);
  const preloaded = named.filter((name) => name.endsWith(".js"));
  assert.deepEqual(preloaded.sort(), [...modules, "clock.js", "parts.js"].sort(), "the page names what its frame is made of, and what nearly every page needs");
  const files = new Set([...named, ...withImports(["now.js"]), "texts/en.js"]);
  const bytes = [...files].map((file) => brotliCompressSync(readFileSync(path.join(ROOT, "www/desk", file))).length);
  const sum = bytes.reduce((all, one) => all + one, brotliCompressSync(page).length);
  assert.ok(files.size > 10 && sum <= 100 * 1024, `${sum} bytes`);
  process.stdout.write(`    first view: ${sum} bytes brotli in ${files.size + 1} files\n`);
});

test("what a page is made of is fetched together", async () => {
  const page = readFileSync(path.join(ROOT, "www/desk/index.html"), "utf8");
  const everywhere = [...page.matchAll(/href="\/desk\/([^"]+\.js)"/g)].map(([, file]) => file ?? "");
  const code = readFileSync(path.join(ROOT, "www/desk/pages.js"), "utf8");
  const fetched = [...code.matchAll(/^ {2}(\w+): \(\) => first\((.*)\),$/gm)];
  assert.ok(fetched.length >= 6, "the pages that are fetched with what they import");
  for (const [, name, imports = ""] of fetched) {
    const [entry = "", ...others] = [...imports.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, file]) => file ?? "");
    const wanted = importsOf(entry).filter((file) => !everywhere.includes(file));
    assert.deepEqual(others.sort(), wanted.sort(), name);
  }
});

test("every page has an address that can be sent, and is in the navigation of who may open it", async () => {
  const { page, complaints, close } = await open(browser, at("now"));
  const links = page.locator("nav.pages a");
  await eventually(async () => (await links.count()) >= 6, { what: "the navigation" });
  for (const name of ["mine", "leads", "report", "roster", "agreement", "now", "deliveries"]) {
    await page.locator(`nav.pages a[href$="#/${name}"]`).click();
    await page.waitForSelector("main h1");
    await eventually(async () => new URL(page.url()).hash === `#/${name}`, { what: name });
    assert.equal(await page.locator("nav.pages [aria-current=page]").count(), 1, name);
    // A page that few people open is fetched first.
    await eventually(() => page.evaluate(() => document.activeElement?.tagName === "H1"), { what: `${name}: who cannot see is told where they are` });
    assert.deepEqual(await axe(page, "body"), [], name);
  }
  await page.reload();
  await page.waitForSelector("baton-deliveries .endpoint");
  assert.deepEqual(complaints, []);
  await close();

  const rep = await open(browser, at("", tokens["Ana"]?.token));
  await rep.page.waitForSelector("baton-mine");
  const names = await rep.page.locator("nav.pages a").allTextContents();
  assert.deepEqual(names, ["Now", "My leads", "Leads", "Roster", "Agreement"], "a rep begins with what is theirs");
  await rep.page.goto(at("deliveries", tokens["Ana"]?.token));
  await rep.page.reload();
  await rep.page.waitForSelector("main.sheet");
  assert.match((await rep.page.textContent("main")) ?? "", /does not open this page.*deliveries:read/s);
  await rep.close();
});

test("the console speaks German to who reads German", async () => {
  const { page, complaints, close } = await open(browser, at("now"), { locale: "de-DE" });
  await page.waitForSelector("baton-now .counts");
  assert.match((await page.textContent("nav.pages")) ?? "", /Jetzt.*Meine Leads.*Vereinbarung/s);
  assert.equal(await page.getAttribute("html", "lang"), "de");
  await page.locator("details.account summary").click();
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "English" }).click()]);
  await page.waitForSelector("baton-now .counts");
  assert.match((await page.textContent("nav.pages")) ?? "", /Now.*My leads/s);
  assert.deepEqual(complaints, []);
  await close();
});

test("now: clocks by time left, a missed one stays, and nothing on the page shifts while they come and go", async () => {
  const first = await send();
  await advance(all.edge, DESK, 60_000);
  const { page, complaints, close } = await open(browser, at("now"));
  const row = (/** @type {string} */ id) => page.locator(`.clocks-now [data-lead="${id}"]`);
  await row(first).waitFor();
  const shifts = await watchShifts(page);
  await page.evaluate(() => document.body.setAttribute("data-same-page", "yes"));
  const second = await send();
  await row(second).waitFor({ timeout: SOON });
  const order = () => page.locator(".clocks-now li").evaluateAll((rows) => rows.map((one) => /** @type {HTMLElement} */ (one).dataset["lead"]));
  assert.deepEqual((await order()).filter((id) => id === first || id === second), [first, second]);
  await send({}, "https://elsewhere.example");
  await page.locator(".quarantined-now [data-lead]").first().waitFor({ timeout: SOON });
  await advance(all.edge, DESK, 4 * 60_000 + 1_000);
  await eventually(async () => /missed by/.test((await row(first).textContent()) ?? ""), { what: "the miss", timeout: SOON });
  await eventually(async () => Number(await page.textContent('[data-count="missed"] dd')) >= 1, { what: "its count", timeout: SOON });
  assert.deepEqual((await order()).filter((id) => id === first || id === second), [first, second], "late ones are first without moving");
  await move(second, { move: "attempted", channel: "call", reached: true, by: (await stored(second)).owner.id });
  await eventually(async () => /answered in/.test((await row(second).textContent({ timeout: 1_000 }).catch(() => "")) ?? ""), { what: "the answer, where it stood", timeout: SOON });
  await row(second).waitFor({ state: "detached", timeout: 2 * SOON });
  assert.equal(await page.getAttribute("body", "data-same-page"), "yes", "nothing was loaded again");
  assert.deepEqual(await shifts(), [], "nothing shifted");
  await pictures(page, "now");
  assert.deepEqual(await axe(page, "body"), []);
  // What waits is done from here: a press, and it is gone.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator(".quarantined-now button").first().click();
  await page.waitForSelector(".quarantined-now [data-lead]", { state: "detached", timeout: SOON });
  assert.deepEqual(complaints, []);
  await close();
});

test("without a network the page says so, the clocks go on, and it comes back by itself with what happened meanwhile", async () => {
  const id = await send();
  const { page, close } = await open(browser, at("now"));
  const row = (/** @type {string} */ of) => page.locator(`.clocks-now [data-lead="${of}"]`);
  await row(id).waitFor();
  await page.context().setOffline(true);
  await page.waitForSelector(".outage strong");
  assert.equal(await page.textContent(".live"), "Offline");
  assert.match((await page.textContent(".outage")) ?? "", /You are offline/);
  const clock = row(id).locator(".clock-text");
  const then = await clock.textContent();
  await eventually(async () => (await clock.textContent()) !== then, { what: "the clock to go on", timeout: SOON });
  const missed = await send();
  await page.context().setOffline(false);
  await row(missed).waitFor({ timeout: SOON });
  await page.waitForSelector(".outage strong", { state: "detached" });
  assert.equal(await page.textContent(".live"), "Live");
  await close();
});

test("the socket tells a rep of their own leads alone, and ends with its token", async () => {
  const { page, close } = await open(browser, `${all.edge.origin}/desk/?desk=${DESK}`);
  /** @param {string} name @param {string} token */
  const listen = (name, token) => page.evaluate(async ([name, token]) => {
    const coded = btoa(token).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    const socket = new WebSocket(`ws://${location.host}/v1/desks/acme/live`, ["baton.live.1", `baton.token.${coded}`]);
    const heard = /** @type {any} */ (window);
    heard[name] = [];
    socket.onmessage = ({ data }) => heard[name].push(data);
    socket.onclose = ({ code }) => heard[name].push(`closed ${code}`);
    await new Promise((resolve, reject) => ((socket.onopen = resolve), (socket.onerror = reject)));
    heard[`${name} socket`] = socket;
    return socket.protocol;
  }, /** @type {[string, string]} */ ([name, token]));
  const heard = (/** @type {string} */ name) => page.evaluate((name) => /** @type {any} */ (window)[name], name);
  const ids = async (/** @type {string} */ name) => (await heard(name)).filter((/** @type {string} */ text) => text.startsWith("{")).flatMap((/** @type {string} */ text) => JSON.parse(text).rows.map((/** @type {any} */ one) => one.id));
  await assert.rejects(listen("nobody", "wrong"));
  await assert.rejects(listen("stranger", `baton_globex_${"A".repeat(43)}`));
  assert.equal(await listen("ana", tokens["Ana"]?.token ?? ""), "baton.live.1");
  await listen("wall", tokens["wall"]?.token ?? "");
  const [hers, his] = [await sendTo("ana"), await sendTo("ben")];
  await eventually(async () => (await ids("wall")).includes(his) && (await ids("wall")).includes(hers), { what: "the wall to hear", timeout: SOON });
  await eventually(async () => (await ids("ana")).includes(hers), { what: "Ana to hear", timeout: SOON });
  const theirs = new Set(await ids("ana"));
  for (const id of theirs) assert.equal((await stored(id)).owner.id, "ana");
  assert.ok(!(await heard("ana")).join().includes((await stored(his)).email), "not a word of Ben's");
  await move(hers, { move: "reassigned", to: "ben" });
  await eventually(async () => (await heard("ana")).some((/** @type {string} */ text) => text.includes(`"gone":["${hers}"]`)), { what: "that it is gone", timeout: SOON });
  // Whether it stands is asked without waking anybody.
  await page.evaluate(() => /** @type {any} */ (window)["ana socket"].send("ping"));
  await eventually(async () => (await heard("ana")).includes("pong"), { what: "the answer", timeout: SOON });

  await json(all.edge, `/v1/desks/${DESK}/tokens/${tokens["wall"]?.id}`, { method: "DELETE" });
  await eventually(async () => (await heard("wall")).includes("closed 4001"), { what: "the end", timeout: SOON });
  await assert.rejects(listen("wall again", tokens["wall"]?.token ?? ""), "what is revoked opens nothing");
  await listen("ana again", tokens["Ana"]?.token ?? "");
  await close();
});

test("another site's page opens no socket with this browser's session", async () => {
  const begun = await api(all.edge, `/v1/desks/${DESK}/session`, { method: "POST" });
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  assert.match(cookie, /^__Host-baton-acme=./);
  /** @param {string} origin */
  const knock = (origin) => new Promise((resolve, reject) => {
    const headers = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": "baton.live.1", cookie, origin };
    const request = http.request(`${all.edge.origin}/v1/desks/${DESK}/live`, { headers });
    request.on("upgrade", (response, socket) => (socket.destroy(), resolve(response.statusCode)));
    request.on("response", (response) => (response.resume(), resolve(response.statusCode)));
    request.on("error", reject);
    request.end();
  });
  assert.equal(await knock(all.edge.origin), 101);
  assert.equal(await knock("https://evil.example"), 403);
});

test("leads are found as one types, narrowed, and the view is kept and sent by its address", async () => {
  const id = await send({ name: "Ottilie Quandt", company: "Zephyr Works", email: "ottilie@zephyr.example" });
  const { page, complaints, close } = await open(browser, at("leads"));
  const rows = page.locator("tbody tr");
  await rows.nth(1).waitFor();
  await page.getByRole("searchbox").pressSequentially("otti qua", { delay: 20 });
  await eventually(async () => (await rows.count()) === 1 && (await rows.first().getAttribute("data-lead")) === id, { what: "the one", timeout: SOON });
  assert.equal(await page.evaluate(() => /** @type {HTMLInputElement} */ (document.activeElement)?.name), "q", "the cursor stays where one types");
  await page.getByLabel("Name of this view").fill("Ottilie");
  await page.getByRole("button", { name: "Keep this view" }).click();
  await pictures(page, "leads-found");
  assert.deepEqual(await axe(page, "body"), []);
  const link = page.url();
  await page.getByRole("link", { name: "All leads", exact: true }).click();
  await eventually(async () => (await rows.count()) > 1, { what: "all of them", timeout: SOON });
  await page.locator(".narrow summary").click();
  await page.getByLabel("State").selectOption("quarantined");
  await eventually(async () => (await rows.evaluateAll((all) => all.map((one) => /** @type {HTMLElement} */ (one).dataset["state"]))).every((state) => state === "quarantined"), { what: "those in quarantine", timeout: SOON });
  await page.getByRole("link", { name: "Ottilie", exact: true }).click();
  await eventually(async () => (await rows.count()) === 1, { what: "the view again", timeout: SOON });
  await page.getByRole("searchbox").fill("nobody of that name");
  await page.getByText("No lead is like that.").waitFor({ timeout: SOON });
  await page.goto("about:blank");
  await page.goto(link);
  await eventually(async () => (await rows.count()) === 1 && (await rows.first().getAttribute("data-lead")) === id, { what: "what was sent", timeout: SOON });
  assert.deepEqual(complaints, []);
  await close();
});

test("my leads: taken up in two taps, an attempt in one, and taken back", async () => {
  const [first, second] = [await sendTo("ana"), await sendTo("ana")];
  const { page, complaints, close } = await open(browser, at("mine", tokens["Ana"]?.token), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const card = (/** @type {string} */ id) => page.locator(`.mine [data-lead="${id}"]`);
  await card(first).waitFor();
  assert.equal(await page.locator(`.mine-due [data-lead="${first}"]`).count(), 1);
  await pictures(page, "mine");
  await page.setViewportSize({ width: 390, height: 844 });
  await card(first).getByRole("button", { name: "Take up" }).tap();
  await pictures(page, "mine-take");
  await page.setViewportSize({ width: 390, height: 844 });
  const size = await card(first).getByRole("button", { name: "in 1 h" }).boundingBox();
  assert.ok(size && size.height >= 44, "a thumb hits it");
  await card(first).getByRole("button", { name: "in 1 h" }).tap();
  await page.locator(`.mine-promised [data-lead="${first}"]`).waitFor({ timeout: SOON });
  const taken = await stored(first);
  assert.equal(taken.state, "acknowledged");
  assert.equal(taken.acknowledgement.next_step, "Call back");
  assert.ok(taken.window.met_at !== null, "the window is met");

  await card(second).getByRole("button", { name: "Not reached" }).tap();
  await page.getByText("Logged: not reached.").waitFor({ timeout: SOON });
  assert.equal((await stored(second)).state, "attempted");
  await page.getByRole("button", { name: "Undo" }).tap();
  await page.getByText("Taken back.").waitFor({ timeout: SOON });
  assert.equal((await stored(second)).attempts, 0);
  assert.deepEqual(await axe(page, "body"), []);
  assert.deepEqual(complaints, []);
  await close();
});

test("installed on a phone, the page opens without a network and says so", async () => {
  await sendTo("ben");
  const { page, close } = await open(browser, `${all.edge.origin}/desk/?desk=${DESK}#/mine`, { viewport: { width: 390, height: 844 } });
  await page.fill("#token", tokens["Ben"]?.token ?? "");
  await page.check("#stay");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".mine [data-lead]");
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // Its first page is taken over once the worker has the shell.
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  const manifest = await (await fetch(`${all.edge.origin}/desk/manifest.webmanifest`)).json();
  for (const { src } of manifest.icons) assert.equal((await fetch(all.edge.origin + src)).status, 200, src);
  await page.context().setOffline(true);
  await page.reload();
  // What a page is told of the network behind a reload is the browser's own affair: either sentence says so.
  await page.getByText(/You are offline|The edge does not answer/).first().waitFor();
  assert.ok((await page.locator(".mine [data-lead]").count()) > 0, "the last that was seen is there");
  await pictures(page, "mine-offline");
  const kept = await page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return caches_.flat();
  });
  assert.ok(kept.length > 10 && kept.every((name) => name.startsWith("/desk/")), "no answer of the desk is in the worker's cache");
  await page.context().setOffline(false);
  await page.reload();
  await page.waitForSelector(".mine [data-lead]");
  await page.locator("details.account summary").click();
  await page.getByRole("button", { name: "Leave" }).click();
  assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage }).includes("Person")), false, "leaving forgets it");
  await close();
});

test("deliveries: how they do, a test message, and what was given up goes again", async () => {
  const { page, complaints, close } = await open(browser, at("deliveries"));
  const slack = page.locator('[data-endpoint="slack"]');
  await slack.getByText("arrives", { exact: true }).waitFor();
  await slack.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("It says that it is a test").waitFor();
  await eventually(async () => (await json(all.edge, `/v1/desks/${DESK}/log`)).events.some((/** @type {any} */ event) => event.kind === "endpoint.tested"), { what: "the log to tell" });
  await eventually(() => all.receiver.deliveries.some(({ body }) => body.includes("a test of this delivery")), { what: "the message", timeout: SOON });
  assert.deepEqual(await axe(page, "body"), []);
  await pictures(page, "deliveries");
  assert.deepEqual(complaints, []);
  await close();
});

test("the keyboard alone opens every page, takes a lead up and leaves", async () => {
  const id = await sendTo("ana");
  const { page, close } = await open(browser, at("now", tokens["Ana"]?.token));
  await page.locator(`.clocks-now [data-lead="${id}"]`).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  /** Tabs until something is reached. @param {RegExp} what */
  const reach = async (what) => {
    for (let tries = 0; tries < 60; tries += 1) {
      await page.keyboard.press("Tab");
      if (what.test(await focused())) return;
    }
    throw new Error(`the keyboard does not reach ${what}`);
  };
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await reach(/^Skip to the page$/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
  await reach(/^My leads$/);
  await page.keyboard.press("Enter");
  await page.locator(`.mine [data-lead="${id}"]`).waitFor();
  await page.locator(`.mine [data-lead="${id}"] .card-person`).focus();
  await reach(/^Take up$/);
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "in 15 min", "the second tap is under the finger");
  await page.keyboard.press("Enter");
  await eventually(async () => (await stored(id)).state === "acknowledged", { what: "the acknowledgement", timeout: SOON });
  await reach(/^Account$/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Account", "Escape closes and stays");
  await close();
});
