//! Which column of a file of past leads is what.
//!
//! Headers are read first and what stands below them second; what was guessed is shown with its reason, and
//! whoever knows better says so: `outcome=Converted`.

use baton_scoring::{Field, RawField, fold, map_fields};

use crate::columns_words::{ANSWERED_LATER, NAMES};
use crate::dates::{DateOrder, read, read_any};
use crate::{Outcome, Problem};

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// What became of the lead.
    Outcome,
    /// When the lead came in.
    Created,
    /// When somebody first reached for it.
    FirstContact,
    /// When its outcome was known.
    Closed,
    /// Who had it.
    Owner,
    /// Where it came from.
    Source,
    /// Why sales turned it down.
    Reason,
    /// How often somebody tried.
    Attempts,
    /// What it was worth, in money.
    Value,
    /// The key of the row: it says nothing of the lead.
    Key,
    /// A field of a form, as the agreement knows it.
    Form(Field),
    /// An answer of which the agreement has no field.
    Other,
    /// Left out because somebody said so.
    LeftOut,
}

impl Role {
    /// The roles that can be said by name.
    pub const NAMED: [Role; 12] = [
        Role::Outcome,
        Role::Created,
        Role::FirstContact,
        Role::Closed,
        Role::Owner,
        Role::Source,
        Role::Reason,
        Role::Attempts,
        Role::Value,
        Role::Key,
        Role::Other,
        Role::LeftOut,
    ];

    /// Its name: `outcome`, `first_contact`, a field's own.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Role::Outcome => "outcome",
            Role::Created => "created",
            Role::FirstContact => "first_contact",
            Role::Closed => "closed",
            Role::Owner => "owner",
            Role::Source => "source",
            Role::Reason => "reason",
            Role::Attempts => "attempts",
            Role::Value => "value",
            Role::Key => "key",
            Role::Form(field) => field.id(),
            Role::Other => "other",
            Role::LeftOut => "left_out",
        }
    }

    /// The role of a name; `email` and the other fields by theirs.
    #[must_use]
    pub fn named(name: &str) -> Option<Role> {
        let role = Role::NAMED.into_iter().find(|role| role.id() == name);
        role.or_else(|| Field::ALL.into_iter().find(|field| field.id() == name).map(Role::Form))
    }

    /// Whether what stands there is known only after the lead came in.
    #[must_use]
    pub fn is_afterwards(self) -> bool {
        use Role::{Attempts, Closed, FirstContact, Outcome, Owner, Reason, Value};
        matches!(self, Outcome | FirstContact | Closed | Owner | Reason | Attempts | Value)
    }

    /// Of how many columns it can be: one, or as many as there are.
    fn is_single(self) -> bool {
        !matches!(self, Role::Other | Role::LeftOut | Role::Key | Role::Form(_))
    }

    fn is_date(self) -> bool {
        matches!(self, Role::Created | Role::FirstContact | Role::Closed)
    }
}

/// Why a column was taken for what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// By its header.
    Header,
    /// By what stands in it.
    Values,
    /// As a form's field of that name.
    Field,
    /// Because somebody said so.
    Said,
    /// Nothing told.
    Nothing,
}

impl Why {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Why::Header => "by its name",
            Why::Values => "by what stands in it",
            Why::Field => "as a form's field",
            Why::Said => "as you said",
            Why::Nothing => "not recognised",
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header, blanks at the ends off.
    pub name: String,
    /// What it was taken for.
    pub role: Role,
    /// Why.
    pub why: Why,
    /// Which number of its dates is the day; none where it holds no dates.
    pub dates: Option<DateOrder>,
}

/// The columns of a file, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Each of them.
    pub list: Vec<Column>,
}

/// Of how many rows at most a guess is made.
pub const LOOKED_AT: usize = 500;

