/**
 * Which desk, and with which token. A token lives until it has become a session; where no cookie is
 * kept, as long as the tab. It never stays in an address.
 */

const KEY = "baton.token";

/** Says that there is a session: no script can see its cookie. */
const SIGNED = "baton.signed";

/** Where `sessionStorage` is forbidden, the token lives as long as the page. */
let remembered = "";

/** The desk the address asks for. */
export function desk() {
  return new URLSearchParams(location.search).get("desk") || "acme";
}

/** The lead the address asks for, or an empty text: the list. */
export function leadInAddress() {
  const asked = /^#\/leads\/([^/]+)$/.exec(location.hash)?.[1] ?? new URLSearchParams(location.search).get("lead");
  try {
    return decodeURIComponent(asked ?? "");
  } catch {
    return "";
  }
}

/** Where the agreement is. */
export const AGREEMENT = "#/agreement";

/** Where the roster is. */
export const ROSTER = "#/roster";

/** @param {string} id */
export function leadAddress(id) {
  return `#/leads/${encodeURIComponent(id)}`;
}

/**
 * Address of the list. `?lead=` leads to one lead from outside; once inside, it must go.
 */
export function listAddress() {
  const query = new URLSearchParams(location.search);
  if (!query.has("lead")) return "#/";
  query.delete("lead");
  return `?${query}#/`;
}

/** The token, or an empty text. */
export function token() {
  try {
    return sessionStorage.getItem(KEY) ?? remembered;
  } catch {
    return remembered;
  }
}

/** @param {string} value */
export function keepToken(value) {
  remembered = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // The page's own memory has it.
  }
}

/** Forgets the token. */
export function forgetToken() {
  remembered = "";
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/**
 * Whether this browser has a session of this desk, as far as it remembers; or remembers it.
 * @param {boolean} [is]
 */
export function signed(is) {
  const key = `${SIGNED}.${desk()}`;
  try {
    if (is) localStorage.setItem(key, "1");
    if (is === false) localStorage.removeItem(key);
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/**
 * Takes the token out of `#token=…`, so that it is neither seen, bookmarked nor sent on.
 * @returns {boolean} whether there was one
 */
export function takeTokenFromAddress() {
  const found = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (!found) return false;
  try {
    keepToken(decodeURIComponent(found));
  } catch {
    keepToken(found);
  }
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}
