/** Leads that come in for long: what V8 makes of the front once it runs often is still right. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "../bench/desk/load.mjs";
import { DESK, publish, silentAgreement, startEdge } from "./harness.mjs";

/** V8 optimises after some ten thousand leads; so it does after some hundred. */
const SOON = ["--invocation-count-for-turbofan=1", "--invocation-count-for-maglev=1"];
const CONNECTIONS = 8;
const LEADS = 3_000;

test("leads that come together for long are answered each in its own name", async () => {
  const edge = await startEdge({ testClock: false, v8Flags: SOON });
  await publish(edge, DESK, silentAgreement(["https://acme.example"]));
  const { ids, failed } = await load(edge.origin, { seconds: 60, connections: CONNECTIONS, most: LEADS });
  assert.deepEqual([ids.length, failed], [LEADS, 0], edge.output.slice(-2_000));
  assert.equal(new Set(ids).size, LEADS);
  await edge.stop();
});
