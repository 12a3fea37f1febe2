//! The broken framings: what each mistake is called, why it is one, and the line that is wrong
//! beside the one that is right. The lines are Python, as the tutorials are, and not translated.

use crate::model::{Exhibit, Text};

/// A mistake that is made over and over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// What it is called.
    pub name: Text,
    /// Why it goes wrong, and when it does not.
    pub why: Text,
    /// The line that is wrong.
    pub wrong: &'static str,
    /// The line that is right.
    pub right: &'static str,
}

fn pattern(name: Text, why: Text, (wrong, right): (&'static str, &'static str)) -> Pattern {
    Pattern { name, why, wrong, right }
}

/// What an exhibit shows.
pub fn of(exhibit: Exhibit) -> Pattern {
    match exhibit {
        Exhibit::BodyRecv1024 => body_recv_1024(),
        Exhibit::SumOfEverything => sum_of_everything(),
        Exhibit::HeaderRecvOnce => header_recv_once(),
        Exhibit::BodyRecvOnce => body_recv_once(),
        Exhibit::LengthWithoutEnd => length_without_end(),
        Exhibit::UnreadAck => unread_ack(),
        Exhibit::DelimiterInside => delimiter_inside(),
        Exhibit::LengthInCharacters => length_in_characters(),
        Exhibit::SignedLength => signed_length(),
        Exhibit::TwoByteLength => two_byte_length(),
        Exhibit::NoMaximum => no_maximum(),
        Exhibit::Utf8PerPiece => utf8_per_piece(),
        Exhibit::EndAsMessageEnd => end_as_message_end(),
    }
}

fn body_recv_1024() -> Pattern {
    pattern(
        say!(
            "the body loop asks for 1024, not for what is left",
            "收正文的循环总是要 1024 字节，而不是“还差多少要多少”"
        ),
        say!(
            "The last recv of a body also takes what follows it: the next header. It works as long as the sender pauses after each message, because then nothing follows yet.",
            "收正文的最后一次 recv，把正文后面的字节也拿走了：那是下一条消息的首部。只要发送方每条消息之后都停一停，就看不出问题，因为那时后面还什么都没有。"
        ),
        ("body += conn.recv(1024)", "body += conn.recv(min(1024, length - len(body)))"),
    )
}

fn sum_of_everything() -> Pattern {
    pattern(
        say!(
            "the loop adds the length of everything so far",
            "循环每次累加的是“到目前为止的总长”，而不是新收到的长度"
        ),
        say!(
            "After two pieces of 1024 the counter stands at 1024 + 2048 = 3072, so a body of 3000 bytes counts as complete with 2048. The other 952 are taken for the next header. A body of one or two pieces comes out right.",
            "收了两段 1024 之后，计数器已经是 1024 + 2048 = 3072，于是 3000 字节的正文只收了 2048 字节就算收完了。剩下的 952 字节被当成下一个首部。一段或两段就到齐的正文，倒是看不出问题。"
        ),
        ("received += len(body)", "received += len(piece)"),
    )
}

fn header_recv_once() -> Pattern {
    pattern(
        say!("one recv(4) for the header", "只用一次 recv(4) 收首部"),
        say!(
            "recv(4) returns at most 4 bytes, and may return just 1. Four bytes are seldom cut in two, so this passes every test on your own computer.",
            "recv(4) 最多返回 4 字节，只返回 1 字节也完全合法。四个字节很少被切开，所以在自己电脑上怎么测都没事。"
        ),
        ("header = conn.recv(4)", "header = recv_exactly(conn, 4)"),
    )
}

fn body_recv_once() -> Pattern {
    pattern(
        say!("one recv(length) for the body", "只用一次 recv(length) 收正文"),
        say!(
            "recv(n) returns what has arrived, at most n bytes, and 0 at the end of the stream. The rest of the body is still to come, and is then read as the next header.",
            "recv(n) 到了多少给多少，最多 n 字节；流结束了就返回 0。正文的其余部分还在后头，接下来就被当成下一个首部来读。"
        ),
        ("body = conn.recv(length)", "body = recv_exactly(conn, length)"),
    )
}

fn length_without_end() -> Pattern {
    pattern(
        say!("a decimal length with nothing to mark its end", "十进制的长度，后面没有结束标记"),
        say!(
            "Nothing says where the digits end. If the body arrives with them, the text is no longer a number; if they arrive in two pieces, they are read as two numbers. The tutorials wait for an acknowledgement in between. That hides the first fault, costs a round trip for each message, and does nothing about the second.",
            "没有任何东西标明数字到哪里为止。正文跟着一起到了，就不再是数字；数字分两截到，就变成两个数。教程在中间等一次应答：第一种错误被掩盖了，代价是每条消息多一个来回；第二种错误依然没有解决。"
        ),
        ("length = int(conn.recv(1024))", "length = struct.unpack('!I', recv_exactly(conn, 4))[0]"),
    )
}

fn unread_ack() -> Pattern {
    pattern(
        say!(
            "an acknowledgement nobody reads, taken for the next length",
            "没人读的应答，被当成了下一个长度"
        ),
        say!(
            "The server answers an upload with a line that begins with \"a.txt\", and the client never reads it. The next length it reads is \"a.tx\": 2020879969 bytes. The first command always works, the second fails, and no pause helps. Every byte that the other side sends has to be read.",
            "服务器在上传之后回一句“a.txt 上传成功”，客户端没有读它。下一次读长度，读到的是 a.tx，也就是 2020879969 字节。第一条命令从不出事，出事的是第二条，停多久都没用。对方发来的每个字节，都得有人读。"
        ),
        ("put(conn, file)", "put(conn, file); answer = recv_message(conn)"),
    )
}

