/**
 * Forms of HubSpot, Marketo, Webflow, Contact Form 7 and Gravity: stand-ins with their markup
 * and their events. The offer waits for their word, and comes with it.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, startAll } from "./harness.mjs";
import { MADE_PAGES, arrived, leadsOf, leave, newAddress, offer, pageWith, queueHas, seen, warm } from "./widget.mjs";

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
 * Fields in a vendor's spelling.
 * @param {Record<string, string>} names
 * @param {string} email
 */
function fields(names, email) {
  const answers = { email, first: "Ada", company: "Works Ltd", title: "Head of Data", size: "120", when: "This quarter", message: "A demo, please." };
  return Object.entries(names)
    .map(([key, name]) => `<input ${key === "email" ? 'type="email"' : ""} name="${name}" value="${answers[/** @type {"email"} */ (key)]}">`)
    .join("");
}

const PLAIN = { email: "email", first: "firstname", company: "company", title: "jobtitle", size: "company_size", when: "timeline", message: "message" };

/**
 * Each page defines `taken()`: the vendor's server has said yes.
 * @type {Record<string, (email: string) => string>}
 */
const VENDORS = {
  "HubSpot, in the page": (email) => `
    <form class="hs-form hs-form-private" id="hsForm_5d6f" data-form-id="5d6f">${fields(PLAIN, email)}<input type="submit" class="hs-button" value="Go"></form>
    <script>
      const say = (eventName, data) => postMessage({ type: "hsFormCallback", eventName, id: "5d6f", data }, "*");
      say("onFormReady");
      document.forms[0].onsubmit = (event) => {
        event.preventDefault();
        say("onFormSubmit", [...document.forms[0].elements].map(({ name, value }) => ({ name, value })));
      };
      window.taken = () => say("onFormSubmitted", { submissionValues: {} });
    </script>`,
  "HubSpot's new embed, in the page": (email) => `
    <div class="hs-form-html" data-form-id="77" data-portal-id="1"><form data-hsfc-id="Renderer">
      ${fields({ ...PLAIN, email: "0-1/email", first: "0-1/firstname" }, email)}<button type="submit">Go</button>
    </form></div>
    <script>
      window.HubSpotFormsV4 = { getFormFromEvent: () => ({ getFormFieldValues: async () => [{ name: "0-1/email", value: "${email}" }] }) };
      document.forms[0].onsubmit = (event) => event.preventDefault();
      window.taken = () => dispatchEvent(new CustomEvent("hs-form-event:on-submission:success", { detail: { formId: "77" } }));
    </script>`,
  Marketo: (email) => `
    <script>
      window.answers = [];
      window.MktoForms2 = { whenReady(act) { ready.push(act); } };
      const ready = [], success = [];
      const form = { onSuccess: (act) => success.push(act), getFormElem: () => [document.forms[0]] };
      addEventListener("DOMContentLoaded", () => { setInterval(() => { while (ready.length) ready.shift()(form); }, 10); });
      window.taken = () => { for (const act of success) answers.push(act({}, "/thanks.html")); };
    </script>
    <form id="mktoForm_1024" class="mktoForm mktoHasWidth mktoLayoutLeft" novalidate>
      ${fields({ email: "Email", first: "FirstName", company: "Company", title: "Title", size: "company_size", when: "timeline", message: "message" }, email)}
      <button type="submit" class="mktoButton">Go</button>
    </form>
    <script>document.forms[0].onsubmit = (event) => event.preventDefault();</script>`,
  Webflow: (email) => `
    <div class="w-form">
      <form id="email-form" name="email-form" data-name="Email Form" method="get">${fields(PLAIN, email)}<input type="submit" data-wait="Please wait..." class="w-button" value="Go"></form>
      <div class="w-form-done" style="display:none"><div>Thank you! Your submission has been received!</div></div>
      <div class="w-form-fail" style="display:none"><div>Oops! Something went wrong.</div></div>
    </div>
    <script>
      document.forms[0].onsubmit = (event) => { event.preventDefault(); };
      window.taken = () => {
        document.forms[0].style.display = "none";
        document.querySelector(".w-form-done").style.display = "block";
      };
    </script>`,
  "Contact Form 7": (email) => `
    <div class="wpcf7 js" id="wpcf7-f12-p34-o1"><form action="/#wpcf7-f12-p34-o1" method="post" class="wpcf7-form init" novalidate data-status="init">
      ${fields({ email: "your-email", first: "your-name", company: "company", title: "job-title", size: "company-size", when: "timeline", message: "your-message" }, email)}
      <input class="wpcf7-form-control wpcf7-submit" type="submit" value="Go">
    </form></div>
    <script>
      const wrap = document.querySelector(".wpcf7");
      document.forms[0].onsubmit = (event) => event.preventDefault();
      window.taken = () => wrap.dispatchEvent(new CustomEvent("wpcf7mailsent", { bubbles: true, detail: { status: "mail_sent" } }));
    </script>`,
  Gravity: (email) => `
    <script>
      const acts = {};
      window.jQuery = () => ({ on: (name, act) => (acts[name] ??= []).push(act) });
      window.taken = () => { for (const act of acts.gform_confirmation_loaded) act({}, 7); };
    </script>
    <iframe style="display:none" name="gform_ajax_frame_7"></iframe>
    <div class="gform_wrapper"><form method="post" enctype="multipart/form-data" target="gform_ajax_frame_7" id="gform_7" action="/contact">
      ${fields(PLAIN, email)}<input type="submit" id="gform_submit_button_7" class="gform_button button" value="Go">
    </form></div>`,
};

