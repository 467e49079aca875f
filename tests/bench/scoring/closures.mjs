/**
 * The rules as data, made into one function each when the card is loaded: what a careful
 * programmer writes who does not want a library.
 */
import { CAPS, wordPattern } from "./rules.mjs";

/** @typedef {Record<string, any>} Lead */

/**
 * @param {import("./rules.mjs").Rule[]} rules
 * @returns {(lead: Lead) => number}
 */
export function closures(rules) {
  const of = (/** @type {string} */ group) => rules.filter((rule) => rule.group === group).map(pointsOf);
  const fit = of("fit");
  const engagement = of("engagement");
  return (lead) => clamp(clamp(sum(fit, lead), CAPS.fit) + clamp(sum(engagement, lead), CAPS.engagement), 100);
}

/** @param {((lead: Lead) => number)[]} rules @param {Lead} lead */
function sum(rules, lead) {
  let points = 0;
  for (const rule of rules) points += rule(lead);
  return points;
}

/** @param {number} points @param {number} cap */
function clamp(points, cap) {
  return Math.max(0, Math.min(cap, points));
}

/** @param {import("./rules.mjs").Rule} rule @returns {(lead: Lead) => number} */
function pointsOf(rule) {
  const { points, signal, cap } = rule;
  if (signal !== undefined && cap !== undefined) {
    return (lead) => Math.max(-cap, Math.min(cap, (lead.signals[signal] ?? 0) * points));
  }
  const holds = testOf(rule);
  return (lead) => (holds(lead) ? points : 0);
}

/** @param {import("./rules.mjs").Rule} rule @returns {(lead: Lead) => boolean} */
function testOf({ field = "", is, one_of, contains, between, at_least = 0, present, absent, signal }) {
  if (signal !== undefined) return (lead) => (lead.signals[signal] ?? 0) >= at_least;
  if (is !== undefined) return (lead) => lead[field] === is;
  if (one_of) {
    const wanted = new Set(one_of);
    return (lead) => wanted.has(lead[field]);
  }
  if (contains) {
    const words = wordPattern(contains);
    return (lead) => lead[field] !== null && words.test(lead[field]);
  }
  if (present) return (lead) => lead[field] !== null;
  if (absent) return (lead) => lead[field] === null;
  const [low, high] = between ?? [at_least, Infinity];
  return (lead) => lead[field] !== null && lead[field] >= low && lead[field] <= high;
}
