/**
 * A visitor, for the tests of the widget: fills the demo form, submits it, looks at the offer.
 */
import { DESK, eventually, json } from "./harness.mjs";

/** Where a browser sends its leads; the address says when. */
export const INTAKE = /\/v1\/desks\/[^/]+\/leads\?sent=\d+$/;

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/** Answers that the example agreement calls hot, on the public card alone. */
const HOT = {
  first_name: "Ada",
  last_name: "King",
  company: "Works Ltd",
  job_title: "Head of Data",
  company_size: "51–200 people",
  timeline: "This quarter",
  message: "We are evaluating vendors and would love a demo.",
};

/** And some that nobody calls hot. */
export const COLD = { ...HOT, job_title: "Student", company: "", company_size: "Choose", timeline: "Just looking", message: "" };

let visitors = 0;

/** An address nobody else in this run has, and no lead of `leads.mjs`. */
export function newAddress() {
  visitors += 1;
  return `king-${process.pid}-${visitors}@works.example`;
}

/**
 * A page of the site, in a profile of its own.
 * @param {import("./harness.mjs").Browser} browser
 * @param {string} url
 * @param {(context: BrowserContext) => Promise<unknown>} [prepare] before the page is opened
 * @param {"load" | "commit"} [until] what is waited for
 * @returns {Promise<Page>}
 */
export async function visit(browser, url, prepare, until = "load") {
  const remote = browser.context.browser();
  if (!remote) throw new Error("the browser is gone");
  const context = await remote.newContext();
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(url, { waitUntil: until });
  return page;
}

/**
 * A page of the site with this in it, and the tag, in a profile of its own. The browser must
 * be started with `MADE_PAGES`.
 * @param {import("./harness.mjs").Browser} browser
 * @param {{edge: import("./harness.mjs").Edge, site: {origin: string}}} all
 * @param {string} body
 * @param {MadePage} [setting]
 * @typedef {object} MadePage
 * @property {string} [html] attributes of the root
 * @property {string} [title]
 * @property {string} [head] in front of the tag
 * @property {string} [tag] further attributes of the tag
 * @property {Record<string, string>} [headers] `https://EDGE` in a value becomes the edge's address
 * @property {(context: BrowserContext) => Promise<unknown>} [prepare]
 * @property {"load" | "commit"} [until]
 */
export function pageWith(browser, { edge, site }, body, setting = {}) {
  const { html = 'lang="en"', title = "Made", head = "", tag = "", prepare } = setting;
  const script = `<script async src="${edge.origin}/baton.js" data-desk="acme" ${tag}></script>`;
  const text = `<!doctype html><html ${html}><head><meta charset="utf-8"><title>${title}</title>${head}${script}</head><body>${body}</body></html>`;
  const headers = Object.fromEntries(
    Object.entries(setting.headers ?? {}).map(([name, value]) => [name, value.replaceAll("https://EDGE", edge.origin)]),
  );
  const before = async (/** @type {BrowserContext} */ context) => {
    await context.route("**/demo/made", (route) =>
      route.request().method() === "GET" ? route.fulfill({ headers: { "content-type": "text/html", ...headers }, body: text }) : route.continue(),
    );
    await prepare?.(context);
  };
  return visit(browser, `${site.origin}/demo/made`, before, setting.until);
}

/** Pages that a test makes up come from no address, and Chromium keeps those from this machine. */
export const MADE_PAGES = { args: ["--disable-features=LocalNetworkAccessChecks"] };

/** Keeps the page where it is, as a page that sends its form by script does. */
export const STAY = "<script>addEventListener('submit', (event) => event.preventDefault())</script>";

/** Waits until the scorer of a page is warm. @param {Page} page */
export async function warm(page) {
  await page.waitForFunction(() => document.querySelector("baton-offer") !== null);
  await page.evaluate(scorerIsWarm);
}

/** @param {Page} page */
export async function leave(page) {
  await page.context().close();
}

/**
 * Fills the demo form as a person does, and waits until the scorer is warm, which takes less
 * than a person does.
 * @param {Page} page
 * @param {string} email
 * @param {Record<string, string>} [answers]
 * @param {{warm?: boolean}} [setting] `warm: false` does not wait
 */
