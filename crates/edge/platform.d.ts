/** The platform's own module, as far as `worker.js` uses it. */
declare module "cloudflare:workers" {
  export class DurableObject {
    constructor(state: unknown, env: unknown);
  }
}
