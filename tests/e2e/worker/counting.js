/**
 * The Worker, with a desk whose statements are counted: `GET /v1/counted` tells of each since the
 * last time how often it ran and how many rows it read and wrote, as the platform bills them.
 */
import edge, { Desk as Plain } from "../../../crates/edge/worker.js";
import { Desk as RustDesk } from "../../../crates/edge/index.js";

export { Directory } from "../../../crates/edge/worker.js";

/** @typedef {{rowsRead: number, rowsWritten: number, raw(): Iterable<unknown>}} Cursor */

/** @type {[string, Cursor][]} */
let ran = [];

export class Desk extends Plain {
  /**
   * @param {any} state
   * @param {any} env
   */
  constructor(state, env) {
    super(state, env);
    this.rust = new RustDesk(counted(state), env);
  }
}

export default {
  ...edge,
  /** @type {typeof edge.fetch} */
  fetch(request, env, context) {
    if (!request.url.endsWith("/counted")) return edge.fetch(request, env, context);
    const told = ran.map(([statement, { rowsRead, rowsWritten }]) => ({ statement, read: rowsRead, written: rowsWritten }));
    ran = [];
    return Promise.resolve(Response.json(told));
  },
};

/** @param {any} state whose `storage.sql` is to be listened to */
function counted(state) {
  const { storage } = state;
  const sql = {
    /** @param {string} statement @param {unknown[]} values */
    exec(statement, ...values) {
      const cursor = storage.sql.exec(statement, ...values);
      ran.push([statement, cursor]);
      return cursor;
    },
  };
  return seenAs(state, { storage: seenAs(storage, { sql }) });
}

/**
 * An object of the platform with some of its parts replaced; its methods want to be called on itself.
 * @param {any} real
 * @param {Record<string, unknown>} parts
 */
function seenAs(real, parts) {
  return new Proxy(real, {
    get(_, name) {
      if (typeof name === "string" && name in parts) return parts[name];
      const value = real[name];
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
}
