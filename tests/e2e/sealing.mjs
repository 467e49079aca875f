/**
 * Sealed leads by another hand than the widget's: WebCrypto's own AES-GCM, in Node.
 */
const { subtle } = globalThis.crypto;

const INFO = new TextEncoder().encode("baton/queue/v1");

/** @typedef {import("node:crypto").webcrypto.CryptoKey} CryptoKey */

/**
 * The desk's key, as it comes with the card.
 * @param {{origin: string}} edge
 * @param {string} desk
 */
export async function deskKey(edge, desk) {
  const card = await fetch(`${edge.origin}/v1/desks/${desk}/card`);
  return card.headers.get("baton-key") ?? "";
}

/**
 * @param {string} key of the desk, `id.base64`
 * @param {{id: string}} lead
 */
export async function sealed(key, lead) {
  const [id, encoded = ""] = key.split(".");
  const theirs = Buffer.from(encoded, "base64");
  const own = /** @type {any} */ (await subtle.generateKey("X25519", true, ["deriveBits"]));
  const enc = Buffer.from(await subtle.exportKey("raw", own.publicKey));
  const aes = await aesOf(own.privateKey, theirs, Buffer.concat([enc, theirs]), "encrypt");
  const text = new TextEncoder().encode(JSON.stringify(lead));
  const sealed = Buffer.from(await subtle.encrypt(aes.algorithm, aes.key, text));
  return { v: 2, id: lead.id, key: Number(id), enc: enc.toString("base64"), sealed: sealed.toString("base64") };
}

/**
 * Opens a message as the edge does.
 * @param {string} message
 * @param {CryptoKey} own private
 * @param {Buffer<ArrayBuffer>} ownPublic
 */
export async function opened(message, own, ownPublic) {
  const { enc, sealed } = JSON.parse(message);
  const theirs = Buffer.from(enc, "base64");
  const aes = await aesOf(own, theirs, Buffer.concat([theirs, ownPublic]), "decrypt");
  return Buffer.from(await subtle.decrypt(aes.algorithm, aes.key, Buffer.from(sealed, "base64"))).toString();
}

/**
 * @param {CryptoKey} own private
 * @param {Buffer<ArrayBuffer>} theirs public
 * @param {Buffer<ArrayBuffer>} salt
 * @param {"encrypt" | "decrypt"} use
 */
async function aesOf(own, theirs, salt, use) {
  const peer = await subtle.importKey("raw", theirs, "X25519", false, []);
  const shared = await subtle.deriveBits(/** @type {any} */ ({ name: "X25519", public: peer }), own, 256);
  const hkdf = await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const derived = await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info: INFO }, hkdf, 224);
  const key = await subtle.importKey("raw", derived.slice(0, 16), "AES-GCM", false, [use]);
  return { key, algorithm: { name: "AES-GCM", iv: derived.slice(16) } };
}
