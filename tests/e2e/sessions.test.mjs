/** What a browser is let in by: the console's own cookie, and what Cloudflare Access asserts. */

import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { DESK, advance, api, eventually, exampleAgreement, json, launchBrowser, publish, startAll } from "./harness.mjs";
import { lead, post } from "./leads.mjs";

const OTHER = "globex";
const AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";

/** Access' keys, as a team publishes them. */
function startTeam() {
  const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  /** @type {Record<string, ReturnType<typeof pair>>} */
  const keys = { k1: pair() };
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (request.url !== "/cdn-cgi/access/certs") return response.writeHead(404).end();
    const published = Object.entries(keys).map(([kid, { publicKey }]) => ({ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: published, public_certs: [] }));
  });
  return new Promise((/** @type {(team: any) => void} */ resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      resolve({ origin: `http://127.0.0.1:${port}`, keys, pair, asked: () => asked, stop: () => server.close() });
    });
  });
}

/** @type {Awaited<ReturnType<typeof startAll>>} */
let all;
/** @type {any} */
let team;

before(async () => {
  team = await startTeam();
  const people = { "ada@works.example": { [DESK]: "admin" }, "mia@works.example": { [DESK]: "read_only", [OTHER]: "marketing" } };
  all = await startAll({ env: { BATON_ACCESS: JSON.stringify({ team: team.origin, audience: AUDIENCE, people }) } });
  await publish(all.edge, OTHER, exampleAgreement([all.site.origin]));
});
after(() => Promise.all([all?.stop(), team?.stop()]));

/** @param {string} desk @param {object} wish */
const token = async (desk, wish) => (await json(all.edge, `/v1/desks/${desk}/tokens`, { method: "POST", body: JSON.stringify(wish) }));

/** @param {string} pathname @param {RequestInit & { headers?: Record<string, string> }} [init] */
async function ask(pathname, init = {}) {
  const answer = await fetch(`${all.edge.origin}/v1/desks/${pathname}`, init);
  const text = await answer.text();
  const body = text.startsWith("{") ? JSON.parse(text) : {};
  return { status: answer.status, code: body.code, body, cookie: answer.headers.get("set-cookie") };
}

/** @param {string} desk @param {string} shown */
const begin = (desk, shown) => ask(`${desk}/session`, { method: "POST", headers: { authorization: `Bearer ${shown}` } });

/** @param {string | null} cookie */
const sent = (cookie) => (cookie ?? "").split(";")[0] ?? "";

test("a token becomes a cookie that no script sees and no other page has sent", async () => {
  const { token: shown } = await token(DESK, { name: "Mia", role: "read_only" });
  const begun = await begin(DESK, shown);
  assert.equal(begun.status, 200);
  assert.deepEqual([begun.body.name, begun.body.role], ["Mia", "read_only"]);
  assert.ok(begun.body.rights.includes("leads:read") && !begun.body.rights.includes("leads:move"));
  assert.match(begun.cookie ?? "", new RegExp(`^__Host-baton-${DESK}=[\\w-]+\\.[\\w-]{43}; Path=/; Max-Age=43200; Secure; HttpOnly; SameSite=Strict$`));
  assert.ok(!begun.cookie?.includes(shown.split("_")[2]), "the cookie is not the token");

  const cookie = sent(begun.cookie);
  const own = { cookie, "sec-fetch-site": "same-origin" };
  assert.deepEqual((await ask(`${DESK}/session`, { headers: own })).body, begun.body);
  assert.equal((await ask(`${DESK}/leads`, { headers: own })).status, 200);
  assert.equal((await ask(`${DESK}/roster`, { method: "POST", headers: own, body: "{}" })).code, "not_allowed", "no more than the token may");
  // The same cookie under another desk's name.
  const renamed = cookie.replace(`baton-${DESK}=`, `baton-${OTHER}=`);
  assert.equal((await ask(`${OTHER}/leads`, { headers: { ...own, cookie: renamed } })).code, "session_over");
  assert.equal((await ask(`${OTHER}/leads`, { headers: own })).code, "token_needed", "and none of its own there");
});

test("another site's page gets nothing by it", async () => {
  const { cookie } = await begin(DESK, all.edge.adminToken);
  const with_ = (/** @type {Record<string, string>} */ more) => ({ cookie: sent(cookie), ...more });
  const body = JSON.stringify({ rep: "ana", away_until: 0 });
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "https://evil.example" }, { origin: "null" }]) {
    for (const init of [{}, { method: "POST", body }]) {
      assert.equal((await ask(`${DESK}/roster`, { ...init, headers: with_(/** @type {any} */ (headers)) })).code, "foreign_page", JSON.stringify([headers, init]));
    }
    assert.equal((await ask(`${DESK}/session`, { method: "DELETE", headers: with_(/** @type {any} */ (headers)) })).code, "foreign_page");
  }
  assert.equal((await ask(`${DESK}/roster`, { method: "POST", body, headers: with_({}) })).code, "foreign_page", "who does not say where they are");
  assert.equal((await ask(`${DESK}/roster`, { headers: with_({}) })).status, 200, "reading alone is harmless: no other site sees the answer");
  assert.equal((await ask(`${DESK}/roster`, { headers: with_({ origin: all.edge.origin }) })).status, 200);
  const left = await ask(`${DESK}/session`, { method: "DELETE", headers: with_({ "sec-fetch-site": "same-origin" }) });
  assert.equal(left.status, 204);
  assert.match(left.cookie ?? "", /=; Path=\/; Max-Age=0;/);
});

