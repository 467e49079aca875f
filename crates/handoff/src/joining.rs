//! The same person again: what they say now joins the lead that is open.
//!
//! A join is a revision of the same lead, as a correction is: it keeps owner, clock and link.
//! Each submission is kept as it came; the lead's own answers are all of them, the newest first.

use std::collections::BTreeSet;
use std::rc::Rc;

use baton_scoring::{Lead, Submission};

use crate::arrival::{self, Here};
use crate::correction;
use crate::database::params;
use crate::decision::Scored;
use crate::log::Kind;
use crate::matching::{Decision, Details, Knowledge, Person, clusters, same_person};
use crate::merging::merged;
use crate::recent_keys;
use crate::{Database, Ids, Intake, Millis, OfferWords, ParsedLead, Problem, Receipt, Reply, State, Value};
use crate::{booking, confirm, decision, intake, leads, rituals};

/// So many leads are looked at that share a key with a new one: the newest of each.
const MOST_A_KEY: usize = 8;

/// A lead that was here before, of somebody who may be the same person.
pub(crate) struct Known {
    pub id: String,
    pub is_closed: bool,
    pub person: Rc<Person>,
}

/// What a new lead is to the people there are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kin {
    /// Nobody we know.
    Nobody,
    /// The same person, and their lead is open: why they are the same.
    Joins { lead: String, why: String },
    /// The same person, whose lead was closed: a new one, linked to it.
    ReturnsFrom { lead: String },
}

/// A person as their answers tell of them.
pub(crate) fn person(lead: &Lead) -> Person {
    let said = |field| lead.raw(field).unwrap_or_default();
    let details = Details::of_fields(said);
    let tables = baton_knowledge::full();
    Person::read(&details, Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away })
}

/// Looks for leads of the same person, but for the lead `itself`. One statement where nobody shares a key
/// with them; none where a lead says nothing to look by.
pub(crate) fn kin(here: &Here<'_>, person: &Person, itself: &str, db: &mut dyn Database) -> Result<Kin, Problem> {
    let keys = person.keys();
    if keys.is_empty() {
        return Ok(Kin::Nobody);
    }
    let found = newest_of(here, &keys, db)?;
    if found.is_empty() {
        return Ok(Kin::Nobody);
    }
    let places = vec!["?"; found.len()].join(", ");
    let mut values: Vec<Value> = found.into_iter().map(Value::from).collect();
    values.extend(params![itself]);
    let rows = db.query(
        &format!(
            "SELECT id, state, raw FROM leads WHERE seq IN ({places}) AND quarantine IS NULL AND id <> ? ORDER BY seq DESC"
        ),
        &values,
    )?;
    let mut known = Vec::with_capacity(rows.len());
    for row in &rows {
        // A lead that cannot be read is nobody's kin; it shall not keep others out.
        let raw = row.blob(2)?;
        let told_of = here.persons.of(raw, || person_of(raw).map(Rc::new));
        let Some((state, person)) = State::from_id(row.text(1)?).zip(told_of) else { continue };
        known.push(Known { id: row.string(0)?, is_closed: state.is_closed(), person });
    }
    Ok(closest(person, &known))
}

/// The places of the leads that share a key, the newest of each. One statement.
fn newest_of(here: &Here<'_>, keys: &[i64], db: &mut dyn Database) -> Result<BTreeSet<i64>, Problem> {
    // The newest of all stand apart; of those before them what is left of as many.
    let recent = here.recent.newest(keys, MOST_A_KEY, db)?;
    let mut parts = Vec::with_capacity(keys.len() + 1);
    if recent.is_none() {
        parts.push(recent_keys::newest_stored(keys.len(), MOST_A_KEY));
    }
    let mut found = recent.unwrap_or_else(|| vec![Vec::new(); keys.len()]);
    for (at, leads) in found.iter().enumerate() {
        // By a bound limit, and by a bound key that is what is sorted within, SQLite plans the statement anew each time
        // (28 µs instead of 5 on the platform): the limit is written out, and the key a sum.
        let (parameter, left) = (at + 1, MOST_A_KEY.saturating_sub(leads.len()));
        parts.push(format!(
            "SELECT * FROM (SELECT key, lead FROM lead_keys WHERE key = +?{parameter} ORDER BY lead DESC LIMIT {left})"
        ));
    }
    let values: Vec<Value> = keys.iter().copied().map(Value::from).collect();
    // The recent ones come first.
    for row in &db.query(&parts.join(" UNION ALL "), &values)? {
        let (key, lead) = (row.integer(0)?, row.integer(1)?);
        let of_key = keys.iter().zip(&mut found).filter(|(one, leads)| **one == key && leads.len() < MOST_A_KEY);
        of_key.for_each(|(_, leads)| leads.push(lead));
    }
    Ok(found.into_iter().flatten().collect())
}

