/**
 * The other two sides of a lead's life, for `cargo xtask dev` and for the tests: the
 * marketer's site, whose pages stand in this folder, and the receiver of deliveries.
 *
 *     node www/demo/serve.mjs --edge http://127.0.0.1:8787 --port 8788 --receiver-port 8789
 *
 * Neither knows anything of Baton but the tag in the pages.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { receiverPage } from "./receiver-page.mjs";

const PAGES = path.dirname(fileURLToPath(import.meta.url));

/** What the pages write where the edge's address belongs. */
const EDGE_IN_PAGES = "https://EDGE";

/** The most a host site or a receiver takes, in bytes. */
const BODY_LIMIT = 1024 * 1024;

/** How many requests each side remembers. */
const KEPT = 10_000;

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
};

/**
 * A request as it arrived.
 * @typedef {object} Arrived
 * @property {number} at when, in ms since the epoch
 * @property {string} method
 * @property {string} path with its query
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 */

/**
 * @typedef {object} SiteSetting
 * @property {string} edgeOrigin where the edge is, `http://127.0.0.1:8787`
 * @property {number} [port] of the host site; a free one unless given
 * @property {number} [receiverPort] a free one unless given
 * @property {Record<string, Record<string, string>>} [headers] headers the host site adds,
 *   by path; `https://EDGE` in a value becomes the edge's address
 */

/**
 * @typedef {object} Site
 * @property {string} origin of the host site, `http://localhost:8788`
 * @property {Arrived[]} posts what the host site's own forms sent it, oldest first
 * @property {Receiver} receiver
 * @property {() => Promise<void>} stop ends both servers
 */

/**
 * Starts the host site and the receiver.
 * @param {SiteSetting} setting
 * @returns {Promise<Site>}
 */
export async function startSite(setting) {
  /** @type {Arrived[]} */
  const posts = [];
  const server = createServer((request, response) => {
    answerVisitor(setting, posts, request, response).catch((error) => fail(response, error));
  });
  const port = await listen(server, setting.port ?? 0);
  const receiver = await Receiver.start(setting.receiverPort ?? 0);
  return {
    origin: `http://localhost:${port}`,
    posts,
    receiver,
    stop: async () => {
      await Promise.all([end(server), receiver.down()]);
    },
  };
}

/**
 * @param {SiteSetting} setting
 * @param {Arrived[]} posts
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function answerVisitor(setting, posts, request, response) {
  const url = new URL(request.url ?? "/", "http://site");
  if (request.method === "POST") {
    keep(posts, await arrived(request));
    if (url.pathname.startsWith("/api/")) {
      response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
    } else {
      response.writeHead(303, { location: "/thanks.html" }).end();
    }
    return;
  }
  const file = fileOf(url.pathname);
  const found = file ? await readFile(file).catch(() => null) : null;
  if (!file || !found) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is no such page here.\n");
    return;
  }
  const type = TYPES[path.extname(file)] ?? "application/octet-stream";
  const isText = /^text|javascript|json|svg/.test(type);
  response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...added(setting, url.pathname) });
  response.end(isText ? withEdge(found.toString("utf8"), setting) : found);
}

/**
 * The page's file, or null for a path that leads out of the folder.
 * @param {string} pathname
 */
function fileOf(pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (name.endsWith("/")) name += "index.html";
  if (!path.extname(name)) name += ".html";
  const file = path.join(PAGES, name);
  return file.startsWith(PAGES + path.sep) && !file.includes("\0") ? file : null;
}

/**
 * @param {SiteSetting} setting
 * @param {string} pathname
 */
function added(setting, pathname) {
  const headers = setting.headers?.[pathname] ?? {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, withEdge(value, setting)]));
}

/**
 * @param {string} text
 * @param {SiteSetting} setting
 */
function withEdge(text, setting) {
  return text.replaceAll(EDGE_IN_PAGES, setting.edgeOrigin);
}

