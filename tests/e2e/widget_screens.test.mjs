/**
 * The demo page and the offer on it, in pictures, and what can be measured of their looks:
 * nothing stands out to the side, nothing is too pale to read, nothing complains.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launchBrowser, startAll } from "./harness.mjs";
import { open, picture } from "./screens.mjs";
import { COLD, fill, newAddress, offer, submit } from "./widget.mjs";

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {import("./harness.mjs").Browser} */
let browser;

before(async () => {
  all = await startAll();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.stop();
  await all?.stop();
});

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

test("the landing page, on a desk and on a phone, light and dark", async () => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const [name, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      const { page, complaints, close } = await open(browser, `${all.site.origin}/`, { viewport, colorScheme });
      await picture(page, `demo-${name}-${colorScheme}`);
      assert.deepEqual(complaints, []);
      await close();
    }
  }
});

test("the offer, wherever it stands", async () => {
  const light = /** @type {const} */ ("light");
  const dark = /** @type {const} */ ("dark");
  const shots = [
    { name: "offer-desktop", where: "/spa.html", viewport: DESKTOP, colorScheme: light },
    { name: "offer-desktop-dark", where: "/spa.html", viewport: DESKTOP, colorScheme: dark },
    { name: "offer-phone", where: "/spa.html", viewport: PHONE, colorScheme: light },
    { name: "offer-phone-dark", where: "/spa.html", viewport: PHONE, colorScheme: dark },
    { name: "offer-narrow", where: "/spa.html", viewport: { width: 320, height: 640 }, colorScheme: light },
    { name: "offer-right-to-left", where: "/spa.html", viewport: DESKTOP, colorScheme: light, dir: "rtl" },
    { name: "offer-carried", where: "/", viewport: DESKTOP, colorScheme: light },
    { name: "offer-carried-phone", where: "/", viewport: PHONE, colorScheme: light },
    { name: "offer-thanks", where: "/spa.html", viewport: DESKTOP, colorScheme: light, answers: COLD },
  ];
  for (const { name, where, viewport, colorScheme, dir, answers } of shots) {
    const { page, complaints, close } = await open(browser, all.site.origin + where, { viewport, colorScheme });
    if (dir) await page.evaluate((value) => (document.dir = value), dir);
    await fill(page, newAddress(), answers);
    await submit(page);
    await offer(page, (seen) => seen.name !== "Acme Pipelines" || answers !== undefined);
    await picture(page, name, { fullPage: false });
    const pale = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
    assert.deepEqual(pale, [], name);
    const box = await page.locator("baton-offer [part=panel]").boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height, name);
    assert.equal(box.x < viewport.width / 2 - box.width / 2, dir === "rtl", `${name}: on its side of the page`);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("the button can be read on whatever colour the marketer likes", async () => {
  const { page, close } = await open(browser, `${all.site.origin}/spa.html`);
  await fill(page, newAddress());
  await submit(page);
  await offer(page);
  const accents = ["#000", "#fff", "#ffd400", "#e11d48", "#16a34a", "#6366f1", "#0ea5e9", "#f97316", "#78716c", "#2457d6"];
  for (const accent of accents) {
    await page.evaluate((color) => document.documentElement.style.setProperty("--baton-accent", color), accent);
    const button = (await contrasts(page)).find(({ part }) => part === "button");
    assert.ok(button && button.ratio >= 4.5, `${accent}: ${button?.ratio}`);
  }
  await close();
});

/**
 * The contrast of each writing in the panel with what it stands on.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{part: string, ratio: number}[]>}
 */
function contrasts(page) {
  return page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const root = document.querySelector("baton-offer")?.shadowRoot;
    if (!pen || !root) throw new Error("no panel to measure");
    /** @param {string} color */
    const light = (color) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = (/** @type {Element | null} */ element) => {
      for (let box = element; box; box = box.parentElement) {
        const color = getComputedStyle(box).backgroundColor;
        if (!/^rgba\(.*, 0\)$/.test(color)) return color;
      }
      return "#fff";
    };
    return ["name", "face", "headline", "text", "button", "close"].flatMap((part) => {
      const element = root.querySelector(`[part=${part}]`);
      if (!element?.checkVisibility()) return [];
      const [ink, ground] = [light(getComputedStyle(element).color), light(paper(element))];
      return [{ part, ratio: (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) }];
    });
  });
}
