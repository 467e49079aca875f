//! What an event comes to, decided whole before anything of it is written.
//!
//! A timer whose record cannot be read fails while its plan is made, so nothing of it is half
//! done and the next timer runs.

use crate::arrival::Here;
use crate::database::params;
use crate::leads::Stored;
use crate::log::{self, Entry, Kind};
use crate::message::Notice;
use crate::outbox::{self, Draft};
use crate::state::{Effect, Mark, Timer};
use crate::{Database, Ids, Millis, Problem, Seconds, State, Value};
use crate::{links, preparation, roster, slack_bot, timers, windows};

/// Without a rule of its own a lead on which nothing is promised is quiet for so long.
const QUIET: Seconds = Seconds(48 * 3_600);
/// A deal has a pace of its own.
const QUIET_DEAL: Seconds = Seconds(30 * 86_400);

/// What is to be written about one lead.
pub(crate) struct Plan {
    lead: String,
    statements: Vec<(&'static str, Vec<Value>)>,
    entries: Vec<(String, Kind)>,
    /// The messages of each event: those of one event may go out together, those of the next wait.
    drafts: Vec<Vec<Draft>>,
    away: Vec<(String, String, Seconds)>,
    timer: Next,
}

/// What becomes of the lead's one timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// It stays as it is.
    Stays,
    /// There is none any more.
    Stops,
    /// This one runs, and no other.
    Runs(&'static str, Millis),
}

impl Plan {
    /// Nothing, so far.
    pub fn new(lead: &str) -> Plan {
        Plan {
            lead: lead.to_owned(),
            statements: Vec::new(),
            entries: Vec::new(),
            drafts: Vec::new(),
            away: Vec::new(),
            timer: Next::Stays,
        }
    }

    /// A statement of its own.
    pub fn execute<const N: usize>(&mut self, sql: &'static str, params: [Value; N]) {
        self.statements.push((sql, Vec::from(params)));
    }

    /// Sets what becomes of the timer.
    pub fn timer(&mut self, next: Next) {
        self.timer = next;
    }

    /// A rep counts as away from now on, for so long.
    pub fn away(&mut self, rep: &str, name: &str, time: Seconds) {
        self.away.push((rep.to_owned(), name.to_owned(), time));
    }

    /// Something that happened, told to nobody.
    pub fn log(&mut self, actor: &str, kind: Kind) {
        self.entries.push((actor.to_owned(), kind));
    }

    /// Something that happened, told to whoever asks for it. `to_act`: with the link by which the
    /// owner answers.
    pub fn tell(&mut self, here: &Here<'_>, lead: &Stored, actor: &str, kind: Kind, to_act: bool, ids: &mut Ids) {
        let key = here.in_force.key.as_ref();
        let agreement = here.in_force.agreement.as_ref();
        let answers = lead.state.awaits_answer() && agreement.is_some_and(slack_bot::is_in);
        let owner = lead.owner.as_ref().filter(|_| to_act || answers);
        let link = owner.and_then(|(rep, _)| links::link(here.desk, &lead.edge_origin, key, &lead.id, rep, here.now));
        let notice = Notice {
            kind: &kind,
            at: here.now,
            desk: here.desk,
            agreement: here.in_force.version,
            edge_origin: &lead.edge_origin,
            is_fast: agreement.is_some_and(|agreement| preparation::is_peak(agreement, here.now)),
            lead: lead.about(),
            answer_link: link.clone().filter(|_| answers),
            link: link.filter(|_| to_act),
        };
        self.drafts.push(notice.drafts(agreement, ids));
        self.entries.push((actor.to_owned(), kind));
    }

    /// The miss of a lead, if its window is over, unanswered and not yet written down as missed.
    /// The window was missed when it ended, however late anybody looks.
    pub fn miss(&mut self, here: &Here<'_>, lead: &mut Stored, ids: &mut Ids) -> bool {
        let due_at = lead.due_at.filter(|due| !windows::in_time(*due, here.now));
        let open = lead.state.awaits_answer() && lead.met_at.is_none() && !lead.is_missed();
        let (Some(due_at), Some((owner, name)), true) = (due_at, lead.owner.clone(), open) else { return false };
        lead.missed_at = Some(due_at);
        self.execute("UPDATE leads SET missed_at = ? WHERE id = ?", params![due_at, &lead.id]);
        self.tell(here, lead, "desk", Kind::WindowMissed { due_at: due_at.0, owner, name }, true, ids);
        true
    }

