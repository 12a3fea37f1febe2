//! The words of `torture`.

use super::count;
use crate::model::Text;
use crate::torture::{Death, EVERY_PAIR, NEAR, Trial, Why};

/// The heading of the right ones.
pub fn right_ones() -> Text {
    say!("Correct framings: they must survive everything", "正确的组帧：必须全部通过")
}

/// The heading of the broken ones.
pub fn broken_ones() -> Text {
    say!("Broken framings: each has a split that breaks it", "有毛病的组帧：每个都有让它出错的切法")
}

/// What a framing is.
pub fn is_right() -> Text {
    say!("a correct framing", "正确的组帧")
}

/// The heading of the counts.
pub fn counts(seed: u64) -> Text {
    say!("Under torture (seed {seed})", "压力测试结果（种子 {seed}）")
}

/// A kind of trial.
pub fn trial(trial: Trial) -> Text {
    match trial {
        Trial::AsSent => say!("as it was sent, send by send", "怎么发，就怎么到"),
        Trial::Glued => say!("all at once", "一次全到"),
        Trial::OneCut => say!("one cut, at every place", "切一刀，每个位置"),
        Trial::TwoCuts => say!("two cuts, at every pair of places", "切两刀，任意两个位置"),
        Trial::NearEdges => say!("two cuts, both near a boundary", "切两刀，都靠近边界"),
        Trial::ByteByByte => say!("byte by byte", "一个字节一个字节地到"),
        Trial::Random => say!("random cuts", "随机切"),
        Trial::CutShort => say!("the stream ends inside a frame", "帧没收完，流就断了"),
        Trial::TooLarge => say!("a message of 6 MB, a file of 3 GiB", "6 MB 的消息，3 GiB 的文件"),
        Trial::Hostile => say!("headers that lie, endless bytes", "伪造的首部，没完没了的字节"),
    }
}

/// `60 of 5922`.
pub fn survived(survived: u64, of: u64) -> Text {
    say!("{survived} of {of}", "{of} 次中通过 {survived} 次")
}

/// The label of the sum.
pub fn in_all() -> Text {
    say!("in all", "合计")
}

/// No trial of this kind makes sense for the framing.
pub fn not_tried() -> Text {
    say!("does not apply", "不适用")
}

/// A message that the sender refuses.
pub fn refused(bytes: u64, why: &Text) -> Text {
    say!(
        "Its sender refuses a message of {0}, and says so: {1}",
        "有一条 {0}的消息，它的发送方明确拒绝：{1}",
        count::bytes(bytes),
        why
    )
}

/// How long the streams were, in bytes, and which pairs of cuts were tried.
pub fn streams(lens: &[usize], every_pair: bool) -> Text {
    let (en, zh) = (joined(lens, ", ", " and "), joined(lens, "、", " 和 "));
    match every_pair || lens.iter().all(|len| *len <= EVERY_PAIR) {
        true => say!(
            "The streams have {en} bytes; two cuts: every pair of places in each.",
            "数据流的长度：{zh} 字节。切两刀时，任意两个位置都试过。"
        ),
        false => say!(
            "The streams have {en} bytes. Two cuts: every pair of places where a stream has at most {EVERY_PAIR} bytes; in a longer one, places at most {NEAR} bytes from the boundary of a frame, of a body, or of each 1024 bytes of a body. --every-pair tries all.",
            "数据流的长度：{zh} 字节。切两刀时，不超过 {EVERY_PAIR} 字节的，任意两个位置都试过；更长的，只试靠近边界的位置，也就是离帧、正文、正文里每 1024 字节的边界不超过 {NEAR} 字节。加上 --every-pair 就全部都试。"
        ),
    }
}

fn joined(numbers: &[usize], between: &str, last: &str) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match numbers.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{}{last}{end}", rest.join(between)),
        _ => numbers.concat(),
    }
}

