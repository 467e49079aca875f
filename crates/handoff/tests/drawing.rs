//! The lead's state graph in ARCHITECTURE.md is the one in the code.

use baton_handoff::state::{BEGINNINGS, EDGES};

const ARCHITECTURE: &str = include_str!("../../../ARCHITECTURE.md");

#[test]
fn every_step_is_drawn_and_nothing_else() {
    let drawn: Vec<(&str, &str)> = ARCHITECTURE
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .map(|(from, rest)| (from, rest.split(':').next().unwrap_or(rest)))
        .collect();
    let beginnings = BEGINNINGS.iter().map(|state| ("[*]", state.id()));
    let edges = EDGES.iter().map(|(from, _, to)| (from.id(), to.id()));
    let coded: Vec<(&str, &str)> = beginnings.chain(edges).collect();
    for edge in &coded {
        assert!(drawn.contains(edge), "ARCHITECTURE.md does not draw {edge:?}");
    }
    assert_eq!(drawn.len(), coded.len(), "ARCHITECTURE.md draws {drawn:?}");
}
