//! The built-in lists against a public list of 2025, and known years of single rules.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::collections::BTreeSet;
use std::path::Path;

use baton_hours::HolidayList;
use serde_json::Value;

fn days(list: &str, year: i64) -> Vec<String> {
    HolidayList::named(list).unwrap().of_year(year).iter().map(|(date, _)| date.to_string()).collect()
}

/// What the public list has and ours does not, and why.
const NOT_OURS: [(&str, &str); 19] = [
    // Evenings, and an afternoon: no whole days.
    ("au-nt", "2025-12-24"),
    ("au-nt", "2025-12-31"),
    ("au-qld", "2025-12-24"),
    ("au-sa", "2025-12-24"),
    ("au-sa", "2025-12-31"),
    ("us-ky", "2025-04-18"),
    // Feasts of the moon, which that year's governments set.
    ("es-ce", "2025-06-05"),
    ("es-ml", "2025-03-30"),
    ("es-ml", "2025-06-06"),
    ("in-hp", "2025-10-07"),
    ("in-hp", "2025-05-09"),
    ("in-hr", "2025-09-22"),
    ("in-ka", "2025-04-30"),
    ("in-ka", "2025-11-08"),
    ("in-rj", "2025-05-09"),
    // Moved by the governor within the year.
    ("us-ga", "2025-12-26"),
    // Of other regions, or of the moon.
    ("in-kl", "2025-04-21"),
    ("in-rj", "2025-05-08"),
    ("in-tr", "2025-04-15"),
];

/// What ours have and the public list does not: Brazil's federal law 14.759 of 2023 holds in all states;
/// the Day for Truth and Reconciliation is statutory in these provinces and territories.
const NOT_THEIRS: [(&str, &str); 12] = [
    // Kept on the Friday, as it falls on a Saturday.
    ("us-ak", "2025-10-17"),
    ("br-am", "2025-11-20"),
    ("br-mt", "2025-11-20"),
    ("br-rj", "2025-11-20"),
    ("br-sp", "2025-11-20"),
    ("ca-bc", "2025-09-30"),
    ("ca-mb", "2025-09-30"),
    ("ca-nb", "2025-09-30"),
    ("ca-nt", "2025-09-30"),
    ("ca-nu", "2025-09-30"),
    ("ca-pe", "2025-09-30"),
    ("ca-yt", "2025-09-30"),
];

#[test]
fn the_lists_agree_with_a_public_one_of_2025() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/places/holidays_2025");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED the_lists_agree_with_a_public_one_of_2025: no ../shared/data/places/holidays_2025");
        return;
    };
    let (mut theirs_count, mut common, mut wrong) = (0, 0, Vec::new());
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_ascii_lowercase();
        let Some(name) = name.strip_suffix("-2025.json") else { continue };
        let published: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let public = published.as_array().unwrap().iter().filter(|day| day["type"] == "public");
        let theirs: BTreeSet<String> =
            public.map(|day| day["date"].as_str().unwrap().chars().take(10).collect()).collect();
        let Some(_) = HolidayList::named(name) else {
            wrong.push(format!("{name}: no list"));
            continue;
        };
        let ours: BTreeSet<String> = days(name, 2025).into_iter().collect();
        theirs_count += theirs.len();
        common += theirs.intersection(&ours).count();
        let known = |day: &&String| !NOT_OURS.contains(&(name, day.as_str()));
        wrong.extend(theirs.difference(&ours).filter(known).map(|day| format!("{name}: lacks {day}")));
        let more = |day: &&String| !NOT_THEIRS.contains(&(name, day.as_str()));
        wrong.extend(ours.difference(&theirs).filter(more).map(|day| format!("{name}: has {day}")));
    }
    eprintln!("{common} of {theirs_count} public holidays agree");
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Years in which a day moved, was proclaimed once, or began; from the governments' announcements.
#[test]
fn years_that_were_otherwise() {
    for (list, day, is_holiday) in [
        ("gb-eng", "2020-05-08", true),
        ("gb-eng", "2020-05-04", false),
        ("gb-eng", "2022-06-02", true),
        ("gb-eng", "2022-06-03", true),
        ("gb-eng", "2022-05-30", false),
        ("gb-eng", "2022-12-27", true),
        ("gb-eng", "2021-12-28", true),
        ("gb-sct", "2023-01-03", true),
        ("gb-sct", "2022-01-04", true),
        ("us", "2021-12-31", true),
        ("us", "2020-06-19", false),
        ("us", "2027-12-24", true),
        ("nl", "2013-04-30", true),
        ("nl", "2014-04-26", true),
        ("de-ni", "2017-10-31", true),
        ("de-ni", "2016-10-31", false),
        ("de-sn", "2026-11-18", true),
        ("jp", "2019-04-30", true),
        ("jp", "2019-05-02", true),
        ("jp", "2015-09-22", true),
        ("jp", "2024-02-12", true),
        ("jp", "2020-10-12", false),
        ("au-nsw", "2022-01-03", true),
        ("ca", "2029-07-02", true),
    ] {
        let year: i64 = day.split('-').next().unwrap().parse().unwrap();
        assert_eq!(days(list, year).contains(&day.to_owned()), is_holiday, "{list} {day}");
    }
}

#[test]
fn every_list_has_its_days_in_every_year() {
    assert!(HolidayList::names().count() > 190, "{}", HolidayList::names().count());
    let names: BTreeSet<&str> = HolidayList::names().collect();
    assert_eq!(names.len(), HolidayList::names().count(), "no list is there twice");
    for name in names {
        for year in 2000..=2100 {
            let days = days(name, year);
            assert!((5..=30).contains(&days.len()), "{name} {year}: {}", days.len());
            assert!(days.is_sorted() && days.iter().all(|day| day.starts_with(&year.to_string())), "{name} {year}");
        }
    }
}
