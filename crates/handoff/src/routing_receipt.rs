//! Why a lead is whose it is: the routes that were tried, everybody's standing, the turn.

use serde::{Deserialize, Serialize};

use crate::eligibility::Bar;
use crate::route::TriedRoute;

/// Why a rep got a lead. Stored as JSON, version 1: names and fields are never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingReceipt {
    /// 1.
    pub v: u8,
    /// The routes, in order, to the one that took it.
    pub routes: Vec<TriedRoute>,
    /// The pools that were looked at, in order; one without a name is a rep by themselves.
    pub pools: Vec<PoolTried>,
    /// What decided.
    pub how: How,
}

/// A pool that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolTried {
    /// Its id.
    pub pool: String,
    /// Its members.
    pub members: Vec<MemberTried>,
}

/// A member of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberTried {
    /// Who.
    pub rep: String,
    /// Their share.
    pub weight: u32,
    /// How far behind their share they were with this lead counted, in thousandths of a lead.
    /// None: they could not take it.
    pub behind: Option<i64>,
    /// Their open leads, where the pool shares by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<u32>,
    /// Why they could not.
    pub bars: Vec<Bar>,
}

/// What decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum How {
    /// It was their turn.
    Turn {
        /// In this pool.
        pool: String,
        /// So far behind their share, in thousandths of a lead.
        behind: i64,
    },
    /// Of those who could take it they have least open, by weight.
    LeastOpen {
        /// In this pool.
        pool: String,
        /// So many, before this one.
        open: u32,
    },
    /// The route names them.
    NamedByRoute {},
    /// They own the account.
    OwnsAccount {
        /// How that is known.
        why: String,
    },
    /// They had this person's last lead.
    HadLast {},
    /// Nobody is there; they begin to work first.
    NextWorking {
        /// In this pool.
        pool: String,
        /// When, in milliseconds since 1970.
        opens_at: i64,
    },
    /// Nobody else can; they are the manager.
    ManagerOf {
        /// Of whom.
        rep: String,
    },
    /// Nobody else can; they own the agreement.
    HandoffOwner {},
}

impl RoutingReceipt {
    /// The receipt in sentences, one a line of reasoning; `name` gives the name of a rep's id.
    #[must_use]
    pub fn sentences(&self, name: &dyn Fn(&str) -> String) -> Vec<String> {
        let mut said: Vec<String> = self.routes.iter().map(route_words).collect();
        for tried in &self.pools {
            for member in &tried.members {
                said.push(member_words(member, name));
            }
        }
        said.push(match &self.how {
            How::Turn { pool, behind } => {
                format!("it is the turn of who is furthest behind in {pool}: {}", leads(*behind))
            }
            How::LeastOpen { pool, open } => {
                format!("it goes to who has least open for their weight in {pool}: {open}")
            }
            How::NamedByRoute {} => "the route names who gets it".to_owned(),
            How::OwnsAccount { why } => format!("it goes to the account's owner: {why}"),
            How::HadLast {} => "it goes to who had this person's last lead".to_owned(),
            How::NextWorking { pool, .. } => {
                format!("nobody in {pool} can take it now: it goes to who begins to work first")
            }
            How::ManagerOf { rep } => format!("nobody else can take it: it goes to the manager of {}", name(rep)),
            How::HandoffOwner {} => "nobody else can take it: it goes to the owner of the agreement".to_owned(),
        });
        said
    }
}

fn route_words(tried: &TriedRoute) -> String {
    if tried.matched {
        return format!("route {} matches", tried.route);
    }
    format!(
        "route {} does not match: \u{201c}{}\u{201d} does not hold",
        tried.route,
        tried.unmet.join("\u{201d}, \u{201c}")
    )
}

fn member_words(member: &MemberTried, name: &dyn Fn(&str) -> String) -> String {
    let who = name(&member.rep);
    match member.behind {
        Some(behind) if member.bars.is_empty() => match member.open {
            Some(open) => format!("{who} can take it and has {open} open for a weight of {}", member.weight),
            None => format!("{who} can take it and is {}", leads(behind)),
        },
        _ => {
            let bars: Vec<String> = member.bars.iter().map(Bar::words).collect();
            format!("{who} cannot: {}", bars.join(", "))
        }
    }
}

/// A share in words: `0.67 of a lead behind`.
fn leads(thousandths: i64) -> String {
    let hundredths = (thousandths.abs() + 5) / 10;
    let side = if thousandths < 0 { "ahead" } else { "behind" };
    format!("{}.{:02} of a lead {side}", hundredths / 100, hundredths % 100)
}
