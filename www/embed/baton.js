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
import { NAME } from "./store.js";

/** @typedef {import("./fields.js").Field} Field */
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
 * @property {string | undefined} mode of all forms, as the tag has it
 * @property {string | undefined} inline whether calendars stand open from the start, as the tag has it
 * @property {(lead: Lead, sending?: (row: Row) => Promise<Answer>) => Sent} dispatch
 * @property {(fields: Field[]) => void} take
 * @property {(form: HTMLFormElement, event?: SubmitEvent, isAsked?: boolean) => void} submitted
 * @property {(form: HTMLFormElement) => void} called by `form.submit()`, where no event tells
 * @property {Field[]} known what the page has said of its visitor
 * @property {(lead: string) => string} bookingLink
 * @property {(fields: import("./fields.js").Field[]) => Lead} makeLead
 * @property {typeof send} send
 * @property {() => Promise<import("./signals.js").Signals | void>} bringSignals what the page tells of the visitor
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
  // A tag that was pasted twice would make every lead twice, and in a frame of our own
  // (`modes.js`) nobody looks.
  if (mark in window || window.name.startsWith(`${NAME}-`)) return;
  Object.defineProperty(window, mark, {});
  watch(new URL(tag.src).origin, desk, tag.dataset);
})();

/**
 * @param {string} edge
 * @param {string} desk
 * @param {DOMStringMap} said by the tag, besides
 */
function watch(edge, desk, { consent, mode, inline }) {
  /** @type {import("./signals.js").Signals | void} */
  let signals;
  /** @type {Promise<import("./signals.js").Signals | void> | undefined} */
  let bringing;
  const bringSignals = () =>
    (bringing ??= import(`${edge}/embed/signals.js`).then((module) => (signals = module.makeSignals(consent)), () => {}));
  // Most pages say nothing of consent, and load nothing for it.
  if (consent) bringSignals();

  /** @type {Core["makeLead"]} */
  const makeLead = (fields) => leadOf(fields, signals?.visits());
  /** @type {Engine | void} */
  let engine;
  /** @type {Promise<Engine | void> | undefined} */
  let waking;
  /** @type {Core} */
  const core = { edge, desk, mode, inline, dispatch, take, submitted, called, known: [], bookingLink, makeLead, send, bringSignals };

  /** Brings the engine, or nothing; then the next touch tries again. */
  const wake = () =>
    (waking ??= import(`${edge}/embed/engine.js`)
      .then((module) => (engine = module.start(core)))
      .catch(() => (waking = undefined)));

  /** @param {string} lead */
  function bookingLink(lead) {
    return `${edge}/v1/desks/${desk}/book/${lead}`;
  }

  /**
   * Sends a lead; the engine writes it down, in the same tick if it is there.
   * @param {Lead} lead
   * @returns {Sent}
   */
  function dispatch(lead, sending = (/** @type {Row} */ row) => send(edge, row)) {
    const { id, revision, submitted_at: at } = lead;
    // A correction waits beside what it corrects: the answer to the one is none to the other.
    const row = { id: id + (revision ?? ""), desk, at, body: JSON.stringify(lead), tries: 0, next: 0, held: false };
    // What is sent from here goes as it is; the row is sealed meanwhile.
    return { row, answer: sending({ ...row }) };
  }

  /**
   * The newest submission of this page: what its fields said.
   * @type {string | undefined}
   */
  let said;

  /**
   * @param {HTMLFormElement} form
   * @param {SubmitEvent} [event]
   * @param {boolean} [isAsked] by the page itself, so that it is ours whatever it looks like
   */
  function submitted(form, event, isAsked) {
    const email = emailOf(form, isAsked)?.value;
    // Without an address there is nobody to answer, and the host is about to say so.
    if (email?.includes("@")) take(attempt(() => engine?.readForm(form)) ?? readPlainly(form), { form, email, event });
  }

  /**
   * @param {Field[]} fields
   * @param {import("./engine.js").From} [from]
   */
  function take(fields, from) {
    fields.push(...core.known);
    const values = JSON.stringify(fields.map(({ name, value }) => [name, value]));
    const isRepeat = values === said;
    said = values;
    if (engine) engine.submitted(fields, isRepeat, from);
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

  /** @param {HTMLFormElement} target */
  const isSame = (target) => form === target && Date.now() - at < SAME_SUBMIT;

  /** @param {HTMLFormElement} form */
  function called(form) {
    if (!isSame(form)) submitted(form);
  }

  /** @type {(type: string, act: (event: any) => void, target?: EventTarget) => void} */
  const on = (type, act, target = window) => target.addEventListener(type, guard(act), true);

  /** @param {EventTarget} root */
  function listen(root) {
    on(
      "submit",
      (event) => {
        if (engine?.resumes(event)) return;
        form = event.target;
        at = Date.now();
        submitted(event.target, event);
        // After the last listener, wherever it sits, it is known who goes on with the form.
        setTimeout(() => event.defaultPrevented && engine?.stays());
      },
      root,
    );
    on("formdata", ({ target }) => (collected = isSame(target) ? undefined : target), root);
  }

  /** @type {WeakSet<Node>} */
  const roots = new WeakSet([document]);
  listen(window);

  on("focusin", (event) => {
    const target = event.composedPath()[0];
    const root = target.getRootNode();
    // No submit crosses the border of a shadow root, but the focus does.
    if (!roots.has(root)) roots.add(root), listen(root);
    const form = target.form ?? target.closest("form");
    if (form && emailOf(form)) {
      wake().then(() => engine?.touched(form));
    }
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
  if (location.hash === "#baton-check") guard(async () => (await import(`${edge}/embed/check.js`)).check(core))();

  // HubSpot's forms stand in frames, where no submit is heard; they tell the page of it.
  for (const type of ["message", "hs-form-event:on-ready", "hs-form-event:on-submission:success"]) {
    on(type, (event) => /^hs/.test(event.data?.type ?? type) && wake().then(() => engine?.hear(event)));
  }

  // What the page calls waits here until somebody is there to answer.
  const page = /** @type {any} */ (window);
  /** @type {ArrayLike<any>[]} */
  const calls = page[NAME]?.q ?? [];
  const answer = guard(async () => calls.length && (await import(`${edge}/embed/api.js`)).start(core, calls));
  page[NAME] = (/** @type {unknown[]} */ ...call) => {
    calls.push(call);
    answer();
  };
  answer();

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
