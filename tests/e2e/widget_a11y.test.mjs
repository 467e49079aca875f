/**
 * The offer for everybody, and at home on any page: what axe finds, what a keyboard and a screen
 * reader meet, languages, zoom, motion, forced colours, and style sheets that mean no good.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, startAll } from "./harness.mjs";
import { axe, open, picture } from "./screens.mjs";
import { fill, leave, newAddress, offer, seen, submit, visit } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

const STATES = ["instant", "named", "picture", "team", "inline", "inline-rtl", "resource", "thanks", "wordless", "long", "rtl"];
const DRESSES = ["accent", "serif", "bright", "parts"];

/** @typedef {import("playwright-core").Page} Page */

before(async () => {
  all = await startAll();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

/**
 * The gallery's page of one panel.
 * @param {string} state
 * @param {string} [dress]
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function gallery(state, dress = "plain", options = {}) {
  const opened = await open(browser, `${all.site.origin}/gallery.html?state=${state}&dress=${dress}`, options);
  await offer(opened.page);
  await opened.page.evaluate(async () => {
    const panel = document.querySelector("baton-offer")?.shadowRoot?.querySelector("[part=panel]");
    await Promise.all(panel?.getAnimations().map(({ finished }) => finished) ?? []);
  });
  return opened;
}

const part = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`baton-offer [part=${name}]`);

test("axe finds nothing, in any state and dress", async () => {
  const { page, complaints, close } = await gallery("named");
  const shown = [...STATES.flatMap((state) => [[state, "plain"], [state, "dark"]]), ...DRESSES.map((dress) => ["named", dress])];
  for (const [state, dress] of shown) {
    await page.goto(`${all.site.origin}/gallery.html?state=${state}&dress=${dress}`);
    await offer(page);
    await part(page, "panel").evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));
    assert.deepEqual(await axe(page, "baton-offer"), [], `${state}, ${dress}`);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("a screen reader is told, in order, by a region that was there before", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await fill(page, newAddress());
  const empty = await page.evaluate(() => {
    const say = document.querySelector("baton-offer")?.shadowRoot?.querySelector("[role=status]");
    return say?.checkVisibility() && say.getAttribute("aria-live") === "polite" && !say.textContent;
  });
  assert.equal(empty, true, "a live region, rendered and empty, before there is anything to say");
  await submit(page);
  await offer(page, ({ name }) => name !== "Acme Pipelines");
  const told = await part(page, "panel").ariaSnapshot();
  const lines = told.split("\n").map((line) => line.trim());
  const at = (/** @type {RegExp} */ what) => lines.findIndex((line) => what.test(line));
  assert.equal(at(/^- region "Pick a time that suits you"/), 0, told);
  const order = [/Ana Silva|Ben Okafor/, /^- status/, /^- paragraph: Pick a time/, /^- paragraph: "No waiting/, /^- link "Book a meeting"/, /^- button "Close"/].map(at);
  assert.deepEqual([...order].sort((a, b) => a - b), order, told);
  assert.ok(!order.includes(-1), told);
  await leave(page);
});

test("by keyboard: the focus stays where it was, goes in by Tab, and back by Escape", async () => {
  const page = await visit(browser, `${all.site.origin}/spa.html`);
  await fill(page, newAddress());
  await page.focus("#company");
  await page.keyboard.press("Enter");
  await offer(page);
  const focused = () =>
    page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute("part") ?? document.activeElement?.id ?? "");
  assert.equal(await focused(), "company", "the offer takes no focus");
  await page.keyboard.press("Escape");
  assert.ok(await seen(page), "an Escape of the page's own is not ours");
  // The panel is behind the body: the last stop of the page comes before it.
  await page.focus("form button[type=submit]");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "button", "first the link");
  const ring = await part(page, "button").evaluate((element) => getComputedStyle(element).outlineWidth);
  assert.equal(ring, "2px", "and one sees that it is there");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "close");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Escape");
  assert.equal(await seen(page), null);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "submit", "back where the keyboard came from");
  await leave(page);
});

test("targets are large enough for a thumb", async () => {
  const { page, close } = await gallery("named");
  for (const name of ["button", "close"]) {
    const box = await part(page, name).boundingBox();
    assert.ok(box && box.width >= 24 && box.height >= 24, `${name}: ${JSON.stringify(box)}`);
  }
  await close();
});

test("seven languages, and English for the rest", async () => {
  const { page, close } = await gallery("wordless");
  /** @param {string} language */
  const words = (language) =>
    page.evaluate(async (tag) => {
      for (const old of document.querySelectorAll("baton-offer")) old.remove();
      const { makePanel } = await import(`${document.documentElement.dataset.edge}/embed/panel.js`);
      const panel = makePanel(() => {});
      const text = (/** @type {string} */ name) => document.querySelector("baton-offer")?.shadowRoot?.querySelector(`[part=${name}]`)?.textContent;
      panel.show({ kind: "thanks", headline: "", language: tag }, "", null);
      const thanks = text("headline");
      panel.show({ kind: "meeting", headline: "", language: tag }, "https://edge.example/v1/desks/acme/book/x", null);
      const root = document.querySelector("baton-offer")?.shadowRoot;
      return [thanks, text("headline"), text("button"), root?.querySelector("[part=close]")?.getAttribute("aria-label"), root?.querySelector("section")?.lang];
    }, language);
  const english = await words("en-GB");
  assert.deepEqual(english, ["Thank you, we have it", "Pick a time that suits you", "Book a meeting", "Close", "en-GB"]);
  for (const language of ["de", "fr", "es", "pt-BR", "nl", "it"]) {
    const own = await words(language);
    own.forEach((said, at) => assert.ok(said && said !== english[at], `${language}: ${said}`));
  }
  assert.deepEqual((await words("fi")).slice(0, 4), english.slice(0, 4));
  await close();
});

