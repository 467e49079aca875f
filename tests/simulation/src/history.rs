//! The log, read as it grows: nothing missing, nothing changed, every step once.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use baton_agreement::{Agreement, RepId, check};
use baton_handoff::routing_receipt::RoutingReceipt;
use baton_handoff::{Database, Value, verify};
use baton_sqlite::NativeDatabase;
use serde_json::Value as Json;

use crate::Broken;
use crate::broken::hold;
use crate::fairness::{Shares, Taken};

const COLUMNS: &str = "seq, lead, at, kind, actor, agreement, data";
/// Of them those that no erasure touches. What stands in the others the chain says.
const KEPT: &str = "seq, lead, at, kind, actor, agreement";

/// What the log said so far.
#[derive(Default)]
pub(crate) struct History {
    last: i64,
    hash: u64,
    /// The same without what a line says, for that is erased.
    kept: u64,
    /// Up to where the chain was verified as it grew.
    verified: i64,
    /// Links that were there at the end of a day: the log leads there for ever.
    known: Vec<(i64, String)>,
    pub shares: Shares,
    pub agreement: Option<Rc<Agreement>>,
    /// Steps of ladders that were climbed, by lead; each with the agreement that had it.
    climbed: BTreeMap<String, BTreeSet<(String, i64)>>,
    /// The kinds of events there were.
    pub kinds: BTreeSet<String>,
}

/// What is new in it.
#[derive(Default)]
pub(crate) struct News {
    /// Leads something happened to.
    pub leads: BTreeSet<String>,
    /// Turns that were taken.
    pub turns: Vec<Taken>,
    /// Whoever got a lead without a turn.
    pub given: BTreeSet<String>,
    /// Assignments, each with its lead.
    pub routed: Vec<(String, String, RoutingReceipt)>,
    /// Leads that are no more, and those they have joined.
    pub united: Vec<(String, String)>,
}

/// A line of the log.
struct Line {
    lead: Option<String>,
    kind: String,
    agreement: i64,
    data: Json,
}

impl History {
    /// Reads what was added.
    pub fn read_on(&mut self, db: &mut NativeDatabase) -> Result<News, Broken> {
        let mut news = News::default();
        let sql = format!("SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq");
        for row in db.query(&sql, &[Value::Integer(self.last)])? {
            let seq = row.integer(0)?;
            hold(seq == self.last + 1, "the log has no gaps", || format!("{} and then {seq}", self.last))?;
            (self.last, self.hash) = (seq, chained(self.hash, row.0.iter()));
            self.kept = chained(self.kept, row.0.iter().take(6));
            let line = Line {
                lead: row.optional_text(1)?.map(str::to_owned),
                kind: row.text(3)?.to_owned(),
                agreement: row.optional_integer(5)?.unwrap_or(0),
                data: serde_json::from_str(row.text(6)?)?,
            };
            self.kinds.insert(line.kind.clone());
            if line.kind == "agreement.published" {
                self.agreement = in_force(db)?;
            }
            self.line(&line, &mut news)?;
        }
        self.verify_on(db)?;
        Ok(news)
    }

    /// Verifies what was added to the chain, an erasure's line with all that it left.
    fn verify_on(&mut self, db: &mut NativeDatabase) -> Result<(), Broken> {
        let mut next = Some(self.verified);
        while let Some(after) = next {
            let slice = verify::slice(db, after)?;
            whole(slice.broken)?;
            (self.verified, next) = (slice.last, slice.next);
        }
        Ok(())
    }

    /// The log from its beginning is what was read of it, a chain, and leads to where it led before.
    pub fn is_only_added_to(&mut self, db: &mut NativeDatabase) -> Result<(), Broken> {
        let sql = format!("SELECT {KEPT} FROM events ORDER BY seq");
        let kept = db.query(&sql, &[])?.iter().fold(0, |hash, row| chained(hash, row.0.iter()));
        hold(kept == self.kept, "the log is only added to", || format!("{} lines are others", self.last))?;
        let all = verify::everything(db)?;
        whole(all.broken)?;
        for (line, link) in &self.known {
            let is_there = verify::known(db, *line)?.as_ref() == Some(link);
            hold(is_there, "the log is a chain", || format!("line {line} has another link than it had"))?;
        }
        self.known.push((all.last, all.link));
        Ok(())
    }

