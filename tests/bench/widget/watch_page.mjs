/**
 * Runs in the page, ahead of any tag, and marks the instant of the submit, the end of its tick,
 * and the frame in which the link is on the screen.
 */

const page = /** @type {any} */ (window);
const channel = new MessageChannel();

/** The host sends its form by script, so that the page stays. */
addEventListener("submit", (event) => event.preventDefault());
addEventListener("submit", begun, true);

page.batonPainted = new Promise((resolve) => {
  // The first message after a frame's callbacks comes when the frame has been painted.
  channel.port1.onmessage = () => {
    if (!isShown()) return nextFrame();
    performance.mark("baton-painted");
    resolve(undefined);
  };
});

/** Called when whoever is measured listens already: whatever listens later hears later. */
page.batonListenLast = () => addEventListener("submit", () => performance.mark("baton-tick"), true);

/**
 * Presses the button so many ms after the beginning of a frame. Frames come every 16.7 ms and an
 * offer waits for the next, so without this the time would be that of the luck one had.
 * @param {number} phase
 */
page.batonPress = async (phase) => {
  // The first mark of a page takes 2 ms by the clock: it shall not be the one that is measured.
  performance.mark("baton-press");
  const frame = await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
  while (performance.now() < frame + phase);
  /** @type {HTMLElement} */ (document.querySelector("form button[type=submit]")).click();
};

function begun() {
  performance.mark("baton-submit");
  nextFrame();
}

function nextFrame() {
  requestAnimationFrame(() => channel.port2.postMessage(0));
}

function isShown() {
  const root = document.querySelector("baton-offer")?.shadowRoot;
  return !!root?.querySelector(".open") && !!root.querySelector("[part=button]")?.checkVisibility();
}
