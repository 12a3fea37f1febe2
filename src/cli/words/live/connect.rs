//! `connect`.

use super::super::{CommandWords, say, valued};
use super::shared::SHARED;
use super::{APP, lasting};

pub(in super::super) const CONNECT: CommandWords = CommandWords {
    name: "connect",
    about: say("Be a tutorial's client, live.", "充当教程里某个程序的客户端，真的跑起来。"),
    usage: say("[OPTIONS] <APP> [ADDRESS]", "[选项] <程序> [地址]"),
    more: Some(say(
        "Each line that is typed (or comes from a pipe) is sent as it is, without its end. `upper` and `time` \
         then take the next receive for the answer, as the tutorials do; `quit` ends them. `raw` shows whatever \
         comes, whenever it comes. `file` takes put NAME, get NAME, list and quit, for files of the current folder, and \
         user|password first where the server wants a login. `chat` shows whatever comes, too; `quit` ends it. So does `stamp`, until `q`; framed, `file NAME` sends a file of \
         the current folder.",
        "输入的每一行（也可以来自管道）原样发出去，不带换行。`upper` 和 `time` 接着把下一次接收当作应答，\
         和教程里一样；输入 `quit` 结束。`raw` 则随时显示收到的任何东西。`file` 认得 put 文件名、get 文件名、list 和 quit，用的是当前文件夹里的文件；服务器要求登录时，先输入 用户|密码。`chat` 也随时显示收到的内容，输入 `quit` 结束。`stamp` 同样，输入 `q` 结束；分帧时用 `file 文件名` 发送当前文件夹里的文件。",
    )),
    args: &[
        APP,
        valued(
            "address",
            say("ADDRESS", "地址"),
            say(
                "of the server: 127.0.0.1:9000, [::1]:9000 or only a port",
                "服务器的地址：127.0.0.1:9000、[::1]:9000，或者只写端口",
            ),
        ),
        lasting(
            "every",
            say(
                "raw: say the last line again, each time after so long",
                "raw：每隔这么久，把上一行再发一遍",
            ),
        ),
        valued(
            "send_file",
            say("FILE", "文件"),
            say("raw: send this file first, as one message", "raw：先把这个文件当作一条消息发出去"),
        ),
        valued(
            "guise",
            say("WHO", "谁"),
            say(
                "auth: valid, ignorant (takes the challenge for an answer) or wrong-key",
                "auth：valid（有密钥）、ignorant（什么都不懂，把挑战值当成应答）或 wrong-key（密钥不对）",
            ),
        ),
        valued(
            "spelling",
            say("SPELLING", "写法"),
            say(
                "file: how the JSON header is spelt: ours (for our server; as usual), file_size (as usual --as-taught), filesize or total_size (for \
                 plain ones, which take put only)",
                "file：JSON 首部的写法：ours（对我们的服务器，默认）、file_size（--as-taught 时默认）、filesize 或 total_size（对普通服务器，只有 put）",
            ),
        ),
    ],
    shared: SHARED,
    examples: &[
        (
            "stickydemo connect upper --cut 1",
            say(
                "each line byte by byte: how many answers?",
                "每一行一个字节一个字节地发：会有几个应答？",
            ),
        ),
        (
            "echo hello | stickydemo connect raw 9000",
            say("one line, from a pipe", "从管道来的一行"),
        ),
    ],
};
