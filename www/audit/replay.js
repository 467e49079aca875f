/** Two agreements on past leads, compared in the page; and reports of the command, opened. */

import { bindPrint, find, looker, readySoon, say, show } from "./files.js";

const form = find("#replay", HTMLFormElement);

/** @param {string} name */
function file(name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.files?.[0] : undefined;
}

async function compare() {
  const [before, after, leads] = [file("old"), file("new"), file("leads")];
  if (!before || !after || !leads) return;
  say("Comparing…");
  try {
    const [module, one, other, bytes] =
      await Promise.all([looker(), before.text(), after.text(), leads.arrayBuffer()]);
    const reported = module.compare_agreements(one, other, new Uint8Array(bytes));
    if (reported.problem) {
      say(reported.problem, reported.help ?? "");
      return;
    }
    say("");
    show(reported.html);
  } catch {
    say("These files could not be read", "Choose them once more");
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  const saved = file("saved");
  if (event.target instanceof HTMLInputElement && event.target.name === "saved" && saved) {
    void saved.text().then((html) => {
      say("");
      show(html);
    });
    return;
  }
  void compare();
});
bindPrint();
readySoon();
