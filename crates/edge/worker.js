/**
 * The Worker as the platform sees it: what is built from Rust, `index.js`, and a short way for
 * leads. They come many at once, and most of what one costs is the platform's objects on its way
 * to the desk. So leads that come to one desk in one turn of the event loop go there together, in
 * one call; the desk commits them together anyway (`src/commits.rs`).
 *
 * Nothing is decided here. The first lead at an address takes the long way, by the module's front,
 * and only if a desk took it is there a short one: to that desk. What is taken and what is
 * answered the module says there. Whatever goes wrong on the short way goes the long way again;
 * a desk knows a lead it has.
 */
import { DurableObject } from "cloudflare:workers";

import Rust, { Directory, Desk as RustDesk } from "./index.js";

export { Directory };

/** @typedef {import("./index.js").Env} Env */
/** @typedef {import("./index.js").Context} Context */
/** @typedef {import("./index.js").Lead} Lead */
/** @typedef {import("./index.js").Answer} Answer */

/** Where browsers send leads. What other systems send shows a token, which only the long way reads. */
const INTAKE = /^\/v1\/desks\/[^/]+\/leads$/;
/** In an answer between desk and front: the id of the desk that took the lead. It never leaves. */
const TAKEN_BY = "baton-taken-by";
/** Where the platform says who sends. */
const SENDER = "cf-connecting-ip";
/** What is longer takes the long way. Browsers send no more than this with a page that closes. */
const LONGEST = 64 * 1024;
/** So many addresses are remembered; then all are learned again. */
const MOST_DOORS = 10_000;
/** So many leads go together; what comes then goes in the next call. */
const MOST_TOGETHER = 64;
/** A call that has not begun by then, in ms, was ended with the request that was to make it. */
const OVERDUE = 500;
/** A lead that the short way has not answered by then, in ms, goes the long way. */
const PATIENCE = 10_000;

/**
 * @typedef {object} Door
 * @property {import("./index.js").Id} desk
 * @property {Waiting[]} waiting leads that go with the next call
 * @property {number} since when the first of them came, in ms
 */

/**
 * @typedef {object} Waiting
 * @property {Lead} lead
 * @property {(answer?: Answer) => void} answer without an answer: the short way failed
 */

/** @type {{ withResolvers: () => { promise: Promise<Answer | undefined>, resolve: (answer?: Answer) => void } }} */
const promises = /** @type {any} */ (Promise);

/**
 * The desks behind the addresses at which a lead was taken. A desk never ceases to be.
 * @type {Map<string, Door>}
 */
const doors = new Map();

export default {
  /**
   * @param {Request} request
   * @param {Env} env
   * @param {Context} context
   * @returns {Promise<Response>}
   */
  fetch(request, env, context) {
    if (request.method !== "POST") return new Rust(context, env).fetch(request);
    const path = pathOf(request.url);
    const door = doors.get(path);
    return door && isShort(request) ? pass(door, request, env, context) : learn(path, request, env, context);
  },

  /**
   * @param {unknown} event
   * @param {Env} env
   * @param {Context} context
   */
  scheduled(event, env, context) {
    return new Rust(context, env).scheduled(event);
  },
};

/** The object of one desk. */
export class Desk extends DurableObject {
  #id;

  /**
   * @param {import("./index.js").State} state
   * @param {Env} env
   */
  constructor(state, env) {
    super(state, env);
    this.#id = state.id.toString();
    this.rust = new RustDesk(state, env);
  }

