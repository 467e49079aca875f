/**
 * HubSpot and Salesforce, as far as their public documentation promises: what Baton calls of them, with
 * schema, authorization and limits, and what they post, signed as they sign.
 *
 * Written after developers.hubspot.com: "Create or update a batch of contacts/notes by unique property
 * values", "Associations v4", "Search", "Usage guidelines", "Webhooks", "Validating requests"; and
 * developer.salesforce.com: "Upsert Records Using sObject Rows by External ID", "Assignment Rule Header",
 * "Query", "Status Codes and Error Responses"; help.salesforce.com: "OAuth 2.0 Client Credentials Flow";
 * standardwebhooks.com for what docs/crm.md lets an org post.
 */
import { createHash, createHmac } from "node:crypto";
import { createServer } from "node:http";

const TOKEN = "pat-of-the-stand-in";
const APP_SECRET = "client-secret-of-the-stand-in";
const CLIENT = ["consumer-key.of/the+stand-in", "consumer secret"];
const SIGNING_KEY = `whsec_${Buffer.from("a key of twenty-four bytes").toString("base64")}`;

/** @typedef {{id: string, properties: Record<string, any>, changed: number}} Record_ */
/** @typedef {{status: number, body?: object, headers?: Record<string, string>, late?: number, cut?: "before" | "after"}} Instead */

/** Properties that are there, beside those that every account has. */
const HUBSPOT_PROPERTIES = ["firstname", "lastname", "company", "jobtitle", "phone", "website", "hubspot_owner_id", "hs_lead_status",
  "baton_lead_id", "baton_score", "baton_tier", "baton_qualification", "baton_reasons", "baton_state", "baton_next_step", "baton_rejection", "baton_link"];
const HUBSPOT_STATUSES = ["NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "ATTEMPTED_TO_CONTACT", "CONNECTED", "BAD_TIMING"];
/** Fields of a Lead: how many characters, or a type. @type {Record<string, number | "number">} */
const LEAD_FIELDS = { FirstName: 40, LastName: 80, Company: 255, Email: 80, Title: 128, Phone: 40, Website: 255, Description: 32000, OwnerId: 18, Status: 255,
  Baton_Score__c: "number", Baton_Tier__c: 255, Baton_Qualification__c: 255, Baton_Reasons__c: 32000, Baton_State__c: 255, Baton_Next_Step__c: 255,
  Baton_Rejection__c: 255, Baton_Link__c: 255, Baton_Lead_Id__c: 255 };
const LEAD_STATUSES = ["Open - Not Contacted", "Working - Contacted", "Closed - Converted", "Closed - Not Converted"];

/** What both have: a server, a list of what to answer instead, and what broke a promise. */
async function startServer() {
  /** @type {string[]} */
  const complaints = [];
  /** @type {{method: string, path: string, status: number}[]} */
  const calls = [];
  /** @type {Instead[]} */
  const instead = [];
  /** @type {(method: string, url: URL, headers: import("node:http").IncomingHttpHeaders, text: string) => {status: number, body?: object | string, headers?: Record<string, string>}} */
  let answerTo = () => ({ status: 404 });
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const url = new URL(request.url ?? "/", "http://crm");
    const other = instead.shift();
    if (other?.late) await new Promise((resolve) => setTimeout(resolve, other.late));
    if (other?.cut === "before") return response.destroy();
    const made = other && !other.cut ? { status: other.status, body: other.body, headers: other.headers } : answerTo(request.method ?? "", url, request.headers, text);
    calls.push({ method: request.method ?? "", path: url.pathname, status: made.status });
    const body = made.body === undefined ? "" : typeof made.body === "string" ? made.body : JSON.stringify(made.body);
    if (other?.cut === "after") {
      // It has done it, and half of the answer is heard.
      response.writeHead(made.status, { "content-type": "application/json", "content-length": String(body.length + 10) });
      response.write(body.slice(0, body.length / 2));
      return setTimeout(() => response.destroy(), 20);
    }
    response.writeHead(made.status, { "content-type": "application/json", ...made.headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    complaints,
    calls,
    /** The next requests are answered this, whatever they ask. */
    instead,
    origin: `http://127.0.0.1:${port}`,
    /** @param {typeof answerTo} answer */
    serve: (answer) => {
      answerTo = answer;
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve(null));
      server.closeAllConnections();
    }),
  };
}

