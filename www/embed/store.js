/**
 * The write-ahead queue at rest: IndexedDB `baton`, table `leads`.
 *
 * IndexedDB and not localStorage, which loses what was written in the last seconds before
 * the browser is killed.
 */

/**
 * A lead on its way to the edge.
 * @typedef {object} Row
 * @property {string} id of the lead
 * @property {string} desk
 * @property {number} at when it was submitted, in ms since the epoch
 * @property {string} body the message, as it is sent; at rest it is sealed
 * @property {number} tries how often it was sent in vain
 * @property {number} next not before this time, in ms since the epoch
 * @property {boolean} held the edge itself asked to wait: coming back online changes nothing
 */

/** Name of the database, and of everything else Baton leaves on a device. */
export const NAME = "baton";

const TABLE = "leads";

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/**
 * Opens the database; at the first touch of a form, so that a submit finds it open.
 * @returns {Promise<IDBDatabase>}
 */
export function openStore() {
  return (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" });
    request.onerror = reject;
    request.onsuccess = () => {
      const db = request.result;
      // The site's data are cleared, or a later version opens it: make way and come back.
      db.onversionchange = db.onclose = () => {
        db.close();
        opened = undefined;
      };
      resolve(db);
    };
  }));
}

/**
 * One question to the table, in a transaction of its own.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(table: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
export async function inTable(mode, ask) {
  const db = await openStore();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(TABLE, mode);
    const request = ask(transaction.objectStore(TABLE));
    // Now, and not when this page next has time to see that nothing follows.
    transaction.commit?.();
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = reject;
  });
}
