//! How long one title, one country and one number of people take, natively.
//!
//! `cargo run --profile cli -p baton-knowledge --example speed`

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::hint::black_box;
use std::time::Instant;

use baton_scoring::{Tables, country, employees, read_title};

const TITLES: [&str; 10] = [
    "sr. dir., revops",
    "leiterin vertrieb",
    "co-founder & cto",
    "assistant to the ceo",
    "senior vice president, sales",
    "software engineer",
    "directrice generale",
    "vertriebsleiterin sudwest",
    "responsable de marketing digital",
    "werkstudentin marketing",
];
const COUNTRIES: [&str; 5] = ["germany", "u.s.a.", "etats-unis", "brasil", "the netherlands"];
const SIZES: [&str; 5] = ["11–50", "1,001 - 5,000", "about 200 people", "1k+", "250"];

fn main() {
    for (home, tables) in [("small", Tables::small()), ("full", baton_knowledge::full())] {
        measure(home, "title", &TITLES, |text| read_title(text, &tables).seniority.is_some());
        measure(home, "country", &COUNTRIES, |text| country(text, &tables).is_some());
        measure(home, "employees", &SIZES, |text| employees(text).is_some());
    }
}

fn measure(home: &str, name: &str, texts: &[&str], read: impl Fn(&str) -> bool) {
    const ROUNDS: u32 = 100_000;
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for text in texts {
            black_box(read(black_box(text)));
        }
    }
    let each = start.elapsed().as_nanos() / u128::from(ROUNDS) / texts.len() as u128;
    println!("{home:6} {name:10} {each:5} ns");
}
