/** The only place that makes elements. Text becomes text nodes; there is no way to put in HTML. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Props */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an HTML element: `h("a", { href: "/" }, "home")`. A prop that is a function listens,
 * `true` is an empty attribute, `false` and `null` are none.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, props, children);
  return element;
}

/**
 * Makes an SVG element. A drawing is for the eyes; the words beside it say the same.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, props = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  dress(element, tag === "svg" ? { "aria-hidden": "true", ...props } : props, children);
  return element;
}

/**
 * Sets a text without touching the page when it is the same.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Puts children in place of those that are there.
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter(isChild).map(asNode));
}

/**
 * Does what can wait until the page stands there.
 * @param {() => void} work
 */
export function whenIdle(work) {
  (globalThis.requestIdleCallback ?? setTimeout)(() => work());
}

/**
 * @param {Element} element
 * @param {Props} props
 * @param {Child[]} children
 */
function dress(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter(isChild).map(asNode));
}

/**
 * @param {Child} child
 * @returns {child is Node | string | number}
 */
function isChild(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}

/** @param {Node | string | number} child */
function asNode(child) {
  return typeof child === "number" ? String(child) : child;
}
