/**
 * Asks a desk what its OpenAPI document says can be asked, and much that it says cannot: no answer may be a 5xx, of a
 * status or a type that the document does not know, or of another shape. The requests are made up by Schemathesis,
 * which stands in an environment of its own beside the tools.
 *
 *     cargo xtask bench api         # 50 examples an operation, or as many as are said
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { exampleAgreement, publish, startEdge } from "../../e2e/harness.mjs";
import { HOT, lead, post } from "../../e2e/leads.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const VERSION = "4.32.5";
const [tools = os.tmpdir(), examples = "50"] = process.argv.slice(2);
/** The document may be asked with anything; what is not the API's own is left out. */
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "response_headers_conformance",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
];

/** Schemathesis' command, installed where it is missing. */
function installed() {
  const dir = path.join(tools, `schemathesis-${VERSION}`);
  const command = path.join(dir, "bin/schemathesis");
  if (existsSync(command)) return command;
  console.log(`schemathesis ${VERSION} is installed into ${dir}`);
  execFileSync("python3", ["-m", "venv", dir], { stdio: "inherit" });
  execFileSync(path.join(dir, "bin/pip"), ["install", "--quiet", `schemathesis==${VERSION}`], { stdio: "inherit" });
  return command;
}

const command = installed();
const edge = await startEdge({ testClock: true });
const dir = mkdtempSync(path.join(os.tmpdir(), "baton-api-"));
let status = 1;
try {
  await publish(edge, "acme", exampleAgreement(["https://acme.example"]));
  const known = lead(HOT);
  await post(edge, known);
  await post(edge, lead({ ...HOT, email: "somebody@else.example" }));
  const config = (/** @type {string} */ more) =>
    `headers = { Authorization = "Bearer ${edge.adminToken}" }\n[parameters]\ndesk = "acme"\n${more}`;
  // First with a lead there is, so that answers are told whole; then with whatever comes to mind.
  const rounds = [
    ["a lead there is", `lead = "${known.id}"\n`],
    ["any lead", ""],
  ];
  status = 0;
  for (const [name = "", more = ""] of rounds) {
    console.log(`\n${name}`);
    const file = path.join(dir, "schemathesis.toml");
    writeFileSync(file, config(more));
    const run = spawnSync(
      command,
      [
        ...["--config-file", file, "run", `${edge.origin}/v1/openapi.json`, "--url", edge.origin],
        ...["--checks", CHECKS.join(","), "--max-examples", examples, "--phases", "examples,coverage,fuzzing"],
        // A socket is no answer; a panic on purpose is a 5xx on purpose; what ends the run's own token ends the run.
        ...["--exclude-operation-id", "live", "--exclude-operation-id", "clock"],
        ...["--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--seed", "1"],
        ...["--request-timeout", "20", "--max-redirects", "0"],
      ],
      { stdio: "inherit", cwd: dir, env: { ...process.env, PYTHONUTF8: "1", SCHEMATHESIS_HOOKS: path.join(HERE, "hooks.py") } },
    );
    if (run.status !== 0) status = 1;
  }
} finally {
  await edge.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(status);
