//! The words of `grade`.

use super::count;
use crate::grade::{NotUp, PRINTED, PROCESSES, Untried};
use crate::model::Text;
use crate::net::Exit;
use crate::torture::exam::{Fault, Kind, Task, Trial};

/// What is examined: a server.
pub fn server(protocol: Task, framing: &str, seed: u64) -> Text {
    say!(
        "a server for `{protocol}`, framing {framing}, seed {seed}",
        "服务器，协议 `{protocol}`，组帧 {framing}，种子 {seed}"
    )
}

/// What is examined: a decoder.
pub fn decoder(framing: &str, seed: u64) -> Text {
    say!("a decoder, framing {framing}, seed {seed}", "解码器，组帧 {framing}，种子 {seed}")
}

/// The heading of the counts.
pub fn tried() -> Text {
    say!("What was tried", "试了什么")
}

/// A kind of trial.
pub fn kind(kind: Kind) -> Text {
    match kind {
        Kind::AsSent => say!("message by message", "一条消息一段"),
        Kind::Glued => say!("all at once", "一次全到"),
        Kind::OneCut => say!("one cut, at every place", "切一刀，每个位置"),
        Kind::TwoCuts => say!("two cuts, at every pair of places", "切两刀，任意两个位置"),
        Kind::NearEdges => say!("one cut of 1024 and 1025 bytes", "1024 和 1025 字节的，切一刀"),
        Kind::ByteByByte => say!("byte by byte", "一个字节一个字节地到"),
        Kind::Large => say!("a message of 70,000 bytes", "70000 字节的消息"),
        Kind::CutShort => say!("the stream ends inside a frame", "帧没收完，流就断了"),
        Kind::Hostile => say!("headers that lie, endless bytes", "伪造的首部，没完没了的字节"),
        Kind::TwoClients => say!("two clients at once", "两个客户端同时来"),
    }
}

/// `14 of 30`.
pub fn passed(passed: usize, of: usize) -> Text {
    say!("{passed} of {of}", "{of} 次中通过 {passed} 次")
}

/// Why some of a kind were not tried.
pub fn untried(left: usize, why: Untried) -> Text {
    match why {
        Untried::Enough(ends) => say!(
            "{left} not tried: {ends} had ended it or met the deadline",
            "{left} 次没试：已有 {ends} 次让它结束或超时"
        ),
        Untried::Over => say!("{left} not tried", "{left} 次没试"),
    }
}

/// How many bytes the streams have, and how many trials there were, in how long.
pub fn streams(short: usize, pairs: Option<u64>, trials: usize, seconds: f64) -> Text {
    let (en, zh) = match pairs {
        Some(all) => (
            format!("; of its {all} pairs of places 500 were drawn"),
            format!("，它的 {all} 对位置里抽了 500 对"),
        ),
        None => Default::default(),
    };
    say!(
        "The short stream has {short} bytes{en}. {trials} trials in {seconds:.1} s.",
        "短的流有 {short} 字节{zh}。共 {trials} 次，用了 {seconds:.1} 秒。"
    )
}

/// A message that was not sent.
pub fn left_out(bytes: u64, why: &Text) -> Text {
    say!(
        "A message of {0} was left out: {1}",
        "没有发送一条 {0}的消息：{1}",
        count::bytes(bytes),
        why
    )
}

/// The heading of the picture.
pub fn first(trial: &Text) -> Text {
    say!("The first that fails: {0}", "第一个出错的：{0}", trial)
}

/// A trial in a few words.
pub fn trial(trial: &Trial) -> Text {
    let at = trial.stream.bytes.len();
    match (trial.kind, trial.cuts.as_slice()) {
        (Kind::OneCut | Kind::NearEdges, [cut]) => {
            say!("one cut, after byte {cut}", "切一刀，在第 {cut} 字节之后")
        }
        (Kind::TwoCuts, [a, b]) => {
            say!("two cuts, after bytes {a} and {b}", "切两刀，在第 {a} 和第 {b} 字节之后")
        }
        (Kind::CutShort, _) => say!("the stream ends after byte {at}", "流在第 {at} 字节之后断了"),
        (Kind::TwoClients, [cut, ..]) => say!(
            "two clients, the first stops after byte {cut} until the second has been served",
            "两个客户端，第一个在第 {cut} 字节之后停下，等第二个说完"
        ),
        (Kind::Hostile, cuts) => {
            let one_by_one =
                if cuts.is_empty() { ("", "") } else { (", byte by byte", "，逐字节到达") };
            match trial.claim {
                Some(claim) => say!(
                    "a header that claims {claim} bytes{}",
                    "首部声称有 {claim} 字节{}",
                    Text::new(one_by_one.0, one_by_one.1)
                ),
                None => say!(
                    "bytes that end no message{}",
                    "没有消息结尾的字节{}",
                    Text::new(one_by_one.0, one_by_one.1)
                ),
            }
        }
        (kind, _) => self::kind(kind),
    }
}

