/** From a token to a session: the browser keeps a cookie that no script can read, and no token. */

import { Trouble, beginSession, holder } from "./api.js";
import { forgetToken, isOwn, keepToken, remember, remembered, token } from "./session.js";

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
  if (!remembered()) return undefined;
  try {
    const { body } = await holder();
    // Who has left meanwhile stays forgotten.
    if (remembered()) remember(body);
    return body;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    remember(null);
    return undefined;
  }
}

async function withToken() {
  const kept = token();
  const { body } = await beginSession(isOwn());
  forgetToken();
  try {
    remember((await holder()).body);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // No cookie is kept here; then the token stays, as long as the tab.
    keepToken(kept);
  }
  return body;
}

/** @param {unknown} error */
function isRefusal(error) {
  return error instanceof Trouble && (error.status === 401 || error.status === 403);
}
