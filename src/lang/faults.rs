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
        Fault::EndsWithClient => say!(
            "the client has left: recv(4) returned 0 bytes, which are no length, and the whole server ends of it",
            "客户端走了：recv(4) 返回 0 字节，解不出长度，整个服务器跟着退出"
        ),
        Fault::SwallowsNext => say!(
            "recv(1024) asked for more than was left, and took along what comes next",
            "recv(1024) 要的比剩下的多，把后面的内容也收走了"
        ),
        Fault::TooManyValues => say!(
            "one recv returned the command and what follows it: split(' ') gives more than two values, and this connection ends",
            "一次 recv 把命令和后面的内容一起收了上来：split(' ') 得到的不止两个值，这个连接就此结束"
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
            "a comma in the name: what follows it is taken for the length",
            "文件名里有逗号：逗号后面的部分被当成了长度"
        ),
        Fault::FileFirst => say!(
            "the word file was sent before the file was looked for: the server takes the next text for NAME,LENGTH",
            "还没找文件，就先发了 file：服务器会把下一句话当成“文件名,长度”"
        ),
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::EndsWithClient => "if not obj: break",
        Fault::SwallowsNext => "recv(min(1024, rest))",
        Fault::TooManyValues | Fault::SizeInName => {
            "client.send(struct.pack('i', len(command)) + command)"
        }
        Fault::UnreadReply => "recv_exactly(len(f'{name} 上传成功'.encode()))",
        Fault::GoneForGood => "conn.send(struct.pack('i', -1))",
        Fault::CommaInName => "name, length = text.rsplit(',', 1)",
        Fault::FileFirst => "if not os.path.exists(name): return",
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