/// The open lead of whom a submission tells of, if there is one.
pub(crate) fn open_lead(
    here: &Here<'_>,
    submission: &Submission,
    db: &mut dyn Database,
) -> Result<Option<String>, Problem> {
    match kin(here, &person(&intake::understood(submission)), "", db)? {
        Kin::Joins { lead, .. } => Ok(Some(lead)),
        _ => Ok(None),
    }
}

/// Who is told of in a stored body.
pub(crate) fn person_of(raw: &[u8]) -> Option<Person> {
    let parsed = intake::parse(raw).ok()?;
    Some(person(&intake::understood(&parsed.submission)))
}

/// Whose lead it is, among the leads of those who may be the same person, newest first: an open
/// one before a closed one, then the surest, then the newest.
pub(crate) fn closest(person: &Person, known: &[Known]) -> Kin {
    let people: Vec<&Person> = std::iter::once(person).chain(known.iter().map(|known| &*known.person)).collect();
    let shared = clusters::shared_among(&people, person);
    let same = known.iter().filter_map(|known| {
        let decision = same_person(person, &known.person, shared);
        decision.is_same.then_some((known, decision))
    });
    let mut best: Option<(&Known, Decision)> = None;
    for (known, decision) in same {
        let is_better =
            best.as_ref().is_none_or(|(held, by)| (!known.is_closed, decision.points) > (!held.is_closed, by.points));
        if is_better {
            best = Some((known, decision));
        }
    }
    match best {
        None => Kin::Nobody,
        Some((known, _)) if known.is_closed => Kin::ReturnsFrom { lead: known.id.clone() },
        Some((known, decision)) => Kin::Joins { lead: known.id.clone(), why: decision.because() },
    }
}

/// Writes down by what a lead is found. One statement.
pub(crate) fn remember(here: &Here<'_>, person: &Person, id: &str, db: &mut dyn Database) -> Result<(), Problem> {
    let keys = person.keys();
    if keys.is_empty() {
        return Ok(());
    }
    here.recent.keep(&keys, id, db)
}

