/**
 * The Worker on a platform that has jurisdictions, which workerd does not: `jurisdiction(name)`
 * is written down, and gives the same objects. `GET /v1/placed` tells what was asked for.
 */
import edge from "../../../crates/edge/worker.js";

export { Desk, Directory } from "../../../crates/edge/worker.js";

/** @typedef {{place: string, name: string}} Asked */

/** @type {Asked[]} */
let asked = [];

export default {
  ...edge,
  /** @type {typeof edge.fetch} */
  fetch(request, env, context) {
    if (request.url.endsWith("/v1/placed")) {
      const told = asked;
      asked = [];
      return Promise.resolve(Response.json(told));
    }
    return edge.fetch(request, placed(env), context);
  },
  /** @type {typeof edge.scheduled} */
  scheduled(event, env, context) {
    return edge.scheduled(event, placed(env), context);
  },
};

/** @param {any} env @returns {any} */
function placed(env) {
  return { ...env, DESK: namespace(env.DESK, ""), DIRECTORY: namespace(env.DIRECTORY, "") };
}

/** @param {any} real @param {string} place @returns {any} */
function namespace(real, place) {
  return {
    /** @param {string} name */
    idFromName(name) {
      asked.push({ place, name });
      return real.idFromName(name);
    },
    /** @param {string} id */
    idFromString: (id) => real.idFromString(id),
    /** @param {unknown} id */
    get: (id) => real.get(id),
    /** @param {string} name */
    jurisdiction: (name) => namespace(real, name),
  };
}