impl Columns {
    /// Guesses what each column is from the headers and the first rows ([`LOOKED_AT`] are plenty).
    #[must_use]
    pub fn guess(headers: &[&str], rows: &[Vec<String>]) -> Columns {
        let fields: Vec<RawField> =
            headers.iter().map(|name| RawField { name: name.trim().to_owned(), ..RawField::default() }).collect();
        let mapped = map_fields(&fields);
        let mut columns = Columns::default();
        for (at, (header, field)) in headers.iter().zip(mapped).enumerate() {
            let values: Vec<&str> = column_of(rows, at).take(LOOKED_AT).collect();
            let (role, why) = guess_one(header, field, &values);
            let dates = dates_of(role, &values);
            columns.list.push(Column { name: header.trim().to_owned(), role, why, dates });
        }
        columns.settle_outcome(rows);
        columns.settle_created();
        columns.keep_the_first_of_each();
        columns
    }

    /// Says what a column is: `outcome=Converted`, `left_out=duration`; columns by their header, however it is
    /// written.
    ///
    /// # Errors
    /// A role or a column that there is not; the help names those that there are.
    pub fn say(&mut self, said: &str) -> Result<(), Problem> {
        let Some((role, name)) = said.split_once('=') else {
            let help = "write the role, `=` and the column's name: outcome=Converted";
            return Err(Problem::new("bad_column", format!("`{said}` says of no column what it is"), help));
        };
        let Some(role) = Role::named(role.trim()) else {
            let known: Vec<&str> = Role::NAMED.iter().map(|role| role.id()).collect();
            let help = format!("write one of {} or a field of the agreement", known.join(", "));
            return Err(Problem::new("unknown_role", format!("no column can be `{}`", role.trim()), help));
        };
        self.set(role, name.trim())
    }

    /// Says that a column is this.
    ///
    /// # Errors
    /// A column that there is not.
    pub fn set(&mut self, role: Role, name: &str) -> Result<(), Problem> {
        let at = self.position(name)?;
        if role.is_single() {
            for column in self.list.iter_mut().filter(|column| column.role == role) {
                (column.role, column.why) = (Role::Other, Why::Nothing);
            }
        }
        if let Some(column) = self.list.get_mut(at) {
            (column.role, column.why) = (role, Why::Said);
            if role.is_date() {
                column.dates = column.dates.or(Some(DateOrder::default()));
            }
        }
        Ok(())
    }

    /// Where a column of that name stands.
    ///
    /// # Errors
    /// There is none; the help says which is nearest.
    pub fn position(&self, name: &str) -> Result<usize, Problem> {
        let exact = self.list.iter().position(|column| column.name == name);
        let wanted = squeezed(name);
        let found = exact.or_else(|| self.list.iter().position(|column| squeezed(&column.name) == wanted));
        found.ok_or_else(|| {
            let near =
                self.list.iter().map(|column| (strsim::damerau_levenshtein(&squeezed(&column.name), &wanted), column));
            let near = near.filter(|(far, _)| *far <= 3).min_by_key(|(far, _)| *far);
            let help = near.map_or_else(
                || {
                    format!(
                        "the file has: {}",
                        self.list.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")
                    )
                },
                |(_, column)| format!("did you mean `{}`?", column.name),
            );
            Problem::new("unknown_column", format!("the file has no column `{name}`"), help)
        })
    }

