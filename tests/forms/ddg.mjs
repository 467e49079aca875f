// @ts-check
// How much of other people's saved forms is understood. The forms are not in this repository:
//
//     node tests/forms/ddg.mjs [folder]

import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import { ROOT } from "../../xtask/workerd.mjs";
import { readForms, readerScript } from "./reader.mjs";

/** Where the saved forms are, if they are there. */
export const FOLDER = path.resolve(ROOT, "../shared/data/forms/ddg");

/** What their labels mean here; the others are nothing of ours. @type {Record<string, string>} */
const MEANING = {
  emailAddress: "email",
  firstName: "first_name",
  lastName: "last_name",
  fullName: "name",
  phone: "phone",
  addressCity: "city",
  addressProvince: "region",
  addressPostalCode: "postal_code",
  addressCountryCode: "country",
};
/** A user name that may be an address: neither answer is wrong. */
const EITHER = "username OR emailAddress";

/** @typedef {{ right: number, of: number, misses: string[] }} Share */

/**
 * @param {import("playwright-core").Page} page one that may load nothing
 * @param {string} [folder]
 */
export async function measure(page, folder = FOLDER) {
  const script = await readerScript();
  /** @type {Record<string, Share>} */
  const shares = {};
  /** @type {string[]} */
  const wrong = [];
  /** @type {string[]} */
  const secret = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".html"))) {
    const html = readFileSync(path.join(folder, file), "utf8").replace(/<script\b[\s\S]*?<\/script>|<(meta|link|iframe)\b[^>]*>/gi, "");
    for (const { inputs } of await readForms(page, html, script, "data-manual-scoring")) {
      for (const { is, as, read, called } of inputs) {
        if (/password|^card|^expiration/.test(is) && read && as) secret.push(`${file}: ${is} taken for ${as}: ${called}`);
        const meant = MEANING[is];
        if (is && !meant && is !== EITHER && as) wrong.push(`${file}: ${is} taken for ${as}: ${called}`);
        if (!meant) continue;
        const share = (shares[meant] ??= { right: 0, of: 0, misses: [] });
        share.of += 1;
        if (as === meant) share.right += 1;
        else share.misses.push(`${file}: ${read ? as || "nothing" : "not read"}: ${called}`);
      }
    }
  }
  for (const one of secret) console.log(`      ${one}`);
  return { shares, wrong, forbidden: secret.length };
}

/** @param {Awaited<ReturnType<typeof measure>>} result @param {boolean} [misses] */
export function table({ shares, wrong, forbidden }, misses = false) {
  const all = Object.values(shares).reduce((sum, { right, of }) => ({ right: sum.right + right, of: sum.of + of }), { right: 0, of: 0 });
  const line = (/** @type {string} */ name, /** @type {{right: number, of: number}} */ { right, of }) =>
    `  ${name.padEnd(12)} ${`${right}`.padStart(4)} of ${`${of}`.padStart(4)}  ${((100 * right) / of).toFixed(1)} %`;
  return [
    ...Object.entries(shares).flatMap(([name, share]) => [line(name, share), ...(misses ? share.misses.map((miss) => `      ${miss}`) : [])]),
    line("all", all),
    `  nothing of ours, taken for something: ${wrong.length}; passwords and cards: ${forbidden}`,
    ...(misses ? wrong.map((one) => `      ${one}`) : []),
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) {
  if (!existsSync(process.argv[2] ?? FOLDER)) throw new Error(`there are no forms in ${process.argv[2] ?? FOLDER}`);
  const { launchBrowser } = await import("../e2e/harness.mjs");
  const browser = await launchBrowser();
  try {
    const page = await browser.context.newPage();
    await page.route("**/*", (route) => route.abort());
    console.log(table(await measure(page, process.argv[2]), true));
  } finally {
    await browser.stop();
  }
}
