/**
 * The console's service worker: it keeps the shell on the device, so that the page opens without a
 * network and says so, and shows the messages that the desk pushes. No answer of the desk is kept
 * here: leads are personal.
 */

const SHELL = "baton-shell-1";
const START = "/desk/";

/** @type {any} */
const worker = globalThis;

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(keepStart().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()));
});

/** The page itself, every file that it names, and every module that those name. */
async function keepStart() {
  const cache = await caches.open(SHELL);
  const seen = new Set();
  const keep = async (/** @type {string} */ path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok) throw new TypeError(`${path}: ${answer.status}`);
    await cache.put(path, answer.clone());
    if (path !== START && !path.endsWith(".js")) return;
    const named = path === START ? /(?:href|src)="(\/desk\/[^"]+)"/g : /(?:from|import)\s*\(?\s*"(\.[^"]+\.js)"/g;
    const names = [...(await answer.text()).matchAll(named)].map(([, name = ""]) => new URL(name, new URL(path, location.href)).pathname);
    await Promise.all(names.map(keep));
  };
  await keep(START);
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name.startsWith("baton-shell") && name !== SHELL) await caches.delete(name);
}

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  // Only the console's own files. What the desk answers goes past here.
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith("/desk/")) return;
  event.respondWith(fresh(request, request.mode === "navigate" ? START : url.pathname));
});

/**
 * From the network, so that a new release is seen at once; without one, as it was kept.
 * @param {Request} request
 * @param {string} name
 */
async function fresh(request, name) {
  const cache = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(name, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(name);
    if (kept) return kept;
    throw error;
  }
}

worker.addEventListener("push", (/** @type {any} */ event) => {
  const said = event.data?.json() ?? {};
  const options = { body: said.body, tag: said.tag, data: { lead: said.lead, desk: said.desk }, icon: "/desk/icon-192.png", badge: "/desk/icon-192.png", renotify: Boolean(said.tag) };
  event.waitUntil(worker.registration.showNotification(said.title ?? "Baton", options));
});

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data ?? {}));
});

/** @param {{ lead?: string, desk?: string }} data */
async function lead({ lead: id = "", desk = "" }) {
  const open = await worker.clients.matchAll({ type: "window" });
  const [client] = open;
  if (client) {
    client.postMessage({ lead: id });
    return client.focus();
  }
  return worker.clients.openWindow(`/desk/?desk=${encodeURIComponent(desk)}#/leads/${encodeURIComponent(id)}`);
}
