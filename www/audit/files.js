/** What both pages do with files and reports. Nothing here fetches anything but the page's own module. */

/**
 * @typedef {object} Reported
 * @property {string} html a whole file
 * @property {string} agreement
 * @property {[string, string, string][]} columns name, role, why
 * @property {string | null | undefined} problem
 * @property {string | null | undefined} help
 */

/**
 * @typedef {object} Module
 * @property {() => Promise<unknown>} default
 * @property {(bytes: Uint8Array, asked: object) => Reported} audit_export
 * @property {(before: string, after: string, leads: Uint8Array) => Reported} compare_agreements
 * @property {(agreement: string, bytes: Uint8Array, asked: object) => Reported} backtest_past
 */

/** @type {Promise<Module> | undefined} */
let loading;

/** The crates of the command line, as this page's wasm. @returns {Promise<Module>} */
export function looker() {
  loading ??= (async () => {
    // A path in a variable: what is built beside the console is not there when types are checked.
    const built = "/desk/wasm/console.js";
    const module = /** @type {Module} */ (await import(built));
    await module.default();
    return module;
  })();
  return loading;
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function find(selector, kind) {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/** @param {string} text @param {string} [help] */
export function say(text, help) {
  const said = find("#said", HTMLElement);
  said.replaceChildren();
  if (!text) return;
  const sentence = document.createElement("p");
  sentence.textContent = help ? `${text}. ${help}.` : text;
  sentence.className = help ? "wrong" : "quiet";
  said.append(sentence);
}

/** @type {string[]} */
let kept = [];

/** @param {string} selector @param {string} text @param {string} type */
function offer(selector, text, type) {
  const link = document.querySelector(selector);
  if (!(link instanceof HTMLAnchorElement)) return;
  const address = URL.createObjectURL(new Blob([text], { type }));
  kept.push(address);
  link.href = address;
}

/**
 * Shows a report in its frame, as tall as it is. No script runs in it.
 * @param {string} html
 * @param {string} [agreement]
 */
export function show(html, agreement = "") {
  kept.forEach((address) => URL.revokeObjectURL(address));
  kept = [];
  offer("#save-report", html, "text/html");
  offer("#save-agreement", agreement, "application/toml");
  const frame = find("#report", HTMLIFrameElement);
  frame.onload = () => fit(frame);
  frame.srcdoc = html;
  frame.hidden = false;
  find("#actions", HTMLElement).hidden = false;
}

/** @param {HTMLIFrameElement} frame */
function fit(frame) {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const set = () => { frame.style.height = `${root.ownerDocument.body.scrollHeight + 8}px`; };
  new ResizeObserver(set).observe(root);
  root.addEventListener("toggle", set, true);
  set();
}

/** A page without a report has none to print. */
export function bindPrint() {
  find("#print", HTMLButtonElement).addEventListener("click", () => {
    find("#report", HTMLIFrameElement).contentWindow?.print();
  });
}

/**
 * Takes a file that is dropped there.
 * @param {HTMLElement} drop
 * @param {(file: File | undefined) => void} choose
 */
export function bindDrop(drop, choose) {
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.toggleAttribute("data-over", true);
  });
  drop.addEventListener("dragleave", () => drop.toggleAttribute("data-over", false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.toggleAttribute("data-over", false);
    choose(event.dataTransfer?.files[0]);
  });
}

/** Ready before somebody pulls the plug: the module is fetched with the page. */
export function readySoon() {
  looker().catch(() => say("This page could not load its reader", "Load it again while there is a network"));
}
