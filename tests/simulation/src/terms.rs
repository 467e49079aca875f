//! Agreements as a team changes them from week to week.

use crate::dice::Dice;
use crate::people;

/// The card, the offers and the site are those of the desk's own tests.
const TESTS: &str = include_str!("../../../crates/handoff/tests/desk/agreement.toml");

/// So many leads the shares of tiers are of.
pub(crate) const SHARE_OF: i64 = 200;

/// The company whose owner the agreement names, and its owner.
pub(crate) const NAMED: (u32, &str) = (0, "otto");

/// Who may be in the pool.
pub(crate) const SELLERS: [&str; 4] = ["ana", "ben", "cleo", "dev"];

/// The CRM, as [[deliveries]] has it, and who reps are there.
pub(crate) const CRM: &str = "crm";
pub(crate) const CRM_OWNERS: [(&str, &str); 6] =
    [("ana", "101"), ("ben", "102"), ("cleo", "103"), ("dev", "104"), ("mara", "105"), ("otto", "106")];

/// Ladders: none, that of the example, one that passes on early, one that gives back.
const LADDERS: [&[(&str, &str)]; 4] = [
    &[],
    &[("50%", "remind"), ("5m", "touch_visitor"), ("100%", "tell_manager"), ("150%", "reassign")],
    &[("100%", "reassign"), ("200%", "tell_manager")],
    &[("25%", "remind"), ("125%", "reassign"), ("10h", "touch_visitor"), ("24h", "return_to_marketing")],
];

const EVENTS: &str = r#""lead.assigned", "window.missed", "lead.reminded", "lead.escalated", "lead.reassigned", "visitor.touch", "promise.passed", "lead.returned""#;

/// What changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Each seller's weight in the pool; 0: not on the roster at all.
    weights: [u32; 4],
    ladder: usize,
    /// 0: round the clock; 1: in Berlin; 2: two of them in New York; 3: days are short and over midnight.
    hours: u32,
    capped: bool,
    offline: bool,
    anew: bool,
    long: bool,
    /// The pool shares by open leads, not by turns.
    by_open: bool,
    /// Who is hot is the best fifth, not who has so many points.
    shares: bool,
    /// Leads of companies that have an owner go there.
    accounts: bool,
    /// Leads are told to a CRM, and what is done there is heard.
    crm: bool,
}

impl Terms {
    /// As the first version has it.
    pub fn first(dice: &mut Dice) -> Terms {
        let mut terms = Terms {
            weights: [2, 1, 1, 0],
            ladder: 1,
            hours: 0,
            capped: false,
            offline: false,
            anew: false,
            long: false,
            by_open: false,
            shares: false,
            accounts: true,
            crm: true,
        };
        for _ in 0..5 {
            terms.change(dice);
        }
        terms
    }

