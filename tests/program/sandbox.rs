//! Where something is forbidden or missing: system calls that a sandbox filters, a loopback interface that
//! is down, no file more to be opened. What cannot be seen is unsupported and says why; what can, is shown.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "a process is put into a sandbox before it begins")]

use crate::process::program;
use libc::{c_long, c_ushort, sock_filter, sock_fprog};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};
use std::time::Duration;
use stickydemo::net::Deadline;

/// A system call with these arguments (their place and value) is answered with this error.
#[derive(Clone)]
struct Forbidden {
    call: c_long,
    args: Vec<(u32, u32)>,
    error: i32,
}

fn forbidden(call: c_long, args: &[(u32, u32)]) -> Forbidden {
    Forbidden { call, args: args.to_vec(), error: libc::EPERM }
}

fn tcp_info() -> Forbidden {
    forbidden(libc::SYS_getsockopt, &[(1, libc::IPPROTO_TCP as u32), (2, libc::TCP_INFO as u32)])
}

/// SO_MEMINFO is 55: include/uapi/asm-generic/socket.h.
fn meminfo() -> Forbidden {
    forbidden(libc::SYS_getsockopt, &[(1, libc::SOL_SOCKET as u32), (2, 55)])
}

fn fionread() -> Forbidden {
    forbidden(libc::SYS_ioctl, &[(1, libc::FIONREAD as u32)])
}

fn siocoutq() -> Forbidden {
    forbidden(libc::SYS_ioctl, &[(1, libc::TIOCOUTQ as u32)])
}

fn setns() -> Forbidden {
    forbidden(libc::SYS_setns, &[])
}

fn udp() -> Forbidden {
    let datagram = libc::SOCK_DGRAM | libc::SOCK_CLOEXEC;
    forbidden(libc::SYS_socket, &[(0, libc::AF_INET as u32), (1, datagram as u32)])
}

fn load(offset: u32) -> sock_filter {
    let code = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as c_ushort;
    sock_filter { code, jt: 0, jf: 0, k: offset }
}

fn answer(k: u32) -> sock_filter {
    sock_filter { code: (libc::BPF_RET | libc::BPF_K) as c_ushort, jt: 0, jf: 0, k }
}

/// Goes on where they are equal, else so many further.
fn unless(k: u32, jf: usize) -> sock_filter {
    let code = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as c_ushort;
    sock_filter { code, jt: 0, jf: u8::try_from(jf).unwrap(), k }
}

/// The low half of an argument, and the number of the call: `struct seccomp_data`, seccomp(2).
fn argument(place: u32) -> u32 {
    16 + 8 * place + if cfg!(target_endian = "big") { 4 } else { 0 }
}

fn filter(forbidden: &[Forbidden]) -> Vec<sock_filter> {
    let mut filter = Vec::new();
    for Forbidden { call, args, error } in forbidden {
        let mut behind = 2 * args.len() + 1;
        filter.extend([load(0), unless(u32::try_from(*call).unwrap(), behind)]);
        for (place, value) in args {
            behind -= 2;
            filter.extend([load(argument(*place)), unless(*value, behind)]);
        }
        filter.push(answer(libc::SECCOMP_RET_ERRNO | *error as u32));
    }
    filter.push(answer(libc::SECCOMP_RET_ALLOW));
    filter
}

fn done(result: i32) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// The program in a sandbox that forbids this.
fn without(what: &[Forbidden], args: &[&str]) -> Output {
    let mut command = program(args);
    let filter = filter(what);
    let begin = move || {
        let len = c_ushort::try_from(filter.len()).unwrap();
        let program = sock_fprog { len, filter: filter.as_ptr().cast_mut() };
        // SAFETY: prctl(2) takes numbers, and a program that lives as long as the call.
        unsafe {
            done(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))?;
            done(libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &program))
        }
    };
    // SAFETY: two system calls and no allocation, as between fork and exec it has to be.
    unsafe { command.pre_exec(begin) };
    command.output().unwrap()
}

/// The program in a new network namespace, where the loopback interface is down.
fn without_loopback(args: &[&str]) -> Output {
    let mut command: Command = program(args);
    // SAFETY: one or two system calls that take numbers.
    let begin = || unsafe {
        match libc::unshare(libc::CLONE_NEWNET) {
            0 => Ok(()),
            _ => done(libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET)),
        }
    };
    // SAFETY: nothing is allocated between fork and exec.
    unsafe { command.pre_exec(begin) };
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

