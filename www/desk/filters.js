/** Which leads the list shows: what is typed, what they must be, and views that are kept by name. */

import { NEVER, leadFile, roster } from "./api.js";
import { fill, h, whenIdle } from "./h.js";
import { orSaid } from "./parts.js";
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
  #mayExport = false;
  #said = h("p", { class: "second", role: "status" });
  root = h("form", { class: "filters", role: "search", onsubmit: (event) => this.#submitted(event) });

  #asked;
  /** What is asked that no field here can say: a reason, a source, a figure of the report. @type {Record<string, string>} */
  #beside = {};

  /** @param {(asked: Record<string, string>) => void} asked told when something else is asked */
  constructor(asked) {
    this.#asked = asked;
    // The button stands there first: fields for days are dear to make, and seldom used.
    fill(this.#more, h("summary", {}, words.filters.narrow));
    this.#more.addEventListener("toggle", () => void this.#offer(), { once: true });
    whenIdle(() => this.#makeFields());
    fill(this.root, this.#search, this.#more, this.#views, this.#said);
  }

  /** What the list can be narrowed to, once. */
  #makeFields() {
    if (this.#fields.size > 0) return;
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
    this.#more.append(h("div", { class: "narrow-fields" }, choose("state", states), choose("tier", []), choose("source", []), choose("owner", [["-", words.list.noOwner]]), choose("reason", []), day("from"), day("to")));
  }

  /** What the agreement names can be asked for. */
  async #offer() {
    this.#makeFields();
    await orSaid(this.#said, async () => {
      const { body } = await roster(NEVER);
      const same = (/** @type {string} */ id) => ({ id, words: id });
      const { tiers, sources, reasons } = body.choices;
      const all = { owner: body.reps.map(({ id, name }) => ({ id, words: name })), tier: tiers.map(same), source: sources.map(same), reason: reasons };
      for (const [name, choices] of Object.entries(all)) this.#add(name, choices);
    });
  }

  /** @param {string} name @param {{ id: string, words: string }[]} choices */
  #add(name, choices) {
    const field = this.#fields.get(name);
    for (const { id, words: text } of choices) {
      const known = field instanceof HTMLSelectElement && [...field.options].find(({ value }) => value === id);
      if (known) known.textContent = text;
      else field?.append(h("option", { value: id }, text));
    }
  }

  /** @param {string} name @param {string} value */
  #has(name, value) {
    const field = this.#fields.get(name);
    return field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value);
  }

  /** @param {Record<string, string>} asked */
  show(asked) {
    if (Object.keys(asked).some((name) => name !== "q")) this.#makeFields();
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

  /** These leads as a file. Where a cookie says who asks, a link does; else the file is asked for by name of the token. @param {Record<string, string>} asked */
  #file(asked) {
    if (!this.#mayExport) return false;
    const file = leadFile(asked);
    const text = Object.keys(asked).length > 0 ? words.filters.exportThese : words.filters.export;
    return h("a", { class: "view file", href: file.address, download: "leads.csv", onclick: (event) => {
      if (!file.fetched) return;
      event.preventDefault();
      void orSaid(this.#said, file.fetched);
    } }, text);
  }

  /** Whether who looks may have lists as files. @param {boolean} may */
  allowFiles(may) {
    if (may === this.#mayExport) return;
    this.#mayExport = may;
    this.#drawViews(narrowedTo(new URLSearchParams(location.hash.split("?")[1] ?? "")));
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
      this.#file(asked),
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
