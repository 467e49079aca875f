/**
 * The install check: what it says of a page that is well and of pages that are not, and what
 * becomes of its test submission.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESK, eventually, exampleAgreement, json, launchBrowser, publish, startAll } from "./harness.mjs";
import { axe, open, picture } from "./screens.mjs";
import { INTAKE, offer, posts } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  const policy = "script-src 'self' https://EDGE; connect-src 'self' https://EDGE; frame-src 'self'; style-src 'self'";
  const closed = "script-src 'self' 'wasm-unsafe-eval' https://EDGE; connect-src 'self'; style-src 'self'";
  const short = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' https://EDGE";
  all = await startAll({
    site: {
      headers: {
        "/csp": { "content-security-policy": policy },
        "/spa": { "content-security-policy": closed },
        "/index": { "content-security-policy": short },
        "/thanks": { "content-security-policy-report-only": "default-src 'none'" },
      },
    },
  });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/** @typedef {import("playwright-core").Page} Page */

/**
 * Opens a page with the check, and waits until it has looked at the forms.
 * @param {string} where
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function checked(where, options) {
  const opened = await open(browser, `${all.site.origin}${where}#baton-check`, options);
  const paper = opened.page.locator("baton-check aside");
  await paper.locator("h3").nth(1).waitFor();
  return { ...opened, paper };
}

/** Everything that was found, as `how: what`. @param {import("playwright-core").Locator} paper */
function findings(paper) {
  return paper.locator(".finding").evaluateAll((all) => all.map((one) => `${one.className.split(" ")[1]}: ${one.querySelector("strong")?.textContent}`));
}

