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
    }
}

/// The one line that mends it, in the tutorial's language.
fn mended(fault: Fault) -> &'static str {
    match fault {
        Fault::Spins => "if not data: break",
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
