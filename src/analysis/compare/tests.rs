//! Comparisons of runs made by hand.
