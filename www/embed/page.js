/**
 * What the panel wants to know of the page it stands on.
 */

/** What the site calls itself; it stands where the rep's name will. */
export function siteName() {
  const meta = document.querySelector('meta[property="og:site_name"]');
  return meta?.getAttribute("content") || location.hostname.replace(/^www\./, "");
}

/**
 * Whether the page is dark now, told by its writing: the visitor's preference alone says
 * nothing of a page that has only one face.
 */
export function isPageDark() {
  const color = getComputedStyle(document.body ?? document.documentElement).color;
  const [a = 0, b = 0, c = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  // rgb() has three shares of light; lab(), oklch() and their like begin with it.
  return /^rgb/.test(color) ? a * 3 + b * 6 + c > 1280 : a > (a > 1 ? 60 : 0.6);
}

/**
 * After a submit by the keyboard of a phone, that keyboard still covers the bottom of the
 * page, and a fixed box does not know it.
 * @param {HTMLElement} box
 */
export function liftOverKeyboard(box) {
  const view = window.visualViewport;
  view?.addEventListener("resize", () => {
    const covered = view.scale > 1 ? 0 : innerHeight - view.height - view.offsetTop;
    box.style.setProperty("--lift", `${Math.max(0, covered)}px`);
  });
}