test("a session ends with its token, with its key and with its time", async () => {
  const made = await token(DESK, { name: "Sam", role: "sales_lead" });
  const of = async (/** @type {string} */ shown) => ({ cookie: sent((await begin(DESK, shown)).cookie), "sec-fetch-site": "same-origin" });
  const sam = await of(made.token);
  const code = async (/** @type {Record<string, string>} */ headers) => (await ask(`${DESK}/leads`, { headers })).code ?? "let in";
  assert.equal(await code(sam), "let in");
  for (let at = sam.cookie.indexOf("=") + 1; at < sam.cookie.length; at += 7) {
    const other = sam.cookie[at] === "A" ? "B" : "A";
    const changed = sam.cookie.slice(0, at) + other + sam.cookie.slice(at + 1);
    assert.equal(await code({ ...sam, cookie: changed }), "session_over", `sign ${at}`);
  }
  await api(all.edge, `/v1/desks/${DESK}/tokens/${made.id}`, { method: "DELETE" });
  assert.equal(await code(sam), "session_over", "revoked");

  const admin = await of(all.edge.adminToken);
  for (const expected of ["let in", "session_over"]) {
    await api(all.edge, `/v1/desks/${DESK}/link-keys`, { method: "POST" });
    assert.equal(await code(admin), expected, "turned once, it is still good; turned twice, it is not");
  }
  const again = await of(all.edge.adminToken);
  await advance(all.edge, DESK, 12 * 3_600_000 - 60_000);
  assert.equal(await code(again), "let in");
  await advance(all.edge, DESK, 60_000);
  assert.equal(await code(again), "session_over", "after twelve hours");
});

test("in a browser the token is gone once the console is open, and the session lives on", async () => {
  const browser = await launchBrowser();
  try {
    const { context } = browser;
    const page = await browser.newPage();
    await page.goto(`${all.edge.origin}/desk/?desk=${DESK}#token=${all.edge.adminToken}`);
    await page.waitForSelector("baton-now");
    const seen = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage, document.cookie, location.href]));
    assert.ok(!seen.includes(all.edge.adminToken), seen);
    assert.ok(!seen.includes("__Host-"), "scripts do not see the cookie");
    const [cookie] = (await context.cookies()).filter(({ name }) => name === `__Host-baton-${DESK}`);
    assert.deepEqual([cookie?.httpOnly, cookie?.secure, cookie?.sameSite], [true, true, "Strict"]);
    const another = await browser.newPage();
    await another.goto(`${all.edge.origin}/desk/?desk=${DESK}`);
    await another.waitForSelector("baton-now");
    await another.getByText("Account", { exact: true }).click();
    await another.getByRole("button", { name: "Leave" }).click();
    await another.waitForSelector("#token");
    await eventually(async () => (await context.cookies()).every(({ name }) => !name.startsWith("__Host-baton")), { what: "the cookie is taken back" });
    await another.reload();
    await another.waitForSelector("#token");
  } finally {
    await browser.stop();
  }
});

test("a page stands there as the browser remembers who looks, and the edge's word counts", async () => {
  const { id, token } = await json(all.edge, `/v1/desks/${DESK}/tokens`, { method: "POST", body: JSON.stringify({ name: "Ana", role: "rep", rep: "ana" }) });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const console_ = `${all.edge.origin}/desk/?desk=${DESK}`;
    await page.goto(`${console_}#token=${token}&to=/leads`);
    await page.waitForSelector("baton-leads");
    const remembered = (/** @type {string} */ rights) => page.evaluate((rights) => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("baton.signed")) ?? "";
      const me = JSON.parse(localStorage.getItem(key) ?? "");
      if (rights) localStorage.setItem(key, JSON.stringify({ ...me, name: "somebody", rights: [...me.rights, rights] }));
      return me;
    }, rights);
    await remembered("reports:read");
    // The edge takes its time to say who looks: the page does not wait for it.
    let answer = () => {};
    const held = new Promise((resolve) => (answer = () => resolve(undefined)));
    await page.route("**/session", async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.waitForSelector("baton-leads[data-view]");
    const offered = () => page.locator("nav.pages a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "").join());
    assert.match(await offered(), /report/, "as it is remembered");
    answer();
    await eventually(async () => !(await offered()).includes("report"), { what: "what the edge says" });
    const { name, rights } = await remembered("");
    assert.deepEqual([name, rights.includes("reports:read")], ["Ana", false]);
    await page.unroute("**/session");
    // What is remembered opens nothing: who has no session any more is asked for a token, without a reproach.
    await json(all.edge, `/v1/desks/${DESK}/tokens/${id}`, { method: "DELETE" });
    await page.reload();
    await page.waitForSelector("#token");
    assert.equal(await page.locator("#token-problem").count(), 0);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith("baton.signed"))), false);
  } finally {
    await browser.stop();
  }
});

