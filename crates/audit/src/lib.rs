//! Where leads leak: what a CRM's export says before anything is installed.
//!
//! [`Table::read`] takes the bytes of an export, [`audit`] its rows and what is assumed, and an
//! [`Audit`] comes out: who was accepted, rejected and ignored, how long people waited for whom, where
//! the same person stands twice, what that costs, the leaks to plug first with the setting that plugs
//! each, and an agreement to begin with. It is the same code in `baton audit` and in a page; nothing
//! is sent anywhere.
//!
//! Out of scope: files and terminals (`baton-cli`), which column is what (`baton-calibration`), who is
//! one person (`baton-handoff`).

mod settings;
mod table;

mod row;

mod outliers;
mod rejections;
mod speed;
mod twice;
mod waits;

mod leaks;
mod stake;

mod beginning;

mod audit;

mod report;
mod words;

pub use audit::{Audit, ColumnTold, Fates, audit};
pub use leaks::Leak;
pub use rejections::Rejections;
pub use settings::{Hours, Settings};
pub use speed::{Band, Speed};
pub use stake::Stake;
pub use table::Table;
pub use twice::Twice;
pub use waits::Cell;
