/** Pieces that more than one page shows. */

import { Trouble } from "./api.js";
import { exactTime, machineTime, sentence } from "./format.js";
import { edgeTime } from "./clock.js";
import { h, setText } from "./h.js";
import { words } from "./words.js";

/**
 * Somebody else's text: it reads in its own direction and leaves its neighbours alone.
 * @param {string} text
 * @param {string} [className]
 */
export function theirs(text, className) {
  return h("bdi", { class: className }, text);
}

/** @param {Pick<import("./types.js").LeadRow, "name" | "email">} lead */
export function personOf(lead) {
  return lead.name || lead.email || words.unnamed;
}

/**
 * `VP Data · Northstar`, or what is known of it; each in a direction of its own.
 * @param {Pick<import("./types.js").LeadRow, "company" | "job_title">} lead
 */
export function placeOf({ job_title, company }) {
  return [job_title, company].filter((part) => !!part).flatMap((part, at) => [at > 0 && " · ", theirs(part ?? "")]);
}

/** @param {Pick<import("./types.js").LeadRow, "state" | "quarantine">} lead */
export function stateOf(lead) {
  const state = /** @type {Record<string, string>} */ (words.state)[lead.state] ?? lead.state;
  if (!lead.quarantine) return { state, because: "" };
  return { state, because: /** @type {Record<string, string>} */ (words.quarantine)[lead.quarantine] ?? lead.quarantine };
}

/** @param {number} at */
export function timeOf(at) {
  return h("time", { datetime: machineTime(at), title: new Date(at).toLocaleString() }, exactTime(at, edgeTime()));
}

/**
 * A link that can only lead to where the scheme says; anything else stays text.
 * @param {"mailto:" | "tel:" | "https:"} scheme `https:` takes `http:` as well
 * @param {string} text
 */
export function linkTo(scheme, text) {
  if (scheme === "mailto:") {
    const plain = /^[^\s@?&#<>"]+@[^\s@?&#<>"]+$/.test(text);
    return plain ? h("a", { href: `mailto:${encodeURIComponent(text).replaceAll("%40", "@")}` }, theirs(text)) : theirs(text);
  }
  if (scheme === "tel:") {
    const digits = text.replace(/[^\d+]/g, "");
    return /^\+?\d{5,}$/.test(digits) ? h("a", { href: `tel:${digits}` }, theirs(text)) : theirs(text);
  }
  return /^https?:\/\//i.test(text) && URL.canParse(text)
    ? h("a", { href: text, rel: "noopener noreferrer nofollow", target: "_blank" }, theirs(text))
    : theirs(text);
}

/**
 * Does what somebody asked for; what the edge has against it is said beside it.
 * @param {HTMLElement} said
 * @param {() => Promise<void>} act
 */
export async function orSaid(said, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    setText(said, `${error.message}. ${error.help}`);
  }
}

/**
 * What happened, a line each.
 * @param {import("./types.js").TimelineEvent[]} events
 */
export function eventList(events) {
  const items = events.map(({ seq, at, kind, actor, agreement, words: text, because }) =>
    h("li", { "data-kind": kind, "data-seq": seq },
      h("span", { class: "when" }, timeOf(at)),
      h("span", { class: "what" }, theirs(sentence(text || kind)),
        h("span", { class: "second" }, theirs([actor && words.timeline.by(actor), agreement && words.timeline.version(agreement)].filter(Boolean).join(" · "))),
        because && because.length > 0 && h("details", { class: "why" },
          h("summary", {}, words.timeline.why),
          h("ul", {}, ...because.map((said) => h("li", {}, theirs(sentence(said))))),
        ),
      ),
    ));
  return h("ol", { class: "events" }, ...items);
}

/** How many parts were made: each has an id of its own, though a page may have two of a kind. */
let sections = 0;

/**
 * A part of a page, with its heading.
 * @param {string} title
 * @param {string} className
 * @param {...import("./h.js").Child} children
 */
export function section(title, className, ...children) {
  const id = `part-title-${(sections += 1)}`;
  return h("section", { class: `card ${className}`, "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

/**
 * Puts elements in order, moving only those that stand elsewhere.
 * @param {Element} parent
 * @param {Element[]} children
 */
export function place(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/**
 * Text in which `what is typed` stands between backticks.
 * @param {string} text
 */
export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", {}, part) : part));
}

/** While a finger is down: nothing moves under one that is just coming down. @type {Promise<void> | null} */
let pressed = null;

/** Resolves when no finger is down. */
export function settled() {
  return pressed ?? Promise.resolve();
}

addEventListener("pointerdown", () => {
  pressed = new Promise((resolve) => {
    const done = () => {
      pressed = null;
      resolve();
    };
    addEventListener("pointerup", done, { once: true });
    addEventListener("pointercancel", done, { once: true });
    // A finger that went down and never came up holds nothing for longer than this.
    setTimeout(done, 1_000);
  });
});
