//! Leads that could have come: what an agreement is tried on before anybody has sent anything.
//!
//! The population, so that a marketer can say whether it is theirs (shares are of all leads
//! unless another whole is named; the lists are in `plausible_words.rs` and `plausible_titles.rs`):
//!
//! - where from: fifteen countries, 38 % United States, 20 % German, French and Spanish speaking
//!   Europe and so on; of those with another language half write their title in it;
//! - company size: long-tailed, 20 % to 10 people, 26 % to 50, 23 % to 200, 12 % to 500, 7 % to
//!   1,000, 8 % to 5,000, 4 % above; 74 % choose it from the usual list, 16 % type a number, 10 %
//!   leave it out;
//! - title: 10 % C-level, 8 % VP, 20 % head or director, 25 % manager, 37 % without reports; in
//!   companies of up to ten people 48 % are founder or C-level; 2 % of all are students; 6 % leave
//!   the title out; 80 % of the titles name a department that the tables know;
//! - mail: 70 % from a company's domain, 25 % free, 3 % a post such as `info@`, 2 % throw-away;
//!   of work mails 3 % come from each list of domains the agreement has;
//! - company left out by 5 %, website given by 30 %, telephone by 35 %, industry left out by 15 %;
//! - message: none 25 %, one sentence 45 %, two 20 %, three 10 %; 40 % of the sentences speak of
//!   buying; 30 % of the messages have a word that the agreement listens for;
//! - timeline, budget and the like only where the agreement asks: left out by 25 %, and 25 % of the
//!   answers are ones that the agreement names;
//! - page: 60 % of the leads come from the first source's pages, 25 % from the other sources', the
//!   rest from elsewhere; 35 % have utm parameters;
//! - signals the agreement counts: none of a kind for 60 %, else one and, with a chance of a half
//!   each, one more; over the last 90 days, more of them lately.

use baton_scoring::{Card, Condition, Field, List, RawField, Rule, Seconds, Signal, Submission, Test};

use crate::plausible_titles::{RANKS, STUDENTS};
use crate::plausible_words as words;

/// Plausible form submissions for an agreement's card, without end; the same seed gives the same.
///
/// `now` is when they are sent: their signals lie in the 90 days before.
pub fn plausible_leads(card: &Card, seed: u64, now: Seconds) -> impl Iterator<Item = Submission> {
    let mut maker = Maker { draw: Draw(seed), wishes: Wishes::of(card), now };
    core::iter::repeat_with(move || maker.lead())
}

/// Days over which signals lie.
const SIGNAL_DAYS: u64 = 90;

/// What the card asks about, and what it would like to hear.
struct Wishes {
    asked: Vec<Field>,
    /// The texts of one condition each, so that a long list and a short one count the same.
    texts: Vec<(Field, Vec<String>)>,
    signals: Vec<String>,
    /// Patterns of the pages of each source that has some.
    pages: Vec<Vec<String>>,
}

impl Wishes {
    fn of(card: &Card) -> Wishes {
        let pages = card.sources.iter().map(|source| source.pages.clone()).filter(|pages| !pages.is_empty()).collect();
        let mut wishes = Wishes { asked: Vec::new(), texts: Vec::new(), signals: Vec::new(), pages };
        for criterion in &card.criteria {
            match &criterion.rule {
                Rule::When { gate, .. } => gate.each(&mut |_, condition| wishes.take(condition, card)),
                Rule::PerSignal(rule) => wishes.take_signal(&rule.signal),
            }
        }
        card.mql.each(&mut |_, condition| wishes.take(condition, card));
        wishes
    }

    /// The one place that knows what conditions look like.
    fn take(&mut self, condition: &Condition, card: &Card) {
        match condition {
            Condition::Field { field, test } => {
                if !self.asked.contains(field) {
                    self.asked.push(*field);
                }
                match test {
                    Test::Is(text) => self.texts.push((*field, vec![text.clone()])),
                    Test::OneOf(texts) | Test::Contains(texts) => self.texts.push((*field, texts.clone())),
                    Test::InList(place) => {
                        let list = usize::try_from(*place).ok().and_then(|place| card.lists.get(place));
                        if let Some(List::Entries { entries, .. }) = list {
                            self.texts.push((*field, entries.clone()));
                        }
                    }
                    Test::Between { .. } | Test::Present | Test::Absent => {}
                }
            }
            Condition::Signal { name, .. } => self.take_signal(name),
            _ => {}
        }
    }

