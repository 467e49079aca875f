/**
 * The widget and the ways a page may put up a form: in shadow roots, in steps, several, new
 * ones, ones that are tagged, and ones that a host refuses at first.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, eventually, json, launchBrowser, startAll } from "./harness.mjs";
import { MADE_PAGES, STAY, arrived, leadsOf, leave, newAddress, offer, pageWith, posts, queueHas, seen, warm } from "./widget.mjs";

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

/** Answers that the example agreement calls hot. @param {string} email */
const hot = (email) => `
  <input type="email" name="email" value="${email}"><input name="first_name" value="Ada">
  <input name="company" value="Works Ltd"><input name="job_title" value="Head of Data">
  <input name="company_size" value="120"><input name="timeline" value="This quarter">
  <input name="message" value="We are evaluating vendors and would love a demo.">`;

/**
 * What the edge keeps of a lead.
 * @param {string} lead
 */
const kept = (lead) => json(all.edge, `/v1/desks/${DESK}/leads/${lead}`);

for (const { kind, ends } of [
  { kind: "sent by script", ends: "event.preventDefault()" },
  { kind: "that navigates", ends: "" },
]) {
  test(`a form in an open shadow root, inside another: ${kind}`, async () => {
    const email = newAddress();
    const page = await pageWith(
      browser,
      all,
      `<outer-part></outer-part><script>
        customElements.define("outer-part", class extends HTMLElement {
          connectedCallback() { this.attachShadow({ mode: "open" }).innerHTML = "<p><inner-part></inner-part></p>"; }
        });
        customElements.define("inner-part", class extends HTMLElement {
          connectedCallback() {
            const root = this.attachShadow({ mode: "open" });
            root.innerHTML = \`<form action="/contact" method="post">${hot(email)}<button>Go</button></form>\`;
            root.querySelector("form").onsubmit = (event) => { ${ends} };
          }
        });
      </script>`,
    );
    const sent = posts(page);
    await page.locator("[name=message]").focus();
    await warm(page);
    await page.locator("form button").click();
    if (!ends) await page.waitForURL("**/thanks.html");
    const shown = await offer(page);
    const lead = await arrived(all.edge, email);
    assert.ok(shown.href.endsWith(lead));
    await queueHas(page, 0);
    assert.equal(new Set(sent.map((request) => JSON.parse(request.postData() ?? "").id)).size, 1);
    await leave(page);
  });
}

test("several forms, and one that its framework puts up anew: a lead each", async () => {
  const [one, two, three] = [newAddress(), newAddress(), newAddress()];
  const page = await pageWith(browser, all, `<form id="a">${hot(one)}<button>Go</button></form><form id="b">${hot(two)}<button>Go</button></form>${STAY}`);
  const sent = posts(page);
  await page.focus("#a [name=message]");
  await warm(page);
  await page.click("#a button");
  await page.click("#b button");
  await page.evaluate((address) => {
    const form = /** @type {HTMLFormElement} */ (document.querySelector("#a"));
    const next = /** @type {HTMLFormElement} */ (form.cloneNode(true));
    /** @type {any} */ (next.elements).email.value = address;
    form.replaceWith(next);
  }, three);
  await page.click("#a button");
  for (const email of [one, two, three]) await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal(sent.length, 3);
  await leave(page);
});

test("a form in steps: the last submit is the submission, with the fields of all steps", async () => {
  const email = newAddress();
  const page = await pageWith(
    browser,
    all,
    `<form>
      <div class="step"><input type="email" name="email" value="${email}"><input name="first_name" value="Ada"></div>
      <div class="step" hidden><input name="company" value="Works Ltd"><input name="job_title" value="Head of Data"></div>
      <div class="step" hidden><input name="timeline" value="This quarter"><textarea name="message">A demo, please.</textarea></div>
      <button>Next</button>
    </form>
    <script>
      let at = 0;
      const steps = document.querySelectorAll(".step");
      document.forms[0].onsubmit = (event) => {
        event.preventDefault();
        if (at < 2) setTimeout(() => { steps[at].hidden = true; steps[++at].hidden = false; }, 20);
      };
    </script>`,
  );
  const sent = posts(page);
  await page.focus("[name=first_name]");
  await warm(page);
  for (let step = 0; step < 2; step++) {
    await page.click("form button");
    await page.waitForTimeout(400);
    assert.equal(sent.length, 0, "a step is no submission");
    assert.equal(await seen(page), null);
    await queueHas(page, 0);
  }
  await page.click("form button");
  await offer(page);
  const lead = await arrived(all.edge, email);
  const { fields } = JSON.parse(sent[0]?.postData() ?? "");
  assert.deepEqual(
    fields.map((/** @type {{name: string}} */ { name }) => name),
    ["email", "first_name", "company", "job_title", "timeline", "message"],
  );
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.ok(lead);
  await leave(page);
});

