//! Chance, from a seed.

/// SplitMix64 (Steele, Lea, Flood 2014): one word of state, any seed is a good one.
pub struct Dice(u64);

impl Dice {
    /// The same seed throws the same.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next word.
    #[expect(clippy::should_implement_trait, reason = "dice have no end, and are no iterator")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `most`, which is at least 1.
    pub fn below(&mut self, most: u32) -> u32 {
        u32::try_from(self.next() % u64::from(most.max(1))).unwrap_or(0)
    }

    /// From the least to below the most, as time is told.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::from(self.below(u32::try_from(most - least).unwrap_or(1)))
    }

    /// Whether something happens that happens so often in a hundred.
    pub fn percent(&mut self, often: u32) -> bool {
        self.below(100) < often
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(usize::try_from(self.below(u32::try_from(of.len()).unwrap_or(1))).unwrap_or(0))
    }
}
