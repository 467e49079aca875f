//! The checker, on the example agreement and on agreements that are wrong.

use baton_agreement::{Place, Severity, check};
use baton_scoring::{Card, CardKind};

const EXAMPLE: &str = include_str!("../../../examples/agreement.toml");

/// The example with one thing changed. The thing must be there.
fn with(from: &str, to: &str) -> String {
    assert!(EXAMPLE.contains(from), "the example no longer has: {from}");
    EXAMPLE.replacen(from, to, 1)
}

#[test]
fn the_example_has_no_problem() {
    let checked = check(EXAMPLE);
    assert_eq!(checked.problems, []);
    let agreement = checked.agreement.unwrap();
    assert_eq!(Card::decode(&agreement.full.bytes).as_ref(), Ok(&agreement.card));
    let public = Card::decode(&agreement.public.bytes).unwrap();
    assert_eq!(public.kind, CardKind::Public);
    assert_eq!(agreement.windows.first_response.of("content", "hot").0, 4 * 3_600);
    assert_eq!(agreement.windows.first_response.of("demo_request", "hot").0, 300);
}

/// Each row: what is changed, and the problem that must be told: code, the text it points
/// at, and a part of the help.
#[test]
fn every_slip_is_found_where_it_is() {
    let rows: &[(&str, &str, &str, &str, &str)] = &[
        ("field = \"employees\"", "field = \"employes\"", "unknown_field", "\"employes\"", "did you mean `employees`?"),
        ("points = 20", "point = 20", "unknown_key", "point", "did you mean `points`?"),
        ("points = 20", "points = \"20\"", "wrong_kind", "\"20\"", "a whole number"),
        ("points = 20", "points = 2.5", "wrong_kind", "2.5", "a whole number"),
        ("points = 20", "points = 0", "bad_points", "0", "from 1"),
        ("between = [50, 1000]", "between = [1000, 50]", "empty_band", "50", "between = [50, 1000]"),
        ("between = [50, 1000]", "between = [-5, 1000]", "bad_band", "-5", "from 0"),
        ("between = [50, 1000]", "at_most = -5", "bad_band", "-5", "from 0"),
        ("between = [50, 1000]", "between = [50]", "bad_band", "[50]", "lower and the upper"),
        ("field = \"employees\"\nbetween", "field = \"company\"\nbetween", "band_on_text", "[[fit]]", "employees"),
        (
            "one_of = [\"c_level\", \"vp\"]",
            "one_of = [\"c-level\", \"vp\"]",
            "unknown_value",
            "\"c-level\"",
            "did you mean `c_level`?",
        ),
        ("tiers = [\"hot\"]", "tiers = []", "empty_list", "[]", "at least one"),
        ("one_of = [\"c_level\", \"vp\"]", "one_of = []", "empty_list", "[]", "at least one"),
        ("is = \"head\"", "is = \"head\"\npresent = true", "two_tests", "[[fit]]", "two of it"),
        (
            "is = \"demo_request\"",
            "is = \"demo_requests\"",
            "unknown_source",
            "[[engagement]]",
            "did you mean `demo_request`?",
        ),
        ("cap = 15", "cap = 3", "bad_cap", "3", "at least 5"),
        ("cap = 15\n", "\n", "missing_key", "[[engagement]]", "cap = 15"),
        ("id = \"head\"", "id = \"manager\"", "twice", "\"manager\"", "another name"),
        ("id = \"head\"", "id = \"Head of\"", "bad_name", "\"Head of\"", "small letters"),
        ("at_least = 40", "at_least = 80", "tiers_out_of_order", "80", "best to the last"),
        ("at_least = 70", "at_least = 101", "tier_out_of_reach", "101", "reach 100"),
        ("id = \"cold\"\nat_least = 0", "id = \"cold\"\nat_least = 5", "no_last_tier", "5", "begin at 0"),
        ("tiers = [\"hot\"]", "tiers = [\"hott\"]", "unknown_tier", "\"hott\"", "did you mean `hot`?"),
        ("kind = \"thanks\"", "kind = \"thanks\"\ntiers = [\"cold\"]", "no_last_offer", "", "without `tiers`"),
        ("kind = \"meeting\"", "kind = \"meetings\"", "unknown_offer", "\"meetings\"", "did you mean `meeting`?"),
        ("owner = \"mara\"", "owner = \"maria\"", "unknown_rep", "\"maria\"", "did you mean `mara`?"),
        ("{ rep = \"ben\", weight = 1 }", "{ rep = \"benn\" }", "unknown_rep", "\"benn\"", "did you mean `ben`?"),
        ("weight = 2", "weight = 0", "bad_weight", "0", "1 to 100"),
        ("members = [{ rep = \"mara\" }]", "members = []", "empty_pool", "[[pools]]", "members ="),
        ("to = \"inbound\"", "to = \"outbound\"", "unknown_pool", "\"outbound\"", "did you mean `inbound`?"),
        (
            "id = \"large_companies\"\nwhen",
            "id = \"first\"\nto = \"inbound\"\n\n[[routes]]\nid = \"large_companies\"\nwhen",
            "route_shadowed",
            "\"large_companies\"",
            "put it last",
        ),
        (
            "id = \"everyone_else\"",
            "id = \"everyone_else\"\nwhen = { reason = \"x\", field = \"email\", present = true }",
            "no_last_route",
            "\"everyone_else\"",
            "no `when`",
        ),
        ("first_response = \"5m\"", "first_response = \"5 minutes\"", "bad_duration", "\"5 minutes\"", "`5m`"),
        ("content = \"4h\"", "contents = \"4h\"", "unknown_source", "contents", "did you mean `content`?"),
        ("review_by = 2027-03-31", "review_by = \"next spring\"", "wrong_kind", "\"next spring\"", "2027-03-31"),
        (
            "secret = \"SLACK_WEBHOOK_URL\"",
            "secret = \"https://hooks.example/T0/B0\"",
            "secret_in_file",
            "\"https://hooks.example/T0/B0\"",
            "name the secret",
        ),
        (
            "\"lead.assigned\",\n  \"lead.reminded\",",
            "\"lead.asigned\"]",
            "unknown_event",
            "\"lead.asigned\"",
            "did you mean `lead.assigned`?",
        ),
        (
            "[\"http://localhost:8788\"]",
            "[\"https://acme.example/\"]",
            "bad_origin",
            "\"https://acme.example/\"",
            "as browsers send it",
        ),
        (
            "link = \"https://meet.acme.example/team\"",
            "link = \"meet.acme.example\"",
            "bad_link",
            "\"meet.acme.example\"",
            "https://",
        ),
        ("ana?name={name}", "ana?name={fullname}", "unknown_prefill", "\"https://", "{name}"),
        ("[site]", "[sites]", "unknown_key", "sites", "did you mean `site`?"),
        ("[mql]", "[mql]\nxyz = true", "unknown_key", "xyz", "known here"),
        ("name = \"Acme inbound\"", "name = Acme", "not_toml", "", "not TOML"),
        ("pages = [\"/\", ", "pages = [\"https://x.example/\", ", "bad_page", "\"https://x.example/\"", "path only"),
        (
            "id = \"content\"",
            "id = \"rest\"\n\n[[sources]]\nid = \"content\"",
            "source_shadowed",
            "\"content\"",
            "put it last",
        ),
        ("email = \"ben@acme.example\"", "email = \"ben at acme\"", "bad_email", "\"ben at acme\"", "ana@acme.example"),
    ];
    for (from, to, code, at, help) in rows {
        let text = with(from, to);
        let checked = check(&text);
        let Some(problem) = checked.problems.iter().find(|problem| problem.code == *code) else {
            panic!("{code} not told for {to}: {:#?}", checked.problems)
        };
        let underlined = text.get(problem.span.clone()).unwrap();
        assert!(underlined.starts_with(at), "{code} points at `{underlined}`, not at `{at}`");
        let told = problem.help.clone().unwrap_or_default();
        assert!(told.contains(help), "{code} helps with `{told}`");
        assert_eq!(checked.agreement.is_none(), problem.severity == Severity::Error, "{code}");
    }
}

