//! The desk itself, run on leads of the past in simulated time.

use baton_agreement::{Agreement, print};
use baton_handoff::{Desk, DeskName, Event, Fault, Ids, Intake, LeadMove, Problem, Reply, Stage, intake};
use baton_hours::Millis;
use serde_json::json;

use crate::crew::{Act, Crew};
use crate::history::{Course, Courses, History, News};
use crate::past::{PastLead, id_of};
use crate::terms::Terms;

/// An alarm that rings so often at one instant does not come to rest.
const MOST_RINGS: u32 = 100_000;

/// An agreement that tells nobody anything. A replay sends no messages, and to render and keep
/// them would be most of its work; nothing that is decided hangs on them.
#[must_use]
pub fn without_messages(agreement: &Agreement) -> Agreement {
    let kept = agreement.booking.webhooks.iter().map(|(_, secret)| secret.as_str()).collect::<Vec<&str>>();
    let secrets = agreement.secrets.iter().filter(|secret| kept.contains(&secret.name.as_str())).cloned().collect();
    Agreement { deliveries: Vec::new(), digest: Vec::new(), secrets, ..agreement.clone() }
}

/// Sends leads through a desk with that agreement, in the order given, which must be that of
/// their arrival; reps answer by `terms`. Courses come back in the same order. `told` hears of
/// every lead that came in.
///
/// # Errors
///
/// That the agreement cannot be put into force, or the storage's. A lead that the desk refuses is
/// no error: its course says so.
pub fn rehearse(
    agreement: &Agreement,
    leads: &[PastLead],
    terms: &Terms,
    stage: &mut dyn Stage,
    told: &mut dyn FnMut(),
) -> Result<Vec<Course>, Problem> {
    let name = DeskName::parse("replay").ok_or_else(|| Problem::ours("no_name", "`replay` is no name"))?;
    let mut run = Run {
        desk: Desk::new(name),
        stage,
        leads,
        origin: agreement.site.origins.first().cloned(),
        crew: Crew::of(agreement, terms, leads),
        courses: Courses::of(agreement, leads.iter().map(|lead| lead.row)),
        history: History::default(),
        events: 0,
        now: leads.first().map_or(Millis(0), |lead| lead.at),
    };
    run.desk.migrate(run.stage)?;
    match run.handle(Event::Publish { source: print(&without_messages(agreement)) })? {
        Reply::Published(_) => {}
        Reply::Unpublishable(problems) => return Err(Problem::ours("not_published", problems.to_json())),
        other => return Err(Problem::ours("not_published", format!("the desk replied {other:?}"))),
    }
    run.through(told)?;
    Ok(run.courses.all)
}

struct Run<'a> {
    desk: Desk,
    stage: &'a mut dyn Stage,
    leads: &'a [PastLead],
    origin: Option<String>,
    crew: Crew<'a>,
    courses: Courses,
    history: History,
    events: u64,
    now: Millis,
}

