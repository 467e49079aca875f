//! Who comes, and what they send.

use baton_handoff::Millis;
use serde_json::json;

use crate::dice::Dice;

/// A site the agreement names.
pub(crate) const ORIGIN: &str = "https://www.acme.example";
/// The edge.
pub(crate) const EDGE: &str = "https://edge.example";

/// So many companies there are.
pub(crate) const COMPANIES: u32 = 9;

/// A body that was sent, or is to be.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The submission's id.
    pub id: String,
    pub body: String,
    pub origin: Option<&'static str>,
    pub submission: Submission,
}

/// What a submission is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Submission {
    /// Its number: no other has it.
    pub number: u32,
    /// Whose it is.
    pub person: u32,
    pub revision: u32,
    /// Answers of the same revision that are others.
    pub variant: u32,
    pub kind: Kind,
    pub submitted_at: Millis,
}

/// What is special about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Honest,
    /// From a site nobody knows.
    Elsewhere,
    /// A field is filled in that no visitor sees.
    Spam,
    /// Its address is one to be thrown away.
    ThrowAway,
    /// The install check's.
    Test,
    /// Nothing in it tells who it is.
    Nameless,
    /// Name and address are somebody else's, who is nobody.
    Mistyped,
}

impl Kind {
    pub fn drawn(dice: &mut Dice) -> Kind {
        match dice.below(20) {
            0 => Kind::Elsewhere,
            1 => Kind::Spam,
            2 => Kind::ThrowAway,
            3 => Kind::Test,
            4 => Kind::Nameless,
            5 => Kind::Mistyped,
            _ => Kind::Honest,
        }
    }
}

/// A submission's id.
pub(crate) fn id(number: u32) -> String {
    format!("0193a2f0-0000-7000-8000-{number:012x}")
}

impl Submission {
    /// As it is sent.
    pub fn sent(self) -> Sent {
        let Submission { number, person, revision, variant, kind, submitted_at } = self;
        let named = if kind == Kind::Mistyped { person.wrapping_add(1_000_000) } else { person };
        let (given, family) = (word(named), word(named.wrapping_add(7_919)));
        let at = company_of(person);
        let email = match kind {
            Kind::ThrowAway => format!("{given}.{person}@mailinator.com"),
            _ => format!("{given}.{family}@{}", domain(at)),
        };
        let size = if person % 6 == 0 { "5000" } else { "120" };
        let note = format!("{number}.{revision}.{variant}");
        let mut fields = vec![("company_size", size), ("message", note.as_str())];
        let (name, company, phone) = (format!("{given} {family}"), company(at), switchboard(at));
        if kind != Kind::Nameless {
            fields.extend([("name", name.as_str()), ("email", email.as_str()), ("company", company.as_str())]);
            // Everybody there has the same.
            fields.extend((person % 4 == 0).then_some(("phone", phone.as_str())));
        }
        let fields: Vec<serde_json::Value> =
            fields.iter().map(|(name, value)| json!({"name": name, "label": name, "value": value})).collect();
        let page = if number % 4 == 0 { "blog" } else { "demo" };
        let mut body = json!({
            "v": 1, "id": id(number), "revision": revision, "submitted_at": submitted_at.0,
            "page": {"url": format!("{ORIGIN}/{page}"), "title": "Book a demo", "referrer": "", "language": "en"},
            "fields": fields, "signals": [], "shown": {"offer": "meeting", "score": 80},
        });
        if let Some(body) = body.as_object_mut() {
            match kind {
                Kind::Spam => drop(body.insert("honeypot".to_owned(), true.into())),
                Kind::Test => drop(body.insert("test".to_owned(), true.into())),
                _ => {}
            }
        }
        let origin = if kind == Kind::Elsewhere { "https://elsewhere.example" } else { ORIGIN };
        Sent { id: id(number), body: body.to_string(), origin: Some(origin), submission: self }
    }
}

/// Where somebody works.
pub(crate) fn company_of(person: u32) -> u32 {
    person % COMPANIES
}

/// What a company writes from.
pub(crate) fn domain(company: u32) -> String {
    format!("{}{company}.example", word(company))
}

/// What a company is called.
pub(crate) fn company(company: u32) -> String {
    format!("{} Works", word(company))
}

/// The number all of a company have.
pub(crate) fn switchboard(company: u32) -> String {
    format!("+49 30 90182{company:03}")
}

/// A name like no other's.
fn word(n: u32) -> String {
    let mut left = n.wrapping_mul(2_654_435_761);
    let mut word = String::new();
    for _ in 0..5 {
        let consonant = b"bdfgklmnprstvz".get((left % 14) as usize);
        let vowel = b"aeiou".get((left / 14 % 5) as usize);
        word.extend(consonant.into_iter().chain(vowel).map(|letter| char::from(*letter)));
        left /= 70;
    }
    word
}
