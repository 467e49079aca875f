/**
 * The install check's own paper: a column at the side of the page, in a shadow root.
 */

const STYLE = `
:host{all:initial!important}
*{box-sizing:border-box}
aside{
position:fixed;inset:16px auto 16px 16px;z-index:2147483646;
width:min(440px,calc(100vw - 32px));overflow:auto;padding:24px;
border:1px solid #14171f1f;border-radius:16px;background:#fff;color:#14171f;
box-shadow:0 8px 48px -8px #00000047;
font:400 14px/20px system-ui,sans-serif;
}
header{display:flex;align-items:start;gap:16px;justify-content:space-between}
h2{margin:0;font-size:20px;line-height:28px}
h3{margin:24px 0 8px;font-size:13px;line-height:20px;letter-spacing:.02em;color:#4d5565}
p{margin:0}
.fine{color:#4d5565}
table+.fine{margin-top:8px}
.finding{position:relative;padding:8px 0 8px 28px}
.finding+.finding{border-top:1px solid #14171f14}
.finding::before{position:absolute;left:0;top:8px;width:20px;text-align:center;font-weight:700}
.good::before{content:"✓";color:#14713d}
.warn::before{content:"!";color:#8a5200}
.bad::before{content:"✕";color:#b3261e}
.none::before{content:"–";color:#4d5565}
.finding strong{font-weight:600}
table{width:100%;margin-top:8px;border-collapse:collapse}
caption{padding-bottom:4px;text-align:start;color:#4d5565}
th,td{padding:4px 8px 4px 0;border-top:1px solid #14171f14;text-align:start;vertical-align:top;font-weight:400;overflow-wrap:anywhere}
td{width:45%;font-weight:600}
td.raw{font-weight:400;color:#4d5565}
button{font:inherit;color:inherit;cursor:pointer}
.close{flex:none;width:32px;height:32px;border:0;border-radius:50%;background:none;font-size:18px;line-height:1}
.close:hover{background:#14171f14}
.go{margin:12px 0 4px;padding:10px 20px;border:0;border-radius:10px;background:#14171f;color:#fff;font-weight:600}
.go[aria-disabled]{opacity:.5}
aside:focus{outline:0}
:focus-visible{outline:2px solid #2457d6;outline-offset:2px}
@media(max-width:480px){aside{inset:8px 8px auto;width:auto;max-height:60vh;padding:16px}}
`;

/**
 * Puts the paper on the page.
 * @param {string} about one line under the title
 */
export function inOverlay(about) {
  const host = document.createElement("baton-check");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const close = el("button", { class: "close", type: "button", "aria-label": "Close the check" }, "✕");
  const title = el("div", {}, el("h2", { id: "title" }, "Install check"), el("p", { class: "fine" }, about));
  const body = el("aside", { "aria-labelledby": "title", tabindex: "-1" }, el("header", {}, title, close));
  close.onclick = () => host.remove();
  body.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") host.remove();
  });
  root.append(body);
  document.documentElement.append(host);
  body.focus({ preventScroll: true });
  /** @param {string} name */
  function section(name) {
    const list = el("section", {}, el("h3", {}, name));
    body.append(list);
    return list;
  }
  return { body, section };
}

/**
 * One thing that was found, and what to do about it.
 * @param {"good" | "warn" | "bad" | "none"} how
 * @param {string} what
 * @param {string} [help]
 */
export function finding(how, what, help = "") {
  return el("div", { class: `finding ${how}` }, el("strong", {}, what), help && el("p", { class: "fine" }, help));
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
