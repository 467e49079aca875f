/** Both clocks of a lead: the desk's own from the submit, and the people's from when the rep was told. */

import { BatonClock } from "./clock.js";
import { allowance, clockTime, duration } from "./format.js";
import { h } from "./h.js";
import { section } from "./parts.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Step} Step */

/** Shorter than this nobody reads a number, in ms. */
const AT_ONCE = 1_000;

/** Working time and the wall's differ by less than this when they tell the same, in ms. */
const SAME = 1_000;

/** States in which nothing more is waited for. */
const CLOSED = ["rejected", "nurture", "won", "lost", "erased"];

/** What each clock measures, in the order of a lead's life. @type {[keyof typeof words.clocks.groups, ("offered" | "told" | "acknowledged" | "attempted" | "connected")[]][]} */
const GROUPS = [
  ["desk", ["offered", "told"]],
  ["people", ["acknowledged", "attempted", "connected"]],
];

/**
 * The section of a lead's page; nothing of a lead in quarantine, which has no clocks.
 * @param {import("./types.js").Lead} lead
 */
export function clocksSection({ clocks, state }) {
  if (!clocks) return [];
  const ended = CLOSED.includes(state) ? words.clocks.never : "";
  // Whoever tries to reach a visitor before they took the lead up has answered by that.
  const tried = [clocks.attempted, clocks.connected].some(({ raw_ms }) => raw_ms !== null) ? words.clocks.otherwise : "";
  const groups = GROUPS.map(([group, steps]) =>
    h("div", { class: "steps" },
      h("h3", { class: "quiet" }, words.clocks.groups[group]),
      h("dl", {}, ...steps.map((name) => {
        const clock = new BatonClock();
        clock.follow((now) => readStep(clocks[name], now, (name === "acknowledged" && tried) || ended));
        return h("div", { "data-step": name }, h("dt", {}, words.clocks.steps[name]), h("dd", {}, clock));
      })),
    ));
  return [section(words.clocks.title, "clocks", ...groups)];
}

/**
 * Reads one step: what it took or what is left of it, and how that stands to what is allowed. A
 * window that was missed says so for ever, also after the step was done.
 * @param {Step} step
 * @param {number} now
 * @param {string} ended why nobody waits for it any more, or nothing while they do
 * @returns {import("./clock.js").Reading}
 */
export function readStep({ from_at, due_at, raw_ms, working_ms, window_ms, met }, now, ended) {
  const allowed = window_ms === null ? words.clocks.noWindow : words.clocks.allowed(allowance(window_ms));
  if (raw_ms !== null) {
    const worked = working_ms !== null && Math.abs(raw_ms - working_ms) > SAME ? words.clocks.worked(duration(working_ms)) : "";
    const over = met === false && window_ms !== null ? words.clocks.over(duration((working_ms ?? raw_ms) - window_ms)) : "";
    const text = raw_ms < AT_ONCE ? words.clocks.atOnce : words.clocks.took(duration(raw_ms));
    return { kind: met === false ? "met_late" : "met", text, detail: [over, worked, allowed].filter(Boolean).join(" · "), share: 0 };
  }
  if (met) return { kind: "met", text: words.clocks.otherwise, detail: allowed, share: 0 };
  if (due_at === null) return { kind: "none", text: ended || words.clocks.notYet, detail: allowed, share: 0 };
  const due = clockTime(due_at, now);
  if (ended && met === false) return { kind: "met_late", text: ended, detail: `${words.clock.missedAt(due)} · ${allowed}`, share: 0 };
  if (ended) return { kind: "none", text: ended, detail: allowed, share: 0 };
  if (now >= due_at) return { kind: "late", text: words.clock.missed(now - due_at), detail: `${words.clocks.notYet} · ${words.clock.wasDue(due)}`, share: 0 };
  const share = Math.min(1, (due_at - now) / Math.max(1, due_at - from_at));
  return { kind: "running", text: words.clock.left(due_at - now), detail: `${words.clock.by(due)} · ${allowed}`, share };
}
