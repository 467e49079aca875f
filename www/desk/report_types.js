/** What the report answers, as it stands in JSON. Days are written `2026-11-21`; shares are per mille. */

/**
 * A share: so many, of so many, and the interval in which the true share lies, in per mille.
 * @typedef {[of: number, all: number, low: number, high: number]} Share
 */

/**
 * How long something took. What is left out of tiers: `distribution`, pairs of where a bucket begins in ms and how many.
 * @typedef {object} Took
 * @property {number} n
 * @property {number | null} median_ms
 * @property {number | null} p90_ms
 * @property {[number, number][]} [distribution]
 */

/**
 * Leads by ten points of the score.
 * @typedef {object} Bands
 * @property {number[]} leads
 * @property {number[]} accepted
 * @property {number[]} opportunities
 */

/**
 * @typedef {object} Figures
 * @property {Record<string, number>} counts
 * @property {Record<string, Share>} shares
 * @property {Record<string, Took>} times
 * @property {Bands} [bands] left out of tiers
 * @property {Record<string, number>} [reasons] left out of tiers
 */

/**
 * A week or a month, or what of it was asked for.
 * @typedef {object} Period
 * @property {string} from
 * @property {string} to
 * @property {Figures} figures
 */

/**
 * A source, a rep and so on.
 * @typedef {object} OfValue
 * @property {string} value empty for none that is known
 * @property {string} name
 * @property {Figures} figures
 * @property {{ tier: string, figures: Figures }[]} tiers
 */

/**
 * @typedef {object} Definition
 * @property {string} id
 * @property {"count" | "share" | "time"} kind
 * @property {string} words one sentence
 * @property {string} figure whose leads the list shows
 * @property {string} [of]
 * @property {string} [all]
 */

/**
 * @typedef {object} Warning
 * @property {string} code
 * @property {string} words
 * @property {string} why
 * @property {string} leads the query of the list; empty where it is about no leads
 * @property {string[]} of who or what it is about
 * @property {string} share the id of the share it is about, or empty
 * @property {number[]} numbers percent, leads, times or ms, in the order of the sentence
 */

/**
 * @typedef {object} Report
 * @property {number} now
 * @property {string} from
 * @property {string} to
 * @property {"week" | "month"} by
 * @property {string} dimension
 * @property {string | null} of
 * @property {boolean} is_behind
 * @property {number} error_percent
 * @property {{ facts: number, leads_a_month: number | null, fewest: number }} rules
 * @property {Record<string, string>} reasons what people call the reasons of rejections
 * @property {Definition[]} definitions
 * @property {{ id: string, value: number, unit: string, words: string }[]} benchmarks
 * @property {Figures} total
 * @property {Period[]} periods
 * @property {OfValue[]} values
 * @property {Warning[]} warnings
 */

/**
 * The page for the meeting.
 * @typedef {object} Digest
 * @property {number} now
 * @property {"week" | "month"} by
 * @property {string} from
 * @property {string} to
 * @property {string} before where the one before begins
 * @property {string | null} after where the next one begins, once that is over
 * @property {Record<string, string>} reasons
 * @property {Definition[]} definitions
 * @property {Figures} figures
 * @property {Figures} figures_before
 * @property {[string, number][]} rejected
 * @property {{ rep: string, name: string, missed: number, ended: number }[]} missed
 * @property {Warning[]} warnings
 * @property {{ code: string, words: string, because: string } & Omit<Warning, "words" | "why">} decide
 * @property {string[]} sent_to
 * @property {import("./types.js").Comment[]} comments
 */

export {};
