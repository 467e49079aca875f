/**
 * What an end-to-end test stands on: the edge in workerd with a database of its own, the
 * marketer's site and the receiver beside it, and a browser that can be killed and brought back.
 *
 * Everything listens on a free port of this machine and is ended by its process id, also
 * when the test ends by an exception.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

import { chromium } from "playwright-core";

import { startSite as start } from "../../www/demo/serve.mjs";
import { ROOT, prepare } from "../../xtask/workerd.mjs";

/** The desk that `examples/agreement.toml` is written for. */
export const DESK = "acme";

/** Long enough for a slow machine, short enough to notice; in ms. */
const PATIENCE = 15_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/**
 * @typedef {object} EdgeSetting
 * @property {string} [dir] where its state is and stays; a fresh one, removed by `stop`, unless given
 * @property {boolean} [testClock] whether the desk's clock can be moved; true unless given
 * @property {Record<string, string>} [env] further variables, each a secret of the Worker
 * @property {string} [worker] the folder of the Worker; the one that is built unless given
 * @property {string[]} [v8Flags] how V8 is to behave
 * @property {import("../../xtask/workerd.mjs").Service[]} [services] workers that stand in for bindings of the platform's
 */

/** The edge on workerd. */
export class Edge {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #child;
  /** @type {{binary: string, arguments: string[]}} */
  #program;
  /** @type {Record<string, string>} */
  #variables;
  #ownsDir;
  #output = "";

