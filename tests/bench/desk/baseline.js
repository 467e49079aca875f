/**
 * What Baton's intake is measured against: a Worker written by hand that parses the same body
 * and stores it in one row of its Durable Object. It checks, scores, routes and tells nothing.
 */
import { DurableObject } from "cloudflare:workers";

export class Store extends DurableObject {
  /**
   * @param {any} state
   * @param {any} env
   */
  constructor(state, env) {
    super(state, env);
    /** @type {any} */
    this.sql = state.storage.sql;
    this.sql.exec(
      "CREATE TABLE IF NOT EXISTS leads (id TEXT PRIMARY KEY, at INTEGER NOT NULL, email TEXT, body TEXT NOT NULL) WITHOUT ROWID",
    );
  }

  /** @param {Request} request */
  async fetch(request) {
    const text = await request.text();
    const lead = JSON.parse(text);
    const email = lead.fields.find((/** @type {{name: string}} */ field) => field.name === "email")?.value ?? null;
    this.sql.exec(
      "INSERT INTO leads (id, at, email, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      lead.id,
      Date.now(),
      email,
      text,
    );
    // The output gate holds the answer until the row is on the disk.
    return Response.json({ v: 1, lead: lead.id }, { status: 201 });
  }
}

export default {
  /**
   * @param {Request} request
   * @param {any} env
   */
  async fetch(request, env) {
    const [, , , desk] = new URL(request.url).pathname.split("/");
    if (request.method !== "POST" || !desk) return Response.json({ ok: true });
    return env.STORE.get(env.STORE.idFromName(desk)).fetch(request);
  },
};
