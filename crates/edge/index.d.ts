/** What `worker-build` makes of the crate, as far as `worker.js` uses it. */

/** An object's id in the namespace it was asked of. */
export interface Id {
  toString(): string;
}

/** What an object is given of its own. */
export interface State {
  id: Id;
}

/** What a request is given of its own. */
export interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

/** The deployment's bindings; see wrangler.toml. */
export interface Env {
  DESK: {
    idFromString(id: string): Id;
    get(id: Id): { take(leads: Lead[]): Promise<Answer[]> };
  };
}

/** A lead on its way to its desk: the address it was sent to, the origin of the page, the body, who sent it. */
export type Lead = [url: string, origin: string | undefined, body: ArrayBuffer, sender: string | undefined];

/** What is answered: status, text, headers. */
export type Answer = [status: number, text: string, headers: [string, string][]];

/** The Worker. */
export default class Rust {
  constructor(context: Context, env: Env);
  fetch(request: Request): Promise<Response>;
  scheduled(event: unknown): Promise<void>;
}

export class Desk {
  constructor(state: State, env: Env);
  fetch(request: Request): Promise<Response>;
  take(leads: Lead[]): Promise<Answer[]>;
  alarm(): Promise<Response>;
  webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void>;
  webSocketClose(socket: WebSocket, code: number, reason: string, clean: boolean): Promise<void>;
  webSocketError(socket: WebSocket, error: unknown): Promise<void>;
}

export class Directory {
  constructor(state: State, env: Env);
  fetch(request: Request): Promise<Response>;
}
