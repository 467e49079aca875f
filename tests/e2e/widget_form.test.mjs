/**
 * The widget and the form: which forms it takes, when they count as submitted, what it reads,
 * and how the offer looks to a keyboard and a screen reader.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import {
  MADE_PAGES,
  STAY,
  arrived,
  fill,
  leadsOf,
  leave,
  newAddress,
  offer,
  pageWith as made,
  posts,
  queueHas,
  seen,
  submit,
  visit,
} from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  all = await startAll();
  browser = await launchBrowser(MADE_PAGES);
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/** So long that it is cut, and where it is cut stands a picture of two code units. */
const TITLE = `${"A page ".padEnd(199, ".")}🚀`;

/** @param {string} body */
const pageWith = (body) => made(browser, all, body, { title: TITLE });

/**
 * The message the page sent, which the edge has taken.
 * @param {import("playwright-core").Request[]} sent
 */
async function message(sent) {
  const request = await eventually(() => sent[0], { what: "a message" });
  const response = await request.response();
  assert.equal(response?.status(), 201, await response?.text());
  return JSON.parse(request.postData() ?? "");
}

test("each kind of field is read as the visitor saw it, and nothing else", async () => {
  const email = newAddress();
  const page = await pageWith(`
    <form action="/contact" method="post">
      <input type="hidden" name="csrf_token" value="secret-1">
      <input type="hidden" name="utm_source" value="news">
      <span id="who">Your</span> <span id="mail">address</span>
      <input type="email" name="contact[mail]" value="${email}" aria-labelledby="who mail" autocomplete="work email">
      <label>Firm <b>name</b> <input name="q1" placeholder="Acme Inc." data-baton-field="company" value="Works &amp; Co"></label>
      <label for="size">People <select id="size" name="size"><option value="">Choose</option><option value="b" selected>51–200</option></select></label>
      <select name="region" aria-label="Region"><option value="" selected>Choose</option><option>EU</option></select>
      <select name="uses" multiple><option selected>Batch</option><option>Lists</option><option selected>Streams</option></select>
      <fieldset><legend>When?</legend>
        <label><input type="radio" name="when" value="1"> Now</label>
        <label><input type="radio" name="when" value="2" checked> Next quarter</label>
      </fieldset>
      <label><input type="checkbox" name="news" checked> Send me news</label>
      <label><input type="checkbox" name="calls"> Call me</label>
      <textarea name="message">one\n\ttwo</textarea>
      <textarea name="g-recaptcha-response">secret-2</textarea>
      <input name="${"ctl00_".repeat(25)}captcha" value="secret-4">
      <input type="file" name="cv">
      <input type="submit" name="go" value="secret-3">
    </form>${STAY}`);
  const sent = posts(page);
  await page.focus("[name=q1]");
  await page.waitForFunction(() => document.querySelector("baton-offer"));
  await page.evaluate(() => {
    /** @type {HTMLInputElement} */ (document.querySelector("[name=q1]")).value = "half \ud83d pair";
  });
  await page.click("[name=go]");
  const { v, id, page: from, fields } = await message(sent);

  assert.equal(v, 1);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(from, { url: `${all.site.origin}/demo/made`, title: `${TITLE.slice(0, 199)}\ufffd`, referrer: "", language: "en" });
  const blank = { id: "", autocomplete: "", label: "", placeholder: "", field: "" };
  assert.deepEqual(fields, [
    { ...blank, name: "utm_source", type: "hidden", value: "news" },
    { ...blank, name: "contact[mail]", type: "email", autocomplete: "work email", label: "Your address", value: email },
    { ...blank, name: "q1", type: "text", label: "Firm name", placeholder: "Acme Inc.", field: "company", value: "half \ufffd pair" },
    { ...blank, name: "size", id: "size", type: "select", label: "People", value: "51–200", options: "2|Choose|51–200" },
    { ...blank, name: "region", type: "select", label: "Region", value: "", options: "2|Choose|EU" },
    { ...blank, name: "uses", type: "select", value: "Batch, Streams", options: "3|Batch|Lists|Streams" },
    { ...blank, name: "when", type: "radio", label: "When?", value: "Next quarter" },
    { ...blank, name: "news", type: "checkbox", label: "Send me news", value: "yes" },
    { ...blank, name: "calls", type: "checkbox", label: "Call me", value: "" },
    { ...blank, name: "message", type: "textarea", value: "one\n\ttwo" },
  ]);
  await leave(page);
});

