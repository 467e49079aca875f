//! The two cards of an agreement: what is on which, and what they weigh.

#![expect(clippy::panic, reason = "a test that cannot go on shall stop")]

use baton_agreement::{Agreement, check};
use baton_scoring::{Card, CardKind, Condition, Filter, Gate, Group, List, Points, Rule, Seconds, Test, fold};

const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");
/// A card is read before a visitor waits for it.
const FULL: usize = 4_096;
const PUBLIC: usize = 2_048;

fn agreement(text: &str) -> Agreement {
    let checked = check(text);
    checked.agreement.unwrap_or_else(|| panic!("{:#?}", checked.problems))
}

/// The example with one thing changed. The thing must be there.
fn with(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "the example no longer has: {from}");
    EXAMPLE.replacen(from, to, 1)
}

/// Whether bytes hold a text, in any case and spelling.
fn hold(bytes: &[u8], text: &str) -> bool {
    fold(&String::from_utf8_lossy(bytes)).contains(&fold(text))
}

#[test]
fn the_cards_are_small() {
    let agreement = agreement(EXAMPLE);
    let (full, public) = (agreement.full.bytes.len(), agreement.public.bytes.len());
    eprintln!("full card {full} bytes, public card {public} bytes");
    assert!(full <= FULL, "full card: {full} bytes");
    assert!(public <= PUBLIC, "public card: {public} bytes");
}

#[test]
fn the_public_card_holds_nothing_private() {
    let agreement = agreement(EXAMPLE);
    let lists = ["competitors", "rival.example", "rivalcloud.example", "customers", "longtime.example", "oldfriend"];
    let words = ["competitor", "works for a competitor", "is a customer already"];
    for secret in lists.into_iter().chain(words) {
        assert!(!hold(&agreement.public.bytes, secret), "{secret} is in the public card");
        assert!(hold(&agreement.full.bytes, secret), "{secret} is not in the full card");
    }
    let public = Card::decode(&agreement.public.bytes).unwrap();
    assert_eq!(public.kind, CardKind::Public);
    // The filters answer for the lists, so nothing is unknown about anybody else.
    assert_eq!((public.fit.private.low, public.fit.private.high), (Points(0), Points(0)));
    let filters: Vec<&Filter> = public
        .lists
        .iter()
        .filter_map(|list| if let List::Hidden(filter) = list { Some(filter) } else { None })
        .collect();
    assert_eq!(filters.len(), 2);
    assert!(filters.iter().any(|filter| filter.may_hold("rival.example")));
    assert!(!filters.iter().all(|filter| filter.may_hold("works.example")));
}

#[test]
fn what_is_marked_private_is_an_interval_to_the_browser() {
    let text = with("id = \"manager\"", "private = true\nid = \"manager\"")
        .replacen("id = \"student\"", "private = true\nid = \"student\"", 1)
        .replacen("rivalcloud.example\"]\nprivate = true", "rivalcloud.example\"]\nprivate = true\nfilter = false", 1);
    let agreement = agreement(&text);
    let public = Card::decode(&agreement.public.bytes).unwrap();
    assert_eq!((public.fit.private.low, public.fit.private.high), (Points(-80), Points(10)));
    for secret in ["manages a team", "student", "rival.example", "competitor"] {
        assert!(!hold(&agreement.public.bytes, secret), "{secret} is in the public card");
    }
    assert_eq!(agreement.private.criteria, ["manager", "student"]);
}

#[test]
fn two_agreements_hide_one_list_differently() {
    let salt = |text: &str| agreement(text).private.lists.first().unwrap().1.clone().unwrap().salt;
    assert_eq!(salt(EXAMPLE), salt(EXAMPLE));
    assert_ne!(salt(EXAMPLE), salt(&with("name = \"Acme inbound\"", "name = \"Bolt inbound\"")));
    assert_ne!(salt(EXAMPLE), salt(&with("\"rivalcloud.example\"]", "\"rivals.example\"]")));
}

