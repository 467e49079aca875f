/**
 * What a touched form brings in: the scorer, the panel, and the queue's patience.
 *
 * The loader (`baton.js`) starts it once and gives it its own functions, so that nothing is
 * shipped twice.
 */
import { makeCarrier } from "./carry.js";
import { readForm, wasTrapped } from "./fields.js";
import { makePanel } from "./panel.js";
import { makeQueue } from "./queue.js";
import { makeSealer } from "./seal.js";
import { openStore } from "./store.js";
import { makeScorer } from "./verdict.js";

/** @typedef {import("./baton.js").Core} Core */
/** @typedef {import("./carry.js").Carried} Carried */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {import("./lead.js").Lead} Lead */
/** @typedef {import("./send.js").Answer} Answer */
/** @typedef {import("./send.js").Offer} Offer */

/**
 * @param {Core} core
 */
export function start(core) {
  const carrier = makeCarrier(core.desk);
  const panel = makePanel(carrier.forget);
  const sealer = makeSealer();
  const queue = makeQueue(core, sealer.seal, answered);
  const scorer = makeScorer(core, sealer.learn);
  /**
   * What was shown of the newest lead, also after the visitor has closed it.
   * @type {Carried | undefined}
   */
  let shown;

  /**
   * A form was touched: time to get ready, and to warm up on what it looks like.
   * @param {HTMLFormElement} form
   */
  function touched(form) {
    openStore().catch(() => {});
    scorer.warm(core.makeLead(readForm(form)));
  }

  /**
   * The tick of the submit: score, keep, send, show.
   * @param {Field[]} fields
   * @param {boolean} isRepeat the same was submitted before on this page, and is a lead already
   */
  function submitted(fields, isRepeat) {
    if (isRepeat) {
      if (shown) present(carrier.carry(shown));
      queue.flush(true);
      return;
    }
    const lead = core.makeLead(fields);
    const { evidence, offer } = scorer.judge(lead);
    const honeypot = wasTrapped(fields) || undefined;
    adopt(lead, core.dispatch({ ...lead, shown: evidence, honeypot }), offer);
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
    present(carrier.begin(lead.id, offer));
    // The scorer is late: whoever knows first, it or the edge, shows.
    if (!offer) scorer.warm(lead).then(() => offered(lead.id, scorer.judge(lead).offer));
  }

  /**
   * @param {string} lead its id
   * @param {Answer} answer
   */
  function answered(lead, { status, final, body = {} }) {
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
    present(carrier.carry({ ...record, offer: record.offer ?? offer, host: host ?? record.host }));
  }

  /** @param {Carried | undefined} record */
  function present(record) {
    if (!record?.offer) return;
    shown = record;
    const { offer } = record;
    panel.show(offer, offer.kind === "meeting" ? core.bookingLink(record.lead) : offer.href ?? "", record.host);
  }

  present(carrier.recall());
  queue.flush(true);
  return { readForm, touched, submitted, adopt, stays: carrier.stays };
}
