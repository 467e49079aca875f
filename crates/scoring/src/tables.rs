//! Tables of knowledge: mail providers and words of job titles.
//!
//! A table is a value the normalisers take, never a build feature, so that the edge can know
//! more than the widget. What only the larger table knows may label a lead or add points,
//! never take points away; therefore everything that usually costs points stands here.

mod sorted_text;

use alloc::string::String;

use crate::normalise::{budget, company_core, country, market, phone, region, registrable_domain, timeline_band};
use crate::text::WordList;
use crate::{Field, Fields};

pub use sorted_text::{SortedText, WordBook};

/// What the normalisers know.
///
/// What is `None` or [`SortedText::EMPTY`] only the larger tables have.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// Domains of free mail providers.
    pub free_mail: WordList,
    /// First labels of providers that have a domain in many countries (`yahoo.fr`).
    pub free_mail_labels: WordList,
    /// Domains of throw-away mail.
    pub disposable: WordList,
    /// Local parts that are a post, not a person.
    pub roles: WordList,
    /// Words of job titles: the class of rank and the letter of the function (`tables/README.md`).
    pub title_words: WordBook,
    /// More words of job titles, asked only where `title_words` found nothing.
    pub more_title_words: WordBook,
    /// Names, spellings and three-letter codes of countries, to ISO 3166-1 alpha-2.
    pub country_names: SortedText,
    /// More of them.
    pub more_country_names: SortedText,
    /// Regions, `us california` to ISO 3166-2.
    pub regions: SortedText,
    /// The length in bytes of the public suffix of a lower-case host.
    pub public_suffix: Option<fn(&str) -> Option<usize>>,
    /// Ways of reading that only the edge has.
    pub readers: Option<Readers>,
    /// Ways of reading that a browser has only where the card asks for them.
    pub rare: Option<RareReaders>,
    /// Whether these are the tables with everything: then what they do not know nobody knows.
    pub is_full: bool,
}

/// Ways of reading answers that hardly any criterion asks for. A browser without them leaves such
/// criteria to the edge; a module in which nobody takes [`Readers::ALL`] has none of their code.
#[derive(Clone, Copy, Debug)]
pub struct Readers {
    pub(crate) phone: fn(&str, Option<&str>) -> Option<String>,
    pub(crate) region: fn(&str, Option<&str>, &Tables) -> Option<&'static str>,
    pub(crate) registrable_domain: for<'a> fn(&'a str, &Tables) -> Option<&'a str>,
}

impl Readers {
    /// All of them.
    pub const ALL: Readers = Readers { phone, region, registrable_domain };
}

/// Ways of reading answers that some cards ask for and most do not: countries and their markets,
/// companies without their legal forms, budgets, times as one of a few. With their tables they are a
/// fifth of a browser's module, so that there are two of it: a page begins with the one that has no
/// [`RareReaders::ALL`], and fetches the other where [`RareReaders::FIELDS`] are asked about.
#[derive(Clone, Copy, Debug)]
pub struct RareReaders {
    pub(crate) country: fn(&str, &Tables) -> Option<&'static str>,
    pub(crate) market: fn(&str) -> Option<&'static str>,
    pub(crate) company_core: for<'a> fn(&'a str) -> &'a str,
    pub(crate) budget: fn(&str) -> Option<u32>,
    pub(crate) timeline_band: fn(&str) -> Option<&'static str>,
}

impl RareReaders {
    /// All of them.
    pub const ALL: RareReaders = RareReaders { country, market, company_core, budget, timeline_band };

    /// The fields that they are needed for.
    pub const FIELDS: Fields = Fields::NONE
        .with(Field::Country)
        .with(Field::Market)
        .with(Field::Company)
        .with(Field::Budget)
        .with(Field::TimelineBand);
}

impl Tables {
    /// The small table without the rare readers, which is all that most cards take: what it cannot
    /// read is open, and never more than the edge will find.
    #[must_use]
    pub const fn smallest() -> Tables {
        Tables { rare: None, country_names: SortedText::EMPTY, ..Tables::small() }
    }

    /// The small table, which the widget carries.
    #[must_use]
    pub const fn small() -> Tables {
        Tables {
            free_mail: FREE_MAIL,
            free_mail_labels: WordList("gmx|hotmail|live|outlook|yahoo"),
            disposable: DISPOSABLE,
            roles: ROLES,
            title_words: TITLE_WORDS,
            more_title_words: NO_WORDS,
            country_names: SortedText(include_str!("tables/country_names.txt")),
            more_country_names: SortedText::EMPTY,
            regions: SortedText::EMPTY,
            public_suffix: None,
            readers: None,
            rare: Some(RareReaders::ALL),
            is_full: false,
        }
    }
}

const TITLE_WORDS: WordBook = WordBook::new(include_str!("tables/title_words.txt"));
const NO_WORDS: WordBook = WordBook::new("");

/// Every country of ISO 3166-1: its two letters, the letter of its market, and its calling
/// code, in order. Source of the calling codes: ITU-T E.164 and its list of assigned codes.
pub(crate) const COUNTRIES: &str = include_str!("tables/countries.txt");

