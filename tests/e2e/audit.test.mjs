/** The pages that read a file on the visitor's machine: a report comes out, and nothing goes anywhere. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { launchBrowser, startAll } from "./harness.mjs";
import { axe, open, pictures } from "./screens.mjs";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const EXAMPLE = readFileSync(path.join(ROOT, "examples/agreement.toml"), "utf8");

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

/** An export in which one rep is slow. */
function exported() {
  const rows = ["Created,First contact,Lead owner,Lead source,Lead status,Rejection reason,Email"];
  for (let at = 0; at < 400; at += 1) {
    const slow = at % 4 === 1;
    const [owner, hour] = [["Ana Silva", "Ben Okafor", "Cleo Marsh", "Dan Fox"][at % 4], slow ? "13" : "09"];
    const day = String((at % 28) + 1).padStart(2, "0");
    const status = at % 3 === 0 ? "Closed Won" : "Closed Lost";
    rows.push(`2026-03-${day} 09:00,2026-03-${day} ${hour}:12,${owner},Web,${status},,person${at}@company${at}.example`);
  }
  return rows.join("\n");
}

test("an export is looked over without a network, columns can be put right, and a report is saved", async () => {
  const { page, complaints, close } = await open(browser, `${all.edge.origin}/audit/`);
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".wasm")));
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => {
    if (!request.url().startsWith("blob:") && !request.url().startsWith("about:")) asked.push(request.url());
  });
  await page.context().setOffline(true);
  await page.setInputFiles("#export", { name: "crm.csv", mimeType: "text/csv", buffer: Buffer.from(exported()) });
  const report = page.frameLocator("#report");
  await report.locator("h1").waitFor();
  await report.getByText("Ben Okafor answers later than the others").first().waitFor();
  assert.equal(await report.getByText("person1@").count(), 0, "no lead is named");

  await page.fill("input[name=value]", "1000");
  await page.fill("input[name=rate]", "10");
  await report.getByText("A customer is worth 1,000 (as you said)").first().waitFor();
  await page.locator("#columns summary").click();
  await page.locator(".columns label", { hasText: "Lead owner" }).locator("select").selectOption("left_out");
  await report.getByText("Who is how fast").first().waitFor();

  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#save-agreement")]);
  assert.equal(saved.suggestedFilename(), "agreement.toml");
  assert.deepEqual(asked, [], "nothing was asked of anybody");
  await page.context().setOffline(false);
  await pictures(page, "audit");
  assert.deepEqual(await axe(page, "main"), []);
  assert.deepEqual(complaints.filter((text) => !text.includes("blob:")), []);
  await close();
});

test("what is no export is told in a sentence", async () => {
  const { page, close } = await open(browser, `${all.edge.origin}/audit/`);
  await page.setInputFiles("#export", { name: "crm.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004rest") });
  await page.getByText("save it as CSV").waitFor();
  assert.equal(await page.locator("#report").isVisible(), false);
  await close();
});

test("two agreements are compared on past leads, and a report of the command opens", async () => {
  const { page, complaints, close } = await open(browser, `${all.edge.origin}/audit/replay.html`);
  const changed = EXAMPLE.replace("between = [50, 1000]\npoints = 20", "between = [50, 1000]\npoints = 5");
  assert.notEqual(changed, EXAMPLE);
  /** @param {string} name @param {string} text */
  const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.setInputFiles("input[name=old]", file("old.toml", EXAMPLE));
  await page.setInputFiles("input[name=new]", file("new.toml", changed));
  await page.setInputFiles("input[name=leads]", file("leads.csv", "email,company_size\na@works.example,120\nb@other.example,12\n"));
  const report = page.frameLocator("#report");
  await report.getByText("50 to 1,000 people").first().waitFor();
  await page.setInputFiles("input[name=saved]", file("replay.html", "<!doctype html><h1>Saved</h1><script>document.title='ran'</script>"));
  await report.getByText("Saved").waitFor();
  assert.notEqual(await page.title(), "ran");
  assert.deepEqual(complaints.filter((text) => !text.includes("script")), []);
  await close();
});
