/**
 * The socket over which the desk says that something has changed. Where there is none, pages ask
 * again and again as they always could.
 */

import { desk, token } from "./session.js";

/** After the first, second, … failure in a row, in ms; a little is added by chance, so that not all come at once. */
const BACKOFF = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** So often it is asked whether the socket still stands, and so long an answer may take, in ms. */
const PING = 25_000;
const PATIENCE = 8_000;

/** The edge closes with it when a token may be worth nothing any more: asking anew tells. */
const ASK_ANEW = 4001;

/**
 * What has changed: rows of leads the token may read, and ids of those it may read no more.
 * @typedef {{ rows: import("./types.js").LeadRow[], gone: string[] }} Change
 */

/** @type {WebSocket | null} */
let socket = null;
let failures = 0;
let wanted = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pulse;
/** @type {(change: Change | null) => void} */
let tell = () => {};

/** Whether the desk says by itself when something changes. */
export function isLive() {
  return socket?.readyState === WebSocket.OPEN;
}

/**
 * Listens, until `deafen`.
 * @param {(change: Change | null) => void} heard null: the socket opened or closed, so ask
 */
export function listen(heard) {
  tell = heard;
  wanted = true;
  open();
}

/** Listens no more. */
export function deafen() {
  wanted = false;
  close();
}

function open() {
  clearTimeout(again);
  if (!wanted || socket || document.hidden || !navigator.onLine) return;
  const address = new URL(`/v1/desks/${encodeURIComponent(desk())}/live`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  // A session's cookie goes along by itself; a token is offered, for no header can be set.
  const own = new WebSocket(address, ["baton.live.1", ...(token() ? [`baton.token.${base64url(token())}`] : [])]);
  socket = own;
  own.addEventListener("open", () => {
    failures = 0;
    beat();
    // What happened before it stood was told to nobody.
    tell(null);
  });
  own.addEventListener("message", ({ data }) => {
    beat();
    if (data === "pong") return;
    const { rows = [], gone = [] } = JSON.parse(data);
    tell({ rows, gone });
  });
  own.addEventListener("close", ({ code }) => {
    if (socket !== own) return;
    close();
    tell(null);
    if (code === ASK_ANEW) return void (again = setTimeout(open, 200));
    const wait = BACKOFF[Math.min(failures, BACKOFF.length - 1)] ?? 0;
    failures += 1;
    again = setTimeout(open, wait * (1 + Math.random() / 4));
  });
}

function close() {
  clearTimeout(again);
  clearTimeout(pulse);
  const own = socket;
  socket = null;
  own?.close();
}

/** The next question whether it stands; an answer is another beat. */
function beat() {
  clearTimeout(pulse);
  pulse = setTimeout(() => {
    socket?.send("ping");
    pulse = setTimeout(() => {
      close();
      tell(null);
      open();
    }, PATIENCE);
  }, PING);
}

/** @param {string} text */
function base64url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// Nobody is told what they do not look at.
document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
addEventListener("offline", () => {
  close();
  tell(null);
});
addEventListener("online", () => {
  failures = 0;
  open();
});
