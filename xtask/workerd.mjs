/**
 * The one description of how Baton runs on raw workerd: `cargo xtask dev` starts it from
 * here, and so do the end-to-end tests. Assets stand in front of the Worker as on
 * Cloudflare, storage is on disk, and a cron worker calls the sweep.
 *
 * As a program it writes the configuration and prints where it is:
 *
 *     node xtask/workerd.mjs --dir .baton/dev --address 127.0.0.1:8787 --bind BATON_ADMIN_TOKEN
 *     {"binary":"…/workerd","arguments":["serve","…/workerd.capnp","--experimental"]}
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** The repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * @typedef {object} Setting
 * @property {string} dir the directory for the configuration and the desks' databases
 * @property {string} address where to listen, `127.0.0.1:8787`
 * @property {string[]} bind names of environment variables the Worker gets as secrets
 * @property {Service[]} [services] workers beside it that it is bound to
 * @property {string} [worker] the Worker's build; `build/edge` unless given
 * @property {string} [assets] the assets; `build/www` unless given
 * @property {string[]} [v8Flags] how V8 is to behave
 */

/**
 * A worker that stands in for a binding of the platform's.
 * @typedef {object} Service
 * @property {string} name of the binding
 * @property {string} code its one module
 * @property {string} entrypoint the class that is bound
 */

/**
 * Writes the configuration into `setting.dir` and says how to start workerd on it.
 * @param {Setting} setting
 * @returns {{binary: string, arguments: string[]}}
 */
export function prepare(setting) {
  const dir = path.resolve(setting.dir);
  mkdirSync(path.join(dir, "storage"), { recursive: true });
  const file = path.join(dir, "workerd.capnp");
  writeFileSync(file, configuration({ ...setting, dir }));
  return { binary: binary(), arguments: ["serve", file, "--experimental"] };
}

/** The native program; npm's `bin/workerd` may be a script, whose end would not end workerd. */
function binary() {
  const main = createRequire(import.meta.url)("workerd");
  return /** @type {string} */ (main.default);
}

/**
 * @param {Setting} setting
 * @returns {string} Cap'n Proto text
 */
function configuration(setting) {
  // `embed` reads a path with a leading slash as one of its import path.
  const worker = path.relative(setting.dir, path.resolve(setting.worker ?? path.join(ROOT, "build/edge")));
  const assets = path.resolve(setting.assets ?? path.join(ROOT, "build/www"));
  const deployed = deployment();
  const services = setting.services ?? [];
  const bindings = [
    ...setting.bind.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`),
    ...services.map(({ name, entrypoint }) => `(name = ${text(name)}, service = (name = ${text(`bound-${name}`)}, entrypoint = ${text(entrypoint)}))`),
  ];
  const beside = services.map(
    ({ name, code }) => `(name = ${text(`bound-${name}`)}, worker = (
      compatibilityDate = ${text(deployed.compatibilityDate)},
      modules = [(name = "main.js", esModule = ${text(code)})],
      globalOutbound = "outside",
    )),`,
  );
  return `# Written by xtask/workerd.mjs; a change here is lost at the next start.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  v8Flags = [${(setting.v8Flags ?? []).map(text).join(", ")}],
  services = [
    (name = "site", assets = (
      path = ${text(assets)},
      config = ${text(JSON.stringify({ run_worker_first: deployed.workerFirst, headers: headers(assets) }))},
      userWorker = "edge",
    )),
    (name = "edge", worker = .edge),
    (name = "cron", worker = .cron),
    ${beside.join("\n    ")}
    # Deliveries go to a receiver on this machine, so private addresses are allowed here;
    # workerd refuses them unless told otherwise.
    (name = "outside", network = (
      allow = ["public", "private"],
      tlsOptions = (trustBrowserCas = true),
    )),
    (name = "storage", disk = (path = ${text(path.join(setting.dir, "storage"))}, writable = true)),
  ],
  sockets = [(name = "http", address = ${text(setting.address)}, http = (), service = "site")],
);

const edge :Workerd.Worker = (
  compatibilityDate = ${text(deployed.compatibilityDate)},
  modules = [
    (name = "worker.js", esModule = embed ${text(path.join(worker, "worker.js"))}),
    (name = "index.js", esModule = embed ${text(path.join(worker, "index.js"))}),
    (name = "./index_bg.wasm", wasm = embed ${text(path.join(worker, "index_bg.wasm"))}),
  ],
  durableObjectNamespaces = [
    (className = "Desk", uniqueKey = "baton-desk", enableSql = true),
    (className = "Directory", uniqueKey = "baton-directory", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
  globalOutbound = "outside",
  bindings = [
    (name = "DESK", durableObjectNamespace = "Desk"),
    (name = "DIRECTORY", durableObjectNamespace = "Directory"),
    (name = "ASSETS", service = (name = "site", entrypoint = "AssetWorker")),
    ${bindings.join(",\n    ")}
  ],
);

const cron :Workerd.Worker = (
  compatibilityDate = ${text(deployed.compatibilityDate)},
  compatibilityFlags = ["service_binding_extra_handlers"],
  modules = [(name = "cron.js", bundled = "/workerd/cron.js")],
  durableObjectNamespaces = [(className = "Schedule", uniqueKey = "baton-schedule", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [
    (name = "SCHEDULE", durableObjectNamespace = "Schedule"),
    (name = "EDGE", service = "edge"),
    (name = "CRONS", json = ${text(JSON.stringify({ EDGE: deployed.crons }))}),
  ],
);
`;
}

/**
 * What a deployment says in wrangler.toml, so that tests run what is deployed.
 * @returns {{compatibilityDate: string, crons: string[], workerFirst: string[]}}
 */
function deployment() {
  const source = readFileSync(path.join(ROOT, "wrangler.toml"), "utf8");
  const value = (/** @type {string} */ key) => {
    const line = source.match(new RegExp(`^${key} *= *(".*"|\\[.*\\])`, "m"));
    if (!line?.[1]) throw new Error(`wrangler.toml has no line \`${key} = …\``);
    return JSON.parse(line[1]);
  };
  return {
    compatibilityDate: value("compatibility_date"),
    crons: value("crons"),
    workerFirst: value("run_worker_first"),
  };
}

/**
 * The rules of `_headers`, which the assets service takes as text.
 * @param {string} assets
 */
function headers(assets) {
  const file = path.join(assets, "_headers");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/**
 * A Cap'n Proto string. Its escapes are C's, which JSON's are too but for `\u`.
 * @param {string} value
 */
function text(value) {
  return JSON.stringify(value).replace(/\\u00([0-9a-f]{2})/g, "\\x$1");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      dir: { type: "string", default: ".baton/dev" },
      address: { type: "string", default: "127.0.0.1:8787" },
      bind: { type: "string", multiple: true, default: [] },
    },
  });
  process.stdout.write(`${JSON.stringify(prepare(values))}\n`);
}
