//! Which rep gets a lead: the turn of whoever can take it now, or the way out when nobody can.
//!
//! Pure: how reps stand and whose turn it is come in through [`Roster`], which the desk answers
//! from its tables and the command line from memory.

use baton_agreement::{Agreement, IfNobody, Pool, Rep, RepId, Route, Share, Target};

use crate::eligibility::{Bar, Standing, Standings, Wanted, bars};
use crate::matching::Owned;
use crate::rotation::{Rotation, Turn};
use crate::route::TriedRoute;
use crate::routing_receipt::{How, MemberTried, PoolTried, RoutingReceipt};
use crate::{Millis, Problem};

/// What is asked about a roster while a lead is assigned.
pub trait Roster {
    /// How these reps stand and, of a pool, whose turn it is.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn look(&mut self, pool: Option<&Pool>, reps: &[&Rep], now: Millis) -> Result<(Standings, Rotation), Problem>;
}

/// Where a lead stands that wants a rep.
#[derive(Clone, Debug)]
pub struct Asking<'a, 't> {
    /// The agreement in force.
    pub agreement: &'a Agreement,
    /// The route that took it.
    pub route: &'a Route,
    /// The routes that were tried.
    pub tried: Vec<TriedRoute>,
    /// Who owns the account.
    pub owner: Option<Owned>,
    /// Who had this person's last lead, if they are to have this one too.
    pub before: Option<RepId>,
    /// The visitor's language; empty for unknown.
    pub language: &'t str,
    /// The domain of the company's addresses.
    pub domain: Option<&'t str>,
    /// Who had it before and is not to get it again.
    pub except: &'t [RepId],
    /// Now.
    pub now: Millis,
}

/// Who gets it.
#[derive(Clone, Debug)]
pub struct Assignment<'a> {
    /// The rep.
    pub rep: &'a Rep,
    /// The pool whose turn it was, if any, with its turns after this one.
    pub turn: Option<(&'a Pool, Turn, Rotation)>,
    /// Why.
    pub receipt: RoutingReceipt,
}

/// Finds the rep for a lead. None only if the agreement has no owner on its roster, which
/// checking an agreement finds.
///
/// # Errors
///
/// When the roster cannot be read.
pub fn assign<'a>(asking: &Asking<'a, '_>, roster: &mut dyn Roster) -> Result<Option<Assignment<'a>>, Problem> {
    let mut search = Search { pools: Vec::new(), roster, asking };
    let before = search.before()?;
    let found = match &asking.route.to {
        _ if before.is_some() => before,
        Target::Pool(pool) => search.in_pool_or_behind(pool)?,
        Target::Rep(rep) => search.named(rep, How::NamedByRoute {})?,
        Target::AccountOwner => match &asking.owner {
            Some(owner) => search.named(&RepId::new(&owner.rep), How::OwnsAccount { why: owner.reason.clone() })?,
            None => None,
        },
    };
    let found = match found {
        Some(found) => Some(found),
        None => search.agreements_owner(),
    };
    let pools = search.pools;
    let receipt = |how| RoutingReceipt { v: 1, routes: asking.tried.clone(), pools, how };
    Ok(found.map(|Found { rep, turn, how }| Assignment { rep, turn, receipt: receipt(how) }))
}

struct Found<'a> {
    rep: &'a Rep,
    turn: Option<(&'a Pool, Turn, Rotation)>,
    how: How,
}

struct Search<'a, 's> {
    asking: &'s Asking<'a, 's>,
    roster: &'s mut dyn Roster,
    /// The pools that were looked at, in order.
    pools: Vec<PoolTried>,
}

/// A pool, looked at for one lead.
struct Looked<'a> {
    pool: &'a Pool,
    members: Vec<(&'a Rep, Vec<Bar>, Standing)>,
    rotation: Rotation,
}

