//! What `file` needs of the command line.

use super::super::args::{ConnectArgs, ServeArgs, SessionArgs};
use super::super::code::Code;
use super::super::failure::Failure;
use crate::apps::{App, FilePlan, Folder, Protocol, Spelling};
use crate::model::Text;
use anyhow::Context;
use std::path::Path;
use std::sync::Arc;

/// Where a server has its files, unless it is said.
const UPLOAD: &str = "upload";

/// A server's plan, and what is to be known of it. Only where there are files is a folder opened.
pub(super) fn served(app: App, args: &ServeArgs) -> anyhow::Result<(FilePlan, Vec<Text>)> {
    if !has_files(app, &args.session) {
        return Ok((FilePlan::default(), Vec::new()));
    }
    let path = args.folder.as_deref().unwrap_or(Path::new(UPLOAD));
    if args.folder.is_none() {
        std::fs::create_dir_all(path).with_context(|| Failure::unwritable(Some(path)))?;
    }
    let plan = FilePlan {
        folder: Some(open(path)?),
        login: args.accounts.is_some(),
        ..shared(&args.session)
    };
    let shown = path.display();
    let text = match app {
        App::Stamp => Text::new(
            format!("files are put into the folder {shown}"),
            format!("文件存到文件夹 {shown} 里"),
        ),
        _ => Text::new(
            format!("files are taken from the folder {shown}, and put there"),
            format!("文件从文件夹 {shown} 里取，也存到那里"),
        ),
    };
    let login = plan.login.then(|| {
        Text::new(
            "a client must log in first: it types user|password before anything else",
            "客户端要先登录：第一行输入 用户|密码",
        )
    });
    Ok((plan, [text].into_iter().chain(login).collect()))
}

/// A client's plan: the files of the current folder.
pub(super) fn connecting(app: App, args: &ConnectArgs) -> anyhow::Result<FilePlan> {
    if !has_files(app, &args.session) {
        return Ok(FilePlan::default());
    }
    let plan = shared(&args.session);
    if args.spelling.is_some() && plan.protocol != Protocol::Header {
        return Err(Failure::usage(
            "--spelling is of --protocol header".into(),
            "--spelling 只用于 --protocol header".into(),
        )
        .into());
    }
    // As taught there is no answer, and so none to wait for.
    let usual = if args.session.as_taught { Spelling::FileSize } else { Spelling::Ours };
    let spelling = args.spelling.unwrap_or(usual);
    Ok(FilePlan { folder: Some(open(Path::new("."))?), spelling, ..plan })
}

fn has_files(app: App, args: &SessionArgs) -> bool {
    app == App::File || super::stamp::is_framed(app, args)
}

fn shared(args: &SessionArgs) -> FilePlan {
    let usual = FilePlan::default();
    let protocol = args.protocol.unwrap_or(usual.protocol);
    FilePlan { protocol, max: args.max_size.unwrap_or(usual.max), ..usual }
}

fn open(path: &Path) -> anyhow::Result<Arc<Folder>> {
    let folder = Folder::open(path).map_err(|error| Failure::new(Code::BadFile, error.text()))?;
    Ok(Arc::new(folder))
}

/// TCP_NODELAY, unless it is said: pauses that are to keep lines apart would be for nothing where Nagle's algorithm holds the
/// next until the one before is acknowledged, some 40 ms later.
pub(super) fn nodelay(app: App, args: &SessionArgs) -> Option<bool> {
    let by_lines = app == App::File && args.protocol == Some(Protocol::Lines);
    (by_lines && args.pace.is_some() && !args.as_taught).then_some(true)
}

/// What a receive asks for, unless it is said: by lines, and as taught, what the tutorials' programs do.
pub(super) fn recv(app: App, args: &SessionArgs, usual: u64) -> u64 {
    let by_lines = args.protocol == Some(Protocol::Lines);
    match app == App::File && !by_lines && !args.as_taught {
        true => FilePlan::RECV,
        false => usual,
    }
}
