//! What the public card is worth: on plausible leads, and on given ones.

#![expect(clippy::panic, reason = "a test's helper may end the test")]

use std::path::Path;

use baton_agreement::{Agreement, USUAL_LEADS, check, percent, plausible_leads, usefulness, usefulness_of};
use baton_scoring::{Field, Lead, RawField, ScoreCard, Seconds, Submission, Tables};

const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

fn agreement(text: &str) -> Agreement {
    let checked = check(text);
    checked.agreement.unwrap_or_else(|| panic!("{:?}", checked.problems))
}

/// The example with these criteria private, and no others.
fn with_private(ids: &[&str]) -> Agreement {
    let mut text = EXAMPLE.replace("private = true\n", "");
    for id in ids {
        let heads = ["[[fit]]", "[[engagement]]"].map(|group| format!("{group}\nid = \"{id}\"\n"));
        let head = heads.iter().find(|head| text.contains(*head));
        let head = head.unwrap_or_else(|| panic!("the example has no criterion `{id}`"));
        text = text.replacen(head, &format!("{head}private = true\n"), 1);
    }
    agreement(&text)
}

#[test]
fn the_example_promises_nearly_all_it_could() {
    let useful = usefulness(&agreement(EXAMPLE), &baton_knowledge::full(), USUAL_LEADS);
    println!("{useful:?}: {} %", useful.percent());
    assert_eq!((useful.leads, useful.unkept), (USUAL_LEADS, 0));
    assert!(useful.percent() >= 80, "{useful:?}");
    let hot = percent(useful.hot, useful.leads);
    assert!((5..=40).contains(&hot), "{hot} % of the plausible leads are hot");
}

#[test]
fn a_private_criterion_that_takes_much_hides_every_offer() {
    let useful = usefulness(&with_private(&["competitor"]), &baton_knowledge::full(), 5_000);
    println!("{useful:?}: {} %", useful.percent());
    assert_eq!((useful.percent(), useful.unkept), (0, 0), "{useful:?}");
    let cost = useful.costliest.as_ref().unwrap();
    assert_eq!(cost.criterion, "competitor");
    // Not all of them: some titles only the edge's tables read.
    assert!(percent(cost.offered_without, useful.hot) >= 98, "{useful:?}");
}

#[test]
fn the_costliest_is_named_among_several() {
    let useful = usefulness(&with_private(&["competitor", "free_email", "timeline"]), &baton_knowledge::full(), 5_000);
    println!("{useful:?}: {} %", useful.percent());
    assert_eq!(useful.unkept, 0);
    assert_eq!(useful.costliest.unwrap().criterion, "competitor");
}

/// Whatever is private, the browser promises nothing that the edge takes back; and to know one
/// criterion more never costs an offer.
#[test]
fn no_choice_of_private_criteria_breaks_a_promise() {
    let ids: Vec<String> = agreement(EXAMPLE).card.criteria.into_iter().map(|criterion| criterion.id).collect();
    for (at, id) in ids.iter().enumerate() {
        let other = &ids[(at + 5) % ids.len()];
        let useful = usefulness(&with_private(&[id, other]), &baton_knowledge::full(), 300);
        assert_eq!(useful.unkept, 0, "{id}, {other}: {useful:?}");
        assert!(useful.costliest.as_ref().unwrap().offered_without >= useful.offered, "{id}, {other}: {useful:?}");
    }
}

#[test]
fn nothing_private_costs_nothing() {
    let useful = usefulness(&with_private(&[]), &baton_knowledge::full(), 5_000);
    assert_eq!((useful.unkept, &useful.costliest), (0, &None));
    assert!(useful.percent() >= 98, "only what the browser's tables do not read is missing: {useful:?}");
    assert_eq!((percent(0, 0), percent(999, 1000), percent(1, 1)), (100, 99, 100));
}

#[test]
fn the_same_seed_gives_the_same_leads() {
    let card = agreement(EXAMPLE).card;
    let some =
        |seed: u64| -> Vec<Submission> { plausible_leads(&card, seed, Seconds(1_000_000_000)).take(200).collect() };
    assert_eq!(some(7), some(7));
    assert_ne!(some(7), some(8));
}

