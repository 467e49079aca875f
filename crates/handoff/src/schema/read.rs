//! The tables of what is only read: figures, what leads are found by, and the newest of it.

pub(super) const FIGURES: &[&str] = &[
    // What figures need of a lead, and of which day, dimension, value and tier how much was counted.
    "CREATE TABLE lead_figures (
        lead TEXT PRIMARY KEY,
        v INTEGER NOT NULL,
        day INTEGER NOT NULL,
        reason TEXT,
        facts TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX figures_of_day ON lead_figures (day)",
    "CREATE INDEX figures_by_reason ON lead_figures (reason) WHERE reason IS NOT NULL",
    "CREATE TABLE figures (
        dimension TEXT NOT NULL,
        day INTEGER NOT NULL,
        value TEXT NOT NULL,
        tier TEXT NOT NULL,
        v INTEGER NOT NULL,
        cell TEXT NOT NULL,
        PRIMARY KEY (dimension, day, value, tier)
    ) STRICT, WITHOUT ROWID",
    // What leads are found by as one types (`search`), and what lists are filtered by without their rows.
    "CREATE TABLE lead_words (
        block INTEGER NOT NULL,
        word BLOB NOT NULL,
        lead INTEGER NOT NULL,
        PRIMARY KEY (block, word, lead)
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX leads_listed ON leads (seq, state, tier, source, owner, received_at, id)",
    // The leads there are get theirs in slices; the timer is the desk's own.
    "INSERT OR REPLACE INTO timers (lead, kind, due_at, failures)
        SELECT '', 'figures', 0, 0 WHERE EXISTS (SELECT 1 FROM leads)",
];

pub(super) const NEWEST: &[&str] = &[
    // What the newest leads are found by when their person comes again, in the order they came (`recent_keys`).
    "CREATE TABLE recent_keys (
        seq INTEGER PRIMARY KEY,
        key INTEGER NOT NULL,
        lead INTEGER NOT NULL
    ) STRICT",
    // Up to this place leads have the words they are found by; those there are had them with their arrival.
    "INSERT OR REPLACE INTO meta (key, value) SELECT 'words_to', coalesce(max(seq), 0) FROM leads",
];

pub(super) const BLOCKS: &[&str] = &[
    // Cells of 16 days added up; days of before are added up from the next lead on, in slices.
    "CREATE TABLE figure_blocks (
        dimension TEXT NOT NULL,
        block INTEGER NOT NULL,
        value TEXT NOT NULL,
        tier TEXT NOT NULL,
        v INTEGER NOT NULL,
        cell TEXT NOT NULL,
        PRIMARY KEY (dimension, block, value, tier)
    ) STRICT, WITHOUT ROWID",
];

pub(super) const NARROW: &[&str] = &[
    // Without ids, which half of it was: who goes down the whole list reads half as many pages. Some five seconds, once,
    // at a desk of a million leads.
    "DROP INDEX leads_listed",
    "CREATE INDEX leads_listed ON leads (seq, state, tier, source, owner, received_at)",
];
