//! Requests to the kernel about devices: netlink(7), rtnetlink(7).

use socket2::Socket;
use std::io::{self, ErrorKind, Read, Write};
use std::mem::offset_of;
use std::net::Ipv6Addr;

/// A request with its header, which is acknowledged (include/uapi/linux/netlink.h).
pub(super) fn netlink(kind: u16, flags: i32, body: &[u8]) -> Vec<u8> {
    message(kind, libc::NLM_F_REQUEST | libc::NLM_F_ACK | flags, body)
}

/// A request to which there is one answer: what was asked for, or an error.
pub(super) fn netlink_without_ack(kind: u16, body: &[u8]) -> Vec<u8> {
    message(kind, libc::NLM_F_REQUEST, body)
}

fn message(kind: u16, flags: i32, body: &[u8]) -> Vec<u8> {
    use libc::nlmsghdr;
    let mut message = vec![0; size_of::<nlmsghdr>()];
    let length = (message.len() + body.len()) as u32;
    let flags = flags as u16;
    put(&mut message, offset_of!(nlmsghdr, nlmsg_len), length.to_ne_bytes());
    put(&mut message, offset_of!(nlmsghdr, nlmsg_type), kind.to_ne_bytes());
    put(&mut message, offset_of!(nlmsghdr, nlmsg_flags), flags.to_ne_bytes());
    message.extend(body);
    message
}

/// An attribute of a request: its `rtattr` (rtnetlink(7)) and its value, which ends on four bytes.
fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    use libc::rtattr;
    let mut attribute = vec![0; size_of::<rtattr>()];
    let length = (attribute.len() + value.len()) as u16;
    put(&mut attribute, offset_of!(rtattr, rta_len), length.to_ne_bytes());
    put(&mut attribute, offset_of!(rtattr, rta_type), kind.to_ne_bytes());
    attribute.extend(value);
    attribute
}

/// How many packets may wait in a device. RTM_NEWLINK: `ifinfomsg` and IFLA_TXQLEN
/// (include/uapi/linux/if_link.h). SIOCSIFTXQLEN asks for a capability that a user namespace does not
/// give (`dev_ioctl`, net/core/dev_ioctl.c).
pub(super) fn queue_length(index: i32, packets: u32) -> Vec<u8> {
    let mut body = vec![0; size_of::<libc::ifinfomsg>()];
    put(&mut body, offset_of!(libc::ifinfomsg, ifi_index), index.to_ne_bytes());
    body.extend(attribute(libc::IFLA_TXQLEN, &packets.to_ne_bytes()));
    netlink(libc::RTM_NEWLINK, 0, &body)
}

/// RTM_NEWADDR: `ifaddrmsg` and IFA_LOCAL (include/uapi/linux/if_addr.h). The address, of a prefix of
/// 126 bits, that is taken without a look for duplicates.
pub(super) fn new_address(own: Ipv6Addr, index: i32) -> Vec<u8> {
    use libc::ifaddrmsg;
    let mut body = vec![0; size_of::<ifaddrmsg>()];
    put(&mut body, offset_of!(ifaddrmsg, ifa_family), [libc::AF_INET6 as u8]);
    put(&mut body, offset_of!(ifaddrmsg, ifa_prefixlen), [126]);
    put(&mut body, offset_of!(ifaddrmsg, ifa_flags), [libc::IFA_F_NODAD as u8]);
    put(&mut body, offset_of!(ifaddrmsg, ifa_index), index.to_ne_bytes());
    body.extend(attribute(libc::IFA_LOCAL, &own.octets()));
    netlink(libc::RTM_NEWADDR, libc::NLM_F_CREATE, &body)
}

/// Sends a request and reads the answer: NLMSG_ERROR with an error number, 0 for success
/// (netlink(7)). The kernel answers before the request returns.
pub(super) fn ask(mut socket: &Socket, message: &[u8]) -> io::Result<()> {
    socket.write_all(message)?;
    let mut answer = [0; 512];
    let length = socket.read(&mut answer)?;
    let place = size_of::<libc::nlmsghdr>() + offset_of!(libc::nlmsgerr, error);
    let number = answer[..length].get(place..).and_then(|bytes| bytes.first_chunk());
    match number.map(|bytes| i32::from_ne_bytes(*bytes)) {
        Some(0) => Ok(()),
        Some(error) => Err(io::Error::from_raw_os_error(error.saturating_neg())),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// Writes a field of a struct to its place in the bytes of the struct.
fn put<const N: usize>(bytes: &mut [u8], offset: usize, value: [u8; N]) {
    bytes[offset..offset + N].copy_from_slice(&value);
}
