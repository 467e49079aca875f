/**
 * A lead, made in the browser.
 */

import { tidy } from "./forms.js";

/**
 * The message to the edge, version 1.
 * @typedef {object} Lead
 * @property {1} v
 * @property {string} id UUIDv7; the same in every try to send it
 * @property {number} [revision] from 2 on: corrects what was sent under the id before
 * @property {number} submitted_at in ms since the epoch
 * @property {{url: string, title: string, referrer: string, language: string}} page
 * @property {import("./fields.js").Field[]} fields
 * @property {{name: string, at: number}[]} signals what they did, and when in seconds
 * @property {{page: string, at: number}[]} [visits] the pages they were on, by path
 * @property {Shown} [shown]
 * @property {true} [honeypot] a field that no visitor sees was filled in
 * @property {number} [filled_ms] from the first touch of the form to its submit
 * @property {string} [turnstile] what Cloudflare Turnstile vouches with
 * @property {string} [consent_version] of the page's texts of consent, as the tag or the form has it
 */

/**
 * What the visitor was shown before the edge had its say; evidence, never believed.
 * @typedef {object} Shown
 * @property {string} offer its kind, or `none`
 * @property {number} score
 * @property {string} tier
 * @property {string} card id of the card it was scored on
 */

/** Old libraries teach all lists to write themselves down, wrongly. */
const OWN = { toJSON: 0 };

/**
 * @param {import("./fields.js").Field[]} fields
 * @param {Pick<Lead, "signals" | "visits">} [did] what they did before
 * @returns {Lead}
 */
export function makeLead(fields, did) {
  const now = Date.now();
  return {
    v: 1,
    id: uuid7(now),
    submitted_at: now,
    page: {
      url: location.href.slice(0, 2000),
      title: tidy(document.title.slice(0, 200)),
      referrer: document.referrer.slice(0, 2000),
      language: document.documentElement.lang || navigator.language,
    },
    fields: Object.assign(fields, OWN),
    signals: Object.assign(did?.signals ?? [], OWN),
    visits: did?.visits && Object.assign(did.visits, OWN),
  };
}

/**
 * A version 7 UUID. `crypto.randomUUID` makes version 4, and is missing on pages without TLS.
 * @param {number} now in ms since the epoch
 */
function uuid7(now) {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  const hex = now.toString(16).padStart(12, "0") + [...bytes].map((byte) => (byte + 256).toString(16).slice(1)).join("");
  return hex.replace(/(.{8})(.{4})(.{3})(.{3})/, "$1-$2-7$3-8$4-");
}
