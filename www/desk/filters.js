/** Which leads the list shows: what is typed, what they must be, and views that are kept by name. */

import { roster } from "./api.js";
import { fill, h } from "./h.js";
import { address, desk } from "./session.js";
import { words } from "./words.js";

/** How long a pause in typing is before it is searched, in ms. */
const PAUSE = 150;

/**
 * What the list is narrowed to; only what is asked.
 * @param {URLSearchParams} query of the address
 * @returns {Record<string, string>}
 */
export function narrowedTo(query) {
  return Object.fromEntries([...query].filter(([, value]) => value !== ""));
}

/** The bar above the list. What it says stands in the address, so that it can be sent. */
export class Filters {
  #search = h("input", { type: "search", name: "q", placeholder: words.filters.search, "aria-label": words.filters.search, autocomplete: "off", spellcheck: "false", oninput: () => this.#soon() });
  #views = h("div", { class: "views" });
  #more = h("details", { class: "narrow" });
  /** @type {Map<string, HTMLSelectElement | HTMLInputElement>} */
  #fields = new Map();
  #timer = 0;
  root = h("form", { class: "filters", role: "search", onsubmit: (event) => this.#submitted(event) });

  #asked;
  #owner;
  /** What is asked that no field here can say: a reason, a source, a figure of the report. @type {Record<string, string>} */
  #beside = {};

  /** @param {(asked: Record<string, string>) => void} asked told when something else is asked */
  constructor(asked) {
    this.#asked = asked;
    const choose = (/** @type {string} */ name, /** @type {[string, string][]} */ all) => {
      const select = h("select", { name, onchange: () => this.#go() }, h("option", { value: "" }, words.filters.any), ...all.map(([value, text]) => h("option", { value }, text)));
      this.#fields.set(name, select);
      return h("label", {}, words.filters.labels[name] ?? name, select);
    };
    const day = (/** @type {string} */ name) => {
      const input = h("input", { type: "date", name, onchange: () => this.#go() });
      this.#fields.set(name, input);
      return h("label", {}, words.filters.labels[name] ?? name, input);
    };
    const states = Object.entries(words.state).map(([id, text]) => /** @type {[string, string]} */ ([id, text]));
    fill(this.#more,
      h("summary", {}, words.filters.narrow),
      h("div", { class: "narrow-fields" }, choose("state", states), choose("tier", []), choose("owner", [["-", words.list.noOwner]]), day("from"), day("to")),
    );
    this.#owner = this.#fields.get("owner");
    this.#more.addEventListener("toggle", () => void this.#offerReps(), { once: true });
    fill(this.root, this.#search, this.#more, this.#views);
  }

  async #offerReps() {
    const { body } = await roster(new AbortController().signal);
    this.#owner?.append(...body.reps.filter(({ id }) => !this.#has("owner", id)).map(({ id, name }) => h("option", { value: id }, name)));
  }

  /** @param {string} name @param {string} value */
  #has(name, value) {
    const field = this.#fields.get(name);
    return field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value);
  }

  /** The tiers that were seen so far can be asked for. @param {Iterable<string>} tiers */
  offerTiers(tiers) {
    for (const tier of tiers) if (tier && !this.#has("tier", tier)) this.#fields.get("tier")?.append(h("option", { value: tier }, tier));
  }

  /** @param {Record<string, string>} asked */
  show(asked) {
    this.#beside = Object.fromEntries(Object.entries(asked).filter(([name]) => name !== "q" && !this.#fields.has(name)));
    if (document.activeElement !== this.#search) this.#search.value = asked["q"] ?? "";
    for (const [name, field] of this.#fields) {
      const value = asked[name] ?? "";
      if (field instanceof HTMLSelectElement && !this.#has(name, value)) field.append(h("option", { value }, value));
      field.value = value;
    }
    const count = Object.keys(asked).filter((name) => name !== "q").length;
    fill(/** @type {Element} */ (this.#more.firstElementChild), words.filters.narrowed(count));
    this.#drawViews(asked);
  }

  /** Puts the cursor where one types. */
  focus() {
    this.#search.focus();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), PAUSE);
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    this.#go();
  }

  #go() {
    clearTimeout(this.#timer);
    const said = [["q", this.#search.value.trim()], ...[...this.#fields].map(([name, field]) => [name, field.value])].filter(([, value]) => value);
    const asked = { ...this.#beside, ...Object.fromEntries(said) };
    history.replaceState(null, "", address("leads", asked));
    this.show(asked);
    this.#asked(asked);
  }

  /** @param {Record<string, string>} asked */
  #drawViews(asked) {
    const views = kept();
    const here = new URLSearchParams(asked).toString();
    const own = views.find(({ query }) => query === here);
    const input = h("input", { name: "view", maxlength: 40, placeholder: words.filters.name, "aria-label": words.filters.name });
    const keep = () => {
      const name = input.value.trim();
      if (!name) return input.focus();
      keepViews([...views.filter((view) => view.name !== name), { name, query: here }]);
      this.#drawViews(asked);
    };
    const forget = () => {
      keepViews(views.filter((view) => view !== own));
      this.#drawViews(asked);
    };
    fill(this.#views,
      ...views.map(({ name, query }) => h("a", { class: "view", href: address("leads", Object.fromEntries(new URLSearchParams(query))), "aria-current": query === here ? "true" : null }, name)),
      here && !own && input,
      here && !own && h("button", { type: "button", onclick: keep }, words.filters.keep),
      own && h("button", { type: "button", class: "plain", onclick: forget }, words.filters.forget),
      here && h("a", { class: "view", href: address("leads") }, words.filters.all),
    );
  }
}

/** @typedef {{ name: string, query: string }} View */

const key = () => `baton.views.${desk()}`;

/** The views of this browser. @returns {View[]} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(key()) ?? "[]");
  } catch {
    return [];
  }
}

/** @param {View[]} views */
function keepViews(views) {
  try {
    localStorage.setItem(key(), JSON.stringify(views));
  } catch {
    // Nothing is kept here; the address still says it.
  }
}
