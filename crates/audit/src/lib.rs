//! Where leads leak: what a CRM's export says before anything is installed.
