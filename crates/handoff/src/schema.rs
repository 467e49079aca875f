//! The desk's tables, by version.

use crate::{Database, Problem, meta};

mod read;
use read::{BLOCKS, FIGURES, NARROW, NEWEST};

/// One step of the schema: its version, and its statements.
type Migration = (i64, &'static [&'static str]);

/// Every step there ever was. A step that has been released is never changed; a change of the
/// schema is a new step behind the last.
const MIGRATIONS: &[Migration] = &[
    (1, FIRST),
    (2, SHARES),
    (3, QUEUE_KEYS),
    (4, DISAGREEMENTS),
    (5, ROSTER),
    (6, CLOCKS),
    (7, PEOPLE),
    (8, ACCOUNTS),
    (9, UPLOADS),
    (10, ENDPOINTS),
    (11, TOKENS),
    (12, MEETINGS),
    (13, RITUAL),
    (14, CRM),
    (17, FIGURES),
    (20, ATTENTION),
    (21, PUSH),
    (22, CHAIN),
    (23, DRAFTS),
    (24, NEWEST),
    (25, COMMENTS),
    (26, BLOCKS),
    (27, NARROW),
];

const FIRST: &[&str] = &[
    // Every agreement that was ever in force, as text: decisions name the version.
    "CREATE TABLE agreements (
        version INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        published_at INTEGER NOT NULL,
        card TEXT NOT NULL,
        public_card TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT",
    // A lead: the raw body, what was decided, and where it stands. `seq` is the order of arrival.
    "CREATE TABLE leads (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        v INTEGER NOT NULL,
        received_at INTEGER NOT NULL,
        submitted_at INTEGER,
        agreement INTEGER NOT NULL,
        state TEXT NOT NULL,
        quarantine TEXT,
        digest BLOB NOT NULL,
        raw BLOB NOT NULL,
        origin TEXT,
        edge_origin TEXT NOT NULL,
        name TEXT,
        company TEXT,
        email TEXT,
        job_title TEXT,
        score INTEGER NOT NULL,
        tier TEXT NOT NULL,
        mql INTEGER NOT NULL,
        source TEXT NOT NULL,
        verdict TEXT NOT NULL,
        package TEXT NOT NULL,
        offer TEXT NOT NULL,
        owner TEXT,
        owner_name TEXT,
        due_at INTEGER,
        met_at INTEGER,
        missed_at INTEGER
    ) STRICT",
    // What the rep committed to.
    "CREATE TABLE acknowledgements (
        lead TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        rep TEXT NOT NULL,
        rep_name TEXT NOT NULL,
        next_step TEXT NOT NULL,
        at INTEGER NOT NULL,
        due_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    // The same id with other answers: kept beside the lead, decided by people.
    "CREATE TABLE conflicts (
        lead TEXT NOT NULL,
        digest BLOB NOT NULL,
        v INTEGER NOT NULL,
        at INTEGER NOT NULL,
        raw BLOB NOT NULL,
        PRIMARY KEY (lead, digest)
    ) STRICT, WITHOUT ROWID",
    // Whose turn it is in a pool.
    "CREATE TABLE rotations (
        pool TEXT PRIMARY KEY,
        state TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    // What is to be done when. A row that is done is gone; that it was done is in `events`.
    "CREATE TABLE timers (
        lead TEXT NOT NULL,
        kind TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        PRIMARY KEY (lead, kind)
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX timers_by_due ON timers (due_at)",
    // The outbox. `next_at` is set on what may be sent: not on what waits for an earlier message
    // to the same place about the same lead, and not on what is done.
    "CREATE TABLE deliveries (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        v INTEGER NOT NULL,
        lead TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        kind TEXT NOT NULL,
        secret TEXT NOT NULL,
        event TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        refusals INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        next_at INTEGER,
        delivered_at INTEGER,
        last_error TEXT
    ) STRICT",
    "CREATE INDEX deliveries_by_next ON deliveries (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX deliveries_by_lead ON deliveries (lead, endpoint, seq)",
    // Everything that ever happened, in order. Only ever added to.
    "CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        lead TEXT,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        agreement INTEGER,
        data TEXT NOT NULL
    ) STRICT",
    "CREATE INDEX events_by_lead ON events (lead, seq)",
    // The keys that sign handoff links. The newest signs, every one verifies.
    "CREATE TABLE link_keys (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        made_at INTEGER NOT NULL
    ) STRICT",
];

