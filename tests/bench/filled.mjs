/** Desks with many leads, filled natively by the desk's own code and put where the platform has its databases. */
import { execFileSync } from "node:child_process";
import { closeSync, copyFileSync, existsSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { DESK, databaseIn, publish, silentAgreement, startEdge } from "../e2e/harness.mjs";

/**
 * Fills a database that is not there yet. It stays for the next time: to fill it takes longer than what is measured.
 * @param {string} program the example `search_bench`
 * @param {number} count leads
 * @param {string} file
 */
export function fill(program, count, file) {
  if (existsSync(file)) return;
  // Under its name it stands when it is whole.
  execFileSync(program, [String(count), `${file}.part`], { stdio: "inherit" });
  renameSync(`${file}.part`, file);
}

/**
 * An edge whose one desk has a copy of this database, or begins with none; it tells nobody of its leads.
 * @param {string} [database]
 */
export async function startOn(database) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "baton-filled-"));
  const agreement = silentAgreement(["https://acme.example"]);
  let edge = await startEdge({ dir, testClock: false });
  await publish(edge, DESK, agreement);
  if (database) {
    await edge.stop();
    const file = databaseIn(dir);
    copyFileSync(database, file);
    // On the disk before anything is timed: commits would wait behind gigabytes.
    const copied = openSync(file, "r+");
    fsyncSync(copied);
    closeSync(copied);
    for (const beside of ["-wal", "-shm"]) rmSync(file + beside, { force: true });
    edge = await startEdge({ dir, testClock: false });
    await publish(edge, DESK, agreement);
  }
  const stop = async () => {
    await edge.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { edge, stop };
}
