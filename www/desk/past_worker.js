/** Past leads, held and worked on beside the page: what takes seconds must not hold up who types. */

/** @type {Promise<any> | undefined} */
let loading;

/** The crates, and room for the leads. */
function room() {
  loading ??= (async () => {
    // A path in a variable: what is built beside this file is not there when its types are checked.
    const built = "./wasm/console.js";
    const module = await import(built);
    await module.default();
    return new module.PastLeads();
  })();
  return loading;
}

addEventListener("message", ({ data: { id, call, given } }) => {
  void (async () => {
    try {
      const leads = await room();
      postMessage({ id, answer: leads[call](...given) });
    } catch (error) {
      postMessage({ id, failed: String(error) });
    }
  })();
});
