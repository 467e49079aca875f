/**
 * The rules for json-rules-engine. It finds the rules that hold and leaves the points to its
 * caller, so they stand in the events; what counts per time is one rule for each time.
 */
import { Engine } from "json-rules-engine";

import { CAPS, wordPattern } from "./rules.mjs";

/**
 * @param {import("./rules.mjs").Rule[]} rules
 * @returns {(lead: Record<string, any>) => Promise<number>}
 */
export function jsonRules(rules) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  const has = (/** @type {string | null} */ text, /** @type {RegExp} */ words) => text !== null && words.test(text);
  engine.addOperator("words", has);
  for (const rule of rules) {
    for (const { conditions, points } of stepsOf(rule)) {
      engine.addRule({ conditions: { all: conditions }, event: { type: rule.group, params: { points } } });
    }
  }
  return async (lead) => {
    const { events } = await engine.run({ ...lead, ...lead.signals });
    const sums = { fit: 0, engagement: 0 };
    for (const { type, params } of events) sums[/** @type {"fit" | "engagement"} */ (type)] += params?.points;
    return clamp(clamp(sums.fit, CAPS.fit) + clamp(sums.engagement, CAPS.engagement), 100);
  };
}

/** @param {number} points @param {number} cap */
function clamp(points, cap) {
  return Math.max(0, Math.min(cap, points));
}

/** @param {import("./rules.mjs").Rule} rule @returns {{conditions: any[], points: number}[]} */
function stepsOf(rule) {
  const { points, signal, cap } = rule;
  if (signal === undefined || cap === undefined) return [{ conditions: conditionsOf(rule), points }];
  const steps = [];
  for (let times = 1, left = cap; left > 0; times += 1) {
    const step = Math.min(left, Math.abs(points));
    left -= step;
    const conditions = [{ fact: signal, operator: "greaterThanInclusive", value: times }];
    steps.push({ conditions, points: Math.sign(points) * step });
  }
  return steps;
}

/** @param {import("./rules.mjs").Rule} rule @returns {any[]} */
function conditionsOf({ field, is, one_of, contains, between, at_least, present, signal }) {
  const fact = signal ?? field;
  if (is !== undefined) return [{ fact, operator: "equal", value: is }];
  if (one_of) return [{ fact, operator: "in", value: one_of }];
  if (contains) return [{ fact, operator: "words", value: wordPattern(contains) }];
  if (between) {
    return [
      { fact, operator: "greaterThanInclusive", value: between[0] },
      { fact, operator: "lessThanInclusive", value: between[1] },
    ];
  }
  if (at_least !== undefined) return [{ fact, operator: "greaterThanInclusive", value: at_least }];
  return [{ fact, operator: present ? "notEqual" : "equal", value: null }];
}
