use super::{Columns, Role, Why, is_missing, number, sounds_later};
use baton_scoring::Field;

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

#[test]
fn an_export_of_a_crm_is_understood() {
    let headers = [
        "Record ID",
        "Create Date",
        "Lead Source",
        "Work Email",
        "Job Title",
        "Company size",
        "Lead Owner",
        "First Contact Date",
        "Call attempts",
        "Lead Status",
        "Rejection reason",
        "Close Date",
        "Amount",
        "Favourite colour",
    ];
    let rows = rows(&[
        &[
            "1",
            "03/04/2025 9:15 AM",
            "Webinar",
            "ada@works.example",
            "CTO",
            "51-200",
            "Ana",
            "03/04/2025 9:18 AM",
            "1",
            "Closed Won",
            "",
            "05/20/2025",
            "12,000",
            "blue",
        ],
        &[
            "2",
            "03/05/2025 1:15 PM",
            "Demo",
            "bob@shop.example",
            "Intern",
            "1-10",
            "Ben",
            "",
            "0",
            "Disqualified",
            "wrong fit",
            "03/06/2025",
            "",
            "red",
        ],
        &["3", "03/06/2025", "Demo", "", "", "", "", "", "", "Working", "", "", "", ""],
    ]);
    let columns = Columns::guess(&headers, &rows);
    let roles: Vec<&str> = columns.list.iter().map(|column| column.role.id()).collect();
    assert_eq!(
        roles,
        [
            "key",
            "created",
            "source",
            "email",
            "job_title",
            "employees",
            "owner",
            "first_contact",
            "attempts",
            "outcome",
            "reason",
            "closed",
            "value",
            "other"
        ]
    );
    let first = rows.first().unwrap();
    let minutes = |role| columns.instant(first, role).unwrap().0 / 60;
    assert_eq!(minutes(Role::FirstContact) - minutes(Role::Created), 3);
    assert_eq!((minutes(Role::Closed) - minutes(Role::Created)) / 1440, 76, "the months stand first");
    assert_eq!(columns.value(first, Role::Value), Some("12,000"));
    assert_eq!(columns.value(first, Role::Reason), None);
    assert_eq!(columns.value(first, Role::Form(Field::JobTitle)), Some("CTO"));
}

#[test]
fn an_outcome_is_found_in_columns_of_other_names() {
    for (headers, row_a, row_b, outcome) in [
        (["age", "default", "y"], ["30", "no", "yes"], ["41", "yes", "no"], "y"),
        (["Lead", "Converted", "Status"], ["x", "1", "New"], ["z", "0", "Open"], "Converted"),
        (["age", "score", "bought it"], ["30", "17", "true"], ["41", "4", "false"], "bought it"),
        (["Stage", "company", "score"], ["Closed Won", "b", "3"], ["Closed Lost", "d", "5"], "Stage"),
    ] {
        let columns = Columns::guess(&headers, &rows(&[&row_a, &row_b]));
        let found = columns.of(Role::Outcome).and_then(|at| columns.list.get(at));
        assert_eq!(found.map(|column| column.name.as_str()), Some(outcome), "{headers:?}");
    }
    let none = Columns::guess(&["a", "b"], &rows(&[&["1", "2"], &["3", "4"]]));
    assert_eq!(none.of(Role::Outcome), None);
}

#[test]
fn who_knows_better_says_so() {
    let mut columns = Columns::guess(&["Stage", "Booked a Demo"], &rows(&[&["won", "yes"], &["lost", "no"]]));
    assert_eq!(columns.of(Role::Outcome), Some(0));
    columns.say("outcome=booked_a_demo").unwrap();
    assert_eq!(columns.of(Role::Outcome), Some(1));
    assert_eq!(columns.list.first().map(|column| column.role), Some(Role::Other));
    assert_eq!(columns.list.get(1).map(|column| column.why), Some(Why::Said));
    assert_eq!(columns.say("outcome=Stge").unwrap_err().help, "did you mean `Stage`?");
    assert_eq!(columns.say("outcome").unwrap_err().code, "bad_column");
    assert_eq!(columns.say("colour=Stage").unwrap_err().code, "unknown_role");
    columns.say("left_out=Stage").unwrap();
    columns.say("job_title=Stage").unwrap();
    assert_eq!(columns.of(Role::Form(Field::JobTitle)), Some(0));
}

#[test]
fn numbers_and_nothing() {
    assert_eq!(number("1,279"), Some(1279.0));
    assert_eq!(number("€ 12.50"), Some(12.5));
    assert_eq!(number("-3"), Some(-3.0));
    for text in ["", "abc", "NaN", "inf", "12 apples"] {
        assert_eq!(number(text), None, "{text}");
    }
    assert!(is_missing(" N/A ") && is_missing("") && !is_missing("0") && !is_missing("no"));
    assert!(sounds_later("Last Notable Activity") && sounds_later("LeadQuality") && !sounds_later("Country"));
}
