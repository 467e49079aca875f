//! Tables of knowledge: mail providers and words of job titles.
//!
//! A table is a value the normalisers take, never a build feature, so that the edge can know
//! more than the widget. What only the larger table knows may label a lead or add points,
//! never take points away; therefore everything that usually costs points stands here.

use crate::text::WordList;

/// What the normalisers know.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// x
    pub public_suffix: Option<fn(&str) -> Option<usize>>,
    /// x
    pub is_full: bool,
    /// Domains of free mail providers.
    pub free_mail: WordList,
    /// First labels of providers that have a domain in many countries (`yahoo.fr`).
    pub free_mail_labels: WordList,
    /// Domains of throw-away mail.
    pub disposable: WordList,
    /// Local parts that are a post, not a person.
    pub roles: WordList,
    /// Words of job titles per seniority, in the order of trying.
    pub seniority: &'static [(&'static str, WordList)],
    /// Words of job titles per function, in the order of trying.
    pub function: &'static [(&'static str, WordList)],
}

impl Tables {
    /// The small table, which the widget carries.
    #[must_use]
    pub fn small() -> Tables {
        Tables {
            public_suffix: None,
            is_full: false,
            free_mail: FREE_MAIL,
            free_mail_labels: WordList("gmx|hotmail|live|outlook|yahoo"),
            disposable: DISPOSABLE,
            roles: ROLES,
            seniority: SENIORITY,
            function: FUNCTION,
        }
    }
}

const FREE_MAIL: WordList = WordList(
    "126.com|163.com|aol.com|arcor.de|bluewin.ch|bol.com.br|email.com|fastmail.com|free.fr|freenet.de|\
     gmail.com|googlemail.com|hey.com|icloud.com|laposte.net|libero.it|mac.com|mail.com|mail.ru|me.com|\
     msn.com|naver.com|orange.fr|pm.me|posteo.de|proton.me|protonmail.com|qq.com|rediffmail.com|\
     rocketmail.com|sapo.pt|sfr.fr|t-online.de|tuta.com|tutanota.com|uol.com.br|wanadoo.fr|web.de|\
     yandex.com|yandex.ru|ymail.com|zoho.com",
);

const DISPOSABLE: WordList = WordList(
    "10minutemail.com|discard.email|dispostable.com|emailondeck.com|fakeinbox.com|getnada.com|grr.la|\
     guerrillamail.com|maildrop.cc|mailinator.com|mailnesia.com|mintemail.com|mohmal.com|sharklasers.com|\
     spamgourmet.com|temp-mail.org|tempmail.com|throwawaymail.com|trashmail.com|yopmail.com",
);

const ROLES: WordList = WordList(
    "accounts|admin|billing|contact|hello|help|hr|info|kontakt|mail|marketing|no-reply|noreply|office|\
     postmaster|sales|support|team|webmaster",
);

/// Order matters: a student is a student also as "founder of the students' club", the
/// assistant to a CEO is no CEO, a vice president is no president.
const SENIORITY: &[(&str, WordList)] = &[
    (
        "student",
        WordList(
            "student|students|intern|internship|trainee|apprentice|pupil|praktikant|praktikantin|werkstudent|\
             werkstudentin|azubi|studentin|etudiant|etudiante|stagiaire|alternant|estudiante|becario|becaria|\
             estudante|estagiario|estagiaria",
        ),
    ),
    (
        "individual",
        WordList(
            "assistant|assistant to|secretary|assistenz|assistent|assistentin|sekretar|sekretarin|assistante|\
             secretaire|asistente|secretaria",
        ),
    ),
    ("vp", WordList("vp|svp|evp|avp|vice president|vicepresident|vice presidente|vizeprasident")),
    (
        "c_level",
        WordList(
            "ceo|cto|cfo|coo|cmo|cro|cio|ciso|cpo|cdo|cso|chro|chief|founder|cofounder|owner|president|\
             managing director|managing partner|geschaftsfuhrer|geschaftsfuhrerin|geschaftsfuhrung|inhaber|\
             inhaberin|vorstand|grunder|grunderin|pdg|fondateur|fondatrice|directeur general|directrice generale|\
             director general|directora general|fundador|fundadora|presidente|socio|diretor geral|proprietario",
        ),
    ),
    (
        "head",
        WordList(
            "head|director|dir|leiter|leiterin|bereichsleiter|bereichsleiterin|abteilungsleiter|\
             abteilungsleiterin|leitung|directeur|directrice|directora|diretor|diretora|principal",
        ),
    ),
    (
        "manager",
        WordList(
            "manager|mgr|lead|leader|supervisor|teamleiter|teamleiterin|managerin|responsable|chef|gerente|jefe|\
             jefa|coordenador|coordenadora|encargado",
        ),
    ),
];

/// Order matters: "ML engineering manager" works in data, "founder" alone says nothing of a
/// function but general management.
const FUNCTION: &[(&str, WordList)] = &[
    ("data", WordList("data|ml|ai|machine learning|analytics|bi|mlops|datenanalyse|daten|donnees|datos|dados")),
    ("sales", WordList("sales|revenue|revops|cro|account executive|sdr|bdr|vertrieb|ventes|ventas|vendas|commercial")),
    ("marketing", WordList("marketing|growth|demand|brand|cmo|content|mercadotecnia")),
    ("security", WordList("security|ciso|sicherheit|securite|seguridad|seguranca")),
    (
        "engineering",
        WordList(
            "engineering|engineer|developer|software|devops|platform|infrastructure|cto|technology|architect|sre|\
             entwicklung|entwickler|technik|technique|ingenieur|ingenieria|engenharia",
        ),
    ),
    ("it", WordList("it|cio|systems|edv|informatique|informatica")),
    ("product", WordList("product|cpo|produkt|produit|producto|produto")),
    ("finance", WordList("finance|cfo|controller|controlling|accounting|finanzen|finances|finanzas")),
    ("people", WordList("hr|people|talent|recruiting|chro|personal|rh")),
    ("operations", WordList("operations|ops|coo|logistics|procurement|purchasing|einkauf|betrieb|achats")),
    ("support", WordList("support|customer success|service|kundendienst")),
    (
        "general",
        WordList("ceo|founder|cofounder|owner|president|managing director|geschaftsfuhrer|geschaftsfuhrerin|inhaber"),
    ),
];

/// The names of functions, for the linter and for people.
pub(crate) const FUNCTION_NAMES: &[&str] = &[
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
    "general",
];

#[cfg(test)]
mod tests {
    use super::{FUNCTION_NAMES, Tables};
    use crate::{Words, fold};

    #[test]
    fn tables_are_folded_and_have_no_word_twice() {
        let tables = Tables::small();
        let lists = [tables.free_mail, tables.disposable, tables.roles, tables.free_mail_labels];
        let titles = tables.seniority.iter().chain(tables.function).map(|(_, words)| *words);
        for words in titles.clone() {
            words.0.split('|').for_each(|word| assert_eq!(Words::of(word).phrase(), word));
        }
        for list in lists.into_iter().chain(titles) {
            for word in list.0.split('|') {
                assert_eq!(fold(word), word);
                assert_eq!(list.iter().filter(|other| *other == word.as_bytes()).count(), 1, "{word}");
            }
        }
        let names: Vec<&str> = tables.function.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, FUNCTION_NAMES);
    }
}
