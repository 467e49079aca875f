/** The bench in a page, bundled with the module's glue: leaves one function behind. */
// @ts-expect-error The bundler puts the glue that wasm-bindgen wrote here.
import * as glue from "baton-console";

import { bench } from "./bench.mjs";

/** @param {string} base64 */
const bytes = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

/** @type {any} */
let scorer;
/** @type {WebAssembly.Memory} */
let memory;

Object.assign(globalThis, {
  /** @param {{module: string, card: string, rounds: number}} setting bytes in base64 */
  batonBench: ({ module, card, rounds }) => {
    if (!scorer) {
      memory = glue.initSync({ module: bytes(module) }).memory;
      scorer = new glue.Scorer(bytes(card));
    }
    return bench(scorer, memory, rounds);
  },
});