    /// A number that tells one log from another.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    fn line(&mut self, line: &Line, news: &mut News) -> Result<(), Broken> {
        let Some(lead) = &line.lead else { return Ok(()) };
        news.leads.insert(lead.clone());
        let why = line.data.get("why").and_then(Json::as_str).unwrap_or_default();
        match line.kind.as_str() {
            "lead.assigned" | "lead.reassigned" => self.assigned(lead, line, why, news)?,
            "lead.united" => {
                let into = line.data.get("into").and_then(Json::as_str).unwrap_or_default();
                news.united.push((lead.clone(), into.to_owned()));
            }
            "timer.failed" => return Err(Broken::new("every timer can be run", format!("{lead}: {}", line.data))),
            "window.started" => {
                self.climbed.entry(lead.clone()).or_default().retain(|(step, _)| step == "visitor.touch");
            }
            // The window of an owner is missed once, whatever agreements come meanwhile.
            "window.missed" => self.climb(lead, "window.missed", 0)?,
            "visitor.touch" | "lead.returned" => self.climb(lead, &line.kind, line.agreement)?,
            "lead.reminded" if why == "window" => self.climb(lead, "remind", line.agreement)?,
            "lead.escalated" => self.climb(lead, why, line.agreement)?,
            _ => {}
        }
        Ok(())
    }

    fn climb(&mut self, lead: &str, step: &str, agreement: i64) -> Result<(), Broken> {
        let is_new = self.climbed.entry(lead.to_owned()).or_default().insert((step.to_owned(), agreement));
        hold(is_new, "every step once", || format!("{lead}: {step} by agreement {agreement}"))
    }

    fn assigned(&mut self, lead: &str, line: &Line, why: &str, news: &mut News) -> Result<(), Broken> {
        let rep = line.data.get("rep").and_then(Json::as_str).unwrap_or_default();
        let known = self.agreement.as_ref().is_some_and(|agreement| agreement.rep(&RepId::new(rep)).is_some());
        hold(known, "a lead is given to somebody on the roster", || format!("{lead}: {rep}"))?;
        let receipt = line.data.get("receipt").cloned().unwrap_or_default();
        if receipt.is_null() {
            let by_person = line.kind == "lead.reassigned" && ["person", "left"].contains(&why);
            news.given.insert(rep.to_owned());
            return hold(by_person, "every assignment has its receipt", || format!("{lead}: {}", line.data));
        }
        let receipt: RoutingReceipt = serde_json::from_value(receipt)?;
        news.routed.push((lead.to_owned(), rep.to_owned(), receipt.clone()));
        let Some(taken) = self.shares.assigned(&receipt, rep)? else {
            news.given.insert(rep.to_owned());
            return Ok(());
        };
        if let Some(total) = line.data.get("total").and_then(Json::as_i64) {
            let counted = self.shares.total(&taken.pool);
            hold(total == counted, "turns are counted once", || format!("{lead}: {total}, not {counted}"))?;
        }
        news.turns.push(taken);
        Ok(())
    }
}

fn whole(broken: Option<verify::BrokenLine>) -> Result<(), Broken> {
    broken.map_or(Ok(()), |broken| Err(Broken::new("the log is a chain", broken.why)))
}

fn chained<'a>(hash: u64, values: impl Iterator<Item = &'a Value>) -> u64 {
    // The hasher's keys are fixed: the same log has the same number in every run.
    let mut hasher = DefaultHasher::new();
    hash.hash(&mut hasher);
    for value in values {
        match value {
            Value::Null => 0_u8.hash(&mut hasher),
            Value::Integer(number) => number.hash(&mut hasher),
            Value::Text(text) => text.hash(&mut hasher),
            Value::Blob(bytes) => bytes.hash(&mut hasher),
        }
    }
    hasher.finish()
}

fn in_force(db: &mut NativeDatabase) -> Result<Option<Rc<Agreement>>, Broken> {
    let rows = db.query("SELECT source FROM agreements ORDER BY version DESC LIMIT 1", &[])?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(check(row.text(0)?).agreement.map(Rc::new))
}
