//! Days at a desk, as chance will have them.

use std::collections::BTreeSet;

use baton_handoff::{
    AccountRow, AccountsChange, Booked, DueChoice, Event, Intake, LeadMove, Millis, Reply, RosterChange, intake,
};

use crate::broken::hold;
use crate::dice::Dice;
use crate::people::{self, EDGE, Kind, Sent, Submission};
use crate::receivers::Receivers;
use crate::terms::{SELLERS, Terms};
use crate::tools;
use crate::world::{Told, World};
use crate::{Broken, Mutation};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Weeks that begin on Thursday, UTC: with the days on which Europe and America move their clocks
/// in March, in October and in November of 2026, and one in June without any.
const WEEKS: [i64; 4] = [1_774_483_200_000, 1_792_627_200_000, 1_793_232_000_000, 1_780_531_200_000];
/// An alarm that rings so often without anything else happening does not come to rest.
const MOST_RINGS: u32 = 20_000;

const MOVES: [&str; 20] = [
    r#"{"move":"attempted","channel":"call","reached":false}"#,
    r#"{"move":"attempted","channel":"mail","reached":true}"#,
    r#"{"move":"attempted","channel":"call","reached":false,"next_step":"Mail","due_at":DUE}"#,
    r#"{"move":"connected","next_step":"Quote","due_at":DUE}"#,
    r#"{"move":"connected","by":"ana"}"#,
    r#"{"move":"booked"}"#,
    r#"{"move":"accepted"}"#,
    r#"{"move":"rejected","reason":"spam"}"#,
    r#"{"move":"nurture"}"#,
    r#"{"move":"opportunity","value":9000}"#,
    r#"{"move":"won"}"#,
    r#"{"move":"lost","reason":"price"}"#,
    r#"{"move":"reassigned"}"#,
    r#"{"move":"reassigned","to":"REP"}"#,
    r#"{"move":"acknowledged","next_step":"Call","due_at":DUE}"#,
    r#"{"move":"confirmed","points":[{"point":"budget","holds":true},{"point":"need","holds":true}]}"#,
    r#"{"move":"confirmed","points":[{"point":"budget","holds":false}]}"#,
    r#"{"move":"undone"}"#,
    r#"{"move":"undone"}"#,
    r#"{"move":"undone"}"#,
];

const FAR: [&str; 4] =
    [r#"{"move":"connected"}"#, r#"{"move":"accepted"}"#, r#"{"move":"opportunity"}"#, r#"{"move":"won"}"#];

/// Who may be said to own a company; one of them has never been on a roster.
const OWNERS: [&str; 7] = ["ana", "ben", "cleo", "dev", "mara", "otto", "zoe"];

/// What a run was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Events, tries again among them.
    pub events: u64,
    /// Tries that storage failed in.
    pub faults: u64,
    /// Submissions that were answered by 2xx.
    pub leads: u64,
    /// The furthest that anybody was from their share in the end, in thousandths of a lead.
    pub furthest: i64,
    /// A number that tells one history from another.
    pub hash: u64,
    /// The kinds of events that were written down.
    pub kinds: BTreeSet<String>,
}

/// Runs through so many days, told by a seed, perhaps with a protection switched off.
///
/// # Errors
///
/// The first invariant that does not hold.
pub fn run(seed: u64, days: u32, mutation: Option<Mutation>) -> Result<Run, Broken> {
    let mut dice = Dice::new(seed);
    let start = Millis(dice.pick(&WEEKS).copied().unwrap_or(0));
    let terms = Terms::first(&mut dice);
    let world = World::new(seed, start, mutation)?;
    let mut walk = Walk {
        world,
        dice,
        terms,
        receivers: Receivers::default(),
        sent: Vec::new(),
        delayed: Vec::new(),
        people: 0,
        numbers: 0,
    };
    while !walk.publish()? {}
    for day in 1..=i64::from(days) {
        while walk.world.now < start + Millis(day * DAY) {
            walk.step()?;
        }
        walk.world.watch.in_full(&mut walk.world.db)?;
    }
    walk.end()
}

struct Walk {
    world: World,
    dice: Dice,
    terms: Terms,
    receivers: Receivers,
    sent: Vec<Sent>,
    /// Sent by their visitors and not yet here.
    delayed: Vec<Sent>,
    people: u32,
    numbers: u32,
}