    /// Changes one thing.
    pub fn change(&mut self, dice: &mut Dice) {
        match dice.below(13) {
            0..=2 => {
                let weight = dice.below(4);
                let place = dice.below(4) as usize;
                if let Some(held) = self.weights.get_mut(place) {
                    *held = weight;
                }
                if self.weights.iter().all(|weight| *weight == 0) {
                    self.weights = [1, 1, 0, 0];
                }
            }
            3 => self.ladder = dice.below(4) as usize,
            4 => self.hours = dice.below(4),
            5 => self.capped = !self.capped,
            6 => self.offline = !self.offline,
            7 => self.anew = !self.anew,
            8 => self.by_open = !self.by_open,
            9 => self.shares = !self.shares,
            10 => self.accounts = !self.accounts,
            11 => self.crm = !self.crm,
            _ => self.long = !self.long,
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        let (card, _) = TESTS.split_once("[[reps]]").unwrap_or((TESTS, ""));
        let mut text = card.to_owned();
        if self.shares {
            text = text.replacen("at_least = 70", "at_least = 70\nshare = 20", 1);
            text = text.replacen("[score]\n", &format!("[score]\nshare_of = {SHARE_OF}\n"), 1);
        }
        if self.anew {
            text.push_str("[dedupe]\nreturning = \"route_anew\"\n");
        }
        for manager in ["mara", "otto"] {
            text.push_str(&format!(
                "\n[[reps]]\nid = \"{manager}\"\nname = \"M {manager}\"\nemail = \"{manager}@acme.example\"\n"
            ));
        }
        let sellers = || SELLERS.iter().zip(self.weights).filter(|(_, weight)| *weight > 0);
        for (place, (seller, _)) in sellers().enumerate() {
            text.push_str(&format!(
                "\n[[reps]]\nid = \"{seller}\"\nname = \"S {seller}\"\nemail = \"{seller}@acme.example\"\nmanager = \"mara\"\n"
            ));
            if self.capped {
                text.push_str(&format!("open_leads = {}\nper_day = {}\n", 6 + place, 4 + place));
            }
            if self.hours == 2 && place % 2 == 1 {
                text.push_str("zone = \"America/New_York\"\n");
            }
        }
        let members: Vec<String> =
            sellers().map(|(seller, weight)| format!("{{ rep = \"{seller}\", weight = {weight} }}")).collect();
        text.push_str(&format!(
            "\n[[pools]]\nid = \"inbound\"\n{}fallback = \"backup\"\nmembers = [{}]\n\n[[pools]]\nid = \"backup\"\n\
             members = [{{ rep = \"otto\" }}]\n\n[[pools]]\nid = \"enterprise\"\n\
             members = [{{ rep = \"mara\" }}, {}]\n",
            if self.by_open { "share = \"open_leads\"\n" } else { "" },
            members.join(", "),
            members.first().map_or("", String::as_str),
        ));
        if self.accounts {
            let (company, owner) = NAMED;
            text.push_str(&format!(
                "\n[[accounts]]\nowner = \"{owner}\"\ndomain = \"{}\"\n\n[[routes]]\nid = \"accounts\"\naccount_owner = true\n",
                people::domain(company)
            ));
        }
        text.push_str(
            "\n[[routes]]\nid = \"large_companies\"\nwhen = { reason = \"more than 1,000 people\", field = \"employees\", at_least = 1001 }\n\
             to = \"enterprise\"\n\n[[routes]]\nid = \"everyone_else\"\nto = \"inbound\"\n",
        );
        text.push_str(&self.clock());
        for (id, kind, more) in
            [("slack", "slack", ""), ("events", "webhook", ", \"lead.quarantined\", \"lead.acknowledged\"")]
        {
            text.push_str(&format!(
                "\n[[deliveries]]\nid = \"{id}\"\nkind = \"{kind}\"\nsecret = \"{}\"\non = [{EVENTS}{more}]\n",
                id.to_uppercase()
            ));
        }
        text.push_str("\n[sql]\nall = [{ checklist = \"bant\", at_least = 2 }]\n");
        text.push_str(&self.crm());
        text
    }

    fn crm(&self) -> String {
        if !self.crm {
            return String::new();
        }
        let is_here = |rep: &str| {
            let place = SELLERS.iter().position(|seller| *seller == rep);
            place.is_none_or(|place| self.weights.get(place).is_some_and(|weight| *weight > 0))
        };
        let owners: Vec<String> = CRM_OWNERS
            .iter()
            .filter(|(rep, _)| is_here(rep))
            .map(|(rep, owner)| format!("{rep} = \"{owner}\""))
            .collect();
        format!(
            "\n[[deliveries]]\nid = \"{CRM}\"\nkind = \"hubspot\"\nsecret = \"CRM\"\nsigning_secret = \"CRM_KEY\"\n\
             owners = {{ {} }}\n",
            owners.join(", ")
        )
    }

    fn clock(&self) -> String {
        let window = if self.long { "1h" } else { "5m" };
        let mut text = format!("\n[windows]\nfirst_response = \"{window}\"\nattempts_before_nurture = 3\n");
        if self.hours > 0 {
            text.push_str("in = \"working_hours\"\n");
        }
        if self.offline {
            text.push_str("offline_after_miss = \"1h\"\n");
        }
        text.push_str("\n[windows.by_source]\ncontent = \"4h\"\n");
        match self.hours {
            0 => {}
            // Open over the hour that is left out or comes twice on the days of the seed.
            3 => text
                .push_str("\n[hours]\nzone = \"America/New_York\"\nevery_day = [\"22:00-01:30\", \"02:30-10:00\"]\n"),
            _ => text.push_str(
                "\n[hours]\nzone = \"Europe/Berlin\"\nmon_to_fri = [\"09:00-12:30\", \"13:30-18:00\"]\n\
                 sun = [\"01:30-02:30\", \"03:00-12:00\"]\nholidays = [\"de\"]\n",
            ),
        }
        for (at, does) in LADDERS.get(self.ladder).copied().unwrap_or_default() {
            text.push_str(&format!("\n[[escalation]]\nat = \"{at}\"\ndo = \"{does}\"\n"));
        }
        text
    }
}
