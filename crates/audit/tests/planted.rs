//! Exports with a known truth in them: the audit must name what was planted, and nothing where nothing was.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing")]

use std::fmt::Write;

use baton_audit::{Audit, Settings, Table, audit};

/// What is planted in an export.
#[derive(Clone, Copy, Default)]
struct Planted {
    slow_rep: bool,
    bad_source: bool,
    vague_rejecter: bool,
    ignored: bool,
}

const ALL: Planted = Planted { slow_rep: true, bad_source: true, vague_rejecter: true, ignored: false };
const REPS: [&str; 4] = ["Ana Silva", "Ben Okafor", "Cleo Marsh", "Dan Fox"];
const SOURCES: [&str; 3] = ["Website", "Google Ads", "Trade show"];

/// How a system writes its export.
struct Maker {
    header: &'static str,
    separator: char,
    /// Won, lost, rejected, and what it calls a lead that nobody has decided on.
    words: [&'static str; 4],
    date: fn(i64, i64) -> String,
}

const HUBSPOT: Maker = Maker {
    header: "Record ID,Email,First Name,Last Name,Company name,Create Date,First Contacted,Contact owner,Original Source,Lead Status,Disqualification reason",
    separator: ',',
    words: ["Customer", "Closed Lost", "Unqualified", "In progress"],
    date: |day, minute| format!("2026-{:02}-{:02} {:02}:{:02}", day / 28 + 1, day % 28 + 1, minute / 60, minute % 60),
};
const SALESFORCE: Maker = Maker {
    header: "Lead ID,Email,First Name,Last Name,Company,Created Date,First Response Date,Lead Owner,Lead Source,Status,Rejection Reason",
    separator: ',',
    words: ["Closed - Converted", "Closed - Not Converted", "Disqualified", "Working - Contacted"],
    date: |day, minute| {
        let (hour, half) = (minute / 60 % 12, if minute < 720 { "AM" } else { "PM" });
        format!(
            "{}/{}/2026 {}:{:02} {half}",
            day / 28 + 1,
            day % 28 + 1,
            if hour == 0 { 12 } else { hour },
            minute % 60
        )
    },
};
const PIPEDRIVE: Maker = Maker {
    header: "ID;E-Mail;Vorname;Nachname;Firma;Erstellt am;Erstkontakt;Besitzer;Quelle;Status;Ablehnungsgrund",
    separator: ';',
    words: ["Gewonnen", "Verloren", "Abgelehnt", "Offen"],
    date: |day, minute| format!("{:02}.{:02}.2026 {:02}:{:02}", day % 28 + 1, day / 28 + 1, minute / 60, minute % 60),
};

/// A number from 0 to below `below`, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % below
    }
}

fn export(maker: &Maker, planted: Planted) -> String {
    let mut dice = Dice(11);
    let mut text = format!("{}\n", maker.header);
    for row in 0..1_200_i64 {
        let (day, minute) = (row * 300 / 1_200, 480 + dice.below(240));
        let (rep, source) = (dice.below(4) as usize, dice.below(3) as usize);
        let slow = planted.slow_rep && rep == 1;
        let waited = if slow { 90 + dice.below(500) } else { 1 + dice.below(40) };
        let turned_down = dice.below(100) < if planted.bad_source && source == 2 { 75 } else { 20 };
        let ignored = planted.ignored && dice.below(100) < 25;
        let vague = planted.vague_rejecter && rep == 3;
        let word = match dice.below(3) {
            _ if ignored => maker.words[3],
            _ if turned_down => maker.words[2],
            0 => maker.words[0],
            _ => maker.words[1],
        };
        let reason = match turned_down && !ignored {
            true if vague => ["", "other", "-"][dice.below(3) as usize],
            true => ["Wrong fit", "No budget", "Bad timing"][dice.below(3) as usize],
            false => "",
        };
        let minutes = minute + waited;
        let contacted = if ignored { String::new() } else { (maker.date)(day + minutes / 1_440, minutes % 1_440) };
        let cells = [
            format!("{}", 70_000 + row),
            format!("person{row}@company{row}.example"),
            format!("Given{}", letters(row)),
            format!("Family{}", letters(row * 7 + 3)),
            format!("Company {}", letters(row)),
            (maker.date)(day, minute),
            contacted,
            REPS[rep].to_owned(),
            SOURCES[source].to_owned(),
            word.to_owned(),
            reason.to_owned(),
        ];
        writeln!(text, "{}", cells.join(&maker.separator.to_string())).unwrap();
    }
    text
}

/// A name that is nobody else's.
fn letters(mut number: i64) -> String {
    let mut text = String::new();
    for _ in 0..4 {
        text.push(char::from(b'a' + (number % 26) as u8));
        number = number / 26 + number % 5;
    }
    text
}

