//! Where a desk's object may live. Cloudflare keeps objects of a jurisdiction on its ground.
//!
//! Said once, when a desk is made: the same name in another jurisdiction is another object, and
//! would be an empty one. <https://developers.cloudflare.com/durable-objects/reference/data-location/>

use baton_handoff::Problem;

/// A jurisdiction of Cloudflare's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jurisdiction {
    /// The European Union.
    Eu,
    /// Data centres with `FedRAMP` authorisation.
    FedRamp,
}

impl Jurisdiction {
    /// Its name at Cloudflare and in the directory.
    pub fn id(self) -> &'static str {
        match self {
            Jurisdiction::Eu => "eu",
            Jurisdiction::FedRamp => "fedramp",
        }
    }

    /// The one of a name.
    pub fn of(id: &str) -> Option<Jurisdiction> {
        [Jurisdiction::Eu, Jurisdiction::FedRamp].into_iter().find(|one| one.id() == id)
    }

    /// What an address asks for: `?jurisdiction=eu`.
    ///
    /// # Errors
    ///
    /// The caller's, `unknown_jurisdiction`.
    pub fn asked(url: &str) -> Result<Option<Jurisdiction>, Problem> {
        let query = url.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let Some(id) = query.split('&').find_map(|pair| pair.strip_prefix("jurisdiction=")) else { return Ok(None) };
        Jurisdiction::of(id).map(Some).ok_or_else(|| {
            let help = "Send `eu` or `fedramp`, or leave it out: then the desk may live anywhere.";
            Problem::caller(400, "unknown_jurisdiction", "there is no such jurisdiction", help)
        })
    }
}

/// Where a desk is asked to be that is there already.
///
/// # Errors
///
/// The caller's, `other_jurisdiction`: it is somewhere else.
pub fn stays(is: Option<Jurisdiction>, asked: Option<Jurisdiction>) -> Result<(), Problem> {
    if asked.is_none() || asked == is {
        return Ok(());
    }
    let place = is.map_or("no jurisdiction", Jurisdiction::id);
    let message = format!("this desk was made in {place} and cannot be moved");
    let help =
        "Publish without `jurisdiction`, or make a desk of another name and move the leads by export and import.";
    Err(Problem::caller(409, "other_jurisdiction", message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_from_the_address() {
        for (url, asked) in [
            ("https://edge.example/v1/desks/acme/agreements", Ok(None)),
            ("https://edge.example/v1/desks/acme/agreements?jurisdiction=eu", Ok(Some(Jurisdiction::Eu))),
            ("https://edge.example/x?a=b&jurisdiction=fedramp", Ok(Some(Jurisdiction::FedRamp))),
            ("https://edge.example/x?jurisdiction=", Err(400)),
            ("https://edge.example/x?jurisdiction=EU", Err(400)),
        ] {
            assert_eq!(Jurisdiction::asked(url).map_err(|problem| problem.status), asked, "{url}");
        }
    }

    #[test]
    fn a_desk_is_never_moved() {
        let eu = Some(Jurisdiction::Eu);
        assert!(stays(eu, None).is_ok() && stays(eu, eu).is_ok() && stays(None, None).is_ok());
        for (is, asked) in [(None, eu), (eu, Some(Jurisdiction::FedRamp))] {
            assert_eq!(stays(is, asked).unwrap_err().code, "other_jurisdiction");
        }
    }
}