    /// The column of a role, if there is one.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<usize> {
        self.list.iter().position(|column| column.role == role)
    }

    /// What a row says in a role, blanks at the ends off; nothing where it says nothing.
    #[must_use]
    pub fn value<'r>(&self, row: &'r [String], role: Role) -> Option<&'r str> {
        row.get(self.of(role)?).map(|value| value.trim()).filter(|value| !is_missing(value))
    }

    /// The instant a row says in a role.
    #[must_use]
    pub fn instant(&self, row: &[String], role: Role) -> Option<baton_scoring::Seconds> {
        let column = self.list.get(self.of(role)?)?;
        read_any(self.value(row, role)?, column.dates.unwrap_or_default())
    }

    /// The outcome: by its name where what stands there are outcomes, else the last column of two labels
    /// that are.
    fn settle_outcome(&mut self, rows: &[Vec<String>]) {
        let mut best: Option<(usize, usize)> = None;
        for (at, column) in self.list.iter().enumerate() {
            let labels = labels(rows, at);
            let known = labels.iter().filter(|label| Outcome::read(label).is_some()).count();
            let rank = name_rank(&column.name);
            let told = labels.len() >= 2 && labels.len() <= 40 && known >= 2 && two_sides(&labels);
            let score = match (rank, told) {
                (Some(rank), true) => 100 - rank,
                // Named so, but in words nobody knows: two labels are enough, the caller tells which is which.
                (Some(rank), false) if labels.len() == 2 && rank < 8 => 50 - rank,
                _ => continue,
            };
            if best.is_none_or(|(top, _)| score > top) {
                best = Some((score, at));
            }
        }
        let by_values = || {
            let last = self.list.len().checked_sub(1)?;
            let labels = labels(rows, last);
            (labels.len() == 2 && two_sides(&labels)).then_some(last)
        };
        let named = best.map(|(_, at)| (at, Why::Header)).or_else(|| by_values().map(|at| (at, Why::Values)));
        for column in self.list.iter_mut().filter(|column| column.role == Role::Outcome) {
            (column.role, column.why) = (Role::Other, Why::Nothing);
        }
        if let Some((at, why)) = named
            && let Some(column) = self.list.get_mut(at)
        {
            (column.role, column.why) = (Role::Outcome, why);
        }
    }

    /// A file with dates and none that is named as the day the lead came in: the first of them.
    fn settle_created(&mut self) {
        if self.of(Role::Created).is_some() {
            return;
        }
        let first = self.list.iter_mut().find(|column| column.role == Role::Other && column.dates.is_some());
        if let Some(column) = first {
            (column.role, column.why) = (Role::Created, Why::Values);
        }
    }

    /// `Lead owner` and `Account owner`: one of them is meant, and the first is as good as any.
    fn keep_the_first_of_each(&mut self) {
        let mut seen: Vec<Role> = Vec::new();
        for column in &mut self.list {
            if seen.contains(&column.role) && (column.role.is_single() || matches!(column.role, Role::Form(_))) {
                (column.role, column.why) = (Role::Other, Why::Nothing);
            }
            seen.push(column.role);
        }
    }
}

/// Whether a value says nothing: empty, or one of the ways in which systems write that.
#[must_use]
pub fn is_missing(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || [
            "-",
            "--",
            "?",
            "na",
            "n/a",
            "#n/a",
            "nan",
            "null",
            "none",
            "nil",
            "undefined",
            "(blank)",
            "(not set)",
            "select",
        ]
        .iter()
        .any(|missing| value.eq_ignore_ascii_case(missing))
}

/// Whether a header sounds like something that is known only afterwards: a hint, never a proof.
#[must_use]
pub fn sounds_later(name: &str) -> bool {
    let padded = format!(" {} ", spaced(name));
    ANSWERED_LATER.split('|').any(|words| padded.contains(&format!(" {words} ")))
}

fn guess_one(header: &str, field: Option<Field>, values: &[&str]) -> (Role, Why) {
    let named = squeezed(header);
    let by_name = NAMES.iter().find(|(_, names)| names.split('|').any(|name| name == named)).map(|(role, _)| *role);
    let filled = || values.iter().filter(|value| !is_missing(value));
    let holds_dates = |share: usize| {
        let order = DateOrder::of(filled().copied());
        let (dates, all) = (filled().filter(|value| read_any(value, order).is_some()).count(), filled().count());
        all > 0 && dates * 100 >= all * share
    };
    match by_name {
        Some(role) if role.is_date() && !holds_dates(60) => {}
        Some(Role::Attempts | Role::Value) if !mostly_numbers(values) => {}
        Some(role) => return (role, Why::Header),
        None => {}
    }
    if let Some(field) = field.filter(|field| fits(*field, values)) {
        return (Role::Form(field), Why::Field);
    }
    let distinct: std::collections::BTreeSet<&str> = filled().copied().collect();
    if distinct.len() >= 50 && distinct.len() == filled().count() && is_key(&distinct) {
        return (Role::Key, Why::Values);
    }
    (Role::Other, Why::Nothing)
}

