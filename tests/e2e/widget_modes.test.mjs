/**
 * The modes, and what the host's server gets in each: what it would have got without us.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually, launchBrowser, startAll } from "./harness.mjs";
import { INTAKE, MADE_PAGES, arrived, leadsOf, leave, newAddress, offer, pageWith, queueHas, seen, warm } from "./widget.mjs";

/** @typedef {import("playwright-core").Page} Page */

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

/**
 * @param {string} email
 * @param {string} attributes of the form
 * @param {string} more controls
 */
const form = (email, attributes, more) => `<form ${attributes}>
  <input type="hidden" name="csrf" value="3f9a0c77d1"><input type="hidden" name="_charset_">
  <input type="email" name="email" value="${email}"><input name="first_name" value="Ada &amp; Zoë" dirname="first_name.dir">
  <input name="company" value="Works Ltd"><input name="job_title" value="Head of Data"><input name="company_size" value="120">
  <input name="timeline" value="This quarter"><input type="checkbox" name="ok" checked><input type="checkbox" name="news">
  <textarea name="message">We are evaluating vendors\nand would love a demo — 100 %.</textarea>
  ${more}</form>`;

const TWO_BUTTONS = `<button name="go" value="no">No</button><button id="go" name="go" value="the second">Go</button>`;

/**
 * Forms in the shapes that requests have.
 * @type {Record<string, [attributes: string, more: string, script?: string]>}
 */
const FORMS = {
  "a plain POST, by its second button": ['action="/contact?x=1" method="post"', TWO_BUTTONS],
  "parts with a file": [
    'action="/contact" method="post" enctype="multipart/form-data"',
    `<input type="file" name="cv"><input type="file" name="none">${TWO_BUTTONS}`,
  ],
  "text/plain": ['action="/contact" method="post" enctype="text/plain"', TWO_BUTTONS],
  "where the button says": [
    'action="/wrong" method="get"',
    `<button id="go" name="go" value="1" formaction="/right" formmethod="post" formenctype="multipart/form-data" formnovalidate formtarget="_self">Go</button>`,
  ],
  "a GET": ['action="/thanks.html" method="get"', TWO_BUTTONS],
  "fields that hide the form's own": ['action="/contact" method="post"', `<input name="target" value="t"><input name="submit"><input name="action">${TWO_BUTTONS}`],
  "a page that disables its button, and adds to the data": [
    'action="/contact" method="post"',
    TWO_BUTTONS,
    `addEventListener("submit", ({ target }) => setTimeout(() => { for (const button of target.querySelectorAll("button")) button.disabled = true; }));
     addEventListener("formdata", ({ formData }) => formData.append("added", "by the page"));`,
  ],
};

/**
 * Opens a form, sends it, and says what the host's server got.
 * @param {string} name
 * @param {string} email
 * @param {"none" | "carry" | "beside" | "after"} mode
 */
async function sendIn(name, email, mode) {
  const [attributes, more, script = ""] = FORMS[name] ?? ["", ""];
  const page = await pageWith(browser, all, form(email, attributes, more) + `<script>window.asked = 0; addEventListener("submit", () => asked++); ${script}</script>`, {
    tag: mode === "beside" || mode === "after" ? `data-mode="${mode}"` : "",
    prepare: async (context) => {
      if (mode === "none") await context.route("**/baton.js", (route) => route.abort());
    },
  });
  /** @type {string[][]} */
  const got = [];
  const already = all.site.posts.length;
  page.context().on("request", (request) => {
    if (request.url().includes("thanks.html?")) got.push(["GET", new URL(request.url()).search]);
  });
  const posts = () =>
    all.site.posts.slice(already).map(({ path, body, headers }) => {
      const type = headers["content-type"] ?? "";
      const boundary = /boundary=(.*)/.exec(type)?.[1] ?? "no boundary";
      return [path, type.replace(boundary, "B"), body.replaceAll(boundary, "B"), headers.origin ?? "", headers.referer ?? ""];
    });
  if (more.includes("cv")) {
    await page.setInputFiles("[name=cv]", { name: "c v.txt", mimeType: "text/plain", buffer: Buffer.from("line\r\n\u00e9 \u0000 end") });
  }
  await page.focus("[name=message]");
  if (mode !== "none") await warm(page);
  if (mode === "beside" || mode === "after") await page.waitForFunction(() => performance.getEntriesByName(`${document.querySelector("script")?.src.replace("/baton.js", "/embed/modes.js")}`).length > 0);
  await page.click("#go");
  return { page, got: () => [...got, ...posts()] };
}

