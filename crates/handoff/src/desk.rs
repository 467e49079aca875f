//! The desk: the one door to everything in this crate.

use std::cell::Cell;
use std::rc::Rc;

use baton_agreement::CompiledCard;
use baton_scoring::CardKind;

use crate::agreements::{self, InForce};
use crate::arrival::{self, Here};
use crate::database::params;
use crate::figures::check::Recount;
use crate::forms_read::FormsRead;
use crate::json::json;
use crate::link_keys;
use crate::log::{self, Entry, Kind};
use crate::persons_read::{PersonsRead, persons_read};
use crate::recent_keys::RecentKeys;
use crate::{AgreementChange, Answer, Database, DeskName, Event, Fault, Ids, Millis, Problem, Question, Reply, meta};
use crate::{
    access_jwt, account_list, attention, booking, changes, comments, console, crm, deliveries, drafts, figures,
    handoff, moves, outbox, past_leads, people, promise, push, roster, schema,
};
use crate::{lead_list, meetings, sealed, session, signals, slack_bot, slack_press, timers, tokens, trial};

/// The test clock is moved by at most so much at once: ten years, in ms.
const FARTHEST: i64 = 10 * 366 * 86_400_000;

/// The unit that owns leads, roster and clock for one team.
///
/// In memory it holds nothing but what it read from its rows: the agreement in force, the
/// clock's offset, who is told of in the bodies it read last and the keys of the newest leads. An adapter that has undone rows throws it away and makes a new one.
pub struct Desk {
    name: DeskName,
    in_force: Option<Rc<InForce>>,
    offset: Cell<Option<Millis>>,
    forms: FormsRead,
    persons: PersonsRead,
    recent: RecentKeys,
}

/// A database that carries an event out whole or not at all: where a desk lives natively.
pub trait Stage: Database {
    /// Handles one event in a savepoint of its own, undone where it fails.
    ///
    /// # Errors
    ///
    /// The desk's, or the database's.
    fn play(&mut self, desk: &mut Desk, event: Event, now: Millis, ids: &mut Ids) -> Result<Reply, Problem>;
}

impl Desk {
    /// The desk of that name.
    #[must_use]
    pub fn new(name: DeskName) -> Desk {
        Desk {
            name,
            in_force: None,
            offset: Cell::new(None),
            forms: FormsRead::default(),
            persons: persons_read(),
            recent: RecentKeys::default(),
        }
    }

    /// Brings the tables to the newest version; does nothing where they are. To be run in a
    /// transaction, before anything else.
    ///
    /// # Errors
    ///
    /// Ours: the database's, or `newer_schema` when the tables are newer than this code.
    pub fn migrate(&self, db: &mut dyn Database) -> Result<(), Problem> {
        schema::migrate(db)
    }

    /// Handles one event. To be run in a savepoint of its own, which an `Err` rolls back; the
    /// reply may leave once it is committed.
    ///
    /// # Errors
    ///
    /// The caller's: what they sent cannot be taken. Ours: nothing happened, try again. A
    /// record's: something stored cannot be read.
    pub fn handle(
        &mut self,
        event: Event,
        now: Millis,
        ids: &mut Ids,
        db: &mut dyn Database,
    ) -> Result<Reply, Problem> {
        let handled = self.take(event, now, ids, db);
        if handled.as_ref().is_err_and(|problem| problem.fault != Fault::Caller) {
            // Its rows are undone.
            self.recent.forget();
        }
        handled
    }

