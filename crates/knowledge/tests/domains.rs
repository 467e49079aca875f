//! Domains, against the vectors of the public suffix list and public lists of mail providers.

use std::fs;
use std::path::Path;

use baton_scoring::{
    EmailAddress, Tables, budget, company_core, country, did_you_mean, email_kind, employees, fold, phone, read_title,
    region, registrable_domain, timeline_band,
};

/// A file of the folder of data beside the project, which is not part of it.
fn shared(path: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("SKIPPED: no {}", path.display());
    }
    text
}

#[test]
fn the_vectors_of_the_public_suffix_list() {
    let Some(vectors) = shared("email/psl_tests.txt") else { return };
    let full = baton_knowledge::full();
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in vectors.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        let (host, expected) = line.split_once(' ').expect("two columns");
        let expected = Some(expected).filter(|domain| *domain != "null");
        let host = if host == "null" { String::new() } else { host.to_ascii_lowercase() };
        let read = registrable_domain(&host, &full);
        if read != expected {
            wrong.push(format!("{host}: expected {expected:?}, read {read:?}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{count} vectors hold");
}

#[test]
fn hosts_that_nobody_registered() {
    let full = baton_knowledge::full();
    for (host, domain) in [
        ("mail.works.co.uk", Some("works.co.uk")),
        ("works.example", Some("works.example")),
        ("a.b.works.com.br", Some("works.com.br")),
        ("co.uk", None),
        ("192.168.1.1", None),
        ("1.2", None),
        ("..", None),
        ("works.com.", None),
        ("a..com", None),
        ("", None),
    ] {
        assert_eq!(registrable_domain(host, &full), domain, "{host}");
    }
}

fn kind(domain: &str, tables: &Tables) -> &'static str {
    EmailAddress::parse(&["ada@", domain].concat()).map_or("", |address| email_kind(&address, tables))
}

#[test]
fn recall_of_free_mail() {
    let Some(list) = shared("email/free_mail_domains.txt") else { return };
    let domains: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = domains.iter().filter(|domain| kind(domain, &Tables::small()) == "free").count();
    eprintln!("free mail: {found} of {} domains", domains.len());
    assert!(found >= 200);
}

#[test]
fn recall_of_throw_away_mail() {
    let Some(list) = shared("email/disposable_domains.txt") else { return };
    let domains: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let small = Tables::small();
    let throw_away = baton_knowledge::is_throw_away;
    let few = domains.iter().filter(|domain| kind(domain, &small) == "disposable").count();
    let many = domains.iter().filter(|domain| throw_away(domain)).count();
    eprintln!("throw-away mail: small {few}, full {many} of {} domains", domains.len());
    assert!(few >= 15 && many * 10 >= domains.len() * 7);
}

/// Domains of companies that everybody knows: none is free mail or thrown away.
const COMPANIES: &str = "adidas.com|airbus.com|allianz.de|amazon.com|apple.com|atlassian.com|axa.fr|basf.com|bayer.com|bbva.es|\
bmw.de|bosch.com|bp.com|cisco.com|cloudflare.com|daimler.com|danone.com|dell.com|dhl.com|ericsson.com|ferrero.it|\
ford.com|github.com|hp.com|hsbc.com|ibm.com|ikea.com|intel.com|kpn.com|lego.com|loreal.com|lufthansa.com|\
mercadolibre.com|microsoft.com|natura.com.br|nestle.com|netflix.com|nike.com|nokia.com|oracle.com|petrobras.com.br|\
philips.com|renault.fr|salesforce.com|samsung.com|sap.com|siemens.com|spotify.com|telefonica.es|volkswagen.de";

#[test]
fn companies_are_companies() {
    let full = baton_knowledge::full();
    let throw_away = baton_knowledge::is_throw_away;
    assert_eq!(COMPANIES.split('|').count(), 50);
    for domain in COMPANIES.split('|') {
        assert_eq!(kind(domain, &full), "work", "{domain}");
        assert!(!throw_away(domain), "{domain}");
        assert_eq!(did_you_mean(domain, &full), None, "{domain}");
    }
    let providers = full.free_mail.iter().filter_map(|domain| std::str::from_utf8(domain).ok());
    let wrong: Vec<&str> = providers.filter(|domain| throw_away(domain)).collect();
    assert!(wrong.is_empty(), "people keep these: {wrong:?}");
}

#[test]
fn what_stands_under_a_throw_away_domain_is_thrown_away() {
    let throw_away = baton_knowledge::is_throw_away;
    assert!(throw_away("mailinator.com") && throw_away("x.y.mailinator.com"));
    for domain in ["", ".", "com", "works.example", "notmailinator.example", "mailinator.com.works.example"] {
        assert!(!throw_away(domain), "{domain}");
    }
}

#[test]
fn naughty_strings_break_nothing() {
    let Some(text) = shared("text/blns.json") else { return };
    let full = baton_knowledge::full();
    // The escapes of JSON stay as they are: they are as naughty as what they stand for.
    let strings: Vec<&str> = text.lines().collect();
    assert!(strings.len() > 500);
    for text in strings {
        let folded = fold(text);
        for text in [text, folded.as_str()] {
            let read = read_title(text, &full);
            assert!(read.seniority_is_sure);
            let _ = (company_core(text), employees(text), budget(text), timeline_band(text), did_you_mean(text, &full));
            let _ = (country(text, &full), region(text, None, &full), region(text, Some("us"), &full));
            let _ = (phone(text, Some("de")), registrable_domain(text, &full));
            assert!(!baton_knowledge::is_throw_away(text));
        }
    }
}