/// What was tried, under the table of all.
pub fn tried(every_pair: bool) -> Text {
    match every_pair {
        true => say!(
            "Tried: every cut, every pair of cuts, byte by byte, and cuts at random.",
            "试过的有：每个位置切一刀，任意两个位置切两刀，一个字节一个字节地到，随机切。"
        ),
        false => say!(
            "Tried: every cut, byte by byte, cuts at random; every pair of cuts in streams of at most {EVERY_PAIR} bytes, in longer ones those near a boundary (--every-pair: all).",
            "试过的有：每个位置切一刀，一个字节一个字节地到，随机切；切两刀时，不超过 {EVERY_PAIR} 字节的流试遍任意两个位置，更长的只试靠近边界的（加上 --every-pair 就全试）。"
        ),
    }
}

/// Where each message is a stream of its own.
pub fn one_message_a_stream() -> Text {
    say!(
        "One message per connection: each message was a stream of its own, the empty one included.",
        "一条连接只有一条消息：每条消息各走一条连接，空消息也一样。"
    )
}

/// Where the end of the stream ends a message.
pub fn cut_is_an_end() -> Text {
    say!(
        "The end of the stream ends a message here, so a message that was cut short looks like a whole one: what has arrived is handed over as a message. This trial only asks that nothing is added and nothing is lost.",
        "在这里，流结束了，消息也就结束了，所以断在半路的消息和完整的消息看上去一样：到了多少，就当一条消息交出来。这一项只要求它不多交，也不少交。"
    )
}

/// In the table of all: the end of the stream ends a message, so a cut looks like an end.
pub fn cannot_tell() -> Text {
    say!("a cut looks like the end", "流断了还是发完了，它分不清")
}

/// The heading of the picture.
pub fn first(split: &Text) -> Text {
    say!("The first that breaks it: {0}", "第一个让它出错的：{0}", split)
}

/// A split in a few words.
pub fn split(death: &Death) -> Text {
    let claim = death.claim.unwrap_or(0);
    match (death.trial, death.cuts.as_slice()) {
        (Trial::AsSent, _) => say!("just as it was sent", "怎么发就怎么到，也出错"),
        (Trial::Glued, _) => say!("all at once", "一次全到"),
        (Trial::OneCut, [cut]) => say!("one cut, after byte {cut}", "切一刀，在第 {cut} 字节之后"),
        (Trial::TwoCuts | Trial::NearEdges, [a, b]) => {
            say!("two cuts, after bytes {a} and {b}", "切两刀，在第 {a} 和第 {b} 字节之后")
        }
        (Trial::ByteByByte, _) => say!("byte by byte", "一个字节一个字节地到"),
        (Trial::CutShort, _) => {
            let at = death.stream.bytes.len();
            say!("the stream ends after byte {at}", "流在第 {at} 字节之后断了")
        }
        (Trial::TooLarge, _) => say!("a message of {claim} bytes", "一条 {claim} 字节的消息"),
        (Trial::Hostile, _) if death.claim.is_some() && death.stream.lie == 0 => {
            say!("a message of {claim} bytes", "一条 {claim} 字节的消息")
        }
        (Trial::Hostile, _) if death.claim.is_none() => {
            say!("endless bytes", "没完没了的字节")
        }
        (Trial::Hostile, _) => {
            say!("a header that claims {claim} bytes", "首部声称有 {claim} 字节")
        }
        (_, cuts) => {
            let n = cuts.len();
            say!("{n} random cuts", "随机切 {n} 刀")
        }
    }
}

/// The label of the reason.
pub fn why_label() -> Text {
    say!("Why", "原因")
}