#[test]
fn what_a_sandbox_does_not_let_be_seen_is_unsupported_and_not_wrong() {
    for (what, scenarios) in [
        (fionread(), &["half-message", "nagle", "cork", "one-at-a-time"][..]),
        (tcp_info(), &["half-message", "nagle", "cork", "backlog", "one-at-a-time"]),
        (siocoutq(), &["short-write", "buffers", "handshake", "nagle"]),
        (meminfo(), &["udp-missing-recv", "udp-overflow", "tcp-vs-udp"]),
    ] {
        let output = without(&[what], &[&["run"], scenarios].concat());
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{scenarios:?}: {said}");
        assert!(said.contains("○ unsupported"), "{scenarios:?}: {said}");
        assert!(!said.contains("NOT shown  "), "{scenarios:?}: {said}");
        assert!(!said.contains("defect"), "{scenarios:?}: {said}");
    }
}

/// Whatever number a filter answers with: what was not told was not observed, and is no mistake of TCP's.
#[test]
fn a_figure_that_is_refused_was_not_observed() {
    for (error, native) in [(libc::ENOTTY, "ENOTTY"), (libc::EINVAL, "EINVAL")] {
        let refused = Forbidden { error, ..fionread() };
        let output =
            without(std::slice::from_ref(&refused), &["run", "late-read", "one-at-a-time"]);
        let all = said(&output);
        assert_eq!(output.status.code(), Some(0), "{all}");
        assert!(all.contains(" shown, 8 unsupported here"), "{all}");
        let one = said(&without(&[refused], &["run", "late-read", "--case", "hello-feng"]));
        assert!(one.contains(&format!("unsupported ({native})")), "{one}");
    }
}