test("a hidden field at the end makes no step of the last submit", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<form>${hot(email)}<div style="display:none"><input name="url_2"></div><button>Go</button></form>${STAY}`);
  await page.focus("[name=message]");
  await warm(page);
  await page.click("form button");
  await offer(page);
  await arrived(all.edge, email);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  await leave(page);
});

test("a lone e-mail box is taken when it is tagged, and a tagged log-in gives no password away", async () => {
  const [one, two, three] = [newAddress(), newAddress(), newAddress()];
  const page = await pageWith(
    browser,
    all,
    `<form id="news" data-baton-form><input type="email" name="email" value="${one}"><button>Go</button></form>
     <form id="login" data-baton-form><input type="email" name="email" value="${two}"><input type="password" name="p" value="secret-1">
       <input name="card" autocomplete="cc-number" value="secret-2"><button>Go</button></form>
     <form id="off" data-baton-form="off">${hot(three)}<button>Go</button></form>${STAY}`,
  );
  const sent = posts(page);
  await page.click("#off button");
  await page.click("#news button");
  await page.click("#login button");
  for (const email of [one, two]) await arrived(all.edge, email);
  assert.equal(sent.length, 2);
  assert.doesNotMatch(sent.map((request) => request.postData()).join(), /secret/);
  await leave(page);
});

/** How hosts show that they refuse; `bad` is whether the address is. */
const REFUSALS = {
  "with aria-invalid": "input.setAttribute('aria-invalid', bad)",
  "by a class": "input.className = bad ? 'field field--error' : 'field'",
  "by a class on what holds it": "input.parentNode.className = bad ? 'is-invalid' : ''",
  "by a text under it, a while later":
    "setTimeout(() => { document.querySelector('.error-text')?.remove(); if (bad) input.insertAdjacentHTML('afterend', '<em class=error-text>No</em>'); }, 80)",
  "by the browser's own word": "input.setCustomValidity(bad ? 'No' : ''), input.reportValidity()",
};
for (const [how, act] of Object.entries(REFUSALS)) {
  test(`the host refuses ${how}: no offer; what is corrected joins the same lead`, async () => {
    const [wrong, right] = [newAddress(), newAddress()];
    const page = await pageWith(
      browser,
      all,
      `<form novalidate><p><input type="email" name="email" value="${wrong}"></p>${hot("").replace(/.*value="">/, "")}<button>Go</button></form>
       <script>document.forms[0].onsubmit = (event) => {
         event.preventDefault();
         const input = document.forms[0].elements.email, bad = input.value === "${wrong}";
         ${act};
       }</script>`,
    );
    const sent = posts(page);
    await page.focus("[name=message]");
    await warm(page);
    await page.click("form button");
    const lead = await arrived(all.edge, wrong);
    await page.waitForTimeout(200);
    assert.equal(await seen(page), null, "refused is refused");
    assert.equal(await page.evaluate(() => sessionStorage.getItem("baton")), null, "on the next page too");

    await page.fill("[name=email]", right);
    await page.click("form button");
    const shown = await offer(page);
    assert.ok(shown.href.endsWith(`/book/${lead}`), "the lead there was");
    assert.equal(await arrived(all.edge, right), lead);
    await page.waitForTimeout(200);
    assert.ok(await seen(page), "and it stays");
    await queueHas(page, 0);
    assert.equal((await leadsOf(all.edge, wrong)).length, 0);
    assert.deepEqual(
      sent.map((request) => JSON.parse(request.postData() ?? "").revision),
      [undefined, 2],
    );
    await leave(page);
  });
}

test("who sends the same form again with another answer corrects the lead, in whatever order it arrives", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<form>${hot(email)}<button>Go</button></form>${STAY}`);
  const sent = posts(page);
  await page.focus("[name=message]");
  await warm(page);
  await page.context().setOffline(true);
  await page.click("form button");
  await page.fill("[name=company]", "Second Ltd");
  await page.click("form button");
  await page.fill("[name=company]", "Third Ltd");
  await page.click("form button");
  await queueHas(page, 3);
  await page.context().setOffline(false);
  const lead = await arrived(all.edge, email);
  await queueHas(page, 0);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.equal((await kept(lead)).lead.company, "Third Ltd");
  assert.ok(sent.length >= 3);
  await leave(page);
});

