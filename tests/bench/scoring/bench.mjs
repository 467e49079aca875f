/**
 * The engines, compared before they are timed. Runs in Node and in a page alike.
 *
 * @typedef {import("./leads.mjs").Lead} Lead
 * @typedef {{ score_packed(leads: Uint8Array): Int32Array, needs(): Uint8Array, room(bytes: number): number, score_written(bytes: number): number }} Scorer
 * @typedef {ArrayLike<number>} Scores
 * @typedef {{ id: string, run: (leads: Lead[]) => Scores | Promise<Scores>, few?: number }} Contender
 *   `few`: it is timed over so many leads only, because it takes long
 */
import { scoreByHand } from "./by_hand.mjs";
import { closures } from "./closures.mjs";
import { jsonLogic } from "./json_logic.mjs";
import { jsonRules } from "./json_rules.mjs";
import { makeLeads } from "./leads.mjs";
import { oneByOne, packLeads } from "./pack.mjs";
import { RULES } from "./rules.mjs";

/** How many leads there are. */
export const COUNT = 10_000;

/** A round lasts at least so long, in ms: a page's clock has grains of a tenth. */
const LEAST_ROUND = 50;

/**
 * The leads as they arrive anywhere, read from JSON: no text is shared with a rule, or with
 * another lead, which would make comparing it a matter of one pointer.
 * @returns {Lead[]}
 */
export function arrivedLeads() {
  return JSON.parse(JSON.stringify(makeLeads(COUNT)));
}

/**
 * @param {Scorer} scorer
 * @param {WebAssembly.Memory} memory of its module
 * @param {Lead[]} leads
 * @returns {Contender[]}
 */
export function contenders(scorer, memory, leads) {
  const packed = packLeads(leads);
  const object = oneByOne(scorer, memory);
  const closed = closures(RULES);
  const logic = jsonLogic(RULES);
  const rules = jsonRules(RULES);
  return [
    { id: "wasm packed", run: () => scorer.score_packed(packed) },
    { id: "wasm packing", run: (leads) => scorer.score_packed(packLeads(leads)) },
    { id: "wasm object", run: (leads) => leads.map(object) },
    { id: "by hand", run: (leads) => leads.map(scoreByHand) },
    { id: "closures", run: (leads) => leads.map(closed) },
    { id: "json-logic built", run: (leads) => leads.map(logic.built) },
    { id: "json-logic run", run: (leads) => leads.map(logic.interpreted) },
    { id: "json-rules", few: 200, run: (leads) => oneAfterAnother(leads, rules) },
  ];
}

/** @param {Lead[]} leads @param {(lead: Lead) => Promise<number>} score */
async function oneAfterAnother(leads, score) {
  const scores = [];
  for (const lead of leads) scores.push(await score(lead));
  return scores;
}

/**
 * Compares all answers with those of the code by hand, then times each engine once a round,
 * all of them in turn, so that what slows the machine slows them all.
 * @param {Scorer} scorer
 * @param {WebAssembly.Memory} memory of its module
 * @param {number} rounds
 * @returns {Promise<{scores: number[], micros: Record<string, number[]>}>} microseconds per lead
 */
export async function bench(scorer, memory, rounds) {
  const leads = arrivedLeads();
  const all = contenders(scorer, memory, leads);
  const scores = leads.map(scoreByHand);
  for (const { id, run } of all) sameAnswers(id, await run(leads), scores, leads);

  const timed = [];
  for (const contender of all) {
    const own = leads.slice(0, contender.few ?? leads.length);
    await time(contender, own, 1);
    const once = await time(contender, own, 1);
    const passes = Math.max(1, Math.min(1000, Math.ceil(LEAST_ROUND / Math.max(once, 0.05))));
    timed.push({ contender, own, passes });
  }
  /** @type {Record<string, number[]>} */
  const micros = Object.fromEntries(all.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Another one begins each round: nobody always runs on what the same other left behind.
    const first = round % timed.length;
    for (const { contender, own, passes } of [...timed.slice(first), ...timed.slice(0, first)]) {
      const spent = await time(contender, own, passes);
      micros[contender.id]?.push((spent * 1000) / passes / own.length);
    }
  }
  return { scores, micros };
}

/** @param {Contender} contender @param {Lead[]} leads @param {number} passes @returns {Promise<number>} ms */
async function time({ run }, leads, passes) {
  const start = performance.now();
  for (let pass = 0; pass < passes; pass += 1) {
    const answer = run(leads);
    // An `await` is only paid where there is something to wait for.
    if (answer instanceof Promise) await answer;
  }
  return performance.now() - start;
}

/**
 * @param {string} who
 * @param {ArrayLike<number>} scores
 * @param {ArrayLike<number>} wanted
 * @param {Lead[]} leads
 */
export function sameAnswers(who, scores, wanted, leads) {
  if (scores.length !== wanted.length) {
    throw new Error(`${who} gave ${scores.length} answers to ${wanted.length} leads`);
  }
  for (let at = 0; at < wanted.length; at += 1) {
    if (scores[at] !== wanted[at]) {
      throw new Error(`${who} gives ${scores[at]}, not ${wanted[at]}, to lead ${at}: ${JSON.stringify(leads[at])}`);
    }
  }
}
