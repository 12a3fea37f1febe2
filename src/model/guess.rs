//! What students guess before a run.

use super::{Expect, Text};

/// A question about one case, and what people say to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The name of the case.
    pub case: String,
    /// What is asked. It is asked before that case has run, so it tells nothing of what came out.
    pub question: Text,
    /// Two to four. Which of them is right nobody writes down: it is the one whose claims hold in the run.
    pub choices: Vec<Choice>,
}

/// One of the things to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// In the words of whoever says so: one line.
    pub says: Text,
    /// What that comes to, as expectations of the case: all of them hold, or it is wrong.
    pub claims: Vec<Expect>,
}
