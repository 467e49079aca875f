/**
 * What past leads teach: the crate of `baton fit`, on the desk's own leads, beside this page. It proposes what is
 * better beyond doubt and nothing else, and what it proposes is a draft that takes both sides.
 */

import { Trouble, makeDraft } from "./api.js";
import { differences, trying } from "./agreement_meaning.js";
import { number } from "./format.js";
import { fill, h, setText } from "./h.js";
import { orSaid, section } from "./parts.js";
import { load, teach } from "./past.js";
import { desk } from "./session.js";
import { words } from "./agreement_words.js";

/** From so many leads more points would not change. */
const MOST = 20_000;

/** So long after the page is there it looks by itself, in ms. */
const PAUSE = 1_500;

/** @typedef {import("./agreement.js").Agreed} Agreed */

/** @param {(better: boolean) => void} tell hears whether something is proposed */
export function learning(tell) {
  const w = words.agreement.learn;
  const status = h("p", { role: "status", class: "second" });
  const found = h("div", { class: "found" });
  const button = h("button", { type: "button", onclick: () => void run() }, w.button);
  const root = h("div", { class: "found" }, section(w.title, "learn", h("p", { class: "quiet" }, w.lead), button, status),
    section(w.fileTitle, "backtest", h("p", { class: "quiet" }, w.fileLead), h("a", { href: "/audit/backtest.html", onclick: hand }, w.fileLink)), found);
  /** @type {Agreed | undefined} */
  let agreed;

  /** The page that reads files gets the agreement along: it knows no desk. */
  function hand() {
    try {
      sessionStorage.setItem("baton.backtest", agreed?.text ?? "");
    } catch {
      // It is chosen there.
    }
  }

  async function run() {
    if (!agreed) return;
    const asked = agreed;
    button.disabled = true;
    try {
      const loaded = await load(MOST, (count) => setText(status, words.agreement.trying.loading(number(count))));
      setText(status, w.working(number(loaded)));
      const taught = await teach(asked.text, w.madeBy);
      setText(status, "");
      keep(asked, taught.better);
      tell(taught.better);
      fill(found, ...(await told(asked, taught)));
    } catch (error) {
      setText(status, error instanceof Trouble ? `${error.message}. ${error.help}` : words.agreement.noCheck);
    }
    button.disabled = false;
  }

  return {
    root,
    /** Once a day, and for every version, it looks by itself. @param {Agreed} now */
    show(now) {
      const isNew = agreed?.version !== now.version;
      agreed = now;
      if (!isNew) return;
      fill(found);
      tell(false);
      // After what somebody came for is there.
      if (!looked(now)) setTimeout(() => void run(), PAUSE);
    },
  };
}

/** What this browser remembers of having looked. @param {Agreed} agreed */
const key = (agreed) => `baton.learned.${desk()}.${agreed.version}.${new Date().toISOString().slice(0, 10)}`;

/** @param {Agreed} agreed */
function looked(agreed) {
  try {
    return localStorage.getItem(key(agreed)) === "nothing";
  } catch {
    return true;
  }
}

/** What is found is shown again with the next look; that there was nothing is remembered until tomorrow. @param {Agreed} agreed @param {boolean} better */
function keep(agreed, better) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(`baton.learned.${desk()}.`)) localStorage.removeItem(name);
    if (!better) localStorage.setItem(key(agreed), "nothing");
  } catch {
    // It is looked for again.
  }
}

/** @param {Agreed} agreed @param {import("./types.js").Taught} taught */
async function told(agreed, taught) {
  const w = words.agreement.learn;
  if (taught.problem) return [section(w.tooLittle, "taught", h("p", {}, w.cannot(taught.problem, taught.help ?? "")))];
  if (taught.nothing) return [section(w.nothing, "taught", h("p", {}, w.because(taught.nothing)), figures(taught), saving(taught))];
  if (!taught.better) return [section(w.notSure, "taught", h("p", {}, w.notSureWhy), figures(taught), saving(taught))];
  return [
    section(w.better, "taught proposal", h("p", {}, w.betterWhy), figures(taught), saving(taught)),
    await differences(agreed.text, taught.text),
    trying(() => [agreed.text, taught.text]),
    proposing(agreed, taught),
  ];
}

/** @param {import("./types.js").Taught} of */
function figures(of) {
  const w = words.agreement.learn;
  const digits = (/** @type {number} */ value) => value.toFixed(3);
  const row = (/** @type {"auc" | "brier" | "ece"} */ name) => {
    const { today, proposed, low, high } = of[name];
    return h("tr", { "data-figure": name }, h("th", { scope: "row" }, w.figures[name], h("span", { class: "second" }, w.figureHelp[name])),
      h("td", {}, digits(today)), h("td", {}, digits(proposed)), h("td", {}, low == null || high == null ? "" : w.interval(digits(low), digits(high))));
  };
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": w.caption },
    h("table", { class: "small-table" }, h("caption", {}, w.counts(number(of.leads), number(of.won))),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, w.figure), h("th", { scope: "col" }, w.today), h("th", { scope: "col" }, w.proposed), h("th", { scope: "col" }, w.gain))),
      h("tbody", {}, row("auc"), row("brier"), row("ece"))));
}

/** The whole report, as a file. @param {import("./types.js").Taught} of */
function saving(of) {
  const address = URL.createObjectURL(new Blob([of.html], { type: "text/html" }));
  return h("p", {}, h("a", { href: address, download: "learned.html" }, words.agreement.learn.report));
}

/** @param {Agreed} agreed @param {import("./types.js").Taught} taught */
function proposing({ version, who, changed }, taught) {
  const w = words.agreement.learn;
  const said = h("p", { role: "status", class: "second" });
  if (!who?.rights.includes("agreement:write")) return null;
  const button = h("button", { type: "button", class: "primary", onclick: () => void orSaid(said, async () => {
    const { auc, brier, ece, leads, won } = taught;
    const text = w.summary(number(leads), number(won), auc.today.toFixed(3), auc.proposed.toFixed(3), (auc.low ?? 0).toFixed(3), (auc.high ?? 0).toFixed(3));
    const { body } = await makeDraft({ text: taught.text, why: w.why, base: version, evidence: { words: text, leads, won, auc, brier, ece } });
    await changed("drafts", words.agreement.draft.made(body.id));
  }) }, w.propose);
  return section(w.proposeTitle, "proposing", h("p", { class: "quiet" }, w.proposeHelp), button, said);
}
