/** Where the desk tells of what happens: how every endpoint does, what was given up, and the key of links. */

import { NEVER, deliveries, replayDelivery, testEndpoint, turnLinkKey } from "./api.js";
import { edgeTime, setEdgeTime } from "./clock.js";
import { clockTime, duration, exactTime, number } from "./format.js";
import { fill, h, setText } from "./h.js";
import { orSaid, section, settled, theirs } from "./parts.js";
import { leadAddress } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Deliveries} Deliveries */
/** @typedef {import("./types.js").EndpointHealth} EndpointHealth */

/** Shorter than this a time is told in ms, in ms. */
const SHORT = 1_000;

/** `<baton-deliveries>` */
export class BatonDeliveries extends HTMLElement {
  title_ = words.pages.deliveries;
  #who;
  #endpoints = h("ul", { class: "endpoints" });
  #dead = h("div", { class: "dead" });
  #said = h("p", { class: "summary", role: "status" });
  #shown = "";

  /** @param {import("./types.js").Holder | null} who */
  constructor(who) {
    super();
    this.#who = who;
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h("header", { class: "page-head" }, h("h1", { tabindex: -1 }, words.pages.deliveries), h("p", { class: "quiet" }, words.deliveries.lead), this.#said),
      h("section", { "aria-labelledby": "endpoints-title" }, h("h2", { id: "endpoints-title", class: "unseen" }, words.deliveries.endpoints), this.#endpoints),
      this.#dead,
      this.#who?.role === null ? this.#key() : "",
    );
  }

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const heard = await deliveries(signal);
    setEdgeTime(heard.body.now, heard);
    await settled();
    this.show(heard.body);
  }

  /** @param {Deliveries} told */
  show({ endpoints, dead }) {
    const text = JSON.stringify([endpoints, dead]);
    if (text === this.#shown) return;
    this.#shown = text;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["act"] : undefined;
    fill(this.#endpoints, ...endpoints.map((endpoint) => this.#endpoint(endpoint)), endpoints.length === 0 && h("li", { class: "card quiet" }, words.deliveries.noEndpoints));
    fill(this.#dead, this.#given(dead));
    /** @type {HTMLElement | null} */ (focused ? this.querySelector(`[data-act="${CSS.escape(focused)}"]`) : null)?.focus();
  }

  /** @param {EndpointHealth} of */
  #endpoint(of) {
    const w = words.deliveries;
    const now = edgeTime();
    const at = (/** @type {number | null} */ time, /** @type {(text: string) => string} */ say) => time !== null && say(clockTime(time, now));
    const lines = [
      of.latency_ms !== null && w.latency(of.latency_ms < SHORT ? `${number(of.latency_ms)} ms` : duration(of.latency_ms)),
      at(of.down_since, w.downSince),
      of.state !== "well" && of.next_try_at !== null && w.nextTry(exactTime(of.next_try_at, now)),
      at(of.last_success_at, w.lastSuccess),
      at(of.last_failure_at, w.lastFailure),
      of.second !== null && w.second(of.second),
    ];
    const counts = /** @type {const} */ (["waiting", "standing_by", "dead"]).map((name) =>
      h("div", { "data-some": of[name] > 0 }, h("dd", {}, number(of[name])), h("dt", {}, w.counts[name])));
    const may = of.kind !== null && this.#who?.rights.includes("deliveries:replay");
    return h("li", { class: "card endpoint", "data-state": of.state, "data-endpoint": of.endpoint },
      h("div", { class: "endpoint-head" },
        h("h3", {}, theirs(of.endpoint), h("span", { class: "second" }, of.kind ? w.kinds[of.kind] ?? of.kind : w.noKind)),
        h("p", { class: "health" }, w.health[of.state] ?? of.state)),
      h("dl", { class: "small-counts" }, ...counts),
      h("p", { class: "second" }, lines.filter(Boolean).join(" · ")),
      of.last_error && of.state !== "well" && h("p", { class: "second" }, theirs(w.lastError(of.last_error))),
      may && h("button", { type: "button", "data-act": `test-${of.endpoint}`, onclick: () => void this.#act(() => testEndpoint(of.endpoint), w.testSent) }, w.test),
    );
  }

  /** @param {import("./types.js").DeadDelivery[]} dead */
  #given(dead) {
    const w = words.deliveries;
    if (dead.length === 0) return section(w.deadTitle, "given-up", h("p", { class: "quiet" }, w.deadEmpty));
    const may = this.#who?.rights.includes("deliveries:replay");
    const items = dead.map((delivery) => h("li", { "data-delivery": delivery.id },
      h("div", {}, h("a", { href: leadAddress(delivery.lead) }, theirs(words.now.deadOf(delivery.endpoint, w.events[delivery.event] ?? delivery.event))),
        h("span", { class: "second" }, w.deadWhen(clockTime(delivery.created_at, edgeTime()), w.tries(delivery.attempts))),
        delivery.last_error && h("span", { class: "second" }, theirs(w.lastError(delivery.last_error)))),
      may && h("button", { type: "button", "data-act": `replay-${delivery.id}`, onclick: () => void this.#act(() => replayDelivery(delivery.id), w.replayed) }, w.replay),
    ));
    const all = may && dead.length > 1 && h("button", { type: "button", "data-act": "all", onclick: () => void this.#act(async () => {
      for (const { id } of dead) await replayDelivery(id);
    }, w.replayed) }, w.replayAll);
    return section(w.deadTitle, "given-up", all, h("ul", {}, ...items));
  }

  /** The key is turned by the second press. */
  #key() {
    const w = words.deliveries;
    let sure = false;
    const button = h("button", { type: "button", onclick: () => {
      if (!sure) {
        sure = true;
        return setText(button, w.turnSure);
      }
      sure = false;
      setText(button, w.turn);
      void this.#act(turnLinkKey, w.turned);
    }, onblur: () => {
      sure = false;
      setText(button, w.turn);
    } }, w.turn);
    return section(w.keys, "link-key", h("p", { class: "quiet" }, w.keysHelp), button);
  }

  /** @param {() => Promise<unknown>} act @param {string} done */
  async #act(act, done) {
    await orSaid(this.#said, async () => {
      await act();
      setText(this.#said, done);
      await this.ask(NEVER);
    });
  }
}

customElements.define("baton-deliveries", BatonDeliveries);
