//! The guard before the intake: who sends more than a person would, and what they repeat.
//!
//! Nobody is refused for what they might be: their leads are labelled and wait in quarantine. Only
//! past a hard bound is one network, and it alone, asked to come again later. What is counted here
//! lives in memory, under keyed hashes: no address and no text is kept, and a restart forgets all.
//! Where the platform does not say who sends, nothing is counted.

use core::net::IpAddr;
use std::collections::{BTreeMap, VecDeque};

use baton_scoring::Field;
use hmac::Mac;

use crate::{Millis, ParsedLead, Problem, signing};

/// Leads of one network that come at once and are taken for people: a booth, an office at lunch.
const SOFT_BURST: i64 = 10;
/// One more every so often.
const SOFT_EVERY: Millis = Millis(30_000);
/// Beyond so many at once a network is asked to come again later.
const HARD_BURST: i64 = 60;
/// One more every so often.
const HARD_EVERY: Millis = Millis(2_000);
/// Leads of a desk's at once, from all networks, while those that come for the first time are not suspected.
const DESK_BURST: i64 = 300;
/// One more every so often.
const DESK_EVERY: Millis = Millis(1_000);
/// So many networks are remembered; those whose buckets are full again are forgotten first.
const MOST_NETWORKS: usize = 10_000;
/// A text of fewer characters is said by many.
const LONG_TEXT: usize = 40;
/// From so many mailboxes the same long text is one sender's.
const MAILBOXES: usize = 3;
/// It is remembered for so long,
const TEXT_LIVES: Millis = Millis(3_600_000);
/// and of so many.
const MOST_TEXTS: usize = 2_000;
/// So many links in one message are no question.
const MANY_LINKS: usize = 3;

/// What about a lead looks as if no customer had sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// Its network sends more than people do.
    Flood,
    /// The same long text came from other mailboxes.
    RepeatedText,
    /// It says what senders of advertisements say.
    KnownSpam,
    /// The form was filled in faster than a person does.
    TooFast,
    /// Turnstile does not vouch for its sender.
    Unproven,
}

type Hash = [u8; 16];

/// What a desk remembers of who sent to it. See the module.
#[derive(Default)]
pub struct Guard {
    key: Option<[u8; 32]>,
    desk: Bucket,
    networks: BTreeMap<Hash, (Bucket, Bucket)>,
    texts: VecDeque<(Millis, Hash, Hash)>,
}

/// A token bucket, by when it will be full again: an instant says everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bucket {
    full_at: Millis,
}

impl Bucket {
    /// Takes one out, if there is one; else how long until there is.
    fn take(&mut self, burst: i64, every: Millis, now: Millis) -> Result<(), Millis> {
        // A clock that went back must not lock anybody out for longer than an empty bucket would.
        let from = self.full_at.max(now).min(now + Millis(every.0 * burst));
        let full_at = from + every;
        let late = full_at - now - Millis(every.0 * burst);
        if late > Millis(0) {
            self.full_at = from;
            return Err(late);
        }
        self.full_at = full_at;
        Ok(())
    }
}

impl Guard {
    /// Whether there is no key yet to hash with: it is drawn once, and never stored.
    #[must_use]
    pub fn lacks_key(&self) -> bool {
        self.key.is_none()
    }

    /// Gives the guard its key.
    pub fn set_key(&mut self, key: [u8; 32]) {
        self.key = Some(key);
    }

    /// A body is about to be read, from `address` as the platform says it.
    ///
    /// # Errors
    ///
    /// How long the network is to wait: it is past the hard bound. See [`too_many`].
    pub fn admit(&mut self, address: Option<&str>, now: Millis) -> Result<Option<Suspicion>, Millis> {
        let Some(network) = address.and_then(network) else { return Ok(None) };
        let hash = self.hash(&network);
        self.make_room(now);
        let is_new = !self.networks.contains_key(&hash);
        let (soft, hard) = self.networks.entry(hash).or_default();
        hard.take(HARD_BURST, HARD_EVERY, now)?;
        let calm = soft.take(SOFT_BURST, SOFT_EVERY, now).is_ok();
        let room = self.desk.take(DESK_BURST, DESK_EVERY, now).is_ok();
        // While the desk is flooded from everywhere, who comes for the first time is still a visitor.
        Ok(if calm && (room || is_new) { None } else { Some(Suspicion::Flood) })
    }