for (const name of Object.keys(FORMS)) {
  test(`${name}: the host's server gets the same in every mode`, async () => {
    const email = newAddress();
    const plain = await sendIn(name, email, "none");
    await plain.page.waitForURL("**/thanks.html*");
    const expected = plain.got();
    assert.equal(expected.length, 1);
    await leave(plain.page);
    for (const mode of /** @type {const} */ (["carry", "beside", "after"])) {
      const address = `${mode}-${email}`;
      const same = JSON.parse(JSON.stringify(expected).replaceAll(email, address).replaceAll(encodeURIComponent(email), encodeURIComponent(address)));
      const { page, got } = await sendIn(name, address, mode);
      if (mode === "carry") await page.waitForURL("**/thanks.html*");
      await offer(page);
      if (mode === "after") {
        await page.waitForTimeout(100);
        assert.deepEqual(got(), [], "the offer first");
        await page.locator("baton-offer").getByRole("button", { name: "Close" }).click();
        await page.waitForURL("**/thanks.html*");
        await page.waitForTimeout(100);
        assert.equal(await seen(page), null, "what was closed is not carried");
      }
      await eventually(() => got().length > 0, { what: "the host's server to get it" });
      await page.waitForTimeout(100);
      assert.deepEqual(got(), same, mode);
      if (mode === "beside") {
        assert.ok(page.url().endsWith("/demo/made"), "the page stays");
        assert.ok(await seen(page));
        assert.equal(await page.evaluate(() => /** @type {any} */ (window).asked), 1);
        const left = await page.evaluate(() => ["form", "#go"].map((what) => document.querySelector(what)?.outerHTML.match(/target="?baton/)));
        assert.deepEqual(left, [null, null], "and the form is as it was");
      }
      await arrived(all.edge, address);
      await queueHas(page, 0);
      assert.equal((await leadsOf(all.edge, address)).length, 1);
      await leave(page);
    }
  });
}

/**
 * @param {string} mode
 * @param {import("./widget.mjs").MadePage & {more?: string, attributes?: string}} [setting]
 */
async function open(mode, setting = {}) {
  const email = newAddress();
  const body = form(email, `action="/contact" method="post" data-baton-mode="${mode}" ${setting.attributes ?? ""}`, TWO_BUTTONS);
  const page = await pageWith(browser, all, body + (setting.more ?? ""), setting);
  await page.focus("[name=message]");
  const got = () => all.site.posts.filter((post) => post.body.includes(encodeURIComponent(email))).length;
  return { page, email, got };
}

test("beside, and the page's policy forbids the frame: the form goes its old way, once", async () => {
  const { page, email, got } = await open("beside", { headers: { "content-security-policy": "frame-src 'none'" } });
  await page.waitForResponse("**/modes.js");
  await warm(page);
  await page.click("#go");
  await page.waitForURL("**/thanks.html");
  assert.equal(got(), 1);
  await offer(page);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("a mode changes nothing where the host sends the form by itself", async () => {
  for (const mode of ["beside", "after"]) {
    const more = `<script>document.forms[0].addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); })</script>`;
    const { page, email, got } = await open(mode, { more });
    await page.waitForResponse("**/modes.js");
    await warm(page);
    await page.click("#go");
    await offer(page);
    await page.locator("baton-offer").getByRole("button", { name: "Close" }).click();
    await page.waitForTimeout(150);
    assert.equal(got(), 0);
    assert.equal(await page.locator("iframe").count(), 0);
    await arrived(all.edge, email);
    await leave(page);
  }
});

test("after, with nothing to offer, or no modes: the form goes at once", async () => {
  for (const what of ["**/card", "**/modes.js", "**/engine.js"]) {
    const { page, email, got } = await open("after", {
      prepare: async (context) => {
        await context.route(what, (route) => route.abort());
        await context.route(INTAKE, async (route) => {
          await new Promise((resolve) => setTimeout(resolve, 500));
          await route.continue().catch(() => {});
        });
      },
    });
    await page.waitForTimeout(300);
    await page.click("#go");
    await page.waitForURL("**/thanks.html");
    assert.equal(got(), 1);
    await arrived(all.edge, email);
    assert.equal((await leadsOf(all.edge, email)).length, 1);
    await leave(page);
  }
});

test("after: the visitor takes the offer, and the form goes too", async () => {
  const { page, email, got } = await open("after");
  await page.waitForResponse("**/modes.js");
  await warm(page);
  await page.click("#go");
  await offer(page);
  assert.equal(got(), 0);
  const opened = page.context().waitForEvent("page");
  await page.locator("baton-offer").getByRole("link").click();
  await opened;
  await page.waitForURL("**/thanks.html");
  assert.equal(got(), 1);
  await arrived(all.edge, email);
  await leave(page);
});

test("beside, in a shadow root, and when the form has a frame of its own", async () => {
  const { page, email, got } = await open("beside", { attributes: 'target="theirs"', more: '<iframe name="theirs"></iframe>' });
  await page.waitForResponse("**/modes.js");
  await warm(page);
  await page.click("#go");
  await offer(page);
  await eventually(() => got() === 1, { what: "the host's server to get it" });
  assert.equal(await page.locator("iframe").count(), 1);
  await arrived(all.edge, email);
  await page.evaluate(() => {
    const host = document.createElement("div");
    document.body.append(host);
    const root = host.attachShadow({ mode: "open" });
    const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
    form.removeAttribute("target");
    root.append(form);
  });
  await page.locator("[name=first_name]").focus();
  await page.locator("#go").click();
  await eventually(() => got() === 2, { what: "it again" });
  assert.ok(page.url().endsWith("/demo/made"));
  await leave(page);
});
