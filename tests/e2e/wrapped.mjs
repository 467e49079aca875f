/** The Worker as it is built, inside another that a test has written around it. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { build } from "esbuild";

import { ROOT } from "../../xtask/workerd.mjs";
import { startEdge } from "./harness.mjs";

/**
 * Starts an edge with a Worker of `worker/` around the one that is built.
 * @param {string} name its file, without the ending
 * @param {import("./harness.mjs").EdgeSetting} [setting]
 */
export async function startWrapped(name, setting = {}) {
  const worker = mkdtempSync(path.join(os.tmpdir(), "baton-wrapped-"));
  for (const file of ["index.js", "index_bg.wasm"]) cpSync(path.join(ROOT, "build/edge", file), path.join(worker, file));
  await build({
    entryPoints: [path.join(ROOT, "tests/e2e/worker", `${name}.js`)],
    outfile: path.join(worker, "worker.js"),
    bundle: true,
    format: "esm",
    plugins: [
      {
        name: "beside the Worker",
        setup: (plugin) =>
          plugin.onResolve({ filter: /^cloudflare:|index\.js$/ }, ({ path: asked }) => ({
            path: asked.startsWith("cloudflare:") ? asked : "./index.js",
            external: true,
          })),
      },
    ],
  });
  const edge = await startEdge({ ...setting, worker });
  const stop = async () => {
    await edge.stop();
    rmSync(worker, { recursive: true, force: true });
  };
  return { edge, stop };
}