  /**
   * @param {number} port
   * @param {EdgeSetting} setting
   */
  constructor(port, setting) {
    /** Its address, the same after a restart. */
    this.origin = edgeOrigin(port);
    /** What `authorization: Bearer …` must say. */
    this.adminToken = "test-admin-token";
    this.#ownsDir = setting.dir === undefined;
    /** Where its configuration and the desks' databases are. */
    this.dir = setting.dir ?? mkdtempSync(path.join(os.tmpdir(), "baton-edge-"));
    this.#variables = { BATON_ADMIN_TOKEN: this.adminToken, ...setting.env };
    if (setting.testClock ?? true) this.#variables.BATON_TEST_CLOCK = "1";
    this.#program = prepare({
      dir: this.dir,
      address: `127.0.0.1:${port}`,
      bind: Object.keys(this.#variables),
      worker: setting.worker,
      v8Flags: setting.v8Flags,
      services: setting.services ?? [],
    });
  }

  /** The id of the process that runs now, or undefined. */
  get pid() {
    return this.#child?.pid;
  }

  /** What workerd has said so far, over all its runs. */
  get output() {
    return this.#output;
  }

  /** Starts it, again after `kill9` or `end`, and waits until it answers. */
  async start() {
    const child = spawn(this.#program.binary, this.#program.arguments, {
      env: { PATH: process.env.PATH, ...this.#variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    children.add(child);
    child.once("exit", () => children.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part) => {
        this.#output += part;
      });
    }
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Stop(`workerd ended at its start:\n${this.#output}`);
        return (await fetch(`${this.origin}/v1/health`, { signal: AbortSignal.timeout(2000) })).ok;
      },
      { what: "the edge to answer /v1/health" },
    );
  }

  /** Ends it as a power cut would, and starts it again on the same state. */
  async restart() {
    await this.kill9();
    await this.start();
  }

  /** `kill -9`: nothing of it can say goodbye. */
  async kill9() {
    await kill(this.#child, "SIGKILL");
    this.#child = undefined;
  }

  /** Ends it; a state that was made for it goes too. */
  async stop() {
    await kill(this.#child, "SIGTERM");
    this.#child = undefined;
    if (this.#ownsDir) rmSync(this.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/**
 * Starts an edge on a free port, with storage of its own.
 * @param {EdgeSetting} [setting]
 * @returns {Promise<Edge>}
 */
export async function startEdge(setting = {}) {
  const edge = new Edge(await freePort(), setting);
  await edge.start();
  return edge;
}

/**
 * Starts the marketer's site and the receiver; see `www/demo/serve.mjs`.
 * @param {import("../../www/demo/serve.mjs").SiteSetting} setting
 */
export function startSite(setting) {
  return start(setting);
}

/**
 * What most tests need: a receiver and a host site, an edge that delivers there, and the
 * example agreement in force at the desk `acme`, with the site as its origin.
 * @param {EdgeSetting & {site?: Partial<import("../../www/demo/serve.mjs").SiteSetting>}} [setting]
 */
export async function startAll(setting = {}) {
  const port = await freePort();
  const site = await startSite({ edgeOrigin: edgeOrigin(port), ...setting.site });
  const secrets = { SLACK_WEBHOOK_URL: site.receiver.slackUrl, EVENTS_WEBHOOK_URL: site.receiver.webhookUrl };
  const edge = new Edge(port, { ...setting, env: { ...secrets, ...setting.env } });
  await edge.start();
  await publish(edge, DESK, exampleAgreement([site.origin]));
  const stop = async () => {
    await Promise.all([edge.stop(), site.stop()]);
  };
  return { edge, site, receiver: site.receiver, stop };
}

/**
 * `examples/agreement.toml`, for a site at another address.
 * @param {string[]} origins
 * @returns {string} TOML
 */
export function exampleAgreement(origins) {
  const source = readFileSync(path.join(ROOT, "examples/agreement.toml"), "utf8");
  const line = /^origins = \[.*\]$/m;
  if (!line.test(source)) throw new Error("examples/agreement.toml has no line `origins = [...]`");
  return source.replace(line, () => `origins = ${JSON.stringify(origins)}`);
}

/**
 * The same, which tells nobody: others wait for messages, and a bench measures them elsewhere.
 * @param {string[]} origins
 */
export function silentAgreement(origins) {
  const source = exampleAgreement(origins);
  return source.slice(0, source.indexOf("[secrets]"));
}

/**
 * The database of the one desk whose edge keeps its state in a folder.
 * @param {string} dir
 */
export function databaseIn(dir) {
  const desks = path.join(dir, "storage/baton-desk");
  const name = readdirSync(desks).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (!name) throw new Error(`no desk has a database in ${desks}`);
  return path.join(desks, name);
}

/**
 * Asks the edge as the holder of the admin token; an `authorization` in `init.headers` wins.
 * @param {Edge} edge
 * @param {string} pathname with its query
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export function api(edge, pathname, init = {}) {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${edge.adminToken}`);
  return fetch(edge.origin + pathname, { redirect: "manual", ...init, headers });
}

/**
 * Asks the edge and reads the JSON, or throws what the edge said.
 * @param {Edge} edge
 * @param {string} pathname
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
export async function json(edge, pathname, init) {
  const answer = await api(edge, pathname, init);
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${pathname} answered ${answer.status}: ${body}`);
  return JSON.parse(body);
}

/**
 * Puts an agreement into force.
 * @param {Edge} edge
 * @param {string} desk as tags write it
 * @param {string} toml
 * @returns {Promise<{version: number, card: string, public_card: string, unchanged: boolean}>}
 */
export function publish(edge, desk, toml) {
  return json(edge, `/v1/desks/${desk}/agreements`, { method: "POST", body: toml });
}

/**
 * Moves the desk's clock on; what falls due on the way happens.
 * @param {Edge} edge
 * @param {string} desk
 * @param {number} milliseconds
 * @returns {Promise<{now: number}>}
 */
export function advance(edge, desk, milliseconds) {
  const body = JSON.stringify({ advance_ms: milliseconds });
  return json(edge, `/v1/desks/${desk}/clock`, { method: "POST", body });
}

/**
 * A browser. `pid` is its main process: `kill9` takes the whole browser down at once.
 * @typedef {object} Browser
 * @property {number} pid
 * @property {string} profileDir
 * @property {import("playwright-core").BrowserContext} context its one profile
 * @property {() => Promise<import("playwright-core").Page>} newPage
 * @property {() => Promise<void>} kill9 as the system kills it; the profile stays
 * @property {() => Promise<void>} stop ends it; a profile that was made for it goes with this process
 */

/**
 * Starts Chromium on a profile. It is started here and spoken to over its debugging port:
 * only so is its process known, and a second start finds what the first left behind.
 * @param {{profileDir?: string, args?: string[]}} [setting]
 * @returns {Promise<Browser>}
 */
export async function launchBrowser(setting = {}) {
  const profileDir = setting.profileDir ?? passing("baton-browser-");
  const portFile = path.join(profileDir, "DevToolsActivePort");
  // What a killed browser left: its port, and the lock that makes a second one refuse.
  for (const left of [portFile, path.join(profileDir, "SingletonLock")]) rmSync(left, { force: true });
  const flags = [...BROWSER_FLAGS, `--user-data-dir=${profileDir}`, ...(setting.args ?? []), "about:blank"];
  const child = spawn(browserProgram(), flags, { stdio: ["ignore", "ignore", "pipe"] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  let said = "";
  child.stderr.on("data", (part) => {
    said = (said + part).slice(-10_000);
  });
  const port = await eventually(
    () => {
      if (child.exitCode !== null) throw new Stop(`the browser ended at its start:\n${said}`);
      return existsSync(portFile) && readFileSync(portFile, "utf8").split("\n")[0];
    },
    { what: "the browser to open its debugging port", timeout: 30_000 },
  );
  const remote = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const context = remote.contexts()[0];
  if (!context) throw new Error("the browser has no profile");
  return {
    pid: /** @type {number} */ (child.pid),
    profileDir,
    context,
    newPage: () => context.newPage(),
    kill9: () => kill(child, "SIGKILL"),
    stop: async () => {
      await remote.close().catch(() => {});
      await kill(child, "SIGTERM");
    },
  };
}

/**
 * A folder that goes when this process ends. Not sooner: a browser's helpers write into its
 * profile for a moment after it was killed, and `rmSync` gives up on a file that came late.
 * @param {string} name
 */
function passing(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), name));
  process.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The system clears what is left in its folder for passing things.
    }
  });
  return folder;
}

