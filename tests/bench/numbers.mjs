/**
 * Numbers out of many measurements.
 */

/**
 * The value that so many of the numbers do not exceed, between the two nearest.
 * @param {number[]} numbers
 * @param {number} share from 0 to 1
 */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** @param {number[]} numbers */
export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** What nine of ten do not exceed. @param {number[]} numbers */
export function p90(numbers) {
  return quantile(numbers, 0.9);
}

/**
 * The same list in an order nobody chose, so that no contender always follows the same one.
 * @template T
 * @param {T[]} list
 */
export function shuffled(list) {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/**
 * The same list, begun by another each round: what one leaves to be done is not always the same one's burden.
 * @template T
 * @param {T[]} list
 * @param {number} round
 */
export function turned(list, round) {
  const first = round % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}
