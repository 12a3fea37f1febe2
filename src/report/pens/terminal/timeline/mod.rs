mod cell;
mod layout;
mod table;

pub(crate) use table::lines;
