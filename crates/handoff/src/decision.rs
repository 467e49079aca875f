//! What is decided about a lead before anything is written: the verdict and what follows from it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use baton_agreement::{Agreement, RepId, Route, Site, Target};
use baton_scoring::{Field, Lead, Seconds, Verdict, judge};

use crate::account_list;
use crate::agreements::InForce;
use crate::arrival::Here;
use crate::forms_read::FormsRead;
use crate::guard::{self, Suspicion};
use crate::matching::Person;
use crate::matching::{AccountOwner, Owned};
use crate::package::Package;
use crate::route::TriedRoute;
use crate::{Database, Intake, Millis, OfferWords, ParsedLead, Problem, joining, route};

/// Why a lead is kept where nobody is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Quarantine {
    /// It comes from a site the agreement does not name.
    UnknownSite,
    /// It does not say where it comes from.
    NoOrigin,
    /// Its address is one to be thrown away, by the long list that only the edge has.
    ThrowAwayMail,
    /// A field was filled in that no visitor sees.
    Honeypot,
    /// The guard before the intake labelled it.
    Suspected(Suspicion),
    /// The install check sent it.
    Test,
    /// Something of ours failed; the lead is kept all the same. In a few words: what.
    Undecided(&'static str),
}

impl Quarantine {
    /// The name in storage and on the wire.
    pub fn id(&self) -> &'static str {
        match self {
            Quarantine::UnknownSite => "unknown_site",
            Quarantine::NoOrigin => "no_origin",
            Quarantine::ThrowAwayMail => "throw_away_mail",
            Quarantine::Honeypot => "honeypot",
            Quarantine::Suspected(Suspicion::Flood) => "flood",
            Quarantine::Suspected(Suspicion::RepeatedText) => "repeated_text",
            Quarantine::Suspected(Suspicion::KnownSpam) => "known_spam",
            Quarantine::Suspected(Suspicion::TooFast) => "too_fast",
            Quarantine::Suspected(Suspicion::Unproven) => "unproven",
            Quarantine::Test => "test",
            Quarantine::Undecided(_) => "undecided",
        }
    }

    /// What failed, if something did.
    pub fn cause(&self) -> Option<&'static str> {
        match self {
            Quarantine::Undecided(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The route of a lead, and what its assignment asks about it.
pub(crate) struct Routed<'a> {
    pub route: &'a Route,
    pub tried: Vec<TriedRoute>,
    /// Who owns the account.
    pub owner: Option<Owned>,
    /// Who had this person's last lead, if they are to have this one too.
    pub before: Option<RepId>,
    /// Of the company's addresses.
    pub domain: Option<String>,
}

/// A lead, scored.
pub(crate) struct Scored {
    pub verdict: Verdict,
    pub package: Package,
    pub offer: OfferWords,
    /// As typed, for the list: name, company, e-mail, job title.
    pub named: [Option<String>; 4],
    /// The campaign its page's address names.
    pub campaign: Option<String>,
    /// Who it is.
    pub person: Rc<Person>,
}

impl Scored {
    /// A meeting that was offered is never taken back: what the visitor was shown stays.
    pub fn keep_meeting(&mut self, offered: OfferWords) {
        if offered.is_meeting() {
            self.offer = offered;
        }
    }
}

/// What is decided about a lead before anything is written.
pub(crate) struct Decided<'a> {
    pub scored: Scored,
    /// What about it looks as if no customer had sent it.
    pub label: Option<Quarantine>,
    /// Where it goes, whatever it looks like.
    pub routed: Result<Routed<'a>, Quarantine>,
}

impl<'a> Decided<'a> {
    /// Where it goes when nobody has looked at it: a label holds it back.
    pub fn unseen(self) -> (Scored, Result<Routed<'a>, Quarantine>) {
        (self.scored, self.label.map_or(self.routed, Err))
    }
}

/// Whether a site may send leads, by the `Origin` header. An agreement that names no site
/// takes leads from all.
pub(crate) fn origin(site: &Site, origin: Option<&str>) -> Result<(), Quarantine> {
    match origin {
        _ if site.origins.is_empty() => Ok(()),
        None => Err(Quarantine::NoOrigin),
        Some(origin) if site.origins.iter().any(|known| known == origin) => Ok(()),
        Some(_) => Err(Quarantine::UnknownSite),
    }
}

