//! The agreement, checked: what everything after the verdict works by.

use core::fmt;

use baton_scoring::{Card, Gate, GateBytes, Points, Private, ScoreCard, Seconds};
use sha2::{Digest, Sha256};

use crate::accounts::{Account, Returning};
use crate::approval::Approval;
use crate::booking::{BookingTool, Calendar};
use crate::endpoint::Endpoint;
use crate::escalation::Step;
use crate::hours::{Calendars, DeskHours, OwnHolidays, RepHours};
use crate::privacy::Privacy;
use crate::report_rules::{DigestTo, ReportRules};
use crate::ritual::HandoffRules;

/// What marketing and sales agreed on, without a contradiction that [`crate::check`] knows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its name.
    pub name: String,
    /// The handoff owner: hears of missed windows.
    pub owner: RepId,
    /// The day by which both sides want to have looked at it again, `2027-03-31`.
    pub review_by: String,
    /// The language to fall back to.
    pub language: String,
    /// Where leads may come from.
    pub site: Site,
    /// The full card.
    pub card: Card,
    /// What of the card stays at the edge.
    pub private: Private,
    /// Of how many of the last leads the share of a tier is taken.
    pub share_of: u32,
    /// The checklists whose points a rep can confirm: the agreement's own, then the built-in
    /// ones it does not replace.
    pub checklists: Vec<Checklist>,
    /// The full card's bytes.
    pub full: CompiledCard,
    /// The public card's bytes.
    pub public: CompiledCard,
    /// Where a visitor books who has no rep yet.
    pub booking: Booking,
    /// When the desk works.
    pub hours: DeskHours,
    /// What the hours of the desk and of its reps come to.
    pub calendars: Calendars,
    /// The own lists of holidays.
    pub holidays: Vec<OwnHolidays>,
    /// Everyone.
    pub reps: Vec<Rep>,
    /// The groups leads are sent to.
    pub pools: Vec<Pool>,
    /// Who gets which lead; the first that matches, and the last always does.
    pub routes: Vec<Route>,
    /// Who gets the new lead of a person whose last one was closed.
    pub returning: Returning,
    /// How long leads are kept.
    pub privacy: Privacy,
    /// What a change of it takes.
    pub approval: Approval,
    /// Companies that have an owner.
    pub accounts: Vec<Account>,
    /// The time allowed.
    pub windows: Windows,
    /// The ladder, in the order written.
    pub escalation: Vec<Step>,
    /// How handoffs go.
    pub handoff: HandoffRules,
    /// Why a lead may be rejected; at least one.
    pub reasons: Vec<Reason>,
    /// What the report warns of.
    pub report: ReportRules,
    /// Who is sent the digest of a week and of a month.
    pub digest: Vec<DigestTo>,
    /// The secrets that deliveries use.
    pub secrets: Vec<Secret>,
    /// Who is told of what.
    pub deliveries: Vec<Endpoint>,
}

impl Agreement {
    /// The rep of that id.
    #[must_use]
    pub fn rep(&self, id: &RepId) -> Option<&Rep> {
        self.reps.iter().find(|rep| rep.id == *id)
    }

    /// The reason of that code.
    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }

    /// Whether a rep can confirm a point of that name.
    #[must_use]
    pub fn has_point(&self, point: &str) -> bool {
        self.checklists.iter().any(|checklist| checklist.points.iter().any(|known| known == point))
    }

    /// Whether a tier goes by share.
    #[must_use]
    pub fn has_shares(&self) -> bool {
        self.card.tiers.iter().any(|tier| tier.share > 0)
    }

    /// The same agreement with its tiers by share cut where the last leads cut them; both cards
    /// are compiled anew. A cut of a tier or share that the agreement no longer has is left out,
    /// and no tier begins below the one behind it.
    #[must_use]
    pub fn with_cuts(mut self, cuts: &[Cut]) -> Agreement {
        let mut behind = Points::ZERO;
        let mut changed = false;
        for tier in self.card.tiers.iter_mut().rev() {
            let cut = cuts.iter().find(|cut| cut.tier == tier.id && cut.share == tier.share && tier.share > 0);
            let at_least = cut.map_or(tier.at_least, |cut| cut.at_least).max(behind);
            changed |= at_least != tier.at_least;
            (tier.at_least, behind) = (at_least, at_least);
        }
        if changed {
            self.full = CompiledCard::of(&self.card);
            self.public = CompiledCard::of(&self.card.public(&self.private));
        }
        self
    }

    /// The pool of that id.
    #[must_use]
    pub fn pool(&self, id: &PoolId) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.id == *id)
    }
}

