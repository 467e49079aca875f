/** How good a score card was on past leads, worked out in the page. */

import { PAST_ROLES, columnList } from "./columns.js";
import { bindDrop, bindPrint, find, looker, readySoon, say, show } from "./files.js";

/** Where the console leaves the agreement in force for this page. */
const HANDED = "baton.backtest";

const form = find("#backtest", HTMLFormElement);
const picker = find("#past", HTMLInputElement);
const drop = find(".drop", HTMLElement);
const columns = columnList(PAST_ROLES, () => void look());

/** @type {File | undefined} */
let file;
let agreement = handed();
/** @type {number} */
let timer = 0;

function handed() {
  try {
    return sessionStorage.getItem(HANDED) ?? "";
  } catch {
    return "";
  }
}

/** @param {File | undefined | null} chosen */
function choose(chosen) {
  if (!chosen) return;
  file = chosen;
  columns.forget();
  find("#chosen", HTMLElement).textContent = chosen.name;
  void look();
}

async function look() {
  if (!file) return;
  if (!agreement) return say("Choose the agreement, too", "Its score card is what is tested");
  say("Reading…");
  try {
    const [module, buffer] = await Promise.all([looker(), file.arrayBuffer()]);
    const won = form.elements.namedItem("won");
    const labels = won instanceof HTMLInputElement ? won.value.split(",").map((label) => label.trim()).filter(Boolean) : [];
    const reported = module.backtest_past(agreement, new Uint8Array(buffer), { name: file.name, columns: columns.said(), won: labels });
    columns.list(reported.columns);
    if (reported.problem) {
      columns.open();
      return say(reported.problem, reported.help ?? "");
    }
    say("");
    show(reported.html);
  } catch {
    say("This file could not be read", "Choose it once more; a very large one may need a shorter time");
  }
}

picker.addEventListener("change", () => choose(picker.files?.[0]));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", (event) => {
  const chosen = event.target instanceof HTMLInputElement && event.target.name === "agreement" ? event.target.files?.[0] : undefined;
  void chosen?.text().then((text) => {
    agreement = text;
    return look();
  });
});
form.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target.name !== "won") return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), 400);
});
find("#handed", HTMLElement).hidden = !agreement;
bindDrop(drop, choose);
bindPrint();
readySoon();
