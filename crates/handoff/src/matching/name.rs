//! Names of people, and how alike two of them are.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::words::{edits, slips, sorted_letters, words};

/// Words in front of a name or behind it that are no part of it, in the languages of the forms.
const TITLES: &str = " mr mrs ms miss mx sir dr drs prof professor doctor herr hr frau fr dipl ing ir mag dhr mw mevr mevrouw \
     meneer mme mlle madame monsieur sig signor signora sigra dott dottssa avv arch rag geom don dona srta sra senor senora senhor \
     senhora eng engo enga phd mba msc bsc ba ma llm llb md cpa esq cfa pmp rer nat med jur univ hon rev ";
/// Words between names that are left out as often as written.
const PARTICLES: &str = " von van de der den del della dello degli di da das dos do la las le les los du des zu zum zur vom ter ten te \
     bin ibn al el y e i of af av t und and o st saint san ";
/// What tells a father from a son; `sr` in front of a name is a form of address.
const ELDERS: &str = " sr sen senior pere padre pai ";
const YOUNGERS: &str = " jr jun junior jnr fils hijo filho figlio neto ii iii iv ";

/// Groups of names that people use for one another, a group a line. Facts of English, German,
/// French, Spanish, Portuguese, Dutch, Italian and Russian usage.
static NICKNAMES: LazyLock<BTreeMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (group, line) in include_str!("nicknames.txt").lines().enumerate() {
        for name in words(line) {
            groups.entry(name).or_default().push(group);
        }
    }
    groups
});

/// A person's name, read for comparing. Titles and particles are off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// What friends say.
    pub given: NamePart,
    /// What families share.
    pub family: NamePart,
    generation: Option<Generation>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Generation {
    Elder,
    Younger,
}

/// The given or the family half of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamePart {
    words: Vec<String>,
    joined: String,
    sorted: String,
    letters: usize,
    groups: Vec<usize>,
}

/// How one half of a name stands to the same half of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same words.
    Same,
    /// One is short for the other, or its form in another language: Bob, Robert.
    Nickname,
    /// One has words the other leaves out: García, García López.
    PartOf,
    /// So many letters differ.
    Typo(usize),
    /// The same letters in another order.
    Mixed,
    /// One is the first letter of the other.
    Initial,
    /// They differ in the ending only, as the names of two people do: Anna, Anne; Paul, Paula.
    Ending,
    /// Nearly the same letters: one may be the other, mangled.
    Mangled,
    /// At least one is not told.
    Absent,
    /// Two names.
    Different,
}

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameLikeness {
    /// The given halves.
    pub given: Likeness,
    /// The family halves.
    pub family: Likeness,
    /// The halves of one had to change places.
    pub is_crossed: bool,
    /// One is the father, one the son.
    pub is_other_generation: bool,
}

impl PersonName {
    /// Reads a name from its halves, or from the whole where the halves are empty.
    /// `Family, Given` is understood.
    #[must_use]
    pub fn read(given: &str, family: &str, whole: &str) -> PersonName {
        if !given.trim().is_empty() || !family.trim().is_empty() {
            return PersonName::of(words(given), words(family));
        }
        if let Some((family, given)) = whole.split_once(',') {
            let behind = words(given);
            if !behind.is_empty() && !behind.iter().all(|word| is_in(word, TITLES) || generation(word).is_some()) {
                return PersonName::of(behind, words(family));
            }
        }
        let mut units: Vec<Vec<String>> = whole.split_whitespace().map(words).filter(|unit| !unit.is_empty()).collect();
        while units.len() > 1 && units.first().is_some_and(|unit| unit.iter().all(|word| is_address(word))) {
            units.remove(0);
        }
        let mut units = units.into_iter();
        let mut given = units.next().unwrap_or_default();
        let mut family: Vec<String> = Vec::new();
        for unit in units {
            let is_middle = family.is_empty() && unit.iter().all(|word| word.chars().count() == 1);
            if is_middle { given.extend(unit) } else { family.extend(unit) }
        }
        PersonName::of(given, family)
    }

    fn of(given: Vec<String>, mut family: Vec<String>) -> PersonName {
        let mut held = None;
        while family.len() > 1
            && let Some(found) = family.last().and_then(|word| generation(word))
        {
            held = Some(found);
            family.pop();
        }
        let given = NamePart::of(given, true);
        PersonName { given, family: NamePart::of(family, false), generation: held }
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.family.is_empty()
    }

