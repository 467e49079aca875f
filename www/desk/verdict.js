/** A verdict, explained: every reason as a bar that starts where the one before it ended. */

import { signed } from "./format.js";
import { h, svg } from "./h.js";
import { section, theirs } from "./parts.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Verdict} Verdict */
/** @typedef {import("./types.js").Reason} Reason */

/**
 * A reason and where it stands on the way to the score.
 * @typedef {object} Step
 * @property {Reason} reason
 * @property {number} from
 * @property {number} to
 */

/** @param {Pick<import("./types.js").Lead, "score" | "verdict">} lead */
export function verdictSection({ score, verdict }) {
  if (!verdict) return section(words.verdict.title(score), "verdict", h("p", { class: "quiet" }, words.verdict.unreadable));
  return section(words.verdict.title(verdict.score), "verdict",
    verdict.grade && h("p", { class: "quiet grade" }, words.verdict.grade(verdict.grade, verdict.fit, verdict.engagement)),
    verdict.reasons.length > 0 ? reasonTable(verdict) : h("p", { class: "quiet" }, words.verdict.none),
    ...verdict.gates.map(gate),
    changes(verdict),
    skipped(verdict),
  );
}

/**
 * Adds the reasons up, group by group.
 * @param {Verdict} verdict
 * @returns {{ group: string, points: number, steps: Step[] }[]}
 */
export function stepsOf(verdict) {
  let sum = 0;
  return ["fit", "engagement", ""].flatMap((group) => {
    const reasons = verdict.reasons.filter((reason) => reason.group === group);
    const before = sum;
    const steps = reasons.map((reason) => ({ reason, from: sum, to: (sum += reason.points) }));
    return steps.length > 0 ? [{ group, points: sum - before, steps }] : [];
  });
}

/** @param {Verdict} verdict */
function reasonTable(verdict) {
  const groups = stepsOf(verdict);
  const ends = groups.flatMap(({ steps }) => steps.flatMap(({ from, to }) => [from, to]));
  const scale = { low: Math.min(0, ...ends), high: Math.max(100, ...ends) };
  const { reason, sum, points } = words.verdict.columns;
  // The roles are said because on a phone the bar goes under its reason, and a browser would
  // then no longer call this a table.
  return h("table", { role: "table", class: "reasons" },
    h("thead", { role: "rowgroup", class: "unseen" }, h("tr", { role: "row" }, ...[reason, sum, points].map((text) => h("th", { role: "columnheader", scope: "col" }, text)))),
    ...groups.map((group) => groupRows(group, scale)),
    h("tfoot", { role: "rowgroup" }, h("tr", { role: "row" },
      h("th", { role: "rowheader", scope: "row" }, words.verdict.sum),
      way(0, verdict.score, scale, "whole"),
      h("td", { role: "cell", class: "points" }, String(verdict.score), h("span", { class: "quiet" }, ` ${words.verdict.of}`)),
    )),
  );
}

/** @typedef {{ low: number, high: number }} Scale */

/**
 * @param {{ group: string, points: number, steps: Step[] }} group
 * @param {Scale} scale
 */
function groupRows({ group, points, steps }, scale) {
  return h("tbody", { role: "rowgroup" },
    h("tr", { role: "row", class: "group" }, h("th", { role: "rowheader", scope: "rowgroup", colspan: 2 }, words.verdict.groups[group] ?? group), h("td", { role: "cell", class: "points" }, signed(points))),
    ...steps.map(({ reason, from, to }) => h("tr", { role: "row", "data-criterion": reason.criterion },
      h("th", { role: "rowheader", scope: "row" }, theirs(reason.words), reason.evidence && theirs(reason.evidence, "evidence")),
      way(from, to, scale, reason.points < 0 ? "less" : "more"),
      h("td", { role: "cell", class: "points" }, signed(reason.points)),
    )),
  );
}

/**
 * The way from one sum to the next, in words for those who do not see the bar.
 * @param {number} from
 * @param {number} to
 * @param {Scale} scale
 * @param {string} kind
 */
function way(from, to, { low, high }, kind) {
  const x = (/** @type {number} */ at) => ((at - low) / (high - low)) * 100;
  const [start, end] = [Math.min(from, to), Math.max(from, to)].map(x);
  const width = Math.max(0.6, (end ?? 0) - (start ?? 0));
  const bar = svg("svg", { class: `bar ${kind}`, width: "100%", height: 6 },
    svg("rect", { class: "ground", width: "100%", height: 6, rx: 3 }),
    svg("rect", { class: "span", x: `${start}%`, width: `${width}%`, height: 6, rx: 2 }),
  );
  return h("td", { role: "cell", class: "drawn" }, h("span", { class: "unseen" }, words.verdict.bar(from, to)), bar);
}

/** @param {import("./types.js").GateVerdict} of */
function gate({ gate: name, passed, met, missing }) {
  const line = (/** @type {string} */ text, /** @type {boolean} */ holds) =>
    h("li", { class: holds ? "met" : "missing" }, theirs(text), h("span", { class: "unseen" }, ` (${holds ? words.verdict.met : words.verdict.missing})`));
  return h("div", { class: "gate", "data-gate": name },
    h("h3", {}, words.verdict.gate[name] ?? name, h("strong", { class: passed ? "passed" : "failed" }, passed ? words.verdict.passed : words.verdict.failed)),
    h("ul", {}, ...met.map((text) => line(text, true)), ...missing.map((text) => line(text, false))),
  );
}

/** So many ways into the next tier are read at a glance; the others are asked for. */
const CHANGES_SHOWN = 3;

/** @param {Verdict} verdict */
function changes({ changes = [] }) {
  const [first] = changes;
  if (!first) return false;
  const items = changes.map(({ needs, score }) => h("li", {}, theirs(words.verdict.change(needs.map(need), score))));
  const more = items.slice(CHANGES_SHOWN);
  return h("div", { class: "changes" },
    h("h3", {}, words.verdict.changesTitle(first.tier)),
    h("ul", {}, ...items.slice(0, CHANGES_SHOWN)),
    more.length > 0 && h("details", {}, h("summary", {}, words.verdict.moreChanges(more.length)), h("ul", {}, ...more)),
  );
}

/** @param {import("./types.js").Need} need */
function need(need) {
  if ("field" in need) return words.verdict.need.answer(words.fields[need.field] ?? need.field, need.answer);
  if ("signal" in need) return words.verdict.need.signal(need.signal, need.times);
  return words.verdict.need.confirmed(need.confirmed);
}

/** @param {Verdict} verdict */
function skipped(verdict) {
  /** @type {Map<string, string[]>} */
  const byCause = new Map();
  for (const { field, cause, criterion } of verdict.skipped) {
    const why = (words.verdict.causes[cause] ?? words.verdict.causes["unanswered"])?.(words.fields[field] ?? field) ?? cause;
    byCause.set(why, [...(byCause.get(why) ?? []), criterion]);
  }
  const items = [...byCause].map(([why, criteria]) =>
    h("li", {}, words.verdict.skipped(why, criteria.length), " ", h("span", { class: "criteria" }, criteria.join(", "))));
  return h("div", { class: "skipped" },
    h("h3", {}, words.verdict.skippedTitle),
    items.length > 0 ? h("ul", {}, ...items) : h("p", { class: "quiet" }, words.verdict.nothingSkipped),
  );
}
