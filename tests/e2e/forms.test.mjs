/**
 * What the widget understands of forms as the usual builders make them, in seven languages:
 * `tests/forms/corpus`, one page a form, read by the modules that are deployed. And, where they
 * are, of other people's saved forms.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ROOT } from "../../xtask/workerd.mjs";
import { FOLDER, measure, table } from "../forms/ddg.mjs";
import { readForms, readerScript } from "../forms/reader.mjs";
import { launchBrowser } from "./harness.mjs";

const CORPUS = path.join(ROOT, "tests/forms/corpus");
/** Forms of the corpus, at least. */
const FORMS = 60;
/** Of all fields that are ours, in percent. */
const LEAST = 97;

/** @type {import("./harness.mjs").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;

before(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  // Neither the corpus nor a saved page has anything to load.
  await page.route("**/*", (route) => route.abort());
});
after(() => browser?.stop());

test("forms of the usual builders in seven languages are understood, traps and tokens left alone", async () => {
  const script = await readerScript();
  /** @type {Record<string, {right: number, of: number}>} */
  const shares = {};
  /** @type {string[]} */
  const misses = [];
  /** @type {string[]} */
  const read = [];
  let forms = 0;
  for (const file of readdirSync(CORPUS).filter((name) => name.endsWith(".html"))) {
    for (const html of readFileSync(path.join(CORPUS, file), "utf8").split(/(?=<section lang)/)) {
      const where = `${file} ${/lang="(\w+)"/.exec(html)?.[1] ?? ""}`;
      for (const { inputs, trapped } of await readForms(page, html, script, "data-expect")) {
        forms += 1;
        assert.equal(trapped, inputs.some(({ is }) => is === "trap"), `${where}: every honeypot was filled in`);
        for (const input of inputs) {
          if (/trap|never/.test(input.is)) {
            if (input.read) read.push(`${where}: ${input.called}`);
            continue;
          }
          if (input.as !== input.is) misses.push(`${where}: ${input.is || "nothing"}, taken for ${input.as || "nothing"}: ${input.called}`);
          if (!input.is) continue;
          const share = (shares[input.is] ??= { right: 0, of: 0 });
          share.of += 1;
          if (input.as === input.is) share.right += 1;
        }
      }
    }
  }
  console.log(table({ shares: Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, { ...share, misses: [] }])), wrong: [], forbidden: read.length }));
  for (const miss of misses) console.log(`      ${miss}`);
  assert.deepEqual(read, [], "nothing is read of traps, captchas and tokens");
  assert.ok(forms >= FORMS, `${forms} forms`);
  const { right, of } = Object.values(shares).reduce((sum, { right, of }) => ({ right: sum.right + right, of: sum.of + of }), { right: 0, of: 0 });
  assert.ok(100 * right >= LEAST * of, `${right} of ${of} fields`);
});

if (existsSync(FOLDER)) {
  test("other people's saved forms are understood, their passwords and cards left alone", async () => {
    const result = await measure(page);
    console.log(table(result));
    assert.equal(result.forbidden, 0);
    const shares = Object.values(result.shares);
    const [right, of] = [shares.reduce((sum, share) => sum + share.right, 0), shares.reduce((sum, share) => sum + share.of, 0)];
    assert.ok(100 * right >= 95 * of, `${right} of ${of} fields`);
  });
} else {
  console.log(`  NOT MEASURED: other people's saved forms are not in ${path.relative(ROOT, FOLDER)}`);
}
