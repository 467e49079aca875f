/** What the receiver shows a person: the last deliveries, newest first, their links to click. */

/** How many deliveries the page shows. */
const SHOWN = 30;

/**
 * @param {import("./serve.mjs").Arrived[]} deliveries oldest first
 * @returns {string} a page that looks again by itself
 */
export function receiverPage(deliveries) {
  const newest = deliveries.slice(-SHOWN).reverse();
  const list = newest.length > 0 ? newest.map(entry).join("\n") : `<p class="empty">${EMPTY}</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Deliveries (${deliveries.length})</title>
<style>${STYLE}</style>
<h1>Deliveries</h1>
${list}
<script>${AGAIN}</script>
</html>
`;
}

const EMPTY = "Messages to Slack and to webhooks land here. Send the form on the demo page and one arrives within a second.";

// Looks again every two seconds, but not under the eyes of somebody who has opened a message.
const AGAIN = `setInterval(() => document.querySelector("details[open]") || location.reload(), 2000);`;

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
article { border-top: 1px solid #8884; padding: 1rem 0; overflow-wrap: anywhere; }
.about { color: #777; margin: 0; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; font-size: 13px; margin: .5rem 0; }
summary { cursor: pointer; color: #777; }
.empty { color: #777; }
`;

/** @param {import("./serve.mjs").Arrived} delivery */
function entry(delivery) {
  const body = parsed(delivery.body);
  const links = linksIn(body).map((link) => `<li><a href="${escape(link)}">${escape(named(link))}</a></li>`);
  const id = delivery.headers["webhook-id"];
  const about = [new Date(delivery.at).toLocaleTimeString("en-GB"), delivery.path, headline(body), id ?? ""];
  return `<article>
<p class="about">${about.filter(Boolean).map((part) => escape(String(part))).join(" · ")}</p>
${words(body) ? `<pre>${escape(words(body))}</pre>` : ""}
${links.length > 0 ? `<ul>${links.join("")}</ul>` : ""}
<details><summary>as it arrived</summary><pre>${escape(shown(body))}</pre></details>
</article>`;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A webhook's event name.
 * @param {any} body
 */
function headline(body) {
  return typeof body?.type === "string" ? body.type : "";
}

/**
 * A Slack message's own words.
 * @param {any} body
 */
function words(body) {
  return typeof body?.text === "string" ? body.text : "";
}

/** @param {unknown} body */
function shown(body) {
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}

/**
 * Every address anywhere in the message, each once. Slack writes `<address|words>`.
 * @param {unknown} body
 * @returns {string[]}
 */
function linksIn(body) {
  const text = JSON.stringify(body);
  return [...new Set(text.match(/https?:\/\/[^\s"<>|\\]+/g) ?? [])].filter((link) => URL.canParse(link));
}

/**
 * What a link of the edge leads to; any other link says so itself.
 * @param {string} link
 */
function named(link) {
  const { pathname } = new URL(link);
  if (pathname.startsWith("/h/")) return "Open the handoff page";
  if (pathname.startsWith("/desk/")) return "See the lead in the console";
  return link;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
