/** What stands in the way of the leads: the question for the token, and answers that are none. */

import { h } from "./h.js";
import { withCode } from "./parts.js";
import { address, desk, isOwn, keepToken } from "./session.js";
import { words } from "./words.js";

/**
 * Asks for the token.
 * @param {string} problem why it is asked again, or an empty text
 * @param {() => void} opened
 */
export function tokenForm(problem, opened) {
  const input = h("input", {
    id: "token", name: "token", type: "password", required: true, autocomplete: "current-password",
    spellcheck: "false", "aria-describedby": problem ? "token-problem token-help" : "token-help", "aria-invalid": problem ? "true" : null,
  });
  const stay = h("input", { type: "checkbox", name: "stay", id: "stay" });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    keepToken(input.value.trim());
    isOwn(stay.checked);
    opened();
  };
  return h("main", { class: "sheet" },
    h("h1", { tabindex: -1 }, words.gate.title),
    h("p", {}, words.gate.lead),
    h("form", { onsubmit: submit },
      // A password manager tells desks apart by it.
      h("input", { class: "unseen", type: "text", name: "username", autocomplete: "username", value: desk(), readonly: true, tabindex: -1, "aria-hidden": "true" }),
      h("label", { for: "token" }, words.gate.label),
      input,
      problem && h("p", { id: "token-problem", class: "problem", role: "alert" }, problem),
      h("p", { id: "token-help", class: "quiet" }, ...withCode(words.gate.help), " ", words.gate.kept),
      h("p", { class: "stay" }, stay, h("label", { for: "stay" }, words.gate.stay, h("span", { class: "second" }, words.gate.stayHelp))),
      h("button", { class: "primary", type: "submit" }, words.gate.button),
    ),
    h("p", { class: "quiet" }, words.gate.rep),
  );
}

/**
 * Says what is wrong and what to do.
 * @param {import("./api.js").Trouble} trouble
 * @param {() => void} again
 */
export function troublePage(trouble, again) {
  const { title, help } = told(trouble);
  return h("main", { class: "sheet" },
    h("h1", { tabindex: -1 }, title),
    ...help,
    h("button", { class: "primary", type: "button", onclick: again }, words.trouble.reload),
    h("p", { class: "quiet" }, `${trouble.code} · ${trouble.message}`),
  );
}

/** @param {import("./api.js").Trouble} trouble */
function told(trouble) {
  const t = words.trouble;
  if (trouble.code === "unknown_desk") {
    const command = `baton publish agreement.toml --to ${location.origin} --desk ${desk()}`;
    return { title: t.unknownDesk(desk()), help: [h("p", {}, t.unknownDeskHelp), h("pre", {}, command), h("p", {}, ...withCode(t.otherDesk))] };
  }
  if (trouble.code === "not_allowed") return { title: t.notAllowed, help: [h("p", {}, trouble.help)] };
  if (trouble.status === 404) return { title: t.unknownLead, help: [h("p", {}, t.unknownLeadHelp), h("p", {}, h("a", { href: address("leads") }, words.lead.back))] };
  return { title: trouble.status === 0 ? t.title : t.other, help: [h("p", {}, trouble.help)] };
}
