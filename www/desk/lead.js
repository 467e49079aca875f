/** A lead's page: who it is, how long is left, why the score, and everything that happened. */

import { clockTime, exactTime, sentence } from "./format.js";
import { commentLead, lead as askLead, replayDelivery } from "./api.js";
import { BatonClock, edgeTime, setEdgeTime } from "./clock.js";
import { commentsSection } from "./comments.js";
import { clocksSection } from "./clocks.js";
import { giving, releasing } from "./giving.js";
import { fill, h, setText } from "./h.js";
import { eventList, linkTo, orSaid, personOf, placeOf, section, settled, stateOf, theirs } from "./parts.js";
import { rejecting, takingBack } from "./rejecting.js";
import { address } from "./session.js";
import { verdictSection } from "./verdict.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").LeadPage} LeadPage */
/** @typedef {import("./types.js").Lead} Lead */
/** @typedef {LeadPage & { may: { comment: boolean, retry: boolean, draft: import("./comments.js").Draft } }} Shown what the desk told, and what whoever looks may do */

/** `<baton-lead>`: told the lead again and again, it makes anew only the parts that changed. */
export class BatonLead extends HTMLElement {
  #person = h("bdi");
  #clock = new BatonClock(words.clock.callBackBy);
  #slots = new Map(SLOTS.map(([name]) => [name, h("div", { class: `slot slot-${name}` })]));
  /** @type {Map<string, string>} */
  #shown = new Map();

  #id;
  #may;
  title_ = words.list.title;

  /**
   * @param {string} id
   * @param {import("./types.js").Holder | null} who looks
   */
  constructor(id, who) {
    super();
    this.#id = id;
    const may = (/** @type {string} */ right) => who?.rights.includes(right) ?? false;
    this.#may = { comment: may("leads:comment"), retry: may("deliveries:replay"), draft: { text: "" } };
  }

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const heard = await askLead(signal, this.#id);
    setEdgeTime(heard.body.now, heard);
    await settled();
    this.show(heard.body);
    this.parentElement?.removeAttribute("aria-busy");
    document.title = `${personOf(heard.body.lead)} · ${words.product}`;
  }

