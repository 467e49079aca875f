/**
 * What the page's Content-Security-Policy keeps from us, for the install check: found out by
 * trying, for it may come from anywhere.
 */
import { finding } from "./check_overlay.js";

/** So long a refusal may take to be told, in ms. */
const SOON = 300;

/**
 * The directives by which the page's policies have refused something since, each with those
 * policies: a page may have several, and all of them hold. One that only reports refuses nothing.
 */
export function listenForPolicy() {
  /** @type {Map<string, Set<string>>} */
  const refused = new Map();
  document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, originalPolicy }) => {
    if (disposition === "report") return;
    const directive = effectiveDirective.replace(/-(elem|attr)$/, "");
    refused.set(directive, (refused.get(directive) ?? new Set()).add(originalPolicy));
  });
  return refused;
}

/**
 * @param {{edge: string}} given
 * @param {Map<string, Set<string>>} refused
 * @param {any} failure why the scorer did not load, if it did not
 */
export async function aboutPolicy({ edge }, refused, failure) {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.src = `${edge}/v1/health`;
  document.documentElement.append(frame);
  await new Promise((resolve) => setTimeout(resolve, SOON));
  frame.remove();
  const add = (/** @type {string} */ directive, /** @type {string} */ source) => {
    const all = [...(refused.get(directive) ?? [""])].map((policy) => adding(directive, source, policy));
    return [...new Set(all)].join(" ");
  };
  const lacks = [];
  if (refused.has("connect-src")) {
    lacks.push(
      finding(
        "bad",
        "The page's policy keeps leads from the edge: connect-src lacks it.",
        `${add("connect-src", edge)} Until then no lead can be sent from here and no offer is shown. The form works; a lead waits on the visitor's device, sealed, for a page of this site that may send it, 72 hours.`,
      ),
    );
  } else if (failure && (failure instanceof WebAssembly.CompileError || refused.has("script-src"))) {
    lacks.push(finding("warn", "The offer waits for the edge: the policy forbids wasm.", add("script-src", "'wasm-unsafe-eval'")));
  } else if (failure) {
    lacks.push(finding("warn", "The offer waits for the edge: the scorer does not load.", String(failure.message ?? failure)));
  }
  const frames = ["frame-src", "child-src"].find((directive) => refused.has(directive));
  if (frames) {
    lacks.push(
      finding("warn", "A calendar in the page would open in a new tab.", `Only for inline booking. ${add(frames, `${edge} and the calendar's address`)}`),
    );
  }
  return lacks.length ? lacks : [finding("good", "The page's policy allows all that is needed.")];
}

/**
 * What to write into a policy. A directive that is not there yet takes the place of default-src
 * for what it governs, so it has to repeat it.
 * @param {string} directive
 * @param {string} source
 * @param {string} policy
 */
function adding(directive, source, policy) {
  const parts = policy.split(";").map((part) => part.trim().split(/\s+/));
  const fallback = parts.find(([name]) => name === "default-src")?.slice(1) ?? [];
  if (parts.some(([name]) => name === directive) || !fallback.length) return `Add ${source} to ${directive}.`;
  const kept = fallback.filter((word) => word !== "'none'").join(" ");
  return `Add to the policy: ${directive} ${kept ? `${kept} ` : ""}${source}.`;
}
