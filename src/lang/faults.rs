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
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
        Fault::OthersWait | Fault::SecondWaits | Fault::NotItsAnswer => {
            "Thread(target=receive, args=(sock,), daemon=True).start()"
        }
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