/// What was wrong; `got` and `due` as they may be shown.
pub fn fault(fault: &Fault, got: &str, due: &str) -> Text {
    match fault {
        Fault::Wrong { message, .. } => say!(
            "to message {message} it answered {got}, and not {due}",
            "对消息 {message} 它答的是 {got}，应该是 {due}"
        ),
        Fault::Extra { message, .. } => say!(
            "it gave answer {message}, {got}, though no message {message} had come whole",
            "它给出了第 {message} 个应答 {got}，可是第 {message} 条消息并没有完整地到过"
        ),
        Fault::Missing { message, .. } => say!(
            "answer {message}, {due}, never came: it had ended the connection, or itself",
            "第 {message} 个应答 {due} 一直没来：它已经关闭连接，或者自己结束了"
        ),
        Fault::NoFrame { message, error, .. } => say!(
            "where answer {message} is due it sent {got}, which is no frame: {0}",
            "该给第 {message} 个应答的地方，它发来 {got}，这不是一个帧：{0}",
            error.text()
        ),
        Fault::NoString { message, .. } => say!(
            "where message {message} is due it printed {got}: each line must be one JSON string",
            "该输出消息 {message} 的地方，它输出了 {got}：每行必须是一个 JSON 字符串"
        ),
        Fault::TooMuch { message } => say!(
            "at answer {message} it sent far more than is due, and was not read any longer",
            "到第 {message} 个应答时，它发来的远远多于该发的，后面的就不读了"
        ),
        Fault::Hangs { message, due } if message > due => say!(
            "after all its answers it did not come to an end, though the stream had: a recv of 0 bytes is the end",
            "应答都给了，流也结束了，它却不结束：recv 返回 0 字节就是结束"
        ),
        Fault::Hangs { message, .. } => say!(
            "the deadline came (--trial) before answer {message}: it waits for something that does not come",
            "到了时限（--trial）还没有第 {message} 个应答：它在等不会来的东西"
        ),
        Fault::Memory { bytes } => {
            let megabytes = bytes >> 20;
            say!(
                "it took {megabytes} MiB of memory because a header says so",
                "首部这么写，它就申请了 {megabytes} MiB 内存"
            )
        }
        Fault::Deaf => say!(
            "it gave no answer to that, as it should; but the next client is not served any more",
            "对这个它没有应答，这是对的；可是下一个客户端它不再服务了"
        ),
        Fault::Ended => {
            say!("its answers were right, and then it ended", "应答都对，可它随后结束了")
        }
        Fault::Unreachable => say!("nobody could connect to it any more", "再也连不上它了"),
    }
}

/// The label of the reason.
pub fn why() -> Text {
    say!("Why", "原因")
}

/// How the program ended in that trial.
pub fn ended(exit: Exit) -> Text {
    match exit {
        Exit::Itself(Some(code)) => {
            say!("The program ended with exit code {code}.", "程序结束，退出码 {code}。")
        }
        Exit::Itself(None) => say!("A signal ended the program.", "程序被信号结束。"),
        Exit::TooMany(many) => say!(
            "It had {many} processes, more than {PROCESSES}: all were ended.",
            "它有 {many} 个进程，超过了 {PROCESSES} 个：已全部结束。"
        ),
    }
}

/// The label of what it said last.
pub fn last_words() -> Text {
    say!("Its last words", "它最后输出")
}

/// The heading of the mistakes; `one`: there is one.
pub fn looks_like(several: bool) -> Text {
    match several {
        true => say!("It looks like several mistakes", "看起来有几个错误"),
        false => say!("It looks like this mistake", "看起来是这个错误"),
    }
}

/// Before several that cannot be told apart.
pub fn one_of() -> Text {
    say!("one of", "其中之一")
}

/// What the mistakes do not explain, or that nothing does.
pub fn unexplained(left: usize, failing: usize, named: bool) -> Text {
    match named {
        true => say!(
            "{left} of the {failing} failing trials look like none of the known mistakes.",
            "{failing} 次出错里，有 {left} 次不像任何一个已知的错误。"
        ),
        false => say!(
            "The {failing} failing trials look like none of the known mistakes.",
            "这 {failing} 次出错不像任何一个已知的错误。"
        ),
    }
}

/// There are no exhibits for this framing.
pub fn not_comparable() -> Text {
    say!(
        "No mistake is named: for this framing none is known (they are for length-prefix with a plain header, length-ack, and delimiter with escape).",
        "没有指出是哪个错误：这种组帧没有可比的（有的是：首部简单的 length-prefix、length-ack、带 escape 的 delimiter）。"
    )
}

