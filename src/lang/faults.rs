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
        Fault::OthersWait => say!(
            "this datagram was there while the answer to another client was typed: strict turns made it wait",
            "这个数据报早就到了，那时正在输入给另一个客户端的应答：一人一句的写法让它干等着"
        ),
        Fault::SecondWaits => say!(
            "this datagram was there while the answer to the one before was typed; that answer did not know of it",
            "这个数据报早就到了，那时正在输入给上一条的应答：写那句应答时还没看到这一条"
        ),
        Fault::NotItsAnswer => say!(
            "this was there before the line was sent, and so is not the answer to it",
            "这一条在发出那句话之前就已经到了，所以不是它的应答"
        ),
        Fault::EndsWithClient => say!(
            "the client has left: recv(4) returned 0 bytes, which are no length, and the whole server ends of it",
            "客户端走了：recv(4) 返回 0 字节，解不出长度，整个服务器跟着退出"
        ),
        Fault::SwallowsNext => say!(
            "recv(1024) asked for more than was left, and took along what comes next",
            "recv(1024) 要的比剩下的多，把后面的内容也收走了"
        ),
        Fault::TooManyValues => say!(
            "one recv returned the command and what follows it: split(' ') gives not two values but more, and this connection ends",
            "一次 recv 把命令和后面的内容一起收了上来：split(' ') 得到的不是两个值，这个连接就此结束"
        ),
        Fault::SizeInName => say!(
            "one recv returned the name and the size behind it: the size is in the name, and the server waits for it",
            "一次 recv 把文件名和后面的大小一起收了上来：大小进了名字，服务器还在等它"
        ),
        Fault::UnreadReply => say!(
            "nobody read the answer to the put: its first four bytes are taken for the size",
            "put 的应答没有人读：它的前四个字节被当成了文件大小"
        ),
        Fault::GoneForGood => say!(
            "the server closed this connection for an earlier file: every file seems to be missing now, whether it exists or not",
            "服务器早就因为前一个文件关闭了这个连接：现在要什么都是“没有该文件”，不管它在不在"
        ),
        Fault::CommaInName => say!(
            "a comma in the name: split(',') gives more than two values, and this connection's thread dies of it",
            "文件名里有逗号：split(',') 得到的不止两个值，这个连接的线程出错退出"
        ),
        Fault::FileFirst => say!(
            "the word file was sent before the file was looked for: the server takes the next text for NAME,LENGTH",
            "还没找文件，就先发了 file：服务器会把下一句话当成“文件名,长度”"
        ),
        Fault::Unserved => say!(
            "over the limit: accepted, but nobody talks to it. It hangs until one more connects; then its socket is \
             dropped",
            "超过上限：accept 了，却没有人理它。它一直挂着，直到下一个连上来，它的套接字才被丢掉"
        ),
        Fault::Undecoded => say!(
            "what came is not UTF-8: decode() raises an error, and this connection's thread dies of it",
            "收到的不是 UTF-8：decode() 抛出异常，这个连接的线程出错退出"
        ),
        Fault::NoNameAndLength => say!(
            "after file comes NAME,LENGTH; this is something else, and this connection's thread dies of it",
            "file 之后该来“文件名,长度”，来的却是别的：这个连接的线程出错退出"
        ),
        Fault::OneBehind => say!(
            "something was there before the line was sent: what is taken for the answer to it is not",
            "发出那句话之前就有东西到了：被当成应答的，并不是它的应答"
        ),
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::OthersWait | Fault::SecondWaits | Fault::NotItsAnswer => {
            "Thread(target=receive, args=(sock,), daemon=True).start()"
        }
        Fault::EndsWithClient => "if not obj: break",
        Fault::SwallowsNext => "recv(min(1024, rest))",
        Fault::TooManyValues | Fault::SizeInName => "conn.send(struct.pack('i', len(cmd)) + cmd)",
        Fault::UnreadReply => "recv_exactly(len(f'{name} 上传成功'.encode()))",
        Fault::GoneForGood => "conn.send(struct.pack('i', -1))",
        Fault::CommaInName => "name, length = text.rsplit(',', 1)",
        Fault::FileFirst => "if not os.path.exists(name): return",
        Fault::Undecoded => "text = data.decode(errors='replace')",
        Fault::Unserved => "else: conn.sendall(b'server full'); conn.close()",
        Fault::NoNameAndLength => "if os.path.exists(name): send_message(client, b'file')",
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
