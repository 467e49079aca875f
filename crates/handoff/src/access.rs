//! Who may do what at a desk: roles, rights, and the one table between them.

use core::fmt;

use crate::Problem;

/// What somebody is to a desk. The order is that of the columns of [`Right::reaches`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Runs the desk.
    Admin,
    /// Brings the leads, and writes the agreement with sales.
    Marketing,
    /// Leads the reps.
    SalesLead,
    /// Answers leads: their own.
    Rep,
    /// Looks.
    ReadOnly,
}

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// To the leads whose owner the rep is.
    Own,
    /// To everything at the desk.
    All,
}

use Reach::{All, Nothing, Own};

/// Every right there is: a variant, its name in scopes and storage, and how far it goes for whom.
macro_rules! rights {
    ($($(#[$doc:meta])* $variant:ident = $id:literal [$($reach:ident),+])+) => {
        /// One thing that can be done at a desk, by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Right { $($(#[$doc])* $variant),+ }

        impl Right {
            /// All of them.
            pub const EVERY: &'static [Right] = &[$(Right::$variant),+];

            /// Its name, as scopes write it. Never changed: tokens are kept with it.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Right::$variant => $id),+ }
            }

            /// How far it goes: for the admin, marketing, a sales lead, a rep, who only reads.
            fn reaches(self) -> [Reach; 5] {
                match self { $(Right::$variant => [$($reach),+]),+ }
            }
        }
    };
}

rights! {
    //                                         admin    marketing  sales lead  rep     read-only
    /// To read the agreements.
    AgreementRead = "agreement:read"           [All,     All,      All,      All,     All]
    /// To put an agreement into force: it is marketing's and sales' together.
    AgreementWrite = "agreement:write"         [All,     All,      All,      Nothing, Nothing]
    /// To have leads scored that are not kept.
    LeadsScore = "leads:score"                 [All,     All,      All,      Nothing, All]
    /// To bring leads that are from no page.
    LeadsWrite = "leads:write"                 [All,     All,      All,      Nothing, Nothing]
    /// To say what a lead did.
    SignalsWrite = "signals:write"             [All,     All,      All,      Nothing, Nothing]
    /// To read leads.
    LeadsRead = "leads:read"                   [All,     All,      All,      Own,     All]
    /// To take all leads along, in a file.
    LeadsExport = "leads:export"               [All,     All,      All,      Nothing, Nothing]
    /// To say what was done about a lead.
    LeadsMove = "leads:move"                   [All,     Nothing,  All,      Own,     Nothing]
    /// To give a lead to another rep.
    LeadsGive = "leads:give"                   [All,     Nothing,  All,      Nothing, Nothing]
    /// To say something about a lead.
    LeadsComment = "leads:comment"             [All,     All,      All,      Own,     Nothing]
    /// To let a lead out of quarantine.
    LeadsRelease = "leads:release"             [All,     All,      All,      Nothing, Nothing]
    /// To get all that is kept of a person.
    PeopleExport = "people:export"             [All,     Nothing,  Nothing,  Nothing, Nothing]
    /// To take away what is personal of a person.
    PeopleErase = "people:erase"               [All,     Nothing,  Nothing,  Nothing, Nothing]
    /// To say which companies have an owner.
    AccountsWrite = "accounts:write"           [All,     All,      All,      Nothing, Nothing]
    /// To see how the endpoints do.
    DeliveriesRead = "deliveries:read"         [All,     All,      All,      Nothing, All]
    /// To have what was given up tried again.
    DeliveriesReplay = "deliveries:replay"     [All,     Nothing,  All,      Nothing, Nothing]
    /// To see who is there.
    RosterRead = "roster:read"                 [All,     All,      All,      All,     All]
    /// To say who is away, and how much they take.
    RosterWrite = "roster:write"               [All,     Nothing,  All,      Nothing, Nothing]
    /// To read what is counted.
    ReportsRead = "reports:read"               [All,     All,      All,      Nothing, All]
    /// To say something about a week or a month.
    ReportsComment = "reports:comment"         [All,     All,      All,      Nothing, Nothing]
    /// To read what happened to the desk itself.
    LogRead = "log:read"                       [All,     All,      All,      Nothing, All]
    /// To move the test clock, where there is one.
    ClockMove = "clock:move"                   [All,     Nothing,  Nothing,  Nothing, Nothing]
    /// To make and revoke tokens. No role has it, only the deployment's secret: a token that leaked
    /// cannot make itself another before it is revoked.
    TokensWrite = "tokens:write"               [Nothing, Nothing,  Nothing,  Nothing, Nothing]
}

impl Right {
    /// The right of that name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Right> {
        Right::EVERY.iter().copied().find(|right| right.id() == id)
    }
}

