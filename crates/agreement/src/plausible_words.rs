//! The words plausible leads are made of: companies, places, sentences. Titles: `plausible_titles.rs`.
//!
//! Written by hand from what people type into demo forms. Names of people and companies are
//! common words put together; domains end in `.example`, which nobody can own (RFC 2606).

/// A country, how leads from it type its name, and the language of their titles.
pub(crate) struct Country {
    /// As chosen from a list.
    pub name: &'static str,
    /// Leads of a hundred.
    pub share: u32,
    /// Which column of titles they use when they do not use English.
    pub language: usize,
    /// Telephone prefix.
    pub prefix: &'static str,
}

const fn country(name: &'static str, share: u32, language: usize, prefix: &'static str) -> Country {
    Country { name, share, language, prefix }
}

/// English-speaking markets first, as for most vendors that write English; the shares add up to 100.
pub(crate) const COUNTRIES: &[Country] = &[
    country("United States", 38, 0, "+1"),
    country("United Kingdom", 11, 0, "+44"),
    country("Germany", 11, 1, "+49"),
    country("France", 7, 2, "+33"),
    country("Spain", 5, 3, "+34"),
    country("Brazil", 5, 4, "+55"),
    country("Canada", 5, 0, "+1"),
    country("India", 5, 0, "+91"),
    country("Netherlands", 3, 0, "+31"),
    country("Austria", 2, 1, "+43"),
    country("Switzerland", 2, 1, "+41"),
    country("Portugal", 2, 4, "+351"),
    country("Mexico", 2, 3, "+52"),
    country("Sweden", 1, 0, "+46"),
    country("Australia", 1, 0, "+61"),
];

/// The answers of the usual select box: least, most, text, leads of a hundred.
///
/// Long-tailed: most companies that ask are small, few are very large.
pub(crate) const SIZES: &[(u32, u32, &str, u32)] = &[
    (1, 10, "1-10", 20),
    (11, 50, "11-50", 26),
    (51, 200, "51-200", 23),
    (201, 500, "201-500", 12),
    (501, 1000, "501-1000", 7),
    (1001, 5000, "1001-5000", 8),
    (5001, 60000, "5001+", 4),
];

/// Given names.
pub(crate) const FIRST_NAMES: &[&str] = &[
    "Anna", "James", "Maria", "Lukas", "Sophie", "Daniel", "Priya", "Thomas", "Camille", "João", "Laura", "Michael",
    "Inês", "Pierre", "Sarah", "Felix", "Carmen", "David", "Julia", "Rahul", "Emma", "Jürgen", "Olivia", "Pablo",
    "Chloé", "Robert", "Fatima", "Marc", "Beatriz", "Kevin", "Wei", "Nina",
];

/// Family names.
pub(crate) const LAST_NAMES: &[&str] = &[
    "Müller",
    "Smith",
    "Garcia",
    "Johnson",
    "Silva",
    "Dubois",
    "Weber",
    "Brown",
    "Martin",
    "Santos",
    "Patel",
    "Schneider",
    "Lopez",
    "Jones",
    "Moreau",
    "Costa",
    "Davis",
    "Fischer",
    "Wilson",
    "Bernard",
    "Kumar",
    "Taylor",
    "Romero",
    "Nguyen",
    "Becker",
    "Clark",
    "Oliveira",
    "Hoffmann",
    "Lee",
    "Rossi",
    "Walker",
    "Novak",
];

/// First words of company names.
pub(crate) const COMPANY_NAMES: &[&str] = &[
    "North", "Blue", "Alder", "Bright", "Harbour", "Vertex", "Summit", "Silver", "Granite", "Lumen", "Orchard",
    "Falcon", "Clear", "Nova", "River", "Stone", "Echo", "Maple", "Quanta", "Delta", "Iron", "Cedar", "Polar", "Swift",
];

/// Second words of company names.
pub(crate) const COMPANY_KINDS: &[&str] = &[
    "Logistics",
    "Systems",
    "Labs",
    "Health",
    "Software",
    "Foods",
    "Capital",
    "Media",
    "Energy",
    "Retail",
    "Works",
    "Analytics",
    "Manufacturing",
    "Consulting",
    "Robotics",
    "Travel",
    "Insurance",
    "Studio",
    "Pharma",
    "Networks",
];

/// Legal forms, by language.
pub(crate) const LEGAL_FORMS: [&[&str]; 5] = [
    &["Inc.", "Ltd", "LLC"],
    &["GmbH", "AG", "GmbH & Co. KG"],
    &["SAS", "SARL"],
    &["S.L.", "S.A."],
    &["Ltda.", "S.A."],
];

