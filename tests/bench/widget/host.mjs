/**
 * The marketer's site for all that is measured: the demo page with one tag or another in it,
 * answered the same way whoever's tag it is.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

import { ROOT } from "../../../xtask/workerd.mjs";

const DEMO = path.join(ROOT, "www/demo");

/** Ours in `www/demo/index.html`. */
const TAG = /<script async src="https:\/\/EDGE\/baton\.js"[^>]*><\/script>/;

/**
 * With these the page's clock counts in steps of 5 µs instead of 100, and it may still load what
 * other origins serve. Sent where the address says `fine`.
 */
const FINE_CLOCK = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "credentialless" };

/** @type {Record<string, string>} */
const TYPES = { ".css": "text/css", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/**
 * @typedef {object} Host
 * @property {string} origin
 * @property {Record<string, string>} heads what stands in the page's head, by the name in `/?tag=name`
 * @property {Record<string, string>} files by the name under `/tag/`
 * @property {() => void} stop
 */

/**
 * Starts it on a free port of this machine.
 * @returns {Promise<Host>}
 */
export async function startHost() {
  const page = readFileSync(path.join(DEMO, "index.html"), "utf8");
  if (!TAG.test(page)) throw new Error("www/demo/index.html has no tag to put others in the place of");
  /** @type {Record<string, string>} */
  const heads = { none: "" };
  /** @type {Record<string, string>} */
  const files = {};
  for (const name of ["site.css", "acme.svg"]) files[`/${name}`] = path.join(DEMO, name);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://host");
    const head = heads[searchParams.get("tag") ?? ""];
    const file = files[pathname] ?? files[pathname.replace("/tag/", "")];
    const headers = { "cache-control": "no-store", ...(searchParams.has("fine") && FINE_CLOCK) };
    const answer = (/** @type {number} */ status, /** @type {string} */ type, /** @type {string | Buffer} */ body) =>
      response.writeHead(status, { ...headers, "content-type": type }).end(body);
    if (request.method === "POST") request.resume().on("end", () => answer(202, "text/plain", "ok"));
    else if (pathname === "/" && head !== undefined) answer(200, "text/html; charset=utf-8", page.replace(TAG, () => head));
    else if (file) answer(200, TYPES[path.extname(file)] ?? "text/plain", readFileSync(file));
    else answer(404, "text/plain", "There is no such page here.\n");
  });
  const origin = await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://localhost:${typeof address === "object" ? address?.port : ""}`);
    });
  });
  return {
    origin,
    heads,
    files,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