/// As [`decide`], with the list of accounts that was uploaded, if there is one and a route asks.
pub(crate) fn decide_here<'a>(
    here: &Here<'a>,
    intake: &Intake,
    book: String,
    db: &mut dyn Database,
) -> Result<Decided<'a>, Problem> {
    let mut failed = None;
    let mut listed = |person: &Person| match here.in_force.account_list {
        Some(upload) => account_list::owner(upload, person, db).unwrap_or_else(|problem| {
            failed = Some(problem);
            AccountOwner::Nobody
        }),
        None => AccountOwner::Nobody,
    };
    let decided = decide(here.in_force, here.forms, intake, here.now, book, &mut listed);
    failed.map_or(Ok(decided), Err)
}

/// Scores a lead, and finds its route. Whatever happens in there, the lead comes out: with its
/// route, or with why it is kept without one.
pub(crate) fn decide<'a>(
    in_force: &'a InForce,
    forms: &FormsRead,
    intake: &Intake,
    now: Millis,
    book: String,
    listed: &mut dyn FnMut(&Person) -> AccountOwner,
) -> Decided<'a> {
    let undecided = |cause| Decided { scored: unscored(), label: None, routed: Err(Quarantine::Undecided(cause)) };
    let Some(agreement) = &in_force.agreement else {
        return undecided("the agreement in force cannot be read");
    };
    let decided = unless_panicked(|| {
        let lead = &intake.lead;
        let at = instant(lead.submitted_at, intake.sent_at, now);
        let card = agreement.full.score_card();
        let mut understood = Lead::default();
        let mapping = forms.mapping(&lead.submission.fields);
        understood.read(&lead.submission, &mapping, &baton_knowledge::full(), &card);
        let (verdict, rating) = judge(&understood, &card, at);
        let verdict = verdict.with_changes(&understood, &card, at);
        let scored = scored(agreement, lead, &understood, verdict, book);
        let label = match understood.text(Field::EmailDomain) {
            _ if lead.honeypot => Some(Quarantine::Honeypot),
            Some(domain) if baton_knowledge::is_throw_away(domain) => Some(Quarantine::ThrowAwayMail),
            _ if guard::is_known_spam(understood.raw(Field::Name), understood.raw(Field::Message)) => {
                Some(Quarantine::Suspected(Suspicion::KnownSpam))
            }
            _ if is_too_fast(agreement, lead) => Some(Quarantine::Suspected(Suspicion::TooFast)),
            _ => lead.suspicion.map(Quarantine::Suspected),
        };
        let asks = agreement.routes.iter().any(|route| route.to == Target::AccountOwner);
        let agreed = if asks { in_force.accounts.owner(&scored.person) } else { AccountOwner::Nobody };
        let account = if asks && agreed == AccountOwner::Nobody { listed(&scored.person) } else { agreed };
        let route = route::choose(agreement, &card, &understood, &rating, &account, at);
        let owner = match account {
            AccountOwner::Owned(owned) => Some(owned),
            _ => None,
        };
        let domain = understood.text(Field::EmailDomain).map(str::to_owned);
        let routed = route.map(|(route, tried)| Routed { route, tried, owner, before: None, domain });
        Decided { scored, label, routed: routed.ok_or(Quarantine::Undecided("no route takes it")) }
    });
    decided.unwrap_or_else(|| undecided("scoring panicked"))
}

/// Whether its form was filled in faster than the agreement takes for a person's.
fn is_too_fast(agreement: &Agreement, lead: &ParsedLead) -> bool {
    let (Some(filled), Some(within)) = (lead.filled_in, agreement.site.filled_within) else { return false };
    filled < Millis::from_seconds(within)
}

/// A lead that waited offline is scored as of so long ago at most: as long as a browser keeps it.
const LONGEST_WAIT: Millis = Millis(72 * 3_600_000);

/// The instant a lead is scored at: that of its submit, by the visitor's clock, by which its
/// signals are dated too. Only ages count, so a clock that is wrong is wrong for both, and a
/// lead that waited offline is worth what it was worth when the offer was shown. How long it
/// waited, too, is told by the visitor's clock, where the browser says when it sent the lead.
pub(crate) fn instant(submitted_at: Option<Millis>, sent_at: Option<Millis>, now: Millis) -> Seconds {
    let Some(submitted_at) = submitted_at else { return now.seconds() };
    submitted_at.max(sent_at.unwrap_or(now) - LONGEST_WAIT).seconds()
}

