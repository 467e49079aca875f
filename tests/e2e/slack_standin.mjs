/**
 * Slack, as far as its public documentation promises: the Web API's methods that Baton calls, with
 * their limits, and requests to an app as Slack signs them.
 *
 * Written after api.slack.com: chat.postMessage, chat.update, users.lookupByEmail, views.open,
 * "Verifying requests from Slack", "Handling user interaction", the reference of Block Kit.
 */
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const TOKEN = "xoxb-of-the-stand-in";
const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

/** @typedef {{method: string, body: any}} Call */

/** Starts a workspace whose members have these addresses. @param {Record<string, string>} members id by address */
export async function startSlack(members) {
  /** @type {Call[]} what was taken, oldest first */
  const calls = [];
  /** @type {string[]} what broke a promise of the documentation */
  const complaints = [];
  /** @type {Map<string, any>} messages by channel and timestamp */
  const messages = new Map();
  let count = 0;
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const url = new URL(request.url ?? "/", "http://slack");
    const method = url.pathname.replace("/api/", "");
    const body = text ? JSON.parse(text) : Object.fromEntries(url.searchParams);
    const answer = request.headers.authorization === `Bearer ${TOKEN}` ? answerTo(method, body) : { ok: false, error: "invalid_auth" };
    if (answer.ok) calls.push({ method, body });
    if (text && !/^application\/json; charset=utf-8$/.test(request.headers["content-type"] ?? "")) complaints.push("charset");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });

  /** @param {string} method @param {any} body @returns {{ok: boolean, [more: string]: unknown}} */
  function answerTo(method, body) {
    if (method === "users.lookupByEmail") {
      const id = members[body.email];
      return id ? { ok: true, user: { id, profile: { email: body.email } } } : { ok: false, error: "users_not_found" };
    }
    if (method === "views.open") {
      complaints.push(...ofView(body.view));
      return /^\d+\.trigger$/.test(body.trigger_id) ? { ok: true, view: { id: "V0" } } : { ok: false, error: "invalid_trigger_id" };
    }
    complaints.push(...ofBlocks(body.blocks));
    if (method === "chat.postMessage") {
      if (!Object.values(members).includes(body.channel)) return { ok: false, error: "channel_not_found" };
      count += 1;
      const [channel, ts] = [`D${body.channel}`, `1795255200.${String(count).padStart(6, "0")}`];
      messages.set(`${channel} ${ts}`, body);
      return { ok: true, channel, ts, message: { text: body.text } };
    }
    if (method === "chat.update") {
      const key = `${body.channel} ${body.ts}`;
      if (!messages.has(key)) return { ok: false, error: "message_not_found" };
      messages.set(key, body);
      return { ok: true, channel: body.channel, ts: body.ts, text: body.text };
    }
    return { ok: false, error: "unknown_method" };
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    calls,
    complaints,
    /** What a member sees, oldest first. */
    messages: () => [...messages.values()],
    /** What the edge is told. */
    secrets: {
      BATON_SLACK_API: `http://127.0.0.1:${address.port}/api`,
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve(null));
      server.closeAllConnections();
    }),
  };
}

/**
 * Posts a payload to an app as Slack does.
 * @param {string} url
 * @param {object} payload
 * @param {{secret?: string, at?: number, tamper?: (body: string) => string}} [setting] `at` in seconds
 */
export function interact(url, payload, { secret = SIGNING_SECRET, at = Math.floor(Date.now() / 1000), tamper = (body) => body } = {}) {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`;
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": signature,
    },
    body: tamper(body),
  });
}

/** The limits of blocks. @param {any[]} blocks @returns {string[]} */
function ofBlocks(blocks) {
  const wrong = [];
  if (!Array.isArray(blocks) || blocks.length > 50) wrong.push("blocks");
  for (const block of blocks ?? []) {
    if (block.type === "header" && (block.text.type !== "plain_text" || block.text.text.length > 150)) wrong.push("header");
    if (block.type === "section" && (block.text?.text.length ?? 0) > 3000) wrong.push("section");
    if (block.type === "section" && (block.fields?.length ?? 0) > 10) wrong.push("fields");
    for (const field of block.fields ?? []) if (field.text.length > 2000) wrong.push("field");
    for (const button of block.type === "actions" ? block.elements : []) {
      if ((button.value?.length ?? 0) > 2000 || (button.url?.length ?? 0) > 3000 || button.text.text.length > 75) wrong.push("button");
      if (![undefined, "primary", "danger"].includes(button.style)) wrong.push("style");
    }
    if (/<[!@#]|<http/.test(JSON.stringify(block).replaceAll("<!date^", ""))) wrong.push("somebody is pinged or a link is made");
  }
  return wrong;
}

/** The limits of a modal. @param {any} view @returns {string[]} */
function ofView(view) {
  const wrong = ofBlocks(view.blocks);
  if (view.type !== "modal" || (view.private_metadata?.length ?? 0) > 3000) wrong.push("view");
  for (const part of [view.title, view.submit, view.close]) if (part && (part.type !== "plain_text" || part.text.length > 24)) wrong.push("title");
  if (view.blocks.some((/** @type {any} */ block) => block.type === "input") && !view.submit) wrong.push("no submit");
  for (const { element } of view.blocks.filter((/** @type {any} */ block) => block.type === "input")) {
    if ((element.options?.length ?? 0) > 100 || element.options?.some((/** @type {any} */ one) => one.text.text.length > 75 || one.value.length > 150)) wrong.push("options");
  }
  return wrong;
}
