//! The receipt: what the browser is told once the lead is kept.

use baton_scoring::{Card, OfferKind, Verdict};
use serde::{Deserialize, Serialize};

use crate::{Problem, State};

/// What was done with a lead. Says nothing of score, tier or reasons: those are the desk's.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The lead's id.
    pub lead: String,
    /// Where it stands.
    pub state: State,
    /// Whether it was kept before, exactly so.
    pub repeat: bool,
    /// What the visitor is shown; the same in every repeat.
    pub offer: OfferWords,
    /// Who will help; none while nobody owns the lead and the team shows nothing of itself.
    pub host: Option<Host>,
    /// Of a test submission: why a real one would have been kept in quarantine, if it would.
    pub test: Option<Tested>,
}

/// Who the visitor meets, and where.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Host {
    /// The rep's name, or the team's; empty where it has none.
    pub name: String,
    /// Address of their picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Origin of their calendar, where it may open in a frame of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
}

/// What only the install check is told.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tested {
    /// Why a real lead from this page would have been kept in quarantine.
    pub quarantine: Option<&'static str>,
}

impl core::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Receipt({}, {}, repeat: {})", self.lead, self.state.id(), self.repeat)
    }
}

/// An offer in one language. Stored with the lead as JSON, version 1.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferWords {
    /// `meeting`, `resource` or `thanks`.
    pub kind: String,
    /// One line.
    pub headline: String,
    /// One sentence.
    pub text: String,
    /// The button's words; empty when there is no link.
    pub button: String,
    /// The edge's own link, or a resource's; none for a thank-you.
    pub href: Option<String>,
}

/// As stored, with the version in front.
#[derive(Serialize, Deserialize)]
struct Stored {
    v: u8,
    offer: OfferWords,
}

impl OfferWords {
    /// What a verdict earns, in a language or the nearest to it. `href` is where a meeting is
    /// booked; a resource brings its own link.
    #[must_use]
    pub fn earned(verdict: &Verdict, card: &Card, language: &str, href: String) -> OfferWords {
        let place = verdict.offer_place.and_then(|place| usize::try_from(place).ok());
        let offer = place.and_then(|place| card.offers.get(place));
        let texts = offer.and_then(|offer| offer.texts_in(language));
        let (headline, text, button) =
            texts.map(|texts| (texts.headline.clone(), texts.text.clone(), texts.button.clone())).unwrap_or_default();
        let href = match verdict.offer {
            OfferKind::Meeting => Some(href),
            OfferKind::Resource => offer.map(|offer| offer.link.clone()),
            OfferKind::Thanks => None,
        };
        OfferWords { kind: verdict.offer.id().to_owned(), headline, text, button, href }
    }

    /// A thank-you without words, for a lead of which nothing could be decided: the page has
    /// its own.
    #[must_use]
    pub fn wordless() -> OfferWords {
        OfferWords { kind: OfferKind::Thanks.id().to_owned(), ..OfferWords::default() }
    }

    /// What it is, for people: `a meeting`, `a thank-you`.
    #[must_use]
    pub(crate) fn in_words(&self) -> String {
        match self.kind.as_str() {
            "meeting" => "a meeting".to_owned(),
            "resource" => "something to read".to_owned(),
            "thanks" => "a thank-you".to_owned(),
            other => other.to_owned(),
        }
    }

    /// Whether it is a meeting.
    #[must_use]
    pub fn is_meeting(&self) -> bool {
        self.kind == OfferKind::Meeting.id()
    }

    pub(crate) fn to_stored(&self) -> String {
        crate::json::json(&Stored { v: 1, offer: self.clone() })
    }

    pub(crate) fn from_stored(text: &str) -> Result<OfferWords, Problem> {
        let stored: Result<Stored, _> = serde_json::from_str(text);
        stored.map(|stored| stored.offer).map_err(|_| Problem::record("unreadable_offer", "an offer"))
    }
}

/// The receipt on the wire; the order of the keys is pinned.
#[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
#[derive(Serialize)]
pub(crate) struct Wire<'a> {
    v: u8,
    lead: &'a str,
    state: &'a str,
    repeat: bool,
    offer: &'a OfferWords,
    host: Option<&'a Host>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<&'a Tested>,
}

impl Receipt {
    /// The receipt as JSON, version 1.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::json::json(&Wire {
            v: 1,
            lead: &self.lead,
            state: self.state.id(),
            repeat: self.repeat,
            offer: &self.offer,
            host: self.host.as_ref(),
            test: self.test.as_ref(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Host, OfferWords, Receipt, Tested};
    use crate::State;

    #[test]
    fn the_bytes_are_pinned() {
        let offer = OfferWords {
            kind: "meeting".into(),
            headline: "Pick a time".into(),
            text: "Half an hour.".into(),
            button: "Book".into(),
            href: Some("https://edge.example/v1/desks/acme/book/x".into()),
        };
        let stored = offer.to_stored();
        assert_eq!(
            stored,
            r#"{"v":1,"offer":{"kind":"meeting","headline":"Pick a time","text":"Half an hour.","button":"Book","href":"https://edge.example/v1/desks/acme/book/x"}}"#
        );
        assert_eq!(OfferWords::from_stored(&stored).as_ref(), Ok(&offer));
        let host = Some(Host { name: "Ana Silva".into(), ..Host::default() });
        let mut receipt = Receipt { lead: "x".into(), state: State::Assigned, repeat: false, offer, host, test: None };
        assert_eq!(
            receipt.to_json(),
            r#"{"v":1,"lead":"x","state":"assigned","repeat":false,"offer":{"kind":"meeting","headline":"Pick a time","text":"Half an hour.","button":"Book","href":"https://edge.example/v1/desks/acme/book/x"},"host":{"name":"Ana Silva"}}"#
        );
        let team = Host {
            name: "Acme sales".into(),
            picture: Some("https://p.example/t.jpg".into()),
            frame: Some("https://cal.com".into()),
        };
        (receipt.offer, receipt.host) = (OfferWords::wordless(), Some(team));
        assert_eq!(
            receipt.to_json(),
            r#"{"v":1,"lead":"x","state":"assigned","repeat":false,"offer":{"kind":"thanks","headline":"","text":"","button":"","href":null},"host":{"name":"Acme sales","picture":"https://p.example/t.jpg","frame":"https://cal.com"}}"#
        );
        (receipt.state, receipt.repeat, receipt.host) = (State::Quarantined, true, None);
        assert_eq!(
            receipt.to_json(),
            r#"{"v":1,"lead":"x","state":"quarantined","repeat":true,"offer":{"kind":"thanks","headline":"","text":"","button":"","href":null},"host":null}"#
        );
        receipt.test = Some(Tested { quarantine: Some("unknown_site") });
        assert!(receipt.to_json().ends_with(r#""host":null,"test":{"quarantine":"unknown_site"}}"#));
    }
}
