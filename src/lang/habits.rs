//! The mistakes that are not the framing's: what each is called, why it is one, and the line that is wrong beside the one
//! that is right, in Python.

use super::broken::Pattern;
use crate::torture::exam::Habit;

/// What is known of one.
pub fn of(habit: Habit) -> Pattern {
    let (name, why) = match habit {
        Habit::EndIgnored => (
            say!("nobody looks whether recv returned 0 bytes", "没有看 recv 是不是返回了 0 字节"),
            say!(
                "Once the stream has ended every recv returns 0 bytes, at once. A loop that does not look goes on for ever, and takes all of a processor.",
                "流结束以后，每次 recv 都立刻返回 0 字节。循环不看这一点，就永远转下去，还占满一个处理器。"
            ),
        ),
        Habit::PeekLoop => (
            say!("a loop of MSG_PEEK until enough is there", "用 MSG_PEEK 一遍遍地看，等数据到齐"),
            say!(
                "A recv with MSG_PEEK returns what is there, at once, and takes nothing: the loop takes all of a processor while it waits, and when the stream ends too early it never ends.",
                "带 MSG_PEEK 的 recv 有多少就立刻返回多少，什么也不取走：循环一边等一边占满处理器；流要是提前结束，它就永远等下去。"
            ),
        ),
        Habit::PieceAsMessage => (
            say!("what one recv returns is taken for a message", "把一次 recv 的结果当成一条消息"),
            say!(
                "One recv returns what has arrived: a part of a message, one, or several. Keep it until the framing says that a message is whole.",
                "一次 recv 返回的是已经到达的字节：可能是半条消息，可能是一条，也可能是几条。先攒着，等按分帧方式看消息完整了再处理。"
            ),
        ),
        Habit::SharedBuffer => (
            say!("one buffer for all clients", "所有客户端共用一个缓冲区"),
            say!(
                "What one client has sent of an unfinished message stands before what another sends, and both are read wrong. Each connection has a buffer of its own, and it goes with the connection.",
                "一个客户端没发完的半条消息，排在了另一个客户端的字节前面，两边都会读错。每个连接要有自己的缓冲区，连接结束，缓冲区也跟着丢掉。"
            ),
        ),
        Habit::Stripped => (
            say!(
                "spaces or line ends of the message itself are taken off",
                "把消息自己的空格或换行也去掉了"
            ),
            say!(
                "A message may begin or end with a space or a line end. Only what the framing has added may be taken off.",
                "消息的开头和结尾可以是空格或换行。只能去掉分帧时加上去的那部分。"
            ),
        ),
    };
    let (wrong, right) = match habit {
        Habit::EndIgnored => (
            "data += conn.recv(n - len(data))",
            "piece = conn.recv(n - len(data)); if not piece: raise EOFError",
        ),
        Habit::PeekLoop => {
            ("while len(conn.recv(n, MSG_PEEK)) < n: pass", "data = recv_exactly(conn, n)")
        }
        Habit::PieceAsMessage => ("message = conn.recv(1024)", "message = recv_message(conn)"),
        Habit::SharedBuffer => ("buffer += conn.recv(1024)", "buffers[conn] += conn.recv(1024)"),
        Habit::Stripped => ("message = body.decode().strip()", "message = body.decode()"),
    };
    Pattern { name, why, wrong, right }
}