for (const [vendor, body] of Object.entries(VENDORS)) {
  test(`${vendor}: the lead goes at the submit, the offer waits for the vendor`, async () => {
    const email = newAddress();
    const page = await pageWith(browser, all, body(email));
    await page.focus("form [name*=message]");
    await page.waitForResponse("**/vendors.js");
    await warm(page);
    await page.evaluate(() => {
      Object.assign(window, { heard: [] });
      for (const type of /** @type {const} */ (["baton:lead", "baton:offer"])) document.addEventListener(type, () => /** @type {any} */ (window).heard.push(type));
    });
    const heard = () => page.evaluate(() => /** @type {any} */ (window).heard);
    await page.click("form [type=submit]");
    const lead = await arrived(all.edge, email);
    await page.waitForTimeout(250);
    assert.equal(await seen(page), null, "the vendor has not said so");
    assert.deepEqual(await heard(), ["baton:lead"]);
    await page.evaluate(() => /** @type {any} */ (window).taken());
    const shown = await offer(page);
    assert.ok(shown.href.endsWith(`/book/${lead}`));
    assert.deepEqual(await heard(), ["baton:lead", "baton:offer"]);
    await queueHas(page, 0);
    assert.equal((await leadsOf(all.edge, email)).length, 1);
    if (vendor === "Marketo") assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).answers), [true], "the redirect is the host's");
    await leave(page);
  });

  test(`${vendor}: what it refuses is offered nothing`, async () => {
    const email = newAddress();
    const page = await pageWith(browser, all, body(email));
    await page.focus("form [name*=message]");
    await page.waitForResponse("**/vendors.js");
    await warm(page);
    await page.click("form [type=submit]");
    const lead = await arrived(all.edge, email);
    await page.waitForTimeout(200);
    await page.fill("form [name*=company]", "Other Ltd");
    await page.click("form [type=submit]");
    await page.evaluate(() => /** @type {any} */ (window).taken());
    assert.ok((await offer(page)).href.endsWith(`/book/${lead}`), "and what comes after it is the same lead");
    await queueHas(page, 0);
    assert.equal((await leadsOf(all.edge, email)).length, 1);
    await leave(page);
  });
}

test("HubSpot's old form in a frame: read from what it says, offered when it was taken", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<div class="hbspt-form"><iframe class="hs-form-iframe" title="Form 0"></iframe></div>`);
  const say = (/** @type {string} */ eventName, /** @type {unknown} */ data) =>
    page.evaluate((message) => postMessage(message, "*"), { type: "hsFormCallback", eventName, id: "5d6f", data });
  await say("onFormReady", {});
  await page.waitForResponse("**/vendors.js");
  const data = { email, firstname: "Ada", "0-2/company": "Works Ltd", jobtitle: "Head of Data", company_size: "120", timeline: "This quarter" };
  await say(
    "onFormSubmit",
    Object.entries(data).map(([name, value]) => ({ name, value })),
  );
  const lead = await arrived(all.edge, email);
  await page.waitForTimeout(200);
  assert.equal(await seen(page), null);
  await say("onFormSubmitted", {});
  assert.ok((await offer(page)).href.includes(lead));
  assert.equal((await leadsOf(all.edge, email))[0]?.name, "Ada");
  await leave(page);
});

test("HubSpot's new form: read and offered when it was taken", async () => {
  const email = newAddress();
  const page = await pageWith(
    browser,
    all,
    `<div class="hs-form-frame" data-form-id="77"></div><script>
      const values = { "0-1/email": "${email}", "0-1/firstname": "Ada", "0-2/company": "Works Ltd", "0-1/jobtitle": "Head of Data" };
      window.HubSpotFormsV4 = { getFormFromEvent: (event) => event.detail.formId === "77" && {
        getFormFieldValues: async () => Object.entries(values).map(([name, value]) => ({ name, value })),
      } };
    </script>`,
  );
  const say = (/** @type {string} */ name) =>
    page.evaluate((type) => void dispatchEvent(new CustomEvent(`hs-form-event:${type}`, { detail: { formId: "77", instanceId: "0" } })), name);
  await say("on-ready");
  await page.waitForResponse("**/vendors.js");
  await say("on-submission:success");
  const lead = await arrived(all.edge, email);
  assert.ok(await offer(page));
  assert.ok(lead);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("another frame that only says it is HubSpot is not believed; other pages fetch nothing for vendors", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<iframe srcdoc="" sandbox="allow-scripts"></iframe>`);
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.evaluate(() => postMessage({ type: "other", eventName: "onFormSubmit" }, "*"));
  await page.waitForTimeout(100);
  assert.deepEqual(asked, []);
  await page.evaluate((address) => {
    const frame = /** @type {HTMLIFrameElement} */ (document.querySelector("iframe"));
    const message = { type: "hsFormCallback", eventName: "onFormSubmit", id: "1", data: [{ name: "email", value: address }] };
    frame.srcdoc = `<script>parent.postMessage(${JSON.stringify(message)}, "*")</` + "script>";
  }, email);
  await page.waitForResponse("**/vendors.js");
  await page.waitForTimeout(200);
  assert.ok(!asked.some((/** @type {string} */ url) => url.includes("/leads")), asked.join("\n"));
  await leave(page);
});
