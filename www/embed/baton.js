/**
 * The one tag:
 *
 *     <script async src="https://edge.example/baton.js" data-desk="acme"></script>
 *
 * Watches for forms that ask for contact, brings the engine at the first touch of one, and
 * can do without it: whatever becomes of the engine, a submitted lead is kept and sent from
 * here. It never prevents, delays or changes what the page does, and never throws into it.
 */
import { attempt } from "./attempt.js";
import { CARRY } from "./carry.js";
import { emailOf, readPlainly } from "./forms.js";
import { makeLead as leadOf } from "./lead.js";
import { showPlainly } from "./plain.js";
import { send } from "./send.js";
import { makeSignals } from "./signals.js";
import { NAME } from "./store.js";

/** @typedef {import("./lead.js").Lead} Lead */
/** @typedef {import("./send.js").Answer} Answer */
/** @typedef {import("./store.js").Row} Row */
/** @typedef {ReturnType<typeof import("./engine.js").start>} Engine */

/**
 * A lead on its way.
 * @typedef {object} Sent
 * @property {Row} row
 * @property {Promise<Answer>} answer
 */

/**
 * What the engine is given: it shares the loader's code instead of bringing its own.
 * @typedef {object} Core
 * @property {string} edge its origin
 * @property {string} desk as the tag has it
 * @property {(lead: Lead) => Sent} dispatch
 * @property {(lead: string) => string} bookingLink
 * @property {(fields: import("./fields.js").Field[]) => Lead} makeLead
 * @property {typeof send} send
 * @property {ReturnType<typeof makeSignals>} signals
 */

/** How long after its submit event a form's data may be collected once more, in ms. */
const SAME_SUBMIT = 10_000;

/** How long a lead that could not be written down waits for its next try, in ms. */
const PAUSE = 10_000;

const tag = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const mark = Symbol.for(NAME);

guard(() => {
  const desk = tag?.dataset.desk;
  if (!desk) throw "the script tag needs data-desk";
  // A tag that was pasted twice would make every lead twice.
  if (mark in window) return;
  Object.defineProperty(window, mark, {});
  watch(new URL(tag.src).origin, desk, tag.dataset.consent);
})();

/**
 * @param {string} edge
 * @param {string} desk
 * @param {string} [consent] what the tag says of it
 */
function watch(edge, desk, consent) {
  const signals = makeSignals(consent);
  /** @type {Core["makeLead"]} */
  const makeLead = (fields) => leadOf(fields, signals.visits());

  /** @type {Engine | void} */
  let engine;
  /** @type {Promise<Engine | void> | undefined} */
  let waking;

  /** Brings the engine, or nothing; then the next touch tries again. */
  const wake = () =>
    (waking ??= import(`${edge}/embed/engine.js`)
      .then((module) => (engine = module.start({ edge, desk, dispatch, bookingLink, makeLead, send, signals })))
      .catch(() => (waking = undefined)));

  /** @param {string} lead */
  const bookingLink = (lead) => `${edge}/v1/desks/${desk}/book/${lead}`;

  /**
   * Sends a lead; the engine writes it down, in the same tick if it is there.
   * @param {Lead} lead
   * @returns {Sent}
   */
  function dispatch(lead) {
    const { id, submitted_at: at } = lead;
    const row = { id, desk, at, body: JSON.stringify(lead), tries: 0, next: 0, held: false };
    return { row, answer: send(edge, row) };
  }

  /**
   * The newest submission of this page: what its fields said.
   * @type {string | undefined}
   */
  let said;

  /** @param {HTMLFormElement} form */
  function submitted(form) {
    // Without an address there is nobody to answer, and the host is about to say so.
    if (!emailOf(form)?.value.includes("@")) return;
    const fields = attempt(() => engine?.readForm(form)) ?? readPlainly(form);
    const values = JSON.stringify(fields.map(({ name, value }) => [name, value]));
    const isRepeat = values === said;
    said = values;
    if (engine) engine.submitted(fields, isRepeat);
    else if (!isRepeat) guard(submittedWithoutEngine)(makeLead(fields));
  }

  /** @param {Lead} lead */
  async function submittedWithoutEngine(lead) {
    const sent = dispatch(lead);
    // For the next page, should this one go before the engine comes.
    attempt(() => sessionStorage.setItem(NAME, JSON.stringify({ lead: lead.id, desk, until: Date.now() + CARRY })));
    if (await wake()) return engine?.adopt(lead, sent);
    const { final, body } = await sent.answer;
    if (body?.offer) showPlainly(body.offer, body.offer.kind === "meeting" ? bookingLink(lead.id) : "");
    // Nothing is written down that is not sealed, and what seals is not there.
    if (!final) {
      setTimeout(guard(submittedWithoutEngine), PAUSE, lead);
      throw "the edge cannot be reached; the lead is tried again while this page stands";
    }
  }

  /**
   * The form of the newest submit event, and when.
   * @type {EventTarget | undefined}
   */
  let form;
  let at = 0;
  /**
   * A form whose data was collected without a submit event: by `form.submit()`, or by a
   * script that only looks. Which of the two, the navigation tells.
   * @type {HTMLFormElement | undefined}
   */
  let collected;

  /** @type {(type: string, act: (event: any) => void, target?: EventTarget) => void} */
  const on = (type, act, target = window) => target?.addEventListener(type, guard(act), true);

  on("focusin", ({ target }) => {
    const form = target.form ?? target.closest("form");
    if (form && emailOf(form)) {
      wake().then(() => engine?.touched(form));
    }
  });

  on("submit", (event) => {
    form = event.target;
    at = Date.now();
    submitted(event.target);
    // After the last listener, wherever it sits, it is known who goes on with the form.
    setTimeout(() => event.defaultPrevented && engine?.stays());
  });

  on("formdata", ({ target }) => {
    collected = form === target && Date.now() - at < SAME_SUBMIT ? undefined : target;
  });

  on(
    "navigate",
    ({ formData, sourceElement }) => {
      if (collected && (formData || sourceElement === collected)) submitted(collected);
      collected = undefined;
    },
    /** @type {any} */ (window).navigation ?? document,
  );

  // The marketer wants to know how it stands.
  if (location.hash === "#baton-check")
    guard(async () => (await import(`${edge}/embed/check.js`)).check({ edge, desk, makeLead, bookingLink }))();

  // What the page before left: an offer to show again, or a lead that did not get through.
  if (attempt(() => sessionStorage.getItem(NAME))) wake();
  (window.requestIdleCallback ?? setTimeout)(
    guard(async () => {
      for (const { name } of (await indexedDB.databases?.()) ?? []) if (name === NAME) wake();
    }),
  );
}

/**
 * @template {unknown[]} A
 * @param {(...given: A) => unknown} act
 * @returns {(...given: A) => Promise<void>}
 */
function guard(act) {
  return async (...given) => {
    try {
      await act(...given);
    } catch (error) {
      console.warn("baton:", error);
    }
  };
}
