//! What is said about a trace file that cannot be read.