impl<'a> Search<'a, '_> {
    /// A member of the pool whose turn it is, or whoever the pool names for when nobody can.
    fn in_pool_or_behind(&mut self, id: &baton_agreement::PoolId) -> Result<Option<Found<'a>>, Problem> {
        let Some(looked) = self.look(id)? else { return Ok(None) };
        if let Some(found) = self.take_turn(&looked) {
            return Ok(Some(found));
        }
        for way in &looked.pool.if_nobody {
            let found = match way {
                IfNobody::NextWorking => self.next_working(&looked),
                IfNobody::Fallback => match &looked.pool.fallback {
                    Some(fallback) => self.look(fallback)?.and_then(|looked| self.take_turn(&looked)),
                    None => None,
                },
                IfNobody::Manager => self.manager_of(looked.members.iter().map(|(rep, ..)| *rep)),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn look(&mut self, id: &baton_agreement::PoolId) -> Result<Option<Looked<'a>>, Problem> {
        let agreement = self.asking.agreement;
        let Some(pool) = agreement.pool(id) else { return Ok(None) };
        let reps: Vec<&Rep> = pool.members.iter().filter_map(|member| agreement.rep(&member.rep)).collect();
        let (standings, rotation) = self.roster.look(Some(pool), &reps, self.asking.now)?;
        let members = reps.into_iter().map(|rep| {
            let standing = standings.get(rep.id.as_str()).cloned().unwrap_or_default();
            (rep, self.bars(rep, &standing), standing)
        });
        let looked = Looked { pool, members: members.collect(), rotation };
        self.pools.push(looked.told());
        Ok(Some(looked))
    }

    fn bars(&self, rep: &Rep, standing: &Standing) -> Vec<Bar> {
        let Asking { agreement, route, language, domain, except, now, .. } = self.asking;
        let wanted = Wanted { needs: &route.needs, language, domain: *domain, except };
        bars(agreement, rep, standing, &wanted, *now)
    }

    /// The next turn among those who can take the lead.
    fn take_turn(&self, looked: &Looked<'a>) -> Option<Found<'a>> {
        let eligible = looked.eligible();
        match looked.pool.share {
            Share::Turns => {
                let place = looked.rotation.next_place(&eligible)?;
                looked.give(place, &eligible, |pool, behind| How::Turn { pool, behind })
            }
            Share::OpenLeads => {
                // Only those who have least share this turn: what the others have open is no debt,
                // to be paid back in a flood, should the pool share by turns one day.
                let least = looked.least_open(&eligible)?;
                let place = looked.rotation.next_place(&least)?;
                let open = looked.members.get(place).map_or(0, |(_, _, standing)| standing.open);
                looked.give(place, &least, |pool, _| How::LeastOpen { pool, open })
            }
        }
    }

    /// Whoever begins to work first of those whom nothing else keeps from it.
    fn next_working(&self, looked: &Looked<'a>) -> Option<Found<'a>> {
        let begins = |bars: &[Bar]| {
            let waits = !bars.is_empty() && bars.iter().all(Bar::is_hours);
            // All bars have to end; one whose end is not known may never.
            let ends: Option<Vec<Millis>> = bars.iter().map(Bar::ends_at).collect();
            ends.filter(|_| waits).and_then(|ends| ends.into_iter().max())
        };
        let first = looked.members.iter().filter_map(|(_, bars, _)| begins(bars)).min()?;
        let those: Vec<bool> = looked.members.iter().map(|(_, bars, _)| begins(bars) == Some(first)).collect();
        let place = looked.rotation.next_place(&those)?;
        looked.give(place, &those, |pool, _| How::NextWorking { pool, opens_at: first.0 })
    }

    /// Who had this person's last lead, if they can take this one.
    fn before(&mut self) -> Result<Option<Found<'a>>, Problem> {
        let Some(id) = &self.asking.before else { return Ok(None) };
        let how = How::HadLast {};
        Ok(self.named(id, how)?.filter(|found| found.rep.id == *id))
    }

    /// A rep named by a route or an account. Off work they get it all the same: their hours are
    /// the clock's business. Away, full or blocked, their manager does.
    fn named(&mut self, id: &RepId, how: How) -> Result<Option<Found<'a>>, Problem> {
        let Some(rep) = self.asking.agreement.rep(id) else { return Ok(None) };
        let (standings, _) = self.roster.look(None, &[rep], self.asking.now)?;
        let standing = standings.get(rep.id.as_str()).cloned().unwrap_or_default();
        let bars = self.bars(rep, &standing);
        if bars.iter().all(|bar| matches!(bar, Bar::OffWork { .. } | Bar::Holiday { .. })) {
            return Ok(Some(Found { rep, turn: None, how }));
        }
        let members = vec![MemberTried { rep: rep.id.as_str().to_owned(), weight: 1, behind: None, open: None, bars }];
        self.pools.push(PoolTried { pool: String::new(), members });
        Ok(self.manager_of([rep].into_iter()))
    }

    /// The first manager there is.
    fn manager_of(&self, reps: impl Iterator<Item = &'a Rep>) -> Option<Found<'a>> {
        let agreement = self.asking.agreement;
        let mut managed = reps.filter_map(|rep| Some((rep, agreement.rep(rep.manager.as_ref()?)?)));
        let (rep, manager) = managed.find(|(_, manager)| !self.asking.except.contains(&manager.id))?;
        Some(Found { rep: manager, turn: None, how: How::ManagerOf { rep: rep.id.as_str().to_owned() } })
    }

    fn agreements_owner(&self) -> Option<Found<'a>> {
        let agreement = self.asking.agreement;
        let rep = agreement.rep(&agreement.owner)?;
        Some(Found { rep, turn: None, how: How::HandoffOwner {} })
    }
}

