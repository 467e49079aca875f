/** Nothing moves under a finger that is just coming down. */

/** @type {Promise<void> | null} */
let pressed = null;

/** Resolves when no finger is down. */
export function settled() {
  return pressed ?? Promise.resolve();
}

addEventListener("pointerdown", () => {
  pressed = new Promise((resolve) => {
    const done = () => {
      pressed = null;
      resolve();
    };
    addEventListener("pointerup", done, { once: true });
    addEventListener("pointercancel", done, { once: true });
    // A finger that went down and never came up holds nothing for longer than this.
    setTimeout(done, 1_000);
  });
});
