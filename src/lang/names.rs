//! What the words of the model are called in sentences.

use crate::model::{
    Cause, Counted, ErrorName, Fate, Group, Platform, Role, Text, Verdict, WireKind,
};
use crate::scenario::find::Source;

/// A fate.
pub fn fate(fate: Fate) -> Text {
    match fate {
        Fate::Intact => say!("intact", "完整"),
        Fate::Glued => say!("glued", "粘包"),
        Fate::Split => say!("split", "拆包"),
        Fate::Truncated => say!("truncated", "截断"),
        Fate::Lost => say!("lost", "丢失"),
        Fate::Duplicated => say!("duplicated", "重复"),
        Fate::Reordered => say!("reordered", "乱序"),
        Fate::Discarded => say!("discarded", "被丢弃"),
        Fate::Rejected => say!("rejected", "被拒收"),
        Fate::Buffered => say!("buffered", "留在程序缓冲区"),
        Fate::Unread => say!("unread", "未读"),
        Fate::InFlight => say!("in flight", "在途"),
        Fate::Unsent => say!("unsent", "未离开发送方"),
        Fate::NeverSent => say!("never sent", "从未发送"),
    }
}

/// A cause: its word, which a scenario has, too, and in Chinese what that means.
pub fn cause(cause: Cause) -> Text {
    let gloss = match cause {
        Cause::Leftover => "上次没读完",
        Cause::SentTogether => "一次写出",
        Cause::SentInParts => "分几次写出",
        Cause::Nagle => "Nagle 算法",
        Cause::Cork => "程序要求先攒着",
        Cause::Window => "窗口没有空位",
        Cause::Pacing => "匀速发送",
        Cause::HeadOfLine => "队头阻塞",
        Cause::Segmented => "报文段装不下",
        Cause::ReadLate => "读得晚",
        Cause::WaitedForMore => "要等更多数据",
        Cause::ShortBuffer => "缓冲区小",
        Cause::Unknown => "此处看不出来",
    };
    Text::new(cause.as_str(), format!("{gloss}（{cause}）"))
}

/// An error as it is said: its portable name, in Chinese what that means, and what this system calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidError {
    /// The portable name.
    pub name: ErrorName,
    /// `reset (ECONNRESET)`.
    pub text: Text,
}

impl SaidError {
    /// With the system's own name for it, where there is one.
    pub fn of(name: ErrorName, native: Option<&str>) -> Self {
        let gloss = gloss(name);
        let text = match native {
            Some(native) => {
                Text::new(format!("{name} ({native})"), format!("{gloss}（{name}, {native}）"))
            }
            None => error(name),
        };
        SaidError { name, text }
    }
}

/// An error of which only the portable name is known.
pub fn error(name: ErrorName) -> Text {
    Text::new(name.as_str(), format!("{}（{name}）", gloss(name)))
}

/// What an error means, in Chinese.
fn gloss(error: ErrorName) -> &'static str {
    use ErrorName as E;
    match error {
        E::Refused => "被拒绝",
        E::Reset => "连接被重置",
        E::BrokenPipe => "管道已断开",
        E::Aborted => "连接被中止",
        E::AddressInUse => "地址已被占用",
        E::AddressNotAvailable => "地址不可用",
        E::MessageTooLong => "消息太长",
        E::WouldBlock => "需要等待",
        E::InProgress => "正在进行",
        E::Timeout => "时限已到",
        E::ConnectionTimedOut => "连接超时",
        E::NotConnected => "没有连接",
        E::AlreadyConnected => "已经连接",
        E::DestinationRequired => "缺少目的地址",
        E::NoBufferSpace => "内存不够",
        E::Unreachable => "网络不可达",
        E::PermissionDenied => "没有权限",
        E::InvalidArgument => "参数无效",
        E::NotSupported => "不支持这个操作",
        E::Unsupported => "本系统不支持",
        E::TooManyOpen => "打开得太多",
        E::Interrupted => "被信号打断",
        E::FrameTooLarge => "帧太大",
        E::EndInsideFrame => "帧没收完流就结束",
        E::EndOfStream => "流已结束",
        E::OutOfRange => "数值放不下",
        E::BadFrame => "不是合法的帧",
        E::Other => "其他错误",
    }
}

