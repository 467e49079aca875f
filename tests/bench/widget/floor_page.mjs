/**
 * Runs in the page instead of Baton: the same panel, made ahead, with a fixed link that is shown
 * at the submit. Nothing is read, decided, kept or sent; less cannot be done.
 */
import { STYLE } from "../../../www/embed/panel_style.js";

const host = document.createElement("baton-offer");
const root = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
root.adoptedStyleSheets = [sheet];
// What a page with Baton had, taken from there when its offer was open.
root.innerHTML = /** @type {any} */ (window).batonPanel;
document.documentElement.append(host);

const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[part=${name}]`));
const panel = part("panel");
const hidden = ["who", "button", "close"].map(part);
const written = ["headline", "text", "button"].map(part).map((element) => ({ element, text: element.textContent }));

panel.classList.remove("open");
for (const element of hidden) element.hidden = true;
for (const { element } of written) element.textContent = "";

addEventListener(
  "submit",
  () => {
    for (const { element, text } of written) element.textContent = text;
    for (const element of hidden) element.hidden = false;
    panel.classList.add("open");
  },
  true,
);