impl Role {
    /// All of them.
    pub const EVERY: [Role; 5] = [Role::Admin, Role::Marketing, Role::SalesLead, Role::Rep, Role::ReadOnly];

    /// Its name, in requests and storage.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Marketing => "marketing",
            Role::SalesLead => "sales_lead",
            Role::Rep => "rep",
            Role::ReadOnly => "read_only",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Role> {
        Role::EVERY.into_iter().find(|role| role.id() == id)
    }

    /// How far a right goes for this role.
    #[must_use]
    pub fn reach(self, right: Right) -> Reach {
        let [admin, marketing, sales_lead, rep, read_only] = right.reaches();
        match self {
            Role::Admin => admin,
            Role::Marketing => marketing,
            Role::SalesLead => sales_lead,
            Role::Rep => rep,
            Role::ReadOnly => read_only,
        }
    }
}

/// Who asks something of a desk, once that is certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// The holder of the deployment's admin secret.
    Secret,
    /// Somebody with a role.
    Holder(Holder),
}

/// Somebody with a role at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who the log says it was: `token:tok_…`.
    pub actor: String,
    /// For people: the name of the token.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Which rep they are; set for [`Role::Rep`] and for nobody else.
    pub rep: Option<String>,
    /// What of the role's rights they have; all of them where this is empty.
    pub scopes: Vec<Right>,
}

impl Bearer {
    /// How far a right goes for them.
    #[must_use]
    pub fn reach(&self, right: Right) -> Reach {
        match self {
            Bearer::Secret => All,
            Bearer::Holder(holder) if holder.scopes.is_empty() || holder.scopes.contains(&right) => {
                match (holder.role.reach(right), &holder.rep) {
                    // Nobody in particular owns nothing.
                    (Own, None) => Nothing,
                    (reach, _) => reach,
                }
            }
            Bearer::Holder(_) => Nothing,
        }
    }

    /// How far the farthest of some rights goes, which is what a route takes.
    ///
    /// # Errors
    ///
    /// The caller's, 403 `not_allowed`: they have none of them.
    pub fn may(&self, rights: &[Right]) -> Result<Reach, Problem> {
        match rights.iter().map(|right| self.reach(*right)).max() {
            None | Some(Nothing) => Err(self.refused(rights)),
            Some(reach) => Ok(reach),
        }
    }

    /// The rep they are held to, where a right goes no farther than their own leads.
    #[must_use]
    pub fn held_to(&self, reach: Reach) -> Option<&str> {
        match self {
            Bearer::Holder(holder) if reach == Own => holder.rep.as_deref(),
            _ => None,
        }
    }

    /// Who they are and what they may, as JSON: for a page, that shows nothing that would be refused.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (name, role, rep) = match self {
            Bearer::Secret => ("admin secret", None, None),
            Bearer::Holder(holder) => (holder.name.as_str(), Some(holder.role.id()), holder.rep.as_deref()),
        };
        let reached = |right: &&Right| self.reach(**right) != Nothing;
        let rights: Vec<&str> = Right::EVERY.iter().filter(reached).map(|right| right.id()).collect();
        serde_json::json!({"v": 1, "name": name, "role": role, "rep": rep, "rights": rights}).to_string()
    }

    fn refused(&self, rights: &[Right]) -> Problem {
        let needs: Vec<String> = rights.iter().map(|right| format!("`{}`", right.id())).collect();
        Problem::caller(
            403,
            "not_allowed",
            format!("{self} may not do this"),
            format!("It takes {}. Ask whoever runs the desk for a token that has it.", needs.join(" or ")),
        )
    }
}

