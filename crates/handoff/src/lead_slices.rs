//! The leads that a filter lets through, newest first, a slice of work at a time: a desk has one thread, and who looks
//! for something that is nowhere must not keep those waiting who come with leads.

use crate::arrival::Here;
use crate::database::params;
use crate::lead_filter::{LeadFilter, Wanted};
use crate::search::{self, Asked};
use crate::{Database, Problem, Row, Value};

/// Behind every lead there is: whole in a double, as the platform binds numbers.
pub(crate) const NEWEST: i64 = (1 << 53) - 1;
/// So many places of the list are gone through at once: some three milliseconds.
const PLACES: i64 = 1 << 15;
/// So many leads are looked at one by one at once: in their facts, or in their own words.
const LOOKED_AT: usize = 500;
/// Where so many leads at most were rejected for a reason, they are looked at by themselves.
const FEW: i64 = 1_000;
/// The same of leads whose ids begin alike: these need not be looked up. The first eight letters tell the minute.
const FEW_IDS: i64 = 1 << 14;

/// By what leads are found as one types, as columns.
const SAID: &str = ", name, company, email";

/// What a slice found.
pub(crate) struct Slice {
    /// Places in the order of arrival, newest first.
    pub places: Vec<i64>,
    /// The next slice is of leads before this place; none: there are no more.
    pub before: Option<i64>,
}

/// The leads before a place that are found by a slice of work, so many at most, of one rep's if there is one.
pub(crate) fn next(
    here: &Here<'_>,
    filter: &LeadFilter,
    (before, most): (i64, usize),
    rep: Option<&str>,
    db: &mut dyn Database,
) -> Result<Slice, Problem> {
    let wanted = filter.wanted(here, rep)?;
    // Places may be far from one another; the walk goes on where there is one.
    let (newest, has_words) = search::reached(before, db)?;
    let Some(before) = newest.map(|newest| newest + 1) else {
        return Ok(Slice { places: Vec::new(), before: None });
    };
    if let Some(asked) = filter.asked() {
        return typed(&asked, &wanted, (before, has_words + 1, most), db);
    }
    match few(filter, db)? {
        Some(few) => of_few(few, &wanted, (before, most), db),
        None => listed(&wanted, (before, most), db),
    }
}

/// Goes down the list.
fn listed(wanted: &Wanted, (before, most): (i64, usize), db: &mut dyn Database) -> Result<Slice, Problem> {
    let from = (before - PLACES).max(0);
    let limit = if wanted.looked_up.is_some() { LOOKED_AT } else { most };
    let list = "leads INDEXED BY leads_listed WHERE seq < ? AND seq >= ?";
    let rows = wanted.among("", (list, &params![before, from]), limit, db)?;
    let mut slice = Slice { places: Vec::new(), before: (from > 0).then_some(from) };
    slice.take(&rows, (limit, most), |_| Ok(true))?;
    Ok(slice)
}

/// A condition that few leads meet, and its values.
type Few = (&'static str, Vec<Value>);

/// What few leads have of what is asked for: an id that begins so, or the reason.
fn few(filter: &LeadFilter, db: &mut dyn Database) -> Result<Option<Few>, Problem> {
    let (few, most, of_whom): (Few, _, _) = if let Some([from, to]) = filter.ids() {
        let ids = "leads INDEXED BY sqlite_autoindex_leads_1 WHERE id >= ? AND id < ?";
        (("id >= ? AND id < ?", params![from, to].to_vec()), FEW_IDS, ids)
    } else if !filter.reason.is_empty() {
        let of_reason = "id IN (SELECT lead FROM lead_figures WHERE reason = ?)";
        ((of_reason, params![&filter.reason].to_vec()), FEW, "lead_figures WHERE reason = ?")
    } else {
        return Ok(None);
    };
    // Its number in the text: to bind one has the platform plan the statement anew each time.
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {of_whom} LIMIT {})", most + 1);
    let rows = db.query(&sql, &few.1)?;
    let are_few = rows.first().map_or(Ok(true), |row| row.integer(0).map(|count| count <= most))?;
    Ok(are_few.then_some(few))
}

