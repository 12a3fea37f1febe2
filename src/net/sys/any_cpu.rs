//! Systems on which a thread does not hand its processor down to the threads it starts.

/// Would keep this thread, and those it starts, on one processor. Here it does nothing: macOS has
/// only hints (`thread_policy_set`, none at all on Apple silicon), and what Windows
/// (`SetThreadAffinityMask`) and FreeBSD (cpuset_setaffinity(2)) offer would have to be undone in
/// every thread. It makes hand-overs cheaper and changes no result.
#[derive(Debug)]
pub struct OneCpu(());

impl OneCpu {
    /// Changes nothing.
    #[must_use]
    pub fn here() -> Self {
        OneCpu(())
    }
}
