pub(crate) mod terminal;
