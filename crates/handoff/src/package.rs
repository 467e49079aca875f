//! The handoff package: the five facts a rep needs before the call.

use baton_scoring::{Field, Lead, Verdict};
use serde::{Deserialize, Serialize};

use crate::OfferWords;

/// Five facts, in the visitor's words where they are theirs. What they did not say is `None`;
/// nothing is made up.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Who they are and how to reach them: `Ada King, Head of Data, Works Ltd · ada@works.example`.
    pub who: Option<String>,
    /// What made them come: source, page, campaign.
    pub source: Option<String>,
    /// Their question, verbatim, cut behind a sentence where it is long.
    pub message: Option<String>,
    /// When they want to start or decide.
    pub timeline: Option<String>,
    /// How they want to be reached.
    pub channel: Option<String>,
    /// What they were shown: `a meeting`, `a thank-you`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// What the SQL gate still misses, in the agreement's words: what to ask next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ask_next: Vec<String>,
}

/// A question longer than this many characters is cut.
const MESSAGE_CHARS: usize = 600;
/// Any other fact is at most this long, in characters.
const FACT_CHARS: usize = 200;

impl Package {
    /// Gathers the facts of a lead. `title` is the page's.
    #[must_use]
    pub fn of(lead: &Lead, title: &str) -> Package {
        let said =
            |field| lead.raw(field).map(|text| cut_to(&one_line(text), FACT_CHARS)).filter(|text| !text.is_empty());
        Package {
            who: who(&said),
            source: source(lead, &said, title),
            message: lead.raw(Field::Message).map(|text| by_sentence(text, MESSAGE_CHARS)),
            timeline: said(Field::Timeline),
            channel: said(Field::Channel),
            ..Package::default()
        }
    }

    /// The same with what was decided of the lead.
    #[must_use]
    pub(crate) fn with(self, verdict: &Verdict, offer: &OfferWords) -> Package {
        let sql = verdict.gates.iter().find(|gate| gate.gate == "sql" && !gate.passed);
        let ask_next = sql.map(|gate| gate.missing.clone()).unwrap_or_default();
        Package { shown: Some(offer.in_words()).filter(|words| !words.is_empty()), ask_next, ..self }
    }

    /// How many of the five facts there are.
    #[must_use]
    pub fn known(&self) -> usize {
        self.facts().iter().filter(|(_, said)| said.is_some()).count()
    }

    /// The five facts with their labels, in the order they are told.
    #[must_use]
    pub fn facts(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("Who", self.who.as_deref()),
            ("Came by", self.source.as_deref()),
            ("Asks", self.message.as_deref()),
            ("When", self.timeline.as_deref()),
            ("Reach by", self.channel.as_deref()),
        ]
    }
}

fn who(said: &dyn Fn(Field) -> Option<String>) -> Option<String> {
    let person: Vec<String> = [Field::Name, Field::JobTitle, Field::Company].into_iter().filter_map(said).collect();
    let reach: Vec<String> = [Field::Email, Field::Phone].into_iter().filter_map(said).collect();
    let parts: Vec<String> =
        [person.join(", "), reach.join(" · ")].into_iter().filter(|part| !part.is_empty()).collect();
    joined(&parts)
}

fn source(lead: &Lead, said: &dyn Fn(Field) -> Option<String>, title: &str) -> Option<String> {
    let named = lead.text(Field::Source).map(|source| source.replace('_', " "));
    let page = match (cut_to(&one_line(title), FACT_CHARS), said(Field::Page)) {
        (title, Some(path)) if !title.is_empty() => Some(format!("{title} ({path})")),
        (title, path) => path.or(Some(title)).filter(|page| !page.is_empty()),
    };
    let labelled = |label: &str, field| said(field).map(|value| format!("{label} {value}"));
    let parts: Vec<String> = [
        named,
        page,
        labelled("campaign", Field::Campaign),
        labelled("from", Field::CampaignSource),
        labelled("interested in", Field::Interest),
        labelled("heard from", Field::HeardFrom),
    ]
    .into_iter()
    .flatten()
    .collect();
    joined(&parts)
}

fn joined(parts: &[String]) -> Option<String> {
    Some(parts.join(" · ")).filter(|text| !text.is_empty())
}

/// Without line breaks and control characters, which would tear a fact apart.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cut_to(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The text up to the last sentence that ends within `most` characters; where none does, up to
/// the last word, with `…` to say that there is more.
fn by_sentence(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(2)).collect();
    let ends = |(at, c): (usize, char)| {
        let after = at + c.len_utf8();
        let closes = head.get(after..).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        (matches!(c, '.' | '!' | '?' | '…' | '\n') && closes || matches!(c, '。' | '！' | '？')).then_some(after)
    };
    let sentence = head.char_indices().filter_map(ends).next_back();
    // A sentence that ends in the first quarter says too little to stop there.
    let cut = sentence.filter(|cut| *cut * 4 >= head.len()).or_else(|| head.rfind(char::is_whitespace));
    let kept = cut.and_then(|cut| head.get(..cut)).unwrap_or(&head);
    format!("{} …", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Package, by_sentence};
    use baton_scoring::{Lead, RawField, ScoreCard, Submission, Tables};

    fn package(fields: &[(&str, &str)], page: &str, title: &str) -> Package {
        let fields = fields
            .iter()
            .map(|(name, value)| RawField { name: (*name).into(), value: (*value).into(), ..RawField::default() })
            .collect();
        let form =
            Submission { fields, page: page.into(), source: Some("demo_request".into()), ..Submission::default() };
        Package::of(&Lead::new(&form, &Tables::small(), &ScoreCard::EMPTY), title)
    }

    #[test]
    fn the_five_facts() {
        let package = package(
            &[
                ("name", "Ada\nKing"),
                ("email", "ada@works.example"),
                ("job_title", "Head of Data"),
                ("company", "Works Ltd"),
                ("phone", "+49 30 1"),
                ("message", "  How do we start?\nSoon. "),
                ("timeline", "this quarter"),
            ],
            "https://s.example/demo?utm_campaign=q4&utm_source=ads",
            "Book a demo",
        );
        let facts = package.facts().map(|(_, fact)| fact.unwrap_or("-").to_owned());
        assert_eq!(
            facts,
            [
                "Ada King, Head of Data, Works Ltd · ada@works.example · +49 30 1",
                "demo request · Book a demo (/demo) · campaign q4 · from ads",
                "How do we start?\nSoon.",
                "this quarter",
                "-",
            ]
        );
    }

    #[test]
    fn what_was_not_said_is_not_made_up() {
        let package = package(&[], "", "");
        assert_eq!(package.facts().map(|(_, fact)| fact), [None, Some("demo request"), None, None, None]);
    }

    #[test]
    fn questions_are_cut_behind_a_sentence() {
        assert_eq!(by_sentence("One. Two.", 20), "One. Two.");
        assert_eq!(by_sentence("First sentence. Second one is much longer than that.", 30), "First sentence. …");
        assert_eq!(by_sentence("no sentence ends anywhere in here", 20), "no sentence ends …");
        assert_eq!(
            by_sentence("Ok. but then it goes on and on and on without an end to it", 40),
            "Ok. but then it goes on and on and on …"
        );
        assert_eq!(by_sentence(&"é".repeat(50), 10).chars().count(), 10);
        assert_eq!(by_sentence("版本3.5很好。第二句话很长很长很长很长很长很长", 12), "版本3.5很好。 …");
    }
}
