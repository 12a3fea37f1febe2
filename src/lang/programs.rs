//! The words of `show --as`: what stands in the programs as comments, and what they leave out.

use crate::model::Text;

/// What the two programs are.
pub fn wrong() -> Text {
    say!("wrong", "错误写法")
}

/// And the others.
pub fn right() -> Text {
    say!("right", "正确写法")
}

/// Beside the line of a broken framing that is wrong.
pub fn wrong_line() -> Text {
    say!("wrong", "错在这里")
}

/// The program that is started first.
pub fn start_first(command: &str) -> Text {
    say!("Start this one first: {command} [PORT]", "先启动这一个：{command} [端口]")
}

/// A program that is started next, when this one is ready.
pub fn start_next(ready: &str, command: &str) -> Text {
    say!(
        "Start it when {ready} says `ready`: {command} [PORT]",
        "{ready} 显示 ready 以后再启动：{command} [端口]"
    )
}

/// The only program.
pub fn start_alone(command: &str) -> Text {
    say!("Start it: {command} [PORT]", "启动：{command} [端口]")
}

/// Before a pause, where the scenario waits for bytes.
pub fn pause_readable(bytes: u64) -> Text {
    say!(
        "The scenario needs no pause: it asks the kernel until {bytes} bytes wait here.",
        "场景里不用停：它会问内核，等到这里有 {bytes} 个字节可读。"
    )
}

/// Before a pause, where the scenario waits for something to arrive.
pub fn pause_arrival() -> Text {
    say!(
        "The scenario needs no pause: it asks the kernel until something can be read.",
        "场景里不用停：它会问内核，等到有东西可读。"
    )
}

/// Where the scenario reads later than it has to, and the result would be the same in time.
pub fn not_late(bytes: Option<u64>) -> Text {
    match bytes {
        Some(bytes) => say!(
            "The scenario reads only when {bytes} bytes wait here. Read in time, the result is the same.",
            "场景里等到这里有 {bytes} 个字节可读才读。早点读，结果也一样。"
        ),
        None => say!(
            "The scenario reads only when something waits here. Read in time, the result is the same.",
            "场景里等到这里有东西可读才读。早点读，结果也一样。"
        ),
    }
}

/// Before a pause, where the scenario waits for the acknowledgement.
pub fn pause_acked() -> Text {
    say!(
        "The scenario needs no pause: it asks the kernel until all is acknowledged.",
        "场景里不用停：它会问内核，等到全部得到确认。"
    )
}

/// Before a pause, where the scenario waits for the other end to go.
pub fn pause_hangup() -> Text {
    say!(
        "The scenario needs no pause: it asks the kernel until the other end has gone.",
        "场景里不用停：它会问内核，等到对方已经断开。"
    )
}

/// Before a pause, where the scenario hands the turn over.
pub fn pause_turn(who: &str) -> Text {
    say!(
        "The scenario needs no pause: {who} takes its step, and then it is our turn.",
        "场景里不用停：等 {who} 做完它那一步，才轮到这里。"
    )
}

/// Before the pause at the end.
pub fn pause_end(who: &str) -> Text {
    say!(
        "Ending closes the sockets: not before {who} is done.",
        "程序一结束，套接字就关了：等 {who} 做完再结束。"
    )
}

/// Before the wait for Enter at the end.
pub fn hold(who: &str) -> Text {
    say!(
        "Ending closes the sockets: press Enter when {who} is done.",
        "程序一结束，套接字就关了：{who} 做完以后再按 Enter。"
    )
}

/// A pause of the scenario's own.
pub fn pause_meant() -> Text {
    say!("This pause is the scenario's own.", "这里的停顿是场景本来就有的。")
}

/// The reuse of a port.
pub fn reuse() -> Text {
    say!("so that it can be started again at once", "这样结束后马上又能启动")
}

/// C: what a send into a broken connection does otherwise.
pub fn no_signal() -> Text {
    say!("else SIGPIPE ends the program", "不然 SIGPIPE 会结束程序")
}

/// A port that nobody is to have.
pub fn given_up() -> Text {
    say!("nobody has this port now", "现在这个端口没有人用了")
}

/// A step that a program leaves out.
pub fn left_out(what: &str) -> Text {
    say!("left out: {what}", "这里省去了：{what}")
}

/// A listener's queue.
pub fn no_option(option: &str, tongue: &str) -> Text {
    say!("{tongue} has no name for {option}", "{tongue} 里没有 {option} 这个名字")
}

