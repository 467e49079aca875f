//! The normalisers but for titles, a table of cases each, and what holds for any text.

use baton_scoring::{
    BUDGET_BANDS, EmailAddress, MARKETS, TIMELINE_BANDS, Tables, budget, budget_band, company_core, country,
    did_you_mean, email_kind, employees, fold, market, phone, read_title, region, registrable_domain, timeline_band,
};
use proptest::prelude::{any, prop_assert_eq, proptest};

/// Holds a function against a table, and names every case that differs.
fn hold<T: PartialEq + std::fmt::Debug + Copy>(cases: &[(&str, T)], read: impl Fn(&str) -> T) {
    let wrong: Vec<_> = cases
        .iter()
        .filter(|(text, expected)| read(text) != *expected)
        .map(|(text, expected)| format!("{text:?}: expected {expected:?}, read {:?}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn companies_without_their_legal_form() {
    let cases = [
        ("Acme GmbH", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme G.m.b.H.", "acme"),
        ("ACME, Inc.", "acme"),
        ("The Acme Company", "acme"),
        ("Acme Corp", "acme"),
        ("Acme Corporation, LLC", "acme"),
        ("Acme L.L.C.", "acme"),
        ("Acme Ltd.", "acme"),
        ("Acme (UK) Limited", "acme (uk)"),
        ("Acme PLC", "acme"),
        ("Acme AG", "acme"),
        ("Acme SE & Co. KGaA", "acme"),
        ("Acme UG (haftungsbeschränkt)", "acme"),
        ("Musikfreunde Köln e.V.", "musikfreunde koln"),
        ("Acme S.A.", "acme"),
        ("Acme, S.L.U.", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("Acme Comércio Ltda.", "acme comercio"),
        ("Acme EIRELI", "acme"),
        ("Acme S.A.R.L.", "acme"),
        ("Acme SAS", "acme"),
        ("Acme B.V.", "acme"),
        ("Acme N.V.", "acme"),
        ("Acme Oy", "acme"),
        ("Acme AB", "acme"),
        ("Acme A/S", "acme"),
        ("Acme ApS", "acme"),
        ("Acme S.p.A.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Acme S.r.l.", "acme"),
        ("Acme Pty Ltd", "acme"),
        ("Acme Pte. Ltd.", "acme"),
        ("Acme K.K.", "acme"),
        ("AG", "ag"),
        ("GmbH & Co. KG", "gmbh"),
        ("The", "the"),
        ("Visa", "visa"),
        ("Texas Instruments", "texas instruments"),
        ("L'Oréal SA", "l'oreal"),
        ("", ""),
        ("東京 KK", "東京"),
    ];
    for (name, core) in cases {
        assert_eq!(company_core(&fold(name)), core, "{name}");
    }
}

#[test]
fn sizes_of_companies() {
    let cases = [
        ("250", Some(250)),
        ("11–50", Some(30)),
        ("11-50 employees", Some(30)),
        ("1k+", Some(1_000)),
        ("1,001 - 5,000", Some(3_000)),
        ("10.000", Some(10_000)),
        ("10 000", Some(10_000)),
        ("10'000", Some(10_000)),
        ("about 200 people", Some(200)),
        ("5 m", Some(5)),
        ("2m", Some(2_000_000)),
        ("1000+", Some(1_000)),
        ("1", Some(1)),
        ("0", Some(0)),
        ("99999999999999", Some(u32::MAX)),
        ("< 50", Some(50)),
        ("more than 1000", Some(1_000)),
        ("unter 50", Some(50)),
        ("1-10", Some(5)),
        ("1.5k", Some(1_500)),
        ("2,5k", Some(2_500)),
        ("1.25k", Some(1_250)),
        ("50 to 100", Some(75)),
        ("51 bis 200 Mitarbeiter", Some(125)),
        ("de 10 a 50", Some(30)),
        ("between 10 and 50", Some(30)),
        ("1.001–5.000", Some(3_000)),
        ("10 001+", Some(10_001)),
        ("10k-50k", Some(30_000)),
        ("team of 5 spread over 12 offices", Some(5)),
        ("50.5", Some(50)),
        ("just me", Some(1)),
        ("Nur ich", Some(1)),
        ("freelancer", Some(1)),
        ("solo", Some(1)),
        ("Autônomo", Some(1)),
        ("self-employed", Some(1)),
        ("a few", None),
        ("", None),
    ];
    hold(&cases, |text| employees(&fold(text)));
}

#[test]
fn countries_by_name_and_code() {
    let cases = [
        ("Germany", Some("de")),
        ("Deutschland", Some("de")),
        ("Allemagne", Some("de")),
        ("DE", Some("de")),
        ("DEU", Some("de")),
        ("UK", Some("gb")),
        ("U.K.", Some("gb")),
        ("England", Some("gb")),
        ("Great Britain", Some("gb")),
        ("USA", Some("us")),
        ("U.S.A.", Some("us")),
        ("the United States", Some("us")),
        ("United States of America (USA)", Some("us")),
        ("États-Unis", Some("us")),
        ("EE. UU.", Some("us")),
        ("Brasil", Some("br")),
        ("España", Some("es")),
        ("Österreich", Some("at")),
        ("Schweiz", Some("ch")),
        ("Suisse", Some("ch")),
        ("the Netherlands", Some("nl")),
        ("Holland", Some("nl")),
        ("Czech Republic", Some("cz")),
        ("South Korea", Some("kr")),
        ("UAE", Some("ae")),
        ("Türkiye", Some("tr")),
        ("ca", Some("ca")),
        ("in", Some("in")),
        ("bf", Some("bf")),
        ("Berlin, Germany", Some("de")),
        ("Burkina Faso", None),
        ("xx", None),
        ("somewhere", None),
        ("", None),
        (".", None),
    ];
    hold(&cases, |text| country(&fold(text), &Tables::small()));
}

#[test]
fn a_country_is_its_own_name() {
    let tables = Tables::small();
    for (name, code) in tables.country_names.entries() {
        assert_eq!(country(name, &tables), Some(code), "{name}");
        assert_eq!(country(code, &tables), Some(code), "{name}");
        assert!(market(code).is_some(), "{code}");
    }
}

#[test]
fn markets_of_countries() {
    let cases = [
        ("de", Some("dach")),
        ("at", Some("dach")),
        ("li", Some("dach")),
        ("nl", Some("benelux")),
        ("lu", Some("benelux")),
        ("se", Some("nordics")),
        ("is", Some("nordics")),
        ("gb", Some("uk_ireland")),
        ("ie", Some("uk_ireland")),
        ("fr", Some("france")),
        ("pt", Some("iberia")),
        ("ad", Some("iberia")),
        ("it", Some("italy")),
        ("pl", Some("eastern_europe")),
        ("ua", Some("eastern_europe")),
        ("us", Some("north_america")),
        ("ca", Some("north_america")),
        ("mx", Some("latin_america")),
        ("br", Some("latin_america")),
        ("ae", Some("middle_east")),
        ("il", Some("middle_east")),
        ("za", Some("africa")),
        ("ng", Some("africa")),
        ("in", Some("south_asia")),
        ("jp", Some("east_asia")),
        ("sg", Some("southeast_asia")),
        ("au", Some("oceania")),
        ("zz", None),
        ("", None),
        ("germany", None),
    ];
    hold(&cases, market);
    assert!(cases.iter().filter_map(|(_, market)| *market).all(|market| MARKETS.contains(&market)));
}

#[test]
fn telephone_numbers() {
    let cases = [
        ("+49 30 123456", "", Some("+4930123456")),
        ("+49 (0) 30 / 123 456", "", Some("+4930123456")),
        ("+49 030 123456", "", Some("+4930123456")),
        ("0049 30 123456", "", Some("+4930123456")),
        ("0049 (0)30 123456", "", Some("+4930123456")),
        ("011 49 30 123456", "us", Some("+4930123456")),
        ("030 123456", "de", Some("+4930123456")),
        ("030 123456", "", None),
        ("0171-1234567 Durchwahl 12", "de", Some("+491711234567")),
        ("49 171 1234567", "de", Some("+491711234567")),
        ("Tel.: +44 (0)20 7946 0018 ext. 12", "", Some("+442079460018")),
        ("020 7946 0018", "gb", Some("+442079460018")),
        ("(415) 555-2671", "us", Some("+14155552671")),
        ("1-415-555-2671", "us", Some("+14155552671")),
        ("415.555.2671 x12", "us", Some("+14155552671")),
        ("555-2671", "us", None),
        ("+1 415 555 267", "", None),
        ("416 555 0123", "ca", Some("+14165550123")),
        ("02 1234 5678", "it", Some("+390212345678")),
        ("+39 02 1234 5678", "", Some("+390212345678")),
        ("912 345 678", "es", Some("+34912345678")),
        ("21 234 5678", "pt", Some("+351212345678")),
        ("20 12 34 56", "dk", Some("+4520123456")),
        ("22 12 34 56", "no", Some("+4722123456")),
        ("8 (912) 345-67-89", "ru", Some("+79123456789")),
        ("8 701 234 5678", "kz", Some("+77012345678")),
        ("01 23 45 67 89", "fr", Some("+33123456789")),
        ("044 668 18 00", "ch", Some("+41446681800")),
        ("06 1 234 5678", "hu", Some("+3612345678")),
        ("(11) 91234-5678", "br", Some("+5511912345678")),
        ("+999 123456789", "", None),
        ("123", "de", None),
        ("+123456789012345678", "", None),
        ("no phone", "de", None),
        ("", "us", None),
        ("call me", "", None),
    ];
    for (text, home, expected) in cases {
        let home = Some(home).filter(|home| !home.is_empty());
        assert_eq!(phone(text, home).as_deref(), expected, "{text} {home:?}");
    }
}

#[test]
fn budgets() {
    let cases = [
        ("10k", Some(10_000)),
        ("€10.000", Some(10_000)),
        ("10.000,00 €", Some(10_000)),
        ("$5,000 - $10,000", Some(5_000)),
        ("over 1m", Some(1_000_000)),
        ("1.5 million", Some(1_500_000)),
        ("1,5 Mio. EUR", Some(1_500_000)),
        ("50k+", Some(50_000)),
        ("under 10k", Some(0)),
        ("< $5k", Some(0)),
        ("bis 20.000", Some(0)),
        ("moins de 10 k", Some(0)),
        ("up to 500", Some(0)),
        ("5-10k", Some(5_000)),
        ("1-2 million", Some(1_000_000)),
        ("10 k €", Some(10_000)),
        ("20 tsd", Some(20_000)),
        ("30 mil euros", Some(30_000)),
        ("100000", Some(100_000)),
        ("USD 25,000", Some(25_000)),
        ("25 000 €", Some(25_000)),
        ("0", Some(0)),
        ("none yet", None),
        ("", None),
        ("tbd", None),
        ("2m", Some(2_000_000)),
    ];
    hold(&cases, |text| budget(&fold(text)));
    let bands = [(0, "under_5k"), (4_999, "under_5k"), (5_000, "5k_25k"), (25_000, "25k_100k"), (100_000, "over_100k")];
    for (amount, band) in bands {
        assert_eq!(budget_band(amount), band);
        assert!(BUDGET_BANDS.contains(&band));
    }
}

#[test]
fn timelines() {
    let cases = [
        ("ASAP", Some("now")),
        ("Immediately", Some("now")),
        ("this week", Some("now")),
        ("sofort", Some("now")),
        ("urgent!", Some("now")),
        ("dès que possible", Some("now")),
        ("lo antes posible", Some("now")),
        ("Imediatamente", Some("now")),
        ("within 30 days", Some("month")),
        ("this month", Some("month")),
        ("2-4 weeks", Some("month")),
        ("in 3 weeks", Some("month")),
        ("2 Wochen", Some("month")),
        ("1-3 months", Some("quarter")),
        ("1 to 3 months", Some("quarter")),
        ("this quarter", Some("quarter")),
        ("next quarter", Some("quarter")),
        ("90 days", Some("quarter")),
        ("dieses Quartal", Some("quarter")),
        ("3-6 months", Some("half_year")),
        ("6 months", Some("half_year")),
        ("6 mois", Some("half_year")),
        ("3+ months", Some("half_year")),
        ("6-12 months", Some("year")),
        ("this year", Some("year")),
        ("next year", Some("year")),
        ("1 year", Some("year")),
        ("12+ months", Some("later")),
        ("more than 12 months", Some("later")),
        ("2 years", Some("later")),
        ("just looking", Some("none")),
        ("No timeline", Some("none")),
        ("nur informieren", Some("none")),
        ("exploring", Some("none")),
        ("Q3 2027", None),
        ("", None),
    ];
    hold(&cases, |text| timeline_band(&fold(text)));
    assert!(cases.iter().filter_map(|(_, band)| *band).all(|band| TIMELINE_BANDS.contains(&band)));
}

#[test]
fn mistyped_providers() {
    let cases = [
        ("gmial.com", Some("gmail.com")),
        ("gmail.co", Some("gmail.com")),
        ("gmail.con", Some("gmail.com")),
        ("gmai.com", Some("gmail.com")),
        ("gmaill.com", Some("gmail.com")),
        ("gnail.com", Some("gmail.com")),
        ("hotmial.com", Some("hotmail.com")),
        ("hotmail.co", Some("hotmail.com")),
        ("hotmal.com", Some("hotmail.com")),
        ("outlok.com", Some("outlook.com")),
        ("outloook.com", Some("outlook.com")),
        ("outlook.con", Some("outlook.com")),
        ("hotmail.cmo", Some("hotmail.com")),
        ("yahoo.vom", Some("yahoo.com")),
        ("yaho.com", Some("yahoo.com")),
        ("yahoo.co", Some("yahoo.com")),
        ("yahooo.com", Some("yahoo.com")),
        ("iclod.com", Some("icloud.com")),
        ("googlemial.con", Some("googlemail.com")),
        ("protonmial.com", Some("protonmail.com")),
        ("gmail.com", None),
        ("mail.com", None),
        ("email.com", None),
        ("ymail.com", None),
        ("gmx.de", None),
        ("gmx.net", None),
        ("yahoo.fr", None),
        ("hotmail.de", None),
        ("cloud.com", None),
        ("works.example", None),
        ("acme.com", None),
        ("", None),
    ];
    hold(&cases, |text| did_you_mean(text, &Tables::small()));
}

#[test]
fn the_small_table_leaves_hosts_and_regions_alone() {
    assert_eq!(registrable_domain("a.works.example", &Tables::small()), None);
    assert_eq!(region("california", Some("us"), &Tables::small()), None);
}

proptest! {
    #[test]
    fn no_text_makes_a_normaliser_fall_over(text in any::<String>(), home in "[a-z]{0,3}") {
        let tables = Tables::small();
        let folded = fold(&text);
        for text in [text.as_str(), folded.as_str()] {
            let _ = (read_title(text, &tables), company_core(text), employees(text), budget(text), timeline_band(text));
            let _ = (country(text, &tables), market(text), region(text, Some(&home), &tables), did_you_mean(text, &tables));
            let _ = (phone(text, Some(&home)), registrable_domain(text, &tables));
            let _ = EmailAddress::parse(text).map(|address| email_kind(&address, &tables));
        }
    }

    #[test]
    fn a_core_has_no_core(name in "((the|acme|gmbh|co|kg|s\\.a\\.|ltd|&|inc|of|haus|b\\.v\\.)[ .,]{1,2}){0,6}") {
        let folded = fold(&name);
        let core = company_core(&folded);
        prop_assert_eq!(company_core(core), core);
    }

    #[test]
    fn a_number_read_twice_is_the_same(text in "[+0-9 ()x-]{0,20}", home in "de|us|it|fr|ru|gb|es|hu|by|xx") {
        if let Some(number) = phone(&text, Some(&home)) {
            prop_assert_eq!(phone(&number, Some(&home)), Some(number.clone()));
            prop_assert_eq!(phone(&number, None), Some(number.clone()));
        }
    }
}