/// All of the few at once. Ids stand in an index of their own, which is the table's first.
fn of_few(
    (condition, values): Few,
    wanted: &Wanted,
    (before, most): (i64, usize),
    db: &mut dyn Database,
) -> Result<Slice, Problem> {
    let (listed, looked_up) = (&wanted.listed, wanted.looked_up.as_deref().unwrap_or("1"));
    let sql = format!(
        "SELECT seq, 1 FROM leads INDEXED BY sqlite_autoindex_leads_1
         WHERE {condition} AND seq < ?{listed} AND {looked_up} ORDER BY seq DESC LIMIT {most}"
    );
    let mut all = values;
    all.push(before.into());
    all.extend(wanted.values.iter().chain(&wanted.looked_up_by).cloned());
    let rows = db.query(&sql, &all)?;
    let mut slice = Slice { places: Vec::new(), before: None };
    slice.take(&rows, (most, most), |_| Ok(true))?;
    Ok(slice)
}

/// Goes down the blocks of words. Leads from `has_words` on are read themselves; what stands of them among the words is
/// not asked for. Words are kept by their first letters alone, so of a long one there may be many that only begin alike.
fn typed(
    asked: &Asked,
    wanted: &Wanted,
    (before, has_words, most): (i64, i64, usize),
    db: &mut dyn Database,
) -> Result<Slice, Problem> {
    let fits = |row: &Row| Ok(asked.fits([row.optional_text(2)?, row.optional_text(3)?, row.optional_text(4)?]));
    let mut slice = Slice { places: Vec::new(), before: Some(before) };
    if before > has_words {
        let newest = "leads NOT INDEXED WHERE seq < ? AND seq >= ?";
        let rows = wanted.among(SAID, (newest, &params![before, has_words]), LOOKED_AT, db)?;
        slice.before = Some(has_words);
        slice.take(&rows, (LOOKED_AT, most), fits)?;
        if slice.places.len() >= most || slice.before != Some(has_words) {
            return Ok(slice);
        }
    }
    let before = before.min(has_words);
    let block = search::block_of(before - 1);
    let (words, mut of_words) = asked.statement(block);
    let limit = if asked.is_short() && wanted.looked_up.is_none() { most } else { LOOKED_AT };
    let of_block = format!("leads INDEXED BY leads_listed WHERE seq IN ({words}) AND seq < ?");
    of_words.push(before.into());
    let rows = wanted.among(SAID, (&of_block, &of_words), limit, db)?;
    slice.before = (block > 0).then(|| search::first_of(block));
    slice.take(&rows, (limit, most), fits)?;
    Ok(slice)
}

impl Wanted {
    /// The newest so many candidates with `columns`, and of each in the second column whether it is wanted. To look one
    /// up costs more than to pass by a hundred in the list, so a slice is of so many of these.
    fn among(
        &self,
        columns: &str,
        (candidates, of_candidates): (&str, &[Value]),
        limit: usize,
        db: &mut dyn Database,
    ) -> Result<Vec<Row>, Problem> {
        // A lead's id is not in the list's index.
        let (listed, id) = (&self.listed, if self.looked_up.is_some() { ", id" } else { "" });
        let looked_up = self.looked_up.as_deref().unwrap_or("1");
        let sql = format!(
            "SELECT seq, {looked_up}{columns} FROM
             (SELECT seq{id}{columns} FROM {candidates}{listed} ORDER BY seq DESC LIMIT {limit}) AS leads"
        );
        let mut all = self.looked_up_by.clone();
        all.extend_from_slice(of_candidates);
        all.extend_from_slice(&self.values);
        Ok(db.query(&sql, &all)?)
    }
}

impl Slice {
    /// Takes of the rows those that are wanted and fit, until there are `most`. Of more than `limit` rows was not asked:
    /// where so many came, or as many are taken as can be, the next slice begins behind the last of them.
    fn take(
        &mut self,
        rows: &[Row],
        (limit, most): (usize, usize),
        fits: impl Fn(&Row) -> Result<bool, Problem>,
    ) -> Result<(), Problem> {
        for row in rows {
            if row.integer(1)? != 0 && fits(row)? {
                self.places.push(row.integer(0)?);
            }
            if self.places.len() >= most {
                self.before = Some(row.integer(0)?);
                return Ok(());
            }
        }
        if let Some(last) = rows.last()
            && rows.len() >= limit
        {
            self.before = Some(last.integer(0)?);
        }
        Ok(())
    }
}
