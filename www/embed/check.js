/**
 * The install check: the marketer opens the page with `#baton-check` and is told which form was
 * taken, what its fields were understood as, what the page's policy lacks and what a visitor
 * would see. A test submission is labelled as one; nothing else is sent, and no form is changed.
 */
import { el, finding, inOverlay } from "./check_overlay.js";
import { answered, whyNot } from "./check_form.js";
import { readForm } from "./fields.js";
import { aboutPolicy, listenForPolicy } from "./check_policy.js";
import { emailOf } from "./forms.js";
import { pack } from "./pack.js";
import { makePanel } from "./panel.js";
import { openScorer } from "./scorer.js";
import { makeScorer } from "./verdict.js";

/** @typedef {Pick<import("./baton.js").Core, "edge" | "desk" | "makeLead" | "bookingLink">} Given */
/** @typedef {import("./fields.js").Field} Field */

/** @type {Awaited<ReturnType<typeof openScorer>>} */
let scorer;

/**
 * @param {Given} given
 */
export async function check(given) {
  const { body, section } = inOverlay(`Desk ${given.desk} at ${new URL(given.edge).host}`);
  const page = section("This page");
  const refused = listenForPolicy();
  const edge = await aboutEdge(given);
  const scored = await openScorer(`${given.edge}/embed/scorer_bg.wasm`).then((opened) => void (scorer = opened), (error) => error);
  const policy = await aboutPolicy(given, refused, scored);
  // One cause is told once: what the policy keeps back did not answer because of that.
  page.append(...(refused.has("connect-src") ? [] : edge), ...policy);

  const forms = allForms(document);
  const list = section(forms.length === 1 ? "The form" : `${forms.length} forms`);
  if (!forms.length) list.append(finding("bad", "There is no form on this page yet.", "A form that comes later is taken when somebody touches it."));
  for (const form of forms) list.append(aboutForm(given, form));

  const taken = forms.find((form) => emailOf(form));
  if (taken) section("What a visitor would see").append(...trial(given, taken));
  body.scrollTop = 0;
}

/**
 * Every form, also those in open shadow roots.
 * @param {Document | ShadowRoot} root
 * @returns {HTMLFormElement[]}
 */
function allForms(root) {
  const inner = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => (shadowRoot ? allForms(shadowRoot) : []));
  return [...root.querySelectorAll("form"), ...inner];
}

/** @param {Given} given */
async function aboutEdge({ edge, desk }) {
  const answer = await fetch(`${edge}/v1/desks/${desk}/card`, { credentials: "omit" }).catch(() => undefined);
  if (!answer) return [finding("bad", "The edge cannot be reached from this page.", `Look whether ${edge} is up, and at the policy below.`)];
  if (answer.ok) return [finding("good", "The desk answers, and has an agreement in force.")];
  const { message = `The desk answers ${answer.status}.`, help = "" } = await answer.json().catch(() => ({}));
  return [finding("bad", message, help)];
}

/**
 * @param {Given} given
 * @param {HTMLFormElement} form
 */
function aboutForm({ makeLead }, form) {
  const name = form.getAttribute("aria-label") || form.id || form.name || form.getAttribute("action") || "a form without a name";
  const why = whyNot(form);
  if (why) return finding("none", `Not taken: ${name}.`, why);
  const fields = readForm(form);
  /** @type {string[]} */
  let meanings = [];
  try {
    meanings = JSON.parse(scorer.map(pack(makeLead(fields))));
  } catch {
    // No wasm here: the edge maps by itself.
  }
  const rows = fields.map((field, at) => {
    const meaning = meanings[at]?.replace(/_/g, " ");
    const is = meaning || (meanings.length ? "kept as it is" : "decided by the edge");
    return el("tr", {}, el("th", { scope: "row" }, field.label || field.placeholder || field.name || field.id), el("td", meaning ? {} : { class: "raw" }, is));
  });
  const unread = [...form.elements].filter((control) => /^(hidden|password|file)$/.test(/** @type {any} */ (control).type)).length;
  const table = el("table", {}, el("caption", {}, "What its fields were understood as"), ...rows);
  const note = unread ? el("p", { class: "fine" }, `Hidden fields, passwords and files (${unread} here) are not read, but for campaign fields.`) : "";
  const found = finding("good", `Taken: ${name}.`);
  found.append(table, note);
  return found;
}

