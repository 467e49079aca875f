/** What an agreement says, for who writes no TOML. */

import { crate } from "./agreement_crate.js";
import { allowance, number, signed } from "./format.js";
import { fill, h } from "./h.js";
import { section, theirs } from "./parts.js";
import { words } from "./agreement_words.js";

/** @typedef {import("./types.js").AgreementView} AgreementView */
/** @typedef {import("./types.js").Ask} Ask */

/** So many values stand in a sentence; more are counted. */
const MOST_VALUES = 6;

export function reading() {
  const root = h("div", { class: "reading" });
  return {
    root,
    /** @param {import("./agreement.js").Agreed} agreed */
    async show({ text }) {
      const view = await crate().then(({ view }) => view(text)).catch(() => null);
      if (!view) return fill(root, h("p", { class: "card" }, view === null ? words.agreement.noCheck : words.agreement.read.unreadable));
      fill(root, ...parts(view));
    },
  };
}

/** @param {AgreementView} view */
function parts(view) {
  const w = words.agreement.read;
  return [
    section(w.card, "read-card", h("p", { class: "quiet" }, w.cardLead(view.caps[0], view.caps[1])), ...["fit", "engagement"].map((group) => points(view, group))),
    section(w.tiers, "read-tiers", tiers(view)),
    section(w.gates, "read-gates", gate(w.mql, view.mql), gate(w.sql, view.sql)),
    section(w.routes, "read-routes", h("p", { class: "quiet" }, w.routesLead), routes(view)),
    section(w.pools, "read-pools", pools(view)),
    section(w.windows, "read-windows", h("p", { class: "quiet" }, view.in_working_hours ? w.inWorkingHours : w.roundTheClock), windows(view), ladder(view)),
    section(w.offers, "read-offers", h("p", { class: "quiet" }, w.offersLead), offers(view)),
    section(w.reasons, "read-reasons", h("ul", { class: "plain-list" }, ...view.reasons.map(([, said, needs]) => h("li", {}, theirs(said), needs && h("span", { class: "second" }, w.needsText))))),
    section(w.people, "read-people", h("p", {}, w.owner(view.owner, view.review_by)), h("p", { class: "quiet" }, view.approval ? w.approval : w.noApproval)),
  ];
}

/** @param {AgreementView} view @param {string} group */
function points(view, group) {
  const lines = view.criteria.filter((line) => line.group === group);
  if (lines.length === 0) return null;
  const most = Math.max(1, ...view.criteria.map((line) => Math.abs(line.points)));
  const row = (/** @type {AgreementView["criteria"][number]} */ line) =>
    h("tr", {},
      h("th", { scope: "row" }, theirs(line.words), h("span", { class: "second" }, ...asks(line), line.private && ` · ${words.agreement.read.private}`)),
      h("td", { class: "points", "data-sign": line.points < 0 ? "minus" : "plus" }, h("meter", { class: "points-bar", min: 0, max: most, value: Math.abs(line.points), "aria-hidden": "true" }), signed(line.points)));
  const w = words.agreement.read;
  return h("table", { class: "read-points" },
    h("caption", {}, words.verdict.groups[group]),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, w.columns.what), h("th", { scope: "col", class: "points" }, w.columns.points))),
    h("tbody", {}, ...lines.map(row)));
}

/** @param {AgreementView["criteria"][number]} line @returns {import("./h.js").Child[]} */
function asks({ ask, signal }) {
  const w = words.agreement.read;
  if (signal) return [w.perSignal(signal.name.replaceAll("_", " "), signed(signal.each), signal.within ? allowance(signal.within * 1000) : "", signal.decay ? allowance(signal.decay * 1000) : "")];
  return ask ? [asked(ask)] : [];
}

/**
 * A question in a line.
 * @param {Ask} ask
 * @returns {string}
 */
export function asked(ask) {
  const w = words.agreement.read;
  if (ask.how === "if") return condition(ask);
  const parts = ask.parts.map(asked);
  return w.together[ask.how]?.(parts, ask.needed) ?? parts.join(", ");
}