impl<'a> Looked<'a> {
    fn eligible(&self) -> Vec<bool> {
        self.members.iter().map(|(_, bars, _)| bars.is_empty()).collect()
    }

    /// Who has least open by weight, of those who can take the lead.
    fn least_open(&self, eligible: &[bool]) -> Option<Vec<bool>> {
        let load = |place: usize| {
            let (_, _, standing) = self.members.get(place).filter(|_| eligible.get(place) == Some(&true))?;
            let weight = self.pool.members.get(place)?.weight.max(1);
            Some((u64::from(standing.open), u64::from(weight)))
        };
        // Fractions, compared without a division.
        let is_less = |one: (u64, u64), other: (u64, u64)| one.0 * other.1 < other.0 * one.1;
        let all = || (0..self.members.len()).filter_map(load);
        let least = all().reduce(|least, one| if is_less(one, least) { one } else { least })?;
        Some((0..self.members.len()).map(|place| load(place).is_some_and(|one| !is_less(least, one))).collect())
    }

    fn give(&self, place: usize, eligible: &[bool], how: impl FnOnce(String, i64) -> How) -> Option<Found<'a>> {
        let (rep, ..) = self.members.get(place)?;
        let behind = self.rotation.shortfalls(eligible).get(place).copied().flatten().unwrap_or_default();
        let mut rotation = self.rotation.clone();
        let turn = rotation.give(place, eligible)?;
        let how = how(self.pool.id.as_str().to_owned(), behind);
        Some(Found { rep, turn: Some((self.pool, turn, rotation)), how })
    }

    fn told(&self) -> PoolTried {
        let behind = self.rotation.shortfalls(&self.eligible());
        let members = self.members.iter().zip(&self.pool.members).zip(behind);
        let by_open = self.pool.share == Share::OpenLeads;
        let told = members.map(|(((rep, bars, standing), member), behind)| MemberTried {
            rep: rep.id.as_str().to_owned(),
            weight: member.weight,
            behind,
            open: by_open.then_some(standing.open),
            bars: bars.clone(),
        });
        PoolTried { pool: self.pool.id.as_str().to_owned(), members: told.collect() }
    }
}
