//! What guesses cost a server of accounts, and what they tell.

use super::*;
use std::time::Instant;
use stickydemo::apps::Accounts;

const BAD: &str = "用户名或者密码错误";

/// A server with one account, whose password is a hash.
fn server(args: &[&str]) -> (Server, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("accounts");
    std::fs::write(&file, format!("{}\n", Accounts::line("feng", "secret").unwrap())).unwrap();
    let args = [&["login", "--accounts", file.to_str().unwrap()], args].concat();
    (Server::new(&args), directory)
}

fn guess(client: &mut TcpStream, guess: &str) {
    client.write_all(guess.as_bytes()).unwrap();
    let mut said = vec![0; BAD.len()];
    client.read_exact(&mut said).unwrap();
    assert_eq!(text(&said), BAD);
}

/// One hash takes 19 MiB.
#[cfg(target_os = "linux")]
#[test]
fn guesses_take_the_memory_of_one_hash() {
    let (server, _directory) = server(&[]);
    let address = server.address;
    std::thread::scope(|threads| {
        for _ in 0..26 {
            threads.spawn(move || {
                let mut client = TcpStream::connect(address).unwrap();
                client.set_read_timeout(Some(PATIENCE)).unwrap();
                (0..3).for_each(|_| guess(&mut client, "feng|wrong"));
            });
        }
    });
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kib: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    // Without a hash it would be less: the figure is that of this server.
    assert!((19 << 10..100 << 10).contains(&kib), "{kib} KiB");
}

#[allow(clippy::disallowed_methods, reason = "the time itself is what is tested")]
#[test]
fn the_time_of_an_answer_does_not_tell_who_has_an_account() {
    let (server, _directory) = server(&[]);
    let mut client = server.client();
    let mut took = |user: &str| {
        let begin = Instant::now();
        guess(&mut client, &format!("{user}|wrong"));
        begin.elapsed()
    };
    took("feng");
    // The shortest of a few: what the hash takes, whatever else this computer does.
    let [known, unknown] = ["feng", "nobody"].map(|user| (0..3).map(|_| took(user)).min().unwrap());
    assert!(unknown > known / 4, "{known:?} {unknown:?}");
}

#[test]
fn ten_wrong_tries_end_a_connection_and_nothing_else() {
    let (mut server, _directory) = server(&["--width", "200"]);
    let mut client = server.client();
    (0..10).for_each(|_| guess(&mut client, "nobody|wrong"));
    assert_eq!(client.read(&mut [0]).unwrap(), 0);
    server.until("10 wrong tries: closed");
    let said = connect(&["login", &server.at(), "--quiet"], "feng|secret\n");
    assert_eq!(said, "登录成功\n");
}