test("a filled honeypot is one boolean, and a label is found wherever it stands", async () => {
  const email = newAddress();
  const page = await pageWith(`
    <form action="/contact" method="post">
      <table><tr><td>Company</td><td><input name="f1" value="Works"></td></tr></table>
      <div><h3>Job title</h3><div><input name="f2" value="CTO"></div></div>
      <div><input name="f3" value="Ada King"><label>Your name</label></div>
      <input name="f4" title="City" value="Berlin">
      <input type="email" name="f5" value="${email}">
      <div style="position:absolute;left:-5000px"><input name="website" tabindex="-1" autocomplete="off"></div>
      <p style="display:none"><label>Leave this field blank <input name="f7"></label></p>
      <button>Go</button>
    </form>${STAY}`);
  const sent = posts(page);
  await page.focus("[name=f5]");
  await page.waitForFunction(() => document.querySelector("baton-offer"));
  await page.evaluate(() => {
    /** @type {HTMLInputElement} */ (document.querySelector("[name=website]")).value = "https://spam.example";
  });
  await page.click("button");
  const { fields, honeypot } = await message(sent);
  assert.equal(honeypot, true);
  assert.deepEqual(fields.map((/** @type {any} */ { name, label }) => [name, label]), [
    ["f1", "Company"],
    ["f2", "Job title"],
    ["f3", "Your name"],
    ["f4", "City"],
    ["f5", ""],
  ]);
  const id = await arrived(all.edge, email);
  const { lead } = await json(all.edge, `/v1/desks/${DESK}/leads/${id}`);
  assert.equal(lead.quarantine, "honeypot");
  await leave(page);
});

test("a large form is cut, and says so", async () => {
  const more = Array.from({ length: 70 }, (_, i) => `<input name="f${i}" value="x">`).join("");
  const page = await pageWith(`
    <form action="/contact" method="post">
      <label>${"ü".repeat(100)}<textarea name="message">${"ä".repeat(20_000)}</textarea></label>
      <input type="email" name="email" value="${newAddress()}">
      <textarea name="more">${"y".repeat(20_000)}</textarea>${more}<button>Go</button>
    </form>${STAY}`);
  const sent = posts(page);
  await page.focus("[name=email]");
  await page.waitForFunction(() => document.querySelector("baton-offer"));
  await page.click("button");
  const { fields } = await message(sent);
  const bytes = (/** @type {string} */ text) => Buffer.byteLength(text);
  assert.equal(bytes(fields[0].label), 120);
  assert.ok(fields[0].value.endsWith("ä [cut]"));
  assert.equal(bytes(fields[0].value), 8192 + " [cut]".length);
  assert.equal(fields[1].type, "email", "a long message leaves room for the address");
  assert.ok(fields[2].value.endsWith("y [cut]"));
  const left = fields.at(-1);
  assert.equal(left.name, "baton_left_out");
  assert.equal(Number(left.value), 73 - (fields.length - 1));
  assert.ok(bytes(JSON.stringify(fields)) < 32_768);
  await leave(page);
});

