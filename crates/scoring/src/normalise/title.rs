//! The rank and the department that a job title speaks of.
//!
//! A title is cut into words, each word is looked up once, and a few rules over the classes of
//! neighbouring words decide. The dictionary is a table; the rules are the same in both homes.

use super::title_words::{Word, words_of};
use crate::Tables;
use crate::tables::FUNCTION_NAMES;

/// What a job title says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// `c_level`, `vp`, `head`, `manager`, `individual` or `student`; unknown without a title.
    pub seniority: Option<&'static str>,
    /// Whether a larger table would say the same of the rank.
    pub seniority_is_sure: bool,
    /// One of the names of functions; unknown where the title speaks of none.
    pub function: Option<&'static str>,
    /// Whether a larger table would say the same of the function.
    pub function_is_sure: bool,
}

/// Most words of a title that are read; a title with more is a sentence.
pub(super) const MOST_WORDS: usize = 14;

/// Reads a folded job title.
///
/// A title with letters but no word of rank is that of somebody without reports, and only the
/// full table is sure of that. What the small table finds, the full one never contradicts: it
/// is asked only where the small one found nothing.
#[must_use]
pub fn read_title(title: &str, tables: &Tables) -> Title {
    let small = read(title, tables, false);
    let mut read_title = small;
    if tables.is_full && (!small.seniority_is_sure || small.function.is_none()) {
        let full = read(title, tables, true);
        if !small.seniority_is_sure {
            read_title.seniority = full.seniority;
        }
        read_title.function = small.function.or(full.function);
    }
    read_title.seniority_is_sure |= tables.is_full;
    read_title.function_is_sure = read_title.function.is_some() || tables.is_full || read_title.seniority.is_none();
    read_title
}

fn read(title: &str, tables: &Tables, with_extra: bool) -> Title {
    let mut words = [Word::NONE; MOST_WORDS];
    let count = words_of(title, tables, with_extra, &mut words);
    let words = words.get(..count).unwrap_or_default();
    if !words.iter().any(|word| word.is_spoken) {
        return Title { seniority_is_sure: true, function_is_sure: true, ..Title::default() };
    }
    let (rank, is_managing) = rank_of(words);
    let seniority = rank.map_or("individual", Rank::name);
    let function = function_of(words, is_managing).and_then(function_name);
    Title { seniority: Some(seniority), seniority_is_sure: rank.is_some(), function, function_is_sure: false }
}

/// Ranks, the higher the greater; a title with two speaks of the higher one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Individual,
    Manager,
    Head,
    VicePresident,
    CLevel,
    Student,
}

impl Rank {
    fn name(self) -> &'static str {
        match self {
            Rank::Individual => "individual",
            Rank::Manager => "manager",
            Rank::Head => "head",
            Rank::VicePresident => "vp",
            Rank::CLevel => "c_level",
            Rank::Student => "student",
        }
    }
}

/// The rank, and whether it is general management by its words together ("managing director").
fn rank_of(words: &[Word]) -> (Option<Rank>, bool) {
    let mut best = None;
    let mut is_managing = false;
    let mut is_silenced = false;
    let mut is_assistant = false;
    for (at, word) in words.iter().enumerate() {
        let near = Near { words, at };
        is_silenced &= !word.begins_part;
        match word.rank {
            b'S' => return (Some(Rank::Student), false),
            b's' if !near.is_about_students() => return (Some(Rank::Student), false),
            b'A' => is_assistant = true,
            // "Assistant manager" is a rank; "assistant to the CEO" and "assistant" are not.
            b'a' => is_assistant |= !matches!(near.next(), b'D' | b'M' | b'H' | b'v' | b'G' | b'L' | b'V'),
            b'F' | b'T' => {
                is_silenced = true;
                best = best.or((word.rank == b'F').then_some(Rank::Individual));
            }
            _ => {}
        }
        // "The founder's office": the rank is somebody else's.
        if is_silenced || near.next() == b'z' {
            continue;
        }
        let rank = near.rank();
        is_managing |= rank == Some(Rank::CLevel) && matches!(word.rank, b'D' | b'R' | b'P' | b'E');
        best = best.max(rank);
    }
    (if is_assistant { Some(Rank::Individual) } else { best }, is_managing)
}

/// One word between its neighbours.
struct Near<'a> {
    words: &'a [Word],
    at: usize,
}

