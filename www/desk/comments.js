/** What people said of a lead or of a week, and a place to say something. */

import { h, setText } from "./h.js";
import { orSaid, section, theirs, timeOf } from "./parts.js";
import { words } from "./words.js";

/**
 * @param {import("./types.js").Comment[]} said
 * @param {((text: string) => Promise<unknown>) | null} say how something is said; none where one may not
 */
export function commentsSection(said, say) {
  const w = words.comments;
  const items = said.map(({ at, name, text }) => h("li", {}, h("p", {}, theirs(text)), h("p", { class: "second" }, theirs(name), " · ", timeOf(at))));
  return section(w.title, "comments",
    items.length > 0 ? h("ul", { class: "comment-list" }, ...items) : h("p", { class: "quiet" }, w.none),
    say && form(say));
}

/** @param {(text: string) => Promise<unknown>} say */
function form(say) {
  const w = words.comments;
  const text = h("textarea", { name: "comment", rows: 2, maxlength: 2000, "aria-label": w.label, placeholder: w.label });
  const said = h("p", { role: "status", class: "second" });
  /** @param {Event} event */
  const send = async (event) => {
    event.preventDefault();
    const wish = text.value.trim();
    if (!wish) return text.focus();
    await orSaid(said, async () => {
      await say(wish);
      text.value = "";
      setText(said, w.said);
    });
  };
  return h("form", { class: "say", onsubmit: (event) => void send(event) }, text, h("button", {}, w.button), said);
}
