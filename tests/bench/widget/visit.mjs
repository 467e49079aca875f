/**
 * A page of its own in a profile of its own: no script of it was compiled before.
 */

/**
 * @param {import("../../e2e/harness.mjs").Browser} browser
 * @param {number} slowdown of the processor, 1 for none
 */
export async function visitPage(browser, slowdown) {
  const remote = browser.context.browser();
  if (!remote) throw new Error("the browser is gone");
  const context = await remote.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return { page, devtools, leave: () => context.close() };
}