test("everything can be reached at 200 % and at 400 %", async () => {
  for (const viewport of [
    { width: 640, height: 450 },
    { width: 320, height: 256 },
  ]) {
    const { page, close } = await gallery("long", "plain", { viewport, deviceScaleFactor: 1280 / viewport.width });
    for (const name of ["headline", "button", "close"]) {
      await part(page, name).scrollIntoViewIfNeeded();
      const box = await part(page, name).boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0 && box.y < viewport.height, `${name} at ${viewport.width}: ${JSON.stringify(box)}`);
    }
    await part(page, "headline").scrollIntoViewIfNeeded();
    await picture(page, `offer-zoomed-${viewport.width}`, { fullPage: false });
    await close();
  }
});

test("nothing moves for who wants no motion, and nothing long for the rest", async () => {
  for (const reducedMotion of /** @type {const} */ (["reduce", "no-preference"])) {
    const { page, close } = await open(browser, `${all.site.origin}/gallery.html?state=named`, { reducedMotion });
    await offer(page);
    const durations = await part(page, "panel").evaluate((panel) => {
      panel.classList.remove("open");
      void panel.getBoundingClientRect();
      panel.classList.add("open");
      return panel.getAnimations().map((animation) => Number(animation.effect?.getTiming().duration));
    });
    if (reducedMotion === "reduce") assert.deepEqual(durations, []);
    else assert.ok(durations.length === 1 && (durations[0] ?? 0) <= 150, `${durations}`);
    await close();
  }
});

test("forced colours: edges and signs stay", async () => {
  for (const state of ["named", "thanks"]) {
    const { page, close } = await gallery(state, "plain", { forcedColors: "active", colorScheme: "dark" });
    const borders = await part(page, "panel").evaluate((panel) => getComputedStyle(panel).borderTopStyle);
    assert.equal(borders, "solid");
    if (state === "named") {
      const [border, paper] = await part(page, "button").evaluate((button) => [getComputedStyle(button).borderTopColor, getComputedStyle(button).backgroundColor]);
      assert.notEqual(border, paper, "the button has an edge");
    }
    await picture(page, `offer-forced-colours-${state}`, { fullPage: false });
    await close();
  }
});

/** What a style sheet that means no good could write. */
const HOSTILE = `
*, *::before, *::after { all: unset !important; --paper: red !important; --ink: red; --accent: red !important }
html { font-size: 40px !important; line-height: 3 !important; letter-spacing: 1em !important; text-transform: uppercase !important }
html, body { direction: ltr; word-spacing: 2em !important; text-indent: 4em; zoom: 1; cursor: wait !important; visibility: hidden }
baton-offer { display: none !important; opacity: .1 !important; transform: scale(.5) !important; filter: blur(9px); position: absolute; visibility: hidden !important }
section, p, a, button, span, div, svg { display: block !important; color: red !important; background: red !important; padding: 9em !important }
[part], .open, .panel { margin: 9em !important; font: 90px fantasy !important }
`;

test("styles come neither in nor out", async () => {
  const looks = (/** @type {Page} */ page) =>
    page.evaluate(() => {
      const root = document.querySelector("baton-offer")?.shadowRoot;
      return [...(root?.querySelectorAll("*") ?? [])].map((element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const kept = ["color", "background-color", "font", "letter-spacing", "word-spacing", "text-transform", "text-indent", "opacity", "visibility", "display", "cursor", "padding", "margin"];
        return [element.getAttribute("part") ?? element.tagName, Math.round(box.width), Math.round(box.height), ...kept.map((name) => style.getPropertyValue(name))].join("|");
      });
    });
  const clean = await gallery("named");
  const wanted = await looks(clean.page);
  assert.ok(wanted.length > 8);
  const before = await clean.page.evaluate(() => getComputedStyle(document.body).cssText + getComputedStyle(document.documentElement).getPropertyValue("--paper"));
  await clean.page.evaluate(() => document.querySelector("baton-offer")?.remove());
  const after = await clean.page.evaluate(() => getComputedStyle(document.body).cssText + getComputedStyle(document.documentElement).getPropertyValue("--paper"));
  assert.equal(before, after, "the page looks as it did without");
  await clean.close();
  const hostile = await gallery("named");
  await hostile.page.addStyleTag({ content: HOSTILE });
  assert.deepEqual(await looks(hostile.page), wanted);
  await hostile.close();
});

test("the gallery, in pictures", async () => {
  for (const [name, viewport] of Object.entries({ desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } })) {
    const { page, complaints, close } = await open(browser, `${all.site.origin}/gallery.html`, { viewport });
    for (const frame of await page.locator("iframe").all()) {
      await frame.scrollIntoViewIfNeeded();
      await frame.contentFrame().locator("baton-offer [part=headline]").waitFor();
    }
    await page.waitForTimeout(300);
    await picture(page, `gallery-${name}`);
    assert.deepEqual(complaints, []);
    await close();
  }
});
