//! All leads as a list for a spreadsheet.

use baton_handoff::{Answer, LeadFilter, LeadRows, Question};

use crate::world::{World, ada, id, lead, somebody_else};

pub(crate) fn slices(world: &mut World) -> Vec<String> {
    slices_of(world, &LeadFilter::default())
}

fn slices_of(world: &mut World, filter: &LeadFilter) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(0));
    while let Some(after) = next {
        let question = Question::LeadRows { after, filter: Box::new(filter.clone()) };
        let Ok(Answer::LeadRows(LeadRows { text, next: more })) = world.ask(question) else { panic!() };
        all.push(text);
        next = more;
    }
    all
}

/// The ids of the leads in the list that a filter makes.
pub(crate) fn ids_of(world: &mut World, filter: &LeadFilter) -> Vec<String> {
    let list = slices_of(world, filter).concat();
    let rows = csv::Reader::from_reader(list.as_bytes()).into_records().map(Result::unwrap);
    rows.map(|row| row.get(0).unwrap().to_owned()).collect()
}

#[test]
fn a_row_reads_as_the_lead_is() {
    let mut world = World::new();
    world.receipt(&ada(1));
    let list = slices(&mut world).concat();
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let names = rows.headers().unwrap().clone();
    let row = rows.records().next().unwrap().unwrap();
    let cell = |name: &str| row.get(names.iter().position(|known| known == name).unwrap()).unwrap();
    assert_eq!(
        (cell("lead"), cell("received_at"), cell("state")),
        (id(1).as_str(), "2026-11-21T10:00:00Z", "assigned")
    );
    assert_eq!((cell("owner"), cell("score"), cell("tier"), cell("mql")), ("Ana Silva", "80", "hot", "yes"));
    assert_eq!(
        (cell("asks"), cell("due_at"), cell("answered_at")),
        ("How do we start? <!channel> *now*", "2026-11-21T10:05:00Z", "")
    );
}

#[test]
fn a_filter_lets_through_what_the_list_shows() {
    let mut world = World::new();
    for number in 1..=450 {
        let email = format!("p{number}@works{number}.example");
        world.receipt(&lead(number, "https://www.acme.example/demo", &[("email", &email), ("name", "Eve Holt")]));
    }
    world.receipt(&ada(900));
    assert_eq!(ids_of(&mut world, &LeadFilter { tier: "hot".into(), ..LeadFilter::default() }), [id(900)]);
    assert_eq!(
        ids_of(&mut world, &LeadFilter { q: "works4".into(), ..LeadFilter::default() }).len(),
        62,
        "works4, works40 to 49 and 400 to 450"
    );
    let all = ids_of(&mut world, &LeadFilter { q: "eve".into(), ..LeadFilter::default() });
    assert_eq!((all.len(), all.first(), all.last()), (450, Some(&id(450)), Some(&id(1))), "newest first, each once");
    assert_eq!(ids_of(&mut world, &LeadFilter { tier: "none".into(), ..LeadFilter::default() }), Vec::<String>::new());
}

#[test]
fn no_visitor_writes_a_formula_or_a_row() {
    let mut world = World::new();
    let evil = "=HYPERLINK(\"https://evil.example\",\"x\")\r\n=1+1,\"";
    let fields = [
        ("name", evil),
        ("email", "+1@works.example"),
        ("company", "@SUM(A1)"),
        ("job_title", "-2+3"),
        ("message", evil),
    ];
    world.receipt(&lead(1, "https://www.acme.example/demo", &fields));
    let list = slices(&mut world).concat();
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let all: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(all.len(), 1);
    for cell in all[0].iter().filter(|cell| !cell.is_empty() && cell.parse::<i64>().is_err()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
    assert!(all[0].iter().any(|cell| cell.starts_with("'=HYPERLINK")));
}

#[test]
fn many_leads_come_in_slices_and_each_once() {
    let mut world = World::new();
    for n in 1..=130 {
        world.receipt(&somebody_else(n));
    }
    let slices = slices(&mut world);
    assert_eq!(slices.len(), 6);
    let list = slices.concat();
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let ids: Vec<String> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert_eq!(ids, (1..=130).map(id).collect::<Vec<_>>());
}