const SHARES: &[&str] = &[
    // How many leads had which score, by blocks of leads; the row of score -1 counts its block.
    "CREATE TABLE score_counts (
        block INTEGER NOT NULL,
        score INTEGER NOT NULL,
        leads INTEGER NOT NULL,
        PRIMARY KEY (block, score)
    ) STRICT, WITHOUT ROWID",
    // From which score on a lead is in a tier by share, until the next block is full.
    "CREATE TABLE tier_cuts (
        tier TEXT PRIMARY KEY,
        share INTEGER NOT NULL,
        at_least INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
];

const QUEUE_KEYS: &[&str] = &[
    // The keys that leads are sealed to while they wait in a browser; the id is when it was made.
    "CREATE TABLE queue_keys (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL
    ) STRICT",
];

const DISAGREEMENTS: &[&str] = &[
    // There are few; counting them shall not read every event.
    "CREATE INDEX disagreements ON events (at) WHERE kind = 'offer.disagreed'",
];

const ROSTER: &[&str] = &[
    // What was said of a rep since the agreement was written.
    "CREATE TABLE roster (
        rep TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        away_until INTEGER,
        away_why TEXT,
        open_cap INTEGER,
        day_cap INTEGER,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "ALTER TABLE leads ADD COLUMN assigned_at INTEGER",
    "UPDATE leads SET assigned_at = received_at WHERE owner IS NOT NULL",
    // A rep's leads of today, and those that are open, for the caps.
    "CREATE INDEX leads_of_rep ON leads (owner, assigned_at) WHERE owner IS NOT NULL",
    "CREATE INDEX leads_open ON leads (owner) WHERE state NOT IN ('rejected', 'nurture', 'won', 'lost', 'erased')",
];

const CLOCKS: &[&str] = &[
    // The submit by the desk's clock; when the present owner got it, if that was not at its
    // arrival; up to when the ladder was climbed; and the instants both clocks are read from.
    "ALTER TABLE leads ADD COLUMN began_at INTEGER",
    "ALTER TABLE leads ADD COLUMN clock_from INTEGER",
    "ALTER TABLE leads ADD COLUMN climbed_to INTEGER",
    "ALTER TABLE leads ADD COLUMN told_at INTEGER",
    "ALTER TABLE leads ADD COLUMN acknowledged_at INTEGER",
    "ALTER TABLE leads ADD COLUMN attempted_at INTEGER",
    "ALTER TABLE leads ADD COLUMN connected_at INTEGER",
    "ALTER TABLE leads ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
    "UPDATE leads SET
        told_at = (SELECT min(at) FROM events e WHERE e.lead = leads.id AND e.kind = 'lead.notified'),
        acknowledged_at = (SELECT at FROM acknowledgements a WHERE a.lead = leads.id)",
    // Moves that were sent with an id: the same one again changes nothing.
    "CREATE TABLE moves (
        lead TEXT NOT NULL,
        id TEXT NOT NULL,
        v INTEGER NOT NULL,
        at INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (lead, id)
    ) STRICT, WITHOUT ROWID",
    // Until now a lead had no timer after its window: open ones get theirs.
    "INSERT INTO timers (lead, kind, due_at, failures)
        SELECT id, 'first_response', due_at, 0 FROM leads
        WHERE state IN ('assigned', 'notified') AND due_at IS NOT NULL AND id NOT IN (SELECT lead FROM timers)",
    "INSERT INTO timers (lead, kind, due_at, failures)
        SELECT a.lead, 'promise', a.due_at, 0 FROM acknowledgements a
        JOIN leads l ON l.id = a.lead AND l.state = 'acknowledged' WHERE a.lead NOT IN (SELECT lead FROM timers)",
];

