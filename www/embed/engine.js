/**
 * What a touched form brings in: the scorer, the panel, and the queue's patience.
 *
 * The loader (`baton.js`) starts it once and gives it its own functions, so that nothing is
 * shipped twice. What only some pages need comes in chunks of its own: `vendors.js`, `modes.js`.
 */
import { attempt } from "./attempt.js";
import { makeCarrier } from "./carry.js";
import { readForm, wasTrapped } from "./fields.js";
import { makePanel } from "./panel.js";
import { makeQueue } from "./queue.js";
import { isMeant, watchRefusal } from "./reply.js";
import { makeSealer } from "./seal.js";
import { NAME, openStore } from "./store.js";
import { makeScorer } from "./verdict.js";

/** @typedef {import("./baton.js").Core} Core */
/** @typedef {import("./carry.js").Carried} Carried */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {import("./lead.js").Lead} Lead */
/** @typedef {import("./send.js").Answer} Answer */
/** @typedef {import("./send.js").Offer} Offer */

/**
 * Where a submission comes from.
 * @typedef {object} From
 * @property {HTMLFormElement} form
 * @property {string} email as it was typed
 * @property {SubmitEvent} [event]
 */

/**
 * What was submitted last.
 * @typedef {object} Submission
 * @property {Lead} lead
 * @property {From} [from] none: not out of a form of this page
 * @property {boolean} [isRefused] the host did not take it; the next one is to mend it
 */

/** How long a page that came after the submit waits for the answer before it asks, each time, in ms. */
const LATER = [2_000, 4_000, 10_000];

/** Forms that their vendor's own script submits, and says so. */
const OF_VENDORS = ".hs-form,.hs-form-html form,.mktoForm,.w-form form,.wpcf7-form,[id^=gform_]";

/**
 * What the tag says that only the engine asks.
 * @param {string} edge
 * @returns {DOMStringMap}
 */
function tagOf(edge) {
  return /** @type {HTMLElement | null} */ (document.querySelector(`script[data-desk][src^="${edge}/"]`))?.dataset ?? {};
}

/**
 * @param {Core} core
 */
