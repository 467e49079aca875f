/** Giving a lead to somebody, by a person who looks at it. */

import { NEVER, giveLead, releaseLead, roster } from "./api.js";
import { fill, h, setText } from "./h.js";
import { orSaid } from "./parts.js";
import { words } from "./words.js";

/**
 * A way to give the lead away, quiet until it is wanted.
 * @param {Pick<import("./types.js").LeadRow, "id" | "owner">} lead
 */
export function giving(lead) {
  const choice = h("select", { name: "to", "aria-label": words.give.to });
  const said = h("p", { role: "status", class: "second" });
  /** @param {Event} event */
  async function offered(event) {
    if (!(/** @type {HTMLDetailsElement} */ (event.currentTarget).open) || choice.options.length > 0) return;
    await orSaid(said, async () => {
      const { body } = await roster(NEVER);
      const others = body.reps.filter(({ id }) => id !== lead.owner?.id);
      fill(choice, ...others.map(({ id, name, away_until }) => h("option", { value: id }, away_until === null ? name : words.give.away(name))));
    });
  }
  /** @param {Event} event */
  async function given(event) {
    event.preventDefault();
    await orSaid(said, async () => {
      await giveLead(lead.id, choice.value);
      setText(said, words.give.done(choice.selectedOptions[0]?.text ?? choice.value));
    });
  }
  return h("details", { class: "give", ontoggle: (event) => void offered(event) },
    h("summary", {}, words.give.title),
    h("form", { onsubmit: (event) => void given(event) }, choice, h("button", {}, words.give.button)),
    said,
  );
}

/**
 * A way out of quarantine.
 * @param {string} id of the lead
 */
export function releasing(id) {
  const said = h("p", { role: "status", class: "second" }, words.release.help);
  const button = h("button", { onclick: () => void released() }, words.release.button);
  async function released() {
    button.disabled = true;
    await orSaid(said, async () => {
      await releaseLead(id);
      setText(said, words.release.done);
    });
    button.disabled = false;
  }
  return h("div", { class: "release" }, button, said);
}
