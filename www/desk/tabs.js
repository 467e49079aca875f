/** Parts of a page of which one is open: by a press, or by the arrow keys. */

import { fill, h } from "./h.js";

/**
 * @param {string} label what they are parts of
 * @param {{ id: string, title: string, content: HTMLElement }[]} parts
 */
export function tabs(label, parts) {
  const buttons = parts.map(({ id, title }) =>
    h("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `part-${id}`, onclick: () => open(id) }, title));
  const panels = parts.map(({ id, content }) =>
    h("div", { role: "tabpanel", id: `part-${id}`, "aria-labelledby": `tab-${id}`, tabindex: 0, hidden: true }, content));
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: (event) => turned(/** @type {KeyboardEvent} */ (event)) }, ...buttons);

  /** @param {string} id */
  function open(id) {
    const at = Math.max(0, parts.findIndex((part) => part.id === id));
    for (const [place, button] of buttons.entries()) {
      button.setAttribute("aria-selected", String(place === at));
      button.tabIndex = place === at ? 0 : -1;
      const panel = panels[place];
      if (panel) panel.hidden = place !== at;
    }
  }

  /** @param {KeyboardEvent} event */
  function turned(event) {
    const here = buttons.findIndex((button) => button === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -here, End: buttons.length - 1 - here }[event.key];
    if (here < 0 || step === undefined) return;
    event.preventDefault();
    const at = (here + step + buttons.length) % buttons.length;
    open(parts[at]?.id ?? "");
    buttons[at]?.focus();
  }

  open(parts[0]?.id ?? "");
  return {
    root: h("div", { class: "parts" }, list, ...panels),
    open,
    /**
     * Says how much waits in a part.
     * @param {string} id
     * @param {number} waiting
     */
    count(id, waiting) {
      const at = parts.findIndex((part) => part.id === id);
      const button = buttons[at];
      if (button) fill(button, parts[at]?.title, waiting > 0 && h("span", { class: "waiting" }, waiting));
    },
  };
}