    /// A lead was read: does it say what others said?
    pub fn hear(&mut self, lead: &ParsedLead, now: Millis) -> Option<Suspicion> {
        // Most leads say nothing that is long enough, and need not be understood for it.
        if lead.submission.fields.iter().all(|field| field.value.len() < LONG_TEXT) {
            return None;
        }
        let mapped = baton_scoring::map_fields(&lead.submission.fields);
        let said = |field| said(lead, &mapped, field);
        let (text, mailbox) = (said(Field::Message)?, said(Field::Email)?);
        if text.chars().count() < LONG_TEXT {
            return None;
        }
        let (text, mailbox) = (self.hash(text.as_bytes()), self.hash(mailbox.as_bytes()));
        while self.texts.front().is_some_and(|(at, ..)| now - *at > TEXT_LIVES) || self.texts.len() >= MOST_TEXTS {
            self.texts.pop_front();
        }
        let mut others: Vec<Hash> =
            self.texts.iter().filter(|(_, said, _)| *said == text).map(|(.., by)| *by).collect();
        if !others.contains(&mailbox) {
            self.texts.push_back((now, text, mailbox));
            others.push(mailbox);
        }
        others.sort_unstable();
        others.dedup();
        (others.len() >= MAILBOXES).then_some(Suspicion::RepeatedText)
    }

    fn make_room(&mut self, now: Millis) {
        if self.networks.len() >= MOST_NETWORKS {
            self.networks.retain(|_, (soft, _)| soft.full_at > now);
        }
        if self.networks.len() >= MOST_NETWORKS {
            // Ten thousand networks send at once: what each of them sent is not what matters now.
            self.networks.clear();
        }
    }

    fn hash(&self, what: &[u8]) -> Hash {
        let key = self.key.unwrap_or_default();
        let whole: [u8; 32] = signing::mac(&key, &[what]).finalize().into_bytes().into();
        core::array::from_fn(|at| whole.get(at).copied().unwrap_or_default())
    }
}

/// Whether a lead says what senders of advertisements say and visitors do not: markup of forums, a
/// heap of links, an address of the web for a name.
pub(crate) fn is_known_spam(name: Option<&str>, message: Option<&str>) -> bool {
    let [name, message] = [name, message].map(|text| text.unwrap_or_default().to_lowercase());
    let is_link = |text: &str| ["http://", "https://", "www."].iter().any(|mark| text.contains(mark));
    let links = message.matches("http://").count() + message.matches("https://").count();
    is_link(&name) || links >= MANY_LINKS || message.contains("[url=") || message.contains("[link=")
}

/// What a visitor says in a field, as it is compared: in one case, blanks as one.
fn said(lead: &ParsedLead, mapped: &[Option<Field>], field: Field) -> Option<String> {
    let (raw, _) = lead.submission.fields.iter().zip(mapped).find(|(_, mapped)| **mapped == Some(field))?;
    let said: Vec<String> = raw.value.split_whitespace().map(str::to_lowercase).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The network of an address: /24 of IPv4, /48 of IPv6, which is what one customer is given.
fn network(address: &str) -> Option<Vec<u8>> {
    match address.trim().parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Some(vec![4, a, b, c])
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Some([6_u16, a, b, c].into_iter().flat_map(u16::to_be_bytes).collect())
        }
    }
}

/// Whole seconds of a wait, as `Retry-After` has them.
#[must_use]
pub fn seconds(wait: Millis) -> i64 {
    wait.0.max(1).saturating_add(999) / 1000
}

/// The refusal of a network that is past the hard bound.
#[must_use]
pub fn too_many(wait: Millis) -> Problem {
    Problem::caller(
        429,
        "too_many",
        "too many leads come from this network",
        format!("Send the same again in {} s; it is taken then.", seconds(wait)),
    )
}

#[cfg(test)]
mod tests {
    use super::{DESK_BURST, Guard, HARD_BURST, MAILBOXES, SOFT_BURST, Suspicion, is_known_spam, network, seconds};
    use crate::{Millis, intake};

    const NOW: Millis = Millis(1_795_255_200_000);

    fn guard() -> Guard {
        let mut guard = Guard::default();
        assert!(guard.lacks_key());
        guard.set_key([7; 32]);
        guard
    }

