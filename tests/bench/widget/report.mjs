/**
 * The report: first what was to be reached and what was, then everything that was measured.
 */
import os from "node:os";

import { median, p90 } from "../numbers.mjs";
import { FRAME } from "./paint.mjs";

/** @typedef {import("./bytes.mjs").Bytes} Bytes */
/** @typedef {import("./decide.mjs").Decided} Decided */

/**
 * @typedef {object} Measured
 * @property {import("./peers.mjs").Contender[]} others
 * @property {Record<string, Bytes>} bytes before a form is touched, by contender
 * @property {{untouched: Bytes, offered: Bytes}} own
 * @property {Record<string, Record<number, number[]>>} load script time in ms, by contender and slowdown
 * @property {import("./paint.mjs").Painted[]} paint
 * @property {Record<number, Decided[]>} decided by slowdown
 * @property {number} rounds
 * @property {string} version of Chromium
 */

/** @param {Measured} measured */
export function written(measured) {
  const { rounds, version } = measured;
  const machine = `${os.cpus()[0]?.model.trim()}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)} at the end`;
  return `# The widget in Chromium

${rounds} rounds, whoever is compared in turn in each, every visit in a new profile. 4× is a processor slowed down by
Chromium. ${machine}; Chromium ${version}, Node ${process.version}. How it is measured stands in
\`tests/bench/widget/README.md\`.

## Reach and reached

| what | reach | reached | |
|---|---:|---:|---|
${goals(measured).map(goalLine).join("\n")}

## Bytes a page loads

| tag | raw | gzip | brotli | what is still missing |
|---|---:|---:|---:|---|
${bytesLines(measured).join("\n")}

Ours before the touch: ${measured.own.untouched.files.join(", ")}. Until the offer: ${measured.own.offered.files.join(", ")}.

## Script time on load

Milliseconds of the main thread's own processor time, compiling and running, until the page has been idle. The same page
without a tag has ${median(measured.load.none?.[1] ?? []).toFixed(2)}.

| tag | 1× median | 1× p90 | 4× median | 4× p90 |
|---|---:|---:|---:|---:|
${loadLines(measured).join("\n")}

## From the submit to the painted link

Milliseconds by the clock. The floor shows a fixed link at the same event, in the same elements. The submits are spread
evenly over the frame, which is ${FRAME.toFixed(1)} ms long.

| network | slowed | floor median | ours median | over | floor p90 | ours p90 | over |
|---|---:|---:|---:|---:|---:|---:|---:|
${measured.paint.map(paintLine).join("\n")}

The same in milliseconds of the main thread's own processor time, which the machine's other work does not lengthen. "In
the tick" is what is done before the browser may go on: for ours the reading, the score, the lead's way to the edge and to
the queue, and the panel.

| network | slowed | floor in the tick | ours in the tick | floor until painted | ours until painted | over, median | over, p90 |
|---|---:|---:|---:|---:|---:|---:|---:|
${measured.paint.map(workLine).join("\n")}

## The work at the submit

Milliseconds of the main thread's own processor time, after the touch has warmed it; once in each page, as in life, but for the
fourth row.

| | 1× median | 1× p90 | 4× median | 4× p90 |
|---|---:|---:|---:|---:|
${decidedLines(measured).join("\n")}
`;
}

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {string} reach
 * @property {string} reached
 * @property {boolean} is
 */

/**
 * What the design asks for.
 * @param {Measured} measured
 * @returns {Goal[]}
 */
function goals({ own, load, paint, decided }) {
  const most = (/** @type {string} */ what, /** @type {number} */ value, /** @type {number} */ reach, /** @type {string} */ unit) => ({
    what,
    reach: `≤ ${short(reach)} ${unit}`,
    reached: `${short(value)} ${unit}`,
    is: value <= reach,
  });
  const ours = median(load.own?.[4] ?? []);
  const theirs = median(load.plausible?.[4] ?? []);
  const usual = decided[1] ?? [];
  return [
    most("bytes before a form is touched, brotli", own.untouched.brotli / 1000, 2.5, "KB"),
    most("bytes in all until the first offer, brotli", own.offered.brotli / 1000, 20, "KB"),
    {
      what: "script time on load, 4×, median",
      reach: `below Plausible's ${short(theirs)} ms`,
      reached: `${short(ours)} ms`,
      is: ours < theirs,
    },
    ...paint.flatMap((condition) => {
      const where = `network ${condition.network}, ${condition.slowdown}×`;
      const { over, overP90 } = compared(condition, "clock");
      return [
        most(`submit → link painted, over the floor, median (${where})`, over, 1, "ms"),
        most(`the same, p90 (${where})`, overP90, FRAME, "ms"),
      ];
    }),
    most("work at the submit: read, score, decide; once in a page, median", median(usual.map(({ decide }) => decide.work)), 0.1, "ms"),
    most("the same when it is done again and again", median(usual.map(({ again }) => again.work)), 0.1, "ms"),
    most("the first score of a module that never ran, median", median(usual.map(({ first }) => first.work)), 1, "ms"),
    most("the first score of a visitor's, after the one for nothing", median(usual.map(({ judge }) => judge.work)), 1, "ms"),
  ];
}

