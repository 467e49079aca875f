/**
 * Cloudflare Turnstile, where the tag names a site key: a proof is asked for at the first touch of
 * a form, and the lead takes it along. Whatever becomes of it, the lead goes.
 */

/** Cloudflare's own script. */
const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

export function start() {
  /** @type {string | undefined} */
  let token;
  let isAsked = false;
  /** What Turnstile calls its box. @type {string | undefined} */
  let box;

  return {
    /** The proof there is now. It is good once: the next lead needs another. */
    proof() {
      const given = token;
      token = undefined;
      const { turnstile } = /** @type {any} */ (window);
      if (given) turnstile?.reset(box);
      return given;
    },

    /**
     * Asks for a proof, and for the next when one is too old.
     * @param {string} key the site key
     */
    async ask(key) {
      if (isAsked) return;
      isAsked = true;
      await loaded();
      // A visitor who has to be asked sees the question here; the others see nothing.
      const place = document.createElement("div");
      place.style.cssText = "position:fixed;inset:auto 16px 16px auto;z-index:2147483646";
      document.body.append(place);
      box = /** @type {any} */ (window).turnstile.render(place, {
        sitekey: key,
        appearance: "interaction-only",
        callback: (/** @type {string} */ proof) => (token = proof),
        "expired-callback": () => (token = undefined),
        "response-field": false,
      });
    },
  };
}

/** Turnstile's script: the page may have it for its own forms. */
function loaded() {
  if (/** @type {any} */ (window).turnstile) return Promise.resolve();
  const script = document.createElement("script");
  script.src = SCRIPT;
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error("Turnstile cannot be loaded: does the page's Content-Security-Policy let it?"));
    document.head.append(script);
  });
}
