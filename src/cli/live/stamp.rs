//! What `stamp` needs of the command line.

use super::super::args::{ServeArgs, SessionArgs};
use super::super::failure::Failure;
use crate::apps::{App, Frames, Plan};

/// So many clients the tutorials' servers take: raw, and framed.
const TAUGHT: [usize; 2] = [4, 5];

/// Whether its texts are framed: only then are there files.
pub(super) fn is_framed(app: App, args: &SessionArgs) -> bool {
    app == App::Stamp && args.framing == Some(Frames::U32be)
}

/// Refuses what it has not.
pub(super) fn check(app: App, args: &SessionArgs) -> Result<(), Failure> {
    let has = [None, Some(Frames::None), Some(Frames::U32be)];
    if app == App::Stamp && !has.contains(&args.framing) {
        return Err(Failure::usage(
            "`stamp` has --framing none and u32be".into(),
            "`stamp` 只有 --framing none 和 u32be".into(),
        ));
    }
    let of_files = args.max_size.is_some();
    if app == App::Stamp && of_files && !is_framed(app, args) {
        return Err(only_framed("--max-size"));
    }
    Ok(())
}

/// As [`check`], of the server.
pub(super) fn check_server(app: App, args: &ServeArgs) -> Result<(), Failure> {
    match app == App::Stamp && args.folder.is_some() && !is_framed(app, &args.session) {
        true => Err(only_framed("--folder")),
        false => Ok(()),
    }
}

fn only_framed(option: &str) -> Failure {
    Failure::usage(
        format!("{option} is of --framing u32be: without frames there are no files"),
        format!("{option} 要和 --framing u32be 一起用：不分帧就不能传文件"),
    )
}

/// How many clients at a time, where nothing is said.
pub(super) fn clients(app: App, args: &ServeArgs) -> usize {
    match app == App::Stamp && args.session.as_taught {
        true => TAUGHT[usize::from(is_framed(app, &args.session))],
        false => Plan::CLIENTS,
    }
}
