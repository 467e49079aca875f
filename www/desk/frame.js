/** What stands around every page: where one can go, whether it is live, who one is. */

import { clockTime } from "./format.js";
import { fill, h, setText } from "./h.js";
import { PAGES, address, desk } from "./session.js";
import { LANGUAGES, choose, language, words } from "./words.js";

/** @typedef {import("./session.js").PageName} PageName */

/** The right without which a page is not offered. @type {Record<PageName, string>} */
const NEEDS = {
  now: "leads:read",
  mine: "leads:read",
  leads: "leads:read",
  report: "reports:read",
  roster: "roster:read",
  agreement: "agreement:read",
  deliveries: "deliveries:read",
};

/** So many pages have a place of their own on a phone; the others are behind "More". */
const FIRST = 3;
const NARROW = matchMedia("(max-width: 719px)");

/** The pages one may open. */
class Navigation {
  root = h("nav", { class: "pages", "aria-label": words.frame.pages, hidden: true });
  /** @type {PageName[]} */
  #names = [];
  /** @type {PageName | ""} */
  #here = "";

  constructor() {
    NARROW.addEventListener("change", () => this.#draw());
  }

  /** @param {PageName[]} names */
  offer(names) {
    this.#names = names;
    this.root.hidden = names.length === 0;
    this.#draw();
  }

  /** @param {PageName | ""} name */
  mark(name) {
    this.#here = name;
    this.#draw();
  }

  #draw() {
    const link = (/** @type {PageName} */ name) =>
      h("a", { href: address(name), "aria-current": name === this.#here ? "page" : null }, words.pages[name]);
    const [first, rest] = NARROW.matches ? [this.#names.slice(0, FIRST), this.#names.slice(FIRST)] : [this.#names, []];
    const more = h("details", { class: "more" },
      h("summary", { "data-here": rest.includes(/** @type {PageName} */ (this.#here)) }, words.frame.more),
      h("div", { class: "menu" }, ...rest.map(link)),
    );
    shutByItself(more);
    fill(this.root, ...first.map(link), rest.length > 0 && more);
  }
}

const account = {
  name: h("strong"),
  role: h("p", { class: "second" }),
  leave: h("button", { type: "button" }, words.frame.leave),
  languages: h("p", { class: "languages", role: "group", "aria-label": words.language.label },
    ...Object.entries(LANGUAGES).map(([code, own]) =>
      h("button", { class: "plain", type: "button", lang: code, "aria-pressed": code === language ? "true" : "false", onclick: () => choose(code) }, own))),
};

/** The menu of whoever is signed in. */
const menu = h("details", { class: "account", hidden: true },
  h("summary", {}, words.frame.account),
  h("div", { class: "menu" }, h("p", {}, account.name), account.role, account.languages, account.leave, h("p", { class: "second" }, words.frame.leaveHelp)),
);
shutByItself(menu);

const navigation = new Navigation();
const live = h("span", { class: "live", "data-kind": "loading" }, words.fresh.loading);

/** The parts of the frame. */
export const frame = {
  skip: h("a", { class: "skip", href: "#page", onclick: skip }, words.frame.skip),
  top: h("header", { class: "top" }, h("a", { class: "mark", href: address("") }, words.product), h("span", { class: "desk" }, desk()), navigation.root, live, menu),
  page: h("div", { class: "page" }),
  live,
  leave: account.leave,
  nav: navigation,
  outage: h("div", { class: "outage", role: "status" }),
  /** What "try now" does. */
  again: () => {},
};

/**
 * Says who is signed in, and offers them what they may open.
 * @param {import("./types.js").Holder | null} me
 */
export function signed(me) {
  menu.hidden = !me;
  menu.open = false;
  navigation.offer(me ? PAGES.filter((name) => me.rights.includes(NEEDS[name]) && (name !== "mine" || me.rep !== null || me.role !== "read_only")) : []);
  if (!me) return;
  setText(account.name, me.role === null ? words.frame.admin : me.name);
  setText(account.role, words.roles[me.role ?? "admin"] ?? me.role ?? "");
}

/**
 * @param {import("./poll.js").Freshness} freshness
 * @param {boolean} [told] whether the page itself says what is wrong
 */
export function tellFreshness(freshness, told = false) {
  frame.live.dataset["kind"] = freshness.kind;
  setText(frame.live, freshness.kind === "waiting" && !navigator.onLine ? words.fresh.offline : words.fresh[freshness.kind]);
  if (freshness.kind === "live" || told) return fill(frame.outage);
  const time = clockTime(freshness.since, Date.now());
  const [title, help] = navigator.onLine ? [words.trouble.title, freshness.trouble.help] : [words.trouble.offline, words.trouble.offlineHelp];
  fill(frame.outage,
    h("div", {}, h("strong", {}, title), h("p", {}, `${words.trouble.since(time)} ${help}`)),
    h("button", { type: "button", onclick: () => frame.again() }, words.trouble.again),
  );
}

/** The address says which page it is, so the browser's own jump is not taken. @param {Event} event */
function skip(event) {
  event.preventDefault();
  /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus();
}

/**
 * A menu closes when something in it is chosen, by Escape, and when one goes elsewhere.
 * @param {HTMLDetailsElement} details
 */
function shutByItself(details) {
  details.addEventListener("click", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("a, button")) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  details.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !details.contains(relatedTarget)) details.open = false;
  });
}

// A press elsewhere is no focus elsewhere.
addEventListener("pointerdown", ({ target }) => {
  for (const details of frame.top.querySelectorAll("details[open]")) {
    if (target instanceof Node && !details.contains(target)) details.removeAttribute("open");
  }
});
