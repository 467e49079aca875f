/**
 * Runs in the page: the widget's own modules, from the fields to the verdict, with a mark at each
 * step.
 */
import { readForm } from "../../../www/embed/fields.js";
import { makeLead } from "../../../www/embed/lead.js";
import { makeScorer } from "../../../www/embed/verdict.js";

/** @type {ReturnType<typeof makeScorer>} */
let scorer;

const page = /** @type {any} */ (window);
const mark = (/** @type {string} */ name) => performance.mark(`baton-${name}`);
const readLead = () => makeLead(readForm(/** @type {HTMLFormElement} */ (document.querySelector("form"))));

/**
 * The first touch of the form, as the engine has it.
 * @param {string} edge
 * @param {string} desk
 */
page.batonTouch = (edge, desk) => {
  scorer = makeScorer(/** @type {any} */ ({ edge, desk }), () => {});
  return scorer.warm(readLead());
};

/**
 * The submit: once, as in life; and then again and again.
 * @param {number} times
 */
page.batonDecide = (times) => {
  // The first mark of a page takes as long as all that is measured here.
  mark("press");
  mark("start");
  const lead = readLead();
  mark("read");
  const { offer } = scorer.judge(lead);
  mark("judged");
  if (offer?.kind !== "meeting") throw new Error("the lead is offered no meeting");
  for (let time = 0; time < times; time += 1) scorer.judge(readLead());
  mark("end");
};
