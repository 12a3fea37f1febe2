//! What a framing refuses, and why, in Chinese.

use super::FramingError;
use super::header::range;

impl FramingError {
    pub(super) fn zh(&self) -> String {
        match *self {
            Self::OutOfRange { header, value } => {
                let range = range(header);
                let (least, most) = (range.start(), range.end());
                format!("{value} 放不进首部（{header}）：它只能表示 {least} 到 {most}。")
            }
            Self::MessageTooLong { len, max } => {
                format!("消息有 {len} 字节，这种组帧最多收 {max} 字节。")
            }
            Self::ClaimTooLarge { claim, max } => {
                format!("首部声称有 {claim} 字节，最多只收 {max} 字节。没有为它分配任何内存。")
            }
            Self::NoDelimiter { max } => {
                format!("已经来了超过 {max} 字节，仍没有分隔符；一条消息最多 {max} 字节。")
            }
            Self::EndInsideFrame { have, whole } => {
                format!("数据流在一帧的中间结束了：{}。", arrived_zh(have, whole))
            }
            Self::WrongLength { len, must } => {
                format!("消息有 {len} 字节，而这种组帧的每条消息必须正好 {must} 字节。")
            }
            Self::HoldsDelimiter { at } => {
                format!("消息里出现了分隔符（偏移 {at} 处），接收方会在那里把消息切断。")
            }
            Self::Negative { value } => format!("首部说有 {value} 字节，长度不能是负数。"),
            Self::SmallerThanHeader { claim, header } => {
                format!("首部说连同自己共 {claim} 字节，可它自己就有 {header} 字节。")
            }
            Self::BelowLayout { claim, least } => {
                format!("首部说的是 {claim}，按这种布局至少应当是 {least}。")
            }
            Self::BelowMessage { len, least } => {
                format!("消息有 {len} 字节，按这种布局至少要有 {least} 字节。")
            }
            Self::WrongOwnLength { says, must } => {
                format!("这里长度字段也是消息的一部分：它写的是 {says}，应当是 {must}。")
            }
            Self::StrippedVarint => "varint 的字节数不固定，没法按字节数剥掉首部。".into(),
            Self::Overlong { bytes } => {
                format!("这个 varint 用了 {bytes} 字节，其实更少的字节就放得下。")
            }
            Self::VarintTooBig => "这个 varint 超过了 64 位还没有结束。".into(),
            Self::WrongField { header, len } => {
                format!("这 {len} 字节不是一个 {header} 长度字段。")
            }
            Self::ZeroLength => "固定长度为 0 字节，标不出任何边界。".into(),
            Self::EmptyDelimiter => "分隔符是空的，标不出任何边界。".into(),
            Self::EscapeInDelimiter => "分隔符里含有转义字节，接收方无法区分两者。".into(),
            Self::DelimiterInDelimiter => {
                "有一个分隔符在要写出的分隔符中间就结束了，接收方会读成两个。".into()
            }
            Self::Exhibit => "这个接收方是反面教材：它自己决定收多少，没法由别人喂给它。".into(),
            _ => self.zh_of_exchanges_and_json(),
        }
    }

    /// The framings that answer, that end with the connection, or that speak JSON.
    fn zh_of_exchanges_and_json(&self) -> String {
        match *self {
            Self::EndsWithPadding { len } => {
                format!("消息（{len} 字节）的末尾就是填充字节，接收方会把它当填充去掉。")
            }
            Self::NoEnd { max } => {
                format!("已经来了超过 {max} 字节，流还没有结束；一条消息最多 {max} 字节。")
            }
            Self::NoNumber { at } => {
                format!("长度应当由数字组成，可是偏移 {at} 处不是数字。")
            }
            Self::LongNumber { most } => format!("长度写了 {most} 位数字还没有结束。"),
            Self::WrongAnswer { at, len } => {
                format!("收到的不是约定的应答（{len} 字节）：从偏移 {at} 处开始不一样。")
            }
            Self::EmptyAck => "应答是空的，等于没有应答。".into(),
            Self::DigitEnd => "数字不能用数字来结尾，接收方无法区分两者。".into(),
            Self::HeaderTooLarge { claim, max } => {
                format!("JSON 首部有 {claim} 字节，最多只收 {max} 字节。")
            }
            Self::NoJson { line, column } => {
                format!("首部不是一个 JSON 对象：问题在它的第 {line} 行第 {column} 列。")
            }
            Self::NoSize => "JSON 首部没有用整数写明消息的大小。".into(),
            Self::TwoSizes => "JSON 首部把消息的大小写了两遍，两个接收方可能各信一个。".into(),
            _ => self.zh_of_text_and_stuffing(),
        }
    }

    /// The framings whose lengths are text, that stuff bytes, or that are JSON.
    fn zh_of_text_and_stuffing(&self) -> String {
        match *self {
            Self::WrongSign { at } => {
                format!("帧的偏移 {at} 处应当是约定的标记，来的却是别的字节。")
            }
            Self::LeadingZero => "长度的数字前面多了零；这里一个数只有一种写法。".into(),
            Self::HeadTooLong { max } => format!("首部的各行超过 {max} 字节还没有结束。"),
            Self::BadField { line } => {
                format!("首部第 {line} 行不对：应当是名字、冒号和值。")
            }
            Self::NoLength => "首部没有一行写 Content-Length。".into(),
            Self::TwoLengths => "首部写了两遍 Content-Length，两个接收方可能各信一个。".into(),
            Self::EmptyMessage => "这种组帧发不了空消息：接收方会跳过它。".into(),
            Self::BadStuffing { at } => format!("帧的偏移 {at} 处字节填充不对。"),
            Self::LongValue { max } => format!("这个 JSON 值超过 {max} 字节还没有结束。"),
            Self::BadJson { line, column } => {
                format!("这个值不是 JSON：问题在它的第 {line} 行第 {column} 列。")
            }
            Self::NoValue { at } => {
                format!("这里只能是一个 JSON 对象、数组或字符串：问题在偏移 {at} 处。")
            }
            _ => self.to_string(),
        }
    }
}

fn arrived_zh(have: u64, whole: Option<u64>) -> String {
    match whole {
        Some(whole) => format!("这一帧共 {whole} 字节，只到了 {have} 字节"),
        None => format!("这一帧只到了 {have} 字节"),
    }
}