    /// How alike two names are: as written, or with the halves of one changed over, whichever
    /// makes them more alike.
    #[must_use]
    pub fn likeness(&self, other: &PersonName) -> NameLikeness {
        let straight = (self.given.likeness(&other.given, true), self.family.likeness(&other.family, false));
        let is_other_generation = matches!((self.generation, other.generation), (Some(one), Some(two)) if one != two);
        let of = |(given, family), is_crossed| NameLikeness { given, family, is_crossed, is_other_generation };
        if straight.0.is_alike() && straight.1.is_alike() {
            return of(straight, false);
        }
        // With the halves changed over, each is held against what could be either.
        let crossed = (self.given.likeness(&other.family, true), self.family.likeness(&other.given, true));
        let points = |(given, family): (Likeness, Likeness)| given.given_points() + family.family_points();
        let is_crossed = points(crossed) > points(straight) && crossed != (Likeness::Absent, Likeness::Absent);
        if is_crossed { of(crossed, true) } else { of(straight, false) }
    }
}

impl NameLikeness {
    /// Whether the names are like: nothing differs, and at least one half says so by itself.
    #[must_use]
    pub fn is_like(&self) -> bool {
        let neither_differs = self.given.is_alike() || self.given == Likeness::Absent;
        let nor_family = self.family.is_alike() || self.family == Likeness::Absent;
        neither_differs
            && nor_family
            && (self.given <= Likeness::Mixed || self.family <= Likeness::Mixed)
            && !self.is_other_generation
    }
}

impl Likeness {
    /// Whether one may be written for the other.
    #[must_use]
    pub fn is_alike(self) -> bool {
        self <= Likeness::Initial
    }

    /// What it weighs between given names; see `Evidence`.
    #[must_use]
    pub(crate) fn given_points(self) -> i32 {
        match self {
            Likeness::Same => 4,
            Likeness::Nickname | Likeness::PartOf => 3,
            Likeness::Typo(1) | Likeness::Mixed => 2,
            Likeness::Typo(_) | Likeness::Initial => 1,
            Likeness::Mangled | Likeness::Absent => 0,
            Likeness::Ending => -2,
            Likeness::Different => -6,
        }
    }

    /// What it weighs between family names.
    #[must_use]
    pub(crate) fn family_points(self) -> i32 {
        match self {
            Likeness::Same => 5,
            Likeness::Nickname | Likeness::PartOf | Likeness::Typo(1) => 3,
            Likeness::Mixed => 2,
            Likeness::Typo(_) | Likeness::Initial => 1,
            Likeness::Ending | Likeness::Mangled | Likeness::Absent => 0,
            Likeness::Different => -5,
        }
    }
}

impl NamePart {
    fn of(mut words: Vec<String>, is_given: bool) -> NamePart {
        drop_unless_all(&mut words, |word| is_in(word, TITLES) || is_given && generation(word).is_some());
        drop_unless_all(&mut words, |word| is_in(word, PARTICLES));
        let joined = words.concat();
        let groups = words.first().and_then(|word| NICKNAMES.get(word)).cloned().unwrap_or_default();
        NamePart { sorted: sorted_letters(&joined), letters: joined.chars().count(), joined, words, groups }
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All letters in one word: what an index finds it by.
    #[must_use]
    pub fn joined(&self) -> &str {
        &self.joined
    }

    /// Its words.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    fn likeness(&self, other: &NamePart, is_given: bool) -> Likeness {
        if self.is_empty() || other.is_empty() {
            return Likeness::Absent;
        }
        if self.joined == other.joined {
            return Likeness::Same;
        }
        if let Some(found) = self.by_words(other) {
            return found;
        }
        // Before what the table says: who answers to both Anna and Anne is one, her sister another.
        if is_given && differ_in_ending(&self.joined, &other.joined) {
            return Likeness::Ending;
        }
        if is_given && self.groups.iter().any(|group| other.groups.contains(group)) {
            return Likeness::Nickname;
        }
        self.by_letters(other)
    }

    /// One leaves words out, or writes only their first letters.
    fn by_words(&self, other: &NamePart) -> Option<Likeness> {
        let (few, many) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let mut whole = 0;
        for word in &few.words {
            let is_letter = |word: &str| word.chars().count() == 1;
            if many.words.contains(word) && !is_letter(word) {
                whole += 1;
            } else if !many
                .words
                .iter()
                .any(|long| (is_letter(word) || is_letter(long)) && long.chars().next() == word.chars().next())
            {
                return None;
            }
        }
        Some(if whole > 0 { Likeness::PartOf } else { Likeness::Initial })
    }

    fn by_letters(&self, other: &NamePart) -> Likeness {
        let shorter = self.letters.min(other.letters);
        let found = edits(&self.joined, &other.joined, slips(shorter));
        if let Some(edits) = found {
            return Likeness::Typo(edits);
        }
        if shorter >= 4 && self.sorted == other.sorted {
            return Likeness::Mixed;
        }
        if shorter >= 4 && edits(&self.sorted, &other.sorted, shorter / 4).is_some() {
            return Likeness::Mangled;
        }
        Likeness::Different
    }
}

fn is_in(word: &str, list: &str) -> bool {
    // Bytes are split several times faster than characters.
    list.as_bytes().split(|byte| *byte == b' ').any(|one| one == word.as_bytes())
}

