/** The console: one frame, and in it the page that the address asks for. */

import { Trouble } from "./api.js";
import { frame, signed, tellFreshness } from "./frame.js";
import { tokenForm, troublePage } from "./gate.js";
import { fill } from "./h.js";
import { BatonLead } from "./lead.js";
import { BatonLeads } from "./list.js";
import { deafen, listen } from "./live.js";
import { BatonMine } from "./mine.js";
import { BatonNow } from "./now.js";
import { Poll } from "./poll.js";
import { register } from "./push.js";
import { asked, desk, keepMe, keptMe, takeTokenFromAddress } from "./session.js";
import { signIn, signOut } from "./sign_in.js";
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

/** The list is kept while a lead is looked at, so that going back is instant. */
const list = new BatonLeads();

/** What pages are made of. Those that few people open are fetched when they are. */
const MAKE = /** @type {Record<import("./session.js").PageName, (query: URLSearchParams) => Page | Promise<Page>>} */ ({
  now: () => new BatonNow(),
  mine: () => new BatonMine(who),
  leads: (query) => list.opened(query, who),
  report: async (query) => new (await import("./report.js")).BatonReport(query, who),
  roster: async () => new (await import("./roster.js")).BatonRoster(),
  agreement: async () => new (await import("./agreement.js")).BatonAgreement(who),
  deliveries: async () => new (await import("./deliveries.js")).BatonDeliveries(who),
});

/** When the first page stood there and could be used, for who measures it. */
const USABLE = "baton.usable";

/** Who looks, once that is known. @type {import("./types.js").Holder | null} */
let who = null;
/** @type {Poll | null} */
let poll = null;
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
    if (!who) signed((who = await whoLooks()));
    if (mine !== opening) return;
    if (!who) return gate("");
    listen(heard);
    const wanted = await made();
    if (mine === opening) start(wanted);
  } catch (error) {
    if (mine === opening) stuck(error);
  }
}

/**
 * Who looks. On a device whose owner stays signed in that is known without a network, too.
 * @returns {Promise<import("./types.js").Holder | null>}
 */
async function whoLooks() {
  try {
    const found = (await signIn()) ?? null;
    if (found) keepMe(found);
    return found;
  } catch (error) {
    const kept = error instanceof Trouble && error.status === 0 ? keptMe() : null;
    if (kept) return kept;
    throw error;
  }
}

/** @returns {Promise<Page>} */
async function made() {
  const { page: name, lead, query } = asked();
  if (lead) {
    lastLead = lead;
    return new BatonLead(lead, who);
  }
  // A rep begins with what is theirs.
  const home = who?.role === "rep" ? "mine" : "now";
  frame.nav.mark(name || home);
  return MAKE[name || home](query);
}

/** @param {Page} wanted */
function start(wanted) {
  page = wanted;
  if (wanted instanceof BatonLead) frame.nav.mark("leads");
  show(inMain(wanted), wanted.title_);
  if (wanted === list && lastLead && list.focusLead(lastLead)) lastLead = "";
  if (wanted.ask) {
    poll = new Poll({ ask: (signal) => wanted.ask?.(signal) ?? Promise.resolve(), tell: tellFreshness, refused: stuck });
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
function stuck(error) {
  if (!(error instanceof Trouble)) throw error;
  poll?.stop();
  tellFreshness({ kind: "waiting", trouble: error, since: Date.now(), next: Infinity }, true);
  if (error.status === 401 || error.code === "token_of_another_desk") return gate(words.trouble.tokenRefused);
  show(troublePage(error, () => void open()), words.trouble.other);
}

/** @param {string} problem */
function gate(problem) {
  deafen();
  if (who || problem) void signOut();
  who = null;
  signed(null);
  show(tokenForm(problem, () => void open()), words.gate.title);
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
  if (first) performance.mark(USABLE);
  if (!first) scrollTo(0, 0);
}

frame.leave.addEventListener("click", () => gate(""));

addEventListener("hashchange", () => {
  if (takeTokenFromAddress()) who = null;
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

takeTokenFromAddress();
document.body.append(frame.skip, frame.top, frame.page, frame.outage);
void open();
void register();
