/** From a token to a session: the browser keeps a cookie that no script can read, and no token. */

import { Trouble, beginSession, endSession, me } from "./api.js";
import { forgetToken, hasSession, keepToken, rememberSession, token } from "./session.js";

/** Whether somebody has shown a token here, or has a session. */
export function isKnown() {
  return token() !== "" || hasSession();
}

/** The device is its owner's: the next session is a long one. */
let stays = false;

/** @param {boolean} is */
export function stay(is) {
  stays = is;
}

/**
 * Who looks.
 * @returns {Promise<import("./types.js").Me>}
 */
export async function signIn() {
  const { signal } = new AbortController();
  const kept = token();
  if (!kept) return (await me(signal)).body;
  const { body } = await beginSession(stays);
  forgetToken();
  try {
    await me(signal);
    rememberSession(stays && !body.secret ? "kept" : "tab");
  } catch (error) {
    if (!(error instanceof Trouble) || error.status !== 401) throw error;
    // No cookie is kept here; then the token stays, as long as the tab.
    keepToken(kept);
  }
  return body;
}

/** Signs out: here, and at the edge, if it can be reached. */
export function signOut() {
  forgetToken();
  if (!hasSession()) return;
  endSession().catch(() => {});
  rememberSession(null);
}
