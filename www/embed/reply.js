/**
 * What the host makes of a submit: takes it, refuses it, or goes on to the next step. Nothing
 * says so on an ordinary form but what turns up in it.
 */
import { ANSWERS, controlsOf } from "./forms.js";

/** So long a host has for showing what is wrong, in ms. */
const SOON = 150;
const BAD_CLASS = /error|invalid/i;
const MARKED = "[aria-invalid=true]";
const BAD = `${MARKED},[class*=error i],[class*=invalid i]`;

/**
 * Calls when a field of the form turns invalid soon after the submit.
 * @param {HTMLFormElement} form
 * @param {() => void} refused
 */
export function watchRefusal(form, refused) {
  const wasValid = form.matches(":valid");
  const observer = new MutationObserver((changes) => changes.some(isBad) && over(true));
  /** @param {boolean} isRefused */
  const over = (isRefused) => {
    observer.disconnect();
    form.removeEventListener("invalid", invalid, true);
    clearTimeout(timer);
    if (isRefused) refused();
  };
  const invalid = () => over(true);
  // What was marked in the try before, too: it was the host's turn to take the mark away.
  const timer = setTimeout(() => over(form.isConnected && (!!form.querySelector(MARKED) || (wasValid && !form.matches(":valid")))), SOON);
  observer.observe(form, { subtree: true, childList: true, attributeOldValue: true, attributeFilter: ["aria-invalid", "class"] });
  form.addEventListener("invalid", invalid, true);
}

/** @param {MutationRecord} change */
function isBad({ target, addedNodes, attributeName, oldValue }) {
  const nodes = attributeName ? (attributeName === "class" && BAD_CLASS.test(oldValue ?? "") ? [] : [target]) : [...addedNodes];
  return nodes.some((node) => node instanceof Element && (node.matches(BAD) || (!attributeName && node.querySelector(BAD))));
}

/**
 * Whether a submit is meant as one. In a form with steps to come, fields behind the last
 * visible one, it is known only when the host has gone on to them, or has not; in any other
 * it is known now.
 * @param {HTMLFormElement} form
 * @param {SubmitEvent} event
 * @returns {Promise<boolean> | undefined}
 */
export function isMeant(form, event) {
  // What the keyboard cannot reach is set for machines.
  const answers = controlsOf(form).filter(({ type, tabIndex }) => tabIndex >= 0 && ANSWERS.test(type));
  /** @type {Element[]} */
  const toCome = [];
  for (const control of answers.reverse()) {
    if (isVisible(control)) break;
    toCome.push(control);
  }
  if (!toCome.length) return;
  return new Promise((resolve) => {
    // A page that goes away has taken it.
    addEventListener("pagehide", () => resolve(true));
    setTimeout(() => event.defaultPrevented || resolve(true));
    setTimeout(() => resolve(!toCome.some(isVisible)), SOON);
  });
}

/** @param {Element} element */
function isVisible(element) {
  return element.getClientRects().length > 0;
}
