/**
 * A lead at rest is sealed to its desk: what waits in this browser can be read by no script of
 * the page, by nobody who sits here later, and not by the page that wrote it.
 *
 * X25519, HKDF-SHA256, AES-128-GCM. WebCrypto takes its time, and a page that navigates has
 * none: so all that needs it is done before there is a lead. GCM's key stream is made ahead,
 * over zeros; at the submit the text is laid over it, and the tag is worked out here.
 */

/** So long after a submit the offer is on the screen, in ms. */
const SHOWN = 50;
/** So often a text is sealed for nothing: then the browser has compiled what does it. */
const REHEARSALS = 4;

/** The largest lead the edge takes, in bytes. */
const LARGEST = 32 * 1024;

/**
 * What one lead is sealed with, and no other.
 * @typedef {object} Pad
 * @property {string} key the id of the desk's key
 * @property {Uint8Array} enc our half of the key agreement
 * @property {Uint8Array} stream what covers the tag, and behind it what covers the text
 * @property {DataView} powers what each bit of a block is worth in the tag
 */

export function makeSealer() {
  /** @type {Pad | undefined} */
  let pad;
  /** @type {(key: string) => void} */
  let tell = () => {};
  /** @type {Promise<string>} */
  const told = new Promise((resolve) => (tell = resolve));
  let making = make();

  async function make() {
    const made = await makePad(await told);
    // For nothing: the first time takes a hundred times the later ones.
    for (let time = 0; time < REHEARSALS; time++) sealWith(made, made.stream.subarray(0, 4096));
    pad = made;
  }

  /**
   * Takes the desk's key, as the edge sends it beside the card.
   * @param {string | null} key
   */
  function learn(key) {
    if (key) tell(key);
  }

  /**
   * Seals a lead; where everything is ready, without a turn of the event loop. Fails where the
   * browser cannot; waits where the edge has not told its key.
   * @param {string} id of the lead
   * @param {string} text the message to the edge
   * @returns {Promise<string>} the message to the edge instead
   */
  async function seal(id, text) {
    while (!pad) await making;
    const mine = pad;
    pad = undefined;
    // The next is made when this one's offer is on the screen.
    making = new Promise((resolve) => setTimeout(resolve, SHOWN)).then(make);
    making.catch(() => {});
    const sealed = sealWith(mine, new TextEncoder().encode(text));
    return JSON.stringify({ v: 2, id, key: +mine.key, enc: base64(mine.enc), sealed: base64(sealed) });
  }

  making.catch(() => {});
  return { learn, seal };
}

/**
 * @param {string} told `id.key`, the key in base64
 * @returns {Promise<Pad>}
 */
async function makePad(told) {
  const { subtle } = crypto;
  const [key = "", encoded = ""] = told.split(".");
  const theirs = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const own = /** @type {CryptoKeyPair} */ (await subtle.generateKey("X25519", false, ["deriveBits"]));
  const enc = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const peer = await subtle.importKey("raw", theirs, "X25519", false, []);
  const shared = await subtle.deriveBits({ name: "X25519", public: peer }, own.privateKey, 256);
  const derived = await subtle.deriveBits(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array([...enc, ...theirs]),
      info: new TextEncoder().encode("baton/queue/v1"),
    },
    await subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]),
    224,
  );
  const cipher = await subtle.importKey("raw", derived.slice(0, 16), "AES-CTR", false, ["encrypt"]);
  /** @type {(counter: Uint8Array<ArrayBuffer>, size: number) => Promise<Uint8Array>} */
  const streamFrom = async (counter, size) =>
    new Uint8Array(await subtle.encrypt({ name: "AES-CTR", counter, length: 32 }, cipher, new Uint8Array(size)));
  // Block 0 is what the tag is reckoned in; block 1 of the message covers it, the text is from 2.
  const powers = powersOf(await streamFrom(new Uint8Array(16), 16));
  const first = new Uint8Array([...new Uint8Array(derived, 16), 0, 0, 0, 1]);
  return { key, enc, powers, stream: await streamFrom(first, 16 + LARGEST) };
}

/**
 * @param {Pad} pad
 * @param {Uint8Array} text
 * @returns {Uint8Array} what AES-128-GCM makes of it, the tag behind
 */
function sealWith({ stream, powers }, text) {
  const { length } = text;
  if (length > LARGEST) throw "the lead is too long";
  const sealed = new Uint8Array(length + 16);
  for (let at = 0; at < length; at++) sealed[at] = Number(text[at]) ^ Number(stream[at + 16]);
  // Whole blocks, one that tells the length in bits, and one that the tag comes to stand in.
  const end = ((length + 15) & ~15) + 16;
  const blocks = new Uint8Array(end + 16);
  blocks.set(sealed);
  blocks.set(stream.subarray(0, 16), end);
  const view = new DataView(blocks.buffer);
  view.setUint32(end - 4, length * 8);
  multiply(view, powers);
  sealed.set(blocks.subarray(end), length);
  return sealed;
}

/**
 * GHASH, the sum in the tag of GCM: adds each block's product to the next. Plain words, for this
 * runs in the tick of the submit.
 * @param {DataView} blocks
 * @param {DataView} powers
 */
function multiply(blocks, powers) {
  for (let at = 16; at < blocks.byteLength; at += 16) {
    let a = blocks.getInt32(at);
    let b = blocks.getInt32(at + 4);
    let c = blocks.getInt32(at + 8);
    let d = blocks.getInt32(at + 12);
    for (let bit = 0; bit < 128; bit++) {
      if ((blocks.getUint8(at - 16 + (bit >> 3)) << (bit & 7)) & 128) {
        a ^= powers.getInt32(bit * 16);
        b ^= powers.getInt32(bit * 16 + 4);
        c ^= powers.getInt32(bit * 16 + 8);
        d ^= powers.getInt32(bit * 16 + 12);
      }
    }
    blocks.setInt32(at, a);
    blocks.setInt32(at + 4, b);
    blocks.setInt32(at + 8, c);
    blocks.setInt32(at + 12, d);
  }
}

/**
 * A number of GF(2^128), and its product with x, x², … x¹²⁷.
 * @param {Uint8Array} number
 */
function powersOf(number) {
  const powers = new Uint8Array(2048);
  powers.set(number);
  const view = new DataView(powers.buffer);
  for (let at = 0; at < 2032; at += 4) {
    const carry = at & 12 ? view.getInt32(at - 4) << 31 : -(view.getInt32(at + 12) & 1) & 0xe1000000;
    view.setInt32(at + 16, (view.getInt32(at) >>> 1) ^ carry);
  }
  return view;
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  return /** @type {any} */ (bytes).toBase64?.() ?? btoa(String.fromCharCode(...bytes));
}
