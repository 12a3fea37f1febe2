//! `sweep`.

use super::{ArgWords, CommandWords, SCENARIO, run, say, switch, valued};

pub(super) const SWEEP: CommandWords = CommandWords {
    name: "sweep",
    about: say(
        "Run a scenario with each combination of values.",
        "让一个场景在各种取值组合下各运行一遍，列成一张表。",
    ),
    usage: say("<SCENARIO|FILE> --vary <X=V1,V2>...", "<场景|文件> --vary <什么=值1,值2>..."),
    more: Some(say(
        "A row for each combination and case: the values, how many sends, segments and receives, \
         what became of the messages, the main cause, the time; all of it measured on real \
         sockets. Where a figure varies from row to row, it is drawn as bars. At most 200 rows.",
        "每种组合、每个用例一行：取了什么值，发送、报文段、接收各有多少，消息的结局，主要原因，用时；\
         全部在真实的套接字上测出来。哪个数字随着取值变化，就把它画成条形图。最多 200 行。",
    )),
    args: &[
        SCENARIO,
        valued(
            "vary",
            say("X=V1,V2", "什么=值1,值2"),
            say(
                "client.TCP_NODELAY=on,off varies a socket option, recv.max=4,1024 the argument of \
                 a call; a leading CASE: is allowed; with several of them, all combinations are run",
                "client.TCP_NODELAY=on,off 变套接字选项，recv.max=4,1024 变调用的参数；\
                 前面可以再写“用例:”；写了几个，就运行它们的全部组合",
            ),
        ),
        valued(
            "case",
            say("CASE", "用例"),
            say(
                "only this case; may be given several times; without it, every case to which the \
                 change applies",
                "只运行这个用例；可以写多次；不写就是所有能这样变的用例",
            ),
        ),
        ArgWords {
            id: "repeat",
            value: Some(say("N", "次数")),
            help: say(
                "run every row N times; a figure that differs is given as a range, least to most",
                "每一行运行 N 次；每次不一样的数字，给出从最小到最大的范围",
            ),
            takes: Some(say("a whole number from 1 to 4294967295", "1 到 4294967295 之间的整数")),
        },
        valued(
            "format",
            say("FORMAT", "格式"),
            say(
                "text (the tables), json (for programs), html (a page to keep, with a run of each row \
                 in it) or markdown (for a lab report)",
                "text（表格）、json（供程序读取）、html（可以保存的网页，每一行的一次运行就在里面）或 \
                 markdown（写进实验报告）",
            ),
        ),
        run::OUTPUT,
        switch("quiet", say("only the tables", "只显示表格")),
    ],
    shared: &[],
    examples: &[
        (
            "stickydemo sweep nagle --vary client.TCP_NODELAY=on,off",
            say("what does the option change?", "这个选项改变了什么？"),
        ),
        (
            "stickydemo sweep short-recv --vary recv.max=2,4,1024",
            say("and the size of the reads?", "每次读多少，又有什么不同？"),
        ),
    ],
};
