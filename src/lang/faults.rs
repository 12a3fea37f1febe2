//! What is said of a fault of a tutorial's program, when it is met.

use crate::apps::Fault;
use crate::model::Text;

/// A sentence in English and in Chinese.
type Said = (&'static str, &'static str);

const SPINS: Said = (
    "the client has left, and the loop goes on: recv returns 0 bytes at once, again and again",
    "客户端已经走了，循环还在转：recv 每次都立刻返回 0 字节",
);
const DIES: Said = (
    "nobody catches this error: it ends the whole server, and every other client with it",
    "这个错误没有人捕获：整个服务器因此结束，其他客户端也一起断开",
);
const THREAD_DIES: Said = (
    "nobody catches this error: it ends this connection's thread; the other clients are served as before",
    "这个错误没有人捕获：这个连接的线程因此退出，其他客户端不受影响",
);
const NOT_TEXT: Said = (
    "these bytes are not UTF-8: decode() raises an error, nobody catches it, and the whole server ends",
    "这些字节不是 UTF-8：decode() 抛出异常，没有人捕获，整个服务器因此结束",
);
const ANSWER_NOT_TEXT: Said = (
    "these bytes are no whole characters: decode() raises an error, nobody catches it, and the client ends",
    "这些字节拼不成完整的字符：decode() 抛出异常，没有人捕获，客户端退出",
);
const NO_FORMAT: Said = (
    "this is no format: strftime() raises an error, nobody catches it, and the whole server ends",
    "这不是时间格式：strftime() 抛出异常，没有人捕获，整个服务器因此结束",
);
const ONE_SERVED: Said = (
    "another client is connected and waits: the server is still with the first, and calls accept for nobody",
    "另一个客户端已经连上，正在等：服务器还在陪第一个，不会再调用 accept",
);
const UNSERVED: Said = (
    "over the limit: accepted, but nobody talks to it. It hangs until one more connects; then its socket is \
             dropped",
    "超过上限：accept 了，却没有人理它。它一直挂着，直到下一个连上来，它的套接字才被丢掉",
);
const DATAGRAM_CUT: Said = (
    "the datagram was longer than the buffer: what did not fit is gone, and the program does not notice",
    "数据报比缓冲区长：放不下的部分丢了，程序却不知道",
);
const NOTHING_SENT: Said = (
    "an empty line: send(b'') sends nothing over TCP, and recv waits for an answer that will never come",
    "空行：TCP 上 send(b'') 什么都没发出去，而 recv 在等一个永远不会来的应答",
);
const NO_ANSWER: Said = (
    "no answer for 3 s: if the question or the answer is lost, recvfrom waits for ever",
    "3 秒没有应答：如果请求或应答丢了，recvfrom 会永远等下去",
);
const STRANGER: Said = (
    "this datagram does not come from the server, and the program takes it for the answer",
    "这个数据报不是服务器发来的，程序却把它当成了应答",
);
const EMPTY_LOGIN: Said = (
    "recv returned 0 bytes: the client has sent its last byte, and that is taken for an empty login",
    "recv 返回 0 字节：客户端不会再发了，却被当成一次空的登录",
);
const BLANK_ACCOUNT: Said = (
    "a blank line in the accounts file is equal to the empty login: who said nothing at all is let in",
    "账号文件里的空行和空登录相等：没有人登录，却登录成功了",
);
const HALF_DIGEST: Said = (
    "recv returned fewer bytes than a digest has, and they are compared as if they were one",
    "recv 返回的字节比一个摘要少，却当成完整的摘要去比较",
);
const HALF_CHALLENGE: Said = (
    "recv returned a part of the challenge, and the HMAC of a part is another one",
    "recv 只返回了挑战值的一部分，对一部分算出的 HMAC 是另一个值",
);
const CLOSED_UNREAD: Said = (
    "closed with bytes unread: on most systems the close becomes a reset",
    "还有字节没读就关闭：在多数系统上，关闭会变成重置（reset）",
);
const LEFTOVER: Said = (
    "one recv takes the answer, and this one was longer: its rest is shown as the answer to the next command",
    "一次 recv 当成一个应答，可这个应答更长：剩下的会被当成下一条命令的应答",
);
const EMPTY_ANSWER: Said = (
    "the command printed nothing: send(b'') sends nothing, and a client that has nothing else to read waits for ever, as the server does",
    "命令没有输出：send(b'') 什么也不发；客户端如果没有别的可收，就一直等应答，服务器也在等命令",
);
const ONE_COMMAND: Said = (
    "one command, and back to accept: nobody reads this connection any more, and the next accept closes it",
    "答完一条命令就回去 accept：这个连接再也没有人读，下一次 accept 时关闭",
);
const COUNTS_ALL: Said = (
    "the loop adds up the length of all that it has so far, and stops before the answer is whole",
    "循环每次加的是“到目前为止的总长”，还没收齐就停了",
);
const ONE_RECV: Said = (
    "one recv of the whole length returns what has arrived, and that is not all of it",
    "用一次 recv 收全部长度，只拿到已经到达的那部分",
);
const ACK_GLUED: Said = (
    "recv(1024) took the acknowledgement and the next command in one: it is taken for a wrong acknowledgement, and neither is answered",
    "recv(1024) 把确认和下一条命令一起收走了：被当成错误的确认，两样都没有人理",
);
const ONE_OF_TWO: Said = (
    "two datagrams come for each command, one is read: the other is shown as the answer to the next command",
    "每条命令回两个数据报，只收一个：另一个会被当成下一条命令的应答",
);
const ANSWER_TOO_LONG: Said = (
    "no datagram takes an answer this long: sendto fails, nobody catches the error, and the whole server ends",
    "应答太长，一个数据报装不下：sendto 出错，异常没有人捕获，整个服务器退出",
);
const OTHERS_WAIT: Said = (
    "this datagram was there while the answer to another client was typed: strict turns made it wait",
    "这个数据报早就到了，那时正在输入给另一个客户端的应答：一人一句的写法让它干等着",
);
const SECOND_WAITS: Said = (
    "this datagram was there while the answer to the one before was typed; that answer did not know of it",
    "这个数据报早就到了，那时正在输入给上一条的应答：写那句应答时还没看到这一条",
);
const NOT_ITS_ANSWER: Said = (
    "this was there before the line was sent, and so is not the answer to it",
    "这一条在发出那句话之前就已经到了，所以不是它的应答",
);
const ENDS_WITH_CLIENT: Said = (
    "the client has left: recv(4) returned 0 bytes, which are no length, and the whole server ends of it",
    "客户端走了：recv(4) 返回 0 字节，解不出长度，整个服务器跟着退出",
);
const SWALLOWS_NEXT: Said = (
    "recv(1024) asked for more than was left, and took along what comes next",
    "recv(1024) 要的比剩下的多，把后面的内容也收走了",
);
const TOO_MANY_VALUES: Said = (
    "one recv returned the command and what follows it: split(' ') gives more than two values, and this connection ends",
    "一次 recv 把命令和后面的内容一起收了上来：split(' ') 得到的不止两个值，这个连接就此结束",
);
const FAILED_UPLOAD: Said = (
    "the server had closed after the put, whose answer this client does not read: that end is taken for a missing file",
    "put 之后服务器就关闭了，而客户端不读 put 的应答：这个结束被当成了文件不存在",
);
const HALF_SIZE: Said = (
    "recv returned less than a size takes: struct.unpack raises an error, nobody catches it, and this connection ends",
    "recv 返回的字节不够一个长度：struct.unpack 抛出异常，没有人捕获，这个连接就此结束",
);
const CLIENT_DIES: Said =
    ("nobody catches this error: it ends the client", "这个错误没有人捕获：客户端因此退出");