fn audited(text: &str, settings: &Settings) -> Audit {
    audit(&Table::read(text.as_bytes()).unwrap(), settings).unwrap()
}

fn found(audit: &Audit) -> Vec<(&str, &str)> {
    audit.leaks.iter().map(|leak| (leak.kind, leak.about.as_str())).collect()
}

#[test]
fn what_was_planted_is_named_in_the_exports_of_three_makers() {
    for maker in [HUBSPOT, SALESFORCE, PIPEDRIVE] {
        let audit = audited(&export(&maker, ALL), &Settings::default());
        let first: Vec<_> = found(&audit).into_iter().take(3).collect();
        for planted in [("slow_rep", "Ben Okafor"), ("bad_source", "Trade show"), ("vague_rejecter", "Dan Fox")] {
            assert!(
                first.contains(&planted),
                "{}: {planted:?} is not in {:?}\n{}",
                maker.header,
                found(&audit),
                audit.text()
            );
        }
        assert!(audit.untold.is_empty() && audit.to_the_minute, "{:?}", audit.untold);
        assert_eq!(audit.rows, audit.fates.accepted + audit.fates.rejected);
    }
}

#[test]
fn where_nothing_was_planted_nothing_is_named() {
    let audit = audited(&export(&HUBSPOT, Planted::default()), &Settings::default());
    assert_eq!(found(&audit), [], "{}", audit.text());
    assert!(audit.text().contains("no leak stands out"));
}

#[test]
fn leads_that_nobody_tried_are_ignored_and_come_first() {
    let planted = Planted { ignored: true, ..ALL };
    let audit = audited(&export(&HUBSPOT, planted), &Settings::default());
    assert_eq!(found(&audit).first(), Some(&("ignored", "")), "{}", audit.text());
    let leak = audit.leaks.first().unwrap();
    assert!((240..360).contains(&leak.leads) && leak.leads == audit.fates.ignored, "{leak:?}");
    assert_eq!(audit.speed.never, audit.fates.ignored);
}

#[test]
fn the_figures_are_those_of_the_rows() {
    let text = "Created,First contact,Owner,Source,Status,Reason\n\
        2026-03-02 09:00,2026-03-02 09:03,Ana,Web,Won,\n\
        2026-03-02 10:00,2026-03-02 10:30,Ana,Web,Lost,too dear\n\
        2026-03-02 11:00,2026-03-02 13:00,Ben,Web,Rejected,\n\
        2026-03-02 16:00,2026-03-04 10:00,Ben,Fair,Rejected,wrong fit\n\
        2026-03-02 12:00,,Ben,Fair,Rejected,spam\n\
        2026-03-02 12:30,,Ben,Fair,New,\n";
    let settings =
        Settings { hours: Some(baton_audit::Hours::parse("09:00-17:00", None).unwrap()), ..Settings::default() };
    let audit = audited(text, &settings);
    let speed = &audit.speed;
    assert_eq!((speed.within_5m, speed.within_1h, speed.within_24h, speed.never), (1, 2, 3, 2));
    assert_eq!((speed.median_ms, speed.p90_ms), (Some(30 * 60_000), Some(42 * 3_600_000)));
    // An hour on Monday, eight on Tuesday, one on Wednesday.
    assert_eq!(speed.working.as_ref().unwrap().p90_ms, Some(10 * 3_600_000));
    assert_eq!((audit.rejections.without_reason, audit.rejections.without_attempt), (Some(1), Some(1)));
    let fates = &audit.fates;
    assert_eq!((fates.accepted, fates.rejected, fates.ignored, fates.working), (2, 3, 1, 0));
    assert_eq!(audit.week.iter().map(|cell| cell.leads).sum::<usize>(), 6);
    // Monday, ten in the morning.
    assert_eq!(audit.week[10].median_ms, Some(30 * 60_000));
}

#[test]
fn money_is_the_assumption_times_the_leads() {
    let text = export(&HUBSPOT, Planted { ignored: true, ..Planted::default() });
    let settings = Settings { value: Some(1_000), rate: Some(100), ..Settings::default() };
    let audit = audited(&text, &settings);
    let ignored = audit.leaks.iter().find(|leak| leak.kind == "ignored").unwrap();
    assert_eq!(ignored.stake, Some(ignored.leads as i64 * 100));
    assert!(audit.assumptions()[0].contains("1,000 (as you said)"), "{:?}", audit.assumptions());
    let twice = audited(&text, &Settings { value: Some(2_000), ..settings });
    assert_eq!(twice.at_stake, audit.at_stake * 2);
}

