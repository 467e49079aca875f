//! What became of each lead, read from the desk's own log as it is written.

use baton_agreement::Agreement;
use baton_handoff::{Database, Problem, Value};
use baton_hours::Millis;
use serde::{Deserialize, Serialize};

use crate::past::row_of;

/// What became of a lead under an agreement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Course {
    /// Its score when it came in.
    pub score: i64,
    /// Its tier when it came in.
    pub tier: String,
    /// Its source.
    pub source: String,
    /// The route that took it; empty where none did.
    pub route: String,
    /// The pool whose turn it was; empty where nobody took a turn.
    pub pool: String,
    /// Who got it first.
    pub rep: Option<String>,
    /// Why it was kept in quarantine.
    pub quarantine: Option<String>,
    /// The row of the lead it joined, where its person had one open.
    pub joined: Option<u64>,
    /// Why the desk refused it.
    pub refused: Option<String>,
    /// When the first response was due first.
    #[serde(skip)]
    pub due_at: Option<Millis>,
    /// The time allowed, in ms.
    pub allowed_ms: Option<i64>,
    /// Whether a window of it was missed.
    pub missed: bool,
    /// To how many others it was given afterwards.
    pub given_on: u32,
    /// Whether marketing got it back because nobody did anything with it.
    pub returned: bool,
    /// When it was answered first.
    #[serde(skip)]
    pub answered_at: Option<Millis>,
    /// How long that took on the clock, in ms.
    pub answered_after_ms: Option<i64>,
}

impl Course {
    /// Whether its first response had a window.
    #[must_use]
    pub fn has_window(&self) -> bool {
        self.due_at.is_some()
    }
}

/// What the log says that whoever plays the reps has to know.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// A lead has an owner, and its window runs.
    Given { row: u64, rep: String },
}

/// Reads the log on from where it stopped.
#[derive(Default)]
pub(crate) struct History {
    seen: i64,
}

/// What is read of an event, whatever it is. See `docs/events.md`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    score: i64,
    tier: String,
    source: String,
    reason: Option<String>,
    rep: Option<String>,
    route: String,
    pool: Option<String>,
    due_at: i64,
    allowed_ms: i64,
    id: String,
}

impl History {
    /// What was written since, noted in the courses, which stand in the order of rows.
    pub(crate) fn read_on(
        &mut self,
        db: &mut (impl Database + ?Sized),
        courses: &mut Courses,
    ) -> Result<Vec<News>, Problem> {
        // By its place in the log alone: asked for those with a lead, SQLite would read all of them.
        let sql = "SELECT seq, lead, kind, data FROM events WHERE seq > ? ORDER BY seq";
        let rows = db.query(sql, &[Value::Integer(self.seen)])?;
        let mut news = Vec::new();
        for event in &rows {
            self.seen = event.integer(0)?;
            let Some(row) = event.optional_text(1)?.and_then(row_of) else { continue };
            let kind = event.text(2)?;
            if !READ.contains(&kind) {
                continue;
            }
            let said: Said = serde_json::from_str(event.text(3)?)
                .map_err(|error| Problem::ours("unreadable_event", format!("{kind}: {error}")))?;
            news.extend(courses.note(row, kind, said));
        }
        Ok(news)
    }
}

/// The kinds of events that are read.
const READ: [&str; 8] = [
    "lead.received",
    "lead.quarantined",
    "lead.assigned",
    "window.started",
    "window.missed",
    "lead.reassigned",
    "lead.returned",
    "lead.joined",
];

/// The courses of all leads, found by their rows.
pub(crate) struct Courses {
    pub all: Vec<Course>,
    /// Rows and places, in the order of rows.
    places: Vec<(u64, usize)>,
    /// What stands for a rep whose pool is none, for reports.
    pools: Vec<String>,
}

impl Courses {
    pub(crate) fn of(agreement: &Agreement, rows: impl Iterator<Item = u64>) -> Courses {
        let mut places: Vec<(u64, usize)> = rows.enumerate().map(|(place, row)| (row, place)).collect();
        places.sort_unstable();
        let pools = agreement.pools.iter().map(|pool| pool.id.as_str().to_owned()).collect();
        Courses { all: vec![Course::default(); places.len()], places, pools }
    }

    /// The place of a row in the order of arrival.
    pub(crate) fn place(&self, row: u64) -> Option<usize> {
        let at = self.places.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.places.get(at).map(|(_, place)| *place)
    }

    fn note(&mut self, row: u64, kind: &str, said: Said) -> Option<News> {
        // Of a lead that joins, the log speaks under the lead it joined.
        let row = if kind == "lead.joined" { row_of(&said.id)? } else { row };
        let known = said.pool.filter(|pool| self.pools.contains(pool));
        let place = self.place(row)?;
        let course = self.all.get_mut(place)?;
        match kind {
            "lead.received" => {
                (course.score, course.tier, course.source) = (said.score, said.tier, said.source);
            }
            "lead.joined" => (course.score, course.tier) = (said.score, said.tier),
            "lead.quarantined" => course.quarantine = said.reason,
            "lead.assigned" => {
                let rep = said.rep?;
                (course.route, course.pool) = (said.route, known.unwrap_or_default());
                course.rep = Some(rep.clone());
                return Some(News::Given { row, rep });
            }
            "window.started" if course.due_at.is_none() => {
                (course.due_at, course.allowed_ms) = (Some(Millis(said.due_at)), Some(said.allowed_ms));
            }
            "window.missed" => course.missed = true,
            "lead.returned" => course.returned = true,
            "lead.reassigned" => {
                course.given_on += 1;
                return Some(News::Given { row, rep: said.rep? });
            }
            _ => {}
        }
        None
    }
}
