//! A file of past leads, read once and kept small: what stands in a column is written down once and every
//! row points at it.

use std::io::{self, BufRead, BufReader, Read};

use csv::StringRecord;
use foldhash::fast::FixedState;
use indexmap::IndexSet;
use indexmap::set::Slice;

use crate::columns::LOOKED_AT;
use crate::{Columns, Problem, Role};

/// What somebody says of a file beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The outcome's column.
    pub outcome: Option<String>,
    /// Which labels are won; none: told by their words.
    pub won: Vec<String>,
    /// `role=Column`, each.
    pub columns: Vec<String>,
    /// Columns nothing is learned from.
    pub left_out: Vec<String>,
    /// Columns that are learned from, whatever they look like.
    pub kept: Vec<String>,
}

/// A column's values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    /// With a hash that is the same in every run: a million rows ask six million times, and the same file must give
    /// the same numbers.
    known: IndexSet<String, FixedState>,
    /// Which of them each row has.
    pub codes: Vec<u32>,
    /// Whether every value is kept, as those of dates are.
    whole: bool,
}

/// A column with so many values, most of them once, is a name or a key: what comes after is not told apart.
const MOST_WORDS: usize = 60_000;

/// Stands for all that is not told apart.
const MORE: &str = "…";

impl Stored {
    /// Each value once, blanks at the ends off, in the order they came.
    pub fn words(&self) -> &Slice<String> {
        self.known.as_slice()
    }

    fn push(&mut self, value: &str) {
        let value = value.trim();
        let code = if !self.whole && self.words().len() >= MOST_WORDS {
            // A column that is mostly keys says nothing by any of them; of another, what is known stays known.
            let is_key = self.words().len() * 2 > self.codes.len() && !value.is_empty();
            let known = if is_key { None } else { self.find(value) };
            known.unwrap_or_else(|| self.number(MORE))
        } else {
            self.number(value)
        };
        self.codes.push(code);
    }

    /// The number of a value that is known.
    fn find(&self, value: &str) -> Option<u32> {
        self.known.get_index_of(value).and_then(|place| u32::try_from(place).ok())
    }

    /// The number of a value, a new one if it was not known.
    fn number(&mut self, value: &str) -> u32 {
        self.find(value).unwrap_or_else(|| {
            let (place, _) = self.known.insert_full(value.to_owned());
            u32::try_from(place).unwrap_or(u32::MAX)
        })
    }

    /// Each row's value.
    #[cfg(test)]
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|code| word(self.words(), *code))
    }

    /// Every row's value of a list that was made from the words.
    pub fn each<'l, T: Copy>(&'l self, of_words: &'l [T], or: T) -> impl Iterator<Item = T> + 'l {
        self.codes
            .iter()
            .map(move |code| usize::try_from(*code).ok().and_then(|at| of_words.get(at)).copied().unwrap_or(or))
    }

    fn thin(&mut self) {
        self.codes = self.codes.iter().copied().step_by(2).collect();
    }
}

fn word(words: &Slice<String>, code: u32) -> &str {
    usize::try_from(code).ok().and_then(|at| words.get_index(at)).map_or("", String::as_str)
}

/// By what it is known which lead came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOrder {
    /// By the date they came in.
    Dates,
    /// By a number that counts up.
    Numbers,
    /// By nothing but the order of the file.
    Rows,
}

impl TimeOrder {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            TimeOrder::Dates => "by the date they came in",
            TimeOrder::Numbers => "by their number",
            TimeOrder::Rows => "in the order of the file",
        }
    }
}

/// Past leads.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// What the columns are.
    pub columns: Columns,
    /// How many rows were read.
    pub read: usize,
    pub(crate) store: Vec<Stored>,
    /// How many rows are kept; every `every`-th.
    pub(crate) rows: usize,
    every: usize,
}

