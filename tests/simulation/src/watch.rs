//! Whoever watches a desk: what was sent, what was promised, and what must therefore hold.

use std::collections::{BTreeMap, BTreeSet};

use baton_agreement::{Agreement, RepId};
use baton_handoff::{Database, Millis, Value};
use baton_sqlite::NativeDatabase;

use crate::broken::hold;
use crate::history::{History, News};
use crate::rows;
use crate::{Broken, accounts};

/// A lead that takes up its rep's time, as the desk counts it.
const OPEN: &str = "state NOT IN ('rejected', 'nurture', 'won', 'lost', 'erased')";

/// What is known of a desk from outside.
#[derive(Default)]
pub(crate) struct Watch {
    pub history: History,
    /// Ids of everything that was sent.
    pub sent: BTreeSet<String>,
    /// Submissions that were answered by 2xx, and the lead they are in.
    pub receipts: BTreeMap<String, String>,
    /// Whose each submission is.
    pub people: BTreeMap<String, u32>,
    offered: BTreeSet<String>,
}

impl Watch {
    /// After every event: whatever is new, and the leads it is about.
    pub fn look(&mut self, now: Millis, db: &mut NativeDatabase) -> Result<News, Broken> {
        // What is due when an agreement is published is done by the one before.
        let before = self.history.agreement.clone();
        let news = self.history.read_on(db)?;
        for (gone, into) in &news.united {
            self.receipts.values_mut().filter(|lead| *lead == gone).for_each(|lead| lead.clone_from(into));
        }
        for (lead, rep, receipt) in &news.routed {
            accounts::hold_owner(lead, rep, receipt, db)?;
        }
        rows::of_leads(&news.leads, &mut self.offered, db)?;
        if let Some(agreement) = before.or_else(|| self.history.agreement.clone()) {
            let turns: BTreeSet<&str> = news.turns.iter().map(|turn| turn.rep.as_str()).collect();
            for rep in turns.into_iter().filter(|rep| !news.given.contains(*rep)) {
                caps(&agreement, rep, now, db)?;
            }
        }
        Ok(news)
    }