impl Near<'_> {
    fn word(&self) -> Word {
        self.words.get(self.at).copied().unwrap_or(Word::NONE)
    }

    /// The class of the word behind, in the same part of the title.
    fn next(&self) -> u8 {
        self.words.get(self.at + 1).filter(|word| !word.begins_part).map_or(0, |word| word.rank)
    }

    /// The word in front, in the same part of the title.
    fn before(&self) -> Word {
        let before = self.at.checked_sub(1).and_then(|at| self.words.get(at));
        before.filter(|_| !self.word().begins_part).copied().unwrap_or(Word::NONE)
    }

    fn stands_by(&self, class: u8) -> bool {
        self.next() == class || self.before().rank == class
    }

    /// What this word says of rank where it stands.
    fn rank(&self) -> Option<Rank> {
        let is_vice = self.before().rank == b'v';
        match self.word().rank {
            b'C' => Some(Rank::CLevel),
            b'V' => Some(Rank::VicePresident),
            b'R' if is_vice => Some(Rank::VicePresident),
            b'R' => Some(Rank::CLevel),
            b'K' => Some(self.rank_of_chief()),
            b'D' if self.stands_by(b'G') || self.before().rank == b'N' => Some(Rank::CLevel),
            b'P' if self.is_partner() => Some(Rank::CLevel),
            b'O' if self.is_owner() => Some(Rank::CLevel),
            // "General manager" leads a house or a country, under somebody.
            b'M' if self.stands_by(b'G') => Some(Rank::Head),
            b'D' | b'H' => Some(Rank::Head),
            // A school has a principal; a principal engineer has no reports.
            b'Z' if self.before().rank == 0 && self.next() == 0 => Some(Rank::Head),
            b'M' => Some(Rank::Manager),
            b'L' if self.next() != b'Q' => Some(Rank::Manager),
            // "Chef de projet", but a "chef" alone may be a cook.
            b'E' if self.next() == b'o' => Some(self.rank_of_chef()),
            _ => None,
        }
    }

    /// "Chief of staff", "chief engineer" lead a department, a "chief … officer" the company.
    fn rank_of_chief(&self) -> Rank {
        let is_department = matches!(self.next(), b'o' | b'J');
        if is_department { Rank::Head } else { Rank::CLevel }
    }

    /// "Chef d'entreprise" is the owner of one.
    fn rank_of_chef(&self) -> Rank {
        let third = self.words.get(self.at + 2).map_or(0, |word| word.rank);
        if third == b'y' { Rank::CLevel } else { Rank::Manager }
    }

    /// A partner in a firm, not a business partner or a manager of partners.
    fn is_partner(&self) -> bool {
        let before = self.before();
        let is_last = matches!(self.next(), 0 | b'o' | b'T');
        is_last && before.rank != b'B' && !matches!(before.function, b'h' | b'e' | b's')
    }

    /// The owner of a business, not of a product or a process.
    fn is_owner(&self) -> bool {
        let before = self.before();
        before.rank != b'X' && matches!(before.function, b'-' | b'g')
    }

    /// "Student success manager", "head of student services" work for students.
    fn is_about_students(&self) -> bool {
        let leads = |words: &[Word]| words.iter().any(Word::leads);
        let (before, behind) = self.words.split_at_checked(self.at).unwrap_or_default();
        let behind_it = behind.iter().skip(1).take_while(|word| !word.begins_part);
        leads(before) || behind_it.into_iter().any(Word::leads)
    }
}

/// The letters of the functions, in the order of [`FUNCTION_NAMES`]: an "ML engineering
/// manager" works in data, and a founder in general management only if in nothing else.
const FUNCTION_LETTERS: &[u8] = b"dsmceipfhoulg";

fn function_of(words: &[Word], is_managing: bool) -> Option<u8> {
    let mut best = if is_managing { Some(b'g') } else { None };
    let place = |letter: u8| FUNCTION_LETTERS.iter().position(|known| *known == letter);
    for (at, word) in words.iter().enumerate() {
        let near = Near { words, at };
        let letter = match word.rank {
            // Business development is sales, software development is not.
            b'W' if near.before().rank == b'B' => b's',
            b'W' if near.before().rank == b'Y' => b'h',
            b'Y' => {
                if near.before().rank == b'j' {
                    b'd'
                } else {
                    b'h'
                }
            }
            b'R' if near.before().rank == b'v' => b'-',
            b'O' if !near.is_owner() => b'-',
            b'P' if near.is_partner() && !is_managing => b'g',
            _ => word.function,
        };
        if place(letter).is_some() && best.is_none_or(|best| place(letter) < place(best)) {
            best = Some(letter);
        }
    }
    best
}

fn function_name(letter: u8) -> Option<&'static str> {
    let place = FUNCTION_LETTERS.iter().position(|known| *known == letter)?;
    FUNCTION_NAMES.get(place).copied()
}
