/** An export, looked over in the page. */

import { bindPrint, find, looker, readySoon, say, show } from "./files.js";

/** What a column can be, in words. The names are those of the crate. */
const ROLES = {
  created: "when it came in",
  first_contact: "when somebody first tried",
  outcome: "what became of it",
  owner: "who has it",
  source: "where it came from",
  reason: "why it was rejected",
  attempts: "how often somebody tried",
  value: "what it was worth",
  email: "e-mail",
  name: "name",
  first_name: "given name",
  last_name: "family name",
  company: "company",
  phone: "telephone",
  job_title: "job title",
  employees: "number of employees",
  left_out: "left out",
  other: "nothing that is needed",
};

const form = find("#audit", HTMLFormElement);
const picker = find("#export", HTMLInputElement);
const drop = find(".drop", HTMLElement);
const columns = find("#columns", HTMLDetailsElement);

/** @type {File | undefined} */
let file;
/** What was said of columns, by their names. @type {Map<string, string>} */
const said = new Map();
/** @type {number} */
let timer = 0;

/** @param {File | undefined | null} chosen */
function choose(chosen) {
  if (!chosen) return;
  file = chosen;
  said.clear();
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
      columns: [...said].map(([name, role]) => `${role}=${name}`),
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
    list(reported.columns);
    show(reported.html, reported.agreement);
  } catch {
    say("This file could not be read", "Choose it once more; a very large one may need a shorter time");
  }
}

/** @param {[string, string, string][]} known */
function list(known) {
  columns.hidden = false;
  const rows = known.map(([name, role, why]) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    const roles = role in ROLES ? Object.entries(ROLES) : [[role, role], ...Object.entries(ROLES)];
    for (const [id, words] of roles) {
      select.append(new Option(words, id, id === role, id === role));
    }
    select.addEventListener("change", () => {
      said.set(name, select.value);
      void look();
    });
    const title = document.createElement("span");
    title.textContent = `${name} (${why})`;
    label.append(title, select);
    return label;
  });
  find(".columns", HTMLElement).replaceChildren(...rows);
}

picker.addEventListener("change", () => choose(picker.files?.[0]));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLInputElement) || event.target === picker) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void look(), 400);
});
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.toggleAttribute("data-over", true);
});
drop.addEventListener("dragleave", () => drop.toggleAttribute("data-over", false));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.toggleAttribute("data-over", false);
  choose(event.dataTransfer?.files[0]);
});
bindPrint();
readySoon();