const PEOPLE: &[&str] = &[
    // What a lead is found by when its person comes again: hashes of mailbox, number, name and
    // company (`Person::keys`). A key that two people share costs a comparison and no more.
    "CREATE TABLE lead_keys (
        key INTEGER NOT NULL,
        lead INTEGER NOT NULL,
        PRIMARY KEY (key, lead)
    ) STRICT, WITHOUT ROWID",
    // Submissions that joined a lead, as they came; links and repeats name them by their own id.
    "CREATE TABLE lead_aliases (
        id TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        lead TEXT NOT NULL,
        at INTEGER NOT NULL,
        digest BLOB NOT NULL,
        raw BLOB NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX aliases_by_lead ON lead_aliases (lead, at)",
    // The closed lead of the same person, where there was one.
    "ALTER TABLE leads ADD COLUMN returned_from TEXT",
];

const ACCOUNTS: &[&str] = &[
    // Companies that have an owner, as they were uploaded; `meta` says which upload counts.
    "CREATE TABLE accounts (
        id INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        upload INTEGER NOT NULL,
        body TEXT NOT NULL
    ) STRICT",
    // What they are found by: hashes of domain and name.
    "CREATE TABLE account_keys (
        key INTEGER NOT NULL,
        account INTEGER NOT NULL,
        upload INTEGER NOT NULL,
        PRIMARY KEY (key, account)
    ) STRICT, WITHOUT ROWID",
];

const ENDPOINTS: &[&str] = &[
    // How each endpoint does. `gate_at` is set while it is down or has asked for time: then one
    // message at a time is tried there, and none before that instant.
    "CREATE TABLE endpoints (
        endpoint TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        gate_at INTEGER,
        down_since INTEGER,
        last_success_at INTEGER,
        last_failure_at INTEGER,
        last_error TEXT,
        latency_ms INTEGER
    ) STRICT, WITHOUT ROWID",
    // For whom a message is, where one endpoint speaks with many; whether it is a card that is
    // changed in place, or such a change; what the receiver calls it; the message it stands by
    // for; from when on its patience counts.
    "ALTER TABLE deliveries ADD COLUMN recipient TEXT",
    "ALTER TABLE deliveries ADD COLUMN card TEXT",
    "ALTER TABLE deliveries ADD COLUMN receipt TEXT",
    "ALTER TABLE deliveries ADD COLUMN stands_for TEXT",
    "ALTER TABLE deliveries ADD COLUMN replayed_at INTEGER",
    // What is due is asked by endpoint, so that none stands in another's way.
    "DROP INDEX deliveries_by_next",
    "CREATE INDEX deliveries_by_next ON deliveries (endpoint, next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX deliveries_standing_by ON deliveries (stands_for) WHERE stands_for IS NOT NULL",
    "CREATE INDEX deliveries_dead ON deliveries (endpoint, seq) WHERE state = 'dead'",
    "CREATE INDEX deliveries_under_way ON deliveries (endpoint, state) WHERE state IN ('waiting', 'sending')",
    // Who is who in Slack, as Slack said.
    "CREATE TABLE slack_members (
        email TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        member TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
];

const MEETINGS: &[&str] = &[
    // Meetings as their tools told of them, by what the tool calls them.
    "CREATE TABLE meetings (
        tool TEXT NOT NULL,
        reference TEXT NOT NULL,
        v INTEGER NOT NULL,
        lead TEXT NOT NULL,
        state TEXT NOT NULL,
        starts_at INTEGER,
        ends_at INTEGER,
        at INTEGER NOT NULL,
        PRIMARY KEY (tool, reference)
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX meetings_of_lead ON meetings (lead, at)",
];

