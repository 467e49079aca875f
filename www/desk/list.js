/** The lead list. Rows keep their element for as long as they live; only what changed is touched. */

import { NEVER, PAGE, Trouble, leads } from "./api.js";
import { Choosing } from "./choosing.js";
import { BatonClock, edgeTime, readClock, setEdgeTime } from "./clock.js";
import { Filters, narrowedTo } from "./filters.js";
import { fill, h, setText } from "./h.js";
import { personOf, place, placeOf, settled, stateOf, withCode } from "./parts.js";
import { desk, leadAddress } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").LeadRow} LeadRow */

/** How long a row that just came in is marked, in ms. */
const NEW_FOR = 6_000;

const COLUMNS = /** @type {const} */ (["score", "lead", "owner", "clock", "state", "undelivered"]);

/** `<baton-leads>`: told the newest leads again and again, it shows all it was ever told. */
export class BatonLeads extends HTMLElement {
  /** @type {Map<string, Row>} in the order they stand */
  #rows = new Map();
  #summary = h("p", { class: "summary" });
  #body = h("tbody", { role: "rowgroup" });
  #news = h("p", { class: "unseen", role: "status" });
  #older = h("button", { class: "plain older", type: "button", hidden: true, onclick: () => void this.#askOlder() }, words.list.older);
  #content = h("div", { class: "list" });
  #hasOlder = true;
  #told = false;
  /** Leads that came in while somebody reads: they are shown when they are asked for. @type {LeadRow[]} */
  #waiting = [];
  #fresh = h("button", { type: "button", class: "fresh", hidden: true, onclick: () => this.seen() });
  title_ = words.list.title;
  /** @type {Record<string, string>} */
  #narrow = {};
  #filters = new Filters((asked) => void this.#ask(asked));
  #choosing = new Choosing({ root: this.#content, shown: () => [...this.#rows.keys()], done: () => void this.#ask(this.#narrow) });

