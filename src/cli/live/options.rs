//! Which program has which option: the others refuse it, and leave it out of their help.

use super::super::args::{ConnectArgs, ServeArgs, SessionArgs};
use super::super::failure::Failure;
use crate::apps::{App, Mode};
use crate::model::Transport;

/// Of `serve`, by its long name: the programs that have it. What is not in a list, all have.
const SERVE: &[(&str, &[App])] = &[
    ("reply", &[App::Raw]),
    ("auto", &[App::Chat]),
    ("accounts", &[App::Login, App::File]),
    ("add", &[App::Login, App::File]),
    ("folder", &[App::File, App::Stamp]),
    ("every", &[App::Stamp]),
    ("allow", &[App::Shell]),
    ("order", &[App::Shell]),
];

/// Of `connect`.
const CONNECT: &[(&str, &[App])] = &[
    ("every", &[App::Raw]),
    ("send-file", &[App::Raw]),
    ("as", &[App::Auth]),
    ("spelling", &[App::File]),
];

/// Of both.
const BOTH: &[(&str, &[App])] = &[
    ("digest", &[App::Auth]),
    ("framing", &[App::Shell, App::Stamp]),
    ("ack", &[App::Shell]),
    ("protocol", &[App::File]),
    ("max-size", &[App::File, App::Stamp]),
    (
        "as-taught",
        &[
            App::Upper,
            App::Time,
            App::Login,
            App::Auth,
            App::Shell,
            App::Chat,
            App::File,
            App::Stamp,
        ],
    ),
];

/// Whether a program has an option of `serve` or `connect`.
pub(crate) fn has(app: App, command: &str, option: &str) -> bool {
    let carried = |transport| app.transports().contains(&transport);
    let own = if command == "serve" { SERVE } else { CONNECT };
    match option {
        "tcp" | "udp" => carried(Transport::Tcp) && carried(Transport::Udp),
        "unix" => carried(Transport::UnixStream),
        // What is about connections, or about a stream.
        "mode" | "max-clients" | "nodelay" | "cut" | "pace" | "key-file" => carried(Transport::Tcp),
        _ => own
            .iter()
            .chain(BOTH)
            .find(|(known, _)| *known == option)
            .is_none_or(|(_, apps)| apps.contains(&app)),
    }
}

/// Refuses what a server of this program has no use for.
pub(super) fn check_serve(app: App, args: &ServeArgs) -> Result<(), Failure> {
    let given = [
        ("mode", args.mode.is_some()),
        ("max-clients", args.max_clients.is_some()),
        ("reply", !args.reply.is_empty()),
        ("auto", args.auto),
        ("accounts", args.accounts.is_some()),
        ("add", args.add.is_some()),
        ("folder", args.folder.is_some()),
        ("every", args.every.is_some()),
        ("allow", !args.allow.is_empty()),
        ("order", args.order.is_some()),
    ];
    check(app, "serve", &given)?;
    check_both(app, "serve", &args.session)
}

/// As [`check_serve`], of a client.
pub(super) fn check_connect(app: App, args: &ConnectArgs) -> Result<(), Failure> {
    let given = [
        ("every", args.every.is_some()),
        ("send-file", args.send_file.is_some()),
        ("as", args.guise.is_some()),
        ("spelling", args.spelling.is_some()),
    ];
    check(app, "connect", &given)?;
    check_both(app, "connect", &args.session)
}

fn check_both(app: App, command: &str, args: &SessionArgs) -> Result<(), Failure> {
    let given = [
        ("nodelay", args.nodelay.is_some()),
        ("cut", args.cut.is_some()),
        ("pace", args.pace.is_some()),
        ("key-file", args.key_file.is_some()),
        ("digest", args.digest.is_some()),
        ("framing", args.framing.is_some()),
        ("ack", args.ack.is_some()),
        ("protocol", args.protocol.is_some()),
        ("max-size", args.max_size.is_some()),
        ("as-taught", args.as_taught),
    ];
    check(app, command, &given)
}

fn check(app: App, command: &str, given: &[(&str, bool)]) -> Result<(), Failure> {
    match given.iter().find(|(option, given)| *given && !has(app, command, option)) {
        Some((option, _)) => Err(has_no(app, &format!("--{option}"))),
        None => Ok(()),
    }
}

/// Refuses what is about connections where there are none, and a limit where one is served at a time.
pub(super) fn check_carried(
    transport: Transport,
    args: &SessionArgs,
    (mode, limit): (Option<Mode>, bool),
) -> Result<(), Failure> {
    let without = [
        ("--nodelay", args.nodelay.is_some(), transport != Transport::Tcp),
        ("--mode", mode.is_some(), !transport.listens()),
        ("--max-clients", limit, !transport.listens()),
        ("--cut", args.cut.is_some(), !transport.listens()),
        ("--pace", args.pace.is_some(), !transport.listens()),
    ];
    if let Some((option, ..)) =
        without.iter().find(|(_, given, is_for_nothing)| *given && *is_for_nothing)
    {
        return Err(Failure::usage(
            format!("{option} is for nothing here: {transport} has no such thing"),
            format!("{option} 在这里没有用：{transport} 没有这回事"),
        ));
    }
    if let Some(mode) = mode.filter(|mode| limit && *mode != Mode::Threaded) {
        return Err(Failure::usage(
            format!("--max-clients is for --mode threaded: {mode} serves one client at a time"),
            format!("--max-clients 要配 --mode threaded：{mode} 一次只服务一个客户端"),
        ));
    }
    Ok(())
}

/// That a program has no such option.
pub(super) fn has_no(app: App, option: &str) -> Failure {
    Failure::usage(format!("`{app}` has no {option}"), format!("`{app}` 没有 {option}"))
}

#[cfg(test)]
mod tests {
    use super::super::super::args::Cli;
    use super::*;

    #[test]
    fn every_option_that_not_all_have_is_one() {
        let tree = Cli::tree();
        for (command, options) in
            [("serve", SERVE), ("connect", CONNECT), ("serve", BOTH), ("connect", BOTH)]
        {
            let command = tree.find_subcommand(command).unwrap();
            for (option, _) in options {
                assert!(
                    command.get_arguments().any(|arg| arg.get_long() == Some(option)),
                    "{option}"
                );
            }
        }
    }
}
