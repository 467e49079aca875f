//! The bytes of an export as headers and rows.

use baton_calibration::Problem;

/// Headers and rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the columns are called.
    pub headers: Vec<String>,
    /// The rows, each as long as the headers.
    pub rows: Vec<Vec<String>>,
}

/// More rows than anybody's export, and still some hundred megabytes of memory.
const MOST_ROWS: usize = 2_000_000;

impl Table {
    /// Reads CSV as spreadsheets and CRMs write it: commas, semicolons or tabs, in UTF-8, UTF-16 or the
    /// Western encoding of Windows, with or without a mark in front, empty lines and a title above the headers.
    ///
    /// # Errors
    /// What is no table, with what to do about it.
    pub fn read(bytes: &[u8]) -> Result<Table, Problem> {
        if let Some(kind) = other_format(bytes) {
            return Err(problem(
                "not_csv",
                &format!("this is {kind}, not CSV"),
                "open it in a spreadsheet and save it as CSV (UTF-8)",
            ));
        }
        let text = decoded(bytes);
        let separator = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut table = Table::default();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|error| {
                let help = "save it as CSV in UTF-8; look for a quotation mark that is not closed";
                problem("not_csv", &format!("row {} cannot be read: {error}", at + 1), help)
            })?;
            let row: Vec<String> = record.iter().map(str::to_owned).collect();
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if table.headers.is_empty() {
                // A title above the table has one cell.
                if row.iter().filter(|cell| !cell.trim().is_empty()).count() > 1 {
                    table.headers = row;
                }
                continue;
            }
            if table.rows.len() == MOST_ROWS {
                return Err(problem("too_long", "the file has more than two million rows", "export a shorter time"));
            }
            table.rows.push(row);
        }
        table.squared()
    }

    /// Every row as long as the headers.
    fn squared(mut self) -> Result<Table, Problem> {
        if self.headers.is_empty() {
            let help = "export leads with a row of column names and several columns, as CSV";
            return Err(problem("no_columns", "the file has no table of several columns", help));
        }
        if self.rows.is_empty() {
            return Err(problem("no_rows", "the file has column names and no rows", "export some leads, too"));
        }
        let width = self.headers.len();
        self.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
        Ok(self)
    }
}

fn problem(code: &'static str, message: &str, help: &str) -> Problem {
    Problem { code, message: message.to_owned(), help: help.to_owned() }
}

/// What people send in the place of CSV, by its first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "a spreadsheet (.xlsx) or an archive"),
        (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls)"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a packed file (.gz)"),
    ];
    KNOWN.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, kind)| *kind)
}

fn decoded(bytes: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| from(*pair)).collect::<Vec<u16>>();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match core::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Windows-1252 where it is Latin-1; its few other signs do not stand in names or dates.
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    }
}

/// The sign that parts the most columns of the first lines, outside quotation marks.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(20_000) {
        quoted ^= byte == b'"';
        if quoted {
            continue;
        }
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte) {
            *count += 1;
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn exports_of_many_makers_are_the_same_table() {
        let plain = Table::read(b"Name,Owner\nAda,Ben\nZo\xc3\xab,\"Li, Wei\"\n").unwrap();
        assert_eq!((plain.headers.len(), plain.rows.len(), plain.rows[1][1].as_str()), (2, 2, "Li, Wei"));
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain("Name\tOwner\r\nAda\tBen\r\nZoë\tLi, Wei\r\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            b"\xef\xbb\xbfName,Owner\r\nAda,Ben\r\nZo\xc3\xab,\"Li, Wei\"\r\n".to_vec(),
            b"Name;Owner\nAda;Ben\nZo\xeb;Li, Wei\n".to_vec(),
            b"My leads\n\nName,Owner\nAda,Ben\n,\nZo\xc3\xab,\"Li, Wei\",\n".to_vec(),
            utf16,
        ] {
            let read = Table::read(&bytes).unwrap();
            assert_eq!(
                (&read.headers, &read.rows),
                (&plain.headers, &plain.rows),
                "{:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }

    #[test]
    fn what_is_no_table_says_what_to_do() {
        for (bytes, code) in
            [(&b"PK\x03\x04xyz"[..], "not_csv"), (b"", "no_columns"), (b"hello\n", "no_columns"), (b"a,b\n", "no_rows")]
        {
            let problem = Table::read(bytes).unwrap_err();
            assert!(problem.code == code && !problem.help.is_empty(), "{problem:?}");
        }
    }
}
