/**
 * The edge's offer without the engine: where its module could not be loaded, without art.
 */

/**
 * @param {import("./send.js").Offer} offer
 * @param {string} href where it leads, empty for nowhere
 */
export function showPlainly({ headline, button }, href) {
  const box = document.createElement("div");
  box.setAttribute("role", "status");
  // CSSOM: no `style-src` has anything against it.
  box.style.cssText =
    "position:fixed;bottom:16px;right:16px;z-index:2147483647;padding:16px;background:#fff;color:#111;border:1px solid";
  document.documentElement.append(box);
  box.append(`${headline} `);
  if (href) {
    const link = document.createElement("a");
    Object.assign(link, { href, target: "_blank", rel: "noopener noreferrer", textContent: button });
    box.append(link);
  }
  box.onclick = () => box.remove();
}
