/** What the columns of a file were taken for, shown, and put right where that is wrong. */

import { find } from "./files.js";

/** What a column can be, in words. The names are those of the crate. */
export const ROLES = {
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

/** What is known only of past leads. */
export const PAST_ROLES = { ...ROLES, closed: "when its outcome was known", key: "a number of the row" };

/**
 * The list of columns of a page.
 * @param {Record<string, string>} roles what a column can be
 * @param {() => void} again looks at the file once more
 */
export function columnList(roles, again) {
  const details = find("#columns", HTMLDetailsElement);
  /** What was said of columns, by their names. @type {Map<string, string>} */
  const said = new Map();
  return {
    /** Another file has other columns. */
    forget: () => said.clear(),
    /** What was said, as the crate takes it: `created=Entry`. */
    said: () => [...said].map(([name, role]) => `${role}=${name}`),
    /** @param {[string, string, string][]} known name, role, why */
    list(known) {
      details.hidden = known.length === 0;
      const rows = known.map(([name, role, why]) => {
        const label = document.createElement("label");
        const select = document.createElement("select");
        const all = role in roles ? Object.entries(roles) : [[role, role.replaceAll("_", " ")], ...Object.entries(roles)];
        for (const [id, words] of all) select.append(new Option(words, id, id === role, id === role));
        select.addEventListener("change", () => {
          said.set(name, select.value);
          again();
        });
        const title = document.createElement("span");
        title.textContent = `${name} (${why})`;
        label.append(title, select);
        return label;
      });
      find(".columns", HTMLElement).replaceChildren(...rows);
    },
    open: () => {
      details.open = true;
    },
  };
}