    /// When the alarm has rung for all that was due.
    pub fn at_rest(&self, now: Millis, due: Option<Millis>, db: &mut NativeDatabase) -> Result<(), Broken> {
        let sql = "SELECT (SELECT min(due_at) FROM timers), (SELECT min(max(next_at, coalesce(gate_at, 0)))
            FROM deliveries d LEFT JOIN endpoints e ON e.endpoint = d.endpoint WHERE next_at IS NOT NULL)";
        let rows = db.query(sql, &[])?;
        let Some(row) = rows.first() else { return Ok(()) };
        let first = [row.optional_integer(0)?, row.optional_integer(1)?].into_iter().flatten().min().map(Millis);
        hold(first == due, "the alarm is for the earliest", || format!("{first:?} is due, the desk says {due:?}"))?;
        hold(first.is_none_or(|first| first > now), "nothing is overdue", || format!("{first:?} at {now:?}"))?;
        let missed =
            "SELECT id FROM leads WHERE state IN ('assigned', 'notified') AND due_at <= ? AND missed_at IS NOT due_at";
        let silent = db.query(missed, &[Value::Integer(now.0)])?;
        hold(silent.is_empty(), "a missed window is written down", || format!("{} leads", silent.len()))?;
        let sql = format!("SELECT DISTINCT owner FROM leads WHERE owner IS NOT NULL AND {OPEN}");
        for row in db.query(&sql, &[])? {
            let owner = row.text(0)?;
            let agreement = self.history.agreement.as_ref();
            let known = agreement.is_some_and(|agreement| agreement.rep(&RepId::new(owner)).is_some());
            hold(known, "who has left has no open leads", || owner.to_owned())?;
        }
        Ok(())
    }

    /// Everything.
    pub fn in_full(&mut self, db: &mut NativeDatabase) -> Result<(), Broken> {
        self.history.is_only_added_to(db)?;
        rows::of_all(&mut self.offered, db)?;
        self.submissions(db)?;
        self.people(db)?;
        for row in db.query("SELECT pool, json_extract(state, '$.total') FROM rotations", &[])? {
            let (pool, total) = (row.text(0)?, row.integer(1)?);
            let counted = self.history.shares.total(pool);
            hold(total == counted, "turns are counted once", || format!("{pool}: {total}, not {counted}"))?;
        }
        Ok(())
    }

    /// All were well for long: no message is left but the newest, whose answer may be under way.
    pub fn all_delivered(&self, now: Millis, db: &mut NativeDatabase) -> Result<(), Broken> {
        let old = Value::Integer(now.0 - 30 * 60_000);
        let sql =
            "SELECT id, state, created_at FROM deliveries WHERE state IN ('waiting', 'sending') AND created_at < ?";
        let left = db.query(sql, &[old])?;
        hold(left.is_empty(), "every message arrives or is given up", || format!("{} are left", left.len()))
    }

    /// Every submission that was answered is there, in its lead, and none twice.
    fn submissions(&self, db: &mut NativeDatabase) -> Result<(), Broken> {
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for row in db.query("SELECT id, id FROM leads UNION ALL SELECT id, lead FROM lead_aliases", &[])? {
            let (id, lead) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            hold(self.sent.contains(&id), "a submission is kept once", || format!("nobody sent {id}"))?;
            let before = kept.insert(id.clone(), lead);
            hold(before.is_none(), "a submission is kept once", || format!("{id} is there twice"))?;
        }
        // Of what is erased no digest is left.
        let sql = "SELECT digest FROM (SELECT digest FROM leads UNION ALL SELECT digest FROM lead_aliases)
            WHERE length(digest) > 0 GROUP BY digest HAVING count(*) > 1";
        hold(db.query(sql, &[])?.is_empty(), "a submission is kept once", || "the same answers twice".to_owned())?;
        for (id, lead) in &self.receipts {
            let held = kept.get(id);
            hold(held == Some(lead), "an acknowledged lead is there", || format!("{id} in {lead}, not in {held:?}"))?;
        }
        Ok(())
    }

    /// Who has an open lead has one, and a lead is one person's.
    fn people(&self, db: &mut NativeDatabase) -> Result<(), Broken> {
        let sql = format!("SELECT email, id FROM leads WHERE email IS NOT NULL AND owner IS NOT NULL AND {OPEN}");
        let mut open: BTreeMap<String, String> = BTreeMap::new();
        for row in db.query(&sql, &[])? {
            let (email, id) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            if let Some(other) = open.insert(email, id.clone()) {
                return Err(Broken::new("a person has one open lead", format!("{other} and {id}")));
            }
        }
        let mut whose: BTreeMap<&str, u32> = BTreeMap::new();
        for (submission, lead) in &self.receipts {
            let Some(person) = self.people.get(submission) else { continue };
            let held = whose.insert(lead, *person);
            let one = held.is_none_or(|held| held == *person);
            hold(one, "a lead is one person's", || format!("{lead}: {held:?} and {person}"))?;
        }
        Ok(())
    }
}

/// Whoever got a lead by turn has no more than they may have.
fn caps(agreement: &Agreement, rep: &str, now: Millis, db: &mut NativeDatabase) -> Result<(), Broken> {
    let Some(known) = agreement.rep(&RepId::new(rep)) else { return Ok(()) };
    let calendar = agreement.calendar_of(&known.id);
    let midnight = calendar.zone().midnight(calendar.zone().date(now));
    let sql = format!(
        "SELECT (SELECT count(*) FROM leads WHERE owner = ?1 AND {OPEN}),
            (SELECT count(*) FROM leads WHERE owner = ?1 AND assigned_at >= ?2),
            (SELECT open_cap FROM roster WHERE rep = ?1), (SELECT day_cap FROM roster WHERE rep = ?1)"
    );
    let rows = db.query(&sql, &[Value::Text(rep.to_owned()), Value::Integer(midnight.0)])?;
    let Some(row) = rows.first() else { return Ok(()) };
    for (name, has, said, agreed) in [
        ("open", row.integer(0)?, row.optional_integer(2)?, known.takes.open_leads),
        ("today", row.integer(1)?, row.optional_integer(3)?, known.takes.per_day),
    ] {
        let cap = said.or(agreed.map(i64::from));
        hold(cap.is_none_or(|cap| has <= cap), "caps hold", || format!("{rep} has {has} {name} of {cap:?}"))?;
    }
    Ok(())
}