/** Starts a HubSpot account. @param {{aSecond?: number}} [setting] requests that are taken in one second */
export async function startHubSpot({ aSecond = 100 } = {}) {
  const server = await startServer();
  /** @type {Map<string, Record_>} by address */
  const contacts = new Map();
  /** @type {Map<string, Record_>} by the lead's id */
  const notes = new Map();
  /** @type {Set<string>} note and contact */
  const attached = new Set();
  /** Every status a contact had, in order. @type {Record<string, string[]>} */
  const statuses = {};
  let count = 500;
  let limited = 0;
  /** @type {number[]} */
  let lately = [];

  /** @param {Map<string, Record_>} all @param {any} input */
  const upsert = (all, input) => {
    const known = all.get(input.id);
    const record = known ?? { id: String((count += 1)), properties: {}, changed: 0 };
    Object.assign(record.properties, input.properties);
    record.changed = Date.now();
    all.set(input.id, record);
    return { id: record.id, new: !known, properties: input.properties, createdAt: "2026-11-22T00:00:00Z", updatedAt: "2026-11-22T00:00:00Z", archived: false };
  };

  server.serve((method, url, headers, text) => {
    if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { status: "error", category: "INVALID_AUTHENTICATION" } };
    const now = Date.now();
    lately = lately.filter((at) => now - at < 1000);
    if (lately.length >= aSecond) {
      limited += 1;
      return { status: 429, body: { status: "error", category: "RATE_LIMITS", policyName: "TEN_SECONDLY_ROLLING" }, headers: { "retry-after": "1" } };
    }
    lately.push(now);
    const { pathname } = url;
    const attach = /^\/crm\/v4\/objects\/notes\/(\d+)\/associations\/default\/contacts\/(\d+)$/.exec(pathname);
    if (method === "PUT" && attach) {
      attached.add(`${attach[1]} ${attach[2]}`);
      return { status: 200, body: { status: "COMPLETE", results: [] } };
    }
    if (method !== "POST" || !/^application\/json/.test(headers["content-type"] ?? "")) return { status: 415 };
    const body = JSON.parse(text);
    if (pathname === "/crm/v3/objects/contacts/search") return { status: 200, body: search(body) };
    const [input, ...more] = body.inputs ?? [];
    if (!input || more.length > 99 || typeof input.id !== "string") return { status: 400, body: { category: "VALIDATION_ERROR" } };
    for (const [name, value] of Object.entries(input.properties)) {
      if (typeof value !== "string") server.complaints.push(`${name} is no text`);
    }
    if (pathname === "/crm/v3/objects/notes/batch/upsert") {
      if (input.idProperty !== "baton_lead_id") return { status: 400, body: { category: "VALIDATION_ERROR" } };
      const { hs_note_body: note, hs_timestamp: at, ...other } = input.properties;
      if (!note || note.length > 65_536 || !/^\d{13}$/.test(at) || Object.keys(other).length > 0) server.complaints.push("note");
      if (/<(?!\/?(?:p|strong|ul|li|a)\b)|<a href="(?!http)/.test(note)) server.complaints.push(`markup in a note: ${note}`);
      return { status: 200, body: { status: "COMPLETE", results: [upsert(notes, input)] } };
    }
    if (pathname !== "/crm/v3/objects/contacts/batch/upsert") return { status: 404 };
    if (input.idProperty !== "email" || !/^[^\s@]+@[^\s@]+\.[a-z]+$/.test(input.id)) return { status: 400, body: { category: "VALIDATION_ERROR", errors: [{ context: { propertyName: ["email"] } }] } };
    const unknown = Object.keys(input.properties).filter((name) => !HUBSPOT_PROPERTIES.includes(name));
    if (unknown.length > 0) return { status: 400, body: { status: "error", category: "VALIDATION_ERROR", message: `of ${input.id}`, errors: [{ code: "PROPERTY_DOESNT_EXIST", context: { propertyName: unknown } }] } };
    const status = input.properties.hs_lead_status;
    if (status !== undefined && !HUBSPOT_STATUSES.includes(status)) return { status: 400, body: { category: "VALIDATION_ERROR" } };
    if (status !== undefined) (statuses[input.id] ??= []).push(status);
    return { status: 200, body: { status: "COMPLETE", results: [upsert(contacts, input)] } };
  });

  /** @param {any} body */
  function search(body) {
    const [has, since] = body.filterGroups[0].filters;
    if (has.operator !== "HAS_PROPERTY" || since.operator !== "GTE" || body.limit > 200) server.complaints.push("search");
    const found = [...contacts.values()].filter((one) => one.properties[has.propertyName] && one.changed >= Number(since.value));
    found.sort((one, other) => one.changed - other.changed);
    const results = found.slice(0, body.limit).map(({ id, properties, changed }) => ({
      id,
      properties: { ...Object.fromEntries(body.properties.map((/** @type {string} */ name) => [name, properties[name] ?? null])), lastmodifieddate: new Date(changed).toISOString() },
    }));
    return { total: found.length, results };
  }

  /** @param {string} email */
  const contact = (email) => contacts.get(email);
  return {
    ...server,
    contacts,
    notes,
    attached,
    contact,
    statuses,
    limited: () => limited,
    /** Sales changes something. @param {string} email @param {Record<string, string>} properties */
    change: (email, properties) => {
      const record = contacts.get(email);
      if (!record) throw new Error(`no contact ${email}`);
      Object.assign(record.properties, properties);
      record.changed = Date.now();
      return Object.entries(properties).map(([propertyName, propertyValue], at) => ({
        eventId: at + 1, subscriptionId: 1, portalId: 1, appId: 1, occurredAt: Date.now(), subscriptionType: "contact.propertyChange",
        attemptNumber: 0, objectId: Number(record.id), propertyName, propertyValue, changeSource: "CRM_UI", sourceId: "userId:1",
      }));
    },
    secrets: { BATON_HUBSPOT_API: server.origin, HUBSPOT_TOKEN: TOKEN, HUBSPOT_SECRET: APP_SECRET },
  };
}

