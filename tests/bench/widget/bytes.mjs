/**
 * Bytes a page loads for a tag: what Chromium asks for, each file compressed as servers
 * compress what they keep.
 */
import { brotliCompressSync, gzipSync } from "node:zlib";

import { fill, newAddress, offer, submit } from "../../e2e/widget.mjs";
import { visitPage } from "./visit.mjs";

/** After the load event, for what a tag fetches later; in ms. */
const SETTLE = 1500;

/**
 * @typedef {object} Bytes
 * @property {number} raw
 * @property {number} gzip
 * @property {number} brotli
 * @property {string[]} files what was asked for
 */

/**
 * Before a form is touched.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} origin of the host
 * @param {string[]} ids of the contenders
 * @returns {Promise<Record<string, Bytes>>}
 */
export async function measureBytes(browser, origin, ids) {
  /** @type {Record<string, Bytes>} */
  const bytes = {};
  for (const id of ids) {
    const { page, leave } = await visitPage(browser, 1);
    const asked = requests(page, (url) => url.startsWith(`${origin}/tag/`));
    await page.goto(`${origin}/?tag=${id}`);
    await page.waitForTimeout(SETTLE);
    bytes[id] = await sizesOf(asked);
    await leave();
  }
  return bytes;
}

/**
 * Ours, as the edge serves it: before a form is touched, and in all until the offer is painted.
 * What is sent, the lead, is not loaded and not counted.
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {string} address of the page
 * @param {string} edge its origin
 */
export async function measureOwnBytes(browser, address, edge) {
  const { page, leave } = await visitPage(browser, 1);
  const asked = requests(page, (url) => url.startsWith(edge));
  await page.goto(address);
  await page.waitForTimeout(SETTLE);
  const untouched = await sizesOf(asked);
  await fill(page, newAddress());
  await submit(page);
  await offer(page);
  const offered = await sizesOf(asked);
  await leave();
  return { untouched, offered };
}

/**
 * @param {import("playwright-core").Page} page
 * @param {(url: string) => boolean} isCounted
 * @returns {Set<string>} grows
 */
function requests(page, isCounted) {
  /** @type {Set<string>} */
  const urls = new Set();
  page.on("request", (request) => {
    if (request.method() === "GET" && isCounted(request.url())) urls.add(request.url());
  });
  return urls;
}

/**
 * @param {Set<string>} urls
 * @returns {Promise<Bytes>}
 */
async function sizesOf(urls) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const url of urls) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    const body = Buffer.from(await response.arrayBuffer());
    sum.raw += body.length;
    sum.gzip += gzipSync(body, { level: 9 }).length;
    sum.brotli += brotliCompressSync(body).length;
  }
  return { ...sum, files: [...urls].map((url) => new URL(url).pathname) };
}
