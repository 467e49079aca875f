//! What a rep sees on the handoff page, before it is HTML.

use baton_agreement::Reason;

use crate::package::Package;
use crate::preparation::Preparation;
use crate::{MeetingView, Millis, State};

/// Everything the handoff page shows. All texts are raw: the page's encoder is HTML's.
#[derive(Clone, PartialEq, Eq)]
pub struct HandoffView {
    /// The desk's time. The page counts down from it, not from the phone's clock.
    pub now: Millis,
    /// The agreement's name: `Acme inbound`.
    pub agreement: String,
    /// Name of the rep the link was made for.
    pub rep: String,
    /// Where the lead stands.
    pub state: State,
    /// When it came in.
    pub received_at: Millis,
    /// The time allowed for the first response.
    pub window: Option<WindowView>,
    /// The visitor's name, or the best there is to call them by.
    pub title: String,
    /// Company, as typed.
    pub company: Option<String>,
    /// Job title, as typed.
    pub job_title: Option<String>,
    /// E-mail address, as typed. To be checked before it becomes a link.
    pub email: Option<String>,
    /// Telephone number, as typed. To be checked before it becomes a link.
    pub phone: Option<String>,
    /// The five facts.
    pub package: Package,
    /// Their question in full; the package's may be cut.
    pub message: Option<String>,
    /// 0 to 100.
    pub score: i64,
    /// The tier's name.
    pub tier: String,
    /// Whether the lead is marketing-qualified.
    pub mql: bool,
    /// Why the score, in the order of the card.
    pub reasons: Vec<ReasonView>,
    /// What to know beside the five facts.
    pub preparation: Preparation,
    /// Why it may be rejected, as the agreement has it.
    pub rejections: Vec<Reason>,
    /// What can be taken back, while it can: what was made, and until when.
    pub undo: Option<(String, Millis)>,
    /// What the rep committed to, once they have.
    pub acknowledgement: Option<AcknowledgementView>,
    /// The meeting that its tool told of last.
    pub meeting: Option<MeetingView>,
    /// What was wrong with the form that was just sent, and what to do: message and help.
    /// Empty unless the adapter fills it in after a refused POST.
    pub problem: Option<(String, String)>,
}

/// A window, told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowView {
    /// When it began: at the arrival, or when the present owner got the lead.
    pub from: Millis,
    /// The instant by which an answer is in time; the instant itself is too late.
    pub due_at: Millis,
    /// When it was met.
    pub met_at: Option<Millis>,
    /// When it was missed.
    pub missed_at: Option<Millis>,
}

/// Points, and what they are for.
#[derive(Clone, PartialEq, Eq)]
pub struct ReasonView {
    /// What it gave or took.
    pub points: i64,
    /// `fit`, `engagement`, or empty for the clamp of the score itself.
    pub group: String,
    /// In the words of the agreement.
    pub words: String,
    /// What the lead said or did to earn them, as typed.
    pub evidence: String,
}

/// A commitment, told.
#[derive(Clone, PartialEq, Eq)]
pub struct AcknowledgementView {
    /// Name of the rep.
    pub by: String,
    /// What they will do.
    pub next_step: String,
    /// When they said so.
    pub at: Millis,
    /// Until when they will have done it.
    pub due_at: Millis,
}
