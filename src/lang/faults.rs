//! What is said of a fault of a tutorial's program, when it is met.

use crate::apps::Fault;
use crate::model::Text;

/// What the program does wrong.
pub fn what(fault: Fault) -> Text {
    match fault {
        Fault::Spins => say!(
            "the client has left, and the loop goes on: recv returns 0 bytes at once, again and again",
            "客户端已经走了，循环还在转：recv 每次都立刻返回 0 字节"
        ),
        Fault::Dies => say!(
            "nobody catches this error: it ends the whole server, and every other client with it",
            "这个错误没有人捕获：整个服务器因此结束，其他客户端也一起断开"
        ),
        Fault::NotText => say!(
            "these bytes are not UTF-8: decode() raises an error, nobody catches it, and the whole server ends",
            "这些字节不是 UTF-8：decode() 抛出异常，没有人捕获，整个服务器因此结束"
        ),
        Fault::NoFormat => say!(
            "this is no format: strftime() raises an error, nobody catches it, and the whole server ends",
            "这不是时间格式：strftime() 抛出异常，没有人捕获，整个服务器因此结束"
        ),
        Fault::OneServed => say!(
            "another client is connected and waits: the server is still with the first, and calls accept for nobody",
            "另一个客户端已经连上，正在等：服务器还在陪第一个，不会再调用 accept"
        ),
        Fault::Unserved => say!(
            "over the limit: accepted, but nobody talks to it. It hangs until one more connects; then its socket is \
             dropped",
            "超过上限：accept 了，却没有人理它。它一直挂着，直到下一个连上来，它的套接字才被丢掉"
        ),
        Fault::DatagramCut => say!(
            "the datagram was longer than the buffer: what did not fit is gone, and the program does not notice",
            "数据报比缓冲区长：放不下的部分丢了，程序却不知道"
        ),
        Fault::NothingSent => say!(
            "an empty line: send(b'') sends nothing over TCP, and recv waits for an answer that will never come",
            "空行：TCP 上 send(b'') 什么都没发出去，而 recv 在等一个永远不会来的应答"
        ),
        Fault::NoAnswer => say!(
            "no answer for 3 s: if the question or the answer is lost, recvfrom waits for ever",
            "3 秒没有应答：如果请求或应答丢了，recvfrom 会永远等下去"
        ),
        Fault::Stranger => say!(
            "this datagram does not come from the server, and the program takes it for the answer",
            "这个数据报不是服务器发来的，程序却把它当成了应答"
        ),
        Fault::EmptyLogin => say!(
            "recv returned 0 bytes: the client has sent its last byte, and that is taken for an empty login",
            "recv 返回 0 字节：客户端不会再发了，却被当成一次空的登录"
        ),
        Fault::BlankAccount => say!(
            "a blank line in the accounts file is equal to the empty login: nobody is let in",
            "账号文件里的空行和空登录相等：没有人登录，却登录成功了"
        ),
        Fault::HalfDigest => say!(
            "recv returned a part of the digest, and a part is compared as if it were the whole",
            "recv 只返回了摘要的一部分，却当成完整的摘要去比较"
        ),
        Fault::HalfChallenge => say!(
            "recv returned a part of the challenge, and the HMAC of a part is another one",
            "recv 只返回了挑战值的一部分，对一部分算出的 HMAC 是另一个值"
        ),
        Fault::ClosedUnread => say!(
            "closed with bytes unread: on most systems the close becomes a reset",
            "还有字节没读就关闭：在多数系统上，关闭会变成重置（reset）"
        ),
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::Dies => "except OSError: break",
        Fault::NotText => "text = data.decode(errors='replace')",
        Fault::NoFormat => "except ValueError: answer = 'not a time format'",
        Fault::OneServed => "Thread(target=serve, args=(conn,)).start()",
        Fault::Unserved => "else: conn.sendall(b'server full'); conn.close()",
        Fault::DatagramCut => "data, address = server.recvfrom(65535)",
        Fault::NothingSent => "if not text: continue",
        Fault::NoAnswer => "client.settimeout(5)",
        Fault::Stranger => "client.connect(server_address)",
        Fault::EmptyLogin | Fault::BlankAccount => "if not login: break",
        Fault::HalfDigest => "digest = conn.recv(16, MSG_WAITALL)",
        Fault::HalfChallenge => "msg = client.recv(32, MSG_WAITALL)",
        Fault::ClosedUnread => "conn.shutdown(SHUT_WR) … while conn.recv(1024): pass",
    }
}

/// Before what it does wrong.
pub fn as_taught(what: Text) -> Text {
    say!("as taught: {0}", "教程原样：{0}", what)
}

/// Where it is explained.
pub fn why(fault: Fault) -> Text {
    let scenario = fault.scenario();
    say!("why: stickydemo run {scenario}", "原因：stickydemo run {scenario}")
}

/// How it is mended.
pub fn mend(fault: Fault) -> Text {
    let line = mended(fault);
    say!("mend: {line}", "改法：{line}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::builtin;

    #[test]
    fn what_explains_a_fault_is_there() {
        for fault in Fault::ALL {
            let scenario = fault.scenario();
            assert!(builtin::find(scenario).is_some(), "{fault}: {scenario}");
            assert!(!mended(*fault).is_empty(), "{fault}");
        }
    }
}