test("a framework that makes another field of the same element, or asks for another consent, is read anew", async () => {
  const page = await pageWith(`
    <form action="/contact" method="post">
      <input type="email" name="email" value="${newAddress()}">
      <label><span>First name</span><input name="first" autocomplete="given-name"></label>
      <label>Region <select name="region"><option value="">Choose</option></select></label>
      <label><input type="checkbox" name="ok" checked> <span>${"You may write to me. ".repeat(8)}</span></label>
      <button>Go</button>
    </form>${STAY}`);
  const sent = posts(page);
  await page.focus("[name=email]");
  await page.waitForFunction(() => document.querySelector("baton-offer"));
  await page.evaluate(() => {
    const [name, terms] = /** @type {[HTMLElement, HTMLElement]} */ ([...document.querySelectorAll("span")]);
    const [, field, region] = /** @type {HTMLInputElement[]} */ ([...(document.forms[0]?.elements ?? [])]);
    if (!field || !region) throw new Error("the form is not there");
    Object.assign(field, { name: "company", autocomplete: "organization", value: "Works Ltd" });
    name.textContent = "Company";
    region.innerHTML = "<option>Bavaria</option><option>Hesse</option>";
    region.dataset.batonField = "country";
    terms.textContent = "You may write to me, and call. ".repeat(8);
  });
  await page.click("button");
  const [, company, region, consent] = (await message(sent)).fields;
  const { name, label, autocomplete, value } = company;
  assert.deepEqual({ name, label, autocomplete, value }, { name: "company", label: "Company", autocomplete: "organization", value: "Works Ltd" });
  assert.deepEqual([region.options, region.field, region.value], ["2|Bavaria|Hesse", "country", "Bavaria"]);
  assert.match(consent.text, /^(You may write to me, and call\.\s?){8}$/);
  await leave(page);
});

test("without the engine the loader reads no more than the visitor's own answers", async () => {
  const email = newAddress();
  const page = await pageWith(`
    <form action="/contact" method="post">
      <input type="hidden" name="csrf_token" value="secret">
      <label for="e">Work mail</label> <input type="email" id="e" name="email" value="${email}">
      <input name="company" value="Works">
      <select name="size"><option value="">Choose</option><option value="b" selected>51–200</option></select>
      <textarea name="message">Hello</textarea><textarea name="g-recaptcha-response">secret</textarea>
      <input type="file" name="cv"><input type="checkbox" name="ok" checked><button>Go</button>
    </form>${STAY}`);
  const sent = posts(page);
  await page.route("**/engine.js", (route) => route.abort());
  await page.click("button");
  const { fields } = await message(sent);
  assert.deepEqual(
    fields.map((/** @type {{name: string, label: string, value: string}} */ { name, label, value }) => [name, label, value]),
    [
      ["email", "Work mail", email],
      ["company", "", "Works"],
      ["size", "", "51–200"],
      ["message", "", "Hello"],
    ],
  );
  await leave(page);
});

test("a log-in, a search, a checkout and a lone address are none of ours", async () => {
  const email = `<input type="email" name="email" value="a@b.example">`;
  const page = await pageWith(`
    <form id="login">${email}<input name="name"><input type="password" name="password"><button>Go</button></form>
    <form id="search">${email}<input type="search" name="q"><input name="x"><button>Go</button></form>
    <form id="checkout">${email}<input name="card" autocomplete="cc-number"><button>Go</button></form>
    <form id="news">${email}<label><input type="checkbox" name="ok" checked>Yes</label><button>Go</button></form>
    <form id="nobody"><input name="email" value="nobody"><input name="name" value="x"><button>Go</button></form>${STAY}`);
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  for (const id of ["login", "search", "checkout", "news"]) await page.click(`#${id} button`);
  await page.waitForTimeout(50);
  assert.deepEqual(asked, [], "nothing is fetched for them either");
  await page.click("#nobody button");
  await page.waitForTimeout(50);
  assert.ok(!asked.join().includes("/leads"), "and without an address there is nobody to answer");
  await leave(page);
});

test("a form that comes later, and whose page stops the event, is taken all the same", async () => {
  const page = await pageWith(`<div id="root"></div>`);
  const email = newAddress();
  await page.evaluate((address) => {
    const root = /** @type {HTMLElement} */ (document.querySelector("#root"));
    root.innerHTML = `<form><input name="your-email" value="${address}"><input name="company" value="W"><button>Go</button></form>`;
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    });
  }, email);
  await page.click("button");
  await arrived(all.edge, email);
  await leave(page);
});