const FREE_MAIL: WordList = WordList(
    "126.com|139.com|163.com|abv.bg|aim.com|alice.it|aol.com|aon.at|arcor.de|att.net|bbox.fr|bellsouth.net|\
     bigpond.com|bk.ru|bluewin.ch|bol.com.br|btinternet.com|centrum.cz|charter.net|chello.at|citromail.hu|\
     club-internet.fr|comcast.net|cox.net|daum.net|duck.com|earthlink.net|email.com|email.de|fastmail.com|\
     foxmail.com|free.fr|freemail.hu|freenet.de|globo.com|gmail.com|googlemail.com|hanmail.net|hetnet.nl|\
     hey.com|hispeed.ch|home.nl|hushmail.com|icloud.com|ig.com.br|inbox.com|inbox.ru|interia.pl|juno.com|\
     kpnmail.nl|laposte.net|libero.it|list.ru|mac.com|mail.com|mail.de|mail.ru|mailbox.org|mailfence.com|\
     me.com|msn.com|naver.com|neuf.fr|ntlworld.com|numericable.fr|o2.pl|onet.pl|online.no|optusnet.com.au|\
     orange.fr|planet.nl|pm.me|posteo.de|proton.me|protonmail.ch|protonmail.com|qq.com|rambler.ru|\
     rediffmail.com|rocketmail.com|sapo.pt|sbcglobal.net|seznam.cz|sfr.fr|shaw.ca|sina.com|sky.com|skynet.be|\
     sohu.com|sunrise.ch|sympatico.ca|t-online.de|talktalk.net|telefonica.net|telenet.be|telia.com|telus.net|\
     terra.com.br|tin.it|tiscali.it|tuta.com|tutamail.com|tutanota.com|ukr.net|uol.com.br|usa.com|verizon.net|\
     virgilio.it|virginmedia.com|walla.co.il|wanadoo.fr|web.de|wp.pl|xs4all.nl|xtra.co.nz|yandex.com|\
     yandex.ru|yeah.net|ymail.com|ziggo.nl|zoho.com",
);

const DISPOSABLE: WordList = WordList(
    "10minutemail.com|20minutemail.com|33mail.com|anonbox.net|burnermail.io|byom.de|deadaddress.com|\
     discard.email|dispostable.com|dropmail.me|einrot.com|emailfake.com|emailondeck.com|fakeinbox.com|\
     fakemail.net|getairmail.com|getnada.com|grr.la|guerrillamail.com|guerrillamail.net|guerrillamail.org|\
     guerrillamailblock.com|harakirimail.com|inboxkitten.com|incognitomail.com|jetable.org|mail-temp.com|\
     mailcatch.com|maildrop.cc|mailexpire.com|mailinator.com|mailnesia.com|mailnull.com|mailsac.com|\
     mintemail.com|minutemail.com|moakt.com|mohmal.com|mvrht.net|mytemp.email|sharklasers.com|spam4.me|\
     spambox.us|spamgourmet.com|temp-mail.io|temp-mail.org|tempail.com|tempinbox.com|tempmail.com|\
     tempmailo.com|tempr.email|throwawaymail.com|trash-mail.com|trashmail.com|trashmail.de|wegwerfemail.de|\
     wegwerfmail.de|yopmail.com|yopmail.fr|yopmail.net",
);

const ROLES: WordList = WordList(
    "accounts|admin|billing|contact|hello|help|hr|info|kontakt|mail|marketing|no-reply|noreply|office|\
     postmaster|sales|support|team|webmaster",
);

/// The names of functions, for the linter and for people.
pub const FUNCTION_NAMES: &[&str] = &[
    "data",
    "sales",
    "marketing",
    "security",
    "engineering",
    "it",
    "product",
    "finance",
    "people",
    "operations",
    "support",
    "legal",
    "general",
];

#[cfg(test)]
mod tests {
    use super::Tables;
    use crate::fold;
    use crate::normalise::{LEGAL_FORMS, NOT_MISTYPED};

    #[test]
    fn lists_are_folded_sorted_and_have_no_word_twice() {
        let tables = Tables::small();
        for list in
            [tables.free_mail, tables.disposable, tables.roles, tables.free_mail_labels, NOT_MISTYPED, LEGAL_FORMS]
        {
            let words: Vec<&str> = list.0.split('|').collect();
            assert!(words.iter().all(|word| fold(word) == *word));
            assert!(words.is_sorted_by(|a, b| a < b), "{:?}", words.windows(2).find(|w| w[0] >= w[1]));
        }
    }

    #[test]
    fn dictionaries_are_folded_and_sorted() {
        let tables = Tables::small();
        let titles: Vec<&str> = tables.title_words.entries().map(|(key, _)| key).collect();
        let countries: Vec<&str> = tables.country_names.entries().map(|(key, _)| key).collect();
        for keys in [titles, countries] {
            assert!(keys.iter().all(|key| fold(key) == **key));
            assert!(
                keys.is_sorted_by(|a, b| a.as_bytes() < b.as_bytes()),
                "{:?}",
                keys.windows(2).find(|w| w[0] >= w[1])
            );
        }
    }
}