test("without a Navigation API, form.submit() counts once, and a script that only looks does not", async () => {
  const email = newAddress();
  const page = await pageWith(browser, all, `<form action="/contact" method="post">${hot(email)}</form><a href="/spa.html">Away</a>`, {
    prepare: (context) => context.addInitScript(() => Reflect.deleteProperty(window, "navigation")),
  });
  const sent = posts(page);
  await page.focus("[name=message]");
  await warm(page);
  await page.evaluate(() => new FormData(document.forms[0]));
  await page.waitForTimeout(50);
  assert.equal(sent.length, 0);
  await page.evaluate(() => document.forms[0]?.submit());
  await page.waitForURL("**/thanks.html");
  await arrived(all.edge, email);
  await offer(page);
  assert.equal((await leadsOf(all.edge, email)).length, 1);
  assert.ok(all.site.posts.some(({ body }) => body.includes(encodeURIComponent(email))), "the host got it");
  await leave(page);
});

test("a form whose fields hide its own properties is read, and sent, all the same", async () => {
  const email = newAddress();
  const names = ["elements", "submit", "id", "name", "action", "method", "target", "length"];
  const inputs = names.map((name) => `<input name="${name}" value="x-${name}">`).join("");
  const page = await pageWith(browser, all, `<form action="/contact" method="post">${hot(email)}${inputs}<button>Go</button></form>`);
  const sent = posts(page);
  await page.focus("[name=message]");
  await warm(page);
  await page.click("form button");
  await page.waitForURL("**/thanks.html");
  await offer(page);
  await arrived(all.edge, email);
  assert.match(sent[0]?.postData() ?? "", /x-length/);
  assert.ok(all.site.posts.some(({ body }) => body.includes(encodeURIComponent(email)) && body.includes("x-elements")));
  await leave(page);
});

test("what the page calls before the tag is there, and after: fields, forms, and what it is told", async () => {
  const [one, two] = [newAddress(), newAddress()];
  const page = await pageWith(browser, all, `<form id="f"><input type="email" name="email" value="${two}"><input name="note" value="n"></form>`, {
    head: `<script>
      window.baton = window.baton || function () { (baton.q = baton.q || []).push(arguments) };
      window.heard = [];
      for (const name of ["lead", "offer"]) {
        baton("on", name, (detail) => heard.push([name, detail]));
        document.addEventListener("baton:" + name, (event) => heard.push(["dom " + name, event.detail]));
      }
      baton("on", "lead", () => { throw new Error("the page's own") });
      baton("identify", { job_title: "Head of Data", plan: "trial" });
      baton("nonsense"); baton("submit"); baton();
      baton("submit", { email: "${one}", company: "Works Ltd", company_size: 120, timeline: "This quarter", message: "A demo, please." });
    </script>`,
  });
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const first = await arrived(all.edge, one);
  const shown = await offer(page);
  assert.ok(shown.href.endsWith(first));
  assert.equal((await kept(first)).lead.job_title, "Head of Data");
  const heard = () => page.evaluate(() => /** @type {any} */ (window).heard);
  await eventually(async () => (await heard()).length === 4, { what: "the page to hear of it" });
  for (const [name, detail] of await heard()) {
    assert.deepEqual(detail, name.endsWith("lead") ? { lead: first } : { lead: first, kind: "meeting" });
  }
  await page.evaluate(() => /** @type {any} */ (window).baton("submit", document.querySelector("#f")));
  const second = await arrived(all.edge, two);
  assert.equal((await kept(second)).lead.job_title, "Head of Data");
  await eventually(async () => (await heard()).filter((/** @type {any[]} */ [name]) => name === "lead").length === 2, { what: "the second" });
  await leave(page);
});