/// Where a tier by share begins, by the leads of late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The tier's name.
    pub tier: String,
    /// The share it was cut for, in percent.
    pub share: u8,
    /// The least score.
    pub at_least: Points,
}

/// A named list of points that a rep confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// Its name: `bant`.
    pub id: String,
    /// The points, in order.
    pub points: Vec<String>,
}

/// Why a lead may be rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The code: `no_budget`.
    pub id: String,
    /// For people: "no budget".
    pub words: String,
    /// Whether it says too little without words of one's own.
    pub needs_text: bool,
}

/// The name of a secret and what it is. Its value is never in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The name under which it is set at the edge.
    pub name: String,
    /// For people: "incoming webhook of #inbound".
    pub what: String,
}

/// A card as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledCard {
    /// See `baton_scoring::Card::encode`.
    pub bytes: Vec<u8>,
    /// Content hash: the first 16 bytes of SHA-256 over `bytes`, in hex. Serves as ETag.
    pub id: String,
}

impl CompiledCard {
    pub(crate) fn of(card: &Card) -> CompiledCard {
        let bytes = card.encode();
        let id = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        CompiledCard { bytes, id }
    }

    /// These bytes, ready to score with.
    #[must_use]
    pub fn score_card(&self) -> ScoreCard<'_> {
        // They come from the encoder; whatever else stood here would score nothing.
        ScoreCard::reread(&self.bytes)
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// From a text that was already found to be one, in an agreement or in storage.
            #[must_use]
            pub fn new(id: impl Into<String>) -> $name {
                $name(id.into())
            }

            /// As written in the agreement.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Names a rep.
    RepId
);
name!(
    /// Names a pool.
    PoolId
);

/// The pages a lead may come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Origins, exactly: `https://www.acme.example`.
    pub origins: Vec<String>,
    /// Whether a lead from elsewhere is refused. Else it is kept in quarantine.
    pub strict_origins: bool,
    /// A form that was filled in within this time was filled in by a program: quarantine.
    pub filled_within: Option<Seconds>,
    /// The secret that Turnstile's proofs are verified with: a lead without one waits in quarantine.
    pub turnstile_secret: Option<String>,
}

/// Booking without a rep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The desk's general calendar.
    pub general: Calendar,
    /// What the team is called where no rep is known yet.
    pub name: Option<String>,
    /// Address of the team's picture.
    pub picture: Option<String>,
    /// Whether the calendar opens in the page, where its tool allows that.
    pub inline: bool,
    /// The tools whose webhooks are taken, each with the name of the secret that it signs by.
    pub webhooks: Vec<(BookingTool, String)>,
}

/// A person who takes leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rep {
    /// Id.
    pub id: RepId,
    /// Name, as the visitor reads it.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Member id in Slack; without one they are found there by their e-mail address.
    pub slack: Option<String>,
    /// Address of the picture the visitor sees.
    pub picture: Option<String>,
    /// Where visitors book with this rep.
    pub booking: Option<Calendar>,
    /// Who is told when a window of this rep is missed.
    pub manager: Option<RepId>,
    /// Own hours, where they are not the desk's.
    pub hours: RepHours,
    /// What this rep can take on.
    pub takes: Takes,
}

/// What a rep can take on, and how much of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takes {
    /// At most so many leads that are open at a time.
    pub open_leads: Option<u32>,
    /// At most so many new leads between two midnights of the rep's.
    pub per_day: Option<u32>,
    /// What this rep knows to do.
    pub skills: Vec<String>,
    /// The products this rep sells; none named: all.
    pub products: Vec<String>,
    /// The languages this rep speaks, `de`; none named: all.
    pub languages: Vec<String>,
    /// Domains of companies that never go to this rep.
    pub blocked: Vec<String>,
}

/// A group of reps that takes turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Id.
    pub id: PoolId,
    /// Who is in it.
    pub members: Vec<Member>,
    /// By what turns are shared.
    pub share: Share,
    /// Where its leads go when nobody here can take one.
    pub fallback: Option<PoolId>,
    /// What is tried, in this order, when nobody here can take a lead now.
    pub if_nobody: Vec<IfNobody>,
}

/// By what the turns of a pool are shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Share {
    /// Leads, over time, by weight.
    #[default]
    Turns,
    /// Leads that are open now, by weight: who has least on the desk is next.
    OpenLeads,
}

