/** Who works when: everybody's hours of today on one line of time, in the time of whoever looks. */

import { clockTime } from "./format.js";
import { h, svg } from "./h.js";
import { section, theirs } from "./parts.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").RosterRep} RosterRep */
/** @typedef {[number, number]} Span from when to when, in ms */

const HOUR = 3_600_000;

/** Hours that stand above the line. */
const TICKS = [0, 6, 12, 18, 24];

/**
 * @param {RosterRep[]} reps
 * @param {number} now
 */
export function hoursSection(reps, now) {
  const w = words.roster.hours;
  const day = dayOf(now);
  return section(w.title, "hours",
    h("p", { class: "quiet" }, coverage(reps, day, now)),
    h("table", { role: "table", class: "lanes" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" },
        h("th", { role: "columnheader", scope: "col", class: "unseen" }, w.rep),
        h("th", { role: "columnheader", scope: "col", class: "ruler" }, h("span", { class: "unseen" }, w.today), ruler()))),
      h("tbody", { role: "rowgroup" }, ...reps.map((rep) => lane(rep, day, now))),
    ),
  );
}

/** The day of whoever looks, midnight to midnight: 23 or 25 hours where clocks are moved. @param {number} now @returns {Span} */
function dayOf(now) {
  const [from, to] = [new Date(now), new Date(now)];
  from.setHours(0, 0, 0, 0);
  to.setHours(24, 0, 0, 0);
  return [from.getTime(), to.getTime()];
}

/** @param {RosterRep} rep @param {Span} day @param {number} now */
function lane(rep, day, now) {
  const spans = within(rep.works, day);
  const works = rep.away_until === null && rep.works.some(([from, to]) => from <= now && now < to);
  return h("tr", { role: "row", "data-rep": rep.id, "data-works": works },
    h("th", { role: "rowheader", scope: "row" }, theirs(rep.name), h("span", { class: "second" }, words.roster.hours.zone(place(rep.zone), timeIn(rep.zone, now)))),
    h("td", { role: "cell", class: "drawn" }, h("span", { class: "unseen" }, said(rep, spans, day, now)), drawing(rep, spans, day, now)),
  );
}

/** @param {RosterRep} rep @param {Span[]} spans @param {Span} day @param {number} now */
function said(rep, spans, day, now) {
  const w = words.roster.hours;
  const away = rep.away_until === null ? "" : ` ${words.roster.away(clockTime(rep.away_until, now))}`;
  if (spans.length === 0) return w.off + away;
  return spans.map((span) => between(span, day)).join(", ") + away;
}

/** @param {Span} span @param {Span} day */
function between([from, to], [begin, end]) {
  const w = words.roster.hours;
  return from <= begin && to >= end ? w.always : w.between(clockTime(from, from), to >= end ? "24:00" : clockTime(to, to));
}

/** @param {RosterRep} rep @param {Span[]} spans @param {Span} day @param {number} now */
function drawing(rep, spans, day, now) {
  const away = rep.away_until === null ? [] : within([[now, rep.away_until]], day);
  const box = (/** @type {string} */ name) => (/** @type {Span} */ [from, to]) =>
    svg("rect", { class: name, x: `${share(from, day)}%`, width: `${Math.max(0.3, share(to, day) - share(from, day))}%`, height: 16, rx: 3 });
  return svg("svg", { class: "lane", width: "100%", height: 16 },
    svg("rect", { class: "ground", width: "100%", height: 16, rx: 3 }),
    ...spans.map(box("works")),
    ...away.map(box("away")),
    svg("rect", { class: "now", x: `${share(now, day)}%`, width: 2, height: 16 }),
  );
}

function ruler() {
  const anchor = (/** @type {number} */ hour) => (hour === 0 ? "start" : hour === 24 ? "end" : "middle");
  return svg("svg", { class: "scale", width: "100%", height: 16 },
    ...TICKS.map((hour) => svg("text", { x: `${(hour / 24) * 100}%`, y: 12, "text-anchor": anchor(hour) }, String(hour))));
}

/** @param {number} at @param {Span} day in percent */
function share(at, [from, to]) {
  return Math.round(((at - from) / (to - from)) * 10_000) / 100;
}

/** @param {Span[]} spans @param {Span} day @returns {Span[]} */
function within(spans, [begin, end]) {
  return spans.map(([from, to]) => /** @type {Span} */ ([Math.max(from, begin), Math.min(to, end)])).filter(([from, to]) => from < to);
}

/** How many work now, and when nobody does today. @param {RosterRep[]} reps @param {Span} day @param {number} now */
function coverage(reps, day, now) {
  const w = words.roster.hours;
  const there = reps.filter(({ away_until }) => away_until === null);
  const working = there.filter(({ works }) => works.some(([from, to]) => from <= now && now < to)).length;
  const gaps = gapsOf(within(reps.flatMap(({ works }) => works), day), day).map((gap) => between(gap, day));
  return [w.now(working, reps.length), gaps.length > 0 && reps.length > 0 && w.nobody(gaps)].filter(Boolean).join(" ");
}

/**
 * What none of the spans holds.
 * @param {Span[]} spans
 * @param {Span} day
 * @returns {Span[]}
 */
export function gapsOf(spans, [begin, end]) {
  /** @type {Span[]} */
  const gaps = [];
  let reached = begin;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (from > reached) gaps.push([reached, from]);
    reached = Math.max(reached, to);
  }
  if (reached < end) gaps.push([reached, end]);
  return gaps;
}

/** `New York` of `America/New_York`. @param {string} zone */
function place(zone) {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

/** What the clock says there. @param {string} zone @param {number} now */
function timeIn(zone, now) {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now);
  } catch {
    // A browser that does not know the zone yet.
    return "";
  }
}

/** So often what is drawn moves on, in ms. */
export const MOVES = HOUR / 12;
