/**
 * The scoring crate as functions. Numbers are all that crosses into its module: what is said to
 * it is written where it has made room, its answer is read where it lies (`crates/widget`).
 */

/**
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {(bytes: number) => number} room address for so many bytes of what is said
 * @property {() => number} answer address of what is answered
 * @property {() => number} load length of the answer
 * @property {(now: number) => number} score length of the answer
 * @property {() => number} map length of the answer
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * @param {string | BufferSource} source the module's address, or its bytes
 */
export async function openScorer(source) {
  const { instance } = await (typeof source === "string" ? fetched(source) : WebAssembly.instantiate(source));
  const { memory, room, answer, load, score, map } = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));

  /**
   * @param {Uint8Array} said
   * @param {() => number} act
   */
  function ask(said, act) {
    const at = room(said.length);
    // The memory may have grown, and its old buffer be gone, after every call.
    new Uint8Array(memory.buffer, at).set(said);
    const length = act();
    return decoder.decode(new Uint8Array(memory.buffer, answer(), length));
  }

  return {
    /** @param {Uint8Array} card */
    load: (card) => ask(card, load),
    /** @type {(packed: string, seconds: number) => string} */
    score: (packed, seconds) => ask(encoder.encode(packed), () => score(seconds)),
    /** @param {string} packed */
    map: (packed) => ask(encoder.encode(packed), map),
  };
}

/**
 * Compiled while it comes in; where a server does not call it wasm, after that.
 * @param {string} address
 */
async function fetched(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`the module answers ${response.status}`);
  if (/^application\/wasm/.test(response.headers.get("content-type") ?? "")) return WebAssembly.instantiateStreaming(response);
  return WebAssembly.instantiate(await response.arrayBuffer());
}
