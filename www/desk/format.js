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

/** @param {number} value */
function two(value) {
  return String(value).padStart(2, "0");
}

/** How a language writes them, until `speak` says otherwise. */
let format = { locale: "en-GB", units: { day: "d", hour: "h", minute: "m", second: "s" } };
let shapes = made();

/**
 * Says how the page's language writes times and lengths of time.
 * @param {{ locale: string, units: { day: string, hour: string, minute: string, second: string } }} how
 */
export function speak(how) {
  format = how;
  shapes = made();
}

function made() {
  const shape = (/** @type {Intl.DateTimeFormatOptions} */ options) => new Intl.DateTimeFormat(format.locale, options);
  return {
    hours: shape({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    seconds: shape({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    date: shape({ weekday: "short", day: "numeric", month: "short" }),
    year: shape({ day: "numeric", month: "short", year: "numeric" }),
    number: new Intl.NumberFormat(format.locale),
    day: shape({ day: "numeric", month: "short", timeZone: "UTC" }),
    dayOfYear: shape({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }),
    month: shape({ month: "long", year: "numeric", timeZone: "UTC" }),
  };
}

/** Days that can be compared, in the zone of whoever looks. */
const DAYS = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });

/** @param {number} value */
export function number(value) {
  return shapes.number.format(value);
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
  return shapes.dayOfYear.formatRange(new Date(from), new Date(to));
}

/** A day from the desk, `16 Nov`. @param {string} day */
export function shortDay(day) {
  return shapes.day.format(new Date(day));
}

/** The month of a day from the desk, `November 2026`. @param {string} day */
export function month(day) {
  return shapes.month.format(new Date(day));
}

/**
 * `10:00` today, `Sat 21 Nov 10:00` on another day, with the year when it is another one.
 * @param {number} at
 * @param {number} now
 */
export function clockTime(at, now) {
  return on(at, now, shapes.hours.format(at));
}

/**
 * The same to the second.
 * @param {number} at
 * @param {number} now
 */
export function exactTime(at, now) {
  return on(at, now, shapes.seconds.format(at));
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
  const [day, today] = [DAYS.format(at), DAYS.format(now)];
  if (day === today) return time;
  return `${day.slice(0, 4) === today.slice(0, 4) ? shapes.date.format(at) : shapes.year.format(at)} ${time}`;
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