/**
 * The test submission, and what comes of it.
 * @param {Given} given
 * @param {HTMLFormElement} form
 */
function trial(given, form) {
  const result = el("div", { role: "status" });
  const button = el("button", { class: "go", type: "button" }, "Send a test submission");
  const note = el(
    "p",
    { class: "fine" },
    "It is sent with what is in the form now; with a made-up visitor while there is no e-mail address in it. The desk keeps it, labelled as a test: no rep is told, nothing is counted.",
  );
  button.onclick = async () => {
    // A button that is disabled for real loses the focus.
    if (button.hasAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    result.replaceChildren(...(await submitTest(given, form)));
    button.removeAttribute("aria-disabled");
    result.scrollIntoView({ block: "nearest" });
  };
  return [note, button, result];
}

/** @type {ReturnType<typeof makePanel> | undefined} */
let panel;

/**
 * @param {Given} given
 * @param {HTMLFormElement} form
 */
async function submitTest(given, form) {
  const { edge, desk, makeLead, bookingLink } = given;
  const lead = makeLead(meant(given, form));
  const scorer = makeScorer(/** @type {import("./baton.js").Core} */ (given), () => {});
  await scorer.warm(lead);
  const { evidence, offer: instant } = scorer.judge(lead);
  const body = JSON.stringify({ ...lead, test: true, shown: evidence });
  const url = `${edge}/v1/desks/${desk}/leads?sent=${Date.now()}`;
  const answer = await fetch(url, { method: "POST", body, credentials: "omit" }).catch(() => undefined);
  const receipt = await answer?.json().catch(() => ({}));
  if (!answer?.ok) {
    return [finding("bad", receipt?.message ?? "The edge did not answer.", receipt?.help ?? "A visitor's lead would wait on their device, sealed, and be sent from the next page of this site that can.")];
  }
  const offer = instant ?? receipt.offer;
  panel ??= makePanel(() => {});
  panel.show(offer, offer.kind === "meeting" ? bookingLink(lead.id) : (offer.href ?? ""), receipt.host);
  const found = [finding("good", "The desk has it, labelled as a test.", `Lead ${lead.id}`)];
  const held = receipt.test?.quarantine;
  if (held) found.push(finding("bad", "A real lead from here would be kept in quarantine.", QUARANTINED[held] ?? held));
  const when = instant ? "at once, before the edge has answered" : "as soon as the edge has answered";
  found.push(finding("good", `The visitor sees a ${offer.kind === "thanks" ? "thank-you" : offer.kind}, ${when}.`, "It stands in the corner now."));
  return found;
}

/** What to do, by why a real lead would have been kept. @type {Record<string, string>} */
const QUARANTINED = {
  unknown_site: `Add ${location.origin} to origins under [site] in the agreement and publish it.`,
  no_origin: "The browser did not say which site this is: open the page from its web address.",
  throw_away_mail: "The e-mail address in the form is one to be thrown away.",
  undecided: "Nothing could be decided about it: look at the agreement in the console.",
};

/**
 * The fields of a form with what is in them, or with what a made-up visitor would say.
 * @param {Given} given
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
function meant(given, form) {
  const fields = readForm(form);
  if (emailOf(form)?.value.includes("@")) return fields;
  /** @type {string[]} */
  let meanings = [];
  try {
    meanings = JSON.parse(scorer.map(pack(given.makeLead(fields))));
  } catch {
    // Then by what the fields are called.
  }
  return fields.map((field, at) => ({ ...field, value: answered(form, field, meanings[at] ?? "") }));
}