for (const method of ["post", "get"]) {
  test(`form.submit() by ${method} fires no submit event and counts once`, async () => {
    const email = newAddress();
    const page = await pageWith(
      `<form action="/thanks.html" method="${method}"><input name="email" value="${email}"><input name="company" value="W"></form>`,
    );
    await page.focus("[name=company]");
    await page.waitForFunction(() => document.querySelector("baton-offer"));
    const sent = posts(page);
    await page.evaluate(() => document.forms[0]?.submit());
    await page.waitForURL("**/thanks.html*");
    await arrived(all.edge, email);
    await queueHas(page, 0);
    assert.equal((await leadsOf(all.edge, email)).length, 1);
    assert.equal(new Set(sent.map((request) => JSON.parse(request.postData() ?? "").id)).size, 1);
    await leave(page);
  });
}

test("a script that validates first and then submits counts once", async () => {
  const email = newAddress();
  const page = await pageWith(`
    <form action="/contact" method="post"><input name="email" value="${email}"><input name="token"><input name="company" value="W"><button>Go</button></form>
    <script>
      document.forms[0].addEventListener("submit", (event) => {
        event.preventDefault();
        document.forms[0].elements.token.value = "checked";
        setTimeout(() => document.forms[0].submit(), 50);
      });
    </script>`);
  await page.focus("[name=company]");
  await page.waitForFunction(() => document.querySelector("baton-offer"));
  await page.click("button");
  await page.waitForURL("**/thanks.html");
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("a script that only looks at the form sends nothing", async () => {
  const page = await visit(browser, `${all.site.origin}/`);
  const email = newAddress();
  const sent = posts(page);
  await fill(page, email);
  await page.evaluate(() => {
    const form = document.querySelector("form");
    if (form) for (let i = 0; i < 3; i++) new FormData(form);
  });
  await page.click("footer a");
  await page.waitForURL("**/spa.html");
  await page.waitForTimeout(50);
  assert.equal(sent.length, 0);
  await leave(page);
});

test("a tag that was pasted twice makes one lead", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await page.addScriptTag({ url: `${all.edge.origin}/baton.js` });
  await page.evaluate((src) => {
    const tag = document.createElement("script");
    tag.dataset.desk = "acme";
    tag.src = src;
    document.head.append(tag);
    return new Promise((resolve) => (tag.onload = resolve));
  }, `${all.edge.origin}/baton.js`);
  const sent = posts(page);
  const email = newAddress();
  await fill(page, email);
  await submit(page);
  await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal(sent.length, 1);
  await leave(page);
});

test("the offer speaks the page's language, keeps the focus and goes with Escape", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await page.evaluate(() => (document.documentElement.lang = "de-AT"));
  const email = newAddress();
  await fill(page, email);
  const live = page.locator("baton-offer [role=status][aria-live=polite]");
  assert.equal(await live.textContent(), "", "the live region is there before its text");
  await page.focus("[name=company]");
  await page.keyboard.press("Enter");
  const shown = await offer(page);
  assert.equal(shown.headline, "Wählen Sie Ihren Termin");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "company", "the focus stays where it was");

  const link = live.getByRole("link", { name: "Termin buchen" });
  for (const [name, value] of Object.entries({ target: "_blank", rel: "noopener", referrerpolicy: "no-referrer" })) {
    assert.equal(await link.getAttribute(name), value);
  }
  const close = page.locator("baton-offer").getByRole("button", { name: "Schließen" });
  const box = await close.boundingBox();
  assert.ok(box && box.width >= 24 && box.height >= 24);
  await close.focus();
  await page.keyboard.press("Escape");
  assert.equal(await seen(page), null);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "company", "and comes back");
  await submit(page);
  await offer(page, ({ href }) => href === shown.href);
  assert.equal((await leadsOf(all.edge, email)).length, 1, "asked again, it is shown again, and is the same lead");
  await leave(page);
});