impl Walk {
    /// Some time passes, with the alarm at its time or late, and something happens.
    fn step(&mut self) -> Result<(), Broken> {
        let passes = match self.dice.below(100) {
            0..=54 => self.dice.between(0, MINUTE),
            55..=84 => self.dice.between(MINUTE, 20 * MINUTE),
            85..=97 => self.dice.between(20 * MINUTE, 180 * MINUTE),
            _ => self.dice.between(180 * MINUTE, 30 * 60 * MINUTE),
        };
        let to = self.world.now + Millis(passes);
        if passes > 180 * MINUTE || self.dice.percent(5) {
            // Nobody is there to ring: what was due is done late, and perhaps after other things.
            self.world.now = to;
            if self.dice.percent(50) {
                self.happen()?;
            }
        }
        self.pass_until(to)?;
        self.receivers.answers_come_in(&mut self.world, &mut self.dice)?;
        self.happen()?;
        self.pass_until(to)?;
        self.world.at_rest()
    }

    /// The alarm rings whenever it is due.
    fn pass_until(&mut self, to: Millis) -> Result<(), Broken> {
        let mut rings = 0;
        while let Some(at) = self.world.alarm.filter(|at| *at <= to) {
            self.world.now = self.world.now.max(at);
            self.world.ring()?;
            self.receivers.deliver(&mut self.world, &mut self.dice)?;
            rings += 1;
            hold(rings < MOST_RINGS, "the alarm comes to rest", || format!("at {at:?}"))?;
        }
        self.world.now = self.world.now.max(to);
        Ok(())
    }

    fn happen(&mut self) -> Result<(), Broken> {
        match self.dice.below(100) {
            0..=37 => {
                // They come in bursts: a webinar ends, a mail goes out.
                let many = if self.dice.percent(20) { 1 + self.dice.below(8) } else { 1 };
                (0..many).try_for_each(|_| self.lead())
            }
            38..=41 => match self.delayed.pop() {
                Some(late) => self.send(late),
                None => Ok(()),
            },
            42..=55 => self.acknowledge(),
            56..=79 => self.move_lead(),
            80..=86 => self.roster(),
            87..=88 => self.change_terms(),
            89 => self.upload_accounts(),
            90..=91 => {
                self.receivers.change(self.world.now, &mut self.dice);
                Ok(())
            }
            92..=94 => self.other_systems(),
            95 => self.open(),
            96 => self.book(),
            97 => self.erase(),
            98 => self.world.handle(&|_| Ok(Event::DueOne)).map(drop),
            _ => self.world.ring(),
        }
    }

    fn end(mut self) -> Result<Run, Broken> {
        self.receivers.recover();
        for _ in 0..20 {
            let to = self.world.now + Millis(5 * MINUTE);
            self.pass_until(to)?;
            self.receivers.answers_come_in(&mut self.world, &mut self.dice)?;
        }
        self.pass_until(self.world.now)?;
        self.world.at_rest()?;
        self.world.watch.in_full(&mut self.world.db)?;
        self.world.watch.all_delivered(self.world.now, &mut self.world.db)?;
        let world = &self.world;
        Ok(Run {
            events: world.events,
            faults: world.faults,
            leads: world.watch.receipts.len() as u64,
            furthest: world.watch.history.shares.furthest(),
            hash: world.watch.history.hash(),
            kinds: world.watch.history.kinds.clone(),
        })
    }

    /// A submission: of somebody new, of somebody again, or one there was.
    fn lead(&mut self) -> Result<(), Broken> {
        let before = self.dice.pick(&self.sent).cloned();
        let next = match (self.dice.below(100), before) {
            (0..=17, Some(before)) => self.again(before.submission.person, before.submission.kind),
            (18..=34, Some(before)) => before,
            (35..=39, Some(before)) => {
                Submission { variant: before.submission.variant + 1, ..before.submission }.sent()
            }
            (40..=52, Some(before)) => {
                let kind = if self.dice.percent(70) { Kind::Honest } else { before.submission.kind };
                let kind = if before.submission.kind == Kind::Test { Kind::Test } else { kind };
                Submission { revision: before.submission.revision + 1, kind, ..before.submission }.sent()
            }
            _ => {
                self.people += 1;
                let kind = Kind::drawn(&mut self.dice);
                self.again(self.people, kind)
            }
        };
        if self.dice.percent(8) {
            self.delayed.push(next);
            return Ok(());
        }
        // A browser may send twice what it is not sure of.
        if self.dice.percent(5) {
            self.send(next.clone())?;
        }
        self.send(next)
    }