#[test]
fn the_same_person_twice_is_found_and_whose_they_are() {
    let mut text = String::from("Created,First contact,Owner,Email,First name,Last name,Company,Status\n");
    for row in 0..40 {
        let (given, company) = (letters(row), letters(row * 11 + 1));
        for (owner, mail) in [("Ana", "a"), ("Ben", "a")] {
            writeln!(
                text,
                "2026-03-02 09:00,2026-03-02 09:03,{owner},{mail}.{given}@{company}.example,{given},Meyer,{company},Won"
            )
            .unwrap();
        }
    }
    let audit = audited(&text, &Settings::default());
    let twice = audit.twice.as_ref().unwrap();
    assert_eq!((twice.people, twice.extra, twice.several_owners), (40, 40, 40));
    assert_eq!(twice.examples[0], [2, 3]);
    assert!(found(&audit).contains(&("duplicates", "")), "{:?}", found(&audit));
}

#[test]
fn the_agreement_to_begin_with_passes_the_check() {
    for (maker, planted) in
        [(HUBSPOT, ALL), (SALESFORCE, Planted { ignored: true, ..ALL }), (PIPEDRIVE, Planted::default())]
    {
        let audit = audited(&export(&maker, planted), &Settings::default());
        let checked = baton_agreement::check(&audit.agreement);
        let told: Vec<String> =
            checked.problems.iter().map(|problem| format!("{}: {}", problem.code, problem.message)).collect();
        assert!(checked.agreement.is_some() && told.is_empty(), "{told:?}\n{}", audit.agreement);
        let agreement = checked.agreement.unwrap();
        assert_eq!(agreement.reps.len(), 4);
        assert!(agreement.card.sources.iter().any(|source| source.id == "trade_show"));
        assert!(agreement.reasons.iter().any(|reason| reason.id == "wrong_fit"), "{}", audit.agreement);
    }
}

#[test]
fn the_settings_that_plug_leaks_are_settings() {
    let mut kinds = std::collections::BTreeSet::new();
    for planted in [ALL, Planted { ignored: true, ..ALL }] {
        let audit = audited(&export(&HUBSPOT, planted), &Settings::default());
        for leak in &audit.leaks {
            kinds.insert(leak.kind);
            let checked = baton_agreement::check(&leak.setting);
            let unknown = ["unknown_key", "not_toml", "wrong_type", "unknown_section"];
            let wrong: Vec<_> = checked.problems.iter().filter(|problem| unknown.contains(&problem.code)).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", leak.setting);
        }
    }
    assert!(kinds.len() >= 4, "{kinds:?}");
}

#[test]
fn whatever_stands_in_a_file_no_lead_is_named_and_nothing_runs() {
    let evil = "<script>alert(1)</script>";
    let mut text = String::from("Email,Created,First contact,Owner,Source,Status,Reason\n");
    for row in 0..30 {
        writeln!(
            text,
            "secret{row}@x.example,2026-03-02 09:00,2026-03-02 19:00,{evil},\"=cmd()\",Rejected,\"\"\"{evil}\""
        )
        .unwrap();
    }
    let audit = audited(&text, &Settings::default());
    let html = audit.html();
    assert!(!html.contains("<script") && !html.contains("secret1@"), "{html}");
    let checked = baton_agreement::check(&audit.agreement);
    assert!(checked.agreement.is_some(), "{:?}\n{}", checked.problems, audit.agreement);
}

#[test]
fn a_file_that_tells_nothing_says_what_to_do() {
    let refused = |text: &str, settings: &Settings| {
        let problem = audit(&Table::read(text.as_bytes()).unwrap(), settings).unwrap_err();
        (problem.code, problem.help)
    };
    let (code, help) = refused("Name,City\nAda,Rome\n", &Settings::default());
    assert!(code == "nothing_to_audit" && help.contains("Name, City") && help.contains("outcome="), "{help}");
    let said = Settings { columns: vec!["owner=Onwer".to_owned()], ..Settings::default() };
    let (code, help) = refused("Owner,Status\nAda,Won\n", &said);
    assert!(code == "unknown_column" && help.contains("`Owner`"), "{code}: {help}");
    assert_eq!(baton_audit::Hours::parse("9-17", None).unwrap_err().code, "bad_hours");
    assert_eq!(baton_audit::Hours::parse("09:00-17:00", Some("Berlin")).unwrap_err().code, "unknown_zone");
}

#[test]
fn dates_without_a_time_are_not_told_in_minutes() {
    let mut text = String::from("Created,First contact,Owner,Status\n");
    for row in 0..40 {
        writeln!(text, "2026-03-{:02},2026-03-{:02},Ana,Won", row % 20 + 1, row % 20 + 2).unwrap();
    }
    let audit = audited(&text, &Settings::default());
    assert!(!audit.to_the_minute && audit.week.is_empty());
    assert!(audit.untold.iter().any(|sentence| sentence.contains("no time of day")), "{:?}", audit.untold);
    assert!(!audit.html().contains("5 min"));
}
