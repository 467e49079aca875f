/**
 * What a page may call: `window.baton("submit", …)` and so on; `window.d.ts` says what there
 * is. Fetched at the first call.
 */
import { told } from "./forms.js";
import { NAME } from "./store.js";

/** @typedef {import("./baton.js").Core} Core */

/**
 * What the page has said of its visitor.
 * @type {Record<string, unknown>}
 */
const known = {};

/**
 * Answers the calls that waited, and from then on each at once.
 * @param {Core} core
 * @param {ArrayLike<any>[]} calls
 */
export function start(core, calls) {
  /** @type {Record<string, (given: any, act?: any) => void>} */
  const answers = {
    identify(who) {
      core.known = told(Object.assign(known, who));
    },
    signal: (name) => core.bringSignals().then((signals) => signals?.add(name)),
    consent: (isGranted) => core.bringSignals().then((signals) => signals?.consent(isGranted)),
    submit: (what) => (what instanceof HTMLFormElement ? core.submitted(what, undefined, true) : core.take(told(what))),
    on: (name, act) => document.addEventListener(`${NAME}:${name}`, (event) => act(/** @type {CustomEvent} */ (event).detail)),
  };
  /** @param {any[]} call */
  const answer = (...[name, ...given]) => {
    try {
      if (!Object.hasOwn(answers, name)) throw `there is no call "${name}"`;
      answers[name]?.(.../** @type {[any, any]} */ (given));
    } catch (error) {
      console.warn("baton:", error);
    }
  };
  /** @type {any} */ (window)[NAME] = answer;
  for (const call of calls.splice(0)) answer(...Array.from(call));
}
