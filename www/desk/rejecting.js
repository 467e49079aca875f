/** Rejecting a lead by one of the agreement's reasons, and taking that back. */

import { rejectLead, takeBack } from "./api.js";
import { h, setText } from "./h.js";
import { orSaid } from "./parts.js";
import { words } from "./words.js";

/**
 * A way to reject the lead, quiet until it is wanted.
 * @param {string} id of the lead
 * @param {import("./types.js").Rejection[]} reasons
 */
export function rejecting(id, reasons) {
  const why = h("select", { name: "reason", "aria-label": words.reject.why }, ...reasons.map((reason) =>
    h("option", { value: reason.id }, reason.words)));
  const note = h("input", { name: "note", maxlength: 200, "aria-label": words.reject.note, placeholder: words.reject.note });
  const said = h("p", { role: "status", class: "second" });
  /** @param {Event} event */
  async function rejected(event) {
    event.preventDefault();
    await orSaid(said, async () => {
      await rejectLead(id, why.value, note.value.trim());
      setText(said, words.reject.done);
    });
  }
  return h("details", { class: "give reject" },
    h("summary", {}, words.reject.title),
    h("form", { onsubmit: (event) => void rejected(event) }, why, note, h("button", {}, words.reject.button)),
    said,
  );
}

/**
 * A way to take back what was last said here, while that can be.
 * @param {string} id of the lead
 */
export function takingBack(id) {
  const said = h("p", { role: "status", class: "second" });
  const button = h("button", { onclick: () => void orSaid(said, async () => {
    await takeBack(id);
    setText(said, words.reject.takenBack);
  }) }, words.reject.takeBack);
  return h("div", { class: "release" }, button, said);
}
