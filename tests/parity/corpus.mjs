// @ts-check
// What the modules that write cases share: the list of cases, and a generator with a fixed seed.

/** @typedef {{ name?: string, id?: string, type?: string, autocomplete?: string, label?: string, placeholder?: string, field?: string, value?: unknown }} Field */
/**
 * A case names the agreement and the card it is scored on, and the instant.
 *
 * `known` is what is known besides to what the lead says. What was written by hand: `expect`, keys
 * of the verdict; `gave`, the ids of all reasons in their order; `skips`, causes by criterion;
 * `facts`, what the normalisers read (`null` for nothing), asked natively: only the lead has them.
 * @typedef {object} Case
 * @property {string} case its name
 * @property {"example" | "every_condition" | "normalisers"} agreement
 * @property {"full" | "public"} card
 * @property {number} now
 * @property {any} lead
 * @property {Known} [known]
 * @property {Record<string, unknown>} [expect]
 * @property {string[]} [gave]
 * @property {Record<string, string>} [skips]
 * @property {Record<string, string | number | null>} [facts]
 */
/** @typedef {{ confirmed?: { point: string, holds: boolean }[], visits?: { page: string, at: number }[] }} Known */
/** @typedef {{ page?: string, language?: string, signals?: { name: string, at: number }[] } & Partial<Omit<Case, "case" | "lead">>} More */

export const NOW = 1_790_000_000;
/** @type {Case[]} */
export const cases = [];

/**
 * Adds a case: its name, the form, and the rest.
 * @param {string} name
 * @param {object | Field[]} fields the form; an object is names and values
 * @param {More} [more]
 */
export function add(name, fields, more = {}) {
  const { page = "https://acme.example/demo", language, signals = [], agreement = "example", card = "full", now = NOW, ...told } = more;
  const list = Array.isArray(fields) ? fields : Object.entries(fields).map(([key, value]) => ({ name: key, value }));
  const number = String(cases.length).padStart(12, "0");
  cases.push({
    case: name,
    agreement,
    card,
    now,
    lead: {
      v: 1,
      id: `01900000-0000-7000-8000-${number}`,
      page: { url: page, ...(language === undefined ? {} : { language }) },
      fields: list,
      signals,
    },
    ...told,
  });
}

/**
 * A small generator (mulberry32): a seed names a run.
 * @param {number} seed
 */
export function generator(seed) {
  let state = seed;
  function random() {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  return {
    random,
    below,
    /** @template T @param {T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[below(list.length)]),
    /** @template T @param {number} most @param {() => T} make @returns {T[]} */
    some: (most, make) => Array.from({ length: 1 + below(most) }, make),
  };
}