/// Why there is none is on the page, whatever the calls after it say.
#[test]
fn where_no_socket_may_be_made_the_page_says_so() {
    let none = [forbidden(libc::SYS_socket, &[])];
    let output = without(&none, &["run", "late-read", "--case", "hello-feng"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("listen: unsupported: socket: not permitted here (EPERM)"), "{said}");
    let sweep =
        without(&none, &["sweep", "late-read", "--case", "hello-feng", "--vary", "recv.max=5"]);
    let sweep = String::from_utf8_lossy(&sweep.stdout).into_owned();
    assert!(sweep.contains("a wait failed or timed out"), "{sweep}");
}

/// An option that is forbidden says nothing of TCP or UDP.
#[test]
fn a_forbidden_option_is_the_sandbox_s_doing() {
    let (tcp, socket) = (libc::IPPROTO_TCP, libc::SOL_SOCKET);
    let option =
        |call, level: i32, name: i32| [forbidden(call, &[(1, level as u32), (2, name as u32)])];
    let (set, get) = (libc::SYS_setsockopt, libc::SYS_getsockopt);
    for (what, case, reason) in [
        (
            option(set, tcp, libc::TCP_NODELAY),
            ["nagle", "nodelay"],
            "was not set: unsupported (EPERM)",
        ),
        (option(set, tcp, libc::TCP_QUICKACK), ["nagle", "delayed-ack"], "unsupported (EPERM)"),
        (option(set, socket, libc::SO_RCVBUF), ["buffers", "until-full"], "unsupported (EPERM)"),
        (
            option(get, socket, libc::SO_RCVBUF),
            ["udp-overflow", "least-buffer"],
            "getsockopt: not permitted here (EPERM)",
        ),
        (
            option(get, socket, libc::SO_ERROR),
            ["refused", "bound-only"],
            "getsockopt: not permitted here (EPERM)",
        ),
    ] {
        let [scenario, case] = case;
        let output = without(&what, &["run", scenario, "--case", case, "--width", "200"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{case}: {said}");
        assert!(said.contains("○ unsupported here") && said.contains(reason), "{case}: {said}");
    }
}

/// Which socket is which is known by its address.
#[test]
fn a_socket_whose_address_may_not_be_asked_for_is_none() {
    let getsockname = [forbidden(libc::SYS_getsockname, &[])];
    let getpeername = [forbidden(libc::SYS_getpeername, &[])];
    let scenarios = ["run", "late-read", "udp-boundaries", "unix-stream", "time-wait", "handshake"];
    let text = said(&without(&getsockname, &scenarios));
    assert!(!text.contains("✔ shown") && !text.contains("NOT shown"), "{text}");
    let output = without(&getsockname, &["run", "late-read", "--case", "hello-feng"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("listen: unsupported: getsockname: not permitted here (EPERM)"),
        "{text}"
    );
    assert!(!text.contains("timeout"), "{text}");
    let zh = said(&without(&getsockname, &["run", "late-read", "--lang", "zh"]));
    assert!(zh.contains("getsockname：这里不允许（EPERM）"), "{zh}");
    let doctor = said(&without(&getsockname, &["doctor"]));
    assert_eq!(kinds(&doctor)[0], "✘ TCP over IPv4: getsockname: not permitted here (EPERM)");
    // A peer's address is what two cases are about; the others do without.
    let text = said(&without(&getpeername, &["run", "udp-connect", "one-at-a-time"]));
    assert!(text.contains(" 2 unsupported here") && !text.contains("NOT shown"), "{text}");
}

/// A barrier that cannot count has not been reached.
#[test]
fn waiting_for_bytes_does_not_end_where_nobody_may_count_them() {
    let output = without(&[fionread()], &["run", "half-message", "--format", "json"]);
    let trace: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut waits = 0;
    for case in trace["scenarios"][0]["cases"].as_array().unwrap() {
        for record in case["trace"]["records"].as_array().unwrap() {
            for call in record["calls"].as_array().unwrap() {
                if call["call"] == "wait_readable" {
                    let error = &call["outcome"]["error"];
                    assert_eq!(
                        (&error["name"], &error["native"]),
                        (&"unsupported".into(), &"EPERM".into()),
                        "{call}"
                    );
                    waits += 1;
                }
            }
        }
    }
    assert!(waits > 3, "{waits}");
}

#[test]
fn a_lab_that_cannot_be_entered_is_none_and_the_others_run() {
    let output = without(&[setns()], &["run", "handshake", "late-read", "mss"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("○ unsupported handshake/"), "{text}");
    assert!(text.contains("○ unsupported mss/"), "{text}");
    assert!(text.contains("make or enter them"), "{text}");
    assert!(text.contains("✔ shown       late-read/"), "{text}");
    assert!(!text.contains("defect"), "{text}");
    let doctor = without(&[setns()], &["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", said(&doctor));
    assert!(said(&doctor).contains("make or enter"), "{}", said(&doctor));
}

#[test]
fn where_udp_is_forbidden_tcp_is_shown() {
    let output = without(&[udp()], &["run", "late-read", "udp-boundaries"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("✔ shown       late-read/"), "{text}");
    assert!(text.contains("○ unsupported udp-boundaries/"), "{text}");
    assert!(!text.contains("ip link"), "{text}");
}

#[test]
fn without_loopback_runs_what_does_not_need_it() {
    let output = without_loopback(&["run", "late-read", "unix-stream"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("○ unsupported late-read/"), "{text}");
    assert!(text.contains("the loopback interface of this computer is down"), "{text}");
    assert!(text.contains("✔ shown       unix-stream/"), "{text}");
    assert!(!text.contains("NOT shown  "), "{text}");
    let sweep = without_loopback(&["sweep", "late-read", "--vary", "recv.max=5,10", "-q"]);
    assert_eq!(sweep.status.code(), Some(4), "{}", said(&sweep));
    // Where none could be run nothing is written; where some could, those are, and the others named.
    let trace = without_loopback(&["run", "late-read", "--format", "json"]);
    assert_eq!((trace.status.code(), trace.stdout.len()), (Some(4), 0), "{}", said(&trace));
    assert!(said(&trace).contains("is down"), "{}", said(&trace));
    let some = without_loopback(&["run", "late-read", "unix-stream", "--format", "json"]);
    let error = String::from_utf8_lossy(&some.stderr).into_owned();
    assert_eq!(some.status.code(), Some(4), "{error}");
    assert!(error.contains("the case `hello-feng` and 7 more could not be run"), "{error}");
    let written: serde_json::Value = serde_json::from_slice(&some.stdout).unwrap();
    assert_eq!(written["scenarios"][1]["id"], "unix-stream");
    assert_eq!(written["scenarios"][1]["cases"].as_array().map(Vec::len), Some(8));
}

/// What `doctor` says of each kind of socket.
fn kinds(doctor: &str) -> Vec<String> {
    let kinds = doctor.split("\n\n").find(|part| part.starts_with("Kinds of socket"));
    let (_, lines) = kinds.unwrap().split_once('\n').unwrap();
    lines.replace("\n    ", " ").lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn without_loopback_the_interface_is_to_blame_and_not_the_system() {
    let doctor = without_loopback(&["doctor"]);
    let text = said(&doctor);
    assert_eq!(doctor.status.code(), Some(0), "{text}");
    let down = "the loopback interface of this computer is down; on Linux, `ip link set lo up` brings it up";
    let internet = ["TCP over IPv4", "TCP over IPv6", "UDP over IPv4", "UDP over IPv6"];
    let mut wanted: Vec<String> = internet.map(|kind| format!("✘ {kind}: {down}")).into();
    wanted.extend(["stream", "datagram", "seqpacket"].map(|kind| format!("✔ Unix-domain {kind}")));
    assert_eq!(kinds(&text), wanted, "{text}");
    assert!(!text.contains(" other\n"), "{text}");
    let json = without_loopback(&["doctor", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let udp = &report["sockets"]["udp"]["error"];
    assert_eq!((&udp["name"], &udp["text"]), (&"unreachable".into(), &down.into()));
}

/// What is forbidden is not missing.
#[test]
fn doctor_says_what_a_sandbox_forbids() {
    let text = said(&without(&[udp()], &["doctor"]));
    assert_eq!(kinds(&text)[2], "✘ UDP over IPv4: socket: not permitted here (EPERM)", "{text}");
    assert_eq!(kinds(&text)[0], "✔ TCP over IPv4", "{text}");
}

/// The program with so many descriptors at the most.
fn with_files(most: u64, args: &[&str]) -> Output {
    let mut command = program(args);
    let begin = move || {
        let few = libc::rlimit { rlim_cur: most, rlim_max: most };
        // SAFETY: a limit that lives as long as the call.
        done(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &few) })
    };
    // SAFETY: one system call and no allocation.
    unsafe { command.pre_exec(begin) };
    command.output().unwrap()
}

#[test]
fn too_few_files_are_not_blamed_on_the_interface() {
    let output = with_files(5, &["run", "late-read"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("no more than 5 sockets"), "{text}");
    assert!(text.contains("`ulimit -n 1024`") && !text.contains("ip link"), "{text}");
    assert!(!text.contains("NOT shown  "), "{text}");
    let doctor = said(&with_files(5, &["doctor"]));
    assert!(doctor.contains("TCP over IPv4: no descriptor is left"), "{doctor}");
    let output_of = said(&with_files(5, &["run", "remote-command", "--case", "help", "-q"]));
    assert!(output_of.contains("no more than 5 sockets"), "{output_of}");
}

/// The lab takes eight descriptors, and what it leaves is too little for a while: none for it, then.
#[test]
fn a_case_without_files_does_not_stop_those_that_need_fewer() {
    let all = ["late-read", "unix-stream", "handshake"];
    for most in 7..24 {
        let output = with_files(most, &[&["run"], &all[..]].concat());
        let text = said(&output);
        let code = output.status.code();
        assert!(code == Some(0) || code == Some(4), "{most}: {text}");
        assert_eq!(code == Some(4), text.contains("`ulimit -n 1024`"), "{most}: {text}");
        for shown in ["late-read/hello-feng", "unix-stream/stream"] {
            assert!(text.contains(&format!("✔ shown       {shown} ")), "{most}: {text}");
        }
        assert!(!text.contains("the lab could not be built"), "{most}: {text}");
    }
}

/// What waits for a socket that cannot be made would wait until its deadline, in each such case.
#[test]
fn nothing_waits_for_what_there_is_no_descriptor_for() {
    let texts = "title = \"t\"\nstory = \"s\"\nquestion = \"q\"\nhint = \"h\"\nanswer = \"a\"\n";
    let bind = "  { who = \"client\", call = \"bind\" },\n".repeat(16);
    let scenario = format!(
        r#"format = 1
id = "many"
group = "udp"
[en]
{texts}[zh]
{texts}[[case]]
id = "many"
role = "problem"
title = {{ en = "t", zh = "t" }}
steps = [
  {{ who = "server", call = "bind" }},
  {{ who = "server", call = "recv_from", max = 10, timeout = "30s", background = true }},
{bind}  {{ who = "server", call = "join", timeout = "30s" }},
]
expect = [ {{ receives = 0 }} ]
"#
    );
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("many.toml");
    std::fs::write(&file, scenario).unwrap();
    let deadline = Deadline::after(Duration::from_secs(25));
    let output = with_files(10, &["run", file.to_str().unwrap(), "-q"]);
    assert!(!deadline.over(), "{}", said(&output));
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("no more than 10 sockets"), "{}", said(&output));
}