/// Joins a submission to an open lead: its answers go before those there are, the score is taken
/// again, who owns it is told. Owner, clock and an offered meeting stay.
pub(crate) fn join(
    here: &Here<'_>,
    intake: &Intake,
    lead: &str,
    why: String,
    ids: &mut Ids,
    db: &mut dyn Database,
) -> Result<Reply, Problem> {
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{lead}`"));
    let (_, more) = leads::find_with(db, lead, "raw")?.ok_or_else(unreadable)?;
    let held = intake::parse(more.blob(0)?).map_err(|_| unreadable())?;
    let whole = ParsedLead { digest: held.digest, ..better(here, intake, &held)? };
    let id = intake.lead.id.clone();
    put_together(here, intake, (lead, whole), ids, db, |scored| Kind::LeadJoined {
        id,
        why,
        score: i64::from(scored.verdict.score.0),
        tier: scored.verdict.tier.clone(),
        offer: scored.offer.kind.clone(),
        mql: Some(scored.verdict.mql()),
    })
}

/// Puts what came to a lead that is open: `whole` is all its answers then, `kind` what is told of it.
pub(crate) fn put_together(
    here: &Here<'_>,
    came: &Intake,
    (lead, mut whole): (&str, ParsedLead),
    ids: &mut Ids,
    db: &mut dyn Database,
    kind: impl FnOnce(&Scored) -> Kind,
) -> Result<Reply, Problem> {
    let unreadable = || Problem::record("unreadable_lead", format_args!("lead `{lead}`"));
    let (stored, more) = leads::find_with(db, lead, "offer, digest")?.ok_or_else(unreadable)?;
    let submission = &came.lead;
    confirm::put_confirmed(&mut whole, lead, db)?;
    let joined = Intake {
        lead: whole,
        origin: came.origin.clone(),
        sent_at: came.sent_at,
        edge_origin: stored.edge_origin.clone(),
    };
    let agreement = here.in_force.agreement.as_ref();
    let mut scored = decision::decide_here(here, &joined, arrival::book(here, &joined), db)?.scored;
    scored.keep_meeting(OfferWords::from_stored(more.text(0)?)?);
    db.execute(
        "INSERT INTO lead_aliases (id, v, lead, at, digest, raw) VALUES (?, 1, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, raw = excluded.raw",
        &params![&submission.id, lead, here.now, submission.digest, submission.raw.clone()],
    )?;
    correction::revise(here, &joined, &scored, more.blob(1)?.to_vec(), db)?;
    remember(here, &scored.person, lead, db)?;
    rituals::begin_if_asked(here, lead, db)?;
    correction::tell(here, lead, kind(&scored), ids, db)?;
    let host = booking::host(agreement, leads::borrowed(stored.owner.as_ref()), scored.offer.is_meeting());
    let receipt =
        Receipt { lead: lead.to_owned(), state: stored.state, repeat: false, offer: scored.offer, host, test: None };
    Ok(Reply::Receipt(receipt))
}

/// Both submissions as one, on the page where they are worth more: who asked for a demo and
/// reads a paper a week later has asked for a demo.
fn better(here: &Here<'_>, intake: &Intake, held: &ParsedLead) -> Result<ParsedLead, Problem> {
    let lead = held.id.as_str();
    let parse = |body: Vec<u8>| {
        intake::parse(&body).map_err(|_| Problem::record("unreadable_lead", format_args!("lead `{lead}`")))
    };
    let newer = parse(merged(held, &intake.lead, true))?;
    let older = parse(merged(held, &intake.lead, false))?;
    let points = |lead: &ParsedLead| {
        let agreement = here.in_force.agreement.as_ref()?;
        let at = decision::instant(lead.submitted_at, intake.sent_at, here.now);
        decision::unless_panicked(|| {
            let card = agreement.full.score_card();
            baton_scoring::rate(&Lead::new(&lead.submission, &baton_knowledge::full(), &card), &card, at).score.0
        })
    };
    Ok(if points(&older) > points(&newer) { older } else { newer })
}

/// The lead that an id was joined to, and when.
pub(crate) fn joined_to(id: &str, db: &mut dyn Database) -> Result<Option<(String, Millis)>, Problem> {
    let rows = db.query("SELECT lead, at FROM lead_aliases WHERE id = ?", &params![id])?;
    rows.first().map(|row| Ok((row.string(0)?, row.millis(1)?))).transpose()
}

/// What was joined to a lead, put before its own corrected answers again.
pub(crate) fn with_joined(lead: &ParsedLead, db: &mut dyn Database) -> Result<Option<ParsedLead>, Problem> {
    let rows = db.query("SELECT raw FROM lead_aliases WHERE lead = ? ORDER BY at, id", &params![&lead.id])?;
    let mut all: Option<ParsedLead> = None;
    for row in &rows {
        let Ok(joined) = intake::parse(row.blob(0)?) else { continue };
        let held = all.as_ref().unwrap_or(lead);
        all = intake::parse(&merged(held, &joined, false)).ok().or(all);
    }
    Ok(all.map(|all| ParsedLead { digest: lead.digest, ..all }))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{Kin, Known, closest};
    use crate::matching::{Details, Knowledge, Person};

    fn person(name: &str, email: &str, phone: &str) -> Person {
        let tables = baton_knowledge::full();
        let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
        Person::read(&Details { name, email, phone, ..Details::default() }, knowledge)
    }

    fn known(id: &str, is_closed: bool, name: &str, email: &str, phone: &str) -> Known {
        Known { id: id.to_owned(), is_closed, person: Rc::new(person(name, email, phone)) }
    }

    #[test]
    fn who_returns_after_the_end_begins_anew() {
        let ada = person("Ada King", "ada@works.example", "");
        let closed = known("old", true, "Ada King", "ada@works.example", "");
        assert_eq!(closest(&ada, &[closed]), Kin::ReturnsFrom { lead: "old".to_owned() });
    }

    #[test]
    fn an_open_lead_goes_before_a_closed_one_and_the_surest_before_others() {
        let ada = person("Ada King", "ada@works.example", "+49 30 1234567");
        let all = [
            known("by number", false, "Ada King", "", "+49 30 1234567"),
            known("closed", true, "Ada King", "ada@works.example", "+49 30 1234567"),
            known("by mail", false, "Ada King", "ada@works.example", ""),
            known("stranger", false, "Eva Lind", "eva@works.example", ""),
        ];
        let Kin::Joins { lead, why } = closest(&ada, &all) else { panic!("joins nobody") };
        assert_eq!(
            (lead.as_str(), why.as_str()),
            ("by mail", "same e-mail, same family name, same given name, same company")
        );
        assert_eq!(closest(&ada, &all[3..]), Kin::Nobody);
    }

    /// Rows hold these: a change finds nobody again who came before.
    #[test]
    fn keys_are_pinned() {
        let tables = baton_knowledge::full();
        let knowledge = Knowledge { tables: &tables, is_throw_away: baton_knowledge::is_throw_away };
        let details = Details {
            name: "Ada King",
            email: "Ada+x@works.example",
            phone: "030 1234567",
            company: "Works GmbH",
            country: "de",
            ..Details::default()
        };
        let keys = Person::read(&details, knowledge).keys();
        assert_eq!(keys, [94_950_749_969_345, 1_389_206_240_942_557, 2_809_211_586_753_272, 8_403_854_439_273_900]);
        assert!(keys.iter().all(|key| (0..1 << 53).contains(key)));
        assert!(person("", "", "").keys().is_empty());
    }
}
