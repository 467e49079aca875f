/**
 * For what a browser may refuse: storage, mostly.
 * @template T
 * @param {() => T} act
 * @returns {T | undefined} undefined if it threw
 */
export function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
