/** The rules as one JSON Logic expression that gives the score. */
import { LogicEngine } from "json-logic-engine";

import { CAPS, wordPattern } from "./rules.mjs";

/**
 * @param {import("./rules.mjs").Rule[]} rules
 * @returns {{ interpreted: (lead: object) => number, built: (lead: object) => number }}
 */
export function jsonLogic(rules) {
  const engine = new LogicEngine();
  const group = (/** @type {"fit" | "engagement"} */ name) => {
    const points = rules.filter((rule) => rule.group === name).map((rule) => pointsOf(engine, rule));
    return clamped({ "+": points }, CAPS[name]);
  };
  const score = clamped({ "+": [group("fit"), group("engagement")] }, 100);
  const built = engine.build(score);
  return {
    interpreted: (lead) => engine.run(score, lead),
    built: (lead) => /** @type {number} */ (built(lead)),
  };
}

/** @param {object} points @param {number} cap */
function clamped(points, cap) {
  return { max: [0, { min: [cap, points] }] };
}

/** @param {LogicEngine} engine @param {import("./rules.mjs").Rule} rule @returns {object} */
function pointsOf(engine, rule) {
  const { points, signal, cap } = rule;
  if (cap !== undefined) {
    const all = { "*": [{ var: [`signals.${signal}`, 0] }, points] };
    return points < 0 ? { max: [-cap, all] } : { min: [cap, all] };
  }
  return { if: [conditionOf(engine, rule), points, 0] };
}

/** @param {LogicEngine} engine @param {import("./rules.mjs").Rule} rule @returns {object} */
function conditionOf(engine, { id, field, is, one_of, contains, between, at_least, present, signal }) {
  if (signal !== undefined) return { ">=": [{ var: [`signals.${signal}`, 0] }, at_least] };
  const value = { var: field };
  if (is !== undefined) return { "===": [value, is] };
  if (one_of) return { in: [value, one_of] };
  if (contains) {
    // JSON Logic knows no whole words; a method of our own for each list is the kindest way.
    const words = wordPattern(contains);
    const method = `words_${id}`;
    const has = (/** @type {any} */ [text]) => text !== null && words.test(text);
    engine.addMethod(method, { method: has }, { deterministic: true });
    return { [method]: [value] };
  }
  const known = { "!==": [value, null] };
  if (present) return known;
  if (between) return { and: [known, { "<=": [between[0], value, between[1]] }] };
  if (at_least !== undefined) return { and: [known, { ">=": [value, at_least] }] };
  return { "===": [value, null] };
}
