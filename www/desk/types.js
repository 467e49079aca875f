/** What the edge answers, as it stands in JSON. Times end in `_at` and are ms since the epoch. */

/**
 * The time allowed for the first response.
 * @typedef {object} Window
 * @property {number} from_at when the present owner got the lead
 * @property {number} due_at the instant itself is too late
 * @property {number | null} met_at in time; a late answer is an acknowledgement only
 * @property {number | null} missed_at
 */

/**
 * @typedef {object} Owner
 * @property {string} id
 * @property {string} name
 */

/**
 * Who is signed in.
 * @typedef {object} Holder
 * @property {string} name
 * @property {string | null} role none: the admin secret
 * @property {string | null} rep
 * @property {string[]} rights
 */

/**
 * A lead as it stands in the list.
 * @typedef {object} LeadRow
 * @property {string} id
 * @property {number} received_at
 * @property {string | null} name
 * @property {string | null} company
 * @property {string | null} email
 * @property {string | null} job_title
 * @property {number} score
 * @property {string} tier
 * @property {boolean} mql
 * @property {string} state
 * @property {string | null} quarantine
 * @property {Owner | null} owner
 * @property {Window | null} window
 * @property {number} undelivered
 */

/**
 * A reason of the agreement's.
 * @typedef {object} Rejection
 * @property {string} id
 * @property {string} words
 * @property {boolean} needs_text
 */

/**
 * What somebody said.
 * @typedef {object} Comment
 * @property {number} at
 * @property {string} name
 * @property {string} text
 */

/**
 * @typedef {object} LeadList
 * @property {number} now
 * @property {LeadRow[]} leads newest first
 */

/**
 * What needs a person this minute.
 * @typedef {object} Attention
 * @property {number} now
 * @property {LeadRow[]} running soonest first
 * @property {LeadRow[]} missed longest first
 * @property {number} missed_in_all
 * @property {LeadRow[]} quarantined newest first
 * @property {number} quarantined_in_all
 * @property {DeadDelivery[]} dead
 * @property {number} dead_in_all
 * @property {{ id: string, name: string, away_until: number, away_why: string }[]} away
 * @property {number} reps
 * @property {Mine[]} [mine] of one rep: all that is open
 */

/**
 * A lead as its owner works on it.
 * @typedef {LeadRow & {
 *   package: Record<string, string | null>,
 *   attempts: number,
 *   promise: { next_step: string, due_at: number, kept: boolean } | null,
 * }} Mine
 */

/**
 * A message that was given up.
 * @typedef {object} DeadDelivery
 * @property {string} id
 * @property {string} lead
 * @property {string} endpoint
 * @property {string} event
 * @property {number} attempts
 * @property {number} created_at
 * @property {string | null} last_error
 */

/**
 * How an endpoint does.
 * @typedef {object} EndpointHealth
 * @property {string} endpoint
 * @property {string | null} kind none where the agreement names it no more
 * @property {string | null} second
 * @property {"idle" | "well" | "failing" | "busy" | "down"} state
 * @property {number} waiting
 * @property {number} standing_by
 * @property {number} dead
 * @property {number | null} latency_ms
 * @property {number | null} last_success_at
 * @property {number | null} last_failure_at
 * @property {string | null} last_error
 * @property {number | null} down_since
 * @property {number | null} next_try_at
 */

/** @typedef {{ now: number, endpoints: EndpointHealth[], dead: DeadDelivery[] }} Deliveries */

/**
 * @typedef {object} Reason
 * @property {string} criterion
 * @property {string} group `fit`, `engagement`, or empty for the clamp of the score itself
 * @property {number} points
 * @property {string} words
 * @property {string} evidence
 */

/**
 * @typedef {object} Skipped
 * @property {string} criterion
 * @property {string} group
 * @property {string} cause
 * @property {string} field
 */

/**
 * What would have to be so for a change: an answer, a signal, or what a rep confirms.
 * @typedef {{ field: string, answer: string } | { signal: string, times: number } | { confirmed: string }} Need
 */

/**
 * @typedef {object} Change
 * @property {string} tier
 * @property {number} score
 * @property {Need[]} needs
 */

