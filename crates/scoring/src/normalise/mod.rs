//! From what people type to what a criterion can ask about.
//!
//! Each function is pure, total and says "unknown" where it does not know. Text comes folded
//! (`fold`) unless a function says otherwise.

mod budget;
mod company;
mod country;
mod email;
mod employees;
mod numbers;
mod phone;
mod region;
mod timeline;
mod title;
mod title_words;

pub use budget::{BUDGET_BANDS, budget, budget_band};
#[cfg(test)]
pub(crate) use company::LEGAL_FORMS;
pub use company::company_core;
pub use country::{MARKETS, country, market};
#[cfg(test)]
pub(crate) use email::NOT_MISTYPED;
pub(crate) use email::is_free_mail;
pub use email::{EmailAddress, did_you_mean, email_kind, registrable_domain};
pub use employees::employees;
pub use phone::phone;
pub use region::region;
pub use timeline::{TIMELINE_BANDS, timeline_band};
pub use title::{Title, read_title};