impl Run<'_> {
    /// Whatever is next happens, until every lead has come in and the crew and the clock are at rest.
    /// At one instant the alarm comes first: the due instant itself is late.
    fn through(&mut self, told: &mut dyn FnMut()) -> Result<(), Problem> {
        let mut next = 0;
        let mut rings = 0;
        loop {
            let alarm = self.desk.next_due(self.stage)?;
            let arrival = self.leads.get(next).map(|lead| lead.at);
            let act = self.crew.next_at();
            let Some(at) = arrival.into_iter().chain(act).min() else {
                return self.ring_out();
            };
            if let Some(due) = alarm.filter(|due| *due <= at) {
                rings = if due > self.now { 0 } else { rings + 1 };
                if rings > MOST_RINGS {
                    return Err(Problem::ours("restless", "the desk's clock does not come to rest"));
                }
                self.now = self.now.max(due);
                self.handle(Event::Due)?;
                self.read()?;
                continue;
            }
            self.now = self.now.max(at);
            if arrival == Some(at) {
                self.arrive(next)?;
                next += 1;
                told();
            } else if let Some(act) = self.crew.next() {
                self.act(&act)?;
            }
        }
    }

    /// What is due within three days of the last thing that happened, so that the last leads have
    /// their windows and their ladders, too.
    fn ring_out(&mut self) -> Result<(), Problem> {
        let end = self.now + Millis(3 * 86_400_000);
        let mut rings = 0;
        while let Some(due) = self.desk.next_due(self.stage)?.filter(|due| *due <= end) {
            rings += 1;
            if rings > MOST_RINGS {
                break;
            }
            self.now = self.now.max(due);
            self.handle(Event::Due)?;
            self.read()?;
        }
        Ok(())
    }

    fn arrive(&mut self, place: usize) -> Result<(), Problem> {
        let Some(past) = self.leads.get(place) else { return Ok(()) };
        let refused = match intake::parse(&past.body) {
            Ok(mut lead) => {
                lead.submission.source.clone_from(&past.source);
                let intake = Intake { lead, origin: self.origin.clone(), sent_at: None, edge_origin: String::new() };
                match self.handle(Event::Intake(Box::new(intake))) {
                    Ok(Reply::Receipt(receipt)) => {
                        self.joined(place, &receipt.lead);
                        return self.read();
                    }
                    Ok(Reply::Conflict(problem)) => problem.message,
                    Ok(other) => format!("the desk replied {other:?}"),
                    Err(problem) if problem.fault == Fault::Caller => problem.message,
                    Err(problem) => return Err(problem),
                }
            }
            Err(problem) => problem.message,
        };
        if let Some(course) = self.courses.all.get_mut(place) {
            course.refused = Some(refused);
        }
        Ok(())
    }

    fn joined(&mut self, place: usize, lead: &str) {
        let Some(past) = self.leads.get(place) else { return };
        let other = crate::past::row_of(lead).filter(|row| *row != past.row);
        if let Some(course) = self.courses.all.get_mut(place) {
            course.joined = other;
        }
    }

    fn act(&mut self, act: &Act) -> Result<(), Problem> {
        match act {
            Act::Free { rep } => {
                self.crew.free(rep, self.now);
                Ok(())
            }
            Act::Close { place } => self.make(*place, &json!({"move": "nurture"})).map(drop),
            Act::Answer { place, rep } => {
                if !self.crew.answers(*place, rep, self.now) {
                    return Ok(());
                }
                let by = self.crew.owner(*place).unwrap_or(rep);
                // The next step is promised for right after the lead is closed: so the desk reminds
                // nobody of a lead that is worked on.
                let due_at = self.now + self.crew.open_time() + Millis(1);
                let body = json!({"move": "connected", "by": by, "next_step": "replay", "due_at": due_at.0});
                if self.make(*place, &body)? {
                    self.crew.was_answered(*place, self.now);
                    self.note_answer(*place);
                }
                Ok(())
            }
        }
    }

    fn note_answer(&mut self, place: usize) {
        let at = self.leads.get(place).map(|lead| lead.at);
        if let (Some(course), Some(at)) = (self.courses.all.get_mut(place), at) {
            course.answered_at = Some(self.now);
            course.answered_after_ms = Some((self.now - at).0);
        }
    }

    /// Makes a move of the lead at that place; false where it cannot be made (any more): it was
    /// given back to marketing, or has become part of another one.
    fn make(&mut self, place: usize, body: &serde_json::Value) -> Result<bool, Problem> {
        let Some(row) = self.leads.get(place).map(|lead| lead.row) else { return Ok(false) };
        let asked = LeadMove::parse(&id_of(row), body.to_string().as_bytes())?;
        match self.handle(Event::Move(asked)) {
            Ok(_) => self.read().map(|()| true),
            Err(problem) if problem.fault == Fault::Caller => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    fn handle(&mut self, event: Event) -> Result<Reply, Problem> {
        self.events += 1;
        let mut entropy = [0; 32];
        for (byte, of) in entropy.iter_mut().zip(self.events.to_be_bytes()) {
            *byte = of;
        }
        // Nothing leaves this desk: what it calls secret need not be.
        let mut ids = Ids::from_entropy(entropy);
        self.stage.play(&mut self.desk, event, self.now, &mut ids)
    }

    fn read(&mut self) -> Result<(), Problem> {
        for News::Given { row, rep } in self.history.read_on(self.stage, &mut self.courses)? {
            if let Some(place) = self.courses.place(row) {
                self.crew.given(place, &rep, self.now);
            }
        }
        Ok(())
    }
}
