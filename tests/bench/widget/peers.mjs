/**
 * What others put on a page, from the npm registry: installed once into a folder of its own,
 * outside the repository, and bundled as our own scripts are.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { buildSync } from "esbuild";

/** To the last digit, so that two runs measure the same. */
const PACKAGES = {
  "@calcom/embed-core": "1.5.3",
  "@calcom/embed-snippet": "1.3.3",
  "@plausible-analytics/tracker": "0.4.6",
  "@typeform/embed": "6.1.1",
  react: "18.3.1",
  "react-calendly": "4.4.0",
  "react-dom": "18.3.1",
  "web-vitals": "6.2.3",
};

/**
 * @typedef {object} Contender
 * @property {string} id as the page's address names it
 * @property {string} name for the table
 * @property {string} head what a marketer pastes
 * @property {string} missing what is still to be fetched before a visitor has a form or a calendar
 * @property {Record<string, string>} files what the page may ask for, by its name under `/tag/`
 */

/** As esbuild is asked for ours (`xtask/src/parts.rs`). */
const MINIFIED = /** @type {const} */ ({ bundle: true, minify: true, target: "es2020", charset: "utf8", legalComments: "none", format: "iife" });

/**
 * Fetches them if they are not there, and says how each stands on a page.
 * @param {string} folder where npm installs
 * @param {string} out where the bundles go
 * @returns {Contender[]}
 */
export function peers(folder, out) {
  install(folder);
  mkdirSync(out, { recursive: true });
  const packed = (/** @type {string} */ file) => path.join(folder, "node_modules", file);
  /** @type {(name: string, contents: string) => Record<string, string>} */
  const bundled = (name, contents) => {
    const outfile = path.join(out, name);
    const define = { "process.env.NODE_ENV": '"production"' };
    buildSync({ ...MINIFIED, stdin: { contents, resolveDir: folder }, outfile, define, nodePaths: [packed("")] });
    return { [name]: outfile };
  };
  /** @type {(from: string, name: string) => Record<string, string>} */
  const copied = (from, name) => {
    copyFileSync(packed(from), path.join(out, name));
    return { [name]: path.join(out, name) };
  };
  return [
    {
      id: "plausible",
      name: "Plausible's tracker",
      head: script("plausible.js"),
      missing: "nothing; it counts visits",
      files: bundled("plausible.js", PLAUSIBLE),
    },
    {
      id: "vitals",
      name: "web-vitals",
      head: script("vitals.js"),
      missing: "nothing; it measures pages",
      files: bundled("vitals.js", VITALS),
    },
    {
      id: "typeform",
      name: "Typeform embed",
      head: `<link rel="stylesheet" href="/tag/typeform.css"><div data-tf-widget="acme"></div>${script("typeform.js")}`,
      missing: "the form, in a frame",
      files: {
        ...copied("@typeform/embed/build/embed.js", "typeform.js"),
        ...copied("@typeform/embed/build/css/widget.css", "typeform.css"),
      },
    },
    {
      id: "cal",
      name: "Cal.com inline embed",
      head: `<div id="peer"></div>${script("cal.js")}`,
      missing: "the booking app, in a frame",
      files: { ...bundled("cal.js", CAL), ...copied("@calcom/embed-core/dist/embed/embed.js", "cal-embed.js") },
    },
    {
      id: "calendly",
      name: "react-calendly",
      head: `<div id="peer"></div>${script("calendly.js")}`,
      missing: "the calendar, in a frame",
      files: bundled("calendly.js", CALENDLY),
    },
  ];
}

/** @param {string} name */
function script(name) {
  return `<script async src="/tag/${name}"></script>`;
}

const PLAUSIBLE = `
import { init } from "@plausible-analytics/tracker";
init({ domain: "acme.example", endpoint: "/event", captureOnLocalhost: true });`;

const VITALS = `
import { onCLS, onINP, onLCP } from "web-vitals";
for (const on of [onCLS, onINP, onLCP]) on(() => {});`;

const CAL = `
import snippet from "@calcom/embed-snippet";
const cal = snippet("/tag/cal-embed.js");
cal("init", { origin: "https://app.cal.com" });
cal("inline", { elementOrSelector: "#peer", calLink: "acme/demo" });`;

const CALENDLY = `
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { InlineWidget } from "react-calendly";
createRoot(document.getElementById("peer")).render(createElement(InlineWidget, { url: "https://calendly.com/acme/demo" }));`;

/**
 * By npm and from wherever it is set up to install from.
 * @param {string} folder
 */
function install(folder) {
  const manifest = path.join(folder, "package.json");
  const wanted = `${JSON.stringify({ private: true, dependencies: PACKAGES }, null, 2)}\n`;
  const done = path.join(folder, "installed.json");
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, wanted);
  // They are read and bundled; nothing of theirs runs on this machine but in the browser.
  const how = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--legacy-peer-deps", "--loglevel=error"];
  execFileSync("npm", how, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  writeFileSync(done, wanted);
}
