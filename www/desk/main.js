/** The console: one frame, and in it the page that the address asks for. */

import { BatonAgreement } from "./agreement.js";
import { Trouble, agreementInForce, deskLog, disagreements, lead, leads, roster } from "./api.js";
import { setEdgeTime } from "./clock.js";
import { clockTime } from "./format.js";
import { tokenForm, troublePage } from "./gate.js";
import { fill, h, setText } from "./h.js";
import { BatonLead } from "./lead.js";
import { BatonLeads } from "./list.js";
import { personOf } from "./parts.js";
import { Poll } from "./poll.js";
import { BatonRoster } from "./roster.js";
import { AGREEMENT, ROSTER, desk, leadInAddress, takeTokenFromAddress } from "./session.js";
import { signIn, signOut } from "./sign_in.js";
import { words } from "./words.js";

const frame = {
  page: h("div", { class: "page" }),
  live: h("span", { class: "live", "data-kind": "loading" }, words.fresh.loading),
  leave: h("button", { class: "plain", type: "button", hidden: true, onclick: () => leave() }, words.leave),
  outage: h("div", { class: "outage", role: "status" }),
};

/** The list is kept while a lead is looked at, so that going back is instant. */
const list = new BatonLeads();

/**
 * Who is signed in.
 * @type {import("./types.js").Holder | undefined}
 */
let holder;

/** @type {Poll | null} */
let poll = null;
let lastLead = "";

/** Opens what the address asks for. */
function open() {
  poll?.stop();
  poll = null;
  fill(frame.outage);
  frame.leave.hidden = !holder;
  document.body.dataset["desk"] = desk();
  if (!holder) return void enter();
  const id = leadInAddress();
  if (location.hash === AGREEMENT) void openAgreement();
  else if (location.hash === ROSTER) openRoster();
  else if (id) openLead(id);
  else openList();
}

async function enter() {
  try {
    holder = await signIn();
  } catch (error) {
    if (error instanceof Trouble) return refused(error);
    throw error;
  }
  if (holder) open();
  else show(tokenForm("", open), words.gate.title);
}

function openList() {
  show(h("main", {}, list), words.list.title);
  if (lastLead && list.focusLead(lastLead)) lastLead = "";
  list.olderWanted = () => void older().catch(() => poll?.now());
  follow(async (signal) => {
    const heard = await leads(signal);
    setEdgeTime(heard.body.now, heard);
    await settled();
    list.newest(heard.body.leads);
  });
}

async function older() {
  const { body } = await leads(new AbortController().signal, list.last);
  list.older(body.leads);
}

/** @param {string} id */
function openLead(id) {
  lastLead = id;
  const page = new BatonLead();
  show(h("main", { "aria-busy": "true" }, page), words.list.title);
  follow(async (signal) => {
    const heard = await lead(signal, id);
    setEdgeTime(heard.body.now, heard);
    await settled();
    page.show(heard.body);
    page.parentElement?.removeAttribute("aria-busy");
    document.title = `${personOf(heard.body.lead)} · ${words.product}`;
  });
}

function openRoster() {
  const page = new BatonRoster();
  show(h("main", {}, page), words.roster.title);
  follow(async (signal) => {
    const heard = await roster(signal);
    setEdgeTime(heard.body.now, heard);
    await settled();
    page.show(heard.body);
  });
}

async function openAgreement() {
  const page = new BatonAgreement();
  show(h("main", {}, page), words.agreement.title);
  // Read once: what somebody is typing must not be replaced under their hands.
  frame.live.hidden = true;
  try {
    const { signal } = new AbortController();
    const { version, text } = await agreementInForce(signal);
    page.show(version, text);
    const [counted, log] = await Promise.all([disagreements(signal), deskLog(signal)]);
    setEdgeTime(log.body.now, log);
    page.showHistory(counted.body.causes, log.body.events);
  } catch (error) {
    if (error instanceof Trouble) refused(error);
    else throw error;
  }
}

/** @param {(signal: AbortSignal) => Promise<void>} ask */
function follow(ask) {
  poll = new Poll({ ask, tell, refused });
  poll.start();
}

/** @param {import("./poll.js").Freshness} freshness */
function tell(freshness) {
  frame.live.dataset["kind"] = freshness.kind;
  setText(frame.live, words.fresh[freshness.kind]);
  if (freshness.kind === "live") return fill(frame.outage);
  const time = clockTime(freshness.since, Date.now());
  fill(frame.outage,
    h("div", {}, h("strong", {}, words.trouble.title), h("p", {}, `${words.trouble.since(time)} ${freshness.trouble.help}`)),
    h("button", { type: "button", onclick: () => poll?.now() }, words.trouble.again),
  );
}

/** @param {import("./api.js").Trouble} trouble */
function refused(trouble) {
  frame.live.dataset["kind"] = "waiting";
  setText(frame.live, words.fresh.waiting);
  if (trouble.status === 401 || trouble.status === 403) {
    void signOut();
    holder = undefined;
    frame.leave.hidden = true;
    return show(tokenForm(words.trouble.tokenRefused, open), words.gate.title);
  }
  show(troublePage(trouble, open), words.trouble.other);
}

/**
 * @param {HTMLElement} page
 * @param {string} title
 */
function show(page, title) {
  const first = !frame.page.firstChild;
  fill(frame.page, page);
  document.title = `${title} · ${words.product}`;
  frame.live.hidden = page.classList.contains("sheet");
  /** @type {HTMLElement | null} */
  const start = page.querySelector("#token") ?? (first ? null : page.querySelector("h1"));
  start?.focus({ preventScroll: true });
  if (!first) scrollTo(0, 0);
}

function leave() {
  void signOut();
  holder = undefined;
  open();
}

/** Nothing moves under a finger that is just coming down. */
function settled() {
  return pressed ?? Promise.resolve();
}

/** @type {Promise<void> | null} */
let pressed = null;

addEventListener("pointerdown", () => {
  pressed = new Promise((resolve) => {
    const done = () => {
      pressed = null;
      resolve();
    };
    addEventListener("pointerup", done, { once: true });
    addEventListener("pointercancel", done, { once: true });
    // A finger that went down and never came up holds nothing for longer than this.
    setTimeout(done, 1_000);
  });
});

addEventListener("hashchange", () => {
  if (takeTokenFromAddress()) holder = undefined;
  open();
});

takeTokenFromAddress();
document.body.append(
  h("header", { class: "top" }, h("a", { class: "mark", href: "#/" }, words.product), h("span", { class: "desk" }, desk()), h("a", { class: "quiet-link", href: ROSTER }, words.roster.link), h("a", { class: "quiet-link", href: AGREEMENT }, words.agreement.link), frame.live, frame.leave),
  frame.page,
  frame.outage,
);
open();
