//! From the text to the agreement, with every problem on the way.

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use baton_scoring::Card;

use crate::agreement::{Agreement, CompiledCard, RepId};
use crate::cross_check::cross_check;
use crate::handoff_part::read_handoff;
use crate::problem::{Problem, Severity};
use crate::reader::{At, Problems, Table};
use crate::scoring_part::read_scoring;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The agreement; there unless a problem is an error.
    pub agreement: Option<Agreement>,
    /// All problems, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads the text of an agreement, checks it and compiles it.
#[must_use]
pub fn check(source: &str) -> Checked {
    let (document, syntax) = DeTable::parse_recoverable(source);
    let mut problems = Problems::default();
    for error in &syntax {
        let span = error.span().unwrap_or(0..0);
        let help = "this is not TOML; see the example agreement for how it is written".to_owned();
        problems.error("not_toml", &span, error.message().to_lowercase(), help);
    }
    let mut root = Table::new("", 0..source.lines().next().map_or(0, str::len), document.get_ref());
    let agreement = read(&mut root, &mut problems);
    root.finish(&mut problems);
    if !syntax.is_empty() {
        // What cannot be parsed leaves holes; to tell those as missing keys would mislead.
        problems
            .0
            .retain(|problem| !matches!(problem.code, "missing_key" | "no_tiers" | "no_last_offer" | "no_last_route"));
    }
    let mut problems = problems.0;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    problems.dedup();
    let stopped = problems.iter().any(|problem| problem.severity == Severity::Error);
    Checked { agreement: agreement.filter(|_| !stopped), problems }
}

fn read(root: &mut Table<'_>, problems: &mut Problems) -> Option<Agreement> {
    let name = root.required("name", "\"Acme inbound\"", problems);
    let owner = root.required("owner", "\"mara\"", problems);
    let review_by = root.date("review_by", problems);
    if !root.has("review_by") {
        root.missing("review_by", "2027-03-31", problems);
    }
    let language = root.text("language", problems).unwrap_or(At { value: "en".to_owned(), span: 0..0 });
    let scoring = read_scoring(root, &language.value, problems);
    let handoff = read_handoff(root, problems);
    cross_check(owner.as_ref(), &scoring, &handoff, problems);

    let public = scoring.card.public(&scoring.private);
    Some(Agreement {
        name: name?.value,
        owner: RepId::new(owner?.value),
        review_by: review_by?.value,
        language: language.value,
        site: handoff.site,
        full: compile(&scoring.card),
        public: compile(&public),
        card: scoring.card,
        booking: handoff.booking,
        reps: handoff.reps.into_iter().map(|(_, rep)| rep).collect(),
        pools: handoff.pools.into_iter().map(|(_, _, pool)| pool).collect(),
        routes: handoff.routes.into_iter().map(|(_, _, route)| route).collect(),
        windows: handoff.windows,
        deliveries: handoff.deliveries.into_iter().map(|(_, endpoint)| endpoint).collect(),
    })
}

fn compile(card: &Card) -> CompiledCard {
    let bytes = card.encode();
    let id = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    CompiledCard { bytes, id }
}