/// Providers of free mail, the largest first.
pub(crate) const FREE_MAIL: &[&str] = &[
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "gmx.de",
    "web.de",
    "proton.me",
    "yahoo.fr",
    "orange.fr",
    "uol.com.br",
];

/// Throw-away mail.
pub(crate) const THROW_AWAY: &[&str] = &["mailinator.com", "yopmail.com", "guerrillamail.com", "trashmail.com"];

/// Addresses of a post, not a person.
pub(crate) const ROLES: &[&str] = &["info", "sales", "office", "admin", "contact", "marketing", "hello"];

/// Industries as select boxes have them.
pub(crate) const INDUSTRIES: &[&str] = &[
    "Software",
    "SaaS",
    "Financial Services",
    "Fintech",
    "Healthcare",
    "Manufacturing",
    "Retail",
    "E-commerce",
    "Logistics",
    "Education",
    "Consulting",
    "Media",
    "Energy",
    "Public Sector",
    "Real Estate",
    "Insurance",
    "Telecommunications",
    "Nonprofit",
    "Automotive",
    "Travel",
];

/// Sentences of somebody who means to buy.
pub(crate) const INTENT: &[&str] = &[
    "We would like a demo for our team.",
    "Can you share enterprise pricing?",
    "We are evaluating vendors and want to decide this quarter.",
    "Our current tool does not scale and we need to migrate.",
    "Please send a quote for 50 seats.",
    "We have budget approved and want to go to production soon.",
    "Could someone from sales call me this week?",
    "How long does an implementation take?",
    "Wir möchten gerne eine Demo für unser Team.",
    "Nous comparons plusieurs solutions, quel est le prix ?",
    "Nos gustaría una demo y conocer los precios.",
    "Gostaríamos de uma demonstração para a equipe.",
];

/// Sentences of somebody who looks around.
pub(crate) const CURIOUS: &[&str] = &[
    "Just looking around.",
    "Saw your talk and wanted to learn more.",
    "Is there a free tier?",
    "Do you support single sign-on?",
    "I am writing a comparison for a blog.",
    "Does this work for very small teams?",
    "A colleague told me about you.",
    "Please add me to the newsletter.",
    "What is your security certification?",
    "Ich schaue mich nur um.",
    "Je découvre votre produit.",
    "Quiero saber más.",
    "Thanks!",
    "We sell SEO services and guarantee first page results.",
];

/// What a sentence with a word the agreement listens for looks like: before and behind it.
pub(crate) const AROUND_A_WORD: &[(&str, &str)] = &[
    ("We are interested in ", "."),
    ("Question about ", ""),
    ("Please tell me more about ", ", thank you"),
    ("", "?"),
];

/// Answers to "when do you want to start?".
pub(crate) const TIMELINES: &[&str] = &[
    "ASAP",
    "This month",
    "This quarter",
    "Next quarter",
    "In 3-6 months",
    "6-12 months",
    "Next year",
    "Just researching",
    "No timeline",
    "Within weeks",
];

/// Answers to "what is your budget?".
pub(crate) const BUDGETS: &[&str] =
    &["Under $5k", "$5k - $10k", "$10k-25k", "$25,000 - $50,000", "$50k-100k", "100k+", "Not sure yet", "No budget"];

/// Answers to "how did you hear of us?".
pub(crate) const HEARD_FROM: &[&str] =
    &["Google", "LinkedIn", "A colleague", "Podcast", "Conference", "Review site", "Newsletter", "Don't remember"];

/// Cities, for forms that ask.
pub(crate) const CITIES: &[&str] = &[
    "Berlin",
    "London",
    "New York",
    "Paris",
    "Madrid",
    "São Paulo",
    "Toronto",
    "München",
    "Lisbon",
    "Austin",
    "Leeds",
];

/// States, provinces and regions, for forms that ask.
pub(crate) const REGIONS: &[&str] =
    &["California", "Texas", "Bayern", "Ontario", "Île-de-France", "New York", "Cataluña", "São Paulo", "NRW"];

/// Pages that no agreement need name.
pub(crate) const OTHER_PAGES: &[&str] =
    &["/blog/how-to-choose", "/resources/guide", "/contact", "/webinar/replay", "/pricing", "/docs/start", "/about"];

/// What fills the `*` of a page's pattern.
pub(crate) const PAGE_PARTS: &[&str] = &["", "-request", "/de", "/thanks", "-2026"];

/// Where campaigns run: source, medium.
pub(crate) const CAMPAIGNS: &[(&str, &str)] =
    &[("google", "cpc"), ("linkedin", "paid_social"), ("newsletter", "email"), ("g2", "referral"), ("bing", "cpc")];

/// Names of campaigns.
pub(crate) const CAMPAIGN_NAMES: &[&str] = &["brand", "q4-launch", "retargeting", "competitor-terms", "webinar-may"];
