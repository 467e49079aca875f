/**
 * The gallery: without a query the list, with `?state=…&dress=…` the page of one panel. It is
 * the panel that visitors get, from the edge.
 */

/** @typedef {{offer: object, href?: boolean, host?: object, inline?: boolean, lang?: string, dir?: string}} State */

const face =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="#f0d9c8"/><circle cx="40" cy="32" r="15" fill="#8a5a44"/><path d="M10 80c2-20 14-28 30-28s28 8 30 28z" fill="#2457d6"/></svg>',
  );

const meeting = {
  kind: "meeting",
  headline: "Pick a time that suits you",
  text: "No waiting for an e-mail: choose half an hour with the person who will help you.",
  button: "Book a meeting",
  language: "en",
};

/** @type {Record<string, State & {about: string}>} */
const STATES = {
  instant: { about: "At the submit: who it will be is not known yet", offer: meeting, href: true },
  named: { about: "The edge has answered", offer: meeting, href: true, host: { name: "Ana Silva" } },
  picture: { about: "With a picture", offer: meeting, href: true, host: { name: "Ana Silva", picture: face } },
  team: { about: "The team, where there is no rep", offer: meeting, href: true, host: { name: "Acme sales", picture: face } },
  inline: {
    about: "With data-inline on the tag: the calendar from the start",
    offer: meeting,
    href: true,
    host: { name: "Ana Silva", picture: face, frame: location.origin },
    inline: true,
  },
  "inline-rtl": {
    about: "The same, right to left",
    offer: { ...meeting, headline: "اختر الوقت الذي يناسبك", language: "ar" },
    href: true,
    host: { name: "سارة الحداد", frame: location.origin },
    inline: true,
    lang: "ar",
    dir: "rtl",
  },
  resource: {
    about: "Something to read",
    offer: { kind: "resource", headline: "Late data, and what it costs", text: "Twelve pages, no form.", button: "Read the guide", language: "en" },
    href: true,
  },
  thanks: { about: "A calm thank-you", offer: { kind: "thanks", headline: "Thank you, we have it", text: "A person reads this and answers you today.", language: "en" } },
  wordless: { about: "An agreement without words", offer: { kind: "thanks", headline: "", language: "en" } },
  long: {
    about: "Many words",
    offer: { ...meeting, headline: "Wählen Sie gleich jetzt einen Termin für Ihr Datenbereitstellungsgespräch", text: "Kein Warten auf eine E-Mail: eine halbe Stunde mit der Person, die Ihnen bei der Einführung weiterhilft, und zwar in Ihrer Sprache.", button: "Termin auswählen", language: "de" },
    href: true,
    host: { name: "Maximiliane-Henriette von und zu Hohenberg-Lichtenstein" },
  },
  rtl: {
    about: "Right to left",
    offer: { ...meeting, headline: "اختر الوقت الذي يناسبك", text: "لا حاجة لانتظار رسالة: نصف ساعة مع الشخص الذي سيساعدك.", button: "احجز موعدًا", language: "ar" },
    href: true,
    host: { name: "سارة الحداد" },
    lang: "ar",
    dir: "rtl",
  },
};

/** What a marketer writes into a style sheet. @type {Record<string, string>} */
const DRESSES = {
  plain: "",
  dark: "html { background: #14171f; color: #f4f5f5 }",
  accent: "html { --baton-accent: #0f766e }",
  serif: 'html { --baton-accent: #7c2d12; --baton-font: Georgia, "Liberation Serif", serif }',
  bright: "html { --baton-accent: #ffd400 }",
  parts:
    "baton-offer::part(panel) { border-radius: 0; border: 2px solid #14171f; box-shadow: 8px 8px 0 #14171f }\nbaton-offer::part(button) { border-radius: 0; background: #14171f; text-transform: uppercase; letter-spacing: .06em; font-size: 14px }",
};

const asked = new URLSearchParams(location.search);
const state = STATES[asked.get("state") ?? ""];
if (state) showOne(state, DRESSES[asked.get("dress") ?? "plain"] ?? "");
else list();

/**
 * @param {State} state
 * @param {string} dress
 */
async function showOne({ offer, href, host, inline, lang = "en", dir = "" }, dress) {
  const root = document.documentElement;
  root.classList.add("one");
  root.classList.toggle("dark", dress.startsWith("html { background"));
  Object.assign(root, { lang, dir });
  document.body.replaceChildren();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(dress);
  document.adoptedStyleSheets = [sheet];
  const edge = root.dataset.edge;
  const { makePanel } = await import(`${edge}/embed/panel.js`);
  const panel = makePanel(() => {});
  if (inline) standIn();
  panel.show(offer, href ? `${edge}/v1/desks/acme/book/gallery` : "", host, inline);
}

/** No tool is asked here: a made-up calendar takes its place. */
function standIn() {
  const root = document.querySelector("baton-offer")?.shadowRoot;
  if (!root) return;
  const observer = new MutationObserver(() => {
    const frame = root.querySelector("iframe");
    if (!frame) return;
    observer.disconnect();
    frame.src = "/calendar/embed";
  });
  observer.observe(root, { childList: true, subtree: true });
}

function list() {
  const main = document.querySelector("main");
  main?.append(
    ...chapter("States", Object.entries(STATES).map(([state, { about }]) => figure({ state }, about, ""))),
    ...chapter(
      "On a dark page",
      ["picture", "resource", "thanks"].map((state) => figure({ state, dress: "dark" }, STATES[state]?.about ?? "", "")),
    ),
    ...chapter(
      "Dresses",
      ["accent", "serif", "bright", "parts"].map((dress) => figure({ state: "named", dress }, "", DRESSES[dress] ?? "")),
    ),
  );
}

/**
 * @param {string} title
 * @param {Element[]} figures
 */
function chapter(title, figures) {
  const head = document.createElement("h2");
  head.textContent = title;
  const ul = document.createElement("ul");
  ul.append(...figures);
  return [head, ul];
}

/**
 * @param {Record<string, string>} query
 * @param {string} about
 * @param {string} css
 */
function figure(query, about, css) {
  const item = document.createElement("li");
  const frame = document.createElement("iframe");
  frame.title = `${query.state} ${query.dress ?? ""}`.trim();
  frame.src = `?${new URLSearchParams(query)}`;
  const caption = document.createElement("figcaption");
  caption.textContent = about;
  if (css) {
    const pre = document.createElement("pre");
    pre.textContent = css;
    caption.append(pre);
  }
  const box = document.createElement("figure");
  box.append(frame, caption);
  item.append(box);
  return item;
}
