/** What needs a person this minute: one list of clocks, and beside it what else waits for somebody. */

import { NEVER, attention, changeRoster, releaseLead, replayDelivery } from "./api.js";
import { BatonClock, edgeTime, setEdgeTime } from "./clock.js";
import { clockTime, number } from "./format.js";
import { fill, h, setText } from "./h.js";
import { orSaid, personOf, placeOf, settled, stateOf, theirs } from "./parts.js";
import { address, leadAddress } from "./session.js";
import { Stack } from "./stack.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Attention} Attention */
/** @typedef {import("./types.js").LeadRow} LeadRow */

/** Rows of a panel beside the clocks; the others are counted. */
const BESIDE = 4;

/** `<baton-now>` */
export class BatonNow extends HTMLElement {
  title_ = words.now.title;
  #summary = h("p", { class: "summary", role: "status" });
  #counts = new Counts();
  /** @type {Stack<LeadRow>} */
  #clocks = new Stack(({ id }) => id, () => new ClockRow());
  #clocksEmpty = h("p", { class: "quiet calm", hidden: true }, words.now.clocksEmpty);
  #more = h("p", { class: "quiet more-rows" });
  #quarantined = new Panel(words.now.quarantined, words.now.quarantinedEmpty, "quarantined", (/** @type {LeadRow} */ lead) => lead.id, () => new HeldRow(this));
  #dead = new Panel(words.now.dead, words.now.deadEmpty, "dead", (/** @type {import("./types.js").DeadDelivery} */ delivery) => delivery.id, () => new DeadRow(this));
  #away = new Panel(words.now.away, words.now.awayEmpty, "away", (/** @type {Attention["away"][number]} */ rep) => rep.id, () => new AwayRow(this));

