//! Fresh ids and keys, from entropy that is handed in.

use sha2::{Digest, Sha256};

/// A stream of ids and keys, all from 32 bytes of entropy.
///
/// The same bytes give the same stream, so a desk replayed with the same entropy makes the
/// same ids. Never feed it the same bytes twice in production.
pub struct Ids {
    entropy: [u8; 32],
    drawn: u64,
}

impl Ids {
    /// From 32 bytes that nobody can guess.
    #[must_use]
    pub fn from_entropy(entropy: [u8; 32]) -> Ids {
        Ids { entropy, drawn: 0 }
    }

    /// A fresh id for a delivery: `dlv_` and a UUID. It is the same in every try to deliver.
    pub fn delivery(&mut self) -> String {
        self.id("dlv")
    }

    /// A fresh id for an API token: `tok_` and a UUID. It is not the token.
    pub fn token(&mut self) -> String {
        self.id("tok")
    }

    /// A fresh key of 32 bytes.
    pub fn key(&mut self) -> [u8; 32] {
        self.draw("key")
    }

    fn id(&mut self, kind: &str) -> String {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = self.draw("id");
        let uuid = uuid::Builder::from_random_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]).into_uuid();
        format!("{kind}_{uuid}")
    }

    /// `purpose` keeps ids, which are shown to others, apart from keys, which are not.
    fn draw(&mut self, purpose: &str) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new()
            .chain_update(self.entropy)
            .chain_update(self.drawn.to_be_bytes())
            .chain_update(purpose)
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;
    use std::collections::BTreeSet;

    #[test]
    fn the_stream_is_fixed_by_its_entropy() {
        let (mut one, mut same, mut other) =
            (Ids::from_entropy([7; 32]), Ids::from_entropy([7; 32]), Ids::from_entropy([8; 32]));
        assert_eq!(one.delivery(), same.delivery());
        assert_ne!(one.delivery(), other.delivery());
        let drawn: BTreeSet<String> = (0..100).map(|_| one.delivery()).collect();
        assert_eq!(drawn.len(), 100);
        assert!(drawn.iter().all(|id| id.len() == 40 && id.starts_with("dlv_")));
    }
}