    /// Carries out what follows from a move: where the lead stands then, the instants, the timer.
    /// Says whether the window was met with it.
    pub fn follow(&mut self, here: &Here<'_>, lead: &mut Stored, to: State, effects: &[Effect], ids: &mut Ids) -> bool {
        let noted = |mark| {
            effects.iter().find_map(|effect| match effect {
                Effect::Note(noted, at) if *noted == mark => Some(*at),
                _ => None,
            })
        };
        let answered = effects.iter().any(|effect| matches!(effect, Effect::Answered(_)));
        // An answer may come in after the window and before its alarm: the miss is written first.
        if answered {
            self.miss(here, lead, ids);
        }
        let met = answered && lead.due_at.is_some() && !lead.is_missed();
        let attempts = i64::from(effects.contains(&Effect::CountAttempt));
        if effects.contains(&Effect::Release) {
            lead.owner = None;
        }
        (lead.state, lead.instants.attempts) = (to, lead.instants.attempts + attempts);
        self.execute(
            "UPDATE leads SET state = ?, met_at = coalesce(met_at, ?), told_at = coalesce(told_at, ?),
                 acknowledged_at = coalesce(acknowledged_at, ?), attempted_at = coalesce(attempted_at, ?),
                 connected_at = coalesce(connected_at, ?), attempts = ?, owner = ?, owner_name = ? WHERE id = ?",
            params![
                to.id(),
                met.then_some(here.now),
                noted(Mark::Told),
                noted(Mark::Acknowledged),
                noted(Mark::Attempted),
                noted(Mark::Connected),
                lead.instants.attempts,
                lead.owner.as_ref().map(|(id, _)| id.as_str()),
                lead.owner.as_ref().map(|(_, name)| name.as_str()),
                &lead.id,
            ],
        );
        for effect in effects {
            match effect {
                Effect::Stop => self.timer = Next::Stops,
                Effect::Run(Timer::Promise(due)) => self.timer = Next::Runs(timers::PROMISE, *due),
                Effect::Run(Timer::Quiet) => self.timer = Next::Runs(timers::QUIET, here.now + quiet(here, to)),
                // Who gives it to somebody knows the ladder it then has.
                _ => {}
            }
        }
        met
    }

    /// Writes it all.
    pub fn write(self, here: &Here<'_>, db: &mut dyn Database) -> Result<(), Problem> {
        for (sql, params) in &self.statements {
            db.execute(sql, params)?;
        }
        match self.timer {
            Next::Stays => {}
            Next::Stops => timers::stop(db, &self.lead)?,
            Next::Runs(kind, at) => timers::replace(db, &self.lead, kind, at)?,
        }
        let lead = Some(self.lead.as_str());
        let (actors, kinds): (Vec<String>, Vec<Kind>) = self.entries.into_iter().unzip();
        let lines: Vec<Entry<'_>> = actors.iter().zip(kinds).map(|(actor, kind)| Entry { lead, actor, kind }).collect();
        log::append(db, here.now, Some(here.in_force.version), &lines)?;
        for (rep, name, time) in &self.away {
            roster::mark_away(here, &self.lead, (rep, name), *time, db)?;
        }
        for drafts in &self.drafts {
            outbox::put(db, here.now, drafts)?;
        }
        Ok(())
    }
}

/// For how long a lead may be quiet where nothing is promised.
pub(crate) fn quiet(here: &Here<'_>, state: State) -> Millis {
    let agreed = here.in_force.agreement.as_ref().and_then(|agreement| agreement.windows.return_after);
    Millis::from_seconds(if state == State::Opportunity { QUIET_DEAL } else { agreed.unwrap_or(QUIET) })
}
