//! How a connection ended, and how long that took: given up by the kernel, shut down by this end, reset; and
//! what a 0 was then. On real sockets.

use crate::live;
use crate::look;
use crate::words::{run, says};
use stickydemo::model::{ErrorName, Lang, OptionName, Outcome, Scenario};
use stickydemo::report::case;

const CONNECTED: &str = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", as = "c" },
  { who = "server", call = "accept" },
"#;

/// The names and the systems' own names of the errors of a run, and what is said of it.
/// The errors of a run, each with the system's name, and both drawings.
type Errors = (Vec<(ErrorName, Option<String>)>, [String; 2]);

fn errors(scenario: &Scenario) -> Option<Errors> {
    let (trace, analyses) = live::run(scenario, &stickydemo::net::host());
    let run = trace.cases.first()?;
    let errors = run.records.iter().flat_map(|record| &record.calls);
    let errors = errors.filter_map(|call| match &call.outcome {
        Outcome::Error(error) => Some((error.name, error.native.clone())),
        Outcome::Returned(_) => None,
    });
    let text = |lang| {
        case::case(scenario, &scenario.cases[0], run, &analyses[0], &look(100, lang).voice())
            .text(&look(100, lang))
    };
    Some((errors.collect(), [Lang::En, Lang::Zh].map(text)))
}

/// The window of the other end stays closed: the kernel's probes are answered, and it gives up all the
/// same (RFC 5482). Its own time-out is not the step's, and nobody has gone.
#[test]
fn a_connection_that_the_kernel_gave_up_is_called_so() {
    if !stickydemo::net::has_option(OptionName::TcpUserTimeout) {
        return;
    }
    let scenario = live::written(
        r#"{ who = "server", call = "listen", set = { SO_RCVBUF = 4096 } },
           { who = "client", call = "connect", to = "server", set = { TCP_USER_TIMEOUT = 300, SO_SNDBUF = 8192 } },
           { who = "server", call = "accept" },
           { who = "client", call = "send_all", data = { fill = "A", len = 1000000 }, timeout = "20s", error = "connection-timed-out" },
           { who = "client", call = "recv", max = 9, returns = 0 },
           { who = "client", call = "send", data = "b", error = "broken-pipe" },"#,
        "",
    );
    let (errors, [en, zh]) = errors(&scenario).unwrap();
    let names: Vec<ErrorName> = errors.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [ErrorName::ConnectionTimedOut, ErrorName::BrokenPipe]);
    assert_eq!(errors[0].1.as_deref(), Some("ETIMEDOUT"));
    assert!(says(&en, "send_all: connection-timed-out (ETIMEDOUT): the kernel has given"), "{en}");
    assert!(says(&en, "had waited for room in the receiver's window, which was"), "{en}");
    assert!(says(&zh, "一直在等接收方的窗口，而窗口只有"), "{zh}");
    assert!(says(&en, "TCP_USER_TIMEOUT allows 300 ms"), "{en}");
    assert!(says(&en, "0: the connection had already ended: connection-timed-out"), "{en}");
    assert!(says(&en, "send: broken-pipe (EPIPE): the kernel had given the connection up"), "{en}");
    assert!(!says(&en, "end of stream") && !says(&en, "the other end has gone"), "{en}");
    assert!(says(&zh, "连接超时（connection-timed-out, ETIMEDOUT）：内核放弃了这条连接"), "{zh}");
    assert!(says(&zh, "TCP_USER_TIMEOUT 只给 300 毫秒") && says(&zh, "内核先前已经放弃"), "{zh}");
}

/// Every copy of what the client sends is lost on the wire.
#[test]
fn what_the_wire_lost_is_not_waited_for_until_the_steps_deadline() {
    let steps = r#"
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_USER_TIMEOUT = 700 } },
  { who = "server", call = "accept" },
  { who = "client", call = "send", data = "open valve" },
  { who = "client", call = "recv", max = 100, timeout = "5s", error = "connection-timed-out" },
  { who = "client", call = "send", data = "again", error = "broken-pipe" },
  { who = "server", call = "recv", max = 100, timeout = "200ms", error = "timeout" },
