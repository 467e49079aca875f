//! The frame of a report.