/// What of a scenario answers a question, before that.
pub fn answers(source: Source) -> Text {
    match source {
        Source::Name => say!("name: ", "名字："),
        Source::Keyword => say!("keyword: ", "关键词："),
        Source::Error => say!("error: ", "错误："),
        Source::Title => say!("title: ", "标题："),
        Source::Question => say!("question: ", "问题："),
        Source::Text => say!("text: ", "正文："),
    }
}

/// What a case is there for.
pub fn role(role: Role) -> Text {
    match role {
        Role::Problem => say!("problem", "现象"),
        Role::NotAFix => say!("not a fix", "无效办法"),
        Role::Fix => say!("fix", "解决办法"),
    }
}

/// Whether it showed, in one or two words.
pub fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Shown => say!("shown", "已演示"),
        Verdict::NotShown => say!("NOT shown", "未演示出来"),
        Verdict::Unsupported => say!("unsupported here", "此处无法观察"),
        Verdict::Changed => say!("changed", "已改变"),
    }
}

/// Whether it showed, in one short word, for a table.
pub fn verdict_short(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Shown => say!("shown", "已演示"),
        Verdict::NotShown => say!("NOT shown", "未演示"),
        Verdict::Unsupported => say!("unsupported", "看不到"),
        Verdict::Changed => say!("changed", "已改变"),
    }
}

/// It did not show, and need not on this system.
pub fn not_shown_here() -> Text {
    say!("not shown here", "在此没有演示出来")
}

/// It did not show, and need not on this system: in one short word, for a table.
pub fn not_shown_here_short() -> Text {
    say!("not here", "此处没有")
}

/// The mark before a verdict.
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Shown => "✔",
        Verdict::NotShown => "✘",
        Verdict::Unsupported => "○",
        Verdict::Changed => "≈",
    }
}

/// A part of the course.
pub fn group(group: Group) -> Text {
    match group {
        Group::Tcp => say!("TCP: a stream has no messages", "TCP：字节流里没有消息"),
        Group::Udp => say!("UDP: datagrams", "UDP：数据报"),
        Group::Boundaries => say!("Boundaries the kernel keeps", "内核保留的边界"),
        Group::Fixes => say!("The fixes", "各种解决办法"),
        Group::Apps => say!("The tutorials' programs", "教程里的程序"),
        Group::Lab => say!("A network between hosts", "主机之间的网络"),
    }
}

/// A system, or the lab.
pub fn platform(platform: Platform) -> Text {
    match platform {
        Platform::Linux => say!("Linux", "Linux"),
        Platform::Macos => say!("macOS", "macOS"),
        Platform::Windows => say!("Windows", "Windows"),
        Platform::Freebsd => say!("FreeBSD", "FreeBSD"),
        Platform::Wine => say!("Wine", "Wine"),
        Platform::Lab => say!("the lab", "实验网络"),
    }
}

/// Wires, by the words that traces have for them.
pub fn wires(wires: &[WireKind]) -> String {
    wires.iter().map(|wire| wire.as_str()).collect::<Vec<_>>().join(" + ")
}

/// A figure of a case.
pub fn counted(what: Counted) -> Text {
    match what {
        Counted::Sends => say!("messages sent", "发送的消息数"),
        Counted::Segments => say!("segments that left", "发出的报文段数"),
        Counted::Receives => say!("receives", "接收次数"),
        Counted::Drops => say!("datagrams dropped", "被内核丢掉的数据报数"),
        Counted::Accounted => say!("datagrams accounted for", "去向已知的数据报数"),
        Counted::Held => say!("most bytes held back", "最多扣住的字节数"),
        Counted::Took => say!("time taken", "用时"),
    }
}