/**
 * @typedef {object} GateVerdict
 * @property {string} gate
 * @property {boolean} passed
 * @property {string[]} met
 * @property {string[]} missing
 */

/**
 * @typedef {object} Verdict
 * @property {number} score
 * @property {number} fit
 * @property {number} engagement
 * @property {string} tier
 * @property {boolean} mql
 * @property {string} source
 * @property {string} offer
 * @property {Reason[]} reasons
 * @property {Skipped[]} skipped
 * @property {GateVerdict[]} gates
 * @property {string} grade
 * @property {Change[]} changes
 */

/**
 * A field as the visitor's form had it.
 * @typedef {object} RawField
 * @property {string} label
 * @property {string} name
 * @property {string | null} field what it was mapped to
 * @property {string} value
 */

/**
 * @typedef {object} Acknowledgement
 * @property {string} by
 * @property {string} next_step
 * @property {number} at
 * @property {number | null} due_at
 */

/**
 * A step of a lead's life by its clock: the first two by the desk's own, from the submit; the
 * others by the people's, from when the rep was told.
 * @typedef {object} Step
 * @property {number} from_at when it began
 * @property {number | null} due_at the first instant that is too late; none: there is no window
 * @property {number | null} raw_ms what it took; none: it has not happened
 * @property {number | null} working_ms the same in working time
 * @property {number | null} window_ms the time allowed
 * @property {boolean | null} met none: there is no window, or it still runs
 */

/**
 * @typedef {LeadRow & {
 *   fields: RawField[],
 *   package: Record<string, string | null>,
 *   verdict: Verdict | null,
 *   page: Record<string, string>,
 *   shown: Record<string, unknown> | null,
 *   agreement: number,
 *   acknowledgement: Acknowledgement | null,
 *   attempts: number,
 *   clocks: Record<"offered" | "told" | "acknowledged" | "attempted" | "connected", Step> | null,
 * }} Lead
 */

/**
 * @typedef {object} TimelineEvent
 * @property {number} seq
 * @property {number} at
 * @property {string} kind
 * @property {string} actor
 * @property {number | null} agreement
 * @property {string} words
 * @property {string[]} [because] of an assignment: routes, everybody's standing, what decided
 */

/**
 * A cause for which browser and edge disagreed, and how often.
 * @typedef {object} Cause
 * @property {string} cause
 * @property {string} words
 * @property {number} times
 * @property {number} newest when it was last so
 */

/** @typedef {{ now: number, causes: Cause[] }} Disagreements */

/**
 * What happened to the desk itself, newest first.
 * @typedef {{ now: number, events: TimelineEvent[] }} DeskLog
 */

/**
 * @typedef {object} RosterRep
 * @property {string} id
 * @property {string} name
 * @property {number | null} away_until
 * @property {string} away_why
 * @property {number} open
 * @property {number | null} open_cap
 * @property {number} today
 * @property {number | null} day_cap
 * @property {string} zone where they are, an IANA name
 * @property {[number, number][]} works from when to when, around now
 */

/**
 * The turns of a pool.
 * @typedef {object} PoolShares
 * @property {string} pool
 * @property {"turns" | "open_leads"} share
 * @property {number} leads
 * @property {{ rep: string, name: string, weight: number, got: number, owed: number }[]} members `owed` in thousandths of a lead
 */

/**
 * What leads are told apart by.
 * @typedef {{ tiers: string[], sources: string[], reasons: { id: string, words: string }[] }} Choices
 */

/** @typedef {{ now: number, reps: RosterRep[], pools: PoolShares[], choices: Choices }} Roster */

/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} endpoint
 * @property {string} kind
 * @property {string} event
 * @property {string} state `waiting`, `sending`, `standby` (goes if another does not arrive), `delivered` or `dead`
 * @property {number} attempts
 * @property {number | null} next_at
 * @property {number | null} delivered_at
 * @property {string | null} last_error
 */