/**
 * Posts as HubSpot does: an app's webhook by version 3, a workflow's by version 2.
 * @param {string} url
 * @param {object} body
 * @param {{secret?: string, at?: number, version?: 1 | 2 | 3, tamper?: (body: string) => string}} [setting] `at` in ms
 */
export function hubSpotPosts(url, body, { secret = APP_SECRET, at = Date.now(), version = 3, tamper = (text) => text } = {}) {
  const text = JSON.stringify(body);
  /** @param {string} of */
  const hash = (of) => createHash("sha256").update(of).digest("hex");
  /** @type {Record<string, string>} */
  const headers = version === 3
    ? { "x-hubspot-request-timestamp": String(at), "x-hubspot-signature-v3": createHmac("sha256", secret).update(`POST${url}${text}${at}`).digest("base64") }
    : { "x-hubspot-signature-version": `v${version}`, "x-hubspot-signature": hash(version === 2 ? `${secret}POST${url}${text}` : `${secret}${text}`) };
  return fetch(url, { method: "POST", body: tamper(text), headers: { "content-type": "application/json", ...headers } });
}

/** Starts an org of Salesforce's. */
export async function startSalesforce() {
  const server = await startServer();
  /** @type {Map<string, Record_>} by id */
  const leads = new Map();
  let sessions = 0;
  /** @type {string | undefined} */
  let session;
  let count = 0;

  /** @param {number} status @param {string} errorCode @param {string[]} [fields] */
  const refusal = (status, errorCode, fields = []) => ({ status, body: [{ message: "of ada@works.example", errorCode, fields }] });
  /** @param {Record<string, any>} body */
  const wrong = (body) => Object.entries(body).filter(([name, value]) => {
    const takes = LEAD_FIELDS[name];
    return takes === undefined || (takes === "number" ? typeof value !== "number" : typeof value !== "string" || value.length > takes);
  }).map(([name]) => name);

  server.serve((method, url, headers, text) => {
    if (method === "POST" && url.pathname === "/services/oauth2/token") {
      const form = new URLSearchParams(text);
      if (headers["content-type"] !== "application/x-www-form-urlencoded" || form.get("grant_type") !== "client_credentials") return { status: 400, body: { error: "unsupported_grant_type" } };
      if (form.get("client_id") !== CLIENT[0] || form.get("client_secret") !== CLIENT[1]?.replace(" ", "_")) return { status: 400, body: { error: "invalid_client" } };
      sessions += 1;
      session = `00D!session-${sessions}`;
      return { status: 200, body: { access_token: session, instance_url: "https://elsewhere.example", token_type: "Bearer", issued_at: "1" } };
    }
    if (!session || headers.authorization !== `Bearer ${session}`) return refusal(401, "INVALID_SESSION_ID");
    const row = /^\/services\/data\/v\d+\.0\/sobjects\/Lead\/(?:(Baton_Lead_Id__c)\/)?([^/]+)$/.exec(url.pathname);
    if (method === "GET" && /\/query$/.test(url.pathname)) return { status: 200, body: query(url.searchParams.get("q") ?? "") };
    if (method !== "PATCH" || !row) return refusal(404, "NOT_FOUND");
    const [, external, key = ""] = row;
    if (headers["sforce-auto-assign"] !== "FALSE") server.complaints.push("the org's rules would run");
    const body = JSON.parse(text);
    if (external && "Baton_Lead_Id__c" in body) return refusal(400, "INVALID_FIELD");
    const bad = wrong(body);
    if (bad.length > 0) return refusal(400, "STRING_TOO_LONG", bad);
    if (body.Status !== undefined && !LEAD_STATUSES.includes(body.Status)) return refusal(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["Status"]);
    const found = [...leads.values()].filter((one) => (external ? one.properties.Baton_Lead_Id__c === decodeURIComponent(key) : one.id === key));
    if (found.length > 1) return { status: 300, body: found.map(({ id }) => `/services/data/v62.0/sobjects/Lead/${id}`) };
    const known = found[0];
    if (!known && !external) return refusal(404, "NOT_FOUND");
    if (known?.properties.IsConverted) return refusal(400, "CANNOT_UPDATE_CONVERTED_LEAD");
    const lacks = ["LastName", "Company"].filter((name) => !known && !body[name]);
    if (lacks.length > 0) return refusal(400, "REQUIRED_FIELD_MISSING", lacks);
    const lead = known ?? { id: `00Q${String((count += 1)).padStart(12, "0")}`, properties: { Baton_Lead_Id__c: decodeURIComponent(key) }, changed: 0 };
    Object.assign(lead.properties, body);
    lead.changed = Date.now();
    leads.set(lead.id, lead);
    return known ? { status: 200, body: { id: lead.id, success: true, errors: [], created: false } } : { status: 201, body: { id: lead.id, success: true, errors: [], created: true } };
  });

  /** @param {string} soql */
  function query(soql) {
    const since = /SystemModstamp >= (\S+)/.exec(soql)?.[1] ?? "";
    const columns = (/SELECT (.*) FROM Lead/.exec(soql)?.[1] ?? "").split(", ");
    if (!/^SELECT Id, .* FROM Lead WHERE Baton_Lead_Id__c != null AND SystemModstamp >= \S+ ORDER BY SystemModstamp LIMIT \d+$/.test(soql)) server.complaints.push(soql);
    const found = [...leads.values()].filter((one) => one.changed >= Date.parse(since)).sort((one, other) => one.changed - other.changed);
    const records = found.map(({ id, properties, changed }) => ({
      attributes: { type: "Lead" }, Id: id, SystemModstamp: new Date(changed).toISOString().replace("Z", "+0000"),
      ...Object.fromEntries(columns.filter((name) => name in properties).map((name) => [name, properties[name]])),
    }));
    return { totalSize: records.length, done: true, records };
  }

  return {
    ...server,
    leads,
    sessions: () => sessions,
    /** @param {string} id of ours */
    lead: (id) => [...leads.values()].find((one) => one.properties.Baton_Lead_Id__c === id),
    /** Somebody ends the session there. */
    endSession: () => {
      session = undefined;
    },
    secrets: { BATON_SALESFORCE_API: server.origin, SALESFORCE_CLIENT: `${CLIENT[0]} ${CLIENT[1]?.replace(" ", "_")}`, SALESFORCE_KEY: SIGNING_KEY },
  };
}

/**
 * Posts as docs/crm.md lets an org post: a Standard Webhook.
 * @param {string} url
 * @param {object} body
 * @param {{key?: string, at?: number, tamper?: (body: string) => string}} [setting] `at` in seconds
 */
export function salesforcePosts(url, body, { key = SIGNING_KEY, at = Math.floor(Date.now() / 1000), tamper = (text) => text } = {}) {
  const text = JSON.stringify(body);
  const id = `msg_${Math.random().toString(36).slice(2)}`;
  const signature = createHmac("sha256", Buffer.from(key.replace("whsec_", ""), "base64")).update(`${id}.${at}.${text}`).digest("base64");
  return fetch(url, {
    method: "POST",
    body: tamper(text),
    headers: { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` },
  });
}
