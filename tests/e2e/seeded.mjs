/** Some weeks of a desk from a seed, with what the generator itself counted: for tests that look at figures. */

import { DESK, advance, json } from "./harness.mjs";
import { HOT, lead } from "./leads.mjs";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

const SOURCES = ["demo_request", "demo_request", "demo_request", "webinar", "chat"];
const CAMPAIGNS = ["spring", "spring", "search", ""];
const REASONS = ["wrong_fit", "wrong_fit", "no_budget", "other"];
const TITLES = ["Head of Data", "VP Marketing", "Engineer", "Student", "Manager Sales"];
const SIZES = ["120", "45", "400", "2000", "8"];

/**
 * @typedef {object} Truth
 * @property {number} leads
 * @property {Record<string, number>} bySource
 * @property {Record<string, number>} rejected by reason
 * @property {number} accepted
 * @property {number} won
 * @property {number} value
 */

/** Numbers that are the same each time. @param {number} seed */
function dice(seed) {
  let state = seed;
  /** @param {number} sides */
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/**
 * Lets leads come in, be answered, rejected and won, so many each week. Ana is slow, and sales takes nothing of the chat.
 * @param {import("./harness.mjs").Edge} edge
 * @param {number} weeks
 * @param {number} each leads a week
 * @returns {Promise<Truth>}
 */
export async function seed(edge, weeks, each) {
  const roll = dice(7);
  /** @type {Truth} */
  const truth = { leads: 0, bySource: {}, rejected: {}, accepted: 0, won: 0, value: 0 };
  for (let n = 0; n < weeks * each; n += 1) {
    const source = SOURCES[roll(SOURCES.length)] ?? "";
    await one(edge, n, source, roll, truth);
    await advance(edge, DESK, Math.floor((7 * DAY) / each) - 20 * MINUTE);
  }
  return truth;
}

/**
 * A lead and what becomes of it.
 * @param {import("./harness.mjs").Edge} edge
 * @param {number} n
 * @param {string} source
 * @param {(sides: number) => number} roll
 * @param {Truth} truth
 */
async function one(edge, n, source, roll, truth) {
  const campaign = CAMPAIGNS[roll(CAMPAIGNS.length)];
  const sent = lead({
    ...HOT, name: `Person ${spelt(n)}`, email: `p${n}@works${n}.example`, company: `Works ${spelt(n)}`,
    job_title: TITLES[roll(TITLES.length)], company_size: SIZES[roll(SIZES.length)], ...(roll(3) === 0 ? {} : { timeline: "this quarter" }),
  }, { page: { url: `https://acme.example/demo${campaign ? `?utm_campaign=${campaign}` : ""}`, title: "", referrer: "", language: "en" } });
  await json(edge, `/v1/desks/${DESK}/sources/${source}/leads`, { method: "POST", body: JSON.stringify(sent) });
  const { lead: kept } = await json(edge, `/v1/desks/${DESK}/leads/${sent.id}`);
  // Whom the desk takes for somebody who is there already is no lead more.
  if (kept.id !== sent.id) return;
  truth.leads += 1;
  truth.bySource[source] = (truth.bySource[source] ?? 0) + 1;
  const owner = kept.owner.id;
  // Slow, and not so slow that the ladder gives her leads to somebody else before she answers, at seven and a half minutes.
  await advance(edge, DESK, owner === "ana" ? (5 + roll(3)) * MINUTE : (1 + roll(4)) * 30_000);
  const said = async (/** @type {object} */ body) => {
    const { owner } = (await json(edge, `/v1/desks/${DESK}/leads/${sent.id}`)).lead;
    await json(edge, `/v1/desks/${DESK}/leads/${sent.id}/moves`, { method: "POST", body: JSON.stringify({ by: owner.id, ...body }) });
  };
  const fate = roll(10);
  // One in ten nobody ever looks at; the ladder does.
  if (fate === 0) return;
  await said({ move: "connected" });
  if (source === "chat" || fate < 3) {
    const reason = REASONS[roll(REASONS.length)] ?? "";
    await said({ move: "rejected", reason, ...(reason === "other" ? { note: "no" } : {}) });
    truth.rejected[reason] = (truth.rejected[reason] ?? 0) + 1;
    return;
  }
  if (fate < 5) return;
  await said({ move: "accepted" });
  truth.accepted += 1;
  if (fate < 7) return;
  const value = 1_000 * (1 + roll(40));
  await said({ move: "opportunity", value });
  if (fate < 9) return;
  await said({ move: "won", value });
  truth.won += 1;
  truth.value += value;
}

/** A number in letters, so that nobody takes two people for one. @param {number} n */
function spelt(n) {
  return String(n).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)] ?? "") + "son";
}

export { DAY, HOUR, MINUTE };
