/** The edge, asked. Every refusal and every silence becomes one kind of error: a `Trouble`. */

import { desk, token } from "./session.js";
import { words } from "./words.js";

/** How long the edge may take, in ms. */
const PATIENCE = 10_000;

/** How many leads one page of the list has. */
export const PAGE = 100;

/** Why there is no answer: a problem of the edge, or nothing heard at all. */
export class Trouble extends Error {
  /**
   * @param {object} problem
   * @param {number} problem.status 0 when the edge was not reached
   * @param {string} problem.code
   * @param {string} problem.message
   * @param {string} problem.help
   * @param {number} [problem.retryAfter] seconds the edge asks to wait
   */
  constructor({ status, code, message, help, retryAfter = 0 }) {
    super(message);
    this.status = status;
    this.code = code;
    this.help = help;
    this.retryAfter = retryAfter;
  }

  /** Whether trying the same again later can help. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Of a question that nobody gives up on. */
export const NEVER = new AbortController().signal;

/**
 * Who is signed in, and what they may.
 * @returns {Promise<Heard<import("./types.js").Holder>>}
 */
export function holder() {
  return get("session", NEVER);
}

/**
 * Gives this browser a session for the token at hand.
 * @param {boolean} keep for long: the device is its user's own
 */
export function beginSession(keep) {
  return ask(`session${keep ? "?keep=1" : ""}`, NEVER, parsed, { method: "POST" });
}

/** Ends it. */
export function endSession() {
  return ask("session", NEVER, () => null, { method: "DELETE" });
}

/**
 * The newest leads, or those before one.
 * @param {AbortSignal} signal
 * @param {string} [before] id of the lead the page starts after
 * @param {Record<string, string>} [narrow] what they must be
 * @returns {Promise<Heard<import("./types.js").LeadList>>}
 */
export function leads(signal, before, narrow = {}) {
  const query = new URLSearchParams({ ...narrow, limit: String(PAGE), ...(before ? { before } : {}) });
  return get(`leads?${query}`, signal);
}

/**
 * Leads as a file for a spreadsheet.
 * @param {Record<string, string>} narrow what they must be
 * @returns {{ address: string, fetched: (() => Promise<void>) | null }} `fetched` where no cookie says who asks: saves it
 */
export function leadFile(narrow) {
  const query = new URLSearchParams(narrow).toString();
  const path = `leads.csv${query ? `?${query}` : ""}`;
  const saved = async () => {
    const { body } = await get(path, NEVER, (text) => text);
    const address = URL.createObjectURL(new Blob([body], { type: "text/csv" }));
    Object.assign(document.createElement("a"), { href: address, download: "leads.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), PATIENCE);
  };
  return { address: addressOf(path), fetched: token() ? saved : null };
}

/**
 * One lead.
 * @param {AbortSignal} signal
 * @param {string} id
 * @returns {Promise<Heard<import("./types.js").LeadPage>>}
 */
export function lead(signal, id) {
  return get(`leads/${encodeURIComponent(id)}`, signal);
}

/**
 * What needs a person this minute.
 * @param {AbortSignal} signal
 * @param {string} [rep] whose part, with all that is open of theirs
 * @returns {Promise<Heard<import("./types.js").Attention>>}
 */
export function attention(signal, rep) {
  return get(rep ? `now?${new URLSearchParams({ rep })}` : "now", signal);
}

/**
 * The figures of both teams.
 * @param {AbortSignal} signal
 * @param {Record<string, string>} asked days, `by`, `dimension`, and one of its values as `of`
 * @returns {Promise<Heard<import("./report_types.js").Report>>}
 */
export function report(signal, asked) {
  return get(`report?${new URLSearchParams(asked)}`, signal);
}

/**
 * The page for the meeting.
 * @param {AbortSignal} signal
 * @param {Record<string, string>} asked `by` and `of`
 * @returns {Promise<Heard<import("./report_types.js").Digest>>}
 */
export function digest(signal, asked) {
  return get(`digest?${new URLSearchParams(asked)}`, signal);
}

/**
 * Says something about a week or a month.
 * @param {{ by: string, of: string }} about
 * @param {string} text
 */
export function commentDigest(about, text) {
  return post("digest/comments", { ...about, text });
}

/**
 * Says something about a lead.
 * @param {string} id
 * @param {string} text
 */
export function commentLead(id, text) {
  return post(`leads/${encodeURIComponent(id)}/comments`, { text });
}

/**
 * How every endpoint does, and what was given up.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<import("./types.js").Deliveries>>}
 */
export function deliveries(signal) {
  return get("deliveries", signal);
}

/**
 * Tries again what was given up; the answer is how the endpoints do then.
 * @param {string} id
 * @returns {Promise<Heard<import("./types.js").Deliveries>>}
 */
export function replayDelivery(id) {
  return ask(`deliveries/${encodeURIComponent(id)}/replay`, NEVER, parsed, { method: "POST" });
}

/**
 * The key by which the desk signs messages to devices.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<{ key: string | null }>>}
 */
export function pushKey(signal) {
  return get("push", signal);
}

/**
 * Has messages for a rep sent to this device.
 * @param {PushSubscriptionJSON} subscription
 */
export function subscribePush({ endpoint, keys }) {
  return post("push", { endpoint, keys });
}

/**
 * Has none sent there any more.
 * @param {string} endpoint
 */
export function unsubscribePush(endpoint) {
  return post("push", { endpoint });
}

/**
 * Sends a test message to an endpoint.
 * @param {string} endpoint
 */
export function testEndpoint(endpoint) {
  return post(`deliveries/${encodeURIComponent(endpoint)}/test`, {});
}

/** Signs handoff links with another key from now on. */
export function turnLinkKey() {
  return post("link-keys", {});
}

/**
 * Everybody on the roster.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<import("./types.js").Roster>>}
 */
export function roster(signal) {
  return get("roster", signal);
}

/**
 * Says something of a rep; the answer is the roster then.
 * @param {object} change
 * @returns {Promise<Heard<import("./types.js").Roster>>}
 */
export function changeRoster(change) {
  return ask("roster", NEVER, parsed, { method: "POST", body: JSON.stringify(change) });
}

/**
 * Gives a lead to another rep.
 * @param {string} id
 * @param {string} to the rep's id
 */
export function giveLead(id, to) {
  return move(id, { move: "reassigned", to });
}

/**
 * Lets a lead out of quarantine.
 * @param {string} id
 */
export function releaseLead(id) {
  return move(id, { move: "released" });
}

/**
 * Rejects a lead.
 * @param {string} id
 * @param {string} reason a code of the agreement's
 * @param {string} note
 */
export function rejectLead(id, reason, note) {
  return move(id, { move: "rejected", reason, ...(note ? { note } : {}) });
}

/**
 * Takes back what was last said here, within a minute.
 * @param {string} id
 * @param {{ by?: string }} [by] who said it, where the token does not say so
 */
export function takeBack(id, by = {}) {
  return move(id, { move: "undone", ...by });
}

/**
 * Says what happened to a lead.
 * @param {string} id
 * @param {object} said
 */
export function move(id, said) {
  const setting = { method: "POST", body: JSON.stringify(said) };
  return ask(`leads/${encodeURIComponent(id)}/moves`, NEVER, parsed, setting);
}

/**
 * The agreement in force.
 * @param {AbortSignal} signal
 * @returns {Promise<{ version: number, text: string }>}
 */
export async function agreementInForce(signal) {
  const { body } = await agreementVersions(signal);
  const version = body.agreements[0]?.version ?? 0;
  return { version, text: await agreementText(signal, version) };
}

/**
 * Every version there was, newest first.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<{ agreements: import("./types.js").AgreementVersion[] }>>}
 */
export function agreementVersions(signal) {
  return get("agreements", signal);
}

/**
 * The text of a version.
 * @param {AbortSignal} signal
 * @param {number} version
 * @returns {Promise<string>}
 */
export async function agreementText(signal, version) {
  return (await get(`agreements/${version}`, signal, (text) => text)).body;
}

/**
 * Puts an earlier version into force again.
 * @param {number} version
 * @param {string} why
 */
export function restoreAgreement(version, why) {
  return post(`agreements/${version}/restore`, { why });
}

/**
 * The drafts that wait, and the latest that do not.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<import("./types.js").Drafts>>}
 */
export function drafts(signal) {
  return get("drafts", signal);
}

/**
 * One draft with its text.
 * @param {AbortSignal} signal
 * @param {number} id
 * @returns {Promise<Heard<import("./types.js").DraftPage>>}
 */
export function draft(signal, id) {
  return get(`drafts/${id}`, signal);
}

/**
 * Proposes a change.
 * @param {{ text: string, why: string, base: number, evidence?: object }} wish
 * @returns {Promise<Heard<import("./types.js").DraftPage>>}
 */
export function makeDraft(wish) {
  return post("drafts", wish);
}

/**
 * Does something about a draft.
 * @param {number} id
 * @param {"approve" | "publish" | "withdraw"} what
 */
export function changeDraft(id, what) {
  return post(`drafts/${id}`, { do: what });
}

/**
 * A slice of the past leads with what became of them, as the desk wrote it.
 * @param {number} [before] where it begins; the newest where nothing is said
 * @returns {Promise<string>}
 */
export async function pastLeads(before) {
  const query = before === undefined ? "" : `?${new URLSearchParams({ before: String(before) })}`;
  return (await get(`past${query}`, NEVER, (text) => text)).body;
}

/**
 * How often browser and edge disagreed, by cause.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<import("./types.js").Disagreements>>}
 */
export function disagreements(signal) {
  return get("disagreements", signal);
}

/**
 * What happened to the desk itself.
 * @param {AbortSignal} signal
 * @returns {Promise<Heard<import("./types.js").DeskLog>>}
 */
export function deskLog(signal) {
  return get("log", signal);
}

/**
 * An answer, and when it was on its way, so that the edge's `now` can be placed.
 * @template T
 * @typedef {{ body: T, sent: number, heard: number }} Heard
 */

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {(text: string) => any} [read] what a good answer's text is read by
 * @returns {Promise<Heard<any>>}
 */
function get(path, signal, read = parsed) {
  return ask(path, signal, read, {});
}

/** @param {string} path @param {object} body */
function post(path, body) {
  return ask(path, NEVER, parsed, { method: "POST", body: JSON.stringify(body) });
}

/** @param {string} path of this desk's */
function addressOf(path) {
  return `/v1/desks/${encodeURIComponent(desk())}/${path}`;
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 * @param {(text: string) => any} read
 * @param {RequestInit} more
 * @returns {Promise<Heard<any>>}
 */
async function ask(path, signal, read, more) {
  const sent = performance.now();
  let response;
  let text;
  try {
    response = await fetch(addressOf(path), {
      ...more,
      headers: token() ? { authorization: `Bearer ${token()}` } : {},
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Trouble({ status: 0, ...words.trouble.unreachable });
  }
  const heard = performance.now();
  if (!response.ok) throw troubleOf(response, parsed(text));
  const body = read(text);
  if (body === undefined) throw new Trouble({ status: 0, ...words.trouble.unreadable });
  return { body, sent, heard };
}

/**
 * @param {Response} response
 * @param {any} body
 */
function troubleOf(response, body) {
  return new Trouble({
    status: response.status,
    code: typeof body?.code === "string" ? body.code : `http_${response.status}`,
    message: typeof body?.message === "string" ? body.message : words.trouble.unreadable.message,
    help: typeof body?.help === "string" ? body.help : words.trouble.unreadable.help,
    retryAfter: Number(response.headers.get("retry-after")) || 0,
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
