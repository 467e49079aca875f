/**
 * The two modes a marketer has to ask for, by `data-mode` on the tag or `data-baton-mode` on
 * a form; fetched only where one is.
 *
 * *beside*: the form's own submit goes into a hidden frame, and the page stays. *after*: the
 * offer first, the form's own submit when the visitor goes on. In both the browser itself
 * makes the request, so that the host's server gets what it would have got; and what cannot
 * be done so is done without a mode.
 */
import { controlsOf } from "./forms.js";

/** @typedef {SubmitEvent & {target: HTMLFormElement}} Submit */

/**
 * @param {{isOffered: () => boolean}} page whether the visitor has an offer to look at
 */
export function start({ isOffered }) {
  /**
   * Lets a form that was kept back go.
   * @type {(() => void) | undefined}
   */
  let letGo;
  /**
   * The form whose submit is let through for the second time.
   * @type {EventTarget | undefined}
   */
  let passing;

  /**
   * The host has seen this submit before and agreed: nobody is asked again.
   * @param {Event} event
   */
  function resumes(event) {
    if (event.target !== passing) return false;
    event.stopImmediatePropagation();
    return true;
  }

  /**
   * @param {SubmitEvent} event
   * @param {string} [mode]
   */
  function enter(event, mode) {
    // Behind every listener that is there: who prevents the submit has done so by then.
    const root = /** @type {EventTarget} */ (event.currentTarget);
    const act = mode === "beside" ? beside : mode === "after" ? after : undefined;
    const late = (/** @type {Event} */ now) => {
      if (now === event && !now.defaultPrevented) act?.(/** @type {Submit} */ (now));
    };
    root.addEventListener("submit", late, { once: true });
  }

  /** @param {Submit} event */
  function beside({ target: form, submitter }) {
    const holder = submitter?.hasAttribute("formtarget") ? submitter : form;
    const name = holder === form ? "target" : "formtarget";
    const target = holder.getAttribute(name);
    // Into a frame or a window of the host's it goes as it is: the page stays anyway.
    if (target && !/^_(self|top|parent)$/i.test(target)) return;
    const frame = document.createElement("iframe");
    frame.name = `baton-${Date.now()}`;
    frame.hidden = true;
    frame.title = "";
    const again = snapshot(form, submitter);
    // The page's policy may forbid the frame; then the form goes its old way.
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, disposition }) => {
      if (effectiveDirective !== "frame-src" || disposition === "report" || !frame.isConnected) return;
      frame.remove();
      again();
    });
    document.documentElement.append(frame);
    holder.setAttribute(name, frame.name);
    setTimeout(() => (target === null ? holder.removeAttribute(name) : holder.setAttribute(name, target)));
  }

  /** @param {Submit} event */
  function after(event) {
    const { target: form, submitter } = event;
    // Where an image was clicked is not to be had a second time.
    if (!isOffered() || submitter?.getAttribute("type") === "image") return;
    event.preventDefault();
    letGo = snapshot(form, submitter);
  }

  /**
   * How to submit the form again as it is now: many a host disables its fields meanwhile.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  function snapshot(form, submitter) {
    const enabled = controlsOf(form).filter(({ disabled }) => !disabled);
    return () => {
      const disabled = enabled.filter((control) => control.disabled);
      for (const control of disabled) control.disabled = false;
      passing = form;
      try {
        HTMLFormElement.prototype.requestSubmit.call(form, submitter?.isConnected ? submitter : null);
      } finally {
        passing = undefined;
        for (const control of disabled) control.disabled = true;
      }
    };
  }

  /** The visitor is done with the offer. */
  function goOn() {
    const go = letGo;
    letGo = undefined;
    // A click that follows the link has done so by then.
    if (go) setTimeout(go);
  }

  return { resumes, enter, goOn };
}