  connectedCallback() {
    if (this.firstChild) return;
    const title = h("h2", { id: "clocks-now" }, words.now.clocks);
    this.append(
      h("header", { class: "page-head" }, h("h1", { tabindex: -1 }, words.now.title), this.#summary),
      this.#counts.root,
      h("div", { class: "columns now" },
        h("section", { class: "card clocks-now", "aria-labelledby": "clocks-now" }, title, this.#clocksEmpty, this.#clocks.root, this.#more),
        h("div", { class: "column" }, this.#quarantined.root, this.#dead.root, this.#away.root),
      ),
    );
  }

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const heard = await attention(signal);
    setEdgeTime(heard.body.now, heard);
    await settled();
    this.show(heard.body);
  }

  /** A lead that is answered says so where it stands, before it goes. @param {import("./live.js").Change} change */
  changed({ rows }) {
    for (const row of rows) this.#clocks.update(row.id, row);
  }

  /** @param {Attention} now */
  show(now) {
    // By when they are due, late ones first: whoever runs out changes colour and not their place.
    const clocks = [...now.missed, ...now.running];
    this.#clocks.show(clocks, true);
    this.#clocksEmpty.hidden = clocks.length > 0;
    const hidden = now.missed_in_all - now.missed.length;
    fill(this.#more, hidden > 0 && words.now.more(hidden), hidden > 0 && " · ", hidden > 0 && h("a", { href: address("leads") }, words.now.allLeads));
    this.#quarantined.show(now.quarantined, now.quarantined_in_all);
    this.#dead.show(now.dead, now.dead_in_all);
    this.#away.show(now.away, now.away.length);
    const isCalm = clocks.length + now.quarantined_in_all + now.dead_in_all === 0 && now.away.length < now.reps;
    setText(this.#summary, now.reps > 0 && now.away.length >= now.reps ? words.now.nobody : isCalm ? words.now.calm : "");
    this.#counts.show(now);
  }
}

/** Five figures that can be read across a room. */
class Counts {
  #cells = /** @type {const} */ (["missed", "running", "quarantined", "dead", "away"]).map((name) => {
    const [figure, label] = [h("dd", {}, "–"), h("dt", {}, words.now.counts[name](0, 0))];
    return { name, figure, label, root: h("div", { "data-count": name }, figure, label) };
  });
  root = h("dl", { class: "counts" }, ...this.#cells.map(({ root }) => root));

  /** @param {Attention} now */
  show(now) {
    const counts = { running: now.running.length, missed: now.missed_in_all, quarantined: now.quarantined_in_all, dead: now.dead_in_all, away: now.away.length };
    for (const { name, figure, label, root } of this.#cells) {
      setText(figure, number(counts[name]));
      setText(label, words.now.counts[name](counts[name], now.reps));
      root.toggleAttribute("data-some", counts[name] > 0);
    }
  }
}

/** A lead whose clock runs. */
class ClockRow {
  #clock = new BatonClock();
  #person = h("bdi");
  #link = h("a", { class: "row-link" }, this.#person);
  #place = h("span", { class: "second" });
  #owner = h("bdi");
  #score = h("span", { class: "second" });
  root = h("li", {}, this.#clock, h("div", { class: "who" }, this.#link, this.#place), h("div", { class: "whose" }, this.#owner, this.#score));

  /** @param {LeadRow} lead */
  show(lead) {
    this.root.dataset["lead"] = lead.id;
    this.#link.href = leadAddress(lead.id);
    this.#clock.show(lead);
    setText(this.#person, personOf(lead));
    fill(this.#place, ...placeOf(lead));
    setText(this.#owner, lead.owner?.name ?? words.list.noOwner);
    setText(this.#score, `${lead.score} ${lead.tier}`);
  }
}

/**
 * A list beside the clocks. It has room for its rows from the start.
 * @template T
 */
class Panel {
  /** @type {Stack<T>} */
  #stack;
  #empty;
  #more = h("p", { class: "quiet more-rows" });
  root;

  /**
   * @param {string} title
   * @param {string} empty what it says when there is nothing
   * @param {string} name
   * @param {(item: T) => string} key
   * @param {() => import("./stack.js").StackRow<T>} make
   */
  constructor(title, empty, name, key, make) {
    this.#stack = new Stack(key, make);
    this.#empty = h("p", { class: "quiet calm" }, empty);
    const id = `${name}-now`;
    this.root = h("section", { class: `card panel ${id}`, "aria-labelledby": id }, h("h2", { id }, title), this.#empty, this.#stack.root, this.#more);
  }

  /**
   * @param {T[]} items
   * @param {number} all
   */
  show(items, all) {
    const shown = items.slice(0, BESIDE);
    this.#stack.show(shown);
    this.#empty.hidden = shown.length > 0;
    setText(this.#more, all > shown.length ? words.now.more(all - shown.length) : "");
  }
}

/** Something beside the clocks, and the one thing to do about it. */
class DoRow {
  link = h("a", { class: "what" });
  second = h("span", { class: "second" });
  /** What pressing it does. @type {() => Promise<unknown>} */
  act = () => Promise.resolve();
  #button;
  root;

  /**
   * @param {string} verb
   * @param {BatonNow} page
   */
  constructor(verb, page) {
    this.#button = h("button", { type: "button", onclick: () => void this.#acted(page) }, verb);
    this.root = h("li", {}, h("div", { class: "who" }, this.link, this.second), this.#button);
  }

  /** @param {BatonNow} page */
  async #acted(page) {
    this.#button.disabled = true;
    await orSaid(this.second, async () => {
      await this.act();
      await page.ask(NEVER);
    });
    this.#button.disabled = false;
  }
}

class HeldRow extends DoRow {
  /** @param {BatonNow} page */
  constructor(page) {
    super(words.now.release, page);
  }

  /** @param {LeadRow} lead */
  show(lead) {
    this.root.dataset["lead"] = lead.id;
    this.link.href = leadAddress(lead.id);
    fill(this.link, theirs(personOf(lead)));
    setText(this.second, stateOf(lead).because);
    this.act = () => releaseLead(lead.id);
  }
}

class DeadRow extends DoRow {
  /** @param {BatonNow} page */
  constructor(page) {
    super(words.now.replay, page);
  }

  /** @param {import("./types.js").DeadDelivery} delivery */
  show(delivery) {
    this.root.dataset["delivery"] = delivery.id;
    this.link.href = leadAddress(delivery.lead);
    fill(this.link, theirs(words.now.deadOf(delivery.endpoint, words.deliveries.events[delivery.event] ?? delivery.event)));
    setText(this.second, delivery.last_error ? words.deliveries.lastError(delivery.last_error) : "");
    this.act = () => replayDelivery(delivery.id);
  }
}

class AwayRow extends DoRow {
  /** @param {BatonNow} page */
  constructor(page) {
    super(words.now.back, page);
  }

  /** @param {Attention["away"][number]} rep */
  show(rep) {
    this.root.dataset["rep"] = rep.id;
    this.link.href = address("roster");
    fill(this.link, theirs(rep.name));
    setText(this.second, words.now.awayUntil(clockTime(rep.away_until, edgeTime()), rep.away_why));
    this.act = () => changeRoster({ rep: rep.id });
  }
}

customElements.define("baton-now", BatonNow);