"#;
    let lose = (1..=4).map(|n| format!(r#"{{ from = "client", data = {n} }}"#));
    let lose = lose.collect::<Vec<_>>().join(", ");
    let wire = format!("wire = \"lab\"\nlab = {{ delay = \"5ms\", lose = [{lose}] }}");
    let scenario = live::framed(&wire, steps, "");
    // Where this process can build no lab there is nothing to be seen.
    let Some((errors, [en, zh])) = errors(&scenario) else { return };
    let wanted = [ErrorName::ConnectionTimedOut, ErrorName::BrokenPipe, ErrorName::Timeout];
    assert_eq!(errors.iter().map(|(name, _)| *name).collect::<Vec<_>>(), wanted);
    assert!(says(&en, "10 bytes had not been acknowledged"), "{en}");
    assert!(
        says(&en, "TCP_USER_TIMEOUT allows 700 ms") && says(&en, "since the last send"),
        "{en}"
    );
    assert!(says(&en, "the kernel had given the connection up before"), "{en}");
    assert!(says(&zh, "有 10 字节一直没有得到确认"), "{zh}");
}

/// The port is closed, and the other computer says so to a socket that does not hear it: the packets show it.
#[test]
fn an_error_on_the_wire_is_not_passed_over() {
    let steps = r#"
  { who = "server", call = "reserve", transport = "udp", as = "port" },
  { who = "client", call = "bind" },
  { who = "client", call = "send_to", to = "port", data = "one" },
  { who = "client", call = "recv", max = 9, timeout = "100ms", error = "timeout" },
"#;
    let scenario = live::framed("wire = \"lab\"\nlab = { delay = \"5ms\" }", steps, "");
    let Some((_, [en, zh])) = errors(&scenario) else { return };
    assert!(says(&en, "An ICMP error about a packet came back over the wire"), "{en}");
    assert!(says(&zh, "线路上回来过 ICMP，报告某个包出错"), "{zh}");
    assert!(!says(&en, "no figure here says where it went"), "{en}");
}

#[test]
fn zero_is_the_end_of_the_stream_only_where_the_other_one_ended_it() {
    let end = r#"{ who = "server", call = "close" }, { who = "client", call = "recv", max = 9, returns = 0 },"#;
    let (_, [en, zh]) = run(&live::written(&format!("{CONNECTED}{end}"), ""), 0);
    assert!(says(&en, "0: end of stream") && says(&zh, "0：流已结束"), "{en}");

    let reset = r#"{ who = "client", call = "send", data = "x" },
        { who = "server", call = "wait_readable" }, { who = "server", call = "close" },
        { who = "client", call = "wait_hangup" },
        { who = "client", call = "recv", max = 9, error = "reset" },
        { who = "client", call = "recv", max = 9, returns = 0 },"#;
    let (_, [en, zh]) = run(&live::written(&format!("{CONNECTED}{reset}"), ""), 0);
    assert!(says(&en, "0: the connection had already ended: reset"), "{en}");
    assert!(says(&zh, "0：连接先前已经断了：连接被重置（reset）"), "{zh}");
    assert!(!says(&en, "end of stream") && !says(&zh, "流已结束"), "{en}");
}

/// The refusal ignored: where the receive that follows gives 0 (Linux does), nothing has ended.
#[test]
fn zero_without_a_connection_is_no_end() {
    let steps = r#"{ who = "server", call = "reserve", transport = "tcp" },
        { who = "client", call = "connect", to = "server", error = "refused" },
        { who = "client", call = "recv", max = 9, timeout = "1s" },"#;
    let scenario = live::written(steps, "");
    let (trace, _) = live::run(&scenario, &stickydemo::net::host());
    let zero = trace.cases[0].records[2].calls[0].outcome.count() == Some(0);
    let (_, [en, _]) = run(&scenario, 0);
    assert_eq!(says(&en, "0: there is no connection: refused"), zero, "{en}");
    assert!(!says(&en, "end of stream"), "{en}");
}

/// After its own shutdown(read) a receive returns what had come, then 0 (Linux, and every Unix that keeps to
/// POSIX: shutdown(2)); Windows has an error for it.
#[cfg(unix)]
#[test]
fn zero_after_an_own_shutdown_is_no_end_of_the_stream() {
    let own = r#"{ who = "client", call = "shutdown", how = "read" },
        { who = "client", call = "recv", max = 9, returns = 0 },
        { who = "client", call = "recv_exact", bytes = 9, error = "end-of-stream" },"#;
    let (_, [en, zh]) = run(&live::written(&format!("{CONNECTED}{own}"), ""), 0);
    assert!(says(&en, "0: this end has shut down reading"), "{en}");
    assert!(says(&en, "end-of-stream: this end has shut down reading"), "{en}");
    assert!(says(&en, "nothing more can come: this end has shut down reading."), "{en}");
    assert!(says(&zh, "0：本端已经关闭了接收方向") && says(&zh, "不会再有数据了"), "{zh}");
    assert!(!says(&en, "0: end of stream"), "{en}");
}

/// It shut down reading, and it is the other end that has gone.
#[cfg(unix)]
#[test]
fn who_shut_down_reading_did_not_shut_down_writing() {
    let steps = r#"{ who = "client", call = "shutdown", how = "read" },
        { who = "server", call = "close" },
        { who = "client", call = "send", data = "a" },
        { who = "client", call = "wait_hangup" },
        { who = "client", call = "send", data = "b" },"#;
    let (_, [en, _]) = run(&live::written(&format!("{CONNECTED}{steps}"), ""), 0);
    assert!(!says(&en, "this program itself has shut down writing"), "{en}");
}

#[test]
fn a_wait_says_how_long_it_was() {
    let steps = r#"{ who = "server", call = "recv", max = 9, background = true },
        { who = "client", call = "pause", length = "60ms" },
        { who = "client", call = "send", data = "late" },
        { who = "server", call = "join" },"#;
    let (_, [en, zh]) = run(&live::written(&format!("{CONNECTED}{steps}"), ""), 0);
    let after = |text: &str, begin: &str, end: &str| {
        let (_, behind) = text.split_once(begin)?;
        behind.trim_start().split_once(end)?.0.trim().parse::<f64>().ok()
    };
    let (en, zh) = (en.replace('\n', " "), zh.replace('\n', " "));
    assert!(after(&en, "\"late\" after ", " ms").is_some_and(|ms| ms >= 55.0), "{en}");
    assert!(after(&zh, "\"late\" 等了 ", " 毫秒").is_some_and(|ms| ms >= 55.0), "{zh}");
    assert!(!says(&en, "pause(60 ms) ok after"), "{en}");
}

#[test]
fn a_length_that_cannot_be_right_is_looked_at() {
    let shown = |header: &str, steps: &str| {
        let framing = format!(r#"framing = {{ kind = "length-prefix", header = "{header}" }}"#);
        run(&live::framed(&framing, &format!("{CONNECTED}{steps}"), ""), 0).1
    };
    let http = r#"{ who = "client", call = "send", data = "GET / HTTP/1.1\r\n\r\n" },
        { who = "server", call = "recv_message", timeout = "2s", error = "frame-too-large" },"#;
    let [en, zh] = shown("u32be", http);
    assert!(says(&en, "The header announces 1195725856 bytes"), "{en}");
    assert!(says(&en, "The bytes begin with \"GET \", as an HTTP request does."), "{en}");
    assert!(says(&zh, "这些字节以 \"GET \" 开头，HTTP 请求就是这样开头的。"), "{zh}");
    let turned = r#"{ who = "client", call = "send", data = { hex = "0500 68656c6c6f" } },
        { who = "server", call = "wait_readable", bytes = 7 },
        { who = "server", call = "recv_message", timeout = "30ms", error = "timeout" },"#;
    let [en, zh] = shown("u16be", turned);
    assert!(says(&en, "the rest did not come in time"), "{en}");
    assert!(says(&en, "In the other byte order (it was read as u16be) the header says 5."), "{en}");
    assert!(says(&zh, "换一种字节序（刚才是按 u16be 读的），首部说的是 5。"), "{zh}");
}
