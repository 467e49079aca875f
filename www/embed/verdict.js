/**
 * The scorer in the page: fetched at the first touch of a form, warm before the submit.
 */
import { attempt } from "./attempt.js";
import { described, namesOf, pack } from "./pack.js";
import { openScorer } from "./scorer.js";
import { inLanguage } from "./texts.js";

/** @typedef {import("./baton.js").Core} Core */
/** @typedef {import("./lead.js").Lead} Lead */

/**
 * @typedef {object} Judgement
 * @property {import("./lead.js").Shown} [evidence] for the edge's books
 * @property {import("./send.js").Offer} [offer] what may be shown without asking
 */

/**
 * An answer in which there is something of everything, to warm up on: of a module the browser
 * compiles only what is used, so empty answers would leave most of it to the submit.
 */
const SAMPLE = "Head of Data, Works Ltd, 51-200, this quarter";
const SAMPLE_EMAIL = "a@works.example";

/** How often a page tries to get the scorer. */
const TRIES = 3;

/**
 * @param {Core} core
 * @param {(key: string | null) => void} learn is told the desk's key, which comes with the card
 */
export function makeScorer({ edge, desk }, learn) {
  let tries = 0;
  /** @type {Promise<void> | undefined} */
  let warming;
  /** @type {Awaited<ReturnType<typeof openScorer>>} */
  let scorer;
  /** Id of the card. */
  let card = "";
  /**
   * What it can offer; nothing while the scorer is not ready.
   * @type {{kind: string, texts: Record<string, import("./texts.js").Texts>}[] | undefined}
   */
  let offers;

  /**
   * What the fields of a form are, by what the page says of them: which words they are called by
   * is gone through at the touch, and not again at the submit.
   * @type {Map<string, string[]>}
   */
  const meanings = new Map();

  /**
   * Gets card and module, and scores once for nothing: the first score costs a hundred times
   * the second. Never fails; without it the edge's offer is shown.
   * @param {Lead} lead
   */
  function warm(lead) {
    // Another form of the page, or one that has changed.
    if (offers) attempt(() => meaningsOf(lead));
    return (warming ??= prepare(lead).catch((error) => {
      // A policy does not change its mind; a network may.
      if (!tries) console.warn(`baton: the edge decides on offers here: ${error.message ?? error}`);
      if (++tries < TRIES && !(error instanceof WebAssembly.CompileError)) warming = undefined;
    }));
  }

  /** @param {Lead} lead */
  async function prepare(lead) {
    const [response, opened] = await Promise.all([fetchCard(), openScorer(`${edge}/embed/scorer_bg.wasm`)]);
    scorer = opened;
    if (!response.ok) throw `the card answers ${response.status}`;
    const bytes = new Uint8Array(await response.arrayBuffer());
    let loaded = JSON.parse(scorer.load(bytes));
    // Few cards ask for more than the first module can read; without the other, what it cannot read waits for the edge.
    if (loaded.rare) {
      scorer = await openScorer(`${edge}/embed/scorer_rare.wasm`).catch(() => opened);
      loaded = JSON.parse(scorer.load(bytes));
    }
    if (!loaded.ok) throw loaded.message;
    card = response.headers.get("etag")?.replace(/^W\/|"/g, "") ?? "";
    const known = meaningsOf(lead);
    const fields = lead.fields.map((field, at) => ({ ...field, value: known[at] === "email" ? SAMPLE_EMAIL : SAMPLE }));
    verdictOf({ ...lead, fields });
    offers = loaded.offers;
  }

  /**
   * Without a scorer the key is needed all the same. Where the page's policy lets nothing be
   * fetched from the edge, the key comes as a script: what cannot be sent can be sealed and kept.
   */
  async function fetchCard() {
    const at = `${edge}/v1/desks/${desk}`;
    const response = await fetch(`${at}/card`, { credentials: "omit" }).catch(async (error) => {
      learn((await import(`${at}/key.js`)).default);
      throw error;
    });
    learn(response.headers.get("baton-key"));
    return response;
  }

  /** @param {Lead} lead */
  function verdictOf(lead) {
    return JSON.parse(scorer.score(pack(lead, meaningsOf(lead)), Math.floor(lead.submitted_at / 1000)));
  }

  /** @param {Lead} lead */
  function meaningsOf(lead) {
    const form = namesOf(lead);
    let known = meanings.get(form);
    if (!known) meanings.set(form, (known = /** @type {string[]} */ (JSON.parse(scorer.map(described(lead))))));
    return known;
  }

  /**
   * What the visitor may be promised. A meeting only when the lower bound earns it, which
   * the scorer has seen to; everything else waits for the edge, which knows more.
   * @param {Lead} lead
   * @returns {Judgement}
   */
  function judge(lead) {
    if (!offers) return {};
    // Whatever happens in there, the lead is sent.
    const { offer, place, score, tier } = attempt(() => verdictOf(lead)) ?? {};
    const promised = offer === "meeting" && offers[place];
    return {
      evidence: { offer: promised ? offer : "none", score, tier, card },
      offer: promised ? inLanguage(offer, promised.texts, lead.page.language) : undefined,
    };
  }

  return { warm, judge };
}