test("a page that is well: the form, its fields, and a test that bothers nobody", async () => {
  const { page, paper, close, complaints } = await checked("/", { viewport: { width: 1280, height: 900 } });
  const found = await findings(paper);
  assert.deepEqual(found.filter((line) => /^(bad|warn)/.test(line)), []);
  assert.ok(found.some((line) => /^good: Taken: /.test(line)), `${found}`);
  const rows = Object.fromEntries(await paper.locator("tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent))));
  assert.deepEqual(
    [rows["First name"], rows["Work e-mail"], rows["Company"], rows["Job title"], rows["Company size"]],
    ["first name", "email", "company", "job title", "employees"],
  );
  assert.deepEqual(await axe(page, "baton-check"), []);
  await picture(page, "check-desktop", { fullPage: false });

  const sent = posts(page);
  const filled = await page.locator("form [name=email]").inputValue();
  await paper.getByRole("button", { name: "Send a test submission" }).click();
  await offer(page);
  assert.equal(await page.locator("form [name=email]").inputValue(), filled, "the page's own form is as it was");
  assert.deepEqual((await findings(paper)).slice(-2), ["good: The desk has it, labelled as a test.", "good: The visitor sees a meeting, at once, before the edge has answered."]);
  await picture(page, "check-tested", { fullPage: false });
  assert.equal(sent.length, 1);
  const lead = JSON.parse(sent[0]?.postData() ?? "");
  assert.equal(lead.test, true);
  const kept = await json(all.edge, `/v1/desks/${DESK}/leads/${lead.id}`);
  assert.deepEqual([kept.lead.state, kept.lead.quarantine, kept.lead.owner], ["quarantined", "test", null]);
  assert.deepEqual(kept.deliveries, [], "nobody is told");
  assert.equal(all.site.posts.length, 0, "the host's server has heard nothing");
  assert.deepEqual(complaints, []);
  await close();
});

test("without the word in the address there is no check", async () => {
  const { page, close } = await open(browser, `${all.site.origin}/`);
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.deepEqual(loaded.filter((name) => /check/.test(name)), []);
  await close();
});

test("a policy that forbids wasm and frames: what it lacks is named", async () => {
  const { page, paper, close } = await checked("/csp");
  const found = await findings(paper);
  assert.ok(found.includes("warn: The offer waits for the edge: the policy forbids wasm."), `${found}`);
  assert.ok(found.includes("warn: A calendar in the page would open in a new tab."), `${found}`);
  assert.match((await paper.textContent()) ?? "", /'wasm-unsafe-eval'/);
  // The page has two policies, one in its head and one in a header, and both have to be told.
  const text = (await paper.textContent()) ?? "";
  assert.match(text, new RegExp(`Add ${all.edge.origin} and the calendar's address to frame-src`));
  assert.match(text, new RegExp(`Add to the policy: frame-src 'self' ${all.edge.origin} and the calendar's address`));
  await picture(page, "check-policy", { fullPage: false });
  await close();
});

test("a policy that keeps leads from the edge", async () => {
  const { page, paper, close } = await checked("/spa", { viewport: { width: 1280, height: 900 } });
  const found = await findings(paper);
  const told = found.filter((line) => /^(bad|warn)/.test(line));
  assert.deepEqual(told, ["bad: The page's policy keeps leads from the edge: connect-src lacks it."], "one cause, told once");
  assert.match((await paper.textContent()) ?? "", new RegExp(`Add ${all.edge.origin} to connect-src.*form works.*waits`));
  await paper.getByRole("button", { name: "Send a test submission" }).click();
  await paper.getByText("The edge did not answer.").waitFor();
  assert.deepEqual(await axe(page, "baton-check"), []);
  await picture(page, "check-closed", { fullPage: false });
  await close();
  const phone = await checked("/spa", { viewport: { width: 360, height: 740 } });
  await picture(phone.page, "check-closed-phone", { fullPage: false });
  await phone.close();
});

test("a policy that says default-src alone is told the whole directive", async () => {
  const { paper, close } = await checked("/index");
  const text = (await paper.textContent()) ?? "";
  assert.ok(text.includes(`Add to the policy: connect-src 'self' ${all.edge.origin}.`), text);
  assert.ok(text.includes(`Add to the policy: frame-src 'self' ${all.edge.origin} and the calendar's address.`), text);
  await close();
});

test("a policy that only reports lacks nothing", async () => {
  const { paper, close } = await checked("/thanks");
  const found = await findings(paper);
  assert.ok(found.includes("good: The page's policy allows all that is needed."), `${found}`);
  await close();
});

test("a site the agreement does not name is told before it costs a lead", async () => {
  await publish(all.edge, DESK, exampleAgreement(["https://www.acme.example"]));
  const { page, paper, close } = await checked("/", { viewport: { width: 390, height: 844 } });
  await paper.getByRole("button", { name: "Send a test submission" }).click();
  await eventually(async () => (await findings(paper)).includes("bad: A real lead from here would be kept in quarantine."), { what: "the warning" });
  assert.match((await paper.textContent()) ?? "", new RegExp(`Add ${all.site.origin} to origins`));
  await picture(page, "check-phone", { fullPage: false });
  await close();
});

test("forms that are left alone are told why", async () => {
  const { page, close } = await open(browser, `${all.site.origin}/`);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      "afterbegin",
      `<form id="login"><input type="email" name="email"><input type="password"></form>
       <form id="news"><input type="email" name="email"></form>
       <form id="find"><input type="search" name="q"></form>
       <form id="call"><input name="name"><input name="phone"></form>`,
    );
  });
  const why = await page.evaluate(async () => {
    const edge = new URL(document.querySelector("script[data-desk]")?.getAttribute("src") ?? "").origin;
    const { check } = await import(`${edge}/embed/check.js`);
    const makeLead = (/** @type {any} */ fields) => ({ fields, signals: [], page: { url: "", language: "" } });
    await check({ edge, desk: "acme", makeLead, bookingLink: () => "" });
    const notes = document.querySelector("baton-check")?.shadowRoot?.querySelectorAll(".none") ?? [];
    return [...notes].map((note) => note.textContent);
  });
  const expected = [/login.*password/, /news.*newsletter/, /find.*search/, /call.*no e-mail field/];
  assert.equal(why.length, expected.length, `${why}`);
  expected.forEach((pattern, at) => assert.match(why[at] ?? "", pattern));
  await close();
});

test("what cannot be sent is said, and is no lead", async () => {
  const { page, paper, close } = await checked("/");
  await page.route(INTAKE, (route) => route.abort());
  await paper.getByRole("button", { name: "Send a test submission" }).click();
  await paper.getByText("The edge did not answer.").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("baton-check").count(), 0);
  await close();
});
