//! The full table of titles adds, and never contradicts the small one.

use baton_scoring::{Tables, Title, fold, read_title};
use proptest::prelude::{any, prop_assert, proptest};

/// The ranks, from the lowest; a student is beside them.
const RANKS: [&str; 5] = ["individual", "manager", "head", "vp", "c_level"];

fn is_consistent(small: Title, full: Title) -> bool {
    let place = |title: Title| RANKS.iter().position(|rank| Some(*rank) == title.seniority);
    let rank_stays = small.seniority == full.seniority;
    let rank_rises = !small.seniority_is_sure && place(full) > place(small) && place(small) == Some(0);
    let function_stays = small.function.is_none() && !small.function_is_sure || small.function == full.function;
    (rank_stays || rank_rises) && function_stays && full.seniority_is_sure && full.function_is_sure
}

#[test]
fn more_words_only_add() {
    let (small, full) = (Tables::small(), baton_knowledge::full());
    let words: Vec<&str> =
        small.title_words.entries().chain(full.more_title_words.entries()).map(|(word, _)| word).collect();
    assert!(words.len() > 800);
    for first in &words {
        for second in ["", "manager", "of", "vice", "sales", "director", "assistant", "techlead", "cxo", "student"] {
            for title in [format!("{first} {second}"), format!("{second} {first}"), format!("{second}, {first}")] {
                let (less, more) = (read_title(&title, &small), read_title(&title, &full));
                assert!(is_consistent(less, more), "{title}: {less:?} {more:?}");
            }
        }
    }
}

#[test]
fn the_full_table_knows_more() {
    let full = baton_knowledge::full();
    for (title, rank, department) in [
        ("Unternehmer", "c_level", Some("general")),
        ("Entrepreneur", "c_level", Some("general")),
        ("Prokuristin", "head", None),
        ("GM", "head", None),
        ("Vorstandsvorsitzende", "c_level", Some("general")),
        ("Vicepresidenta de Marketing", "vp", Some("marketing")),
        ("Directora financiera", "head", Some("finance")),
        ("Avocate", "individual", Some("legal")),
        ("Warehouse Supervisor", "manager", Some("operations")),
        ("Data Warehouse Engineer", "individual", Some("data")),
        ("Techlead", "manager", Some("engineering")),
        ("Bauleiter", "manager", None),
        ("Recherche", "individual", Some("engineering")),
        ("Steuerberaterin", "individual", Some("finance")),
        ("Verkäufer", "individual", Some("sales")),
        ("Vendedora", "individual", Some("sales")),
        ("Rechtsanwältin", "individual", Some("legal")),
        ("Event Coordinator", "individual", Some("marketing")),
        ("Scrum Master", "individual", Some("product")),
        ("Titolare", "c_level", Some("general")),
    ] {
        let read = read_title(&fold(title), &full);
        assert_eq!((read.seniority, read.function), (Some(rank), department), "{title}");
        assert!(read.seniority_is_sure && read.function_is_sure);
    }
}

#[test]
fn the_two_dictionaries_share_no_word() {
    let full = baton_knowledge::full();
    for (word, value) in full.more_title_words.entries() {
        assert_eq!(fold(word), word);
        assert_eq!(full.more_title_words.find(word.as_bytes()), Some(value), "{word}");
        assert!(full.title_words.find(word.as_bytes()).is_none(), "{word} stands in both");
        assert!(
            !value.starts_with(['S', 's', 'A', 'a', 'F', 'T']),
            "{word}: only ranks above `individual` may be added"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_consistently(text in any::<String>(), words in "([a-z]{1,4}|chef|de|owner|product|vice|to|former|student|leiter|research|gm|[ ,/]){0,20}") {
        let (small, full) = (Tables::small(), baton_knowledge::full());
        for title in [fold(&text), words] {
            prop_assert!(is_consistent(read_title(&title, &small), read_title(&title, &full)), "{}", title);
        }
    }
}
