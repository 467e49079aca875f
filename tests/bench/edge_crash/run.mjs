/**
 * Kills the edge again and again while leads come in, and counts what its desk has in the end:
 * every lead once, with the owner that was told first, by exact shares, and told to everybody
 * although their receivers fail and cut their answers.
 *
 *     cargo xtask bench crash 20000
 */
import { Agent } from "node:http";
import { createServer, request } from "node:http";

import { api, eventually, exampleAgreement, freePort, json, publish, startEdge } from "../../e2e/harness.mjs";
import { HOT, lead } from "../../e2e/leads.mjs";

const leads = Number(process.argv[2] ?? 20_000);
const CONNECTIONS = 16;
/** Between the first lead that an edge answers and its end, in ms: to begin takes it nearly as long again. */
const LIVES = 250;
/** Shares of the messages that are refused, and that are taken while their answer is lost. Five failures in a row, and the
 * endpoint is left alone for half a minute: one in ten makes that rare, one in five makes it most of what is waited for. */
const [REFUSED, CUT] = [0.05, 0.05];

/** Deliveries by id: how often each was taken with 200, and what it told. @type {Map<string, {taken: number, lead: string, type: string}>} */
const told = new Map();
let refused = 0;
let cut = 0;
const receiver = createServer((incoming, answer) => {
  /** @type {Buffer[]} */
  const parts = [];
  incoming.on("data", (part) => parts.push(part));
  incoming.on("end", () => {
    const fate = Math.random();
    if (fate < REFUSED) {
      refused += 1;
      answer.writeHead(503).end();
      return;
    }
    const message = JSON.parse(Buffer.concat(parts).toString());
    const known = told.get(message.id) ?? { taken: 0, lead: message.lead.id, type: message.type };
    known.taken += 1;
    told.set(message.id, known);
    // Taken, and the answer is lost on its way.
    if (fate < REFUSED + CUT) {
      cut += 1;
      incoming.socket.destroy();
    } else answer.writeHead(200).end();
  });
});
const port = await freePort();
await new Promise((resolve) => receiver.listen(port, "127.0.0.1", () => resolve(undefined)));

const edge = await startEdge({ testClock: false, env: { EVENTS_WEBHOOK_URL: `http://127.0.0.1:${port}/events` } });
const agreement = exampleAgreement(["https://acme.example"])
  .replace(/\[\[deliveries\]\]\nid = "slack"[\s\S]*?\n\n/, "")
  .replace(/^SLACK_WEBHOOK_URL = .*\n/m, "")
  // The ladder would give leads to others while the run goes on, which is not what is counted.
  .replace(/\[\[escalation\]\][\s\S]*?(?=\n\[secrets\])/, "");
await publish(edge, "acme", agreement);

/** Owner by lead, as the first answer told. @type {Map<string, string>} */
const owners = new Map();
/** @type {string[]} */
const problems = [];
let sent = 0;
let tries = 0;
let isOver = false;
let kills = 0;

async function killer() {
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, LIVES * (0.5 + Math.random())));
    if (isOver) return;
    await edge.restart();
    kills += 1;
    const before = owners.size;
    await eventually(async () => owners.size > before || isOver, { timeout: 60_000, interval: 10, what: "a lead to be answered" });
  }
}