const RITUAL: &[&str] = &[
    // What a rep found out about the points of a checklist.
    "CREATE TABLE confirmations (
        lead TEXT NOT NULL,
        point TEXT NOT NULL,
        v INTEGER NOT NULL,
        holds INTEGER NOT NULL,
        by TEXT NOT NULL,
        name TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (lead, point)
    ) STRICT, WITHOUT ROWID",
    // Where a lead stood before the last move of somebody's, for whoever takes that back; `seq` is
    // the last line of the log that belongs to the move.
    "CREATE TABLE undo (
        lead TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        made TEXT NOT NULL,
        by TEXT NOT NULL,
        at INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        state TEXT NOT NULL,
        owner TEXT,
        owner_name TEXT,
        due_at INTEGER,
        met_at INTEGER,
        assigned_at INTEGER,
        clock_from INTEGER,
        climbed_to INTEGER,
        acknowledged_at INTEGER,
        attempted_at INTEGER,
        connected_at INTEGER,
        attempts INTEGER NOT NULL,
        timers TEXT NOT NULL,
        promised TEXT,
        confirmed TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    // When the owner's page was first opened: evidence, and no answer.
    "ALTER TABLE leads ADD COLUMN opened_at INTEGER",
    // When what was promised was done.
    "ALTER TABLE acknowledgements ADD COLUMN kept_at INTEGER",
];

const CRM: &[&str] = &[
    // The lead in a CRM: its record there, and what was last said of it, by us or by the CRM.
    "CREATE TABLE crm_records (
        endpoint TEXT NOT NULL,
        lead TEXT NOT NULL,
        v INTEGER NOT NULL,
        record TEXT,
        came INTEGER NOT NULL,
        owner TEXT,
        owner_at INTEGER,
        rep TEXT,
        status TEXT,
        status_at INTEGER,
        settled TEXT,
        stage TEXT,
        PRIMARY KEY (endpoint, lead)
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX crm_by_record ON crm_records (endpoint, record) WHERE record IS NOT NULL",
];

const UPLOADS: &[&str] = &[
    // What an upload left behind is found without reading the list that counts.
    "CREATE INDEX accounts_by_upload ON accounts (upload)",
    "CREATE INDEX account_keys_by_upload ON account_keys (upload)",
];

const TOKENS: &[&str] = &[
    // Who may ask what. The hash alone: nobody makes a token of it.
    "CREATE TABLE tokens (
        hash BLOB PRIMARY KEY,
        v INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        rep TEXT,
        scopes TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        revoked_at INTEGER
    ) STRICT, WITHOUT ROWID",
];

const ATTENTION: &[&str] = &[
    // What needs a person this minute is asked again and again: by when it has to be answered, and
    // what is kept apart.
    "CREATE INDEX leads_awaiting ON leads (due_at) WHERE state IN ('assigned', 'notified') AND due_at IS NOT NULL",
    "CREATE INDEX leads_quarantined ON leads (seq) WHERE state = 'quarantined' AND quarantine <> 'test'",
];

const PUSH: &[&str] = &[
    // Where reps' browsers want to be told, and the keys to encrypt to them.
    "CREATE TABLE push_targets (
        endpoint TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        rep TEXT NOT NULL,
        p256dh BLOB NOT NULL,
        auth BLOB NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX push_targets_of_rep ON push_targets (rep, at)",
];

const DRAFTS: &[&str] = &[
    // Changes of the agreement that somebody proposes, whole texts; they never change.
    "CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        base INTEGER NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        name TEXT NOT NULL,
        why TEXT NOT NULL,
        learned INTEGER NOT NULL,
        evidence TEXT,
        source TEXT NOT NULL,
        state TEXT NOT NULL,
        closed_at INTEGER,
        version INTEGER
    ) STRICT",
    // The consent of each side, once.
    "CREATE TABLE approvals (
        draft INTEGER NOT NULL,
        side TEXT NOT NULL,
        v INTEGER NOT NULL,
        actor TEXT NOT NULL,
        name TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (draft, side)
    ) STRICT, WITHOUT ROWID",
    // Who put a version into force, and why; of those before and those nobody explained there is no row.
    "CREATE TABLE publications (
        version INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        name TEXT NOT NULL,
        why TEXT,
        draft INTEGER,
        restores INTEGER
    ) STRICT",
];