  connectedCallback() {
    if (this.firstChild) return;
    const slot = (/** @type {string} */ name) => this.#slots.get(name);
    this.append(
      h("nav", { class: "back" }, h("a", { href: address("leads") }, words.lead.back)),
      h("header", { class: "page-head lead-head" },
        h("div", { class: "lead-who" }, h("h1", { tabindex: -1 }, this.#person), slot("place") ?? null),
        h("div", { class: "hero" }, this.#clock, slot("owner") ?? null, slot("reject") ?? null),
      ),
      slot("notice") ?? "",
      h("div", { class: "columns" },
        h("div", { class: "column" }, slot("package") ?? "", slot("verdict") ?? ""),
        h("div", { class: "column" }, slot("clocks") ?? "", slot("timeline") ?? "", slot("comments") ?? "", slot("deliveries") ?? "", slot("page") ?? ""),
      ),
      slot("raw") ?? "",
    );
  }

  /** @param {LeadPage} told */
  show(told) {
    const page = { ...told, may: this.#may };
    setText(this.#person, personOf(page.lead));
    this.#clock.show(page.lead);
    for (const [name, facts, make] of SLOTS) {
      const text = JSON.stringify(facts(page));
      const slot = this.#slots.get(name);
      if (!slot || this.#shown.get(name) === text) continue;
      this.#shown.set(name, text);
      fill(slot, ...make(page));
    }
  }
}

/**
 * The parts of the page: a name, what it is made from, and how.
 * @type {[string, (page: Shown) => unknown, (page: Shown) => import("./h.js").Child[]][]}
 */
const SLOTS = [
  ["place", ({ lead }) => [lead.job_title, lead.company, lead.email, lead.fields, lead.state, lead.quarantine, lead.score, lead.tier], ({ lead }) => placeLines(lead)],
  ["owner", ({ lead }) => [lead.owner, lead.window, lead.acknowledgement], ({ lead }) => ownerLines(lead)],
  ["reject", ({ lead, rejections, undo }) => [lead.id, rejections, undo], ({ lead, rejections, undo }) => [
    undo?.by === "admin" && takingBack(lead.id),
    rejections.length > 0 && rejecting(lead.id, rejections),
  ]],
  ["notice", ({ lead, timeline }) => lead.quarantine && timeline, quarantineNotice],
  ["package", ({ lead }) => lead.package, ({ lead }) => [packageSection(lead)]],
  ["verdict", ({ lead }) => lead.verdict, ({ lead }) => [verdictSection(lead)]],
  ["clocks", ({ lead }) => [lead.clocks, lead.state], ({ lead }) => clocksSection(lead)],
  ["timeline", ({ timeline }) => timeline, ({ timeline }) => [timelineSection(timeline)]],
  ["deliveries", ({ deliveries }) => deliveries, ({ deliveries, may }) => [deliveriesSection(deliveries, may.retry)]],
  ["comments", ({ lead, comments }) => [lead.id, lead.state, comments], ({ lead, comments, may }) => [
    commentsSection(comments, may.comment && lead.state !== "erased" ? (text) => commentLead(lead.id, text) : null, may.draft),
  ]],
  ["page", ({ lead }) => [lead.page, lead.shown], ({ lead }) => [originSection(lead)]],
  ["raw", ({ lead }) => lead.fields, ({ lead }) => [rawSection(lead)]],
];

/** @param {Lead} lead */
function placeLines(lead) {
  const { state, because } = stateOf(lead);
  const place = placeOf(lead);
  const phone = lead.fields.find(({ field }) => field === "phone")?.value;
  const reach = [lead.email && linkTo("mailto:", lead.email), phone && linkTo("tel:", phone)].filter(Boolean);
  return [
    place.length > 0 && h("p", { class: "place" }, ...place),
    reach.length > 0 && h("p", { class: "reach" }, ...reach),
    h("p", { class: "facts" },
      h("span", {}, h("strong", {}, String(lead.score)), ` ${lead.tier}`),
      h("span", {}, because ? `${state}, ${because}` : state),
      h("span", {}, words.lead.received(clockTime(lead.received_at, edgeTime()))),
      h("span", {}, words.lead.agreement(lead.agreement)),
    ),
  ];
}

/** @param {Lead} lead */
function ownerLines(lead) {
  const now = edgeTime();
  const done = lead.acknowledgement;
  if (done) {
    const due = done.due_at === null ? "" : clockTime(done.due_at, now);
    return [
      h("p", { class: "promise" }, h("strong", {}, theirs(words.lead.promise(done.next_step, due)))),
      h("p", { class: "quiet" }, theirs(words.lead.promisedBy(done.by, clockTime(done.at, now)))),
      giving(lead),
    ];
  }
  return [
    h("p", { class: lead.owner ? null : "quiet" }, theirs(lead.owner?.name ?? words.list.noOwner)),
    lead.owner && giving(lead),
  ];
}

/** @param {LeadPage} page */
function quarantineNotice({ lead, timeline }) {
  if (!lead.quarantine) return [];
  const told = timeline.find(({ kind }) => kind === "lead.quarantined")?.words ?? "";
  const help = words.lead.quarantineHelp[lead.quarantine] ?? "";
  return [
    h("aside", { class: "notice" },
      h("h2", {}, words.lead.quarantineTitle(stateOf(lead).because)),
      told && h("p", {}, theirs(`${sentence(told)}.`)),
      h("p", {}, `${words.lead.quarantined} ${help}`),
      lead.quarantine !== "test" && releasing(lead.id),
    ),
  ];
}

/** @param {Lead} lead */
function packageSection(lead) {
  const { title, labels, unsaid } = words.package;
  const facts = Object.entries(lead.package).map(([name, value]) =>
    fact(labels[name] ?? name, value ? factText(name, [value].flat().join("; ")) : h("span", { class: "quiet" }, unsaid)));
  return section(title, "package", h("dl", { class: "facts-list" }, ...facts));
}

/**
 * A question reads in its own direction. The other facts are lines put together by the desk,
 * and their parts keep the order they were put in.
 * @param {string} name
 * @param {string} value
 */
function factText(name, value) {
  return name === "message" ? theirs(value) : h("span", { dir: "ltr" }, value);
}

/**
 * @param {string} label
 * @param {Node} value
 */
function fact(label, value) {
  return h("div", {}, h("dt", {}, label), h("dd", {}, value));
}

/** @param {import("./types.js").TimelineEvent[]} timeline */
function timelineSection(timeline) {
  return section(words.timeline.title, "timeline", timeline.length > 0 ? eventList(timeline) : h("p", { class: "quiet" }, words.timeline.empty));
}

/** @param {import("./types.js").Delivery[]} deliveries @param {boolean} mayRetry */
function deliveriesSection(deliveries, mayRetry) {
  const said = h("p", { class: "second", role: "status" });
  const again = (/** @type {string} */ id) => orSaid(said, async () => {
    await replayDelivery(id);
    setText(said, words.deliveries.replayed);
  });
  const items = deliveries.map((delivery) => h("li", { "data-state": delivery.state },
    h("span", { class: "what" }, h("strong", {}, delivery.endpoint), `: ${words.deliveries.events[delivery.event] ?? delivery.event}`,
      h("span", { class: "second" }, [whereIs(delivery), delivery.attempts > 0 && words.deliveries.tries(delivery.attempts)].filter(Boolean).join(" · ")),
      delivery.last_error && delivery.delivered_at === null && h("span", { class: "second" }, theirs(words.deliveries.lastError(delivery.last_error))),
    ),
    mayRetry && delivery.state === "dead" && h("button", { type: "button", onclick: () => void again(delivery.id) }, words.deliveries.replay),
  ));
  return section(words.deliveries.title, "deliveries", said, items.length > 0 ? h("ul", {}, ...items) : h("p", { class: "quiet" }, words.deliveries.empty));
}

/** @param {import("./types.js").Delivery} delivery */
function whereIs({ state, delivered_at, next_at }) {
  const now = edgeTime();
  if (delivered_at !== null) return words.deliveries.arrived(clockTime(delivered_at, now));
  if (state === "dead") return words.deliveries.dead;
  if (state === "sending") return words.deliveries.sending;
  if (state === "standby" && next_at !== null) return words.deliveries.standby(exactTime(next_at, now));
  return next_at === null ? words.deliveries.behind : words.deliveries.next(exactTime(next_at, now));
}

/** @param {Lead} lead */
function originSection({ page, shown }) {
  const url = page["url"] ?? "";
  const campaign = URL.canParse(url) ? [...new URL(url).searchParams].filter(([name]) => name in words.page.utm) : [];
  const offer = typeof shown?.["offer"] === "string" ? shown["offer"] : "";
  const score = shown?.["score"] ?? "";
  const facts = [
    url && fact(words.page.url, h("span", {}, page["title"] ? theirs(page["title"], "second") : null, linkTo("https:", url))),
    page["referrer"] && fact(words.page.referrer, linkTo("https:", page["referrer"])),
    ...campaign.map(([name, value]) => fact(words.page.utm[name] ?? name, theirs(value))),
    page["language"] && fact(words.page.language, theirs(page["language"])),
    offer && fact(words.page.shown, theirs(words.page.shownAt(words.page.offer[offer] ?? offer, String(score)))),
  ].filter(Boolean);
  return section(words.page.title, "origin", facts.length > 0 ? h("dl", { class: "facts-list" }, ...facts) : h("p", { class: "quiet" }, words.page.nothing));
}

/** @param {Lead} lead */
function rawSection({ fields }) {
  const { label, field, value } = words.raw.columns;
  return h("details", { class: "card raw" },
    h("summary", {}, words.raw.title(fields.length)),
    h("table", {},
      h("thead", {}, h("tr", {}, ...[label, value, field].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...fields.map((raw) => h("tr", {},
        h("th", { scope: "row" }, theirs(raw.label || raw.name)),
        h("td", { class: "value" }, raw.value ? theirs(raw.value) : h("span", { class: "quiet" }, words.raw.emptyValue)),
        h("td", {}, raw.field ? words.fields[raw.field] ?? raw.field : h("span", { class: "quiet" }, words.raw.unmapped)),
      ))),
    ),
  );
}

customElements.define("baton-lead", BatonLead);