/**
 * An assertion as Access signs them.
 * @param {object} [claims] @param {object} [header] @param {import("node:crypto").KeyObject} [key]
 */
function assertion(claims = {}, header = {}, key = team.keys.k1.privateKey) {
  const seconds = Math.floor(Date.now() / 1000);
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", kid: "k1", typ: "JWT", ...header })}.${part({
    aud: [AUDIENCE], email: "ada@works.example", exp: seconds + 600, iat: seconds, nbf: seconds, iss: team.origin, sub: "s", type: "app", ...claims,
  })}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key).toString("base64url")}`;
}

/** @param {string} text @param {string} [desk] @param {Record<string, string>} [more] */
const vouched = (text, desk = DESK, more = { "sec-fetch-site": "same-origin" }) =>
  ask(`${desk}/session`, { headers: { "cf-access-jwt-assertion": text, ...more } });

test("Access lets people in as what the deployment says, and reps by the roster", async () => {
  const ada = await vouched(assertion());
  assert.deepEqual([ada.body.name, ada.body.role], ["ada@works.example", "admin"]);
  const [mia, elsewhere] = [await vouched(assertion({ email: "Mia@works.example" })), await vouched(assertion({ email: "mia@works.example" }), OTHER)];
  assert.deepEqual([mia.body.role, elsewhere.body.role], ["read_only", "marketing"]);
  const { reps } = await json(all.edge, `/v1/desks/${DESK}/roster`);
  const email = /id = "ana"[\s\S]*?email = "([^"]+)"/.exec(exampleAgreement([]))?.[1] ?? "";
  const rep = await vouched(assertion({ email }));
  assert.deepEqual([rep.body.role, rep.body.rep], ["rep", "ana"], JSON.stringify(reps?.[0]));
  assert.equal((await vouched(assertion({ email: "eve@works.example" }))).code, "not_of_this_desk");
  assert.equal((await vouched(assertion(), OTHER)).code, "not_of_this_desk");
  const post_ = await ask(`${DESK}/session`, { method: "POST", headers: { "cf-access-jwt-assertion": assertion(), "sec-fetch-site": "same-origin" } });
  assert.equal(post_.code, "no_session");
  assert.equal(team.asked(), 2, "each desk asks for the keys once");
});

test("nothing that Access did not sign for this team and application lets anybody in", async () => {
  const stranger = team.pair();
  const none = assertion().split(".").slice(0, 2);
  const seconds = Math.floor(Date.now() / 1000);
  for (const [text, what] of /** @type {[string, string][]} */ ([
    [assertion({}, {}, stranger.privateKey), "another's key under a known id"],
    [assertion({}, { kid: "k9" }, stranger.privateKey), "an unknown key"],
    [assertion({ aud: ["another"] }), "another application"],
    [assertion({ iss: "https://evil.cloudflareaccess.com" }), "another team"],
    [assertion({ exp: seconds - 120 }), "over"],
    [assertion({ nbf: seconds + 120 }), "not yet"],
    [assertion({ email: undefined, common_name: "service" }), "no person"],
    [`${Buffer.from('{"alg":"none","kid":"k1"}').toString("base64url")}.${none[1]}.`, "unsigned"],
    [`${none.join(".")}.AAAA`, "a wrong signature"],
    ["x", "no assertion"],
  ])) {
    assert.deepEqual([(await vouched(text)).status, (await vouched(text)).code], [401, "access_refused"], what);
  }
  for (const more of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
    assert.equal((await vouched(assertion(), DESK, /** @type {any} */ (more))).code, "foreign_page", "the header comes by itself, as a cookie does");
  }
});

test("keys that the team turns are found, and those it took away are worth nothing", async () => {
  const old = team.keys.k1;
  team.keys.k2 = team.pair();
  await eventually(async () => (await vouched(assertion({}, { kid: "k2" }, team.keys.k2.privateKey))).status === 200, { timeout: 15_000, interval: 500, what: "the new key is known" });
  assert.equal((await vouched(assertion())).status, 200, "the one before serves while it is published");
  delete team.keys.k1;
  team.keys.k3 = team.pair();
  await eventually(async () => (await vouched(assertion({}, { kid: "k3" }, team.keys.k3.privateKey))).status === 200, { timeout: 15_000, interval: 500, what: "the newest key is known" });
  assert.equal((await vouched(assertion({}, {}, old.privateKey))).code, "access_refused");
  const sent_ = lead();
  await post(all.edge, sent_, { from: all.site.origin });
  assert.equal((await ask(`${DESK}/leads/${sent_.id}`, { headers: { "cf-access-jwt-assertion": assertion({}, { kid: "k3" }, team.keys.k3.privateKey), "sec-fetch-site": "same-origin" } })).status, 200);
});
