/** The crate that checks agreements at the command line and at the edge, in this page. */

/**
 * @typedef {object} Finding
 * @property {string} code
 * @property {"error" | "warning"} severity
 * @property {number} line
 * @property {number} column
 * @property {number} start in UTF-16 units, as a text field counts
 * @property {number} end
 * @property {string} message
 * @property {string | null | undefined} help
 */

/**
 * @typedef {object} Summary
 * @property {string} name
 * @property {number} criteria
 * @property {[string, number][]} tiers
 * @property {number} reps
 * @property {number} routes
 * @property {number} first_response_seconds
 * @property {number} public_card_bytes
 */

/**
 * @typedef {object} Crate
 * @property {(text: string) => { problems: Finding[], summary: Summary | null | undefined }} check
 * @property {(text: string) => import("./types.js").AgreementView | undefined} view none: it has errors
 * @property {(before: string, after: string) => import("./types.js").Meaning[] | undefined} difference
 */

/** @type {Promise<Crate> | undefined} */
let loading;

/**
 * Fetched when it is needed, not before; tried again where it did not come.
 * @returns {Promise<Crate>}
 */
export function crate() {
  loading ??= (async () => {
    // A path in a variable: what is built beside this file is not there when its types are checked.
    const built = "./wasm/console.js";
    const module = await import(built);
    await module.default();
    return module;
  })().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