/// The last line.
pub fn verdict(passed: bool, tried: (usize, usize)) -> Text {
    let (of, good) = tried;
    match passed {
        true => say!("passes: {good} of {of} trials", "通过：{of} 次全对"),
        false if good == of => say!(
            "was not tried to the end: {of} trials, all passed",
            "没有试完：试了 {of} 次，全对"
        ),
        false => say!("does NOT pass: {good} of {of} trials", "没有通过：{of} 次中对了 {good} 次"),
    }
}

/// Pieces were kept apart by pauses.
pub fn pauses() -> Text {
    say!(
        "This system does not tell what a program has read: pieces were kept apart by pauses, and a slow program may have seen two as one.",
        "这个系统不告诉程序读了多少，只好用停顿把各段隔开；程序慢的话，两段可能被当成一段读走。"
    )
}

/// Pieces that lay unread.
pub fn unread(trials: usize) -> Text {
    say!(
        "In {trials} trials a piece was not read before the next went: the program looked at it (MSG_PEEK), or waited for more.",
        "有 {trials} 次，前一段还没被读走，后一段就发了：程序只是看了看（MSG_PEEK），或者在等更多字节。"
    )
}

/// One client after the other.
pub fn in_turn() -> Text {
    say!(
        "It serves one client after the other: the second was answered when the first had ended. That is allowed.",
        "它一个一个地服务：第一个客户端结束以后，第二个才得到应答。这是允许的。"
    )
}

/// It ends after a client.
pub fn one_client(times: usize) -> Text {
    say!(
        "It ends after a client, and was started again {times} times.",
        "它服务完客户端就结束，因此重新启动了 {times} 次。"
    )
}

/// It prints a lot.
pub fn flood() -> Text {
    let megabytes = PRINTED >> 20;
    say!(
        "It printed more than {megabytes} MiB; that is not kept.",
        "它输出了超过 {megabytes} MiB，没有保留。"
    )
}

/// Something is left.
pub fn left() -> Text {
    say!("Something that it had started could not be ended.", "它启动的东西里，有些没能结束掉。")
}

/// Processes that ended and were not waited for.
pub fn unwaited(many: usize) -> Text {
    say!(
        "{many} processes that it started had ended, and it did not wait for them (zombies): waitpid, or SIGCHLD ignored.",
        "它启动的 {many} 个进程已经结束，它却没有 wait（僵尸进程）：请调用 waitpid，或者忽略 SIGCHLD。"
    )
}

/// Memory is not known.
pub fn no_memory() -> Text {
    say!(
        "How much memory it takes is not known on this system: that a header can make it take too much was not tested.",
        "这个系统上看不到它用了多少内存：首部会不会骗它申请太多，没有测。"
    )
}

/// It was ended for good.
pub fn bomb(many: usize) -> Text {
    say!(
        "It had {many} processes, more than {PROCESSES}: all were ended, and the rest was not tried.",
        "它有 {many} 个进程，超过了 {PROCESSES} 个：已全部结束，剩下的没有试。"
    )
}

/// The time was over.
pub fn out_of_time() -> Text {
    say!(
        "The time was over (--limit): the rest was not tried.",
        "时间到了（--limit）：剩下的没有试。"
    )
}

/// Ctrl-C.
pub fn called_off() -> Text {
    say!("Stopped: the rest was not tried.", "已停止：剩下的没有试。")
}

/// It could not be started again.
pub fn not_again(why: &Text) -> Text {
    say!(
        "It could not be started again, and the rest was not tried: {0}",
        "没能再次启动它，剩下的没有试：{0}",
        why
    )
}

/// Why a program cannot be spoken to.
pub fn not_up(why: &NotUp) -> Text {
    match why {
        NotUp::NotStarted(system) => {
            say!("the program could not be started: {0}", "无法启动程序：{0}", system)
        }
        NotUp::Ended(exit, _) => match exit {
            Exit::Itself(Some(code)) => say!(
                "the program ended before it listened, with exit code {code}",
                "程序还没开始监听就结束了，退出码 {code}"
            ),
            Exit::Itself(None) => say!(
                "a signal ended the program before it listened",
                "程序还没开始监听，就被信号结束了"
            ),
            Exit::TooMany(many) => say!(
                "before it listened the program had {many} processes, more than {PROCESSES}: all were ended",
                "程序还没开始监听就有 {many} 个进程，超过了 {PROCESSES} 个：已全部结束"
            ),
        },
        NotUp::NeverListens(port, time, _) => {
            let seconds = time.as_secs_f64();
            say!(
                "the program did not listen on port {port} within {seconds} s, and was ended",
                "程序 {seconds} 秒内没有在端口 {port} 上监听，已被结束"
            )
        }
        NotUp::CalledOff => say!("stopped", "已停止"),
    }
}

/// The trial could not be watched.
pub fn not_watched(why: &Text) -> Text {
    say!("the trial could not be watched: {0}", "没能观察这一次：{0}", why)
}