fn scored(agreement: &Agreement, lead: &ParsedLead, understood: &Lead, verdict: Verdict, book: String) -> Scored {
    let language = if lead.language.is_empty() { &agreement.language } else { &lead.language };
    let said = |field| understood.raw(field).map(str::to_owned);
    let offer = OfferWords::earned(&verdict, &agreement.card, language, book);
    Scored {
        package: Package::of(understood, &lead.title).with(&verdict, &offer),
        offer,
        named: [Field::Name, Field::Company, Field::Email, Field::JobTitle].map(said),
        campaign: said(Field::Campaign),
        person: Rc::new(joining::person(understood)),
        verdict,
    }
}

/// What is known of a lead that could not be scored: nothing.
fn unscored() -> Scored {
    let verdict = Verdict::default();
    let (package, offer) = (Package::default(), OfferWords::wordless());
    Scored { verdict, package, offer, named: [const { None }; 4], campaign: None, person: Rc::default() }
}

/// The result, or none when it panicked. In a build that aborts on panic there is no coming
/// back, and the browser's queue sends the lead again.
pub(crate) fn unless_panicked<T>(work: impl FnOnce() -> T) -> Option<T> {
    // What the work could have left half done it owns, and it is dropped.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::{FormsRead, Quarantine, decide, instant, origin, unless_panicked};
    use crate::{Intake, Millis, intake};
    use baton_agreement::Site;
    use baton_scoring::Seconds;

    #[test]
    fn sites_are_known_exactly() {
        let site = |origins: &[&str]| Site {
            filled_within: None,
            turnstile_secret: None,
            origins: origins.iter().map(|origin| (*origin).to_owned()).collect(),
            strict_origins: false,
        };
        let acme = site(&["https://www.acme.example", "http://localhost:8788"]);
        assert_eq!(origin(&acme, Some("https://www.acme.example")), Ok(()));
        for other in [
            "https://acme.example",
            "http://www.acme.example",
            "https://www.acme.example:8443",
            "null",
            "",
            "https://www.acme.example.evil.example",
            "https://WWW.acme.example",
            "https://www.acme.example/",
        ] {
            assert_eq!(origin(&acme, Some(other)), Err(Quarantine::UnknownSite), "{other}");
        }
        assert_eq!(origin(&acme, None), Err(Quarantine::NoOrigin));
        assert_eq!((origin(&site(&[]), None), origin(&site(&[]), Some("null"))), (Ok(()), Ok(())));
    }

    #[test]
    fn a_lead_is_scored_as_of_its_submit() {
        let hours = |hours: i64| Millis(1_795_255_200_000 + hours * 3_600_000);
        let now = hours(0);
        let at = |submitted: i64, sent: Option<i64>| {
            (instant(Some(hours(submitted)), sent.map(hours), now).0 - now.seconds().0) / 3_600
        };
        assert_eq!(instant(None, None, now), Seconds(now.seconds().0));
        assert_eq!((at(0, None), at(-5, None), at(-72, None)), (0, -5, -72));
        assert_eq!(at(-100, None), -72, "nobody waits longer");
        // A clock that is ten days behind: what it says of the wait is right.
        assert_eq!((at(-240, Some(-240)), at(-245, Some(-240))), (-240, -245));
        assert_eq!(at(-340, Some(-240)), -312);
        assert_eq!(at(240, Some(240)), 240, "and one that is ahead");
        assert_eq!(instant(Some(Millis(i64::MIN)), Some(Millis(i64::MIN)), now).0, i64::MIN.div_euclid(1000));
    }

    #[test]
    fn a_lead_comes_out_whatever_happens() {
        let lead = intake::parse(br#"{"id":"0193a2f0-0000-7000-8000-000000000001","fields":[]}"#).unwrap();
        let intake = Intake { lead, origin: None, sent_at: None, edge_origin: String::new() };
        let in_force = crate::agreements::InForce::unreadable();
        let nobody = &mut |_: &crate::matching::Person| crate::matching::AccountOwner::Nobody;
        let (scored, route) =
            decide(&in_force, &FormsRead::default(), &intake, Millis(0), String::new(), nobody).unseen();
        assert_eq!(route.err().unwrap().id(), "undecided");
        assert_eq!((scored.verdict.score.0, scored.offer.kind.as_str()), (0, "thanks"));
        assert_eq!(unless_panicked(|| 1), Some(1));
        assert_eq!(unless_panicked(|| -> u8 { panic!("a test's") }), None);
    }
}