/** As root in a container; nothing that calls home, nothing that asks. */
const BROWSER_FLAGS = [
  "--headless=new",
  "--remote-debugging-port=0",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-sync",
  "--disable-search-engine-choice-screen",
  "--hide-scrollbars",
  "--mute-audio",
  "--no-first-run",
  "--no-default-browser-check",
  "--password-store=basic",
  "--use-mock-keychain",
];

/** `cargo xtask test` has looked for one and says so in `BATON_CHROMIUM`. */
function browserProgram() {
  const candidates = [process.env.BATON_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
  const found = candidates.find((candidate) => candidate && existsSync(candidate));
  if (!found) throw new Error("no Chromium: set BATON_CHROMIUM to one, or run `cargo xtask setup --browser`");
  return found;
}

/** Thrown inside `eventually`: waiting on will not help. */
export class Stop extends Error {}

/**
 * Asks again and again until the answer is truthy, and returns it. What throws counts as "not yet".
 * @template T
 * @param {() => T | Promise<T>} question
 * @param {{timeout?: number, interval?: number, what?: string}} [setting] times in ms
 * @returns {Promise<Exclude<T, false | null | undefined | 0 | "">>}
 */
export async function eventually(question, { timeout = PATIENCE, interval = 20, what = "a condition" } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    let last;
    try {
      const answer = await question();
      if (answer) return /** @type {any} */ (answer);
    } catch (error) {
      if (error instanceof Stop) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${timeout} ms for ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** @param {number} port */
function edgeOrigin(port) {
  return `http://127.0.0.1:${port}`;
}

/** A port nobody listens on now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || !address) throw new Error("no free port");
  return address.port;
}

/**
 * Ends a process and waits until it is gone.
 * @param {import("node:child_process").ChildProcess | undefined} child
 * @param {"SIGKILL" | "SIGTERM"} signal
 * @returns {Promise<void>}
 */
async function kill(child, signal) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(late);
}
