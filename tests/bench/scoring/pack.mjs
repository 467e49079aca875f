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

/** The most bytes of one lead: the intake takes no larger one. */
const MOST = 1 << 16;

/**
 * @param {import("./leads.mjs").Lead[]} leads
 * @returns {Uint8Array}
 */
export function packLeads(leads) {
  const everything = new Uint8Array(64).fill(2);
  let place = new Uint8Array(1 << 20);
  let end = 0;
  for (const lead of leads) {
    if (place.length - end <= MOST) place = larger(place);
    if (end > 0) place[end++] = 0x1e;
    end = pack(lead, place, end, everything);
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
  const needs = scorer.needs();
  // Making room may grow the memory: its buffer is asked for after that.
  const begin = scorer.room(MOST);
  let room = new Uint8Array(memory.buffer, begin, MOST);
  return (lead) => {
    // Grown since, the memory is another one.
    if (room.length === 0) room = new Uint8Array(memory.buffer, begin, MOST);
    return scorer.score_written(pack(lead, room, 0, needs));
  };
}

/**
 * Every field by its name, in the order of its number (`Field` in `baton-scoring`): a loop over
 * names would take a quarter longer. Place and end are handed on rather than kept beside the
 * functions, which would take a third longer.
 * @param {import("./leads.mjs").Lead} lead
 * @param {Uint8Array} place
 * @param {number} end where the lead begins
 * @param {Uint8Array} needs what is packed of each field: 2 its value, 1 that there is one, 0 nothing
 * @returns {number} where it ends
 */
function pack(lead, place, end, needs) {
  end = put(0x40, lead.email, place, end, needs);
  end = put(0x41, lead.email_kind, place, end, needs);
  end = put(0x42, lead.email_domain, place, end, needs);
  end = put(0x43, lead.first_name, place, end, needs);
  end = put(0x44, lead.last_name, place, end, needs);
  end = put(0x45, lead.name, place, end, needs);
  end = put(0x46, lead.company, place, end, needs);
  end = put(0x47, lead.job_title, place, end, needs);
  end = put(0x48, lead.seniority, place, end, needs);
  end = put(0x49, lead.function, place, end, needs);
  end = put(0x4a, lead.employees, place, end, needs);
  end = put(0x4b, lead.industry, place, end, needs);
  end = put(0x4c, lead.country, place, end, needs);
  end = put(0x4d, lead.region, place, end, needs);
  end = put(0x4e, lead.city, place, end, needs);
  end = put(0x4f, lead.postal_code, place, end, needs);
  end = put(0x50, lead.phone, place, end, needs);
  end = put(0x51, lead.website, place, end, needs);
  end = put(0x52, lead.budget, place, end, needs);
  end = put(0x53, lead.timeline, place, end, needs);
  end = put(0x54, lead.message, place, end, needs);
  end = put(0x55, lead.interest, place, end, needs);
  end = put(0x56, lead.heard_from, place, end, needs);
  end = put(0x57, lead.channel, place, end, needs);
  end = put(0x58, lead.consent, place, end, needs);
  end = put(0x59, lead.campaign, place, end, needs);
  end = put(0x5a, lead.campaign_source, place, end, needs);
  end = put(0x5b, lead.campaign_medium, place, end, needs);
  end = put(0x5c, lead.page, place, end, needs);
  end = put(0x5d, lead.source, place, end, needs);
  for (const name in lead.signals) end = putSignal(name, lead.signals[name] ?? 0, place, end);
  return end;
}

/**
 * @param {number} mark @param {string | number | null} value
 * @param {Uint8Array} place @param {number} end @param {Uint8Array} needs
 */
function put(mark, value, place, end, needs) {
  if (value === null) return end;
  const need = needs[mark - 0x40];
  if (need === 0) return end;
  const text = need === 1 ? "" : typeof value === "string" ? value : String(value);
  return part(mark, text, place, end, end + 3);
}

/** @param {string} name @param {number} times @param {Uint8Array} place @param {number} end */
function putSignal(name, times, place, end) {
  for (let left = times; left > 0; left -= MOST_TIMES) {
    // Shifting is enough up to 2106.
    for (let at = 0; at < INSTANT; at += 1) place[end + 3 + at] = (SEEN >>> (7 * at)) & 0x7f;
    end = part(0x20 + Math.min(left, MOST_TIMES), name, place, end, end + 3 + INSTANT);
  }
  return end;
}

/**
 * Writes a text, and in front of it what its part begins with, whose value ends with it.
 * @param {number} mark @param {string} text @param {Uint8Array} place
 * @param {number} end where the part begins @param {number} begin where the text begins
 * @returns {number} where both end
 */
function part(mark, text, place, end, begin) {
  // Three bytes for each letter, and what stands between two leads.
  if (begin + 3 * text.length >= place.length) throw new RangeError("a lead of more than 64 KB: the intake takes none");
  const behind = write(text, place, begin);
  const length = behind - end - 3;
  if (length > 0x3fff) throw new RangeError("a value of more than 16 KB: the intake takes none");
  place[end] = mark;
  place[end + 1] = length & 0x7f;
  place[end + 2] = length >> 7;
  return behind;
}

/**
 * Writes a text and says where it ends. Most are ASCII, and a question for every letter would
 * take longer than to write some again.
 * @param {string} text @param {Uint8Array} place @param {number} to @returns {number}
 */
function write(text, place, to) {
  let all = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    all |= code;
    place[to + at] = code;
  }
  return all < 0x80 ? to + text.length : to + utf8.encodeInto(text, place.subarray(to)).written;
}

/** @param {Uint8Array} place */
function larger(place) {
  const larger = new Uint8Array(2 * place.length);
  larger.set(place);
  return larger;
}