    fn again(&mut self, person: u32, kind: Kind) -> Sent {
        self.numbers += 1;
        let submitted_at = self.world.now - Millis(1000);
        Submission { number: self.numbers, person, revision: 1, variant: 0, kind, submitted_at }.sent()
    }

    fn send(&mut self, sent: Sent) -> Result<(), Broken> {
        let is_repeat = !self.world.watch.sent.insert(sent.id.clone());
        let unknown = self.world.lacks(Mutation::NoIdempotency);
        let number = self.numbers;
        let told = self.world.handle(&|attempt| {
            let other = people::id(1_000_000 + number);
            let body = match unknown && (is_repeat || attempt > 0) {
                true => sent.body.replace(&sent.id, &other),
                false => sent.body.clone(),
            };
            let lead = intake::parse(body.as_bytes())?;
            let origin = sent.origin.map(str::to_owned);
            Ok(Event::Intake(Box::new(Intake { lead, origin, sent_at: None, edge_origin: EDGE.to_owned() })))
        })?;
        let id = sent.id.clone();
        self.world.watch.people.insert(id.clone(), sent.submission.person);
        self.sent.push(sent);
        match told {
            Told::Reply(Reply::Receipt(receipt)) => {
                let lead = receipt.lead;
                let before = self.world.watch.receipts.insert(id.clone(), lead.clone());
                let same = before.as_ref().is_none_or(|before| *before == lead);
                hold(same, "a submission stays in its lead", || format!("{id}: {before:?}, then {lead}"))
            }
            Told::Refused(code) => Err(Broken::new("no lead is refused", format!("{id}: {code}"))),
            _ => Ok(()),
        }
    }

    fn acknowledge(&mut self) -> Result<(), Broken> {
        let Some(token) = self.dice.pick(&self.receivers.links).cloned() else { return Ok(()) };
        let text = if self.dice.percent(50) { "in_15m" } else { "tomorrow_10" };
        self.world
            .handle(&|_| {
                let due = DueChoice { text: text.to_owned(), zone_offset: -60 };
                Ok(Event::Acknowledge { token: token.clone(), next_step: "Call".to_owned(), due })
            })
            .map(drop)
    }

    /// A lead that somebody knows of.
    fn any(&mut self) -> Option<String> {
        self.dice.pick(&self.sent).map(|sent| sent.id.clone())
    }

    fn move_lead(&mut self) -> Result<(), Broken> {
        let Some(lead) = self.any() else { return Ok(()) };
        if self.dice.percent(10) {
            // Now and then somebody goes far with one.
            let far = 2 + self.dice.below(3) as usize;
            return FAR.into_iter().take(far).try_for_each(|body| self.make(&lead, body));
        }
        match self.dice.pick(&MOVES).copied() {
            Some(body) => self.make(&lead, body),
            None => Ok(()),
        }
    }

    fn other_systems(&mut self) -> Result<(), Broken> {
        let Some(lead) = self.any() else { return Ok(()) };
        match self.dice.percent(50) {
            true => tools::meet(&mut self.world, &mut self.dice, &lead),
            false => tools::in_crm(&mut self.world, &mut self.dice, &lead),
        }
    }

