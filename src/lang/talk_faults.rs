//! What the tutorials' conversations do wrong: `chat` and `stamp`.

use crate::model::Text;

pub(super) fn others_wait() -> Text {
    say!(
        "this datagram was there while the answer to another client was typed: strict turns made it wait",
        "这个数据报早就到了，那时正在输入给另一个客户端的应答：一人一句的写法让它干等着"
    )
}

pub(super) fn second_waits() -> Text {
    say!(
        "this datagram was there while the answer to the one before was typed; that answer did not know of it",
        "这个数据报早就到了，那时正在输入给上一条的应答：写那句应答时还没看到这一条"
    )
}

pub(super) fn not_its_answer() -> Text {
    say!(
        "this was there before the line was sent, and so is not the answer to it",
        "这一条在发出那句话之前就已经到了，所以不是它的应答"
    )
}

pub(super) fn one_behind() -> Text {
    say!(
        "something was there before the line was sent: what is taken for the answer to it is not",
        "发出那句话之前就有东西到了：被当成应答的，并不是它的应答"
    )
}

pub(super) fn unserved() -> Text {
    say!(
        "over the limit: accepted, but nobody talks to it. It hangs until one more connects; then its socket is \
         dropped",
        "超过上限：accept 了，却没有人理它。它一直挂着，直到下一个连上来，它的套接字才被丢掉"
    )
}

pub(super) fn undecoded() -> Text {
    say!(
        "what came is not UTF-8: decode() raises an error, and this connection's thread dies of it",
        "收到的不是 UTF-8：decode() 抛出异常，这个连接的线程出错退出"
    )
}

pub(super) fn no_name_and_length() -> Text {
    say!(
        "after file comes NAME,LENGTH; this is something else, and this connection's thread dies of it",
        "file 之后该来“文件名,长度”，来的却是别的：这个连接的线程出错退出"
    )
}
