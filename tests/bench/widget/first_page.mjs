/**
 * Runs in the page: the first score of a module that was loaded this moment. In the engine it is
 * taken at the touch, for nothing, so that no visitor waits for it.
 */
import { readForm } from "../../../www/embed/fields.js";
import { makeLead } from "../../../www/embed/lead.js";
import { pack } from "../../../www/embed/pack.js";
import { openScorer } from "../../../www/embed/scorer.js";

const page = /** @type {any} */ (window);

/**
 * @param {string} edge
 * @param {string} desk
 */
page.batonFirst = async (edge, desk) => {
  const scorer = await openScorer(`${edge}/embed/scorer_bg.wasm`);
  const card = await fetch(`${edge}/v1/desks/${desk}/card`, { credentials: "omit" });
  const loaded = JSON.parse(scorer.load(new Uint8Array(await card.arrayBuffer())));
  if (!loaded.ok) throw new Error(loaded.message);
  const lead = makeLead(readForm(/** @type {HTMLFormElement} */ (document.querySelector("form"))));
  performance.mark("baton-loaded");
  JSON.parse(scorer.score(pack(lead), Math.floor(lead.submitted_at / 1000)));
  performance.mark("baton-first");
};
