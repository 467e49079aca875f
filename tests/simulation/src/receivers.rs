//! Those who are told, some of whom do not answer.

use std::collections::{BTreeMap, BTreeSet};

use baton_handoff::{Event, Millis, Outcome, Outgoing, Reply, Room};

use crate::Broken;
use crate::broken::hold;
use crate::dice::Dice;
use crate::terms::CRM;
use crate::world::{Told, World};

/// How a receiver is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    /// 500.
    Failing,
    /// 404.
    Refusing,
    Silent,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Receivers {
    moods: BTreeMap<String, (Mood, Millis)>,
    /// The last message of a lead that an endpoint got, in the order of the outbox.
    last: BTreeMap<(String, String), i64>,
    got: BTreeSet<String>,
    /// Messages whose arrival the desk knows of.
    done: BTreeSet<String>,
    /// Answers that are on their way.
    under_way: Vec<(String, Outcome)>,
    /// The tokens of handoff links.
    pub links: Vec<String>,
}

impl Receivers {
    /// One of them gets into another mood, for a while.
    pub fn change(&mut self, now: Millis, dice: &mut Dice) {
        let endpoint = dice.pick(&["slack", "events", CRM]).copied().unwrap_or_default();
        let mood = match dice.below(4) {
            0 => Mood::Refusing,
            1 => Mood::Silent,
            _ => Mood::Failing,
        };
        let until = now + Millis(dice.between(20_000, 1_200_000));
        self.moods.insert(endpoint.to_owned(), (mood, until));
    }

    /// Everybody is well.
    pub fn recover(&mut self) {
        self.moods.clear();
    }

    /// Claims what may go out and delivers it.
    pub fn deliver(&mut self, world: &mut World, dice: &mut Dice) -> Result<(), Broken> {
        let room = Room::of(1 + dice.below(30) as usize);
        let told = world.handle(&|_| Ok(Event::ClaimDeliveries(room.clone())))?;
        let Told::Reply(Reply::Deliveries(claimed)) = told else { return Ok(()) };
        for outgoing in claimed {
            hold(!self.done.contains(&outgoing.id), "nothing is delivered twice", || outgoing.id.clone())?;
            let outcome = self.answer(&outgoing, world)?;
            match dice.below(20) {
                // Never told; told later; told at once.
                0 => {}
                1 => self.under_way.push((outgoing.id, outcome)),
                _ => self.tell(world, outgoing.id, outcome)?,
            }
        }
        Ok(())
    }

    /// Answers that took long come in, in any order.
    pub fn answers_come_in(&mut self, world: &mut World, dice: &mut Dice) -> Result<(), Broken> {
        while !self.under_way.is_empty() && dice.percent(60) {
            let place = dice.below(u32::try_from(self.under_way.len()).unwrap_or(1)) as usize;
            let (id, outcome) = self.under_way.swap_remove(place);
            self.tell(world, id, outcome)?;
        }
        Ok(())
    }

    fn tell(&mut self, world: &mut World, id: String, outcome: Outcome) -> Result<(), Broken> {
        let arrived = outcome.status == Some(200);
        let told = world.handle(&|_| Ok(Event::Delivered { id: id.clone(), outcome: outcome.clone() }))?;
        if arrived && matches!(told, Told::Reply(_)) {
            self.done.insert(id);
        }
        Ok(())
    }

    fn answer(&mut self, outgoing: &Outgoing, world: &mut World) -> Result<Outcome, Broken> {
        let mood = self.moods.get(&outgoing.endpoint).filter(|(_, until)| *until > world.now);
        let status = match mood.map_or(Mood::Well, |(mood, _)| *mood) {
            Mood::Well => Some(200),
            Mood::Failing => Some(500),
            Mood::Refusing => Some(404),
            Mood::Silent => None,
        };
        if status == Some(200) && self.got.insert(outgoing.id.clone()) {
            let place = world.place_of(&outgoing.id)?;
            let last = self.last.insert((outgoing.lead.clone(), outgoing.endpoint.clone()), place);
            let in_order = last.is_none_or(|last| last < place);
            hold(in_order, "messages arrive in order", || format!("{} at {}", outgoing.lead, outgoing.endpoint))?;
            let link =
                outgoing.body.split_once("/h/acme/").and_then(|(_, rest)| rest.split(['"', '|', '>', '\\']).next());
            self.links.extend(link.map(str::to_owned));
        }
        let error = status.is_none().then(|| "no answer".to_owned());
        Ok(Outcome { status, error, ..Outcome::default() })
    }
}