/**
 * What deliveries arrive at: takes POSTs under `/slack` and `/webhook`, shows them at `/`,
 * and can be told to refuse or to be gone.
 */
export class Receiver {
  /** @type {Arrived[]} what was accepted, oldest first */
  deliveries = [];
  /** @type {Arrived[]} what was refused, oldest first */
  refused = [];
  /** Its address; the same before and after it was down. */
  origin = "";
  #failures = 0;
  #failure = { status: 503, headers: /** @type {Record<string, string>} */ ({}) };
  #server = createServer();

  /** @param {number} port 0 for a free one */
  static async start(port) {
    const receiver = new Receiver();
    receiver.#server.on("request", (request, response) => {
      receiver.#answer(request, response).catch((error) => fail(response, error));
    });
    receiver.origin = `http://127.0.0.1:${await listen(receiver.#server, port)}`;
    return receiver;
  }

  /** Where a Slack message goes. */
  get slackUrl() {
    return `${this.origin}/slack`;
  }

  /** Where a webhook goes. */
  get webhookUrl() {
    return `${this.origin}/webhook`;
  }

  /**
   * Refuses the next deliveries.
   * @param {number} times how many; `Infinity` until told 0
   * @param {number} [status]
   * @param {Record<string, string>} [headers] `retry-after`, for one
   */
  failNext(times, status = 503, headers = {}) {
    this.#failures = times;
    this.#failure = { status, headers };
  }

  /** Is gone: connections are refused until `up`. */
  async down() {
    await end(this.#server);
  }

  /** Is back at the same address. */
  async up() {
    await listen(this.#server, Number(new URL(this.origin).port));
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #answer(request, response) {
    if (request.method === "GET" || request.method === "HEAD") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
      response.end(receiverPage(this.deliveries));
      return;
    }
    const delivery = await arrived(request);
    const isKnown = /^\/(slack|webhook)(\/|\?|$)/.test(delivery.path);
    if (request.method !== "POST" || !isKnown) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no_service");
    } else if (this.#failures > 0) {
      this.#failures -= 1;
      keep(this.refused, delivery);
      response.writeHead(this.#failure.status, { "content-type": "text/plain", ...this.#failure.headers });
      response.end("not now");
    } else {
      keep(this.deliveries, delivery);
      response.writeHead(200, { "content-type": "text/plain" }).end("ok");
    }
  }
}

/**
 * @template T
 * @param {T[]} list
 * @param {T} item
 */
function keep(list, item) {
  list.push(item);
  if (list.length > KEPT) list.shift();
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<Arrived>}
 */
async function arrived(request) {
  /** @type {Buffer[]} */
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_LIMIT) throw new Error("the body is larger than a form's or a delivery's");
    parts.push(part);
  }
  return {
    at: Date.now(),
    method: request.method ?? "",
    path: request.url ?? "/",
    headers: request.headers,
    body: Buffer.concat(parts).toString("utf8"),
  };
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {unknown} error
 */
function fail(response, error) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end(`${error}\n`);
}

/**
 * Listens on this machine only and says at which port.
 * @param {import("node:http").Server} server
 * @param {number} port
 * @returns {Promise<number>}
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/**
 * @param {import("node:http").Server} server
 * @returns {Promise<void>}
 */
function end(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      edge: { type: "string", default: "http://127.0.0.1:8787" },
      port: { type: "string", default: "8788" },
      "receiver-port": { type: "string", default: "8789" },
      "until-input-ends": { type: "boolean", default: false },
    },
  });
  const site = await startSite({
    edgeOrigin: values.edge,
    port: Number(values.port),
    receiverPort: Number(values["receiver-port"]),
  });
  if (values["until-input-ends"]) process.stdin.resume().on("end", () => process.exit());
  process.stdout.write(`demo page  ${site.origin}/\nreceiver   ${site.receiver.origin}/\n`);
}