/** @param {Goal} goal */
function goalLine({ what, reach, reached, is }) {
  return line([what, reach, reached, is ? "reached" : "**missed**"]);
}

/** @param {Measured} measured */
function bytesLines({ others, bytes, own }) {
  const row = (/** @type {string} */ name, /** @type {Bytes | undefined} */ size, /** @type {string} */ missing) => {
    const numbers = [size?.raw, size?.gzip, size?.brotli].map((number) => number?.toLocaleString("en"));
    return line([name, ...numbers, missing]);
  };
  return [
    row("**Baton**, before a form is touched", own.untouched, "what the touch brings"),
    row("**Baton**, in all until the offer", own.offered, "nothing"),
    ...others.map(({ id, name, missing }) => row(name, bytes[id], missing)),
  ];
}

/** @param {Measured} measured */
function loadLines({ others, load }) {
  return [{ id: "own", name: "**Baton**" }, ...others].map(({ id, name }) => {
    const cells = [1, 4].flatMap((slowdown) => [median, p90].map((of) => short(of(load[id]?.[slowdown] ?? []))));
    return line([name, ...cells]);
  });
}

/**
 * @param {import("./paint.mjs").Painted} condition
 * @param {"clock" | "work"} by
 */
function compared({ ours, floor }, by) {
  const [low, own] = [floor, ours].map((times) => times.map(({ painted }) => painted[by]));
  const medians = [low, own].map((times) => median(times ?? []));
  const p90s = [low, own].map((times) => p90(times ?? []));
  const over = (/** @type {number[]} */ [one = NaN, other = NaN]) => other - one;
  return { medians, over: over(medians), p90s, overP90: over(p90s) };
}

/** @param {import("./paint.mjs").Painted} condition */
function paintLine(condition) {
  const { over, overP90, medians, p90s } = compared(condition, "clock");
  return line([condition.network, `${condition.slowdown}×`, ...[...medians, over, ...p90s, overP90].map(short)]);
}

/** @param {import("./paint.mjs").Painted} condition */
function workLine(condition) {
  const { over, overP90, medians } = compared(condition, "work");
  const ticks = [condition.floor, condition.ours].map((times) => median(times.map(({ tick }) => tick.work)));
  return line([condition.network, `${condition.slowdown}×`, ...[...ticks, ...medians, over, overP90].map(short)]);
}

/** @param {Measured} measured */
function decidedLines({ decided }) {
  /** @type {[keyof Decided, string][]} */
  const rows = [
    ["decide", "read, score and decide"],
    ["read", "of it reading the form"],
    ["judge", "of it the verdict and the offer"],
    ["again", "all of it again and again"],
    ["first", "the first score after the module and the card are there"],
  ];
  return rows.map(([key, name]) => {
    const of = (/** @type {number} */ slowdown) => (decided[slowdown] ?? []).map((one) => one[key].work);
    return line([name, ...[1, 4].flatMap((slowdown) => [median, p90].map((how) => fine(how(of(slowdown)))))]);
  });
}

/** A row of a table. @param {(string | undefined)[]} cells */
function line(cells) {
  return `| ${cells.join(" | ")} |`;
}

/** Down to the microsecond. @param {number} number */
function fine(number) {
  return number < 1 ? number.toFixed(3) : short(number);
}

/** Three digits are more than a second run confirms. @param {number} number */
function short(number) {
  if (Math.abs(number) >= 100) return number.toFixed(0);
  return Math.abs(number) >= 10 ? number.toFixed(1) : number.toFixed(2);
}