const NEGATIVE_SIZE: Said = (
    "the size is less than nothing: the loop that waits for it ends at once, and an empty file is called a success",
    "大小是负数：等数据的循环马上就结束，一个空文件被当成传完了",
);
const SIZE_IN_NAME: Said = (
    "one recv returned the name and the size behind it: the size is in the name, and the server waits for it",
    "一次 recv 把文件名和后面的大小一起收了上来：大小进了名字，服务器还在等它",
);
const UNREAD_REPLY: Said = (
    "nobody read the answer to the put: its first four bytes are taken for the size",
    "put 的应答没有人读：它的前四个字节被当成了文件大小",
);
const GONE_FOR_GOOD: Said = (
    "the server closed this connection for an earlier file: every file seems to be missing now, whether it exists or not",
    "服务器早就因为前一个文件关闭了这个连接：现在要什么都是“没有该文件”，不管它在不在",
);
const COMMA_IN_NAME: Said = (
    "a comma in the name: split(',') gives more than two values, and this connection's thread dies of it",
    "文件名里有逗号：split(',') 得到的不止两个值，这个连接的线程出错退出",
);
const FILE_FIRST: Said = (
    "the word file was sent before the file was looked for: the server takes the next text for NAME,LENGTH",
    "还没找文件，就先发了 file：服务器会把下一句话当成“文件名,长度”",
);
const UNDECODED: Said = (
    "what came is not UTF-8: decode() raises an error, and this connection's thread dies of it",
    "收到的不是 UTF-8：decode() 抛出异常，这个连接的线程出错退出",
);
const NO_NAME_AND_LENGTH: Said = (
    "after file comes NAME,LENGTH; this is something else, and this connection's thread dies of it",
    "file 之后该来“文件名,长度”，来的却是别的：这个连接的线程出错退出",
);
const ONE_BEHIND: Said = (
    "something was there before the line was sent: what is taken for the answer to it is not",
    "发出那句话之前就有东西到了：被当成应答的，并不是它的应答",
);
const SPOKE_FIRST: Said = (
    "the server spoke first, before anything was asked: that is taken for the answer to the first line",
    "什么都还没问，服务器先说了话：它被当成了第一行的应答",
);
const NO_NUMBER: Said = (
    "the rest of the answer before is taken for the next length: int() raises a ValueError, nobody catches it, and the client ends",
    "上一条应答剩下的内容被当成了下一个长度：int() 抛出 ValueError，没有人捕获，客户端退出",
);
const NO_HEADER: Said = (
    "and what comes next is taken for a header: reading it raises an error, nobody catches it, and the client ends",
    "接下来的字节又被当成首部：解析时抛出异常，没有人捕获，客户端退出",
);

