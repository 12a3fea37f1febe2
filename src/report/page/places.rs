//! Where every byte is after a call, as a picture: each direction from the sending program to the receiving one.

/// All that is drawn of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The directions that are drawn.
    pub(crate) strips: Vec<Strip>,
    /// What is said below them: of others, or that there is nothing to draw.
    pub(crate) besides: Vec<String>,
}

/// One direction of a connection, or of datagrams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strip {
    /// Who sends to whom, and how much.
    pub(crate) head: String,
    /// The places, from the sending program to the receiving one.
    pub(crate) lanes: Vec<Lane>,
    /// What has to be said of the figures.
    pub(crate) remark: Option<String>,
}

/// A place, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lane {
    pub(crate) label: String,
    pub(crate) parts: Vec<LanePart>,
}

/// Bytes that are there, or what is said of those before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LanePart {
    Cells(Vec<Cell>),
    Said(String),
}

/// A piece of what was sent, or several for which there is no room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Its first byte, among all that is sent that way. An empty datagram counts as one byte, so that it has a place.
    pub(crate) start: u64,
    /// Behind its last one.
    pub(crate) end: u64,
    /// The message it is of, if it is of one.
    pub(crate) message: Option<u32>,
    /// What it says.
    pub(crate) text: String,
    /// The edge before it, where one is drawn.
    pub(crate) edge: Edge,
    /// Whether it is marked as what its program has handed over.
    pub(crate) handed: bool,
}

/// An edge between two pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// None: what comes before, if anything does, is told apart by what is said.
    Open,
    /// One that was there: of a send, a receive, a datagram.
    Boundary,
    /// One of a message, that is not there.
    Lost,
    /// None, neither before nor behind: it says how many pieces are left out.
    LeftOut,
}
