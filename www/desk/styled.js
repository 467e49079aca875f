/** Styles of a page that few people open, fetched with it. */

import { h } from "./h.js";

/**
 * Waits until they are there, so that nothing is seen without them; a page without its styles is still a page.
 * @param {string} file
 * @returns {Promise<void>}
 */
export function styled(file) {
  return new Promise((done) => {
    document.head.append(h("link", { rel: "stylesheet", href: `/desk/${file}`, onload: () => done(), onerror: () => done() }));
  });
}
