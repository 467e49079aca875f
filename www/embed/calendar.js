/**
 * The calendar in the panel, instead of a tab of its own: fetched once the edge has said that
 * its tool allows a frame, framed at the click and not before, unless the page's own marketer
 * wants it there from the start.
 *
 * A meeting that was booked in it is noticed by what the tool tells the page, and reported to
 * the edge as evidence. A tab of its own tells nothing.
 */

/**
 * @typedef {object} Opening
 * @property {HTMLElement} panel
 * @property {HTMLAnchorElement} link the edge's booking link
 * @property {string} frame origin of the calendar
 * @property {string} language
 * @property {(type: string, detail: object) => void} tell
 * @property {() => void} refuse the page allows no frame: the link shall do what links do
 * @property {() => void} close closes the panel
 * @property {boolean} [isUnasked] by the visitor: the page wants it there from the start
 */

/** By language: the frame's title, and the way out of it. @type {Record<string, [string, string]>} */
const WORDS = {
  en: ["Calendar", "Open in a new tab"],
  de: ["Kalender", "In neuem Tab öffnen"],
  fr: ["Calendrier", "Ouvrir dans un nouvel onglet"],
  es: ["Calendario", "Abrir en una pestaña nueva"],
  pt: ["Calendário", "Abrir em um novo separador"],
  nl: ["Agenda", "Openen in een nieuw tabblad"],
  it: ["Calendario", "Apri in una nuova scheda"],
};

const STYLE = `
.calendar{display:flex;flex-direction:column;width:760px;height:min(760px,calc(100vh - 48px));padding-bottom:16px}
.calendar:not(.unasked) [part=say],.unasked :is([part=text],[part=button]){display:none!important}
.unasked [part=headline]{margin-top:12px}
[part=frame]{flex:1;min-height:0;width:100%;margin-top:16px;border:0;border-radius:10px;background:#fff}
[part=tab]{align-self:center;padding:8px 4px 0;font-size:14px;color:var(--soft)}
@media(max-width:480px){.calendar{width:100%;height:calc(100vh - 24px)}.unasked{height:80vh}}
`;

/** How long after each failure a report is tried again, in ms. */
const AGAIN = [2_000, 10_000, 60_000];

/**
 * Puts the calendar into the panel.
 * @param {Opening} opening
 * @returns {() => void} takes it out again
 */
export function open({ panel, link, frame: origin, language, tell, refuse, close, isUnasked = false }) {
  const [title, elsewhere] = /** @type {[string, string]} */ (WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS.en);
  dress(/** @type {ShadowRoot} */ (panel.getRootNode()));
  const frame = document.createElement("iframe");
  frame.setAttribute("part", "frame");
  frame.title = title;
  frame.referrerPolicy = "no-referrer";
  frame.allow = "clipboard-write; payment";
  // What nobody clicked is counted as no click.
  frame.src = `${link.href}?frame=${encodeURIComponent(location.host)}${isUnasked ? "&unasked" : ""}`;
  const tab = document.createElement("a");
  tab.setAttribute("part", "tab");
  Object.assign(tab, { href: link.href, target: "_blank", rel: "noopener noreferrer", textContent: elsewhere });
  tab.onclick = () => close();

  const controller = new AbortController();
  const { signal } = controller;
  function shut() {
    controller.abort();
    panel.classList.remove("calendar", "unasked");
    frame.remove();
    tab.remove();
  }

  /** @param {MessageEvent} event */
  function heard({ data, source, origin: from }) {
    if (source !== frame.contentWindow || !isOf(from, origin)) return;
    // Cal.com stays invisible until the page has answered.
    if (data?.originator === "CAL" && data.type === "__iframeReady") {
      frame.contentWindow?.postMessage({ originator: "CAL", method: "parentKnowsIframeReady", arg: {} }, from);
    }
    const booked = bookedIn(data);
    if (!booked) return;
    tell("booked", booked);
    report(link.href, booked);
  }
  addEventListener("message", heard, { signal });
  // A policy of the page's that knows no such frame: the link does what it always did.
  document.addEventListener(
    "securitypolicyviolation",
    ({ effectiveDirective, blockedURI, disposition }) => {
      if (!/^(frame|child|default)-src/.test(effectiveDirective) || disposition === "report") return;
      if (!blockedURI.startsWith(new URL(link.href).origin) && !blockedURI.startsWith(origin)) return;
      console.warn(`baton: the page's Content-Security-Policy needs frame-src ${new URL(link.href).origin} ${origin}`);
      refuse();
      shut();
      if (hasFocus) link.focus();
    },
    { signal },
  );
  // Nobody's focus is taken; but a link that goes out of sight hands it on.
  const hasFocus = !isUnasked || /** @type {ShadowRoot} */ (panel.getRootNode()).activeElement === link;
  panel.classList.add("calendar");
  panel.classList.toggle("unasked", isUnasked);
  panel.append(frame, tab);
  if (hasFocus) frame.focus();
  return shut;
}

/**
 * What a tool's message says of a meeting that was just booked, if it says so.
 * @param {any} data
 * @returns {{tool: string, reference: string} | undefined}
 */
export function bookedIn(data) {
  if (data?.event === "calendly.event_scheduled") {
    return { tool: "calendly", reference: named(data.payload?.event?.uri) };
  }
  if (data?.originator === "CAL" && data.type === "bookingSuccessfulV2") {
    return { tool: "cal", reference: named(data.data?.uid) };
  }
  if (data?.meetingBookSucceeded === true) {
    return { tool: "hubspot", reference: named(data.meetingsPayload?.bookingResponse?.event?.dateString) };
  }
}

/** @param {unknown} text */
function named(text) {
  return typeof text === "string" ? text : "";
}

/**
 * Whether a message comes from the calendar: its origin, or one below it (`app.cal.com`).
 * @param {string} from
 * @param {string} origin
 */
function isOf(from, origin) {
  const [scheme, host] = origin.split("://");
  return from === origin || (from.startsWith(`${scheme}://`) && from.endsWith(`.${host}`));
}

/**
 * @param {string} href the booking link of the lead
 * @param {object} booked
 * @param {number} [tries]
 */
async function report(href, booked, tries = 0) {
  const url = href.replace(/\/book\/([^/]+)$/, "/leads/$1/booked");
  const body = JSON.stringify(booked);
  const sent = await fetch(url, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => undefined);
  if (sent && sent.status < 500) return;
  const wait = AGAIN[tries];
  if (wait) setTimeout(() => report(href, booked, tries + 1), wait);
}

/** @type {WeakSet<ShadowRoot>} */
const dressed = new WeakSet();

/** @param {ShadowRoot} root */
function dress(root) {
  if (dressed.has(root)) return;
  dressed.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
