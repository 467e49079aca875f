/** The versions there were: who put them into force and why, what each changed, and the way back. */

import { agreementText, restoreAgreement } from "./api.js";
import { differences } from "./agreement_meaning.js";
import { edgeTime } from "./clock.js";
import { clockTime } from "./format.js";
import { fill, h } from "./h.js";
import { orSaid, section, theirs } from "./parts.js";
import { words } from "./agreement_words.js";

/** @typedef {import("./types.js").AgreementVersion} Version */

export function versions() {
  const root = h("div", { class: "found" });
  return {
    root,
    /** @param {import("./agreement.js").Agreed} agreed @param {Version[]} all newest first */
    async show(agreed, all) {
      const w = words.agreement.versions;
      fill(root, section(w.title, "versions", h("ol", { class: "events" }, ...all.map((version) => row(agreed, version, all)))));
    },
  };
}

/** @param {import("./agreement.js").Agreed} agreed @param {Version} of @param {Version[]} all */
function row(agreed, of, all) {
  const w = words.agreement.versions;
  const before = all.find(({ version }) => version === of.version - 1);
  const meaning = h("div", {});
  const changes = before && h("details", { class: "raw", ontoggle: (event) => void opened(event) }, h("summary", {}, w.changed), meaning);
  /** @param {Event} event */
  async function opened(event) {
    if (!(/** @type {HTMLDetailsElement} */ (event.currentTarget).open) || meaning.firstChild || !before) return;
    const { signal } = new AbortController();
    await orSaid(meaning, async () => {
      const [old, now] = await Promise.all([agreementText(signal, before.version), agreementText(signal, of.version)]);
      fill(meaning, await differences(old, now));
    });
  }
  return h("li", { "data-version": of.version },
    h("span", { class: "when" }, h("time", {}, clockTime(of.published_at, edgeTime()))),
    h("span", { class: "what" }, h("strong", {}, of.version === agreed.version ? w.inForce(of.version) : w.version(of.version)),
      h("span", { class: "second" }, theirs(how(of))), changes, back(agreed, of)));
}

/** @param {Version} of */
function how({ by, why, draft, restores }) {
  const w = words.agreement.versions;
  if (!why) return w.unexplained;
  const from = draft ? w.fromDraft(draft) : restores ? w.again(restores) : "";
  return [w.said(by ?? "", why), from].filter(Boolean).join(" · ");
}

/**
 * The way back: a reason, and one press.
 * @param {import("./agreement.js").Agreed} agreed
 * @param {Version} of
 */
function back({ version, required, who, changed }, of) {
  const w = words.agreement.versions;
  const may = who?.rights.includes("agreement:write") && of.version < version;
  const isSide = who?.role === "marketing" || who?.role === "sales_lead";
  if (!may || (required && (of.version !== version - 1 || !isSide))) return null;
  const said = h("p", { role: "status", class: "second" });
  const why = h("input", { name: "why", required: true, maxlength: 500 });
  /** @param {Event} event */
  async function sent(event) {
    event.preventDefault();
    await orSaid(said, async () => {
      await restoreAgreement(of.version, why.value);
      await changed("versions", w.restored(of.version));
    });
  }
  return h("details", { class: "raw back" }, h("summary", {}, w.back),
    h("form", { class: "why-form", onsubmit: (event) => void sent(event) }, h("label", {}, w.why, " ", why), h("button", { class: "primary" }, w.restore(of.version))), said);
}
