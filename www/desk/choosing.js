/** Several leads at once: chosen in the list, given to one rep together. */

import { NEVER, Trouble, giveLead, roster } from "./api.js";
import { fill, h, setText } from "./h.js";
import { orSaid } from "./parts.js";
import { words } from "./words.js";

/** The bar below the list's filters, and what is chosen. */
export class Choosing {
  /** @type {Set<string>} ids of leads */
  #chosen = new Set();
  #isOn = false;
  #count = h("strong");
  #to = h("select", { "aria-label": words.give.to });
  #give = h("button", { class: "primary" }, words.give.button);
  #said = h("p", { role: "status", class: "second" });
  #form = h("form", { class: "choosing", hidden: true, onsubmit: (event) => void this.#given(event) },
    this.#count, h("button", { type: "button", class: "plain", onclick: () => this.#all() }, words.choose.all), this.#to, this.#give, this.#said);
  #list;

  root = h("div", {}, this.#form);
  button = h("button", { type: "button", class: "plain choose", "aria-pressed": "false", onclick: () => void this.#turn() }, words.choose.begin);

  /** @param {{ root: HTMLElement, shown: () => string[], done: () => void }} list where leads stand, which, and who is told afterwards */
  constructor(list) {
    this.#list = list;
  }

  /** A box for a lead's row. @param {() => string} id */
  box(id) {
    return h("input", { type: "checkbox", class: "chosen", "aria-label": words.choose.lead, onchange: (event) => {
      const { checked } = /** @type {HTMLInputElement} */ (event.currentTarget);
      if (checked) this.#chosen.add(id());
      else this.#chosen.delete(id());
      this.#tell();
    } });
  }

  async #turn() {
    this.#isOn = !this.#isOn;
    this.button.setAttribute("aria-pressed", String(this.#isOn));
    setText(this.button, this.#isOn ? words.choose.end : words.choose.begin);
    this.#list.root.toggleAttribute("data-choosing", this.#isOn);
    this.#form.hidden = !this.#isOn;
    setText(this.#said, "");
    if (!this.#isOn) return this.#clear();
    this.#tell();
    await orSaid(this.#said, async () => {
      const { body } = await roster(NEVER);
      fill(this.#to, ...body.reps.map(({ id, name, away_until }) => h("option", { value: id }, away_until === null ? name : words.give.away(name))));
    });
  }

  #all() {
    const shown = this.#list.shown();
    const isAll = shown.every((id) => this.#chosen.has(id));
    this.#clear();
    if (!isAll) for (const id of shown) this.#chosen.add(id);
    for (const box of this.#boxes()) box.checked = !isAll;
    this.#tell();
  }

  #clear() {
    this.#chosen.clear();
    for (const box of this.#boxes()) box.checked = false;
    this.#tell();
  }

  /** @returns {NodeListOf<HTMLInputElement>} */
  #boxes() {
    return this.#list.root.querySelectorAll("input.chosen");
  }

  #tell() {
    setText(this.#count, words.choose.count(this.#chosen.size));
    this.#give.disabled = this.#chosen.size === 0;
  }

  /** One after the other, so that turns and caps stay exact; what the desk refuses is said, and the others go on. @param {Event} event */
  async #given(event) {
    event.preventDefault();
    const to = this.#to.value;
    const name = this.#to.selectedOptions[0]?.text ?? to;
    const ids = [...this.#chosen];
    let given = 0;
    let refused = "";
    this.#give.disabled = true;
    for (const id of ids) {
      try {
        await giveLead(id, to);
        given += 1;
        this.#chosen.delete(id);
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        refused = `${error.message}. ${error.help}`;
        // Without a network the next one fares no better.
        if (error.status === 0) break;
      }
      setText(this.#said, words.choose.going(given, ids.length));
    }
    setText(this.#said, words.choose.done(given, ids.length - given, name, refused));
    this.#clear();
    this.#list.done();
  }
}