async function connection() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (sent < leads) {
    sent += 1;
    const body = lead(HOT);
    const text = JSON.stringify(body);
    for (;;) {
      tries += 1;
      const answer = await post(agent, text).catch(() => undefined);
      if (answer && answer.status >= 200 && answer.status < 300) {
        note(body.id, JSON.parse(answer.body));
        break;
      }
      if (answer && answer.status >= 400 && answer.status < 500) {
        problems.push(`${body.id} was answered ${answer.status}: ${answer.body}`);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (owners.size % 500 === 0) process.stdout.write(`\r  ${owners.size} of ${leads} leads, ${kills} kills`);
  }
  agent.destroy();
}

/**
 * A lead that was answered is asked again now and then: the answer may not change.
 * @param {string} id
 * @param {{lead: string, host: {name: string} | null}} receipt
 */
function note(id, receipt) {
  const name = receipt.host?.name ?? "nobody";
  if (receipt.lead !== id) problems.push(`${id} was told to be ${receipt.lead}`);
  const before = owners.get(id);
  if (before !== undefined && before !== name) problems.push(`${id} went from ${before} to ${name}`);
  owners.set(id, name);
}

/**
 * @param {Agent} agent
 * @param {string} body
 * @returns {Promise<{status: number, body: string}>}
 */
function post(agent, body) {
  return new Promise((resolve, reject) => {
    const url = `${edge.origin}/v1/desks/acme/leads`;
    const headers = { "content-type": "text/plain", origin: "https://acme.example" };
    const out = request(url, { method: "POST", agent, headers, timeout: 5000 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
      answer.once("error", reject);
    });
    out.once("timeout", () => out.destroy(new Error("no answer")));
    out.once("error", reject);
    out.end(body);
  });
}

/** Every lead of the desk, newest first. */
async function everyLead() {
  const all = [];
  let before = "";
  for (;;) {
    const page = await json(edge, `/v1/desks/acme/leads?limit=500${before && `&before=${before}`}`);
    all.push(...page.leads);
    if (page.leads.length < 500) return all;
    before = page.leads.at(-1).id;
  }
}

const begun = Date.now();
const killing = killer();
await Promise.all(Array.from({ length: CONNECTIONS }, connection));
isOver = true;
await killing;
const took = (Date.now() - begun) / 1000;
process.stdout.write(`\n  ${leads} leads in ${took.toFixed(0)} s, ${kills} kills, ${tries - leads} tries more; waiting for the messages\n`);

const all = await everyLead();
const ids = new Map(all.map((one) => [one.id, one]));
if (all.length !== ids.size) problems.push(`${all.length - ids.size} leads are there twice`);
for (const [id, owner] of owners) {
  const one = ids.get(id);
  if (!one) problems.push(`${id} was acknowledged and is not there`);
  else if ((one.owner?.name ?? "nobody") !== owner) problems.push(`${id} was ${owner}'s and is ${one.owner?.name}'s`);
}
const unasked = all.filter((one) => !owners.has(one.id)).length;
if (unasked) problems.push(`${unasked} leads are there that nobody sent`);
const has = (/** @type {string} */ rep) => all.filter((one) => one.owner?.id === rep).length;
const [ana, ben] = [has("ana"), has("ben")];
if (Math.abs(ana - 2 * ben) >= 3) problems.push(`the shares are ${ana} and ${ben}, and should be 2 to 1`);

await eventually(async () => (await waiting()) === 0, { timeout: 3_600_000, interval: 1000, what: "every message to arrive" });
process.stdout.write(`\r  every message has arrived or was given up after ${((Date.now() - begun) / 1000 - took).toFixed(0)} s\n`);
const assigned = [...told.values()].filter((one) => one.type === "lead.assigned");
const ofLead = new Map(assigned.map((one) => [one.lead, one]));
for (const id of ids.keys()) if (!ofLead.has(id)) problems.push(`nobody was told of ${id}`);
if (assigned.length !== ofLead.size) problems.push(`${assigned.length - ofLead.size} leads were told under two ids`);
const again = [...told.values()].reduce((sum, one) => sum + one.taken - 1, 0);

async function waiting() {
  const { endpoints } = await json(edge, "/v1/desks/acme/deliveries");
  const count = endpoints.reduce((/** @type {number} */ sum, /** @type {{waiting: number}} */ { waiting }) => sum + waiting, 0);
  process.stdout.write(`\r  ${count} messages wait, ${told.size} have arrived      `);
  return count;
}

await api(edge, "/v1/health");
await edge.stop();
receiver.close();
receiver.closeAllConnections();
process.stdout.write(
  `  ${ids.size} leads, ${ana} and ${ben} by rep; ${told.size} messages, ${refused} refused, ${cut} answers cut, ${again} taken again under their id\n` +
    `${problems.length} problems\n${problems.slice(0, 20).join("\n")}${problems.length ? "\n" : ""}`,
);
process.exitCode = problems.length ? 1 : 0;
