/** From a token to a session: the browser keeps a cookie that no script can read, and no token. */

import { Trouble, beginSession, endSession, holder } from "./api.js";
import { forgetToken, isOwn, keepToken, signed, token } from "./session.js";

/**
 * One at a time: between a token that is forgotten and a session that is remembered there is nobody.
 * @type {Promise<import("./types.js").Holder | undefined> | null}
 */
let underWay = null;

/**
 * Who is signed in, or nothing: somebody has to show a token.
 * @returns {Promise<import("./types.js").Holder | undefined>}
 */
export function signIn() {
  return (underWay ??= find().finally(() => (underWay = null)));
}

/** @returns {Promise<import("./types.js").Holder | undefined>} */
async function find() {
  if (token()) return withToken();
  if (!signed()) return undefined;
  try {
    return (await holder()).body;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    signed(false);
    return undefined;
  }
}

async function withToken() {
  const kept = token();
  const { body } = await beginSession(isOwn());
  forgetToken();
  try {
    await holder();
    signed(true);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // No cookie is kept here; then the token stays, as long as the tab.
    keepToken(kept);
  }
  return body;
}

/** Signs out: here, and at the edge, if it can be reached. */
export async function signOut() {
  forgetToken();
  signed(false);
  isOwn(false);
  await endSession().catch(() => {});
}

/** @param {unknown} error */
function isRefusal(error) {
  return error instanceof Trouble && (error.status === 401 || error.status === 403);
}
