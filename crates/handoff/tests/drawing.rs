//! The lead's state graph in ARCHITECTURE.md is the one in the code.

use baton_handoff::state::{BEGINNING, EDGES};

const ARCHITECTURE: &str = include_str!("../../../ARCHITECTURE.md");

#[test]
fn every_move_is_drawn_and_nothing_else() {
    let drawn: Vec<(&str, &str, &str)> = ARCHITECTURE
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .map(|(from, rest)| rest.split_once(": ").map_or((from, rest, ""), |(to, by)| (from, to, by)))
        .collect();
    let edges = EDGES.iter().map(|(from, by, to)| (from.id(), to.id(), by.id()));
    let coded: Vec<(&str, &str, &str)> = [("[*]", BEGINNING.id(), "")].into_iter().chain(edges).collect();
    for edge in &coded {
        assert!(drawn.contains(edge), "ARCHITECTURE.md does not draw {edge:?}");
    }
    assert_eq!(drawn.len(), coded.len(), "ARCHITECTURE.md draws {drawn:?}");
}