/// Whether what stands there can be that field: `Do not e-mail` asks for no address, and `Yes` is no number.
fn fits(field: Field, values: &[&str]) -> bool {
    let filled = || values.iter().filter(|value| !is_missing(value));
    let digits = |value: &str| value.bytes().filter(u8::is_ascii_digit).count();
    let (all, some) = match field {
        Field::Email => (filled().count(), filled().filter(|value| value.contains('@')).count()),
        Field::Phone => (filled().count(), filled().filter(|value| digits(value) >= 5).count()),
        _ => return true,
    };
    some * 2 >= all
}

/// Keys: every value once, whole numbers in a row or codes without blanks. Amounts are often distinct, too,
/// and have fractions or gaps of any width.
fn is_key(distinct: &std::collections::BTreeSet<&str>) -> bool {
    let numbers: Vec<i64> = distinct.iter().filter_map(|value| value.parse().ok()).collect();
    if numbers.len() == distinct.len() {
        let (low, high) = (numbers.iter().min().copied().unwrap_or(0), numbers.iter().max().copied().unwrap_or(0));
        return usize::try_from(high.saturating_sub(low)).is_ok_and(|span| span <= distinct.len() * 20);
    }
    distinct.iter().all(|value| {
        value.len() >= 6
            && !value.contains([' ', '@'])
            && value.bytes().any(|b| b.is_ascii_digit())
            && value.parse::<f64>().is_err()
    })
}

fn mostly_numbers(values: &[&str]) -> bool {
    let filled = values.iter().filter(|value| !is_missing(value));
    let (all, numbers) =
        filled.fold((0, 0), |(all, numbers), value| (all + 1, numbers + usize::from(number(value).is_some())));
    all > 0 && numbers * 10 >= all * 9
}

/// A number as people write it: `1,279`, `€ 12.50`, `45 %`.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return Some(number).filter(|number| number.is_finite());
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"$€£¥%,'".contains(*c)).collect();
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || bare.starts_with("inf") {
        return None;
    }
    bare.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn dates_of(role: Role, values: &[&str]) -> Option<DateOrder> {
    let filled: Vec<&str> = values.iter().copied().filter(|value| !is_missing(value)).collect();
    let order = DateOrder::of(filled.iter().copied());
    let dates = filled.iter().filter(|value| read(value, order).is_some()).count();
    (role.is_date() || (!filled.is_empty() && dates * 10 >= filled.len() * 8)).then_some(order)
}

fn column_of(rows: &[Vec<String>], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().map(move |row| row.get(at).map_or("", |value| value.trim()))
}

/// The distinct labels of a column, at most 64 of them.
fn labels(rows: &[Vec<String>], at: usize) -> Vec<&str> {
    let mut labels = std::collections::BTreeSet::new();
    for value in column_of(rows, at).filter(|value| !is_missing(value)) {
        labels.insert(value);
        if labels.len() > 64 {
            break;
        }
    }
    labels.into_iter().collect()
}

/// Labels of success and of failure, and not each the same number: `0` and `1` are.
fn two_sides(labels: &[&str]) -> bool {
    let outcomes: Vec<Outcome> = labels.iter().filter_map(|label| Outcome::read(label)).collect();
    outcomes.contains(&Outcome::Won) && outcomes.iter().any(|outcome| *outcome != Outcome::Won) && !all_counts(labels)
}

/// `0`, `1`, `2`, `3`: a count, not labels.
fn all_counts(labels: &[&str]) -> bool {
    labels.len() > 2 && labels.iter().all(|label| label.parse::<f64>().is_ok())
}

/// How likely a header is the outcome's: 0 is the likeliest.
fn name_rank(name: &str) -> Option<usize> {
    let named = squeezed(name);
    crate::columns_words::OUTCOMES.iter().position(|names| names.split('|').any(|name| name == named))
}

fn squeezed(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn spaced(name: &str) -> String {
    let mut out = String::new();
    let mut before_small = false;
    for c in name.chars() {
        // `LastActivity` is two words.
        if c.is_uppercase() && before_small {
            out.push(' ');
        }
        before_small = c.is_lowercase();
        out.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    fold(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