impl Share {
    /// Every way.
    pub const ALL: [Share; 2] = [Share::Turns, Share::OpenLeads];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Share::Turns => "turns",
            Share::OpenLeads => "open_leads",
        }
    }
}

/// What is tried when nobody of a pool can take a lead now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfNobody {
    /// The one who begins to work first.
    NextWorking,
    /// The pool named as `fallback`.
    Fallback,
    /// The manager of the pool's members; without one the agreement's owner.
    Manager,
}

impl IfNobody {
    /// Every one, in the order they are tried in where nobody says.
    pub const ALL: [IfNobody; 3] = [IfNobody::NextWorking, IfNobody::Fallback, IfNobody::Manager];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            IfNobody::NextWorking => "next_working",
            IfNobody::Fallback => "fallback",
            IfNobody::Manager => "manager",
        }
    }
}

/// A rep's share in a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub rep: RepId,
    /// The share: a weight of 2 gets twice the leads of a weight of 1. At least 1.
    pub weight: u32,
}

/// A rule that sends leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Id.
    pub id: String,
    /// For which leads; none: for all.
    pub when: Option<Gate>,
    /// The same, ready to ask; without a `when` it holds for every lead.
    pub gate: GateBytes,
    /// Where to.
    pub to: Target,
    /// What whoever gets the lead has to bring.
    pub needs: Needs,
}

/// Where a route sends a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a pool, whose members take turns.
    Pool(PoolId),
    /// To one rep.
    Rep(RepId),
    /// To whoever owns the account. Without an owner the route does not match.
    AccountOwner,
}

/// What a lead asks of whoever gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// All of these skills.
    pub skills: Vec<String>,
    /// To sell this product.
    pub product: Option<String>,
    /// To speak the visitor's language.
    pub same_language: bool,
}

/// The time allowed, and what becomes of leads that nobody works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windows {
    /// From the submit until the visitor's offer is decided. The desk's own, in wall time.
    pub offered: Seconds,
    /// From the submit until the rep is told. The desk's own, in wall time.
    pub told: Seconds,
    /// Until a rep has answered. This one starts the ladder.
    pub first_response: Window,
    /// Until a rep has tried to reach the visitor.
    pub first_attempt: Option<Window>,
    /// Until a rep has spoken with the visitor.
    pub first_contact: Option<Window>,
    /// A lead that nobody did anything with for so long goes back to marketing; none: never.
    pub return_after: Option<Seconds>,
    /// After so many attempts without contact a lead goes to marketing. At least 1.
    pub attempts_before_nurture: u32,
    /// A rep who missed a window gets no leads for so long; none: nothing changes for them.
    pub offline_after_miss: Option<Seconds>,
    /// In which time the people's windows run.
    pub time: WindowTime,
}

/// What is said of a name.
fn named<T: Copy>(all: &[(String, T)], name: &str) -> Option<T> {
    all.iter().find(|(known, _)| known == name).map(|(_, said)| *said)
}

/// In which time a window runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowTime {
    /// All the time.
    RoundTheClock,
    /// While whoever has the lead works.
    WorkingHours,
}

impl WindowTime {
    /// Every kind.
    pub const ALL: [WindowTime; 2] = [WindowTime::RoundTheClock, WindowTime::WorkingHours];

    /// The name in agreements.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            WindowTime::RoundTheClock => "round_the_clock",
            WindowTime::WorkingHours => "working_hours",
        }
    }
}

/// A time allowed, in the hours of the agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// For every lead that neither of the others names.
    pub usual: Seconds,
    /// For the named sources.
    pub by_source: Vec<(String, Seconds)>,
    /// For the named tiers.
    pub by_tier: Vec<(String, Seconds)>,
}

impl Window {
    /// The same for every lead.
    #[must_use]
    pub fn of_all(usual: Seconds) -> Window {
        Window { usual, by_source: Vec::new(), by_tier: Vec::new() }
    }

    /// The time allowed for a lead of a source and a tier; where both are named, the shorter.
    #[must_use]
    pub fn of(&self, source: &str, tier: &str) -> Seconds {
        let (source, tier) = (named(&self.by_source, source), named(&self.by_tier, tier));
        source.into_iter().chain(tier).min().unwrap_or(self.usual)
    }

    /// Every time there is.
    pub fn each(&self) -> impl Iterator<Item = Seconds> {
        let named = self.by_source.iter().chain(&self.by_tier);
        core::iter::once(self.usual).chain(named.map(|(_, time)| *time))
    }
}