    fn take_signal(&mut self, name: &str) {
        if !self.signals.iter().any(|known| known == name) {
            self.signals.push(name.to_owned());
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014):
/// ten lines, no state but a counter, good enough for a population.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is small against 2^64; 0 if `end` is 0.
    fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(of.len()).unwrap_or(1));
        of.get(usize::try_from(at).unwrap_or(0))
    }

    fn text(&mut self, of: &[&'static str]) -> &'static str {
        self.one(of).copied().unwrap_or_default()
    }

    /// One of several by their shares of a hundred.
    fn shared<'a, T>(&mut self, of: &'a [T], share: impl Fn(&T) -> u32) -> Option<&'a T> {
        let mut left = self.below(100);
        for one in of {
            let share = u64::from(share(one));
            if left < share {
                return Some(one);
            }
            left -= share;
        }
        of.last()
    }
}

struct Maker {
    draw: Draw,
    wishes: Wishes,
    now: Seconds,
}

/// Who somebody is before they fill in the form.
struct Person {
    first: &'static str,
    last: &'static str,
    language: usize,
    prefix: &'static str,
    is_student: bool,
    people: u32,
    size: &'static str,
    company: String,
    domain: String,
}

impl Maker {
    fn lead(&mut self) -> Submission {
        let place = self.draw.shared(words::COUNTRIES, |country| country.share);
        let (country, language, prefix) = place.map_or(("", 0, ""), |place| (place.name, place.language, place.prefix));
        let person = self.person(language, prefix);
        let mut form = Form::default();
        form.fill(Field::FirstName, person.first.to_owned());
        form.fill(Field::LastName, person.last.to_owned());
        form.fill(Field::Email, self.email(&person));
        form.fill(Field::Company, self.company(&person));
        form.fill(Field::JobTitle, self.title(&person));
        form.fill(Field::Employees, self.employees(&person));
        form.fill(Field::Country, self.wished(Field::Country, 15).unwrap_or_else(|| country.to_owned()));
        form.fill(Field::Phone, self.phone(&person));
        form.fill(Field::Website, self.website(&person));
        form.fill(Field::Industry, self.industry());
        form.fill(Field::Message, self.message());
        self.answers(&mut form);
        Submission { fields: form.0, signals: self.signals(), page: self.page(), ..Submission::default() }
    }

    fn person(&mut self, language: usize, prefix: &'static str) -> Person {
        let (low, high, size, _) =
            self.draw.shared(words::SIZES, |size| size.3).copied().unwrap_or((1, 10, "1-10", 100));
        // Small numbers of a range are more frequent than large ones: the lesser of two draws.
        let span = u64::from(high - low) + 1;
        let above = self.draw.below(span).min(self.draw.below(span));
        let (name, kind) = (self.draw.text(words::COMPANY_NAMES), self.draw.text(words::COMPANY_KINDS));
        let forms = words::LEGAL_FORMS.get(language).copied().unwrap_or_default();
        let form = if self.draw.percent(30) { format!(" {}", self.draw.text(forms)) } else { String::new() };
        Person {
            first: self.draw.text(words::FIRST_NAMES),
            last: self.draw.text(words::LAST_NAMES),
            // Half of those with another language write English to an English site.
            language: if self.draw.percent(50) { language } else { 0 },
            prefix,
            is_student: self.draw.percent(2),
            people: low + u32::try_from(above).unwrap_or(0),
            size,
            domain: format!("{}{}.example", name.to_ascii_lowercase(), kind.to_ascii_lowercase()),
            company: format!("{name} {kind}{form}"),
        }
    }

