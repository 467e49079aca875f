/** Leads as the widget sends them, for tests that speak HTTP. */

import { randomBytes } from "node:crypto";

/** @returns {string} a UUIDv7 of now */
export function leadId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A lead that is hot by the example agreement. */
export const HOT = {
  email: "ada@works.example",
  name: "Ada King",
  company: "Works Ltd",
  job_title: "Head of Data",
  company_size: "120",
  message: "We are evaluating vendors. Could we see a demo?",
};

let people = 0;

/**
 * Ada's address is another with every lead: the same person again would join the lead she has.
 * @param {Record<string, unknown>} [fields]
 * @param {Record<string, unknown>} [more] further parts of the payload
 */
export function lead(fields = HOT, more = {}) {
  people += 1;
  const own = fields.email === HOT.email ? { ...fields, email: `ada-${process.pid}-${people}@works.example` } : fields;
  return {
    v: 1,
    id: leadId(),
    submitted_at: Date.now(),
    page: { url: "https://acme.example/demo", title: "Book a demo", referrer: "", language: "en" },
    fields: Object.entries(own).map(([name, value]) => ({ name, value })),
    signals: [],
    ...more,
  };
}

/**
 * What a lead answers.
 * @param {{fields: {name: string, value: unknown}[]}} sent
 * @param {string} name
 */
export const answerOf = (sent, name) => sent.fields.find((field) => field.name === name)?.value;

/**
 * Posts a body to a desk's intake as a page of `from` would.
 * @param {{origin: string}} edge
 * @param {string | object} body an object is sent as JSON
 * @param {{desk?: string, from?: string}} [setting]
 * @returns {Promise<Response>}
 */
export function post(edge, body, { desk = "acme", from } = {}) {
  return fetch(`${edge.origin}/v1/desks/${desk}/leads`, {
    method: "POST",
    headers: { "content-type": "text/plain;charset=UTF-8", ...(from ? { origin: from } : {}) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
