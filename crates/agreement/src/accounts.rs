//! People who come again, and companies that have an owner.

use crate::agreement::RepId;
use crate::names::Names;
use crate::reader::{At, Problems, Table};

/// Who gets the new lead of a person whose last one was closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Returning {
    /// Whoever had the last.
    #[default]
    SameOwner,
    /// Whoever the routes say.
    RouteAnew,
}

impl Returning {
    /// Every choice.
    pub const ALL: [Returning; 2] = [Returning::SameOwner, Returning::RouteAnew];

    /// As the agreement names it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Returning::SameOwner => "same_owner",
            Returning::RouteAnew => "route_anew",
        }
    }
}

/// A company that has an owner, or a list of such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub owner: RepId,
    /// The domain it writes from.
    pub domain: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Where it is.
    pub city: Option<String>,
    /// The list whose companies are meant.
    pub list: Option<String>,
}

/// An account and the place of its owner.
pub(crate) struct WrittenAccount {
    pub owner: At<String>,
    pub account: Account,
}

pub(crate) fn read_dedupe(root: &mut Table<'_>, problems: &mut Problems) -> Returning {
    let mut table = root.table("dedupe", problems);
    let returning = table.text("returning", problems);
    table.finish(problems);
    let Some(written) = returning else { return Returning::default() };
    let known = Returning::ALL.into_iter().find(|choice| choice.id() == written.value);
    known.unwrap_or_else(|| {
        problems.unknown("unknown_returning", "choice", &written, Returning::ALL.map(Returning::id));
        Returning::default()
    })
}

pub(crate) fn read_accounts(root: &mut Table<'_>, names: &Names, problems: &mut Problems) -> Vec<WrittenAccount> {
    let tables = root.tables("accounts", problems);
    tables.into_iter().filter_map(|table| read_account(table, names, problems)).collect()
}

fn read_account(mut table: Table<'_>, names: &Names, problems: &mut Problems) -> Option<WrittenAccount> {
    let owner = table.text("owner", problems);
    let [domain, name, phone, city, list] =
        ["domain", "name", "phone", "city", "list"].map(|key| table.text(key, problems));
    let span = table.span.clone();
    table.finish(problems);
    if let Some(list) = &list
        && names.list(&list.value).is_none()
    {
        problems.unknown("unknown_list", "list", list, names.list_ids());
    }
    if let Some(domain) = &domain
        && !is_domain(&domain.value)
    {
        let help = "write what stands behind the `@` of its addresses: `atlas.example`".to_owned();
        problems.error("bad_domain", &domain.span, format!("`{}` is not a domain", domain.value), help);
    }
    let has_more = phone.is_some() || city.is_some();
    if domain.is_none() && list.is_none() && !(name.is_some() && has_more) {
        let help = "write its `domain`; or its `name` and its `phone` or `city`; or a `list`".to_owned();
        problems.error("vague_account", &span, "nothing says for certain which company this is".to_owned(), help);
    }
    let value = |written: Option<At<String>>| written.map(|written| written.value);
    let owner = owner?;
    let account = Account {
        owner: RepId::new(owner.value.clone()),
        domain: value(domain),
        name: value(name),
        phone: value(phone),
        city: value(city),
        list: value(list),
    };
    Some(WrittenAccount { owner, account })
}

/// Labels of small letters, digits and hyphens, two at least.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}