#[test]
fn every_form_of_a_question_reaches_the_card() {
    let criterion = r#"[[fit]]
id = "form"
reason = "tried"
points = 1
"#;
    let gate = |question: &str| {
        let text = with("# What they did.", &format!("{criterion}{question}\n\n# What they did."));
        let card = agreement(&text).card;
        let found = card.criteria.into_iter().find(|criterion| criterion.id == "form").unwrap();
        assert_eq!((found.group, found.words.as_str()), (Group::Fit, "tried"));
        match found.rule {
            Rule::When { gate, .. } => gate,
            Rule::PerSignal(_) => panic!("not a gate"),
        }
    };
    let field = |id: &str, test| Gate::of(Condition::field(baton_scoring::Field::from_id(id).unwrap(), test));
    let country = || field("country", Test::Is("de".into()));
    let company = || field("company", Test::InList(2));
    for (question, wanted) in [
        ("field = \"country\"\nis = \" DE\"", country()),
        ("field = \"company\"\nin_list = \"named_accounts\"", company()),
        ("field = \"phone\"\npresent = false", field("phone", Test::Absent)),
        ("field = \"budget\"\nat_least = 5\nat_most = 9", field("budget", Test::Between { from: 5, to: 9 })),
        (
            "signal = \"pricing_page\"\nat_least = 3\nwithin = \"90d\"",
            Gate::of(Condition::Signal { name: "pricing_page".into(), at_least: 3, within: Seconds(90 * 86_400) }),
        ),
        ("confirmed = \"champion\"", Gate::of(Condition::Confirmed { point: "champion".into() })),
        (
            "all = [{ field = \"country\", is = \"de\" }, { field = \"company\", in_list = \"named_accounts\", reason = \"x\" }]",
            Gate::All(vec![country(), company()]),
        ),
        ("none = [{ any = [{ field = \"country\", is = \"de\" }] }]", Gate::None(vec![Gate::Any(vec![country()])])),
        (
            "at_least = 1\nof = [{ field = \"country\", is = \"de\" }, { field = \"company\", in_list = \"named_accounts\" }]",
            Gate::AtLeast(1, vec![country(), company()]),
        ),
        (
            "checklist = \"sales_ready\"",
            Gate::AtLeast(
                2,
                ["company_size", "conversation"]
                    .map(|point| Gate::of(Condition::Confirmed { point: point.into() }))
                    .to_vec(),
            ),
        ),
    ] {
        assert_eq!(gate(question), wanted, "{question}");
    }
}

#[test]
fn the_rest_of_the_new_keys_is_read() {
    let text = with("engagement_cap = 60", "engagement_cap = 60\nshare_of = 500\n\n[grade]\nfit = [70, 50, 30]")
        .replacen("at_least = 70", "share = 10\nat_least = 70", 1)
        .replacen("id = \"cold\"\nat_least = 0", "id = \"cold\"", 1)
        .replacen("cap = 15", "cap = 15\nwithin = \"30d\"\ndecay = \"60d\"", 1)
        .replacen(
            "[[offers]]\nkind = \"thanks\"",
            "[[offers]]\nkind = \"resource\"\nlink = \"https://acme.example/guide\"\nwhen = { reason = \"warm\", \
             tier_at_least = \"warm\" }\n[offers.texts.en]\nheadline = \"Read\"\n[offers.texts.de]\nheadline = \
             \"Lies\"\n\n[[offers]]\nkind = \"thanks\"",
            1,
        )
        + "\n[[escalation]]\nat = \"50%\"\ndo = \"remind\"\n\n[[escalation]]\nat = \"4m\"\ndo = \"reassign\"\n";
    let agreement = agreement(&text);
    assert_eq!(agreement.share_of, 500);
    assert_eq!(agreement.card.fit.grades, [Points(70), Points(50), Points(30)]);
    assert_eq!(agreement.card.engagement.grades, [Points(45), Points(30), Points(15)]);
    let tiers: Vec<(i32, u8)> = agreement.card.tiers.iter().map(|tier| (tier.at_least.0, tier.share)).collect();
    assert_eq!(tiers, [(70, 10), (40, 0), (0, 0)]);
    let offer = agreement.card.offers.iter().find(|offer| !offer.link.is_empty()).unwrap();
    let warm = Gate::If { words: "warm".into(), condition: Condition::Tier { at_least: 1 } };
    assert_eq!((offer.link.as_str(), &offer.when), ("https://acme.example/guide", &warm));
    let per_signal = agreement.card.criteria.iter().find_map(|criterion| match &criterion.rule {
        Rule::PerSignal(rule) => Some((rule.within.0, rule.decay.0)),
        Rule::When { .. } => None,
    });
    assert_eq!(per_signal, Some((30 * 86_400, 60 * 86_400)));
    let due: Vec<i64> = agreement.escalation.iter().map(|step| step.at.within(Seconds(300)).0).collect();
    assert_eq!(due, [150, 300, 300, 450, 150, 240]);
    assert_eq!(agreement.secrets.first().unwrap().what, "incoming webhook of #inbound");
    let checklists: Vec<&str> = agreement.checklists.iter().map(|checklist| checklist.id.as_str()).collect();
    assert_eq!(checklists, ["sales_ready", "bant", "gpct", "meddic"]);
    assert_eq!(Card::decode(&agreement.full.bytes).as_ref(), Ok(&agreement.card));
}