/**
 * @typedef {object} LeadPage
 * @property {number} now
 * @property {Lead} lead
 * @property {TimelineEvent[]} timeline
 * @property {Delivery[]} deliveries
 * @property {{ made: string, by: string, until_at: number } | null} undo what can be taken back
 * @property {Rejection[]} rejections why it may be rejected; empty where it cannot be now
 * @property {Comment[]} comments
 */

/**
 * A version of the agreement.
 * @typedef {object} AgreementVersion
 * @property {number} version
 * @property {number} published_at
 * @property {string | null} by
 * @property {string | null} why
 * @property {number | null} draft the draft it was
 * @property {number | null} restores the earlier version it is again
 */

/**
 * A change of the agreement that somebody proposes.
 * @typedef {object} Draft
 * @property {number} id
 * @property {number} base the version it was written on
 * @property {number} at
 * @property {string} by
 * @property {string} why
 * @property {boolean} learned
 * @property {"open" | "published" | "withdrawn"} state
 * @property {number | null} closed_at
 * @property {number | null} version
 * @property {{ side: string, by: string, at: number }[]} approvals
 * @property {string[]} missing
 * @property {boolean} behind
 */

/** @typedef {Draft & { text: string, evidence: Record<string, unknown> | null }} DraftPage */

/** @typedef {{ now: number, version: number, required: boolean, drafts: Draft[] }} Drafts */

/**
 * A question, and those it is made of.
 * @typedef {object} Ask
 * @property {string} how
 * @property {number} needed
 * @property {string} words
 * @property {string} about
 * @property {string} subject
 * @property {string} test
 * @property {string[]} values
 * @property {Ask[]} parts
 */

/**
 * What an agreement says, for people.
 * @typedef {object} AgreementView
 * @property {string} owner
 * @property {string} review_by
 * @property {boolean} approval
 * @property {[number, number]} caps
 * @property {{ id: string, group: string, words: string, private: boolean, points: number, ask: Ask | null | undefined, signal: { name: string, each: number, within: number, decay: number } | null | undefined }[]} criteria
 * @property {[string, number, number][]} tiers
 * @property {Ask | null | undefined} mql
 * @property {Ask | null | undefined} sql
 * @property {{ kind: string, tiers: string[], when: Ask | null | undefined, headline: string }[]} offers
 * @property {{ id: string, when: Ask | null | undefined, to_kind: string, to: string, needs: string[] }[]} routes
 * @property {{ id: string, share: string, members: [string, number][], if_nobody: string[], fallback: string | null | undefined }[]} pools
 * @property {boolean} in_working_hours
 * @property {{ id: string, usual: number, others: [string, number][] }[]} windows
 * @property {{ percent: number | null | undefined, seconds: number | null | undefined, does: string }[]} ladder
 * @property {[string, string, boolean][]} reasons
 */

/**
 * One thing that an agreement says otherwise than another.
 * @typedef {object} Meaning
 * @property {string} section
 * @property {string} id
 * @property {string} name
 * @property {{ is: "added" } | { is: "removed" } | { is: "moved", from: number, to: number } | { is: "says", key: string, before: string | null | undefined, after: string | null | undefined, entered: string[], left: string[] }} what
 */

/** @typedef {{ criterion: string, words: string, before: number, after: number }} PointsCause */
/** @typedef {{ score: number, tier: string, route: string }} Judged */

/**
 * What a changed agreement would have made of past leads.
 * @typedef {object} Tried
 * @property {{ leads: number, scored: number, tiered: number, routed: number, qualified: number, tiers: [string, string, number][], routes: [string, string, number][], causes: [PointsCause, number][], changes: [number, Judged, Judged, PointsCause[]][] }} comparison
 * @property {string[]} ids of the leads in `changes`
 */

/** @typedef {{ today: number, proposed: number, low: number | null | undefined, high: number | null | undefined }} FigurePair */

/**
 * What past leads teach.
 * @typedef {object} Taught
 * @property {string | null | undefined} problem
 * @property {string | null | undefined} help
 * @property {string | null | undefined} nothing
 * @property {boolean} better
 * @property {number} leads
 * @property {number} won
 * @property {FigurePair} auc
 * @property {FigurePair} brier
 * @property {FigurePair} ece
 * @property {string} text
 * @property {string} html
 */

export {};