/// The lab.
pub fn no_lab() -> Text {
    say!(
        "two programs on one computer have no wire that delays or loses packets (`wire = \"lab\"`)",
        "同一台电脑上的两个程序之间，没有会延迟、会丢包的线路（`wire = \"lab\"`）"
    )
}

/// Sequenced packets, or sockets of two domains.
pub fn no_seqpacket() -> Text {
    say!(
        "Unix-domain packets (seqpacket), or such sockets beside others, are not written yet",
        "Unix 域的 seqpacket，或者它和别的套接字混在一起，这里还没有写法"
    )
}

/// The name of a Unix-domain socket.
pub fn unix_name() -> Text {
    say!(
        "Linux: this name is no file, and goes when its socket does",
        "Linux：这个名字不是文件，套接字关了，名字也就没了"
    )
}

/// A call on somebody else's listener.
pub fn shared_listener() -> Text {
    say!(
        "one actor accepts from another's listener: that takes threads of one program",
        "一个角色从另一个角色的监听套接字上 accept：这要放在同一个程序的线程里才行"
    )
}

/// A call that no program makes.
pub fn no_call(call: &str) -> Text {
    say!("`{call}` cannot be said in a short program", "短程序里写不出 `{call}`")
}

/// A framing that a language has no helper for.
pub fn no_framing(kind: &str, tongue: &str) -> Text {
    say!(
        "the framing `{kind}` is not written in {tongue} yet",
        "`{kind}` 这种分帧方式，还没有 {tongue} 的写法"
    )
}

/// The output of a command.
pub fn no_output() -> Text {
    say!(
        "what is sent is the output of a stickydemo command",
        "要发送的是 stickydemo 某个命令的输出"
    )
}

/// How much a kernel's buffer takes.
pub fn fills_a_buffer(call: &str) -> Text {
    say!(
        "how often `{call}` succeeds until the kernel's buffer is full differs from computer to computer",
        "`{call}` 要成功多少次才填满内核的缓冲区，各台电脑不一样"
    )
}

/// What is held back.
pub fn held_back(step: u32) -> Text {
    say!(
        "step {step} shows what the kernel holds back at that moment, and a pause would let it go",
        "第 {step} 步看的是内核此刻压着没发的数据，一停顿，数据就发出去了"
    )
}

/// Two programs that have not met.
pub fn not_together(step: u32, who: &str, other: &str) -> Text {
    say!(
        "at step {step} no call has made {who} and {other} meet yet, so no pause makes their order certain",
        "到第 {step} 步，{who} 和 {other} 还没有在哪次调用里碰过头，停多久都保证不了先后"
    )
}

/// A step whose repetitions differ.
pub fn uneven(step: u32) -> Text {
    say!("the repetitions of step {step} differ from one another", "第 {step} 步每次重复做的不一样")
}

/// A name that leads nowhere.
pub fn no_socket(step: u32) -> Text {
    say!("step {step} has no socket to be made on", "第 {step} 步没有可用的套接字")
}

/// Too long.
pub fn too_long(name: &str, lines: usize, most: usize) -> Text {
    say!(
        "the program of `{name}` would have {lines} lines, and at most {most} are written",
        "`{name}` 的程序会有 {lines} 行，而最多只写 {most} 行"
    )
}

/// A case that cannot be written.
pub fn cannot(case: &str, tongue: &str, why: &Text) -> Text {
    say!("`{case}` cannot be shown as {tongue}: {0}", "`{case}` 写不成 {tongue} 程序：{0}", why)
}

/// What to do then.
pub fn cannot_help(case: &str) -> Text {
    say!(
        "`stickydemo run {case}` shows it on real sockets",
        "`stickydemo run {case}` 可以在真实的套接字上演示它"
    )
}

/// The case beside it.
pub fn beside_missing(manner: &Text, why: &Text) -> Text {
    say!("without the {0} programs: {1}", "没有写出{0}：{1}", manner, why)
}

/// There is none.
pub fn none_beside() -> Text {
    say!("this scenario has no such case", "这个场景里没有这样的用例")
}

/// What a program does without.
pub fn does_without(file: &str, what: &Text) -> Text {
    say!("{file}: {0}", "{file}：{0}", what)
}

/// A file has been written.
pub fn written(file: &str) -> Text {
    say!("wrote {file}", "已写出 {file}")
}