  connectedCallback() {
    if (this.firstChild) return;
    this.addEventListener("keydown", walk);
    this.append(
      h("header", { class: "page-head list-head" }, h("div", {}, h("h1", { tabindex: -1 }, words.list.title), this.#summary), this.#fresh, this.#choosing.button),
      this.#filters.root,
      this.#choosing.root,
      this.#content,
      this.#news,
    );
  }

  /**
   * The page is opened: what waited is shown.
   * @param {URLSearchParams} query what it is narrowed to
   * @param {import("./types.js").Holder | null} who looks
   */
  opened(query, who) {
    this.#choosing.button.hidden = !who?.rights.includes("leads:give");
    this.#filters.allowFiles(Boolean(who?.rights.includes("leads:export")));
    const narrow = narrowedTo(query);
    this.#told = false;
    if (JSON.stringify(narrow) === JSON.stringify(this.#narrow)) this.seen();
    else this.#begin(narrow);
    this.#filters.show(narrow);
    return this;
  }

  /** Another list begins. @param {Record<string, string>} narrow */
  #begin(narrow) {
    this.#narrow = narrow;
    this.#told = false;
    this.#waiting = [];
    this.#rows = new Map();
  }

  /** Something else is asked: the answer to what was typed last is the one that counts. @param {Record<string, string>} narrow */
  async #ask(narrow) {
    this.#begin(narrow);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      await this.ask(asking.signal);
    } catch (error) {
      if (!asking.signal.aborted && !(error instanceof Trouble)) throw error;
    }
  }

  /** @type {AbortController | null} */
  #asking = null;

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const narrow = this.#narrow;
    const heard = await leads(signal, undefined, narrow);
    setEdgeTime(heard.body.now, heard);
    await settled();
    // Meanwhile something else was asked.
    if (narrow === this.#narrow) this.newest(heard.body.leads);
  }

  async #askOlder() {
    try {
      const { body } = await leads(NEVER, this.last, this.#narrow);
      this.older(body.leads);
    } catch (error) {
      // The page says by itself that the edge is silent.
      if (!(error instanceof Trouble)) throw error;
    }
  }

  /** Shows what came in meanwhile. */
  seen() {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    this.#show(merged(waiting, this.#leads()));
    this.#mark(waiting);
    this.#tellWaiting();
  }

  #leads() {
    return [...this.#rows.values()].map((row) => row.lead);
  }

  /**
   * What the socket says of leads that stand here.
   * @param {import("./live.js").Change} change
   */
  changed({ rows }) {
    for (const lead of rows) this.#rows.get(lead.id)?.show(lead);
  }

  /**
   * Takes the newest leads in.
   * @param {LeadRow[]} leads newest first
   */
  newest(leads) {
    const known = leads.some((lead) => this.#rows.has(lead.id));
    const fresh = leads.filter((lead) => !this.#rows.has(lead.id));
    // Nobody reads a list that has just been opened, or that is empty.
    if (!this.#told || this.#rows.size === 0) {
      // So many came in unseen that there is a gap: what is older is asked for again.
      if (!known) this.#hasOlder = leads.length >= PAGE;
      this.#waiting = [];
      this.#show(merged(leads, known ? this.#leads() : []));
      if (this.#told) this.#mark(fresh);
    } else {
      const before = this.#waiting.length;
      this.#waiting = fresh;
      this.#show(merged(leads.filter((lead) => this.#rows.has(lead.id)), this.#leads()), false);
      if (fresh.length > before) this.#announce(fresh);
    }
    this.#told = true;
    this.#tellWaiting();
  }

  #tellWaiting() {
    this.#fresh.hidden = this.#waiting.length === 0;
    setText(this.#fresh, words.list.fresh(this.#waiting.length));
  }

  /**
   * Takes older leads in.
   * @param {LeadRow[]} leads newest first, all older than the last that is shown
   */
  older(leads) {
    this.#hasOlder = leads.length >= PAGE;
    this.#show(merged(this.#leads(), leads));
  }

  /** The last lead that is shown. */
  get last() {
    return [...this.#rows.keys()].at(-1);
  }

  /** @param {string} id */
  focusLead(id) {
    const link = this.#rows.get(id)?.link;
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
    return Boolean(link);
  }

  /**
   * @param {LeadRow[]} leads
   * @param {boolean} [inOrder] whether they stand in their order; else each stays where it is
   * @returns {void}
   */
  #show(leads, inOrder = true) {
    if (!inOrder) {
      const now = new Map(leads.map((lead) => [lead.id, lead]));
      return this.#show(this.#leads().map((lead) => now.get(lead.id) ?? lead));
    }
    /** @type {Map<string, Row>} */
    const rows = new Map();
    for (const lead of leads) {
      const row = this.#rows.get(lead.id) ?? new Row(this.#choosing);
      row.show(lead);
      rows.set(lead.id, row);
    }
    this.#rows = rows;
    place(this.#body, [...rows.values()].map((row) => row.root));
    setText(this.#summary, words.list.summary(count(leads, this.#hasOlder)));
    this.#older.hidden = !this.#hasOlder;
    const narrowed = Object.keys(this.#narrow).length > 0;
    const view = leads.length > 0 ? "table" : narrowed ? "none" : "empty";
    if (this.dataset["view"] === view) return;
    this.dataset["view"] = view;
    fill(this.#content, ...(view === "table" ? [table(this.#body), this.#older] : view === "none" ? [h("p", { class: "quiet none", role: "status" }, words.filters.none)] : empty()));
  }

  /** @param {LeadRow[]} leads that came in just now */
  #announce(leads) {
    const [newest] = leads;
    if (!newest) return;
    setText(this.#news, words.list.news(leads.length, personOf(newest), newest.score, newest.tier));
  }

  /** @param {LeadRow[]} leads that came in just now */
  #mark(leads) {
    const marked = leads.map((lead) => this.#rows.get(lead.id)?.root);
    for (const root of marked) root?.classList.add("new");
    setTimeout(() => marked.forEach((root) => root?.classList.remove("new")), NEW_FOR);
  }
}

/** One lead in the list. */
class Row {
  #score = h("span", { class: "score-number" });
  #tier = h("span", { class: "tier" });
  #person = h("bdi");
  #place = h("span", { class: "second" });
  #owner = h("bdi");
  #clock = new BatonClock();
  #state = h("span");
  #because = h("span", { class: "second" });
  #undelivered = h("span");
  #shown = "";
  link = h("a", { class: "row-link" }, this.#person);
  root;
  /** @type {LeadRow} */
  lead = NOBODY;

  /** @param {Choosing} choosing */
  constructor(choosing) {
    this.root = h("tr", { role: "row" },
      cell("score", choosing.box(() => this.lead.id), this.#score, this.#tier),
      cell("lead", this.link, this.#place),
      cell("owner", this.#owner),
      cell("clock", this.#clock),
      cell("state", this.#state, this.#because),
      cell("undelivered", this.#undelivered),
    );
  }

  /** @param {LeadRow} lead */
  show(lead) {
    this.lead = lead;
    const text = JSON.stringify(lead);
    if (text === this.#shown) return;
    this.#shown = text;
    const { state, because } = stateOf(lead);
    this.link.setAttribute("href", leadAddress(lead.id));
    this.root.dataset["lead"] = lead.id;
    this.root.dataset["state"] = lead.state;
    this.root.dataset["tier"] = lead.tier;
    setText(this.#score, String(lead.score));
    setText(this.#tier, lead.tier);
    setText(this.#person, personOf(lead));
    this.#person.classList.toggle("quiet", !lead.name && !lead.email);
    fill(this.#place, ...placeOf(lead));
    setText(this.#owner, lead.owner?.name ?? words.list.noOwner);
    this.#owner.classList.toggle("quiet", !lead.owner);
    setText(this.#state, state);
    setText(this.#because, because);
    setText(this.#undelivered, lead.undelivered > 0 ? words.list.undelivered(lead.undelivered) : "");
    this.#clock.show(lead);
  }
}

/** @type {LeadRow} */
const NOBODY = {
  id: "", received_at: 0, name: null, company: null, email: null, job_title: null, score: 0, tier: "", mql: false,
  state: "", quarantine: null, owner: null, window: null, undelivered: 0,
};

/**
 * A cell. The role is said because on a phone the row is laid out as a card, and a browser
 * would then no longer call it a row.
 * @param {typeof COLUMNS[number]} column
 * @param {...import("./h.js").Child} children
 */
function cell(column, ...children) {
  return h("td", { role: "cell", class: `col-${column}` }, ...children);
}

/** @param {HTMLTableSectionElement} body */
function table(body) {
  const heads = COLUMNS.map((column) => h("th", { role: "columnheader", scope: "col", class: `col-${column}` }, words.list.columns[column]));
  return h("table", { role: "table", class: "leads" }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)), body);
}

function empty() {
  const tag = `<script async src="${location.origin}/baton.js" data-desk="${desk()}"></script>`;
  return [
    h("div", { class: "empty" },
      h("h2", {}, words.list.emptyTitle),
      h("p", {}, words.list.emptyWhat),
      h("p", {}, ...withCode(words.list.emptyDemo)),
      h("p", {}, words.list.emptyTag),
      h("pre", { tabindex: 0 }, tag),
    ),
  ];
}

/**
 * The first list, then what only the second has.
 * @param {LeadRow[]} first
 * @param {LeadRow[]} second
 */
function merged(first, second) {
  const ids = new Set(first.map((lead) => lead.id));
  return [...first, ...second.filter((lead) => !ids.has(lead.id))];
}

/**
 * @param {LeadRow[]} leads
 * @param {boolean} more
 */
function count(leads, more) {
  const now = edgeTime();
  const kinds = leads.map((lead) => readClock(lead, now).kind);
  return {
    all: leads.length,
    more,
    running: kinds.filter((kind) => kind === "running").length,
    late: kinds.filter((kind) => kind === "late").length,
    quarantined: leads.filter((lead) => lead.state === "quarantined").length,
    undelivered: leads.reduce((sum, lead) => sum + lead.undelivered, 0),
  };
}

/**
 * The arrow keys walk from lead to lead.
 * @param {KeyboardEvent} event
 */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.target instanceof HTMLElement) || !event.target.matches(".row-link")) return;
  const row = event.target.closest("tr");
  const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
  /** @type {HTMLElement | null | undefined} */ (next?.querySelector(".row-link"))?.focus();
  event.preventDefault();
}

customElements.define("baton-leads", BatonLeads);
