//! What is assumed and asked, all of it told in the report.

use baton_calibration::Problem;
use baton_hours::{Block, Calendar, Holidays, Week, Zone};

/// What an audit rests on beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What the export is called, for the report.
    pub name: String,
    /// Said of columns: `created=Create Date`.
    pub columns: Vec<String>,
    /// What a new customer is worth, in whole units of money; none: from the file, else 5,000.
    pub value: Option<i64>,
    /// Of a thousand leads that are answered in time so many become customers; none: from the file,
    /// else 130.
    pub rate: Option<i64>,
    /// Working hours, if they are known.
    pub hours: Option<Hours>,
}

/// Working hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// In words, as they were given.
    pub words: String,
    /// The same, to compute with.
    pub calendar: Calendar,
    /// The block of a day, `09:00-17:00`.
    pub block: String,
    /// The zone's name.
    pub zone: String,
}

impl Hours {
    /// Monday to Friday, `09:00-17:00`, in a zone of the IANA database, or in the file's own clock.
    ///
    /// # Errors
    /// What is no block of hours, or no zone.
    pub fn parse(block: &str, zone: Option<&str>) -> Result<Hours, Problem> {
        let problem = |code, message: String, help: &str| Problem { code, message, help: help.to_owned() };
        let read = Block::parse(block).map_err(|_| {
            problem("bad_hours", format!("`{block}` is no block of hours"), "write two times: 09:00-17:00")
        })?;
        let named = match zone {
            Some(name) => Zone::named(name).ok_or_else(|| {
                let help = "write continent and city: Europe/Berlin";
                problem("unknown_zone", format!("there is no zone `{name}`"), help)
            })?,
            None => Zone::utc(),
        };
        let week = Week::new(core::array::from_fn(|day| if day < 5 { vec![read] } else { Vec::new() }));
        let zone_words = zone.map_or("the file's own clock", |zone| zone);
        Ok(Hours {
            words: format!("Monday to Friday, {read}, {zone_words}"),
            zone: named.name().to_owned(),
            calendar: Calendar::new(named, week, Holidays::default(), Default::default()),
            block: read.to_string(),
        })
    }
}
