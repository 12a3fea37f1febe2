//! Which options a socket takes.

use crate::model::{OptionName, Step, Text, Transport};
use crate::scenario::problem::Explain;

/// An option that a socket of this kind does not have.
pub(super) struct WrongOption {
    option: OptionName,
    transport: Transport,
}

impl Explain for WrongOption {
    fn what(&self) -> Text {
        Text::new(
            format!("a {} socket has no option {}", self.transport, self.option),
            format!("{} 套接字没有 {} 这个选项", self.transport, self.option),
        )
    }

    fn help(&self) -> Option<Text> {
        let known: Vec<&str> = OptionName::ALL
            .iter()
            .filter(|option| takes(self.transport, **option))
            .map(|option| option.as_str())
            .collect();
        crate::scenario::near::one_of(&known)
    }
}

/// Whether a socket of this transport takes the option on any system: TCP's options are at the
/// level IPPROTO_TCP, UDP's at IPPROTO_UDP (tcp(7), udp(7)); lingering is for connections
/// (socket(7)); SIO_UDP_CONNRESET is a control code of Windows' UDP sockets, SIO_TCP_SET_ACK_FREQUENCY
/// one of its TCP sockets.
pub(in crate::scenario) fn takes(transport: Transport, option: OptionName) -> bool {
    use OptionName as O;
    match option {
        O::TcpNodelay
        | O::TcpCork
        | O::TcpNopush
        | O::TcpQuickack
        | O::TcpMaxseg
        | O::TcpUserTimeout
        | O::TcpNotsentLowat
        | O::SoListenqlen
        | O::SoListenqlimit
        | O::SioTcpSetAckFrequency
        | O::TcpKeepidle
        | O::TcpKeepintvl
        | O::TcpKeepcnt
        | O::SoKeepalive => transport == Transport::Tcp,
        O::UdpCork | O::UdpSegment | O::UdpGro | O::SioUdpConnreset => transport == Transport::Udp,
        O::IpRecverr | O::Ipv6V6only | O::SoReuseaddr | O::SoReuseport | O::SoExclusiveaddruse => {
            !transport.is_unix()
        }
        O::SoLinger => transport.listens(),
        O::SoSndbuf | O::SoRcvbuf | O::SoRcvlowat => true,
    }
}

/// The options that the step sets or asks for and the socket does not take.
pub(super) fn wrong(
    step: &Step,
    transport: Transport,
) -> impl Iterator<Item = (OptionName, WrongOption)> {
    let asked = step.call.arguments().option;
    let options = step.set.iter().map(|setting| setting.name).chain(asked);
    let wrong = options.filter(move |option| !takes(transport, *option));
    wrong.map(move |option| (option, WrongOption { option, transport }))
}