const COMMENTS: &[&str] = &[
    // What people say of a lead, or of the digest of a week (`comments`).
    "CREATE TABLE comments (
        seq INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        about TEXT NOT NULL,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        name TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT",
    "CREATE INDEX comments_about ON comments (about, seq)",
];

const CHAIN: &[&str] = &[
    // The log's lines without what they say: that stands in a row of its own, which erasure writes anew.
    // A line's link is a hash over itself and the link before it (`log::chain`).
    "CREATE TABLE log (
        seq INTEGER PRIMARY KEY,
        v INTEGER NOT NULL,
        lead TEXT,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        actor TEXT NOT NULL,
        agreement INTEGER,
        link BLOB
    ) STRICT",
    "INSERT INTO log (seq, v, lead, at, kind, actor, agreement)
        SELECT seq, v, lead, at, kind, actor, agreement FROM events",
    // `salt` goes when the payload is erased; `was` is the hash of what stood there until then.
    "CREATE TABLE payloads (
        seq INTEGER PRIMARY KEY,
        data TEXT NOT NULL,
        salt BLOB,
        was BLOB
    ) STRICT",
    "INSERT INTO payloads (seq, data) SELECT seq, data FROM events",
    // The one row that knows the last line: by it, lines that were cut off the end are missed.
    "CREATE TABLE log_head (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        seq INTEGER NOT NULL,
        link BLOB,
        secret BLOB NOT NULL
    ) STRICT",
    // The lines there are get their links in slices; the timer is the desk's own. A desk that begins here
    // gets its secret with its first agreement, one of before gets it from SQLite.
    "INSERT INTO log_head (only, seq, link, secret)
        SELECT 1, last, CASE last WHEN 0 THEN zeroblob(32) END,
            CASE last WHEN 0 THEN zeroblob(32) ELSE randomblob(32) END
        FROM (SELECT coalesce(max(seq), 0) AS last FROM events)",
    "INSERT OR REPLACE INTO timers (lead, kind, due_at, failures)
        SELECT '', 'chain', 0, 0 WHERE EXISTS (SELECT 1 FROM events)",
    "DROP TABLE events",
    "CREATE INDEX log_by_lead ON log (lead, seq)",
    "CREATE INDEX disagreements ON log (at) WHERE kind = 'offer.disagreed'",
    // What is read, a line with its payload. It is written by `log::append` and no other way.
    "CREATE VIEW events AS SELECT l.seq, l.v, l.lead, l.at, l.kind, l.actor, l.agreement, p.data
        FROM log l LEFT JOIN payloads p ON p.seq = l.seq",
];

/// Brings the tables to the newest version. Does nothing where they are.
///
/// # Errors
///
/// When the database fails, or holds a newer version than this code knows.
pub(crate) fn migrate(db: &mut dyn Database) -> Result<(), Problem> {
    db.execute(
        "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        &[],
    )?;
    let held = meta::get(db, "schema")?.unwrap_or(0);
    let newest = MIGRATIONS.last().map_or(0, |(version, _)| *version);
    if held > newest {
        let message =
            format!("the tables have version {held}, this code knows {newest}: an older release runs on newer tables");
        return Err(Problem::ours("newer_schema", message));
    }
    for (version, statements) in MIGRATIONS.iter().filter(|(version, _)| *version > held) {
        for statement in *statements {
            db.execute(statement, &[])?;
        }
        meta::set(db, "schema", *version)?;
    }
    Ok(())
}