#[test]
fn all_problems_come_at_once_and_in_order() {
    let text = with("field = \"employees\"", "field = \"employes\"")
        .replacen("cap = 15\n", "\n", 1)
        .replacen("weight = 2", "weight = 0", 1)
        .replacen("first_response = \"5m\"", "first_response = \"soon\"", 1);
    let found: Vec<(&str, usize)> =
        check(&text).problems.iter().map(|problem| (problem.code, Place::of(&text, problem.span.start).line)).collect();
    let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["unknown_field", "missing_key", "bad_weight", "bad_duration"]);
    assert!(found.is_sorted_by_key(|(_, line)| *line), "{found:?}");
}

#[test]
fn a_syntax_error_does_not_hide_the_rest() {
    let text = with("id = \"size_ideal\"", "id = size_ideal").replacen("weight = 2", "weight = 0", 1);
    let codes: Vec<&str> = check(&text).problems.iter().map(|problem| problem.code).collect();
    assert!(codes.contains(&"not_toml") && codes.contains(&"bad_weight"), "{codes:?}");
}

#[test]
fn an_empty_file_is_told_what_it_lacks() {
    let checked = check("");
    assert!(checked.agreement.is_none());
    let messages: Vec<&str> = checked.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(messages.contains(&"the agreement lacks `name`"), "{messages:?}");
}

