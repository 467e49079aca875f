/** Who may ask what: every address, for every role, at two desks of two tenants, over HTTP. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ROOT } from "../../xtask/workerd.mjs";
import { DESK, api, exampleAgreement, json, publish, startAll } from "./harness.mjs";
import { lead, leadId, post } from "./leads.mjs";

const OTHER = "globex.sales";
const ROLES = ["admin", "marketing", "sales_lead", "rep", "read_only"];
const [ADMIN, MARKETING, LEAD, REP, READ] = ROLES;

/**
 * Whom each address lets in; `anyone` needs no token, `secret` the deployment's own.
 * @type {Record<string, "anyone" | "secret" | (string | undefined)[]>}
 */
const TABLE = {
  "POST …/agreements": [ADMIN, MARKETING, LEAD],
  "GET …/agreements": ROLES,
  "GET …/agreements/{n}": ROLES,
  "POST …/agreements/{n}/restore": [ADMIN, MARKETING, LEAD],
  "GET …/drafts": ROLES,
  "POST …/drafts": [ADMIN, MARKETING, LEAD],
  "GET …/drafts/{n}": ROLES,
  "POST …/drafts/{n}": [ADMIN, MARKETING, LEAD],
  "GET …/past": [ADMIN, MARKETING, LEAD],
  "GET …/card": "anyone",
  "GET …/key.js": "anyone",
  "POST …/leads": "anyone",
  "GET …/book/{lead}": "anyone",
  "GET …/leads/{lead}/offer": "anyone",
  "POST …/leads/{lead}/booked": "anyone",
  "POST …/leads/{lead}/moves": [ADMIN, LEAD, REP],
  "POST …/score": [ADMIN, MARKETING, LEAD, READ],
  "GET …/leads": ROLES,
  "GET …/leads/{lead}": ROLES,
  "GET …/now": ROLES,
  "GET …/live": ROLES,
  "GET …/push": ROLES,
  "POST …/push": ROLES,
  "POST …/deliveries/{endpoint}/test": [ADMIN, LEAD],
  "GET …/leads.csv": [ADMIN, MARKETING, LEAD],
  "POST …/accounts": [ADMIN, MARKETING, LEAD],
  "POST …/sources/{source}/leads": [ADMIN, MARKETING, LEAD],
  "POST …/signals": [ADMIN, MARKETING, LEAD],
  "POST …/imports": [ADMIN, MARKETING, LEAD],
  "POST …/people/export": [ADMIN],
  "POST …/people/erase": [ADMIN],
  "GET …/deliveries": [ADMIN, MARKETING, LEAD, READ],
  "POST …/deliveries/{id}/replay": [ADMIN, LEAD],
  "POST …/slack": "anyone",
  "POST …/meetings/{tool}": "anyone",
  "POST …/crm/{endpoint}": "anyone",
  "POST …/crm/{endpoint}/leads": "anyone",
  "GET …/roster": ROLES,
  "POST …/roster": [ADMIN, LEAD],
  "GET …/report": [ADMIN, MARKETING, LEAD, READ],
  "GET …/digest": [ADMIN, MARKETING, LEAD, READ],
  "POST …/digest/comments": [ADMIN, MARKETING, LEAD],
  "POST …/leads/{lead}/comments": [ADMIN, MARKETING, LEAD, REP],
  "GET …/figures/check": [ADMIN, MARKETING, LEAD, READ],
  "GET …/disagreements": [ADMIN, MARKETING, LEAD, READ],
  "GET …/log": [ADMIN, MARKETING, LEAD, READ],
  "GET …/log/verify": [ADMIN, MARKETING, LEAD, READ],
  "GET /h/{desk}/{token}": "anyone",
  "POST /h/{desk}/{token}": "anyone",
  "GET …/session": ROLES,
  "POST …/session": ROLES,
  "DELETE …/session": "anyone",
  "GET …/tokens": "secret",
  "POST …/tokens": "secret",
  "DELETE …/tokens/{id}": "secret",
  "POST …/link-keys": "secret",
  "POST …/clock": [ADMIN],
};

