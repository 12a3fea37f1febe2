//! `--key-file`: the key, and whom it lets in.

use super::super::failure::Failure;
use super::files::contents;
use crate::apps::{App, Digest, Guard, Plan, Secret};
use crate::model::{Text, Transport};
use crate::net::files::others_may_read;
use std::path::Path;

/// A key of fewer bytes can be guessed from one challenge and its answer.
const SHORT: usize = 16;

/// Puts the key of a file into a plan: of `auth` it is the app's own, of the others what guards them. What is to be
/// known of it.
pub(super) fn take(file: &Path, plan: &mut Plan) -> anyhow::Result<Vec<Text>> {
    if plan.place.transport() == Transport::Udp {
        return Err(Failure::usage(
            "--key-file is for TCP: anybody can send a datagram in anybody's name".into(),
            "--key-file 只用于 TCP：UDP 数据报谁都能冒名发".into(),
        )
        .into());
    }
    let key = key(file)?;
    plan.knobs.guard = match (plan.app, plan.secret.digest) {
        (App::Auth, Digest::Sha256) => Guard::Itself(App::Auth),
        (App::Auth, Digest::Md5) => Guard::None,
        (app, _) => Guard::Key(app, key.as_slice().into()),
    };
    let remarks = doubts(file, &key);
    if plan.app == App::Auth {
        plan.secret.key = key;
    }
    Ok(remarks)
}

/// A key file's first line.
fn key(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = contents(path)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let key = line.strip_suffix(b"\r").unwrap_or(line);
    if key.is_empty() {
        let shown = path.display();
        return Err(Failure::usage(
            format!("{shown} has no key: its first line is empty"),
            format!("{shown} 里没有密钥：第一行是空的"),
        )
        .help(MAKE.0, MAKE.1)
        .into());
    }
    Ok(key.to_vec())
}

/// How a key is made.
const MAKE: (&str, &str) = (
    "openssl rand -hex 32 > FILE makes one that nobody guesses",
    "openssl rand -hex 32 > 文件 可以生成一个没人猜得到的密钥",
);

fn doubts(file: &Path, key: &[u8]) -> Vec<Text> {
    let (shown, len) = (file.display(), key.len());
    let short = (len < SHORT).then(|| {
        Text::new(
            format!("the key has {len} bytes: with fewer than {SHORT} it can be guessed"),
            format!("密钥只有 {len} 字节：少于 {SHORT} 字节就可能被猜出来"),
        )
    });
    let open = file.metadata().is_ok_and(|there| others_may_read(&there)).then(|| {
        Text::new(
            format!("{shown} can be read by other users of this computer: chmod 600 {shown}"),
            format!("这台电脑上的其他用户也能读 {shown}：chmod 600 {shown}"),
        )
    });
    let known = (key == Secret::TAUGHT).then(|| {
        Text::new(
            "the key is the tutorials': everybody knows it, and it keeps nobody out",
            "用的是教程里的密钥：谁都知道，谁也拦不住",
        )
    });
    short.into_iter().chain(known).chain(open).collect()
}

/// Other computers can reach this server, and nothing asks them for a key.
pub(super) fn not_guarded(plan: &Plan) -> Failure {
    let (app, place) = (plan.app, &plan.place);
    let failure = Failure::usage(
        format!("{place} can be reached from other computers"),
        format!("{place} 能从别的电脑访问"),
    );
    if place.transport() == Transport::Udp {
        return failure.help(
            "over UDP only this computer is served (127.0.0.1, ::1): anybody can send a datagram in anybody's name, \
             so no key would help",
            "UDP 只在本机（127.0.0.1、::1）提供服务：数据报谁都能冒名发，有密钥也没用",
        );
    }
    let digest = if app == App::Auth { " --digest sha256" } else { "" };
    failure
        .help(
            format!("to let others in, use a key: stickydemo serve {app} --listen {place} --key-file FILE{digest}"),
            format!("要让别人连，请用密钥：stickydemo serve {app} --listen {place} --key-file 文件{digest}"),
        )
        .help(
            format!("on the other computer: stickydemo connect {app} ADDRESS --key-file FILE{digest}"),
            format!("另一台电脑上：stickydemo connect {app} 地址 --key-file 文件{digest}"),
        )
        .help(MAKE.0, MAKE.1)
}