impl Past {
    /// Reads a file of past leads: a line of headers, columns apart by comma, semicolon or tab, as spreadsheets
    /// write them. At most `most` rows are kept, evenly spread; `each` sees every row in its turn.
    ///
    /// # Errors
    /// No file of rows, or a column that was said and is not there.
    pub fn read(
        input: impl Read,
        said: &Said,
        most: usize,
        each: &mut dyn FnMut(&Columns, &StringRecord) -> Result<(), Problem>,
    ) -> Result<Past, Problem> {
        let mut input = BufReader::with_capacity(1 << 17, input);
        let delimiter = prepare(&mut input).map_err(|error| unreadable(1, &error))?;
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).has_headers(false).from_reader(input);
        let mut rows = Rows { bytes: csv::ByteRecord::new(), at: 0 };
        let mut row = StringRecord::new();
        if !rows.next(&mut reader, &mut row)? {
            return Err(Problem::new("no_rows", "the file is empty", "export the leads with a line of column names"));
        }
        let headers: Vec<String> = row.iter().enumerate().map(|(at, name)| named(at, name)).collect();
        let mut first: Vec<StringRecord> = Vec::new();
        while first.len() < LOOKED_AT && rows.next(&mut reader, &mut row)? {
            first.push(row.clone());
        }
        let mut past = Past { columns: columns(&headers, &first, said)?, every: 1, ..Past::default() };
        past.store.resize_with(headers.len(), Stored::default);
        for (stored, column) in past.store.iter_mut().zip(&past.columns.list) {
            stored.whole = column.dates.is_some();
        }
        for row in &first {
            past.take(row, most, each)?;
        }
        while rows.next(&mut reader, &mut row)? {
            past.take(&row, most, each)?;
        }
        if past.read == 0 {
            return Err(Problem::new("no_rows", "the file has column names and no rows", "export the leads, too"));
        }
        Ok(past)
    }

    /// How many rows are kept of those that were read.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.rows
    }

    /// What stands in a cell of the rows that are kept.
    pub(crate) fn cell(&self, row: usize, at: usize) -> Option<&str> {
        let stored = self.store.get(at)?;
        stored.codes.get(row).map(|code| word(stored.words(), *code))
    }

    /// Which of the rows that were read is the kept one.
    #[must_use]
    pub fn place(&self, kept: usize) -> usize {
        kept * self.every
    }

    /// The rows that are kept, from old to new, and by what that is known: the date they came in, a number that
    /// counts up, or nothing but the order of the file.
    #[must_use]
    pub fn in_time(&self, created: &[Option<baton_scoring::Seconds>]) -> (Vec<u32>, TimeOrder) {
        let mut rows: Vec<u32> = (0..u32::try_from(self.rows).unwrap_or(u32::MAX)).collect();
        let at = |row: &u32| usize::try_from(*row).unwrap_or(usize::MAX);
        let dated = created.iter().flatten().count();
        if dated * 10 >= self.rows * 9 && dated > 0 {
            rows.sort_by_key(|row| created.get(at(row)).copied().flatten());
            return (rows, TimeOrder::Dates);
        }
        let keys = self.columns.list.iter().zip(&self.store).filter(|(column, _)| column.role == Role::Key);
        for (_, stored) in keys {
            let numbers: Vec<Option<i64>> = stored.words().iter().map(|word| word.parse().ok()).collect();
            if numbers.iter().all(Option::is_some) {
                let numbers: Vec<Option<i64>> = stored.each(&numbers, None).collect();
                rows.sort_by_key(|row| numbers.get(at(row)).copied().flatten());
                return (rows, TimeOrder::Numbers);
            }
        }
        (rows, TimeOrder::Rows)
    }

    pub(crate) fn column(&self, role: Role) -> Option<&Stored> {
        self.store.get(self.columns.of(role)?)
    }

    fn take(
        &mut self,
        row: &StringRecord,
        most: usize,
        each: &mut dyn FnMut(&Columns, &StringRecord) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        if row.len() <= 1 && row.get(0).is_none_or(|cell| cell.trim().is_empty()) && self.store.len() > 1 {
            return Ok(());
        }
        each(&self.columns, row)?;
        if self.read.is_multiple_of(self.every) {
            for (at, stored) in self.store.iter_mut().enumerate() {
                stored.push(row.get(at).unwrap_or_default());
            }
            self.rows += 1;
            if self.rows >= most.saturating_mul(2).max(2) {
                self.store.iter_mut().for_each(Stored::thin);
                self.rows = self.rows.div_ceil(2);
                self.every *= 2;
            }
        }
        self.read += 1;
        Ok(())
    }
}

/// The rows of a reader; what is not UTF-8 is read as far as it is.
struct Rows {
    bytes: csv::ByteRecord,
    at: u64,
}