export function start(core) {
  const carrier = makeCarrier(core.desk);
  const panel = makePanel(closed);
  const sealer = makeSealer();
  const queue = makeQueue(core, sealer.seal, answered);
  const scorer = makeScorer(core, sealer.learn);
  const { consentVersion, turnstile } = tagOf(core.edge);
  /** When each form was touched first, on the page's clock. @type {WeakMap<HTMLFormElement, number>} */
  const touches = new WeakMap();
  /** The first touch of the page is what brought this here. */
  let woken = performance.getEntriesByName(import.meta.url)[0]?.startTime;
  /** @type {Submission | undefined} */
  let last;
  /**
   * What was shown of the newest lead, also after the visitor has closed it.
   * @type {Carried | undefined}
   */
  let shown;
  /**
   * The lead whose offer the page was told of.
   * @type {string | undefined}
   */
  let announced;
  /** The host has yet to take the newest lead's form; until then nothing is shown. */
  let isHeld = false;
  /**
   * What only some pages need, once it is there.
   * @type {{vendors?: ReturnType<typeof import("./vendors.js").start>, modes?: ReturnType<typeof import("./modes.js").start>, turnstile?: ReturnType<typeof import("./turnstile.js").start>}}
   */
  const parts = {};

  /**
   * @template {keyof typeof parts} Name
   * @param {Name} name
   * @param {(part: any) => void} use
   */
  const bring = (name, use) =>
    import(`${core.edge}/embed/${name}.js`)
      .then((module) => use((parts[name] ??= module.start({ take: core.take, hold, isOffered }))))
      .catch((error) => console.warn("baton:", error));

  /**
   * A form was touched: time to get ready, and to warm up on what it looks like.
   * @param {HTMLFormElement} form
   */
  function touched(form) {
    if (!touches.has(form)) touches.set(form, woken ?? performance.now());
    woken = undefined;
    openStore().catch(() => {});
    scorer.warm(core.makeLead(readForm(form)));
    if (form.matches(OF_VENDORS)) bring("vendors", (vendors) => vendors.touched(form));
    if (modeOf(form)) bring("modes", () => {});
    if (turnstile) bring("turnstile", (proof) => proof.ask(turnstile));
  }

  /** Whether there is an offer on the page. */
  function isOffered() {
    return !!shown && !isHeld && !!carrier.current();
  }

  /** @param {Element} form */
  function modeOf(form) {
    return form.closest("[data-baton-mode]")?.getAttribute("data-baton-mode") ?? core.mode;
  }

  /**
   * Whether the calendar is to stand open from the start. Its tool hears who the visitor is then,
   * before they have clicked.
   * @param {Element} [form]
   */
  function isInline(form) {
    const word = form?.closest("[data-baton-inline]")?.getAttribute("data-baton-inline") ?? core.inline;
    return (word ?? "off") !== "off" && !(/** @type {any} */ (navigator).globalPrivacyControl);
  }

  /**
   * The tick of the submit: score, keep, send, show.
   * @param {Field[]} fields
   * @param {boolean} isRepeat the same was submitted before on this page, and is a lead already
   * @param {From} [from]
   */
  function submitted(fields, isRepeat, from) {
    const isWaiting = !!parts.vendors?.waits(from?.form);
    if (isRepeat && last) {
      hold(isWaiting);
      if (shown) present(carrier.carry(shown));
      queue.flush(true);
    } else {
      const lead = joined(core.makeLead(fields), from);
      const { evidence, offer } = scorer.judge(lead);
      const meant = from?.event && isMeant(from.form, from.event);
      const sent = core.dispatch(
        { ...lead, shown: evidence, honeypot: wasTrapped(fields) || undefined, ...besides(from?.form) },
        meant && ((row) => meant.then((is) => (is ? core.send(core.edge, row) : { status: 0, final: true }))),
      );
      carrier.forget();
      hold(isWaiting || !!meant);
      adopt(lead, sent, offer);
      if (!meant) announce(lead);
      meant?.then((is) => {
        if (is) announce(lead);
        // A step of several: the last one is the submission.
        else last = undefined;
        if (is && !isWaiting) hold(false);
      });
    }
    if (!from?.event) return;
    const submission = last;
    watchRefusal(from.form, () => {
      if (submission) submission.isRefused = true;
      hold(true);
    });
    parts.modes?.enter(from.event, modeOf(from.form));
  }

  /**
   * What else the edge wants to know of a submission.
   * @param {HTMLFormElement} [form]
   */
  function besides(form) {
    const since = form && touches.get(form);
    return {
      filled_ms: since === undefined ? since : Math.round(performance.now() - since),
      turnstile: parts.turnstile?.proof(),
      consent_version: form?.closest("[data-baton-consent-version]")?.getAttribute("data-baton-consent-version") ?? consentVersion,
    };
  }

  /**
   * The same form again, refused before or by the same visitor, corrects the lead there is.
   * @param {Lead} lead
   * @param {From} [from]
   */
  function joined(lead, from) {
    const before = last;
    last = { lead, from };
    // A framework may have put another form in the place of the first.
    const isSame = from && before?.from && (before.from.form === from.form || !before.from.form.isConnected);
    if (isSame && (before.isRefused || before.from?.email === from.email)) {
      lead.id = before.lead.id;
      lead.revision = (before.lead.revision ?? 1) + 1;
    }
    return lead;
  }

  /**
   * Takes over a lead that is on its way.
   * @param {Lead} lead
   * @param {import("./baton.js").Sent} sent
   * @param {Offer} [offer] what can be promised already
   */
  function adopt(lead, sent, offer) {
    queue.follow(sent);
    shown = undefined;
    present(carrier.begin(lead.id, offer, isInline(last?.from?.form)));
    // The scorer is late: whoever knows first, it or the edge, shows.
    if (!offer) scorer.warm(lead).then(() => offered(lead.id, scorer.judge(lead).offer));
  }

  /**
   * @param {string} row its id: the lead's, and behind it the number of its correction
   * @param {Answer} answer
   */
  function answered(row, { status, final, body = {} }) {
    const lead = row.slice(0, 36);
    if (status >= 400) console.warn(`baton: the edge answers ${status}:`, body.message, body.help);
    else if (final) offered(lead, body.offer, body.host);
  }

  /**
   * An offer is known, or who it is with. What was shown is never taken back.
   * @param {string} lead its id
   * @param {Offer | null} [offer]
   * @param {import("./send.js").Host | null} [host]
   */
  function offered(lead, offer, host) {
    const record = carrier.current();
    if (record?.lead !== lead) return;
    present(carrier.carry({ ...record, offer: record.offer ?? offer, host: host ?? record.host ?? host }));
  }

  /** @param {Carried | undefined} record */
  function present(record) {
    if (!record?.offer) return;
    const { lead, offer, host, inline } = record;
    shown = record;
    if (isHeld) return;
    panel.show(offer, offer.kind === "meeting" ? core.bookingLink(lead) : offer.href ?? "", host, inline);
    if (announced !== lead) emit("offer", { lead, kind: offer.kind });
    announced = lead;
  }

  /**
   * The host has yet to take the form, or will not; or it has, and the offer comes out.
   * @param {boolean} is
   */
  function hold(is) {
    isHeld = is;
    carrier.hold(is);
    if (is) panel.hide();
    else present(carrier.current());
  }

  /**
   * Tells the page; nothing in it says who the visitor is.
   * @param {string} name
   * @param {object} detail
   */
  function emit(name, detail) {
    attempt(() => document.dispatchEvent(new CustomEvent(`${NAME}:${name}`, { detail })));
  }

  /** @param {Lead} lead */
  function announce({ id, revision }) {
    if (!revision) emit("lead", { lead: id });
  }

  /** The visitor has closed the offer, or taken it. */
  function closed() {
    if (isHeld) return;
    carrier.forget();
    parts.modes?.goOn();
  }

  if (!("navigation" in window)) {
    // Here nothing but the call itself tells `form.submit()` from a script that only looks.
    const { submit } = HTMLFormElement.prototype;
    HTMLFormElement.prototype.submit = function () {
      attempt(() => core.called(this));
      submit.call(this);
    };
  }

  /** Directives that were told of. @type {Set<string>} */
  const lacking = new Set();
  document.addEventListener("securitypolicyviolation", ({ blockedURI, disposition, effectiveDirective }) => {
    if (disposition === "report" || !blockedURI.startsWith(core.edge) || lacking.has(effectiveDirective)) return;
    lacking.add(effectiveDirective);
    const what =
      effectiveDirective === "connect-src"
        ? ": no lead can be sent from this page. It waits for a page of the site that may send it, sealed, where this browser can keep it"
        : "";
    console.error(`baton: the page's Content-Security-Policy lacks ${core.edge} in ${effectiveDirective}${what}`);
  });

  /**
   * The answer for a lead may have gone to the page before, which is no more, and nothing of it
   * waits here to be asked again: then who the visitor meets is asked for by itself.
   * @param {string} lead
   * @param {number} [tries]
   */
  async function askLater(lead, tries = 0) {
    const wait = LATER[tries];
    if (!wait) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const record = carrier.current();
    if (record?.lead !== lead || record.host !== undefined) return;
    const response = await fetch(`${core.edge}/v1/desks/${core.desk}/leads/${lead}/offer`, { credentials: "omit" }).catch(() => {});
    // It may be on its way still.
    if (!response?.ok) return askLater(lead, tries + 1);
    const { offer, host } = await response.json();
    offered(lead, offer, host);
  }

  const left = carrier.recall();
  present(left);
  if (left) askLater(left.lead);
  queue.flush(true);
  return {
    readForm,
    touched,
    submitted,
    /** @type {(lead: Lead, sent: import("./baton.js").Sent) => void} */
    adopt(lead, sent) {
      last = { lead };
      adopt(lead, sent);
      announce(lead);
    },
    stays: carrier.stays,
    /** @param {Event} event */
    resumes: (event) => parts.modes?.resumes(event),
    /** @param {Event} event */
    hear: (event) => bring("vendors", (vendors) => vendors.hear(event)),
  };
}