/// What went wrong; `got` and `want` as they may be shown.
pub fn why(why: &Why, got: &str, want: &str) -> Text {
    let message = why.message();
    match why {
        Why::Wrong { .. } => say!(
            "message {message} came out as {got}, not as {want}",
            "消息 {message} 收成了 {got}，应该是 {want}"
        ),
        Why::Part { .. } => say!(
            "{got} came out as message {message}, but no whole message had arrived",
            "收成了消息 {message}：{got}，可是根本没有一条完整的消息到过"
        ),
        Why::Missing { .. } => say!(
            "the reader says that everything has arrived, but message {message} never did",
            "接收方说全部收完了，消息 {message} 却没有收到"
        ),
        Why::Failed { stop, .. } => {
            say!(
                "the reader fails at message {message}. {0}",
                "收到消息 {message} 时出错。{0}",
                stop.text()
            )
        }
        Why::Waits { .. } => say!(
            "at message {message} the reader keeps calling recv, though the stream has ended",
            "收消息 {message} 时，流已经结束，接收方还在没完没了地 recv"
        ),
        Why::Memory { .. } => say!("{got}", "{want}"),
    }
}

/// The label of the pattern.
pub fn pattern() -> Text {
    say!("The pattern", "错在哪里")
}

/// The label of the wrong line.
pub fn wrong_line() -> Text {
    say!("wrong", "错")
}

/// The label of the right line.
pub fn right_line() -> Text {
    say!("right", "对")
}

/// A row of the picture: what was sent.
pub fn sent() -> Text {
    say!("sent", "发送")
}

/// A row of the picture: which bytes of it are a length.
pub fn header() -> Text {
    say!("header", "首部")
}

/// A row of the picture: in which pieces it arrived.
pub fn arrived() -> Text {
    say!("arrived", "到达")
}

/// A row of the picture: what each `recv` took.
pub fn read() -> Text {
    say!("read", "读取")
}

/// How to read the picture.
pub fn legend() -> Text {
    say!(
        "One cell is one byte: a character, or two hexadecimal digits. (n) stands for n bytes that are left out, · for a byte that was not read.",
        "一格是一个字节：一个字符，或者两位十六进制数。(n) 表示略去了 n 个字节，· 表示没有读到的字节。"
    )
}

/// How to read the picture where nobody knows what was read.
pub fn short_legend() -> Text {
    say!(
        "One cell is one byte: a character, or two hexadecimal digits. (n) stands for n bytes that are left out.",
        "一格是一个字节：一个字符，或者两位十六进制数。(n) 表示略去了 n 个字节。"
    )
}

/// `recv(4): 4 bytes`.
pub fn call(asked: usize, got: usize) -> Text {
    let brought = count::bytes(got as u64);
    match got {
        0 => say!("recv({asked}): the end of the stream", "recv({asked})：流结束了"),
        _ => say!("recv({asked}): {0}", "recv({asked})：{0}", brought),
    }
}

/// Calls that are left out of the list.
pub fn more_calls(n: usize) -> Text {
    say!("… {n} more …", "……还有 {n} 次……")
}

/// It survived.
pub fn whole() -> Text {
    say!("survives", "通过")
}

/// It did not.
pub fn broken() -> Text {
    say!("breaks", "出错")
}

/// Whether it behaves as expected. `exhibit`: it is a broken one, and must break.
pub fn verdict(fine: bool, exhibit: bool) -> Text {
    match (fine, exhibit) {
        (true, false) => say!("it survives everything, as it must", "全部通过，本该如此"),
        (true, true) => {
            say!("it breaks, as expected: it is a bad example", "它出错了，正如所料：这是反面教材")
        }
        (false, false) => say!("it BREAKS, and should not", "它出错了，不应该这样"),
        (false, true) => say!("it survives everything, and should NOT", "它全部通过了，不应该这样"),
    }
}

/// The end of `torture all`.
pub fn summary(fine: usize, of: usize) -> Text {
    say!("{fine} of {of} behave as expected", "{of} 个中有 {fine} 个符合预期")
}

/// How to see one.
pub fn one_of_them() -> Text {
    say!(
        "stickydemo torture NAME draws the split, and shows the wrong line beside the right one.",
        "stickydemo torture 名字 会画出那种切法，再把错的那行代码和对的那行放在一起。"
    )
}
