/** How times and durations read. Clock times stand in the zone of whoever looks. */

/**
 * `12 s`, `4 m 12 s`, `3 h 05 m`, `2 d 4 h`. The second part has two digits, so that a counting
 * clock keeps its width.
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit));
  const { day, hour, minute, second } = format.units;
  if (days) return `${days} ${day} ${(hours ?? 0) % 24} ${hour}`;
  if (hours) return `${hours} ${hour} ${two((minutes ?? 0) % 60)} ${minute}`;
  if (minutes) return `${minutes} ${minute} ${two(seconds % 60)} ${second}`;
  return `${seconds} ${second}`;
}

/**
 * A time that is allowed, not one that counts: `5 m`, `1 d`, `1 h 30 m`.
 * @param {number} ms
 */
export function allowance(ms) {
  return duration(ms).replace(/ 0+ \S+$/, "").replace(/ 0(\d)/, " $1");
}

/**
 * A time that has gone by: to the second while seconds count, and from ten minutes on to the minute.
 * @param {number} ms
 */
export function since(ms) {
  return ms < TO_THE_SECOND ? duration(ms) : allowance(ms - (ms % 60_000));
}

/** Ten minutes, in ms. */
const TO_THE_SECOND = 600_000;

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}

/** How a language writes them, until `speak` says otherwise. */
let format = { locale: "en-GB", units: { day: "d", hour: "h", minute: "m", second: "s" } };

/**
 * Says how the page's language writes times and lengths of time, before anything is written.
 * @param {{ locale: string, units: { day: string, hour: string, minute: string, second: string } }} how
 */
export function speak(how) {
  format = how;
}

const SHAPES = /** @satisfies {Record<string, Intl.DateTimeFormatOptions>} */ ({
  date: { weekday: "short", day: "numeric", month: "short" },
  year: { day: "numeric", month: "short", year: "numeric" },
  day: { day: "numeric", month: "short", timeZone: "UTC" },
  dayOfYear: { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" },
  month: { month: "long", year: "numeric", timeZone: "UTC" },
});

/** @type {Partial<Record<keyof typeof SHAPES, Intl.DateTimeFormat>>} */
const made = {};

/** Made when it is first used: a browser reads a good deal for each. @param {keyof typeof SHAPES} name */
function shape(name) {
  return (made[name] ??= new Intl.DateTimeFormat(format.locale, SHAPES[name]));
}

/** @type {Intl.NumberFormat | undefined} */
let numbers;

/** `09:05`, in every language. @param {Date} at */
function timeOf(at) {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** @param {number} value */
export function number(value) {
  // What needs no separator needs no formatter, whose first use costs as much as the page that shows it.
  if (Number.isInteger(value) && Math.abs(value) < 1_000) return String(value);
  return (numbers ??= new Intl.NumberFormat(format.locale)).format(value);
}

/**
 * `1 lead`, `1,234 leads`.
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
export function counted(count, one, many) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/**
 * A share in whole percent.
 * @param {number} share 0 to 1
 */
export function percent(share) {
  return `${number(Math.round(share * 100))}\u00a0%`;
}

/**
 * Days from the desk, `2026-11-16`, as a range: `16 – 22 Nov 2026`.
 * @param {string} from
 * @param {string} to
 */
export function days(from, to) {
  return shape("dayOfYear").formatRange(new Date(from), new Date(to));
}

/** A day from the desk, `16 Nov`. @param {string} day */
export function shortDay(day) {
  return shape("day").format(new Date(day));
}

/** The month of a day from the desk, `November 2026`. @param {string} day */
export function month(day) {
  return shape("month").format(new Date(day));
}

/**
 * `10:00` today, `Sat 21 Nov 10:00` on another day, with the year when it is another one.
 * @param {number} at
 * @param {number} now
 */
export function clockTime(at, now) {
  return on(at, now, timeOf(new Date(at)));
}

/**
 * The same to the second.
 * @param {number} at
 * @param {number} now
 */
export function exactTime(at, now) {
  return on(at, now, `${timeOf(new Date(at))}:${two(new Date(at).getSeconds())}`);
}

/** @param {number} at */
export function machineTime(at) {
  return new Date(at).toISOString();
}

/**
 * @param {number} at
 * @param {number} now
 * @param {string} time
 */
function on(at, now, time) {
  const [then, today] = [new Date(at), new Date(now)];
  if (then.toDateString() === today.toDateString()) return time;
  return `${shape(then.getFullYear() === today.getFullYear() ? "date" : "year").format(at)} ${time}`;
}

/**
 * Begins with a capital, as a sentence does.
 * @param {string} text
 */
export function sentence(text) {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** @param {number} points */
export function signed(points) {
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : "0";
}
