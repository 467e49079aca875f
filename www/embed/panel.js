/**
 * The offer on the page: a card in the corner, on a phone a sheet at the bottom.
 *
 * It belongs to the marketer's page. `--baton-accent` and `--baton-font` make it look like
 * one of theirs, `::part(panel | who | face | picture | name | headline | text | button | close)` does
 * the rest; no other style of theirs reaches in, and none of ours gets out.
 */
import { liftOverKeyboard, isPageDark, siteName } from "./page.js";
import { STYLE } from "./panel_style.js";
import { wordsIn } from "./texts.js";

/** @typedef {import("./send.js").Host} Host */
/** @typedef {import("./send.js").Offer} Offer */

const ELEMENT = "baton-offer";

/** On a grid of 24: a calendar leaf, a page, a tick, a cross. */
const CALENDAR = "M5 6h14v13H5zM5 10.5h14M9 3.5V8M15 3.5V8";
const PAGE = "M7 4h7l4 4v12H7zM13.5 4v4.5H18M10 13h5M10 16h5";
const TICK = "M5 12.5l4.5 4.5L19 7.5";
const CROSS = "M7 7l10 10M17 7L7 17";

/**
 * Puts an empty panel on the page: a live region has to be there before its text is.
 * @param {() => void} done the visitor has closed the offer, or taken it
 * @param {(type: string, detail: object) => void} [tell] of what the visitor does with it
 */
export function makePanel(done, tell = dispatch) {
  const face = make("span", "face", { "aria-hidden": "true" });
  const name = make("span", "name", { dir: "auto" });
  const who = make("div", "who", {}, face, name);
  const headline = make("p", "headline", { id: "headline", dir: "auto" });
  const text = make("p", "text", { dir: "auto" });
  const link = make("a", "button", { target: "_blank", rel: "noopener", referrerpolicy: "no-referrer", dir: "auto" });
  const say = make("div", "say", { role: "status", "aria-live": "polite", "aria-atomic": "false" }, headline, text, link);
  const close = make("button", "close", { type: "button" }, sign(CROSS));
  const panel = make("section", "panel", { "aria-labelledby": "headline" }, who, say, close);
  /** Made ahead, as all that can be. */
  const leaf = sign(CALENDAR);
  const whenOpen = [who, link, close];
  for (const part of whenOpen) part.hidden = true;
  const host = inShadow(panel);

  /**
   * Where the keyboard came from, to go back there.
   * @type {EventTarget | null}
   */
  let from = null;
  /**
   * Opens the calendar in the panel, where the agreement wants that and its tool allows it.
   * @type {((isUnasked?: boolean) => () => void) | undefined}
   */
  let openCalendar;
  /** Takes it away again. */
  let closeCalendar = () => {};

  function hide() {
    const hadFocus = panel.contains(/** @type {ShadowRoot} */ (panel.getRootNode()).activeElement);
    panel.classList.remove("open");
    closeCalendar();
    for (const part of whenOpen) part.hidden = true;
    write(headline, "");
    write(text, "");
    if (hadFocus && from instanceof HTMLElement) from.focus();
    done();
  }

  close.onclick = hide;
  link.onclick = (event) => {
    tell("open", { href: link.getAttribute("href") });
    // A visitor who asks for a tab of their own gets one.
    if (openCalendar && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      closeCalendar = openCalendar();
    }
    done();
  };
  panel.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !panel.contains(/** @type {Node} */ (relatedTarget))) from = relatedTarget;
  });
  panel.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });

  // Styles are looked up ahead of the submit and after its frame, never in it.
  const tone = () => host.toggleAttribute("dark", isPageDark());
  tone();
  addEventListener("load", tone);
  liftOverKeyboard(panel);

  /**
   * Shows an offer, or what has become known of the one that is shown.
   * @param {Offer} offer
   * @param {string} href where it leads, empty for nowhere
   * @param {Host | null} [host] who the meeting is with
   * @param {boolean} [isInline] the calendar stands open from the start
   */
  function show(offer, href, host, isInline) {
    const { name: person, picture, frame } = host ?? {};
    const isMeeting = offer.kind === "meeting";
    const language = offer.language ?? document.documentElement.lang;
    const [meeting, button, thanks, out] = wordsIn(language);
    panel.lang = language;
    // The layout follows the page; the words, by dir=auto, themselves.
    panel.dir = document.dir;
    if (link.getAttribute("href") !== href) closeCalendar();
    face.replaceChildren(person ? initials(person) : href && isMeeting ? leaf : sign(href ? PAGE : TICK));
    if (picture) {
      // It takes the place of what stands in its own once it is there, or never.
      const image = make("img", "picture", { alt: "", referrerpolicy: "no-referrer" });
      image.onload = () => face.replaceChildren(image);
      image.setAttribute("src", picture);
    }
    write(name, person || siteName());
    close.setAttribute("aria-label", out);
    if (href) link.setAttribute("href", href);
    for (const part of whenOpen) part.hidden = part === link && !href;
    write(link, offer.button || button);
    write(text, offer.text ?? "");
    write(headline, offer.headline || (isMeeting ? meeting : thanks));
    panel.classList.add("open");
    requestAnimationFrame(tone);
    openCalendar = undefined;
    if (!frame) return;
    const refuse = () => (openCalendar = undefined);
    import(`${new URL(href).origin}/embed/calendar.js`)
      .then(({ open }) => {
        openCalendar = (isUnasked) => open({ panel, link, frame, language, tell, refuse, close: hide, isUnasked });
        const isShown = panel.matches(".open:not(.calendar)") && link.getAttribute("href") === href;
        if (isInline && isShown) closeCalendar = openCalendar(true);
      })
      .catch(refuse);
  }

  return { show, hide };
}

/**
 * @param {HTMLElement} panel
 * @returns {HTMLElement} the custom element it stands in
 */
function inShadow(panel) {
  // The name may be taken: by a second version of us, or by the page.
  if (!customElements.get(ELEMENT)) customElements.define(ELEMENT, class extends HTMLElement {});
  const host = document.createElement(ELEMENT);
  const root = host.attachShadow({ mode: "open" });
  // A sheet made by script is no inline style: the page's CSP has nothing against it. Where
  // there is no such thing the engine does not start, and the loader shows its plain offer.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(panel);
  // Beside <body> and not in it: a body with a transform would hold the fixed box, and
  // frameworks that swap the body would take it along.
  document.documentElement.append(host);
  return host;
}

/**
 * @param {string} tag
 * @param {string} part its name for the page's styles, and for ours
 * @param {Record<string, string>} attributes
 * @param {...Element} children
 */
function make(tag, part, attributes, ...children) {
  const element = document.createElement(tag);
  element.setAttribute("part", part);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * For the page, and for tag managers.
 * @param {string} type
 * @param {object} detail
 */
function dispatch(type, detail) {
  document.dispatchEvent(new CustomEvent(`baton:${type}`, { detail }));
}

/**
 * What is written already is not written again: a screen reader would say it again.
 * @param {HTMLElement} element
 * @param {string} text
 */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} path */
function sign(path) {
  const [svg, line] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg?.setAttribute("viewBox", "0 0 24 24");
  line?.setAttribute("d", path);
  svg?.append(/** @type {Element} */ (line));
  return /** @type {Element} */ (svg);
}

/**
 * The first letters of the first and the last name.
 * @param {string} name
 */
function initials(name) {
  return name.replace(/^(\S).*?(?:\s(\S)\S*)?$/u, "$1$2");
}
