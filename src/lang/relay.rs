//! What passes between a client and a server, and is cut or glued.

use crate::apps::relay::Direction;
use crate::model::Text;

/// What random cuts depend on.
pub fn seed(seed: u64) -> Text {
    say!(
        "random cuts: --seed {seed} makes the same ones again",
        "随机切：--seed {seed} 每次都切在同样的位置"
    )
}

/// Where it is cut, and how pieces are kept apart. `ms`: the pause.
pub fn cuts(direction: Direction, ms: f64) -> Text {
    let (en, zh) = match direction {
        Direction::ToServer => ("on the way to the server", "发往服务器的方向"),
        Direction::ToClient => ("on the way to the client", "发往客户端的方向"),
        Direction::Both => ("in both directions", "两个方向"),
    };
    say!(
        "cut {en}, at the same positions of the stream in every connection; a piece goes {ms} ms or more (--pace) after the \
         one before, and, where this system tells, when that has been read",
        "{zh}都切，每个连接都切在流的同样位置；两段至少隔 {ms} 毫秒（--pace），能知道对方读没读的系统上，还要等前一段被读走"
    )
}

/// Of datagrams only one direction is changed where nothing is said.
pub fn to_server_only() -> Text {
    say!(
        "only what goes to the server is changed; --direction both changes what comes back, too",
        "只改动发往服务器的数据报；--direction both 连回来的也改"
    )
}