    fn take(&mut self, event: Event, now: Millis, ids: &mut Ids, db: &mut dyn Database) -> Result<Reply, Problem> {
        match event {
            Event::Publish { source } => self.change_agreement(&AgreementChange::by_admin(source), now, ids, db),
            Event::Agreement(change) => self.change_agreement(&change, now, ids, db),
            Event::Intake(intake) => {
                let in_force = self.in_force(db)?;
                let (reply, recut) = arrival::arrive(&self.here(&in_force, now), &intake, ids, db)?;
                let turned = sealed::turn(in_force.queue_key, now, ids, db)?;
                if recut || turned {
                    self.in_force = None;
                }
                Ok(reply)
            }
            Event::Opened { lead } => {
                let in_force = self.in_force(db)?;
                booking::opened(in_force.agreement.as_ref(), &lead, now, db)
            }
            Event::Booked(booked) => booking::booked(booked, now, db),
            Event::Meeting(meeting) => {
                let in_force = self.in_force(db)?;
                meetings::handle(&self.here(&in_force, now), &meeting, ids, db)
            }
            Event::CrmSaid { endpoint, said } => {
                let in_force = self.in_force(db)?;
                let setting = crm::setting(in_force.agreement.as_ref(), &endpoint);
                let setting = setting.ok_or_else(|| crm::unknown(&endpoint))?;
                let offset = self.clock_offset(db)?;
                crm::heard(&self.here(&in_force, now), &setting, &said, offset, ids, db).map(Reply::Crm)
            }
            Event::CrmLead { endpoint, said, intake } => {
                let in_force = self.in_force(db)?;
                let setting = crm::setting(in_force.agreement.as_ref(), &endpoint);
                let setting = setting.ok_or_else(|| crm::unknown(&endpoint))?;
                let (reply, recut) = crm::arrive(&self.here(&in_force, now), (&setting, &said), &intake, ids, db)?;
                if recut {
                    self.in_force = None;
                }
                Ok(reply)
            }
            Event::Acknowledge { token, next_step, due } => {
                let in_force = self.in_force(db)?;
                handoff::acknowledge(&self.here(&in_force, now), &token, &next_step, &due, ids, db)
            }
            Event::Signals(batch) => {
                let in_force = self.in_force(db)?;
                signals::take(&self.here(&in_force, now), &batch, ids, db)
            }
            Event::HandoffOpened { token } => {
                let in_force = self.in_force(db)?;
                handoff::opened(&self.here(&in_force, now), &token, db)
            }
            Event::OwnerSays { token, body } => {
                let in_force = self.in_force(db)?;
                handoff::owner_says(&self.here(&in_force, now), &token, body, ids, db)
            }
            Event::Accounts(change) => {
                let in_force = self.in_force(db)?;
                let reply = account_list::change(&self.here(&in_force, now), &change, db)?;
                // Read anew with the next event, with the list there is then.
                self.in_force = None;
                Ok(reply)
            }
            Event::Push { rep, change } => push::change(&rep, &change, now, db),
            Event::PushGone { endpoint } => push::gone(&endpoint, db),
            Event::TestEndpoint { endpoint, edge_origin } => {
                let in_force = self.in_force(db)?;
                trial::send(&self.here(&in_force, now), (&endpoint, &edge_origin), ids, db)
            }
            Event::Roster(change) => {
                let in_force = self.in_force(db)?;
                roster::change(&self.here(&in_force, now), &change, db)
            }
            Event::Move(asked) => {
                let in_force = self.in_force(db)?;
                let reply = moves::handle(&self.here(&in_force, now), &asked, ids, db)?;
                // One lead more may cut a tier by share anew.
                if asked.is_release() {
                    self.in_force = None;
                }
                Ok(reply)
            }
            Event::Comment(said) => {
                let in_force = self.in_force(db)?;
                comments::add(&self.here(&in_force, now), &said, db)
            }
            Event::Due => {
                let Some(in_force) = self.perhaps_in_force(db)? else { return Ok(Reply::Done) };
                timers::run(&self.here(&in_force, now), timers::MOST, ids, db)?;
                Ok(Reply::Done)
            }
            Event::DueOne => {
                let Some(in_force) = self.perhaps_in_force(db)? else { return Ok(Reply::Done) };
                timers::run(&self.here(&in_force, now), 1, ids, db)?;
                Ok(Reply::Done)
            }
            Event::PutOff => {
                timers::put_off_first(now, db)?;
                Ok(Reply::Done)
            }
            Event::SlackAnswer(said) => {
                let in_force = self.in_force(db)?;
                slack_press::answer(&self.here(&in_force, now), said, ids, db)
            }
            Event::ClaimDeliveries(room) => {
                let in_force = self.perhaps_in_force(db)?;
                outbox::claim(db, now, &room, in_force.as_deref()).map(Reply::Deliveries)
            }
            Event::Woken => outbox::woken(db, now).map(|()| Reply::Done),
            Event::Replay { id } => outbox::replay(db, now, &id),
            Event::Delivered { id, outcome } if crm::is_poll(&id) => {
                let in_force = self.in_force(db)?;
                let offset = self.clock_offset(db)?;
                crm::looked(&self.here(&in_force, now), (&id, &outcome), offset, ids, db)
            }
            Event::Delivered { id, outcome } => outbox::delivered(db, now, &id, &outcome),
            Event::TurnLinkKey => {
                let in_force = self.in_force(db)?;
                let reply = link_keys::turn(&self.here(&in_force, now), ids, db)?;
                // Read anew with the next event: the newest key signs.
                self.in_force = None;
                Ok(reply)
            }
            Event::MakeToken(wish) => {
                let in_force = self.in_force(db)?;
                tokens::make(&self.here(&in_force, now), &wish, ids, db)
            }
            Event::RevokeToken { id } => {
                let in_force = self.in_force(db)?;
                tokens::revoke(&self.here(&in_force, now), &id, db)
            }
            Event::MoveClock { advance } => self.move_clock(advance, now, db),
        }
    }