    /// A move, and now and then what was said is taken back at once.
    fn make(&mut self, lead: &str, body: &str) -> Result<(), Broken> {
        self.make_once(lead, body)?;
        match self.dice.percent(8) {
            true => self.make_once(lead, r#"{"move":"undone"}"#),
            false => Ok(()),
        }
    }

    fn make_once(&mut self, lead: &str, body: &str) -> Result<(), Broken> {
        let rep = self.dice.pick(&SELLERS).copied().unwrap_or_default();
        let due = self.world.now.0 + self.dice.between(MINUTE, 600 * MINUTE);
        let mut body = body.replace("DUE", &due.to_string()).replace("REP", rep);
        if self.dice.percent(50) {
            let id = format!("{{\"id\":\"m{}\",", self.dice.below(40));
            body = body.replacen('{', &id, 1);
        }
        let told = self.world.handle(&|_| Ok(Event::Move(LeadMove::parse(lead, body.as_bytes())?)))?;
        match told {
            Told::Refused(code) => {
                let known = [
                    "not_now",
                    "nobody_else",
                    "unknown_rep",
                    "unknown_lead",
                    "different_move_same_id",
                    "not_taken_back",
                    "not_your_lead",
                ];
                hold(known.contains(&code), "a move is made or refused for a reason", || format!("{body}: {code}"))
            }
            _ => Ok(()),
        }
    }

    fn roster(&mut self) -> Result<(), Broken> {
        let rep = self.dice.pick(&SELLERS).copied().unwrap_or_default();
        let away = self.dice.percent(50).then(|| self.world.now + Millis(self.dice.between(MINUTE, 2 * DAY)));
        let caps = self.dice.percent(25).then(|| (1 + self.dice.below(8), 1 + self.dice.below(8)));
        let change = RosterChange {
            rep: rep.to_owned(),
            away_until: away,
            away_why: "ill".to_owned(),
            open_cap: caps.map(|(open, _)| open),
            day_cap: caps.map(|(_, day)| day),
        };
        self.world.handle(&|_| Ok(Event::Roster(change.clone()))).map(drop)
    }

    /// A list of accounts, in parts between which other things happen; some are never finished.
    fn upload_accounts(&mut self) -> Result<(), Broken> {
        let upload = self.world.now.0;
        let rows: Vec<AccountRow> = (0..people::COMPANIES).filter_map(|at| self.account(at)).collect();
        for part in rows.chunks(3) {
            let change = AccountsChange::Part { upload, rows: part.to_vec() };
            if let Told::Lost = self.world.handle(&|_| Ok(Event::Accounts(change.clone())))? {
                return Ok(());
            }
            if self.dice.percent(30) {
                self.lead()?;
            }
        }
        if self.dice.percent(85) {
            self.world.handle(&|_| Ok(Event::Accounts(AccountsChange::Done { upload, rows: rows.len() })))?;
        }
        Ok(())
    }

    /// Who owns a company, if somebody is said to: by its domain, or by its name and number.
    fn account(&mut self, company: u32) -> Option<AccountRow> {
        let owner = self.dice.pick(&OWNERS).copied()?.to_owned();
        let (by_domain, is_there) = (self.dice.percent(60), self.dice.percent(60));
        let name = format!("{} GmbH & Co. KG", people::company(company));
        let row = match by_domain {
            true => AccountRow { owner, domain: people::domain(company), ..AccountRow::default() },
            false => AccountRow { owner, name, phone: people::switchboard(company), ..AccountRow::default() },
        };
        is_there.then_some(row)
    }

    fn change_terms(&mut self) -> Result<(), Broken> {
        for _ in 0..=self.dice.below(3) {
            self.terms.change(&mut self.dice);
        }
        self.publish().map(drop)
    }

    fn publish(&mut self) -> Result<bool, Broken> {
        let source = self.terms.text();
        match self.world.handle(&|_| Ok(Event::Publish { source: source.clone() }))? {
            Told::Reply(Reply::Published(_)) => Ok(true),
            Told::Reply(Reply::Unpublishable(problems)) => {
                Err(Broken::new("an agreement can be published", problems.to_json()))
            }
            _ => Ok(false),
        }
    }

    /// Somebody wants to be forgotten.
    fn erase(&mut self) -> Result<(), Broken> {
        let Some(lead) = self.any() else { return Ok(()) };
        match self.world.handle(&|_| Ok(Event::Move(LeadMove::erasing(&lead))))? {
            Told::Refused(code) if code != "unknown_lead" => {
                Err(Broken::new("who wants to be forgotten is forgotten", format!("{lead}: {code}")))
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self) -> Result<(), Broken> {
        let Some(lead) = self.any() else { return Ok(()) };
        self.world.handle(&|_| Ok(Event::Opened { lead: lead.clone() })).map(drop)
    }

    fn book(&mut self) -> Result<(), Broken> {
        let Some(lead) = self.any() else { return Ok(()) };
        let reference = self.dice.percent(50).then(|| format!("r{}", self.dice.below(9)));
        self.world
            .handle(&|_| {
                let booked = Booked { lead: lead.clone(), tool: "calendly".to_owned(), reference: reference.clone() };
                Ok(Event::Booked(booked))
            })
            .map(drop)
    }
}