fn is_address(word: &str) -> bool {
    is_in(word, TITLES) || word == "sr"
}

fn generation(word: &str) -> Option<Generation> {
    if is_in(word, ELDERS) {
        return Some(Generation::Elder);
    }
    is_in(word, YOUNGERS).then_some(Generation::Younger)
}

/// Takes words out that are no part of a name, unless there are no others.
fn drop_unless_all(words: &mut Vec<String>, is_out: impl Fn(&str) -> bool) {
    if words.iter().any(|word| !is_out(word)) {
        words.retain(|word| !is_out(word));
    }
}

/// `Anna` and `Anne`, `Paul` and `Paula`: as many people as names. `Marc` and `Mark` are one.
fn differ_in_ending(one: &str, other: &str) -> bool {
    let vowel = |c: char| "aeiouy".contains(c);
    let stem = |text: &str| {
        let mut chars = text.chars();
        let last = chars.next_back();
        (chars.as_str().to_owned(), last)
    };
    let ((one_stem, one_last), (other_stem, other_last)) = (stem(one), stem(other));
    let both = one_stem == other_stem && one_last.is_some_and(vowel) && other_last.is_some_and(vowel);
    let added = |stem: &str, last: Option<char>, whole: &str| stem == whole && last.is_some_and(vowel);
    both || added(&one_stem, one_last, other) || added(&other_stem, other_last, one)
}

#[cfg(test)]
mod tests {
    use super::{Likeness, PersonName};

    fn likeness(one: (&str, &str), other: (&str, &str)) -> (Likeness, Likeness) {
        let (one, other) = (PersonName::read(one.0, one.1, ""), PersonName::read(other.0, other.1, ""));
        let (there, back) = (one.likeness(&other), other.likeness(&one));
        assert_eq!((there.given, there.family), (back.given, back.family), "{one:?} {other:?}");
        (there.given, there.family)
    }

    #[test]
    fn given_names_are_understood() {
        for (one, other, expected) in [
            ("Robert", "Bob", Likeness::Nickname),
            ("José", "Pepe", Likeness::Nickname),
            ("Katharina", "Kathi", Likeness::Nickname),
            ("Дмитрий", "дмитрий", Likeness::Same),
            ("Dr. Anna", "Anna", Likeness::Same),
            ("Jean-Luc", "Jeanluc", Likeness::Same),
            ("Ana Beatriz", "Ana", Likeness::PartOf),
            ("J.", "John", Likeness::Initial),
            ("Michael", "Micheal", Likeness::Typo(1)),
            ("Anna", "Anne", Likeness::Ending),
            ("Paul", "Paula", Likeness::Ending),
            ("Stefan", "Karl", Likeness::Different),
            ("Jon", "Jan", Likeness::Different),
        ] {
            assert_eq!(likeness((one, "Berg"), (other, "Berg")).0, expected, "{one} {other}");
        }
    }

    #[test]
    fn family_names_are_understood() {
        for (one, other, expected) in [
            ("van den Berg", "Berg", Likeness::Same),
            ("D'Angelo", "Dangelo", Likeness::Same),
            ("García López", "García", Likeness::PartOf),
            ("García López", "García Pérez", Likeness::Different),
            ("Müller", "Mueller", Likeness::Same),
            ("Meyer", "Meier", Likeness::Typo(1)),
            ("Berg", "Borg", Likeness::Typo(1)),
            ("Li", "Lu", Likeness::Different),
        ] {
            assert_eq!(likeness(("Ada", one), ("Ada", other)).1, expected, "{one} {other}");
        }
    }

    #[test]
    fn halves_may_stand_in_each_others_place() {
        let name = |given, family| PersonName::read(given, family, "");
        let turned = name("Hartley", "Robert").likeness(&name("Bob", "Hartley"));
        assert!(turned.is_crossed && turned.is_like(), "{turned:?}");
        let straight = name("Anna", "Berg").likeness(&name("Anna", "Berg"));
        assert!(!straight.is_crossed);
    }

    #[test]
    fn a_whole_name_is_taken_apart() {
        for whole in ["Dr. Ada M. Lovelace", "Lovelace, Ada", "Ada Lovelace, PhD", "Frau Ada Lovelace"] {
            let name = PersonName::read("", "", whole);
            assert_eq!(name.family.joined(), "lovelace", "{whole}");
            assert!(name.given.words().first().is_some_and(|word| word == "ada"), "{whole}");
        }
        assert!(PersonName::read(" ", "", "").is_empty());
    }

    #[test]
    fn a_father_is_not_his_son() {
        let (father, son) = (PersonName::read("Hans", "Vogel sen.", ""), PersonName::read("", "", "Hans Vogel Jr."));
        assert!(father.likeness(&son).is_other_generation);
        assert!(!father.likeness(&PersonName::read("Hans", "Vogel", "")).is_other_generation);
    }
}