    /// Answers a question. Reads only.
    ///
    /// # Errors
    ///
    /// As [`Desk::handle`].
    pub fn ask(&mut self, question: Question, now: Millis, db: &mut dyn Database) -> Result<Answer, Problem> {
        match question {
            Question::Card(kind) => self.card(kind, db),
            Question::QueueKey(id) => sealed::key(id, db).map(Answer::QueueKey),
            Question::Agreements => agreements::list(db).map(Answer::Json),
            Question::Agreement(version) => agreements::source(version, db).map(Answer::Text),
            Question::Drafts => {
                let in_force = self.in_force(db)?;
                drafts::list(&in_force, now, db).map(Answer::Json)
            }
            Question::Draft(id) => {
                let in_force = self.in_force(db)?;
                drafts::one(id, Some(&in_force), db).map(Answer::Json)
            }
            Question::PastLeads { before } => past_leads::slice(before, db).map(Answer::Json),
            Question::Book { lead, page } => self.book(&lead, page.as_deref(), now, db).map(Answer::Link),
            Question::Offer(lead) => {
                let in_force = self.in_force(db)?;
                booking::shown(in_force.agreement.as_ref(), &lead, now, db).map(Answer::Json)
            }
            Question::Roster => {
                let in_force = self.in_force(db)?;
                roster::list(&self.here(&in_force, now), db).map(Answer::Json)
            }
            Question::Report(asked) => {
                let in_force = self.in_force(db)?;
                figures::report::report(&self.here(&in_force, now), &asked, db).map(Answer::Json)
            }
            Question::Digest(asked) => {
                let in_force = self.in_force(db)?;
                figures::digest::answer(&self.here(&in_force, now), &asked, db).map(Answer::Json)
            }
            Question::Recount(after) => {
                self.in_force(db)?;
                Recount::begin(db, after).map(|recount| Answer::Recount(recount.map(Box::new)))
            }
            Question::VerifyLog(after) => {
                self.in_force(db)?;
                log::verify::slice(db, after).map(|verified| Answer::Json(json(&verified)))
            }
            Question::Deliveries => {
                let in_force = self.in_force(db)?;
                deliveries::list(&self.here(&in_force, now), db).map(Answer::Json)
            }
            Question::SlackBot => {
                let in_force = self.in_force(db)?;
                Ok(Answer::SlackBot(slack_bot::secrets(in_force.agreement.as_ref())))
            }
            Question::TurnstileSecret => {
                let in_force = self.in_force(db)?;
                let agreement = in_force.agreement.as_ref();
                Ok(Answer::Secret(agreement.and_then(|agreement| agreement.site.turnstile_secret.clone())))
            }
            Question::PushSecret => {
                let in_force = self.in_force(db)?;
                Ok(Answer::Secret(push::secret(in_force.agreement.as_ref())))
            }
            Question::PushTargets(rep) => push::targets(&rep, db).map(Answer::PushTargets),
            Question::BookingSecret(tool) => {
                let in_force = self.in_force(db)?;
                let named = in_force.agreement.as_ref().map(|agreement| agreement.booking.webhooks.iter());
                let named = named.into_iter().flatten().find(|(known, _)| known.id() == tool);
                Ok(Answer::Secret(named.map(|(_, secret)| secret.clone())))
            }
            Question::Crm(endpoint) => {
                let in_force = self.in_force(db)?;
                Ok(Answer::Crm(crm::setting(in_force.agreement.as_ref(), &endpoint).map(Box::new)))
            }
            Question::Now(scope) => {
                let in_force = self.in_force(db)?;
                attention::list(&self.here(&in_force, now), &scope, db).map(Answer::Json)
            }
            Question::Changes { after: None } => changes::last(db).map(Answer::Changes),
            Question::Changes { after: Some(after) } => changes::since(after, db).map(Answer::Changes),
            Question::LeadRows { after, filter } => {
                let in_force = self.in_force(db)?;
                lead_list::slice(&self.here(&in_force, now), after, &filter, db).map(Answer::LeadRows)
            }
            Question::Disagreements => promise::counted(now, db).map(Answer::Json),
            Question::Log => console::desk_log(now, db).map(Answer::Json),
            Question::Bearer(token) => {
                let in_force = self.in_force(db)?;
                tokens::bearer(&self.here(&in_force, now), &token.0, db).map(Answer::Bearer)
            }
            Question::BeginSession { bearer, secret, lifetime } => {
                let in_force = self.in_force(db)?;
                let secret = secret.as_ref().map(|secret| secret.0.as_str());
                session::begin(&self.here(&in_force, now), &bearer, secret, lifetime).map(Answer::Text)
            }
            Question::Session { session, secret } => {
                let in_force = self.in_force(db)?;
                let secret = secret.as_ref().map(|secret| secret.0.as_str());
                session::bearer(&self.here(&in_force, now), &session.0, secret, db).map(Answer::Bearer)
            }
            Question::Person { email, role } => {
                let in_force = self.in_force(db)?;
                access_jwt::bearer(in_force.agreement.as_ref(), &email, role).map(Answer::Bearer)
            }
            Question::Tokens => tokens::list(db).map(Answer::Json),
            Question::LeadsOf { rep, limit, before, filter } => {
                let in_force = self.in_force(db)?;
                let here = self.here(&in_force, now);
                console::list(&here, Some(rep), (limit, before.as_deref()), *filter, db)
            }
            Question::LeadOf { rep, lead } => {
                let in_force = self.in_force(db)?;
                console::lead_of(&self.here(&in_force, now), &rep, &lead, db).map(Answer::Json)
            }
            Question::Leads { limit, before, filter } => {
                let in_force = self.in_force(db)?;
                let here = self.here(&in_force, now);
                console::list(&here, None, (limit, before.as_deref()), *filter, db)
            }
            Question::LeadsOn(listing) => {
                let in_force = self.in_force(db)?;
                console::list_on(&self.here(&in_force, now), *listing, db)
            }
            Question::Lead(id) => {
                let in_force = self.in_force(db)?;
                console::lead(&self.here(&in_force, now), &id, db).map(Answer::Json)
            }
            Question::People { asked, after } => people::find(&asked, after, db).map(Answer::People),
            Question::Everything(id) => {
                let in_force = self.in_force(db)?;
                people::everything(&self.here(&in_force, now), &id, db).map(Answer::Json)
            }
            Question::Handoff { token } => {
                let in_force = self.in_force(db)?;
                let view = handoff::view(&self.here(&in_force, now), &token, db)?;
                Ok(Answer::Handoff(Box::new(view)))
            }
        }
    }