#[test]
fn the_card_id_is_the_content() {
    let one = check(EXAMPLE).agreement.unwrap();
    let same = check(&with("name = \"Acme inbound\"", "name = \"Another name\"")).agreement.unwrap();
    let other = check(&with("points = 20", "points = 21")).agreement.unwrap();
    assert_eq!(one.full.id, same.full.id, "the card does not hold the agreement's name");
    assert_ne!(one.full.id, other.full.id);
    assert_eq!(one.full.id.len(), 32);
}

#[test]
fn values_are_judged_as_they_are_compared() {
    let rows = [
        ("is = \"head\"", "is = \" Head\"", ""),
        ("one_of = [\"c_level\", \"vp\"]", "one_of = [\"C_Level\", \"VP\\n\"]", ""),
        ("field = \"seniority\"\nis = \"head\"", "field = \"country\"\nis = \" DE \"", ""),
        ("field = \"seniority\"\nis = \"head\"", "field = \"email_domain\"\nis = \" acme.example\"", ""),
        (
            "field = \"seniority\"\nis = \"head\"",
            "field = \"email_domain\"\nis = \"acme\\nexample\"",
            "impossible_value",
        ),
        ("field = \"seniority\"\nis = \"head\"", "field = \"country\"\nis = \"ß\\n\"", ""),
        ("field = \"seniority\"\nis = \"head\"", "field = \"country\"\nis = \"é\"", "impossible_value"),
    ];
    for (from, to, wanted) in rows {
        let codes: Vec<&str> = check(&with(from, to)).problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes.join(" "), wanted, "{to}");
    }
}

#[test]
fn the_grades_of_a_small_cap_may_be_written() {
    for (cap, grades, wanted) in [
        (1, "[1, 1, 1]", ""),
        (2, "[2, 1, 1]", ""),
        (3, "[3, 2, 1]", ""),
        (3, "[1, 1, 1]", "bad_grade"),
        (80, "[60, 60, 20]", "bad_grade"),
    ] {
        let text = with("fit_cap = 80", &format!("fit_cap = {cap}")) + &format!("\n[grade]\nfit = {grades}\n");
        let problems = check(&text).problems;
        let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
        codes.retain(|code| *code == "bad_grade");
        assert_eq!(codes.join(" "), wanted, "{cap}: {grades}");
    }
}
