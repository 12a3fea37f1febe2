//! `torture`.

use super::{ArgWords, CommandWords, say, switch, valued};

pub(super) const TORTURE: CommandWords = CommandWords {
    name: "torture",
    about: say(
        "Cut a stream in many ways: which framing survives?",
        "把数据流按几千种切法切开，看哪种组帧方式撑得住。",
    ),
    usage: say("[OPTIONS] <FRAMING|all>", "[选项] <组帧|all>"),
    more: Some(say(
        "Feeds a framing, or a broken one, a stream of messages cut at every place, at every pair \
         of places (in a long stream at those near a boundary), byte by byte and at random; streams \
         that end too early; and headers that lie. Says how many it survived, draws the first that breaks \
         it, byte by byte, and shows the wrong line of code beside the right one. No socket is \
         opened; the broken ones run on real sockets in the scenario `broken`.",
        "给一种组帧（或者一个有毛病的组帧）喂切开的数据流：每个位置切一刀，任意两个位置切两刀\
         （长的流只切靠近边界的位置），一个字节一个字节地到，随机切；还有提前断掉的流、伪造的首部。\
         先说它通过了多少次，再把第一个让它出错的切法逐字节画出来，最后把错的那行代码和对的那行放在一起。\
         不打开任何套接字；这些有毛病的组帧在真实套接字上的样子，见场景 `broken`。",
    )),
    args: &[
        valued(
            "framing",
            say("FRAMING|all", "组帧|all"),
            say(
                "length-prefix:u32be or body-recv-1024, say; without a name, all names are listed",
                "例如 length-prefix:u32be、body-recv-1024；不写名字，就列出全部名字",
            ),
        ),
        ArgWords {
            id: "seed",
            value: Some(say("N", "数")),
            help: say(
                "the seed of the random splits (1): the same seed gives the same splits everywhere",
                "随机切法的种子（默认 1）：同一个种子，在哪台电脑上切法都一样",
            ),
            takes: Some(say(
                "a whole number from 0 to 18446744073709551615",
                "0 到 18446744073709551615 之间的整数",
            )),
        },
        switch(
            "every_pair",
            say(
                "every pair of cuts in the long stream, too: 4.5 million, a few seconds for each framing",
                "长的流也试遍任意两个位置：450 万种切法，每种组帧要几秒",
            ),
        ),
        valued(
            "format",
            say("FORMAT", "格式"),
            say("text (the picture) or json (for programs)", "text（图文）或 json（供程序读取）"),
        ),
    ],
    shared: &[],
    examples: &[
        ("stickydemo torture all", say("a table of all of them", "全部列成一张表")),
        (
            "stickydemo torture body-recv-1024",
            say("one wrong line: each recv asks for 1024", "只错一行：每次 recv 都要 1024 字节"),
        ),
    ],
};