    /// When something is due next: the alarm is to be set for it in the same transaction.
    ///
    /// # Errors
    ///
    /// Ours: the database's.
    pub fn next_due(&self, db: &mut dyn Database) -> Result<Option<Millis>, Problem> {
        timers::next_due(db)
    }

    /// The desk's time at a real time: ahead of it where the test clock was moved.
    ///
    /// # Errors
    ///
    /// Ours: the database's.
    pub fn now(&self, real: Millis, db: &mut dyn Database) -> Result<Millis, Problem> {
        Ok(real + self.clock_offset(db)?)
    }

    /// How far the test clock is ahead of the real one.
    ///
    /// # Errors
    ///
    /// Ours: the database's.
    pub fn clock_offset(&self, db: &mut dyn Database) -> Result<Millis, Problem> {
        if let Some(offset) = self.offset.get() {
            return Ok(offset);
        }
        let offset = Millis(meta::get(db, "clock_offset")?.unwrap_or(0));
        self.offset.set(Some(offset));
        Ok(offset)
    }

    fn change_agreement(
        &mut self,
        change: &AgreementChange,
        now: Millis,
        ids: &mut Ids,
        db: &mut dyn Database,
    ) -> Result<Reply, Problem> {
        let before = self.perhaps_in_force(db)?;
        // What the agreement before says is due is done by it.
        if let Some(in_force) = before.as_ref().filter(|_| change.act.replaces()) {
            timers::run(&self.here(in_force, now), timers::MOST, ids, db)?;
        }
        // Read anew with the next event: should this one be undone, nothing is left of it.
        self.in_force = None;
        let offset = self.clock_offset(db)?;
        drafts::change(change, before.as_deref(), (now, offset), ids, db)
    }