  /** @param {Request} request */
  async fetch(request) {
    const response = await this.rust.fetch(request);
    if (request.method === "POST" && response.ok && INTAKE.test(pathOf(request.url))) {
      response.headers.set(TAKEN_BY, this.#id);
    }
    return response;
  }

  alarm() {
    return this.rust.alarm();
  }

  /** @param {WebSocket} socket @param {string | ArrayBuffer} message */
  webSocketMessage(socket, message) {
    return this.rust.webSocketMessage(socket, message);
  }

  /** @param {WebSocket} socket @param {number} code @param {string} reason @param {boolean} clean */
  webSocketClose(socket, code, reason, clean) {
    return this.rust.webSocketClose(socket, code, reason, clean);
  }

  /** @param {WebSocket} socket @param {unknown} error */
  webSocketError(socket, error) {
    return this.rust.webSocketError(socket, error);
  }

  /**
   * Takes leads, and answers when all of them are committed or refused. Only the front calls.
   * @param {Lead[]} leads
   * @returns {Promise<Answer[]>}
   */
  take(leads) {
    return this.rust.take(leads);
  }
}

/**
 * The long way. When a desk has taken a lead at this address, the next goes the short one.
 * @param {string} path
 * @param {Request} request
 * @param {Env} env
 * @param {Context} context
 * @returns {Promise<Response>}
 */
async function learn(path, request, env, context) {
  const response = await new Rust(context, env).fetch(request);
  const takenBy = response.headers.get(TAKEN_BY);
  if (takenBy === null) return response;
  if (doors.size >= MOST_DOORS) doors.clear();
  doors.set(path, { desk: env.DESK.idFromString(takenBy), waiting: [], since: 0 });
  const told = new Response(response.body, response);
  told.headers.delete(TAKEN_BY);
  return told;
}

/**
 * Whether a body says how long it is, and is not too long to be held.
 * @param {Request} request
 */
function isShort(request) {
  const length = request.headers.get("content-length");
  return length !== null && Number(length) <= LONGEST;
}

/**
 * Hands a lead to its desk, with those that come at the same time.
 * @param {Door} door
 * @param {Request} request
 * @param {Env} env
 * @param {Context} context
 * @returns {Promise<Response>}
 */
async function pass(door, request, env, context) {
  const { url } = request;
  const origin = request.headers.get("origin") ?? undefined;
  const sender = request.headers.get(SENDER) ?? undefined;
  const body = await request.arrayBuffer();
  // Another request's call answers, and then the platform goes on in this one, for it knows whose a promise is. Of one
  // that `new Promise` makes it no longer does once V8 has optimised this function (workerd of November 2026): an
  // answer was then given in the other's name and refused. tests/e2e/sustained.test.mjs is about that.
  const { promise, resolve } = promises.withResolvers();
  const timer = setTimeout(resolve, PATIENCE);
  door.waiting.push({ lead: [url, origin, body, sender], answer: resolve });
  const now = Date.now();
  if (door.waiting.length === 1 || now - door.since > OVERDUE) {
    door.since = now;
    // Not this request's own business alone: it goes on when its sender goes away.
    context.waitUntil(call(door, env));
  }
  const answer = await promise;
  clearTimeout(timer);
  if (answer === undefined) return new Rust(context, env).fetch(new Request(request, { body }));
  const [status, text, headers] = answer;
  return new Response(text, { status, headers });
}

/**
 * Hands what waits at a door to its desk.
 * @param {Door} door
 * @param {Env} env
 */
async function call(door, env) {
  // One turn of the event loop: what has arrived already goes along.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const waiting = door.waiting;
  door.waiting = [];
  for (let from = 0; from < waiting.length; from += MOST_TOGETHER) {
    const together = waiting.slice(from, from + MOST_TOGETHER);
    /** @type {Answer[]} */
    let answers = [];
    try {
      answers = await env.DESK.get(door.desk).take(together.map(({ lead }) => lead));
    } catch (error) {
      console.error(`leads went to their desk in vain: ${error}`);
    }
    together.forEach(({ answer }, at) => answer(answers[at]));
  }
}

/**
 * The path of an address as the platform writes it, `https://host/path?query`.
 * @param {string} url
 */
function pathOf(url) {
  const from = url.indexOf("/", url.indexOf("://") + 3);
  const query = url.indexOf("?", from);
  return query < 0 ? url.slice(from) : url.slice(from, query);
}
