/**
 * Prepared leads as bytes, in the form `baton-scoring` reads (`Lead::unpack`): leads are apart
 * by U+001E. A part is the field's number plus U+0040, as a character, the length of the value
 * in bytes as two characters of seven bits, and the value; a signal has U+0020 plus how often it
 * was seen at an instant, the instant as five characters of seven bits, and its name.
 */
import { NOW } from "./leads.mjs";

/** Every signal of the bench was seen a day before. */
const SEEN = NOW - 86_400;

/** A signal's instant takes so many bytes. */
const INSTANT = 5;

/** So often is a signal seen in one part of a lead. */
const MOST_TIMES = 31;

const utf8 = new TextEncoder();

/** Where leads are packed, and how far: letters are written where they are sent from. */
/** @type {Uint8Array} */
let place = new Uint8Array(1 << 16);
let end = 0;
/** What is packed of each field: 2 its value, 1 that there is one, 0 nothing. @type {Uint8Array} */
let needs = new Uint8Array(64).fill(2);

/**
 * @param {import("./leads.mjs").Lead[]} leads
 * @returns {Uint8Array}
 */
export function packLeads(leads) {
  end = 0;
  for (const lead of leads) {
    if (end > 0) place[end++] = 0x1e;
    pack(lead);
  }
  return place.slice(0, end);
}

/**
 * One lead at a time, written straight into the module's memory, and of it what the card asks.
 * @param {import("./bench.mjs").Scorer} scorer
 * @param {WebAssembly.Memory} memory
 * @returns {(lead: import("./leads.mjs").Lead) => number} its score
 */
export function oneByOne(scorer, memory) {
  const asked = scorer.needs();
  const own = { place, needs };
  /** @type {Uint8Array} */
  let room = new Uint8Array();
  return (lead) => {
    // Grown, the memory is another one.
    if (room.length === 0) {
      // Making room may grow the memory: its buffer is asked for after that.
      const begin = scorer.room(1 << 16);
      room = new Uint8Array(memory.buffer, begin, 1 << 16);
    }
    [place, needs, end] = [room, asked, 0];
    pack(lead);
    [place, needs] = [own.place, own.needs];
    return scorer.score_written(end);
  };
}

/**
 * Every field by its name, in the order of its number (`Field` in `baton-scoring`): a loop over
 * names would take a quarter longer.
 * @param {import("./leads.mjs").Lead} lead
 */
function pack(lead) {
  put(0x40, lead.email);
  put(0x41, lead.email_kind);
  put(0x42, lead.email_domain);
  put(0x43, lead.first_name);
  put(0x44, lead.last_name);
  put(0x45, lead.name);
  put(0x46, lead.company);
  put(0x47, lead.job_title);
  put(0x48, lead.seniority);
  put(0x49, lead.function);
  put(0x4a, lead.employees);
  put(0x4b, lead.industry);
  put(0x4c, lead.country);
  put(0x4d, lead.region);
  put(0x4e, lead.city);
  put(0x4f, lead.postal_code);
  put(0x50, lead.phone);
  put(0x51, lead.website);
  put(0x52, lead.budget);
  put(0x53, lead.timeline);
  put(0x54, lead.message);
  put(0x55, lead.interest);
  put(0x56, lead.heard_from);
  put(0x57, lead.channel);
  put(0x58, lead.consent);
  put(0x59, lead.campaign);
  put(0x5a, lead.campaign_source);
  put(0x5b, lead.campaign_medium);
  put(0x5c, lead.page);
  put(0x5d, lead.source);
  for (const name in lead.signals) putSignal(name, lead.signals[name] ?? 0);
}

/** @param {number} mark @param {string | number | null} value */
function put(mark, value) {
  if (value === null) return;
  const need = needs[mark - 0x40];
  if (need === 0) return;
  const text = need === 1 ? "" : typeof value === "string" ? value : String(value);
  part(mark, text, end + 3);
}

/** @param {string} name @param {number} times */
function putSignal(name, times) {
  for (let left = times; left > 0; left -= MOST_TIMES) {
    // Its own bytes first: `part` may move to a larger place, which takes along what is there.
    if (end + 3 + INSTANT > place.length) grow(3 + INSTANT);
    // Shifting is enough up to 2106.
    for (let at = 0; at < INSTANT; at += 1) place[end + 3 + at] = (SEEN >>> (7 * at)) & 0x7f;
    part(0x20 + Math.min(left, MOST_TIMES), name, end + 3 + INSTANT);
  }
}

/**
 * Writes a text, and in front of it what its part begins with, whose value ends with it.
 * @param {number} mark @param {string} text @param {number} begin where the text begins
 */
function part(mark, text, begin) {
  // Three bytes for each letter, and what stands between two leads.
  const most = 3 * text.length + 1;
  if (begin + most > place.length) grow(begin - end + most);
  const behind = write(text, begin);
  const length = behind - end - 3;
  if (length > 0x3fff) throw new RangeError("a value of more than 16 KB: the intake takes none");
  place[end] = mark;
  place[end + 1] = length & 0x7f;
  place[end + 2] = length >> 7;
  end = behind;
}

/**
 * Writes a text and says where it ends. Most are ASCII, and a question for every letter would
 * take longer than to write some again.
 * @param {string} text @param {number} to @returns {number}
 */
function write(text, to) {
  const bytes = place;
  let all = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    all |= code;
    bytes[to + at] = code;
  }
  return all < 0x80 ? to + text.length : to + utf8.encodeInto(text, bytes.subarray(to)).written;
}

/** @param {number} more */
function grow(more) {
  const larger = new Uint8Array(2 * (place.length + more));
  larger.set(place);
  place = larger;
}
