/** Drafts that wait: what they change, why, who has approved them, and what is left to do. */

import { NEVER, changeDraft, draft as read } from "./api.js";
import { differences, trying } from "./agreement_meaning.js";
import { edgeTime } from "./clock.js";
import { clockTime } from "./format.js";
import { fill, h } from "./h.js";
import { orSaid, section, theirs } from "./parts.js";
import { words } from "./agreement_words.js";

/** @typedef {import("./types.js").Draft} Draft */
/** @typedef {import("./agreement.js").Agreed} Agreed */

/** The side a role approves for. @type {Record<string, string>} */
const SIDES = { marketing: "marketing", sales_lead: "sales" };

export function drafting() {
  const root = h("div", { class: "found" });
  return {
    root,
    /** @param {Agreed} agreed @param {Draft[]} drafts */
    async show(agreed, drafts) {
      const w = words.agreement.draft;
      const open = drafts.filter(({ state }) => state === "open");
      const closed = drafts.filter(({ state }) => state !== "open");
      const cards = await Promise.all(open.map((draft) => card(agreed, draft)));
      fill(root,
        open.length === 0 && section(w.waiting, "no-drafts", h("p", { class: "quiet" }, w.none)),
        ...cards,
        closed.length > 0 && section(w.closed, "closed-drafts", h("ul", { class: "plain-list" }, ...closed.map((draft) => h("li", {}, theirs(w.name(draft.id, draft.why)), h("span", { class: "second" }, theirs(ended(draft))))))));
    },
  };
}

/** @param {Agreed} agreed @param {Draft} draft */
async function card(agreed, draft) {
  const w = words.agreement.draft;
  const { body } = await read(NEVER, draft.id);
  const said = h("p", { role: "status", class: "second" });
  const meaning = draft.behind ? null : await differences(agreed.text, body.text);
  return section(w.name(draft.id, draft.why), `draft draft-${draft.id}`,
    h("p", { class: "quiet" }, theirs(w.madeBy(draft.by, clockTime(draft.at, edgeTime()))), draft.learned && ` · ${w.learned}`),
    draft.behind && h("p", { class: "notice-line" }, w.behind),
    consents(draft, agreed.required),
    body.evidence && evidence(body.evidence),
    meaning,
    !draft.behind && agreed.who?.rights.includes("leads:export") && trying(() => [agreed.text, body.text]),
    h("details", { class: "raw" }, h("summary", {}, w.text), h("pre", { tabindex: 0 }, body.text)),
    acts(agreed, draft, said), said);
}

/** @param {Draft} draft @param {boolean} required */
function consents(draft, required) {
  const w = words.agreement.draft;
  const given = draft.approvals.map(({ side, by, at }) => h("li", { "data-side": side, "data-given": true }, theirs(w.approved(w.sides[side] ?? side, by, clockTime(at, edgeTime())))));
  const missing = draft.missing.map((side) => h("li", { "data-side": side }, w.missing(w.sides[side] ?? side)));
  if (given.length + missing.length === 0) return h("p", { class: "second" }, required ? "" : w.notNeeded);
  return h("ul", { class: "consents" }, ...given, ...missing);
}

/** @param {Record<string, unknown>} of */
function evidence(of) {
  const w = words.agreement.learn;
  const text = typeof of["words"] === "string" ? of["words"] : "";
  return text ? h("p", {}, h("strong", {}, w.standsOn), " ", theirs(text)) : null;
}

/** @param {Agreed} agreed @param {Draft} draft @param {HTMLElement} said */
function acts({ who, changed }, draft, said) {
  const w = words.agreement.draft;
  if (!who?.rights.includes("agreement:write")) return null;
  const side = SIDES[who.role ?? ""];
  const mine = draft.approvals.some((one) => one.side === side);
  const act = (/** @type {"approve" | "publish" | "withdraw"} */ what, /** @type {string} */ done) => async () => {
    await orSaid(said, async () => {
      await changeDraft(draft.id, what);
      await changed(what === "publish" ? "read" : "drafts", done);
    });
  };
  const button = (/** @type {string} */ name, /** @type {string} */ text, /** @type {() => Promise<void>} */ press, className = "") =>
    h("button", { type: "button", class: className, "data-do": name, onclick: () => void press() }, text);
  return h("div", { class: "acts" },
    side && !mine && !draft.behind && button("approve", w.approve(w.sides[side] ?? side), act("approve", w.didApprove), "primary"),
    draft.missing.length === 0 && !draft.behind && button("publish", w.publish, act("publish", w.didPublish), side && !mine ? "" : "primary"),
    button("withdraw", w.withdraw, act("withdraw", w.didWithdraw)));
}

/** @param {Draft} draft */
function ended({ state, by, closed_at, version }) {
  const w = words.agreement.draft;
  const at = clockTime(closed_at ?? 0, edgeTime());
  return state === "published" ? w.published(by, version ?? 0, at) : w.withdrawn(by, at);
}