export async function fill(page, email, answers = HOT, { warm: isWarm = true } = {}) {
  await page.fill("[name=email]", email);
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`form [name=${name}]`);
    if (name === "company_size" || name === "timeline") await field.selectOption({ label: value });
    else await field.fill(value);
  }
  if (isWarm) await warm(page);
}

/**
 * Runs in the page. The last thing the scorer does to get warm is to read the card, and what
 * it does with it takes no further wait.
 */
async function scorerIsWarm() {
  const have = () => performance.getEntriesByType("resource").filter(({ name }) => /\/card$|scorer_bg\.wasm$/.test(name));
  while (have().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/**
 * What of the offer a visitor sees, or null.
 * @param {Page} page
 * @returns {Promise<Seen | null>}
 * @typedef {object} Seen
 * @property {string} headline
 * @property {string} name
 * @property {string} href empty without a link
 */
export function seen(page) {
  return page.evaluate(() => {
    const part = (/** @type {string} */ name) => document.querySelector("baton-offer")?.shadowRoot?.querySelector(`[part=${name}]`);
    const panel = part("panel");
    if (!panel || panel.getBoundingClientRect().height < 100) return null;
    const link = part("button");
    return {
      headline: part("headline")?.textContent ?? "",
      name: part("name")?.textContent ?? "",
      href: link?.checkVisibility() ? (link.getAttribute("href") ?? "") : "",
    };
  });
}

/**
 * Waits until the offer is on the screen.
 * @param {Page} page
 * @param {(offer: Seen) => boolean} [is]
 */
export function offer(page, is = () => true) {
  const question = async () => {
    const now = await seen(page);
    return now && is(now) ? now : null;
  };
  return eventually(question, { what: "the offer" });
}

/** @param {Page} page */
export function submit(page) {
  return page.click("form button[type=submit]");
}

/**
 * The leads the desk has from an address.
 * @param {import("./harness.mjs").Edge} edge
 * @param {string} email
 * @returns {Promise<{id: string, email: string, name: string}[]>}
 */
export async function leadsOf(edge, email) {
  const { leads } = await json(edge, `/v1/desks/${DESK}/leads?limit=100`);
  return leads.filter((/** @type {{email: string}} */ lead) => lead.email === email);
}

/**
 * Waits for a lead from an address and says its id.
 * @param {import("./harness.mjs").Edge} edge
 * @param {string} email
 */
export async function arrived(edge, email) {
  const [lead] = await eventually(
    async () => {
      const leads = await leadsOf(edge, email);
      return leads.length > 0 && leads;
    },
    { what: `the lead of ${email}` },
  );
  if (!lead) throw new Error("no lead");
  return lead.id;
}

/**
 * What somebody could read of this, wherever it is kept: its text, and what stands behind its base64. As base64, three
 * letters would stand in some rows by chance.
 * @param {unknown} kept
 */
export function readable(kept) {
  return JSON.stringify(kept).replace(/[A-Za-z0-9+/]{40,}=*/g, (text) => Buffer.from(text, "base64").toString("latin1"));
}

/**
 * What waits in the visitor's queue.
 * @param {Page} page
 * @returns {Promise<import("../../www/embed/store.js").Row[]>}
 */
export function queued(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("baton", 1);
        opening.onerror = reject;
        // There is no queue yet: looking makes none.
        opening.onupgradeneeded = () => {
          opening.transaction?.abort();
          opening.onerror = (event) => (event.preventDefault(), resolve([]));
        };
        opening.onsuccess = () => {
          const all = opening.result.transaction("leads").objectStore("leads").getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result);
          };
        };
      }),
  );
}

/**
 * Waits until the queue has so many rows.
 * @param {Page} page
 * @param {number} count
 */
export async function queueHas(page, count) {
  await eventually(async () => (await queued(page)).length === count, { what: `${count} rows in the queue` });
}

/**
 * Counts what the page posts to the edge.
 * @param {Page | BrowserContext} page
 * @returns {import("playwright-core").Request[]} grows
 */
export function posts(page) {
  /** @type {import("playwright-core").Request[]} */
  const list = [];
  const keep = (/** @type {import("playwright-core").Request} */ request) => {
    if (request.method() === "POST" && INTAKE.test(request.url())) list.push(request);
  };
  if ("context" in page) page.on("request", keep);
  else page.on("request", keep);
  return list;
}