    fn email(&mut self, person: &Person) -> String {
        let ascii = |name: &str| baton_scoring::fold(name).replace(' ', "");
        let local = format!("{}.{}", ascii(person.first), ascii(person.last));
        let kind = self.draw.below(100);
        let free_until = if person.is_student { 70 } else { 27 };
        if kind < 2 {
            return format!("{local}@{}", self.draw.text(words::THROW_AWAY));
        }
        if kind < free_until {
            return format!("{local}{}@{}", self.draw.below(100), self.draw.text(words::FREE_MAIL));
        }
        if kind < free_until + 3 {
            return format!("{}@{}", self.draw.text(words::ROLES), person.domain);
        }
        if let Some(address) = self.wished(Field::Email, 1) {
            return address;
        }
        let domain = self.wished(Field::EmailDomain, 3).unwrap_or_else(|| person.domain.clone());
        format!("{local}@{domain}")
    }

    fn company(&mut self, person: &Person) -> String {
        if self.draw.percent(5) {
            return String::new();
        }
        self.wished(Field::Company, 3).unwrap_or_else(|| person.company.clone())
    }

    fn title(&mut self, person: &Person) -> String {
        if self.draw.percent(6) {
            return String::new();
        }
        if let Some(wanted) = self.wished(Field::JobTitle, 10) {
            return wanted;
        }
        let is_small = person.people <= 10;
        let titles = if person.is_student {
            Some(&STUDENTS)
        } else {
            let rank = self.draw.shared(RANKS, |rank| if is_small { rank.share_in_small } else { rank.share });
            rank.map(|rank| &rank.titles)
        };
        let titles = titles.and_then(|titles| titles.get(person.language)).copied().unwrap_or_default();
        self.draw.text(titles).to_owned()
    }

    fn employees(&mut self, person: &Person) -> String {
        match self.draw.below(100) {
            0..74 => person.size.to_owned(),
            74..86 => person.people.to_string(),
            86..90 => format!("about {}", person.people),
            _ => String::new(),
        }
    }

    fn phone(&mut self, person: &Person) -> String {
        if !self.draw.percent(35) {
            return String::new();
        }
        let (area, number) = (self.draw.below(900) + 100, self.draw.below(9_000_000) + 1_000_000);
        format!("{} {area} {number}", person.prefix)
    }

    fn website(&mut self, person: &Person) -> String {
        if self.draw.percent(30) { format!("https://www.{}", person.domain) } else { String::new() }
    }

    fn industry(&mut self) -> String {
        if self.draw.percent(15) {
            return String::new();
        }
        self.wished(Field::Industry, 10).unwrap_or_else(|| self.draw.text(words::INDUSTRIES).to_owned())
    }

    fn message(&mut self) -> String {
        let sentences = match self.draw.below(100) {
            0..25 => return String::new(),
            25..70 => 1,
            70..90 => 2,
            _ => 3,
        };
        let mut said = Vec::new();
        if let Some(word) = self.wished_of_all(Field::Message, 30) {
            let (before, behind) = self.draw.one(words::AROUND_A_WORD).copied().unwrap_or_default();
            said.push(format!("{before}{word}{behind}"));
        }
        while said.len() < sentences {
            let sentences = if self.draw.percent(40) { words::INTENT } else { words::CURIOUS };
            said.push(self.draw.text(sentences).to_owned());
        }
        said.join(" ")
    }

    /// What few forms ask, asked where the agreement wants to know it.
    fn answers(&mut self, form: &mut Form) {
        for (field, usual) in [
            (Field::Timeline, words::TIMELINES),
            (Field::Budget, words::BUDGETS),
            (Field::HeardFrom, words::HEARD_FROM),
            (Field::City, words::CITIES),
            (Field::Region, words::REGIONS),
            (Field::Interest, &["Platform", "Integrations", "Migration", "Partnership"]),
            (Field::Channel, &["E-mail", "Phone", "Video call"]),
            (Field::Consent, &["on", "yes"]),
            (Field::PostalCode, &["10115", "94105", "75002", "SW1A 1AA"]),
        ] {
            if self.wishes.asked.contains(&field) && !self.draw.percent(25) {
                let answer = self.wished_of_all(field, 25).unwrap_or_else(|| self.draw.text(usual).to_owned());
                form.fill(field, answer);
            }
        }
    }

