/** What people said of a lead or of a week, and a place to say something. */

import { h, setText } from "./h.js";
import { orSaid, section, theirs, timeOf } from "./parts.js";
import { words } from "./words.js";

/** What somebody has begun to write: it stays when the section is made anew. @typedef {{ text: string }} Draft */

/**
 * @param {import("./types.js").Comment[]} said
 * @param {((text: string) => Promise<unknown>) | null} say how something is said; none where one may not
 * @param {Draft} draft
 */
export function commentsSection(said, say, draft) {
  const w = words.comments;
  const items = said.map(({ at, name, text }) => h("li", {}, h("p", {}, theirs(text)), h("p", { class: "second" }, theirs(name), " · ", timeOf(at))));
  return section(w.title, "comments",
    items.length > 0 ? h("ul", { class: "comment-list" }, ...items) : h("p", { class: "quiet" }, w.none),
    say && form(say, draft));
}

/** @param {(text: string) => Promise<unknown>} say @param {Draft} draft */
function form(say, draft) {
  const w = words.comments;
  const text = h("textarea", { name: "comment", rows: 2, maxlength: 2000, "aria-label": w.label, placeholder: w.label, oninput: () => {
    draft.text = text.value;
  } });
  text.value = draft.text;
  const said = h("p", { role: "status", class: "second" });
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const wish = text.value.trim();
    if (!wish) return text.focus();
    await orSaid(said, async () => {
      draft.text = "";
      try {
        await say(wish);
      } catch (error) {
        draft.text = text.value;
        throw error;
      }
      text.value = "";
      setText(said, w.said);
    });
  };
  return h("form", { class: "say", onsubmit: (event) => void send(event) }, text, h("button", {}, w.button), said);
}
