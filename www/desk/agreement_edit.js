/** A change of the agreement: the text, every problem of it as it is typed, what it means, and whom it would touch. */

import { makeDraft } from "./api.js";
import { crate } from "./agreement_crate.js";
import { differences, trying } from "./agreement_meaning.js";
import { fill, h, setText } from "./h.js";
import { orSaid, section, withCode } from "./parts.js";
import { words } from "./agreement_words.js";

/** @typedef {import("./agreement_crate.js").Finding} Finding */

/** How long a pause in typing is before the text is checked, in ms. */
const PAUSE = 150;

export function editor() {
  const w = words.agreement;
  const text = h("textarea", { id: "agreement", spellcheck: "false", autocapitalize: "off", rows: 24, oninput: () => soon() });
  const found = h("div", { role: "status", class: "found" });
  const meaning = h("div", {});
  const why = h("textarea", { id: "agreement-why", rows: 2, maxlength: 500, required: true });
  const said = h("p", { role: "status", class: "second" });
  const save = h("button", { class: "primary" }, w.draft.make);
  /** @type {import("./agreement.js").Agreed | undefined} */
  let agreed;
  let timer = 0;

  const root = h("div", { class: "found" },
    h("label", { for: "agreement", class: "unseen" }, w.label),
    text, found, meaning,
    trying(() => [agreed?.text ?? "", text.value]),
    section(w.draft.title, "drafting", h("p", { class: "quiet" }, w.draft.lead),
      h("form", { class: "why-form", onsubmit: (event) => void sent(event) }, h("label", { for: "agreement-why" }, w.draft.why), why, save), said));

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), PAUSE);
  }

  async function look() {
    try {
      const { check } = await crate();
      const { problems, summary } = check(text.value);
      fill(found, ...told(problems), summary && summed(summary));
      save.disabled = !summary;
      fill(meaning, summary && agreed && (await differences(agreed.text, text.value)));
    } catch {
      fill(found, h("p", {}, w.noCheck));
    }
  }

  /** @param {Finding[]} problems */
  function told(problems) {
    if (problems.length === 0) return [];
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const rows = problems.map((finding) =>
      h("li", { class: `finding ${finding.severity}` },
        h("button", { class: "plain", type: "button", onclick: () => point(finding) }, w.line(finding.line)),
        h("div", {}, h("strong", {}, ...withCode(finding.message)), finding.help ? h("span", { class: "second" }, ...withCode(finding.help)) : null)));
    return [section(w.problems(errors, problems.length - errors), "findings", h("ul", {}, ...rows))];
  }

  /** @param {Finding} finding */
  function point(finding) {
    text.focus();
    text.setSelectionRange(finding.start, finding.end);
    const height = text.scrollHeight / Math.max(1, text.value.split("\n").length);
    text.scrollTop = Math.max(0, (finding.line - 4) * height);
  }

  /** @param {Event} event */
  async function sent(event) {
    event.preventDefault();
    if (!agreed) return;
    const { version, changed } = agreed;
    save.disabled = true;
    await orSaid(said, async () => {
      const { body } = await makeDraft({ text: text.value, why: why.value, base: version });
      why.value = "";
      setText(said, "");
      await changed("drafts", w.draft.made(body.id));
    });
    save.disabled = false;
  }

  return {
    root,
    /** What somebody has typed stays, unless another version is in force. @param {import("./agreement.js").Agreed} now */
    show(now) {
      const isSame = agreed?.text === now.text;
      agreed = now;
      if (isSame) return;
      text.value = now.text;
      soon();
    },
  };
}

/** @param {import("./agreement_crate.js").Summary} of */
function summed(of) {
  const tiers = of.tiers.map(([name, from]) => `${name} ≥ ${from}`).join(", ");
  return section(words.agreement.good, "summary", h("p", {}, words.agreement.summary(of, tiers)));
}
