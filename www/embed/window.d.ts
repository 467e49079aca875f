/**
 * `window.baton`, for pages written in TypeScript. Calls made before the tag has loaded wait
 * in the stub:
 *
 *     window.baton = window.baton || function () { (baton.q = baton.q || []).push(arguments) };
 */

/** What a page may say of its visitor: the fields of an agreement, or any other name. */
export interface BatonFields {
  email?: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  phone?: string;
  company?: string;
  job_title?: string;
  message?: string;
  [name: string]: string | number | boolean | undefined;
}

/** What the page is told, here and as `baton:offer` and so on at `document`. Nobody is named in it. */
export interface BatonEvents {
  /** A submission became a lead, and is on its way. */
  lead: { lead: string };
  /** The visitor sees an offer. */
  offer: { lead: string; kind: "meeting" | "resource" | "thanks" };
  /** The visitor has booked. */
  booked: { lead: string };
}

export interface Baton {
  /** What is known of the visitor already; it goes along with their next submission, and not before. */
  (call: "identify", fields: BatonFields): void;
  /** Something the visitor did. Kept on the device, and only with consent. */
  (call: "signal", name: string): void;
  /** Whether the visitor agrees that signals are kept on the device. */
  (call: "consent", isGranted: boolean): void;
  /** A submission that no form of the page shows, or a form that is to be taken now. */
  (call: "submit", what: BatonFields | HTMLFormElement): void;
  /** Calls when it happens, from now on. */
  <Name extends keyof BatonEvents>(call: "on", name: Name, act: (detail: BatonEvents[Name]) => void): void;
  /** What waits for the tag. */
  q?: ArrayLike<unknown>[];
}

declare global {
  var baton: Baton;
  interface DocumentEventMap {
    "baton:lead": CustomEvent<BatonEvents["lead"]>;
    "baton:offer": CustomEvent<BatonEvents["offer"]>;
    "baton:booked": CustomEvent<BatonEvents["booked"]>;
  }
}
