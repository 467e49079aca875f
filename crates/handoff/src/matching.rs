//! Who is the same person, and what is the same company: deciders over values.
//!
//! In scope: names, mailboxes, numbers, places and dates as evidence; the clusters of a file;
//! whose account a lead is.
//!
//! Out of scope: where the records come from (`dedupe`, the command line), and knowledge of
//! domains and countries, which is handed in.

pub(crate) mod accounts;
mod born;
pub(crate) mod clusters;
mod company;
mod evidence;
mod mail;
mod name;
mod person;
pub(crate) mod words;

pub use accounts::{AccountBook, AccountOwner, Owned, OwnedCompany, account_owner};
pub use born::{BirthLikeness, Born};
pub use clusters::{Clusters, Link, are_strangers, clusters};
pub use company::{Company, CompanyDecision, CompanyDetails, CompanyReason, CompanyVerdict, same_company};
pub use evidence::{ENOUGH, Evidence, Place};
pub use mail::{MailLikeness, Mailbox};
pub use name::{Likeness, NameLikeness, NamePart, PersonName};
pub(crate) use person::key;
pub use person::{Decision, Details, Knowledge, Person, Shared, same_person};
