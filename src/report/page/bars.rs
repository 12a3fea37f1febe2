//! Figures of rows, as bars on one scale.

use super::line::Style;

/// What every run reached; what only some did; what was dropped.
pub(crate) const SOLID: char = '█';
pub(crate) const SOME: char = '▒';
pub(crate) const DROPPED: char = '·';

/// The bars.
#[derive(Debug, Clone)]
pub(crate) struct Bars {
    pub(crate) rows: Vec<BarRow>,
    /// What a bar of the full length stands for.
    pub(crate) whole: u64,
    /// How what is reached looks.
    pub(crate) style: Style,
}

/// A bar, its label before it and its figure behind it.
#[derive(Debug, Clone)]
pub(crate) struct BarRow {
    pub(crate) label: String,
    pub(crate) figure: String,
    /// Nothing where the figure was not seen.
    pub(crate) bar: Option<Bar>,
}

/// How far a figure reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bar {
    /// What every run reached.
    pub(crate) min: u64,
    /// What some run reached.
    pub(crate) max: u64,
    /// Up to where it might have: what lies between was dropped. Nothing: there is no such bound.
    pub(crate) of: Option<u64>,
}
