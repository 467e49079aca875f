//! What the Worker itself asks of a desk's object, beside what it passes on.

use baton_scoring::CardKind;

/// What the Worker itself asks of a desk's object. No request from outside can: the front
/// passes on what [`crate::routes::Route::parse`] knows, and that knows none of these paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// Does the alarm stand; when is something due.
    LookAfter,
    /// The compiled card, the full one too.
    Card(CardKind),
    /// May the bearer of this token have leads scored. The Worker does the scoring itself.
    MayScore,
}

impl Inside {
    /// The path that stands for this.
    pub fn path(self) -> &'static str {
        match self {
            Inside::LookAfter => "/look-after",
            Inside::MayScore => "/may-score",
            Inside::Card(CardKind::Full) => "/card/full",
            Inside::Card(CardKind::Public) => "/card/public",
        }
    }

    /// What a path stands for.
    pub fn parse(path: &str) -> Option<Inside> {
        [Inside::LookAfter, Inside::Card(CardKind::Full), Inside::Card(CardKind::Public), Inside::MayScore]
            .into_iter()
            .find(|inside| inside.path() == path)
    }
}
