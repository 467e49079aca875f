//! E-mail addresses as they tell people apart.

use baton_scoring::{EmailAddress, Tables, registrable_domain};

use super::words::edits;

/// Names of posts and departments, besides those of the tables: nobody's own mailbox.
const POSTS: &str = " achats accounting accueil administracion administration amministrazione anfrage anfragen bestellung bonjour \
     booking buchhaltung ciao commercial commerciale comercial compras comptabilite contabilidad contabilidade contabilita \
     contact-us contacto contatti contato dispo direction einkauf empfang enquiries enquiry export facturation finance \
     finanzen geral hola inbox info1 inkoop inquiry it kantoor klantenservice kundenservice logistics logistik magazijn \
     marketing mailbox news newsletter operations orders post press presse procurement purchasing reception recepcao \
     recepcion rechnung sales1 secretaria secretariat secretariaat segreteria sekretariat service shop team vendas vendite \
     ventas verkauf verkoop vertrieb verwaltung web welcome zentrale ";

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    address: String,
    local: String,
    domain: String,
    /// The part of the domain that somebody registered, where that is a company: neither free
    /// mail nor throw-away.
    company_domain: Option<String>,
    /// Whose it is: a post's, not a person's.
    is_post: bool,
    is_address: bool,
}

/// How two mailboxes stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailLikeness {
    /// The same mailbox.
    Same,
    /// The same mailbox, but a post's.
    SamePost,
    /// So many letters differ, and not before the `@` of one and the same domain only.
    Typo(usize),
    /// The same name before the `@` at two domains.
    SameLocal,
    /// Two names at one company that may be one mistyped.
    AlikeAtCompany,
    /// Two addresses at one company.
    OtherAtCompany,
    /// Two addresses at one company that differ as the names of the two do.
    OwnNames,
    /// Other addresses; people have several.
    Other,
    /// At least one is not told.
    Absent,
}

impl Mailbox {
    /// Reads an address. What follows a `+` goes to the same mailbox; gmail.com reads over dots,
    /// and googlemail.com is the same mail. Text that is no address is kept to be compared.
    #[must_use]
    pub fn read(text: &str, tables: &Tables, is_throw_away: fn(&str) -> bool) -> Option<Mailbox> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let Some(parsed) = EmailAddress::parse(text) else {
            // `none`, `n/a`: what is nearly an address has at least the sign of one.
            let address = text.to_lowercase();
            let (local, domain) = address.split_once('@').filter(|(local, domain)| local.len() + domain.len() > 8)?;
            let (local, domain) = (local.to_owned(), domain.to_owned());
            return Some(Mailbox { address, local, domain, company_domain: None, is_post: false, is_address: false });
        };
        let domain = if parsed.domain() == "googlemail.com" { "gmail.com" } else { parsed.domain() };
        let untagged = parsed.local().split_once('+').map_or(parsed.local(), |(local, _)| local);
        let untagged = if untagged.is_empty() { parsed.local() } else { untagged };
        let local = if domain == "gmail.com" { untagged.replace('.', "") } else { untagged.to_owned() };
        let is_post = tables.roles.has(&local) || POSTS.split(' ').any(|post| post == local);
        let company_domain = company_domain(domain, tables, is_throw_away);
        Some(Mailbox {
            address: format!("{local}@{domain}"),
            local,
            domain: domain.to_owned(),
            company_domain,
            is_post,
            is_address: true,
        })
    }

    /// The address that mail to this mailbox can be sent to, tags and dots off.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The company's domain, if it is a company's.
    #[must_use]
    pub fn company_domain(&self) -> Option<&str> {
        self.company_domain.as_deref()
    }

    /// Whether one person reads it.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.is_address && !self.is_post
    }

    /// How two mailboxes stand to each other.
    #[must_use]
    pub fn likeness(&self, other: &Mailbox) -> MailLikeness {
        if self.address == other.address {
            return if self.is_post { MailLikeness::SamePost } else { MailLikeness::Same };
        }
        if self.is_post || other.is_post {
            return MailLikeness::Other;
        }
        if self.domain == other.domain && !self.domain.is_empty() {
            return self.at_one_domain(other);
        }
        // Nobody mistypes one number into another that often: `ana703` and `ana102` are two.
        let is_typo = digits(&self.local) == digits(&other.local);
        let most = most_edits(self.address.len().min(other.address.len()));
        if is_typo && let Some(edits) = edits(&self.address, &other.address, most) {
            return MailLikeness::Typo(edits);
        }
        if self.local == other.local && self.local.len() >= 5 {
            return MailLikeness::SameLocal;
        }
        if self.company_domain.is_some() && self.company_domain == other.company_domain {
            return MailLikeness::OtherAtCompany;
        }
        MailLikeness::Other
    }

    fn at_one_domain(&self, other: &Mailbox) -> MailLikeness {
        // `john.smith` and `john.smith2` are two people: nobody mistypes a number into being.
        let is_numbered = digits(&self.local) != digits(&other.local);
        let most = if self.local.len() >= 10 { 2 } else { usize::from(self.local.len() >= 5) };
        let is_typo = !is_numbered && edits(&self.local, &other.local, most).is_some();
        match (is_typo, self.company_domain.is_some()) {
            (true, _) => MailLikeness::AlikeAtCompany,
            (false, true) => MailLikeness::OtherAtCompany,
            (false, false) => MailLikeness::Other,
        }
    }
}

/// The part of a domain that somebody registered, if that is a company.
#[must_use]
pub fn company_domain(domain: &str, tables: &Tables, is_throw_away: fn(&str) -> bool) -> Option<String> {
    let address = EmailAddress::parse(&format!("a@{domain}"))?;
    let kind = baton_scoring::email_kind(&address, tables);
    if matches!(kind, "free" | "disposable") || is_throw_away(address.domain()) {
        return None;
    }
    registrable_domain(address.domain(), tables).map(str::to_owned)
}

/// In an address of so many letters.
fn most_edits(letters: usize) -> usize {
    match letters {
        0..=11 => 1,
        12..=17 => 2,
        _ => 3,
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
