//! The report: figures with their definitions, and what it warns of.

use baton_handoff::figures::ReportAsked;
use baton_handoff::{Event, LeadFilter, LeadMove, Question};
use serde_json::{Value, json};

use crate::world::{AGREEMENT, MINUTE, World, ada, id, lead, somebody_else};

fn report(world: &mut World, by: &str, dimension: &str) -> Value {
    let asked = ReportAsked {
        from: "2026-11-16".to_owned(),
        to: "2026-11-29".to_owned(),
        by: by.to_owned(),
        dimension: dimension.to_owned(),
        of: String::new(),
    };
    world.json(Question::Report(asked))
}

fn moved(world: &mut World, n: u32, body: &str) {
    world.handle(Event::Move(LeadMove::parse(&id(n), body.as_bytes()).unwrap())).unwrap();
}

fn figures<'a>(report: &'a Value, value: &str) -> &'a Value {
    let of = report["values"].as_array().unwrap().iter().find(|of| of["value"] == value);
    &of.unwrap_or_else(|| panic!("no value {value}"))["figures"]
}

#[test]
fn every_figure_by_every_dimension_with_its_tier() {
    let mut world = World::new();
    world.receipt(&ada(1));
    world.receipt(&somebody_else(2));
    world.now.0 += 3 * MINUTE;
    moved(&mut world, 1, r#"{"move":"connected","by":"ana"}"#);
    moved(&mut world, 1, r#"{"move":"accepted","by":"ana"}"#);
    world.now.0 += 7 * 24 * 60 * MINUTE;
    world.due();
    world.receipt(&ada(3));

    let all = report(&mut world, "week", "source");
    assert_eq!(all["total"]["counts"]["leads"], 3);
    let weeks: Vec<_> =
        all["periods"].as_array().unwrap().iter().map(|week| week["figures"]["counts"]["leads"].clone()).collect();
    assert_eq!(weeks, [2, 1], "on the days they came in");
    assert_eq!(all["total"]["shares"]["accepted"], json!([1, 1, 206, 1000]));
    assert_eq!(all["total"]["shares"]["windows_met"], json!([1, 2, 94, 906]));
    let human = &all["total"]["times"]["human"];
    let median = human["median_ms"].as_i64().unwrap();
    assert!((median - 3 * MINUTE).abs() * 20 <= 3 * MINUTE, "{median}");
    assert_eq!(human["distribution"].as_array().unwrap().len(), 1);
    assert_eq!(all["total"]["bands"]["leads"][8], 2);
    assert_eq!(all["is_behind"], false);

    let tiers = report(&mut world, "month", "tier");
    assert_eq!(tiers["periods"].as_array().unwrap().len(), 1);
    assert_eq!(figures(&tiers, "hot")["counts"]["leads"], 2);
    assert_eq!(figures(&tiers, "cold")["counts"]["leads"], 1);
    for (dimension, value, leads) in
        [("campaign", "q4", 2), ("campaign", "", 1), ("pool", "inbound", 3), ("source", "demo_request", 3)]
    {
        assert_eq!(
            figures(&report(&mut world, "week", dimension), value)["counts"]["leads"],
            leads,
            "{dimension} {value}"
        );
    }
    let reps = report(&mut world, "week", "rep");
    let ana = reps["values"].as_array().unwrap().iter().find(|of| of["value"] == "ana").unwrap();
    assert_eq!(ana["name"], "Ana Silva");
    let paired: i64 =
        ana["tiers"].as_array().unwrap().iter().map(|of| of["figures"]["counts"]["leads"].as_i64().unwrap()).sum();
    assert_eq!(paired, ana["figures"]["counts"]["leads"].as_i64().unwrap());
}

#[test]
fn one_value_alone_and_the_leads_behind_every_figure_of_it() {
    let mut world = World::new();
    for n in 1..4 {
        world.receipt(&if n == 2 { somebody_else(n) } else { ada(n) });
        world.now.0 += 20 * MINUTE;
        world.due();
    }
    let listed = |world: &mut World, filter: LeadFilter| {
        let list = world.json(Question::Leads { limit: 50, before: None, filter: Box::new(filter) });
        i64::try_from(list["leads"].as_array().unwrap().len()).unwrap()
    };
    let mut told = 0;
    for rep in ["ana", "ben", "mara"] {
        let asked = ReportAsked {
            from: "2026-11-16".into(),
            to: "2026-11-29".into(),
            by: "week".into(),
            dimension: "rep".into(),
            of: rep.into(),
        };
        let alone = world.json(Question::Report(asked));
        let among = report(&mut world, "week", "rep");
        let Some(value) = among["values"].as_array().unwrap().iter().find(|of| of["value"] == rep) else { continue };
        assert_eq!(alone["total"], value["figures"], "{rep} alone is {rep} among the others");
        for (figure, count) in [
            ("leads", &alone["total"]["counts"]["leads"]),
            ("touched", &alone["total"]["counts"]["touched"]),
            ("band_8", &alone["total"]["bands"]["leads"][8]),
            ("evidence", &alone["total"]["shares"]["evidence"][0]),
        ] {
            let filter = LeadFilter { figure: figure.into(), rep: rep.into(), ..LeadFilter::default() };
            assert_eq!(listed(&mut world, filter), count.as_i64().unwrap(), "{figure} of {rep}");
            told += count.as_i64().unwrap();
        }
        // Each lead went from one to another: a missed window stays with who had it.
        let (met, ended) = (&alone["total"]["shares"]["windows_met"][0], &alone["total"]["shares"]["windows_met"][1]);
        let missed = ended.as_i64().unwrap() - met.as_i64().unwrap();
        let filter = LeadFilter { figure: "missed".into(), rep: rep.into(), ..LeadFilter::default() };
        assert_eq!(listed(&mut world, filter), missed, "{rep}");
    }
    assert!(told > 3, "figures that are nought prove nothing");
}

#[test]
fn every_figure_has_a_sentence_and_its_leads() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let all = report(&mut world, "week", "source");
    for definition in all["definitions"].as_array().unwrap() {
        let words = definition["words"].as_str().unwrap();
        assert!(words.ends_with('.') && words.matches(". ").count() == 0, "{words}");
        let figure = definition["figure"].as_str().unwrap();
        if !figure.is_empty() {
            let filter = LeadFilter { figure: figure.to_owned(), ..Default::default() };
            world.json(Question::Leads { limit: 5, before: None, filter: Box::new(filter) });
        }
    }
    let labels: Vec<_> = all["benchmarks"].as_array().unwrap().iter().map(|of| of["value"].clone()).collect();
    assert_eq!(labels, [42, 13], "as others publish them");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let mut world = World::new();
    let wrong = |from: &str, to: &str, by: &str, dimension: &str| {
        Question::Report(ReportAsked {
            from: from.into(),
            to: to.into(),
            by: by.into(),
            dimension: dimension.into(),
            of: String::new(),
        })
    };
    for (asked, code) in [
        (wrong("", "", "day", "rep"), "wrong_report"),
        (wrong("", "", "week", "mood"), "wrong_report"),
        (wrong("2026-02-30", "", "week", "rep"), "wrong_day"),
        (wrong("2026-11-30", "2026-11-01", "week", "rep"), "wrong_report"),
        (wrong("2016-11-30", "2026-11-01", "week", "rep"), "wrong_report"),
    ] {
        assert_eq!(world.ask(asked).unwrap_err().code, code);
    }
}

/// One rep slow, one source bad, one who rejects without a look, one week that was lost: the report names them.
#[test]
fn what_was_planted_is_named_and_nothing_else() {
    let agreement = AGREEMENT
        .replace(
            "members = [{ rep = \"ana\", weight = 2 }, { rep = \"ben\", weight = 1 }]",
            "members = [{ rep = \"ana\" }, { rep = \"ben\" }, { rep = \"mara\" }]",
        )
        .replace("id = \"content\"\n", "id = \"content\"\npages = [\"/paper*\"]\n")
        .replace("content = \"4h\"\n", "");
    let mut world = World::with(&agreement);
    let mut truth = std::collections::BTreeMap::<String, i64>::new();
    let mut n = 0;
    for week in 0..6 {
        for _ in 0..if week == 3 { 12 } else { 60 } {
            n += 1;
            let is_content = n / 3 % 3 == 0;
            let page = if is_content { "https://www.acme.example/paper" } else { "https://www.acme.example/demo" };
            let (name, email) = (format!("Person P{n}x"), format!("p{n}@works{n}.example"));
            world.receipt(&lead(
                n,
                page,
                &[("name", &name), ("email", &email), ("company", &format!("Works{n}")), ("company_size", "120")],
            ));
            let owner = world.page(n)["lead"]["owner"]["id"].as_str().unwrap().to_owned();
            *truth.entry(owner.clone()).or_default() += 1;
            // Ana is slow, Ben rejects at once, the content is bad.
            world.now.0 += if owner == "ana" {
                20 * MINUTE
            } else if owner == "ben" {
                MINUTE / 2
            } else {
                2 * MINUTE
            };
            world.due();
            let is_bad = is_content && n / 9 % 3 != 0;
            let says = |body: &str| body.replace("BY", &owner);
            if owner == "ben" && n / 3 % 2 == 0 {
                moved(&mut world, n, r#"{"move":"rejected","by":"ben","reason":"other","note":"no"}"#);
            } else {
                moved(&mut world, n, &says(r#"{"move":"connected","by":"BY"}"#));
                let reject = r#"{"move":"rejected","by":"BY","reason":"wrong_fit"}"#;
                moved(&mut world, n, &says(if is_bad { reject } else { r#"{"move":"accepted","by":"BY"}"# }));
            }
            world.now.0 += 10 * MINUTE;
        }
        let days_left = 7 * 24 * 60 * MINUTE * (week + 1);
        world.now.0 = world.now.0.max(crate::world::START.0 + days_left);
    }
    let asked = ReportAsked {
        from: "2026-11-21".into(),
        to: "2027-01-01".into(),
        by: "week".into(),
        dimension: "rep".into(),
        of: String::new(),
    };
    let told = world.json(Question::Report(asked));
    for (rep, leads) in &truth {
        assert_eq!(figures(&told, rep)["counts"]["leads"], *leads, "{rep}");
    }
    let warnings: Vec<(String, String)> = told["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| (warning["code"].as_str().unwrap().to_owned(), warning["words"].as_str().unwrap().to_owned()))
        .collect();
    let named =
        |code: &str, begin: &str| warnings.iter().any(|(found, words)| found == code && words.starts_with(begin));
    assert!(named("slow", "Ana Silva answers after"), "{warnings:#?}");
    assert!(named("far_from_the_rest", "Ana Silva:"), "her windows: {warnings:#?}");
    assert!(named("far_from_the_rest", "content:"), "{warnings:#?}");
    assert!(warnings.iter().any(|(code, words)| code == "vague" && words.contains("Ben Okafor")), "{warnings:#?}");
    assert!(warnings.iter().any(|(code, words)| code == "few_leads" && words.contains("12 leads")), "{warnings:#?}");
    for innocent in ["Mara Lindt", "demo request:"] {
        assert!(!warnings.iter().any(|(_, words)| words.contains(innocent)), "{innocent}: {warnings:#?}");
    }
    // The leads behind a warning are those it counts.
    let vague = told["warnings"].as_array().unwrap().iter().find(|warning| warning["code"] == "slow").unwrap();
    assert_eq!(vague["leads"], "figure=leads&rep=ana&from=2026-11-21&to=2027-01-01");
}
