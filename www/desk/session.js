/**
 * Which desk, which page, and with which token. A token lives until it has become a session; where no
 * cookie is kept, as long as the tab. It never stays in an address.
 */

const KEY = "baton.token";

/** Who has a session here: no script can see its cookie. */
const SIGNED = "baton.signed";

/** Says that the device is its user's own. */
const OWN = "baton.own";

// What a device keeps that is its user's own: which desk, and their list.
const DESK = "baton.desk";
const MINE = "baton.mine";

/** Where `sessionStorage` is forbidden, the token lives as long as the page. */
let inMemory = "";

/** The desk the address asks for. */
export function desk() {
  return new URLSearchParams(location.search).get("desk") || keptText(DESK) || "acme";
}

/** @param {string} name */
function keptText(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} name @param {string} text */
function keepText(name, text) {
  if (!isOwn()) return;
  try {
    localStorage.setItem(name, text);
  } catch {
    // Without it the page works as long as there is a network.
  }
}

/** @param {import("./types.js").Mine[]} leads */
export function keepMine(leads) {
  keepText(MINE, JSON.stringify(leads));
}

/** Their leads, as they were last seen here. @returns {import("./types.js").Mine[] | null} */
export function keptMine() {
  return JSON.parse(keptText(MINE) || "null");
}

/** The pages, in the order of the navigation. */
export const PAGES = /** @type {const} */ (["now", "mine", "leads", "report", "roster", "agreement", "deliveries"]);

/** @typedef {typeof PAGES[number]} PageName */

/**
 * What the address asks for: a page, a lead, or nothing in particular.
 * @returns {{ page: PageName | "", lead: string, query: URLSearchParams }}
 */
export function asked() {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, ...rest] = path.split("/");
  const lead = page === "leads" && rest[0] ? rest[0] : page ? "" : new URLSearchParams(location.search).get("lead") ?? "";
  const known = PAGES.find((name) => name === page) ?? "";
  return { page: known, lead: decoded(lead), query: new URLSearchParams(query) };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/**
 * Where a page is. `?lead=` leads to one lead from outside; once inside, it must go.
 * @param {PageName | ""} page
 * @param {Record<string, string>} [query]
 */
export function address(page, query = {}) {
  const rest = new URLSearchParams(query).toString();
  const hash = `#/${page}${rest ? `?${rest}` : ""}`;
  const search = new URLSearchParams(location.search);
  if (!search.has("lead")) return hash;
  search.delete("lead");
  return `?${search}${hash}`;
}

/** @param {string} id */
export function leadAddress(id) {
  return `#/leads/${encodeURIComponent(id)}`;
}

/** The token, or an empty text. */
export function token() {
  try {
    return sessionStorage.getItem(KEY) ?? inMemory;
  } catch {
    return inMemory;
  }
}

/** @param {string} value */
export function keepToken(value) {
  inMemory = value;
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // The page's own memory has it.
  }
}

/** Forgets the token. */
export function forgetToken() {
  inMemory = "";
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

/**
 * Who has a session of this desk in this browser, as far as it remembers.
 * @returns {import("./types.js").Holder | null}
 */
export function remembered() {
  try {
    const kept = JSON.parse(keptText(`${SIGNED}.${desk()}`) || "null");
    // An earlier release kept no more than that there is one.
    return kept?.rights ? kept : null;
  } catch {
    return null;
  }
}

/** Remembers who has one, or that nobody does. @param {import("./types.js").Holder | null} me */
export function remember(me) {
  const key = `${SIGNED}.${desk()}`;
  try {
    if (me) localStorage.setItem(key, JSON.stringify(me));
    else localStorage.removeItem(key);
  } catch {
    // Then every page that is opened asks the edge first.
  }
  // An app that was put on a home screen opens without an address that names the desk.
  if (me) keepText(DESK, desk());
}

/** Whether things may be kept on this device; or says so. @param {boolean} [is] */
export function isOwn(is) {
  try {
    if (is) localStorage.setItem(OWN, "1");
    // What was kept for a phone without a network goes with it.
    if (is === false) for (const name of [OWN, MINE, DESK]) localStorage.removeItem(name);
  } catch {
    // Nothing is kept here.
  }
  return keptText(OWN) !== "";
}

/**
 * Takes the token out of `#token=…`, so that it is neither seen, bookmarked nor sent on.
 * @returns {boolean} whether there was one
 */
export function takeTokenFromAddress() {
  const found = /^#token=([^&]+)(?:&to=(\/.*))?$/.exec(location.hash);
  if (!found?.[1]) return false;
  keepToken(decoded(found[1]) || found[1]);
  history.replaceState(null, "", location.pathname + location.search + (found[2] ? `#${found[2]}` : ""));
  return true;
}

/** Forgets who looked. */
export function forget() {
  forgetToken();
  remember(null);
  isOwn(false);
}

/** Chromium offers once to install a page, as soon as it is there. @type {any} */
let offered = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
});

/** The browser's offer to install the console, for whoever presses the button. */
export function installOffer() {
  return offered;
}
