/** The console: one frame, and in it the page that the address asks for. */

import { Trouble, endSession } from "./api.js";
import { frame, signed, tellFreshness } from "./frame.js";
import { fill, whenIdle } from "./h.js";
import { FETCH, askedFor } from "./pages.js";
import { Poll } from "./poll.js";
import { asked, desk, forget, remembered, takeTokenFromAddress, token } from "./session.js";
import { words } from "./words.js";

/**
 * A page: what it asks again and again, and what it does with what the socket says.
 * @typedef {HTMLElement & {
 *   title_: string,
 *   ask?: (signal: AbortSignal) => Promise<void>,
 *   once?: () => Promise<void>,
 *   changed?: (change: import("./live.js").Change) => void,
 *   seen?: () => void,
 * }} Page
 */

/** What pages are made of. */
const MAKE = /** @type {Record<keyof typeof FETCH, (query: URLSearchParams, lead: string) => Promise<Page>>} */ ({
  now: async () => new (await FETCH.now()).BatonNow(),
  mine: async () => new (await FETCH.mine()).BatonMine(who),
  leads: async (query) => {
    const { BatonLeads } = await FETCH.leads();
    return (list ??= new BatonLeads()).opened(query, who);
  },
  lead: async (_, lead) => new (await FETCH.lead()).BatonLead(lead, who),
  report: async (query) => new (await FETCH.report()).BatonReport(query),
  digest: async (query) => new (await FETCH.digest()).BatonDigest(query, who),
  roster: async () => new (await FETCH.roster()).BatonRoster(),
  agreement: async () => new (await FETCH.agreement()).BatonAgreement(who),
  deliveries: async () => new (await FETCH.deliveries()).BatonDeliveries(who),
});

/** The list is kept while a lead is looked at, so that going back is instant. @type {import("./list.js").BatonLeads | null} */
let list = null;

/** When the first page stood there and could be used, for who measures it. */
const USABLE = "baton.usable";

/** Who looks, once that is known; at first as this browser remembers. @type {import("./types.js").Holder | null} */
let who = null;
/** Whether the edge has said so, too. */
let sure = false;
/** @type {Poll | null} */
let poll = null;
/** The socket, once the first page stands there. @type {typeof import("./live.js") | null} */
let live = null;
/** @type {Page | null} */
let page = null;
let lastLead = "";
let opening = 0;

/** Opens what the address asks for. */
async function open() {
  const mine = ++opening;
  poll?.stop();
  poll = null;
  page = null;
  document.body.dataset["desk"] = desk();
  fill(frame.outage);
  try {
    // A browser that remembers who looks waits for nobody, and needs no network for it.
    if (!who) signed((who = (token() ? null : remembered()) ?? (await whoLooks())));
    if (mine !== opening) return;
    if (!who) return gate("");
    const wanted = await made();
    if (mine !== opening) return;
    start(wanted);
    // The page stands there first.
    setTimeout(async () => {
      if (!sure) void makeSure();
      live ??= await import("./live.js").catch(() => null);
      if (mine === opening) live?.listen(heard);
    });
  } catch (error) {
    if (mine === opening) stuck(error);
  }
}

/**
 * Who looks, as the edge says.
 * @returns {Promise<import("./types.js").Holder | null>}
 */
async function whoLooks() {
  const { signIn } = await import("./sign_in.js");
  const found = (await signIn()) ?? null;
  sure = true;
  return found;
}

/** The page stands there for whom the browser remembers. What the edge says of them counts. */
async function makeSure() {
  const believed = who;
  try {
    const found = await whoLooks();
    if (JSON.stringify(found) === JSON.stringify(believed)) return;
    signed((who = found));
    await open();
  } catch (error) {
    // Of an edge that is silent the page itself tells.
    if (!(error instanceof Trouble)) throw error;
  }
}

/** @returns {Promise<Page>} */
async function made() {
  const { lead, query } = asked();
  const name = askedFor(who);
  if (lead) lastLead = lead;
  frame.nav.mark(name === "lead" ? "leads" : name === "digest" ? "report" : name);
  return MAKE[name](query, lead);
}

/** @param {Page} wanted */
function start(wanted) {
  page = wanted;
  show(inMain(wanted), wanted.title_);
  if (list && wanted === list && lastLead && list.focusLead(lastLead)) lastLead = "";
  if (wanted.ask) {
    poll = new Poll({ ask: (signal) => wanted.ask?.(signal) ?? Promise.resolve(), tell: tellFreshness, refused: stuck, isLive: () => live?.isLive() ?? false });
    frame.again = () => poll?.now();
    poll.start();
  } else {
    // Read once: what somebody is typing must not be replaced under their hands.
    frame.live.hidden = true;
    wanted.once?.().catch(stuck);
  }
}

/** @param {Page} wanted */
function inMain(wanted) {
  const main = document.createElement("main");
  main.id = "page";
  main.append(wanted);
  return main;
}

/** @param {import("./live.js").Change | null} change */
function heard(change) {
  if (change) page?.changed?.(change);
  poll?.soon();
}

/** Nothing more can be done here by asking again. @param {unknown} error */
async function stuck(error) {
  if (!(error instanceof Trouble)) throw error;
  poll?.stop();
  tellFreshness({ kind: "waiting", trouble: error, since: Date.now(), next: Infinity }, true);
  // Who was only remembered is asked for a token, as who comes for the first time.
  if (error.status === 401 && !sure) return void makeSure();
  if (error.status === 401 || error.code === "token_of_another_desk") return gate(words.trouble.tokenRefused);
  const mine = opening;
  const { troublePage } = await import("./gate.js");
  if (mine === opening) show(troublePage(error, () => void open()), words.trouble.other);
}

/** @param {string} problem */
async function gate(problem) {
  live?.deafen();
  if (who || problem) {
    forget();
    // At the edge, too, if it can be reached.
    endSession().catch(() => {});
  }
  who = null;
  signed(null);
  const mine = opening;
  const { tokenForm } = await import("./gate.js");
  if (mine === opening) show(tokenForm(problem, () => void open()), words.gate.title);
}

/**
 * @param {HTMLElement} content
 * @param {string} title
 */
function show(content, title) {
  const first = !frame.page.firstChild;
  fill(frame.page, content);
  document.title = `${title} · ${words.product}`;
  frame.live.hidden = content.classList.contains("sheet");
  /** @type {HTMLElement | null} */
  const begin = content.querySelector("#token") ?? (first ? null : content.querySelector("h1"));
  begin?.focus({ preventScroll: true });
  if (first) {
    performance.mark(USABLE);
    whenIdle(prepare);
  }
  if (!first) scrollTo(0, 0);
}

/**
 * What can wait until the first page stands there: those that are opened next, and what keeps the shell on the device.
 * What does not come now is fetched where it is used.
 */
function prepare() {
  void Promise.allSettled([FETCH.leads(), FETCH.lead(), import("./push.js").then(({ register }) => register())]);
}

frame.leave.addEventListener("click", () => gate(""));

addEventListener("hashchange", () => {
  if (takeTokenFromAddress()) [who, sure] = [null, false];
  void open();
});

// What could not be opened without a network is opened with one.
addEventListener("online", () => {
  if (!page) void open();
});

// What changed while nobody looked needs no finger to be shown.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) page?.seen?.();
});

document.body.append(frame.skip, frame.top, frame.page, frame.outage);
void open();
