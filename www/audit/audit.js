/** An export, looked over in the page. */

import { ROLES, columnList } from "./columns.js";
import { bindDrop, bindPrint, find, looker, readySoon, say, show } from "./files.js";

const form = find("#audit", HTMLFormElement);
const picker = find("#export", HTMLInputElement);
const drop = find(".drop", HTMLElement);
const columns = columnList(ROLES, () => void look());

/** @type {File | undefined} */
let file;
/** @type {number} */
let timer = 0;

/** @param {File | undefined | null} chosen */
function choose(chosen) {
  if (!chosen) return;
  file = chosen;
  columns.forget();
  find("#chosen", HTMLElement).textContent = chosen.name;
  void look();
}

/** @param {string} name */
function number(name) {
  const field = form.elements.namedItem(name);
  const text = field instanceof HTMLInputElement ? field.value.replace(/[%\s]/g, "").replace(",", ".") : "";
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : null;
}

/** @param {string} name */
function text(name) {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}

async function look() {
  if (!file) return;
  say("Reading…");
  try {
    const [module, buffer] = await Promise.all([looker(), file.arrayBuffer()]);
    const asked = {
      name: file.name,
      columns: columns.said(),
      value: number("value"),
      rate: number("rate"),
      hours: text("hours"),
      zone: text("zone"),
    };
    const reported = module.audit_export(new Uint8Array(buffer), asked);
    if (reported.problem) {
      say(reported.problem, reported.help ?? "");
      return;
    }
    say("");
    columns.list(reported.columns);
    show(reported.html, reported.agreement);
  } catch {
    say("This file could not be read", "Choose it once more; a very large one may need a shorter time");
  }
}

picker.addEventListener("change", () => choose(picker.files?.[0]));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target === picker) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), 400);
});
bindDrop(drop, choose);
bindPrint();
readySoon();
