//! Who fills in the forms: people as they are called, each at a company of their own.

use baton_simulation::Dice;
use serde_json::json;

const FIRST: [&str; 24] = [
    "Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Giulia", "Hanna", "Ivo", "Jonas", "Katrin", "Luca", "Maya",
    "Nils", "Olga", "Pavel", "Quentin", "Rosa", "Sofia", "Theo", "Uma", "Victor", "Wanda", "Yara",
];
const LAST: [&str; 24] = [
    "Adler", "Berg", "Costa", "Dubois", "Ekström", "Fischer", "Garcia", "Haas", "Ivanova", "Jansen", "Keller", "Lind",
    "Moreau", "Novak", "Okafor", "Petrov", "Quint", "Rossi", "Silva", "Tanaka", "Ullman", "Vogel", "Weiss", "Zimmer",
];
const TITLES: [&str; 8] = [
    "CTO",
    "VP Engineering",
    "Head of Data",
    "Data Engineer",
    "Marketing Manager",
    "Operations Manager",
    "Analyst",
    "Chief Operating Officer",
];
const SIZES: [&str; 6] = ["8", "25", "120", "430", "900", "2500"];
const MESSAGES: [&str; 5] = [
    "We are evaluating vendors and would like to see it with our own data.",
    "What does it cost for a team of forty?",
    "Can it run beside what we have today?",
    "",
    "Our present tool is too slow for what we do now.",
];
const TIMELINES: [&str; 4] = ["this month", "this quarter", "next year", ""];
/// Where leads come from: the page of their form, the source it is, and how many of a hundred.
pub const SOURCES: [(&str, &str, u32); 4] = [
    ("/demo", "demo_request", 40),
    ("/trial", "trial", 25),
    ("/contact", "contact", 15),
    ("/papers/guide", "content", 20),
];
const CAMPAIGNS: [&str; 8] =
    ["", "", "brand-search", "competitor-search", "spring-webinar", "newsletter", "partner-portal", "retargeting"];

/// A submission that is about to come in.
pub struct Lead {
    /// Its id.
    pub id: String,
    /// As it is sent.
    pub body: String,
    /// Which source its page is.
    pub source: &'static str,
    /// Whether its page is nobody's we know, so that it goes into quarantine.
    pub is_strange: bool,
}

/// The `n`-th lead, sent at an instant.
pub fn lead(n: u32, at: i64, origin: &str, dice: &mut Dice) -> Lead {
    let mut pick = |of: &[&'static str]| dice.pick(of).copied().unwrap_or_default();
    let (first, last) = (pick(&FIRST), pick(&LAST));
    let (title, size, message, timeline, campaign) =
        (pick(&TITLES), pick(&SIZES), pick(&MESSAGES), pick(&TIMELINES), pick(&CAMPAIGNS));
    let company = company(n);
    let (page, source) = page(dice);
    let host = company.to_lowercase();
    let query = if campaign.is_empty() { String::new() } else { format!("?utm_campaign={campaign}") };
    let id = format!("{:08x}-{:04x}-7000-8000-{n:012x}", at >> 16, at & 0xffff);
    let field = |name: &str, value: &str| json!({"name": name, "label": name, "value": value});
    let body = json!({
        "v": 1, "id": id, "submitted_at": at - 400,
        "page": {"url": format!("{origin}{page}{query}"), "title": "Talk to us", "referrer": "", "language": "en"},
        "fields": [
            field("name", &format!("{first} {last}")),
            field("email", &format!("{}.{}@{host}.example", plain(first), plain(last))),
            field("company", &format!("{company} Ltd")),
            field("job_title", title),
            field("company_size", size),
            field("message", message),
            field("timeline", timeline),
        ],
    });
    Lead { id, body: body.to_string(), source, is_strange: dice.percent(2) }
}

fn page(dice: &mut Dice) -> (&'static str, &'static str) {
    let mut drawn = dice.below(100);
    for (page, source, share) in SOURCES {
        if drawn < share {
            return (page, source);
        }
        drawn -= share;
    }
    ("/papers/guide", "content")
}

/// A name no other lead's company has: syllables that spell its number, times a prime modulo 75^5, so that
/// neighbours do not look alike.
fn company(n: u32) -> String {
    let (mut left, mut name) = (u64::from(n) * 2_654_435_761 % 2_373_046_875, String::new());
    for _ in 0..5 {
        let syllable = usize::try_from(left % 75).unwrap_or(0);
        name.extend(b"bdfgklmnprstvwz".get(syllable / 5).map(|letter| char::from(*letter)));
        name.extend(b"aeiou".get(syllable % 5).map(|letter| char::from(*letter)));
        left /= 75;
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |begins| begins.to_uppercase().chain(letters).collect())
}

/// As it stands in an address.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('ö', "o")
}

#[cfg(test)]
mod tests {
    use super::company;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_leads_are_of_one_company() {
        let names: BTreeSet<String> = (0..120_000).map(company).collect();
        assert_eq!(names.len(), 120_000);
    }
}