/** @param {Ask} ask */
function condition({ about, subject, test, values }) {
  const w = words.agreement.read;
  const name = about === "field" ? words.fields[subject] ?? subject : subject.replaceAll("_", " ");
  const shown = values.slice(0, MOST_VALUES).map((value) => value.replaceAll("_", " "));
  if (values.length > MOST_VALUES) shown.push(w.more(values.length - MOST_VALUES));
  if (about === "field") return w.tests[test]?.(name, shown) ?? name;
  return w.about[about]?.(name, shown) ?? name;
}

/** @param {string} title @param {Ask | null | undefined} ask */
function gate(title, ask) {
  return h("div", { class: "gate" }, h("h3", {}, title), ask ? tree(ask) : h("p", { class: "quiet" }, words.agreement.read.notAgreed));
}

/** A question with its parts below it. @param {Ask} ask @returns {HTMLElement} */
function tree(ask) {
  const w = words.agreement.read;
  if (ask.how === "if") return h("p", {}, theirs(ask.words || condition(ask)), ask.words ? h("span", { class: "second" }, condition(ask)) : null);
  return h("div", { class: "tree" }, h("p", { class: "quiet" }, w.heads[ask.how]?.(ask.needed) ?? ""), h("ul", {}, ...ask.parts.map((part) => h("li", {}, tree(part)))));
}

/** @param {AgreementView} view */
function tiers({ tiers: all }) {
  const w = words.agreement.read;
  return h("dl", { class: "pairs" }, ...all.flatMap(([name, from, share]) => [h("dt", {}, theirs(name)), h("dd", {}, share ? w.tierShare(share) : w.tierFrom(from))]));
}

/** @param {AgreementView} view */
function routes({ routes: all }) {
  const w = words.agreement.read;
  return h("ol", { class: "numbered" }, ...all.map((route) =>
    h("li", {},
      h("div", {}, h("strong", {}, w.to[route.to_kind]?.(route.to) ?? route.to), h("span", { class: "second" }, route.when ? w.when(route.when.words || asked(route.when)) : w.everyone),
        route.needs.length > 0 && h("span", { class: "second" }, w.needs(route.needs.map((need) => (need === "same_language" ? w.sameLanguage : need)).join(", "))),
        h("span", { class: "second" }, h("code", {}, route.id))))));
}

/** @param {AgreementView} view */
function pools({ pools: all }) {
  const w = words.agreement.read;
  return h("div", { class: "pools" }, ...all.map((pool) =>
    h("div", {}, h("h3", {}, theirs(pool.id)), h("p", { class: "quiet" }, w.share[pool.share] ?? pool.share),
      h("dl", { class: "pairs" }, ...pool.members.flatMap(([name, percent]) => [h("dt", {}, theirs(name)), h("dd", {}, `${number(percent)} %`)])),
      h("p", { class: "second" }, w.ifNobody(pool.if_nobody.map((way) => (way === "fallback" && !pool.fallback ? "" : w.ways[way]?.(pool.fallback ?? "") ?? way)).filter(Boolean))))));
}

/** @param {AgreementView} view */
function windows({ windows: all }) {
  const w = words.agreement.read;
  return h("dl", { class: "pairs" }, ...all.flatMap(({ id, usual, others }) => [
    h("dt", {}, w.windowNames[id] ?? id),
    h("dd", {}, allowance(usual * 1000), ...others.map(([name, time]) => h("span", { class: "second" }, `${name.replaceAll("_", " ")}: ${allowance(time * 1000)}`)))]));
}

/** @param {AgreementView} view */
function ladder({ ladder: all }) {
  const w = words.agreement.read;
  if (all.length === 0) return null;
  return h("div", {}, h("h3", {}, w.ladder), h("ol", { class: "numbered" }, ...all.map(({ percent, seconds, does }) =>
    h("li", {}, h("div", {}, h("strong", {}, w.does[does] ?? does), h("span", { class: "second" }, percent == null ? w.after(allowance((seconds ?? 0) * 1000)) : w.atShare(percent)))))));
}

/** @param {AgreementView} view */
function offers({ offers: all }) {
  const w = words.agreement.read;
  return h("ol", { class: "numbered" }, ...all.map(({ kind, tiers: of, when, headline }) =>
    h("li", {}, h("div", {}, h("strong", {}, w.kinds[kind] ?? kind), headline && h("span", { class: "second" }, theirs(`“${headline}”`)),
      h("span", { class: "second" }, [of.length > 0 ? of.join(", ") : w.everyTier, when && asked(when)].filter(Boolean).join(" · "))))));
}
