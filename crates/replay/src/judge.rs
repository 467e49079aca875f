//! What an agreement makes of one lead by itself: score, tier and route, and why they differ from
//! another agreement's. Needs no desk, so a page can do it, too.
//!
//! What needs one is left out: who joins whom, tiers by share, lists of accounts that were
//! uploaded, turns.

use baton_agreement::{Agreement, Target};
use baton_handoff::matching::{AccountBook, AccountOwner, Details, Knowledge, Person};
use baton_handoff::route;
use baton_scoring::{Lead, Seconds, Submission, Tables, evaluate, rate};
use serde::Serialize;

/// What an agreement makes of a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The score, 0 to 100.
    pub score: i32,
    /// The tier; empty where there is none.
    pub tier: String,
    /// Whether it is marketing-qualified.
    pub mql: bool,
    /// Whether it is sales-qualified.
    pub sql: bool,
    /// The route that takes it; empty where none does.
    pub route: String,
    /// The pool or rep it goes to, `account owner` where that decides.
    pub to: String,
    /// The reasons for the score.
    pub reasons: Vec<Given>,
}

/// Points, and what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Id of the criterion, or of the cap.
    pub criterion: String,
    /// What it gave or took.
    pub points: i32,
    /// In the words of the agreement.
    pub words: String,
}

/// Why a score differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// Id of the criterion, or of the cap.
    pub criterion: String,
    /// In the words of the agreement that says so; the newer one where both do.
    pub words: String,
    /// The points under the old agreement.
    pub before: i32,
    /// The points under the new one.
    pub after: i32,
}

/// An agreement, ready to judge many leads.
pub struct Judge<'a> {
    agreement: &'a Agreement,
    tables: Tables,
    accounts: Option<AccountBook>,
}

impl<'a> Judge<'a> {
    /// Judges by that agreement and all that the edge knows.
    #[must_use]
    pub fn of(agreement: &'a Agreement) -> Judge<'a> {
        let tables = baton_knowledge::full();
        let asks = agreement.routes.iter().any(|route| route.to == Target::AccountOwner);
        let accounts = asks.then(|| AccountBook::of_agreement(agreement, knowledge(&tables)));
        Judge { agreement, tables, accounts }
    }

    /// What the agreement makes of a form that was filled in, as of an instant.
    #[must_use]
    pub fn judge(&self, form: &Submission, now: Seconds) -> Judged {
        let card = self.agreement.full.score_card();
        let (lead, verdict) = evaluate(&card, form, &self.tables, now);
        let rating = rate(&lead, &card, now);
        let owner = self
            .accounts
            .as_ref()
            .map_or(AccountOwner::Nobody, |book| book.owner(&person(&lead, knowledge(&self.tables))));
        let chosen = route::choose(self.agreement, &card, &lead, &rating, &owner, now);
        let (route, to) = chosen.map_or_else(Default::default, |(route, _)| {
            let to = match &route.to {
                Target::Pool(pool) => pool.as_str().to_owned(),
                Target::Rep(rep) => rep.as_str().to_owned(),
                Target::AccountOwner => "account owner".to_owned(),
            };
            (route.id.clone(), to)
        });
        let reasons = verdict.reasons.iter().map(|reason| Given {
            criterion: reason.criterion.clone(),
            points: reason.points.0,
            words: reason.words.clone(),
        });
        Judged {
            score: verdict.score.0,
            tier: verdict.tier.clone(),
            mql: verdict.mql(),
            sql: verdict.sql(),
            route,
            to,
            reasons: reasons.collect(),
        }
    }
}

/// Which criteria gave other points, by what they changed most.
#[must_use]
pub fn causes(before: &Judged, after: &Judged) -> Vec<Cause> {
    let sum = |judged: &Judged, criterion: &str| -> i32 {
        judged.reasons.iter().filter(|given| given.criterion == criterion).map(|given| given.points).sum()
    };
    let mut causes: Vec<Cause> = Vec::new();
    for given in after.reasons.iter().chain(&before.reasons) {
        if causes.iter().any(|cause| cause.criterion == given.criterion) {
            continue;
        }
        let (was, is) = (sum(before, &given.criterion), sum(after, &given.criterion));
        causes.push(Cause { criterion: given.criterion.clone(), words: given.words.clone(), before: was, after: is });
    }
    causes.retain(|cause| cause.before != cause.after);
    causes.sort_by_key(|cause| core::cmp::Reverse((cause.after - cause.before).abs()));
    causes
}

fn knowledge(tables: &Tables) -> Knowledge<'_> {
    Knowledge { tables, is_throw_away: baton_knowledge::is_throw_away }
}

fn person(lead: &Lead, knowledge: Knowledge<'_>) -> Person {
    let said = |field| lead.raw(field).unwrap_or_default();
    let details = Details::of_fields(said);
    Person::read(&details, knowledge)
}

#[cfg(test)]
mod tests {
    use super::{Judge, causes};
    use baton_scoring::{RawField, Seconds, Submission};

    const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

    #[test]
    fn a_change_of_points_is_named_with_both_sides() {
        let old = baton_agreement::check(EXAMPLE).agreement.unwrap();
        let text = EXAMPLE.replacen("between = [50, 1000]\npoints = 20", "between = [50, 1000]\npoints = 5", 1);
        let text = text.replacen("at_least = 1001 }", "at_least = 100 }", 1);
        let new = baton_agreement::check(&text).agreement.unwrap();
        let field =
            |name: &str, value: &str| RawField { name: name.into(), value: value.into(), ..RawField::default() };
        let fields = vec![field("email", "a@works.example"), field("company_size", "200")];
        let form = Submission { fields, ..Submission::default() };
        let (before, after) = (Judge::of(&old).judge(&form, Seconds(0)), Judge::of(&new).judge(&form, Seconds(0)));
        assert_eq!((before.score, after.score), (30, 15));
        assert_eq!((before.route.as_str(), after.route.as_str()), ("everyone_else", "large_companies"));
        assert_eq!((before.to.as_str(), after.to.as_str()), ("inbound", "enterprise"));
        let causes = causes(&before, &after);
        assert_eq!(causes.len(), 1, "{causes:?}");
        assert_eq!((causes[0].criterion.as_str(), causes[0].before, causes[0].after), ("size_ideal", 20, 5));
    }
}
