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
        Fault::Leftover => say!(
            "one recv takes the answer, and this one was longer: its rest is shown as the answer to the next command",
            "一次 recv 当成一个应答，可这个应答更长：剩下的会被当成下一条命令的应答"
        ),
        Fault::EmptyAnswer => say!(
            "the command printed nothing: send(b'') sends nothing, so the client waits for an answer, and the server for a \
             command",
            "命令没有输出：send(b'') 什么也不发，客户端等应答，服务器等命令"
        ),
        Fault::OneCommand => say!(
            "one command, and back to accept: nobody reads this connection any more, and the next accept closes it",
            "答完一条命令就回去 accept：这个连接再也没有人读，下一次 accept 时关闭"
        ),
        Fault::Dies => say!(
            "nobody catches this error: it ends the whole server, and every other client with it",
            "这个错误没有人捕获：整个服务器因此结束，其他客户端也一起断开"
        ),
        Fault::CountsAll => say!(
            "the loop adds up the length of all that it has so far, and stops before the answer is whole",
            "循环每次加的是“到目前为止的总长”，还没收齐就停了"
        ),
        Fault::OneRecv => say!(
            "one recv of the whole length returns what has arrived, and that is not all of it",
            "用一次 recv 收全部长度，只拿到已经到达的那部分"
        ),
        Fault::AckGlued => say!(
            "recv(1024) took the acknowledgement and the next command in one: it is taken for a wrong acknowledgement, and \
             neither is answered",
            "recv(1024) 把应答和下一条命令一起收走了：被当成错误的应答，两样都没有人理"
        ),
        Fault::OneOfTwo => say!(
            "two datagrams come for each command, one is read: the other is shown as the answer to the next command",
            "每条命令回两个数据报，只收一个：另一个会被当成下一条命令的应答"
        ),
        Fault::AnswerTooLong => say!(
            "no datagram takes an answer this long: sendto fails, nobody catches the error, and the whole server ends",
            "应答太长，一个数据报装不下：sendto 出错，异常没有人捕获，整个服务器退出"
        ),
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::Leftover | Fault::EmptyAnswer => {
            "conn.sendall(struct.pack('i', len(answer)) + answer)"
        }
        Fault::OneCommand => "while True: cmd = conn.recv(1024)",
        Fault::Dies => "except OSError: break",
        Fault::CountsAll => "recv_size = len(data)",
        Fault::OneRecv => "while len(data) < length: data += s.recv(length - len(data))",
        Fault::AckGlued => "conn.recv(len(ack))",
        Fault::OneOfTwo => "err, out = s.recvfrom(65535)[0], s.recvfrom(65535)[0]",
        Fault::AnswerTooLong => "except OSError: s.sendto(b'too long', addr)",
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
