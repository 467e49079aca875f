/**
 * Resend, as far as its public documentation promises: `POST /emails` with its schema, its
 * idempotency keys, its limit of requests a second; and, behind the same list, Cloudflare's
 * `send_email` binding as a worker of its own.
 *
 * Written after resend.com/docs: "Send email", "Idempotency keys", "Errors", "Rate limit"; and
 * developers.cloudflare.com/email-service: "Workers API", "Email headers", "Limits".
 */
import { createServer } from "node:http";

const KEY = "re_of_the_stand_in";
/** Requests that are taken in one second. */
const A_SECOND = 10;
const ADDRESS = /^(?:"[^"\\<>\r\n]*" <)?[^\s@<>,;"]+@[a-z0-9.-]+>?$/i;

/** @typedef {{key: string, body: any, by: "resend" | "binding"}} Mail */

/** Starts it. */
export async function startResend() {
  /** @type {Mail[]} what was sent, oldest first */
  const sent = [];
  /** @type {string[]} what broke a promise of the documentation */
  const complaints = [];
  /** @type {Map<string, {text: string, id: string}>} by idempotency key */
  const keys = new Map();
  /** Requests that were refused because there were too many. */
  let limited = 0;
  /** The next answers are lost: it has sent, and the caller never hears so. */
  let losing = 0;
  /** @type {number[]} */
  let lately = [];

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    /** @param {number} status @param {object} body @param {Record<string, string>} [headers] */
    const answer = (status, body, headers = {}) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    const body = JSON.parse(text || "null");
    if (request.url === "/binding") {
      const code = ofBinding(body);
      if (code) return answer(422, { code });
      sent.push({ key: body.headers["X-Baton-Message"], body, by: "binding" });
      return answer(200, { messageId: `<${sent.length}@mail.example>` });
    }
    if (request.method !== "POST" || request.url !== "/emails") return answer(404, { name: "not_found" });
    if (request.headers.authorization !== `Bearer ${KEY}`) return answer(401, { name: "missing_api_key" });
    if (!request.headers["user-agent"]) return answer(403, { name: "1010" });
    const now = Date.now();
    lately = lately.filter((at) => now - at < 1000);
    if (lately.length >= A_SECOND) {
      limited += 1;
      return answer(429, { name: "rate_limit_exceeded" }, { "retry-after": "1" });
    }
    lately.push(now);
    const key = String(request.headers["idempotency-key"] ?? "");
    if (key.length < 1 || key.length > 256) return answer(400, { name: "invalid_idempotency_key" });
    const wrong = ofResend(body);
    complaints.push(...wrong);
    if (wrong.length > 0) return answer(422, { name: "validation_error", message: wrong.join(", ") });
    const known = keys.get(key);
    if (known && known.text !== text) return answer(409, { name: "invalid_idempotent_request" });
    const id = known?.id ?? `mail-${keys.size}`;
    if (!known) {
      keys.set(key, { text, id });
      sent.push({ key, body, by: "resend" });
    }
    if (losing > 0) {
      losing -= 1;
      return response.destroy();
    }
    return answer(200, { id });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  return {
    sent,
    complaints,
    limited: () => limited,
    /** @param {number} count */
    loseAnswers: (count) => {
      losing = count;
    },
    secrets: { BATON_RESEND_API: origin, RESEND_KEY: KEY },
    /** The binding, as a worker beside the edge. */
    service: {
      name: "EMAIL",
      code: `import { WorkerEntrypoint } from "cloudflare:workers";
export class Mail extends WorkerEntrypoint {
  async send(message) {
    const answer = await fetch(${JSON.stringify(`${origin}/binding`)}, { method: "POST", body: JSON.stringify(message) });
    const said = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(said.code + ": refused"), { code: said.code });
    return said;
  }
}
export default {};`,
      entrypoint: "Mail",
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve(null));
      server.closeAllConnections();
    }),
  };
}

/** @param {any} body @returns {string[]} */
function ofResend(body) {
  const wrong = [];
  const known = ["from", "to", "cc", "bcc", "reply_to", "subject", "text", "html", "headers", "attachments", "tags", "scheduled_at"];
  for (const key of Object.keys(body ?? {})) if (!known.includes(key)) wrong.push(`unknown ${key}`);
  if (!ADDRESS.test(body?.from)) wrong.push("from");
  if (!Array.isArray(body?.to) || body.to.length < 1 || body.to.length > 50 || !body.to.every((/** @type {string} */ to) => ADDRESS.test(to))) wrong.push("to");
  for (const address of [body?.reply_to ?? [], body?.cc ?? []].flat()) if (!ADDRESS.test(address)) wrong.push("reply_to or cc");
  if (typeof body?.subject !== "string" || /[\r\n]/.test(body.subject)) wrong.push("subject");
  if (typeof body?.text !== "string" || typeof body?.html !== "string" || /<script|javascript:|src=/i.test(body.html)) wrong.push("body");
  for (const [name, value] of Object.entries(body?.headers ?? {})) if (!/^X-[A-Za-z-]+$/.test(name) || /[\r\n]/.test(String(value))) wrong.push("headers");
  for (const file of body?.attachments ?? []) if (!file.filename || Buffer.from(file.content, "base64").toString("base64") !== file.content) wrong.push("attachment");
  return wrong;
}

/** The code of the error that Cloudflare's binding throws, if it does. @param {any} body */
function ofBinding(body) {
  const known = ["from", "to", "cc", "bcc", "replyTo", "subject", "text", "html", "headers", "attachments"];
  if (Object.keys(body ?? {}).some((key) => !known.includes(key))) return "E_VALIDATION_ERROR";
  if (!ADDRESS.test(body.from?.email ?? body.from) || !ADDRESS.test(body.to) || typeof body.subject !== "string") return "E_FIELD_MISSING";
  if (Object.keys(body.headers ?? {}).some((name) => !/^X-[A-Za-z-]+$/.test(name))) return "E_HEADER_NOT_ALLOWED";
  if (/^suppressed/.test(body.to)) return "E_RECIPIENT_SUPPRESSED";
  return "";
}