/** What is sent where a body is read: enough to get past the door. @type {Record<string, string>} */
const BODIES = {
  "POST …/leads/{lead}/moves": '{"move":"attempted","channel":"call","reached":false}',
  "POST …/leads/{lead}/comments": '{"text":"They called back."}',
  "POST …/digest/comments": '{"text":"A good week."}',
  "POST …/people/export": '{"email":"nobody@works.example"}',
  "POST …/people/erase": '{"email":"nobody@works.example"}',
  "POST …/clock": '{"advance_ms":0}',
};

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** The tokens of each desk, by role. @type {Record<string, Record<string, string>>} */
const tokens = {};
/** A lead of Ana's, and one of Ben's. @type {Record<string, string>} */
const leadOf = {};

/** @param {string} desk @param {object} wish */
const make = (desk, wish) =>
  json(all.edge, `/v1/desks/${desk}/tokens`, { method: "POST", body: JSON.stringify(wish) });

before(async () => {
  all = await startAll();
  await publish(all.edge, OTHER, exampleAgreement([all.site.origin]));
  for (const desk of [DESK, OTHER]) {
    const made = await Promise.all(
      ROLES.map((role) => make(desk, { name: role, role, ...(role === REP ? { rep: "ana" } : {}) })),
    );
    tokens[desk] = Object.fromEntries(made.map(({ role, token }) => [role, token]));
  }
  for (let tries = 0; tries < 12 && (!leadOf.ana || !leadOf.ben); tries += 1) {
    const sent = lead();
    await post(all.edge, sent, { from: all.site.origin });
    const told = await json(all.edge, `/v1/desks/${DESK}/leads/${sent.id}`);
    leadOf[told.lead.owner.id] = sent.id;
  }
});
after(() => all?.stop());

/**
 * Asks as the table writes it.
 * @param {string} route @param {string} desk @param {string | undefined} token
 */
async function ask(route, desk, token) {
  const [method = "", pattern = ""] = route.split(" ");
  const pathname = pattern
    .replace("…", `/v1/desks/${desk}`)
    .replace("{desk}", desk)
    .replace("{n}", "1")
    .replace("{lead}", leadOf.ana ?? "")
    .replace(/\{(id|token)\}/, "none");
  const answer = await fetch(all.edge.origin + pathname, {
    method,
    redirect: "manual",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(method === "POST" ? { body: BODIES[route] ?? "{}" } : {}),
  });
  const text = await answer.text();
  assert.ok(answer.status < 500, `${route}: ${text}`);
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  return { status: answer.status, code: isProblem ? JSON.parse(text).code : undefined };
}

const DOOR = ["token_needed", "not_allowed", "token_of_another_desk"];