/// What the program does wrong.
pub fn what(fault: Fault) -> Text {
    let (en, zh) = match fault {
        Fault::Spins => SPINS,
        Fault::Dies => DIES,
        Fault::ThreadDies => THREAD_DIES,
        Fault::NotText => NOT_TEXT,
        Fault::AnswerNotText => ANSWER_NOT_TEXT,
        Fault::NoFormat => NO_FORMAT,
        Fault::OneServed => ONE_SERVED,
        Fault::Unserved => UNSERVED,
        Fault::DatagramCut => DATAGRAM_CUT,
        Fault::NothingSent => NOTHING_SENT,
        Fault::NoAnswer => NO_ANSWER,
        Fault::Stranger => STRANGER,
        Fault::EmptyLogin => EMPTY_LOGIN,
        Fault::BlankAccount => BLANK_ACCOUNT,
        Fault::HalfDigest => HALF_DIGEST,
        Fault::HalfChallenge => HALF_CHALLENGE,
        Fault::ClosedUnread => CLOSED_UNREAD,
        Fault::Leftover => LEFTOVER,
        Fault::EmptyAnswer => EMPTY_ANSWER,
        Fault::OneCommand => ONE_COMMAND,
        Fault::CountsAll => COUNTS_ALL,
        Fault::OneRecv => ONE_RECV,
        Fault::AckGlued => ACK_GLUED,
        Fault::OneOfTwo => ONE_OF_TWO,
        Fault::AnswerTooLong => ANSWER_TOO_LONG,
        Fault::OthersWait => OTHERS_WAIT,
        Fault::SecondWaits => SECOND_WAITS,
        Fault::NotItsAnswer => NOT_ITS_ANSWER,
        Fault::EndsWithClient => ENDS_WITH_CLIENT,
        Fault::SwallowsNext => SWALLOWS_NEXT,
        Fault::TooManyValues => TOO_MANY_VALUES,
        Fault::NegativeSize => NEGATIVE_SIZE,
        Fault::FailedUpload => FAILED_UPLOAD,
        Fault::HalfSize => HALF_SIZE,
        Fault::ClientDies => CLIENT_DIES,
        Fault::SizeInName => SIZE_IN_NAME,
        Fault::UnreadReply => UNREAD_REPLY,
        Fault::GoneForGood => GONE_FOR_GOOD,
        Fault::CommaInName => COMMA_IN_NAME,
        Fault::FileFirst => FILE_FIRST,
        Fault::Undecoded => UNDECODED,
        Fault::NoNameAndLength => NO_NAME_AND_LENGTH,
        Fault::OneBehind => ONE_BEHIND,
        Fault::SpokeFirst => SPOKE_FIRST,
        Fault::NoNumber => NO_NUMBER,
        Fault::NoHeader => NO_HEADER,
    };
    Text::new(en, zh)
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::Dies | Fault::ThreadDies | Fault::ClientDies => "except OSError: break",
        Fault::NotText | Fault::AnswerNotText | Fault::Undecoded => {
            "text = data.decode(errors='replace')"
        }
        Fault::NoFormat => "except ValueError: answer = 'not a time format'",
        Fault::OneServed => "Thread(target=serve, args=(conn,)).start()",
        Fault::Unserved => "else: conn.sendall(b'server full'); conn.close()",
        Fault::DatagramCut => "data, address = sock.recvfrom(65535)",
        Fault::NothingSent => "if not text: continue",
        Fault::NoAnswer => "client.settimeout(5)",
        Fault::Stranger => "client.connect(server_address)",
        Fault::EmptyLogin | Fault::BlankAccount => "if not login: break",
        Fault::HalfDigest => "digest = conn.recv(16, MSG_WAITALL)",
        Fault::HalfChallenge => "msg = client.recv(32, MSG_WAITALL)",
        Fault::ClosedUnread => "conn.shutdown(SHUT_WR) … while conn.recv(1024): pass",
        Fault::Leftover | Fault::EmptyAnswer => {
            "conn.sendall(struct.pack('i', len(answer)) + answer)"
        }
        Fault::OneCommand => "while True: cmd = conn.recv(1024)",
        Fault::CountsAll => "recv_size = len(data)",
        Fault::OneRecv | Fault::NoNumber => {
            "while len(data) < length: data += s.recv(length - len(data))"
        }
        Fault::AckGlued => "conn.recv(len(ack))",
        Fault::OneOfTwo => "err, out = s.recvfrom(65535)[0], s.recvfrom(65535)[0]",
        Fault::AnswerTooLong => "except OSError: s.sendto(b'too long', addr)",
        Fault::OthersWait | Fault::SecondWaits | Fault::NotItsAnswer => {
            "Thread(target=receive, args=(sock,), daemon=True).start()"
        }
        Fault::EndsWithClient => "if not obj: break",
        Fault::SwallowsNext => "recv(min(1024, rest))",
        Fault::NegativeSize => "if total < 0: raise ValueError(total)",
        Fault::HalfSize => "if len(size) < 4: break",
        Fault::TooManyValues | Fault::SizeInName => {
            "client.send(struct.pack('i', len(command)) + command)"
        }
        Fault::UnreadReply | Fault::FailedUpload | Fault::NoHeader => {
            "recv_exactly(len(f'{name} 上传成功'.encode()))"
        }
        Fault::GoneForGood => "conn.send(struct.pack('i', -1))",
        Fault::CommaInName => "name, length = text.rsplit(',', 1)",
        Fault::FileFirst => "if not os.path.exists(name): return",
        Fault::NoNameAndLength => "if os.path.exists(name): send_message(client, b'file')",
        Fault::SpokeFirst => "challenge = client.recv(32, MSG_WAITALL)",
        Fault::OneBehind => "Thread(target=receive, args=(client,), daemon=True).start()",
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