    fn lead(email: &str, message: &str) -> crate::ParsedLead {
        let fields = [("email", email), ("message", message)]
            .map(|(name, value)| serde_json::json!({"name": name, "label": name, "value": value}));
        let body = serde_json::json!({"id": "0193a2f0-0000-7000-8000-000000000001", "fields": fields});
        intake::parse(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_network_is_labelled_first_and_asked_to_wait_last() {
        let mut guard = guard();
        let mut at_once = |address: &str| guard.admit(Some(address), NOW);
        for _ in 0..SOFT_BURST {
            assert_eq!(at_once("192.0.2.7"), Ok(None));
        }
        for n in SOFT_BURST..HARD_BURST {
            assert_eq!(at_once("192.0.2.200"), Ok(Some(Suspicion::Flood)), "the same network, lead {n}");
        }
        let wait = at_once("192.0.2.9").unwrap_err();
        assert_eq!(seconds(wait), 2);
        assert_eq!(at_once("192.0.3.7"), Ok(None), "its neighbour does not suffer");
        assert_eq!(
            guard.admit(Some("192.0.2.7"), NOW + wait),
            Ok(Some(Suspicion::Flood)),
            "the wait that was named is enough"
        );
        let hour = NOW + Millis(3_600_000);
        assert_eq!(guard.admit(Some("192.0.2.7"), hour), Ok(None), "and it is forgotten");
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out() {
        let mut guard = guard();
        let later = NOW + Millis(86_400_000);
        while guard.admit(Some("192.0.2.7"), later).is_ok() {}
        let wait = guard.admit(Some("192.0.2.7"), NOW).unwrap_err();
        assert!(wait.0 <= 2_000 && guard.admit(Some("192.0.2.7"), NOW + wait).is_ok());
    }

    #[test]
    fn while_a_desk_is_flooded_from_everywhere_a_visitor_is_one() {
        let mut guard = guard();
        let address = |n: i64| format!("10.{}.{}.1", n / 250, n % 250);
        for round in 0..2 {
            for n in 0..DESK_BURST {
                let label = guard.admit(Some(&address(n)), NOW).unwrap();
                assert_eq!(label.is_some(), round > 0, "round {round}, network {n}");
            }
        }
        assert_eq!(guard.admit(Some("203.0.113.5"), NOW), Ok(None), "who comes for the first time");
    }

    #[test]
    fn networks_are_what_one_customer_has() {
        let same = |one, other| network(one) == network(other);
        assert!(same("192.0.2.1", "192.0.2.254") && !same("192.0.2.1", "192.0.3.1"));
        assert!(same("2001:db8:1::1", "2001:db8:1:ffff::2") && !same("2001:db8:1::1", "2001:db8:2::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.9"));
        for none in ["", "unknown", "192.0.2", "192.0.2.1:80"] {
            assert_eq!(network(none), None, "{none}");
        }
        let mut guard = guard();
        assert!((0..1000).all(|_| guard.admit(None, NOW) == Ok(None)), "nobody says who sends");
    }

    #[test]
    fn what_is_remembered_holds_no_address_and_is_bounded() {
        let mut guard = guard();
        for n in 0..25_000_u32 {
            let [_, a, b, c] = n.to_be_bytes();
            guard.admit(Some(&format!("{}.{a}.{b}.{c}", 20 + n % 50)), NOW).unwrap();
        }
        assert!(guard.networks.len() <= super::MOST_NETWORKS);
        let mut other = Guard::default();
        other.set_key([8; 32]);
        let network = network("192.0.2.7").unwrap();
        assert_ne!(guard.hash(&network), other.hash(&network), "another restart, another hash");
    }

    #[test]
    fn the_same_long_text_from_several_mailboxes_is_one_senders() {
        let text = "We help businesses like yours to rank higher in search engines.";
        let mut guard = guard();
        for n in 0..MAILBOXES + 2 {
            let heard = guard.hear(&lead(&format!("a{n}@x.example"), &format!(" {}\n", text.to_uppercase())), NOW);
            assert_eq!(heard, (n + 1 >= MAILBOXES).then_some(Suspicion::RepeatedText), "{n}");
        }
        let late = NOW + Millis(3_600_001);
        assert_eq!(guard.hear(&lead("b@x.example", text), late), None, "after an hour it is forgotten");
        for _ in 0..5 {
            assert_eq!(guard.hear(&lead("b@x.example", text), late), None, "one mailbox may repeat itself");
        }
        for n in 0..9 {
            assert_eq!(guard.hear(&lead(&format!("c{n}@x.example"), "How much is it?"), late), None, "many say that");
        }
    }

    #[test]
    fn advertisements_are_known_by_their_links() {
        let links = "see http://a.example and HTTPS://b.example or http://c.example";
        for (name, message) in [
            ("Ada", "buy [URL=http://x.example]here[/url]"),
            ("Ada", links),
            ("win at www.x.example", ""),
            ("https://x.example", "hello"),
        ] {
            assert!(is_known_spam(Some(name), Some(message)), "{name}: {message}");
        }
        for message in ["our site is https://works.example, the shop http://shop.example", "a url [link] to you", ""] {
            assert!(!is_known_spam(Some("Ada King"), Some(message)), "{message}");
        }
        assert!(!is_known_spam(None, None));
    }
}