    fn move_clock(&mut self, advance: Millis, now: Millis, db: &mut dyn Database) -> Result<Reply, Problem> {
        if !(0..=FARTHEST).contains(&advance.0) {
            return Err(Problem::caller(
                400,
                "clock_goes_forward",
                format!("the clock cannot be moved by `{}` ms", advance.0),
                "Move it ahead, by ten years at most.",
            ));
        }
        self.offset.set(None);
        db.execute(
            "INSERT INTO meta (key, value) VALUES ('clock_offset', ?)
             ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",
            &params![advance],
        )?;
        let kind = Kind::ClockMoved { advance_ms: advance.0 };
        log::append(db, now, None, &[Entry { lead: None, actor: "admin", kind }])?;
        Ok(Reply::Clock(now + advance))
    }

    fn card(&mut self, kind: CardKind, db: &mut dyn Database) -> Result<Answer, Problem> {
        let in_force = self.in_force(db)?;
        let agreement = in_force.agreement.as_ref();
        let agreement = agreement.ok_or_else(|| Problem::ours("no_card", "the agreement in force cannot be read"))?;
        let CompiledCard { id, bytes } = match kind {
            CardKind::Full => agreement.full.clone(),
            CardKind::Public => agreement.public.clone(),
        };
        Ok(Answer::Card { id, bytes })
    }

    /// Where a visitor books.
    fn book(&mut self, id: &str, page: Option<&str>, now: Millis, db: &mut dyn Database) -> Result<String, Problem> {
        let in_force = self.in_force(db)?;
        let agreement = in_force.agreement.as_ref();
        let agreement =
            agreement.ok_or_else(|| Problem::ours("no_booking", "the agreement in force cannot be read"))?;
        booking::target(agreement, id, page, now, db)
    }

    fn here<'a>(&'a self, in_force: &'a InForce, now: Millis) -> Here<'a> {
        Here { desk: &self.name, in_force, forms: &self.forms, persons: &self.persons, recent: &self.recent, now }
    }

    /// The agreement in force, or 404: a desk without one does not exist for anybody.
    fn in_force(&mut self, db: &mut dyn Database) -> Result<Rc<InForce>, Problem> {
        self.perhaps_in_force(db)?.ok_or_else(|| {
            Problem::caller(
                404,
                "unknown_desk",
                format!("there is no desk `{}`", self.name.as_tag()),
                "Check `data-desk`, or publish the desk's agreement with `baton publish`.",
            )
        })
    }

    fn perhaps_in_force(&mut self, db: &mut dyn Database) -> Result<Option<Rc<InForce>>, Problem> {
        if self.in_force.is_none() {
            self.in_force = agreements::in_force(db)?;
        }
        Ok(self.in_force.clone())
    }
}
