/** Messages to this device while the console is closed: Web Push, RFC 8030, by the desk's own key. */

import { NEVER, Trouble, pushKey, subscribePush, unsubscribePush } from "./api.js";
import { fill, h } from "./h.js";
import { installOffer, leadAddress } from "./session.js";
import { words } from "./words.js";

/** Registers what keeps the shell on the device. Without it the page works as ever. */
export async function register() {
  try {
    await navigator.serviceWorker?.register("/desk/worker.js", { scope: "/desk/" });
  } catch {
    // A browser that keeps nothing, or a page that is not secure.
  }
}

/** The part of a rep's page about messages to the device it is open on. */
export class PushSwitch {
  #body = h("div");
  root = h("section", { class: "card push", "aria-labelledby": "push-title" }, h("h2", { id: "push-title" }, words.mine.push.title), this.#body);

  constructor() {
    void this.#draw();
  }

  async #draw() {
    const { on, off, isOn, denied, ios, unable, unset, install } = words.mine.push;
    const offer = installOffer();
    const installing = offer && h("button", { type: "button", onclick: () => void offer.prompt() }, install);
    const say = (/** @type {string} */ text, /** @type {HTMLElement | false} */ button = false) => fill(this.#body, h("p", {}, text), button, installing);
    if (!("serviceWorker" in navigator && "PushManager" in globalThis)) return say(isIos() ? ios : unable);
    const [key, registration] = await Promise.all([askedKey(), navigator.serviceWorker.getRegistration("/desk/")]);
    if (!key) return say(unset);
    if (!registration) return say(unable);
    if (Notification.permission === "denied") return say(denied);
    const subscription = await registration.pushManager.getSubscription();
    if (subscription) return say(isOn, h("button", { type: "button", onclick: () => void this.#off(subscription) }, off));
    say("", h("button", { class: "primary", type: "button", onclick: () => void this.#on(registration, key) }, on));
  }

  /**
   * @param {ServiceWorkerRegistration} registration
   * @param {string} key
   */
  async #on(registration, key) {
    try {
      const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      await subscribePush(subscription.toJSON());
    } catch (error) {
      // Who says no to the browser's question is shown what that means; the rest is told.
      if (error instanceof Trouble) return fill(this.#body, h("p", {}, `${error.message}. ${error.help}`));
    }
    await this.#draw();
  }

  /** @param {PushSubscription} subscription */
  async #off(subscription) {
    const { endpoint } = subscription;
    await subscription.unsubscribe();
    await unsubscribePush(endpoint).catch(() => {});
    await this.#draw();
  }
}

/** The key that the desk's messages are signed by; none where it sends none. */
async function askedKey() {
  try {
    return (await pushKey(NEVER)).body.key;
  } catch (error) {
    if (error instanceof Trouble) return null;
    throw error;
  }
}

function isIos() {
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.userAgent.includes("Mac") && navigator.maxTouchPoints > 1);
}

// A message that is pressed while the console is open leads there.
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (typeof data?.lead === "string") location.hash = leadAddress(data.lead);
});