fn delimiter_inside() -> Pattern {
    pattern(
        say!("the delimiter inside the payload", "正文里出现了分隔符"),
        say!(
            "A line end inside the message ends it early, and the rest becomes one message too many. A sender must check first: refuse the message, escape the line end, or send a length instead.",
            "消息里有一个换行，消息就在那里提前结束，剩下的变成多出来的一条。发送方必须先检查：要么拒绝，要么转义，要么改用长度。"
        ),
        (
            "conn.sendall(body + b'\\n')",
            "conn.sendall(body.replace(b'\\\\', b'\\\\\\\\').replace(b'\\n', b'\\\\\\n') + b'\\n')",
        ),
    )
}

fn length_in_characters() -> Pattern {
    pattern(
        say!("the length counted in characters", "长度数的是字符，不是字节"),
        say!(
            "A greeting of two Chinese characters has six bytes. The reader takes two bytes and reads the other four as the next header. In English it works for years.",
            "“你好”是两个字符、六个字节。接收方只取两个字节，另外四个被当成下一个首部。全是英文的时候，用上几年也不出事。"
        ),
        (
            "header = struct.pack('i', len(text))",
            "header = struct.pack('i', len(text.encode('utf-8')))",
        ),
    )
}

fn signed_length() -> Pattern {
    pattern(
        say!("a signed 32-bit length for a file of 3 GB", "有符号 32 位的长度，文件却有 3 GB"),
        say!(
            "The largest value is 2147483647. A file of 3 GiB is announced as -1073741824, the loop \"while got < length\" never runs, and the file counts as received, empty. 64 bits alone are not enough: a negative length must be refused, and so must one above the reader's own maximum.",
            "这个数最大是 2147483647。3 GiB 的文件写出来成了 -1073741824，“while got < length”一次都不执行，文件就算收完了，是空的。光换成 64 位还不够：负的长度要拒绝，超过自己规定的最大值也要拒绝。"
        ),
        (
            "header = struct.pack('I', size); length = struct.unpack('i', header)[0]",
            "header = struct.pack('!Q', size); length = struct.unpack('!Q', header)[0]",
        ),
    )
}

fn two_byte_length() -> Pattern {
    pattern(
        say!(
            "a frame of more than 65535 bytes after a two-byte length",
            "两个字节的长度，后面跟着超过 65535 字节的帧"
        ),
        say!(
            "Two bytes hold at most 65535. The sender keeps the low 16 bits of 6000000, which are 36224, and sends the whole body; the reader stops after 36224 bytes. A sender must refuse a length that its header cannot hold. Python's pack refuses it; some programs get round that with & 0xffff.",
            "两个字节最多表示 65535。发送方只留下 6000000 的低 16 位，也就是 36224，却把正文全发了；接收方收到 36224 字节就停了。首部放不下的，发送方必须拒绝：Python 的 pack 本来会拒绝，偏有人用 & 0xffff 绕过去。"
        ),
        ("header = struct.pack('!H', len(body) & 0xffff)", "header = struct.pack('!H', len(body))"),
    )
}

fn no_maximum() -> Pattern {
    pattern(
        say!("no maximum", "没有规定最大长度"),
        say!(
            "Four bytes from a stranger, and the program asks for 4 GiB of memory. It survives every split, but not the first peer that lies or speaks another protocol: the four bytes \"GET \" are a length, too.",
            "陌生人发来四个字节，程序就去申请 4 GiB 内存。怎么切分它都不出错；可只要对方撒一次谎，或者说的是别的协议（“GET ”这四个字节也是一个长度），它就完了。"
        ),
        ("buffer = bytearray(length)", "if length > MAXIMUM: raise ValueError(length)"),
    )
}

fn utf8_per_piece() -> Pattern {
    pattern(
        say!("UTF-8 decoded piece by piece", "每收一段就当成 UTF-8 解码一次"),
        say!(
            "The message is put together correctly; the characters are not. A piece may end in the middle of a character, and half a character is not valid UTF-8. Put the bytes together first, then decode.",
            "消息拼得没错，错在字符。一段数据可能正好在“你”的中间断开，半个字符不是合法的 UTF-8。先把字节拼完整，再解码。"
        ),
        (
            "text += conn.recv(rest).decode('utf-8')",
            "body += conn.recv(rest)              # and once all is there: body.decode('utf-8')",
        ),
    )
}

fn end_as_message_end() -> Pattern {
    pattern(
        say!(
            "the end of the stream taken for the end of the message",
            "把流的结束当成了消息的结束"
        ),
        say!(
            "The sender dies halfway, recv returns no bytes, the loop stops, and half a file is handed over as a whole one. Fewer bytes than announced are an error, not a short message.",
            "发送方中途断了，recv 返回空，循环就停，半个文件被当成整个交了出去。收到的比说好的少，是错误，不是一条短消息。"
        ),
        (
            "if not piece: break",
            "if not piece: raise ConnectionError(f'{len(body)} of {length} bytes')",
        ),
    )
}