    fn page(&mut self) -> String {
        let source = match self.draw.below(100) {
            0..60 => 0,
            60..85 => 1 + self.draw.below(u64::try_from(self.wishes.pages.len()).unwrap_or(0).saturating_sub(1)),
            _ => u64::MAX,
        };
        let patterns = usize::try_from(source).ok().and_then(|at| self.wishes.pages.get(at));
        let path = match patterns.and_then(|patterns| self.draw.one(patterns)) {
            Some(pattern) => address(pattern, self.draw.text(words::PAGE_PARTS)),
            None => self.draw.text(words::OTHER_PAGES).to_owned(),
        };
        if !self.draw.percent(35) {
            return path;
        }
        let (source, medium) = self.draw.one(words::CAMPAIGNS).copied().unwrap_or_default();
        let name = self.draw.text(words::CAMPAIGN_NAMES).to_owned();
        let source = self.wished(Field::CampaignSource, 10).unwrap_or_else(|| source.to_owned());
        let medium = self.wished(Field::CampaignMedium, 10).unwrap_or_else(|| medium.to_owned());
        let name = self.wished(Field::Campaign, 10).unwrap_or(name);
        let query = format!("utm_source={source}&utm_medium={medium}&utm_campaign={name}").replace(' ', "+");
        format!("{path}?{query}")
    }

    fn signals(&mut self) -> Vec<Signal> {
        let mut seen = Vec::new();
        for name in &self.wishes.signals {
            if self.draw.percent(60) {
                continue;
            }
            loop {
                // The lesser of two ages: interest grows before somebody asks.
                let span = SIGNAL_DAYS * 86_400;
                let age = self.draw.below(span).min(self.draw.below(span));
                let at = Seconds(self.now.0.saturating_sub(i64::try_from(age).unwrap_or(0)));
                seen.push(Signal { name: name.clone(), at });
                if self.draw.percent(50) {
                    break;
                }
            }
        }
        seen.sort_by_key(|signal| signal.at);
        seen
    }

    /// A text the agreement asks this field for: each of its lists with this chance.
    fn wished(&mut self, field: Field, percent: u64) -> Option<String> {
        for (of, texts) in &self.wishes.texts {
            if *of == field && self.draw.percent(percent) {
                return self.draw.one(texts).cloned();
            }
        }
        None
    }

    /// The same with this chance for all its lists together.
    fn wished_of_all(&mut self, field: Field, percent: u64) -> Option<String> {
        if !self.draw.percent(percent) {
            return None;
        }
        let lists: Vec<&Vec<String>> =
            self.wishes.texts.iter().filter(|(of, _)| *of == field).map(|(_, texts)| texts).collect();
        self.draw.one(&lists).and_then(|texts| self.draw.one(texts)).cloned()
    }
}

/// A page that a pattern takes: what a `*` at its beginning stands for is left out, every other
/// one is this part.
fn address(pattern: &str, part: &str) -> String {
    let path = pattern.trim_start_matches('*').replace('*', part);
    if path.starts_with('/') { path } else { format!("/{path}") }
}

/// A form whose fields say what they are.
#[derive(Default)]
struct Form(Vec<RawField>);

impl Form {
    fn fill(&mut self, field: Field, value: String) {
        self.0.push(RawField { field: field.id().to_owned(), value, ..RawField::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::words::{COUNTRIES, SIZES};
    use super::{RANKS, address};

    #[test]
    fn patterns_become_pages() {
        assert_eq!(address("/demo*", "-request"), "/demo-request");
        assert_eq!(address("*/book-a-demo*", ""), "/book-a-demo");
        assert_eq!(address("*", "/de"), "/");
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(COUNTRIES.iter().map(|country| country.share).sum::<u32>(), 100);
        assert_eq!(SIZES.iter().map(|size| size.3).sum::<u32>(), 100);
        assert_eq!(RANKS.iter().map(|rank| rank.share).sum::<u32>(), 100);
        assert_eq!(RANKS.iter().map(|rank| rank.share_in_small).sum::<u32>(), 100);
    }
}