test("the table has every address there is", () => {
  const source = readFileSync(path.join(ROOT, "crates/edge/src/routes.rs"), "utf8");
  const routes = [...source.matchAll(/^ *\/\/\/ `((?:GET|POST|DELETE) (?:…|\/h)\/[^`]*)`/gm)].map((found) => found[1]);
  assert.deepEqual([...routes].sort(), Object.keys(TABLE).sort());
});

test("the OpenAPI document says the same to programs", async () => {
  const answer = await fetch(`${all.edge.origin}/v1/openapi.json`);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const { openapi, paths } = await answer.json();
  assert.equal(openapi, "3.1.0");
  let said = 0;
  for (const [route, who] of Object.entries(TABLE)) {
    const [method = "", pattern = ""] = route.split(" ");
    const operation = paths[pattern.replace("…", "/v1/desks/{desk}")]?.[method.toLowerCase()];
    assert.ok(operation, route);
    assert.deepEqual(operation.security, who === "anyone" ? [] : [{ bearer: [] }, { session: [] }], route);
    // Some moves are marketing's, too.
    if (route.endsWith("/moves")) assert.deepEqual(operation["x-baton-roles"], [ADMIN, MARKETING, LEAD, REP]);
    else if (who !== "anyone") assert.deepEqual(operation["x-baton-roles"], who === "secret" ? [] : who, route);
    said += 1;
  }
  const operations = Object.entries(paths).flatMap(([path, all]) =>
    Object.keys(/** @type {object} */ (all)).filter((key) => key !== "parameters" && path !== "/v1/health"),
  );
  assert.equal(operations.length, said, "and no more");
});

test("every address lets in whom it should, and nobody else", async () => {
  let walked = 0;
  for (const [route, who] of Object.entries(TABLE)) {
    const without = await ask(route, DESK, undefined);
    if (who === "anyone") {
      assert.ok(!DOOR.includes(without.code), `${route} without a token: ${without.code}`);
      continue;
    }
    assert.deepEqual(without, { status: 401, code: "token_needed" }, route);
    for (const role of ROLES) {
      const { status, code } = await ask(route, DESK, tokens[DESK]?.[role]);
      if (who !== "secret" && who.includes(role)) assert.ok(!DOOR.includes(code), `${route} as ${role}: ${status} ${code}`);
      // A move is refused once it is read, for some of marketing's moves are its own.
      else assert.deepEqual({ status, code }, { status: 403, code: "not_allowed" }, `${route} as ${role}`);
      walked += 1;
    }
    const { code } = await ask(route, DESK, all.edge.adminToken);
    assert.ok(!DOOR.includes(code), `${route} with the secret: ${code}`);
  }
  assert.ok(walked >= 100, `${walked}`);
});

test("a token opens its own desk and no other, whoever's it is", async () => {
  for (const [own, other] of [
    [DESK, OTHER],
    [OTHER, DESK],
  ]) {
    for (const [route, who] of Object.entries(TABLE)) {
      if (who === "anyone" || !own || !other) continue;
      for (const role of ROLES) {
        /** @type {string} */
        const token = tokens[own]?.[role] ?? "";
        assert.deepEqual(await ask(route, other, token), { status: 403, code: "token_of_another_desk" }, `${route} as ${role}`);
        // The same secret under the other desk's name.
        /** @type {string} */
        const renamed = token.replace(`baton_${own}_`, `baton_${other}_`);
        assert.notEqual(renamed, token);
        assert.deepEqual(await ask(route, other, renamed), { status: 401, code: "token_needed" }, `${route} as ${role}`);
      }
    }
  }
  const nowhere = await ask("GET …/leads", "nowhere", `baton_nowhere_${"A".repeat(43)}`);
  assert.deepEqual(nowhere, { status: 404, code: "unknown_desk" });
});

test("a rep sees and moves their own leads", async () => {
  assert.ok(leadOf.ana && leadOf.ben, JSON.stringify(leadOf));
  const headers = { authorization: `Bearer ${tokens[DESK]?.rep}` };
  const list = await json(all.edge, `/v1/desks/${DESK}/leads`, { headers });
  assert.ok(list.leads.length > 0 && list.leads.every((/** @type {any} */ one) => one.owner.id === "ana"));
  const theirs = await json(all.edge, `/v1/desks/${DESK}/leads/${leadOf.ana}`, { headers });
  assert.equal(theirs.lead.id, leadOf.ana);
  const move = { method: "POST", headers, body: JSON.stringify({ move: "attempted", channel: "call", reached: false }) };
  for (const asked of [
    await api(all.edge, `/v1/desks/${DESK}/leads/${leadOf.ben}`, { headers }),
    await api(all.edge, `/v1/desks/${DESK}/leads/${leadOf.ben}/moves`, move),
  ]) {
    assert.equal(asked.status, 403);
    assert.equal((await asked.json()).code, "not_your_lead");
  }
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/leads/${leadOf.ana}/moves`, move)).status, 201);
  const unknown = await api(all.edge, `/v1/desks/${DESK}/leads/${leadId()}`, { headers });
  assert.equal(unknown.status, 404);
});

test("a token is made once, listed without itself, and revoked at once, also after a crash", async () => {
  const made = await make(DESK, { name: "a tool", role: "read_only", scopes: ["leads:read"] });
  const headers = { authorization: `Bearer ${made.token}` };
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/leads`, { headers })).status, 200);
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/roster`, { headers })).status, 403, "not among its scopes");
  const listed = await (await api(all.edge, `/v1/desks/${DESK}/tokens`)).text();
  assert.ok(listed.includes(made.id) && !listed.includes(made.token));
  await json(all.edge, `/v1/desks/${DESK}/tokens/${made.id}`, { method: "DELETE" });
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/leads`, { headers })).status, 401);
  await all.edge.restart();
  assert.equal((await api(all.edge, `/v1/desks/${DESK}/leads`, { headers })).status, 401);
  assert.ok(!all.edge.output.includes(made.token));
});
