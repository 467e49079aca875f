/**
 * A page that calls Baton, for `tsc` alone: what is right compiles, and what is wrong does not.
 */
import type { Baton } from "../../www/embed/window.js";

const stub: Baton = window.baton;
stub("identify", { email: "ada@works.example", employees: 120 });
stub("signal", "pricing_opened");
stub("consent", true);
stub("submit", { email: "ada@works.example", message: "Hello" });
stub("submit", document.forms[0] as HTMLFormElement);
stub("on", "offer", ({ lead, kind }) => `${lead} ${kind === "meeting"}`);
document.addEventListener("baton:booked", ({ detail }) => detail.lead.length);

// @ts-expect-error there is no such call
stub("track", "x");
// @ts-expect-error nobody is named in an event
stub("on", "lead", ({ email }) => email);
// @ts-expect-error nor is there such an event
stub("on", "sold", () => {});
// @ts-expect-error consent is given or not
stub("consent", "yes");