impl fmt::Display for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bearer::Secret => f.write_str("the holder of the admin token"),
            Bearer::Holder(Holder { role, scopes, .. }) if scopes.is_empty() => write!(f, "a `{}`", role.id()),
            Bearer::Holder(Holder { role, .. }) => write!(f, "a `{}` with these scopes", role.id()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bearer, Holder, Reach, Right, Role};
    use std::collections::BTreeSet;

    fn holder(role: Role, scopes: &[Right]) -> Bearer {
        let rep = (role == Role::Rep).then(|| "ana".to_owned());
        Bearer::Holder(Holder { actor: "token:t".into(), name: "t".into(), role, rep, scopes: scopes.to_vec() })
    }

    #[test]
    fn names_lead_back_and_are_each_one() {
        let names: BTreeSet<&str> = Right::EVERY.iter().map(|right| right.id()).collect();
        assert_eq!(names.len(), Right::EVERY.len());
        for right in Right::EVERY {
            assert_eq!(Right::parse(right.id()), Some(*right));
        }
        for role in Role::EVERY {
            assert_eq!(Role::parse(role.id()), Some(role));
        }
        assert_eq!((Right::parse("leads"), Role::parse("Admin")), (None, None));
    }

    #[test]
    fn the_table_stands_in_the_documentation() {
        let documented = include_str!("../../../docs/api.md");
        for right in Right::EVERY {
            let cell = |role: Role| match role.reach(*right) {
                Reach::Nothing => "–",
                Reach::Own => "own",
                Reach::All => "all",
            };
            let line = format!("| `{}` | {} |", right.id(), Role::EVERY.map(cell).join(" | "));
            assert!(documented.contains(&line), "docs/api.md lacks {line}");
        }
    }

    /// What would be a hole if somebody widened it in passing.
    #[test]
    fn the_narrow_rights_stay_narrow() {
        for right in [Right::PeopleExport, Right::PeopleErase, Right::ClockMove] {
            let who: Vec<_> = Role::EVERY.into_iter().filter(|role| role.reach(right) != Reach::Nothing).collect();
            assert_eq!(who, [Role::Admin], "{right:?}");
        }
        assert!(Role::EVERY.iter().all(|role| role.reach(Right::TokensWrite) == Reach::Nothing));
        for right in Right::EVERY {
            let writes = !right.id().ends_with(":read") && *right != Right::LeadsScore;
            assert!(!writes || Role::ReadOnly.reach(*right) == Reach::Nothing, "{right:?}");
            let of_others = right.id().starts_with("leads:") && Role::Rep.reach(*right) == Reach::All;
            assert!(!of_others, "{right:?}: a rep reaches no farther than their own leads");
            let (sales, rep) = (Role::SalesLead.reach(*right), Role::Rep.reach(*right));
            assert!(sales >= rep, "{right:?}: who leads reps may what reps may");
        }
    }

    #[test]
    fn scopes_take_away_and_never_add() {
        for role in Role::EVERY {
            for scope in Right::EVERY {
                let scoped = holder(role, &[*scope]);
                for right in Right::EVERY {
                    let expected = if right == scope { role.reach(*right) } else { Reach::Nothing };
                    assert_eq!(scoped.reach(*right), expected, "{role:?} {scope:?} {right:?}");
                }
            }
        }
        assert!(Right::EVERY.iter().all(|right| Bearer::Secret.reach(*right) == Reach::All));
    }

    #[test]
    fn a_rep_that_is_nobody_reaches_nothing_of_their_own() {
        let Bearer::Holder(rep) = holder(Role::Rep, &[]) else { panic!() };
        assert_eq!(Bearer::Holder(rep.clone()).held_to(Reach::Own), Some("ana"));
        assert_eq!(Bearer::Holder(Holder { rep: None, ..rep }).reach(Right::LeadsRead), Reach::Nothing);
    }

    #[test]
    fn a_refusal_says_what_is_missing() {
        let problem = holder(Role::ReadOnly, &[]).may(&[Right::LeadsMove, Right::LeadsGive]).unwrap_err();
        assert_eq!((problem.status, problem.code), (403, "not_allowed"));
        assert_eq!(problem.message, "a `read_only` may not do this");
        assert!(problem.help.contains("`leads:move` or `leads:give`"), "{}", problem.help);
        assert!(holder(Role::Marketing, &[]).may(&[]).is_err(), "what takes no right is given to nobody");
    }
}