/// Shares that the documentation of the population promises, within two per cent of all leads.
#[test]
fn the_population_is_as_described() {
    let card = agreement(EXAMPLE).card;
    let bytes = card.encode();
    let read = ScoreCard::read(&bytes).unwrap();
    let leads: Vec<Lead> = plausible_leads(&card, 1, Seconds(1_000_000_000))
        .take(20_000)
        .map(|form| Lead::new(&form, &Tables::small(), &read))
        .collect();
    let share = |holds: &dyn Fn(&Lead) -> bool| {
        let holding = leads.iter().filter(|lead| holds(lead)).count();
        percent(u32::try_from(holding).unwrap(), u32::try_from(leads.len()).unwrap())
    };
    let is = |field: Field, value: &'static str| move |lead: &Lead| lead.text(field) == Some(value);
    let one_of = |field: Field, values: &'static [&'static str]| {
        move |lead: &Lead| lead.text(field).is_some_and(|text| values.contains(&text))
    };
    for (what, share, promised) in [
        ("free mail", share(&is(Field::EmailKind, "free")), 25),
        ("work mail", share(&is(Field::EmailKind, "work")), 70),
        ("role mail", share(&is(Field::EmailKind, "role")), 3),
        ("throw-away mail", share(&is(Field::EmailKind, "disposable")), 2),
        ("students", share(&is(Field::Seniority, "student")), 2),
        ("first source", share(&is(Field::Source, "demo_request")), 60),
        ("no size", share(&|lead| lead.raw(Field::Employees).is_none()), 10),
        ("no title", share(&|lead| lead.raw(Field::JobTitle).is_none()), 6),
        ("no message", share(&|lead| lead.raw(Field::Message).is_none()), 25),
        ("telephone", share(&|lead| lead.raw(Field::Phone).is_some()), 35),
        ("no pricing page", share(&|lead| lead.count("pricing_page", Seconds(1_000_000_000)) == 0), 60),
        ("C-level or VP", share(&|lead| is(Field::Seniority, "c_level")(lead) || is(Field::Seniority, "vp")(lead)), 24),
        (
            "named accounts",
            share(&one_of(Field::EmailDomain, &["atlas.example", "northstar.example", "fintrust.example"])),
            2,
        ),
        ("competitors", share(&one_of(Field::EmailDomain, &["rival.example", "rivalcloud.example"])), 2),
        ("a known department", share(&|lead| lead.text(Field::Function).is_some()), 80),
    ] {
        println!("{what}: {share} %");
        assert!(share.abs_diff(promised) <= 2, "{what}: {share} %, promised {promised} %");
    }
}

#[test]
fn given_leads_are_promised_nothing_that_is_not_kept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/leads/inbound_triage_25.csv");
    let Ok(csv) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: no leads at {}", path.display());
        return;
    };
    for agreement in
        [agreement(EXAMPLE), with_private(&["competitor"]), with_private(&["student", "work_email", "need"])]
    {
        let useful = usefulness_of(&agreement, &baton_knowledge::full(), &given(&csv), Seconds(0));
        println!("{useful:?}: {} %", useful.percent());
        assert_eq!((useful.leads, useful.unkept), (25, 0));
        assert!(useful.hot >= 3, "{useful:?}");
    }
}

/// The rows of a CSV without quotes, as forms on the page `/`; commas in the second-last column
/// are the message's own.
fn given(csv: &str) -> Vec<Submission> {
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let rows = lines.filter(|line| !line.trim().is_empty()).map(|line| {
        let mut values: Vec<String> = Vec::new();
        for part in line.split(',') {
            if values.len() == names.len() {
                let last = values.pop().unwrap_or_default();
                let message = values.pop().unwrap_or_default();
                values.push(format!("{message},{last}"));
            }
            values.push(part.trim_matches('"').to_owned());
        }
        let field = |(name, value): (&&str, &String)| RawField {
            name: (*name).to_owned(),
            value: value.clone(),
            ..RawField::default()
        };
        let fields = names.iter().zip(&values).filter(|(name, _)| **name != "source").map(field).collect();
        Submission { fields, page: "/".to_owned(), ..Submission::default() }
    });
    rows.collect()
}
