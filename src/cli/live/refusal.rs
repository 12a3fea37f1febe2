//! Why nobody can be served, and what to do.

use super::super::code::Code;
use super::super::failure::Failure;
use super::key::not_guarded;
use crate::apps::{Place, Plan, Stop};
use crate::model::{CallName, ErrorInfo, ErrorName, Text, Transport};
use crate::net::files::{Taken, taken};
use crate::net::{self, Holding};
use crate::report::{errors, visible};
use std::path::Path;

/// Nobody could be served, or the server not be reached.
pub(super) fn not_begun(stop: &Stop, plan: &Plan) -> Failure {
    let place = &plan.place;
    let (call, info) = match stop {
        Stop::Call(call, info) => (call, info),
        Stop::Open(_) => return not_guarded(plan),
        Stop::NoGuard => {
            return Failure::new(
                Code::NoSockets,
                Text::new(
                    format!("the server at {place} has not asked for the key"),
                    format!("{place} 上的服务器没有要密钥"),
                ),
            )
            .help(
                "it was started without --key-file, is another program, or is busy with another client",
                "它启动时没有写 --key-file，或者是别的程序，或者正在陪别的客户端",
            );
        }
        Stop::End | Stop::Refused(_) | Stop::Uncaught => return Failure::silent(Code::Fine),
    };
    call_failed((*call, info), place, "--listen ")
}

/// A call failed, without which nothing begins. `option`: what stands before an address to listen at.
pub(super) fn call_failed(
    (call, info): (CallName, &ErrorInfo),
    place: &Place,
    option: &str,
) -> Failure {
    let (name, is_unix) = (info.name, matches!(place, Place::File(_)));
    let said = errors::said(info).text;
    let failure = Failure::new(
        Code::NoSockets,
        Text::new(format!("{call}({place}): {}", said.en), format!("{call}({place})：{}", said.zh)),
    );
    match name {
        ErrorName::AddressInUse => in_use(failure, place, option),
        ErrorName::Refused => absent(failure),
        _ if is_unix && call == CallName::Connect => absent(failure),
        _ => failure,
    }
}

fn absent(failure: Failure) -> Failure {
    failure.help(
        "nobody listens there: start the server first, in another terminal",
        "那里没有人监听：先在另一个终端里启动服务器",
    )
}

/// What has the name, and what to type.
fn name_in_use(failure: Failure, file: &Path) -> Failure {
    let shown = visible(&file.to_string_lossy()).into_owned();
    match taken(file) {
        Some(Taken::Live) => failure.help(
            format!("a server has this socket: lsof {shown} tells which; or take another name"),
            format!("有服务器正在用这个套接字：lsof {shown} 可以查出是谁；或者换个名字"),
        ),
        Some(Taken::Stale | Taken::Other) | None => failure.help(
            "a file of this name is there already: remove it if it is of no use, or take another name",
            "这个名字的文件已经在了：没用就删掉它，或者换个名字",
        ),
    }
}

/// Who holds the port, and what to type.
fn in_use(failure: Failure, place: &Place, option: &str) -> Failure {
    let (transport, address) = match place {
        Place::Internet(transport, address) => (transport, address),
        Place::File(file) => return name_in_use(failure, file),
    };
    let tcp = *transport == Transport::Tcp;
    let failure = match net::holder(address, tcp) {
        Some(Holding { id, name }) => {
            let name = visible(&name).into_owned();
            failure.help(
                format!("process {id} (`{name}`) holds this port: kill {id} ends it"),
                format!("进程 {id}（`{name}`）占着这个端口：kill {id} 可以结束它"),
            )
        }
        None => {
            let list = if tcp { "netstat -an -p tcp" } else { "netstat -an -p udp" };
            failure.help(
                format!("another program holds this port; {list} lists them all"),
                format!("有别的程序占着这个端口；用 {list} 可以列出所有端口"),
            )
        }
    };
    let next = address.port().checked_add(1).unwrap_or(8080);
    failure.help(
        format!("or take another port: {option}{next}"),
        format!("或者换一个端口：{option}{next}"),
    )
}