impl Rows {
    fn next<R: Read>(&mut self, reader: &mut csv::Reader<R>, row: &mut StringRecord) -> Result<bool, Problem> {
        self.at += 1;
        match reader.read_byte_record(&mut self.bytes) {
            Ok(false) => Ok(false),
            Ok(true) => {
                let bytes = std::mem::take(&mut self.bytes);
                let read = StringRecord::from_byte_record(bytes);
                let read = read.unwrap_or_else(|error| StringRecord::from_byte_record_lossy(error.into_byte_record()));
                self.bytes = std::mem::replace(row, read).into_byte_record();
                Ok(true)
            }
            Err(error) => Err(unreadable(self.at, &error)),
        }
    }
}

fn columns(headers: &[String], first: &[StringRecord], said: &Said) -> Result<Columns, Problem> {
    let names: Vec<&str> = headers.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = first.iter().map(|row| row.iter().map(str::to_owned).collect()).collect();
    let mut columns = Columns::guess(&names, &rows);
    for said in &said.columns {
        columns.say(said)?;
    }
    if let Some(outcome) = &said.outcome {
        columns.set(Role::Outcome, outcome)?;
    }
    for name in &said.left_out {
        columns.set(Role::LeftOut, name)?;
    }
    for name in &said.kept {
        columns.position(name)?;
    }
    Ok(columns)
}

/// Takes a byte order mark off and tells what stands between the columns of the first line.
fn prepare(input: &mut impl BufRead) -> io::Result<u8> {
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let head = input.fill_buf()?;
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut best = (0, b',');
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        for (sign, count) in counts.iter_mut().filter(|(sign, _)| sign == byte && !quoted) {
            *count += 1;
            if *count > best.0 {
                best = (*count, *sign);
            }
        }
    }
    Ok(best.1)
}

fn named(at: usize, name: &str) -> String {
    let name = name.trim();
    if name.is_empty() { format!("column {}", at + 1) } else { name.to_owned() }
}

fn unreadable(row: u64, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(
        "bad_csv",
        format!("row {row} is not CSV: {error}"),
        "save it as CSV in UTF-8, columns apart by commas",
    )
}

#[cfg(test)]
mod tests {
    use super::{Past, Said};

    fn read(text: &str) -> Past {
        Past::read(text.as_bytes(), &Said::default(), 1000, &mut |_, _| Ok(())).unwrap()
    }

    #[test]
    fn files_of_any_spreadsheet() {
        for text in [
            "name,won\n\"a, \"\"b\"\"\",1\nc,0\n",
            "\u{feff}name;won\r\n\"a, \"\"b\"\"\";1\r\nc;0\r\n\r\n",
            "name\twon\n\"a, \"\"b\"\"\"\t1\nc\t0",
        ] {
            let past = read(text);
            assert_eq!((past.read, past.columns.list.len()), (2, 2), "{text}");
            assert_eq!(past.store.first().unwrap().words(), &["a, \"b\"", "c"]);
        }
        let latin = Past::read(&b"name,won\nJos\xe9,1\nb,0\n"[..], &Said::default(), 10, &mut |_, _| Ok(())).unwrap();
        assert_eq!(latin.store.first().unwrap().words().first().unwrap(), "Jos\u{fffd}");
        let short = read("a,b,won\n1\n1,2,1,9\n");
        assert_eq!(short.store.get(1).unwrap().values().collect::<Vec<_>>(), ["", "2"]);
    }

    #[test]
    fn rows_are_thinned_evenly_and_all_are_seen() {
        let text = (0..10_000).fold("n,won\n".to_owned(), |text, n| format!("{text}{n},{}\n", n % 2));
        let mut seen = 0;
        let past = Past::read(text.as_bytes(), &Said::default(), 300, &mut |_, _| {
            seen += 1;
            Ok(())
        })
        .unwrap();
        assert_eq!((seen, past.read), (10_000, 10_000));
        assert!((300..600).contains(&past.kept()), "{}", past.kept());
        let values: Vec<usize> = past.store.first().unwrap().values().map(|value| value.parse().unwrap()).collect();
        assert!(values.windows(2).all(|pair| pair[1] - pair[0] == 32), "{values:?}");
    }

    #[test]
    fn what_is_no_file_of_leads() {
        for text in ["", "a,b\n"] {
            let problem = Past::read(text.as_bytes(), &Said::default(), 10, &mut |_, _| Ok(())).unwrap_err();
            assert_eq!(problem.code, "no_rows");
        }
    }
}
