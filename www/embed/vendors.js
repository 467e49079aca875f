/**
 * Forms that a vendor's own script submits: the offer waits until that script says it was
 * taken. Fetched only where such a form is.
 */
import { told } from "./forms.js";

/** @typedef {import("./fields.js").Field} Field */

/**
 * @typedef {object} Host
 * @property {(fields: Field[]) => void} take a submission that no form of the page shows
 * @property {(isHeld: boolean) => void} hold
 */

/** Of HubSpot's own frames. */
const HUBSPOT = /^https:\/\/([\w-]+\.)*(hubspot|hsforms)\.(com|net)$/;

/**
 * @param {Host} host
 */
export function start({ take, hold }) {
  /**
   * The form the offer waits for, or the id of one in a frame.
   * @type {HTMLFormElement | string | undefined}
   */
  let waiting;
  /** Watched already. @type {WeakSet<Element>} */
  const watched = new WeakSet();
  const { jQuery, MktoForms2 } = /** @type {any} */ (window);

  /** The vendor has taken it. @param {unknown} [form] */
  function taken(form = waiting) {
    if (!waiting || form !== waiting) return;
    waiting = undefined;
    hold(false);
  }

  /**
   * Whether the offer waits for its vendor's word.
   * @param {HTMLFormElement} [form]
   */
  function waits(form) {
    if (!form) return typeof waiting === "string";
    const isTheirs =
      form.matches(".hs-form,.hs-form-html form,.wpcf7-form,.w-form form") ||
      (form.matches(".mktoForm") && MktoForms2) ||
      // Without its frame Gravity navigates, and says nothing.
      (jQuery && form.getAttribute("target")?.startsWith("gform_ajax_frame"));
    waiting = isTheirs ? form : undefined;
    return !!isTheirs;
  }

  /** @param {HTMLFormElement} form */
  function touched(form) {
    const block = form.closest(".w-form");
    if (!block || watched.has(block)) return;
    watched.add(block);
    new MutationObserver(() => {
      // Webflow has no event; it shows what stood there hidden.
      if (block.querySelector(".w-form-done")?.getClientRects().length) taken(form);
    }).observe(block, { subtree: true, attributes: true, attributeFilter: ["class", "style"] });
  }

  /**
   * What HubSpot's scripts say: the old ones by messages, the new ones by events.
   * @param {any} event
   */
  async function hear(event) {
    if (event.type === "message") {
      if (event.origin === location.origin || HUBSPOT.test(event.origin)) oldHubSpot(event.data);
    } else if (event.type.endsWith("success")) {
      if (waiting instanceof Element) return taken();
      const form = /** @type {any} */ (window).HubSpotFormsV4?.getFormFromEvent(event);
      take(named(await form.getFormFieldValues()));
    }
  }

  /** @param {{eventName: string, id: string, data: any}} message */
  function oldHubSpot({ eventName, id, data }) {
    // A form in the page itself is read from the page.
    const inPage = waiting instanceof Element && waiting.getAttribute("data-form-id") === id ? waiting : undefined;
    if (eventName === "onFormSubmit" && !document.querySelector(`form[data-form-id="${CSS.escape(id)}"]`)) {
      waiting = id;
      take(named(data));
    } else if (eventName === "onFormSubmitted") taken(inPage ?? id);
  }

  /** @param {{name: string, value: unknown}[]} values */
  function named(values) {
    // In front of a property's name stands the number of what it belongs to.
    return told(Object.fromEntries(values.map(({ name, value }) => [name.replace(/^\d+-\d+\//, ""), value])));
  }

  document.addEventListener("wpcf7mailsent", ({ target }) => {
    if (target instanceof Element && waiting instanceof Element && (target === waiting || target.contains(waiting))) taken();
  });
  // An event of jQuery's, which the page does not hear.
  jQuery?.(document).on("gform_confirmation_loaded", (/** @type {unknown} */ _, /** @type {unknown} */ id) => {
    if (waiting instanceof Element && waiting.matches(`#gform_${id}`)) taken();
  });
  MktoForms2?.whenReady((/** @type {any} */ form) => {
    form.onSuccess(() => {
      taken(form.getFormElem()[0]);
      // What the host does next is its own.
      return true;
    });
  });

  return { waits, touched, hear };
}
