/** How times and durations read. Clock times stand in the zone of whoever looks. */

/**
 * `12 s`, `4 m 12 s`, `3 h 05 m`, `2 d 4 h`. The second part has two digits, so that a counting
 * clock keeps its width.
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${(hours ?? 0) % 24} h`;
  if (hours) return `${hours} h ${two((minutes ?? 0) % 60)} m`;
  if (minutes) return `${minutes} m ${two(seconds % 60)} s`;
  return `${seconds} s`;
}

/**
 * A time that is allowed, not one that counts: `5 m`, `1 d`, `1 h 30 m`.
 * @param {number} ms
 */
export function allowance(ms) {
  return duration(ms).replace(/ 0+ [smh]$/, "").replace(/ 0(\d)/, " $1");
}

/** @param {number} number */
function two(number) {
  return String(number).padStart(2, "0");
}

const HOURS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const SECONDS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const DATE = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const DAYS = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });

/**
 * `10:00` today, `Sat 21 Nov 10:00` on another day, with the year when it is another one.
 * @param {number} at
 * @param {number} now
 */
export function clockTime(at, now) {
  return on(at, now, HOURS.format(at));
}

/**
 * The same to the second.
 * @param {number} at
 * @param {number} now
 */
export function exactTime(at, now) {
  return on(at, now, SECONDS.format(at));
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
  return `${day.slice(0, 4) === today.slice(0, 4) ? DATE.format(at) : YEAR.format(at)} ${time}`;
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
