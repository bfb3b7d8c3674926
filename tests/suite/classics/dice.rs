/// Numbers that look random and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: i64) -> i64 {
        // The generator and its constants are from Knuth, The Art of Computer Programming, volume 2 (MMIX).
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = i64::from(u32::try_from(self.0 >> 32).expect("32 bits are left"));
        high % bound
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low + 1)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let index = self.below(i64::try_from(of.len()).expect("a short list"));
        &of[usize::try_from(index).expect("not negative")]
    }

    /// Whether something that happens in so many of a hundred cases does.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}
