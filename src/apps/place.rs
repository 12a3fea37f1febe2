//! Where a server listens, and so where its clients go.

use crate::model::{Family, Transport};
use socket2::SockAddr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use thiserror::Error;

/// An address, and what carries the bytes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// TCP or UDP.
    Internet(Transport, SocketAddr),
    /// A Unix-domain stream socket's file.
    File(PathBuf),
}

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an address is 127.0.0.1:8080, [::1]:8080, localhost:8080, or a port alone")]
pub struct PlaceError;

impl Place {
    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `:8080` or `8080`; an address without a port
    /// takes `port`. Without an address it is 127.0.0.1. No name is looked up: that could take for ever.
    ///
    /// # Errors
    /// Of everything else.
    pub fn internet(
        transport: Transport,
        text: Option<&str>,
        port: u16,
    ) -> Result<Self, PlaceError> {
        let address = text.map_or(Ok(SocketAddr::new(HERE, port)), |text| address(text, port))?;
        Ok(Place::Internet(transport, address))
    }

    /// What carries the bytes.
    pub fn transport(&self) -> Transport {
        match self {
            Place::Internet(transport, _) => *transport,
            Place::File(_) => Transport::UnixStream,
        }
    }

    /// The internet protocol; for a Unix-domain socket it says nothing.
    pub fn family(&self) -> Family {
        match self {
            Place::Internet(_, SocketAddr::V6(_)) => Family::Ipv6,
            Place::Internet(_, SocketAddr::V4(_)) | Place::File(_) => Family::Ipv4,
        }
    }

    /// As the system's calls take it.
    ///
    /// # Errors
    /// Of a file name that is longer than the system's sun_path (unix(7)).
    pub fn address(&self) -> std::io::Result<SockAddr> {
        match self {
            Place::Internet(_, address) => Ok((*address).into()),
            Place::File(path) => SockAddr::unix(path),
        }
    }

    /// Whether only this computer can reach it.
    pub fn is_here(&self) -> bool {
        match self {
            Place::Internet(_, address) => address.ip().to_canonical().is_loopback(),
            Place::File(_) => true,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Internet(_, address) => address.fmt(f),
            Place::File(path) => path.display().fmt(f),
        }
    }
}

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn address(text: &str, port: u16) -> Result<SocketAddr, PlaceError> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if let Ok(port) = text.strip_prefix(':').unwrap_or(text).parse() {
        return Ok(SocketAddr::new(HERE, port));
    }
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if let Ok(ip) = bare.parse::<Ipv6Addr>() {
        return Ok(SocketAddr::new(ip.into(), port));
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| PlaceError)?),
        None => (text, port),
    };
    let ip = if host == "localhost" { HERE } else { host.parse().map_err(|_| PlaceError)? };
    Ok(SocketAddr::new(ip, port))
}

/// The name of a Unix-domain socket. The kernel leaves it where it is when the socket is closed (unix(7)).
pub(super) struct SocketFile(pub(super) PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Removed by somebody else already: so much the better.
        std::fs::remove_file(&self.0).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_usually_written() {
        for (text, expected) in [
            ("127.0.0.1:9", "127.0.0.1:9"),
            ("9", "127.0.0.1:9"),
            (":9", "127.0.0.1:9"),
            ("localhost", "127.0.0.1:8080"),
            ("localhost:9", "127.0.0.1:9"),
            ("192.0.2.1", "192.0.2.1:8080"),
            ("::1", "[::1]:8080"),
            ("[::1]", "[::1]:8080"),
            ("[::1]:9", "[::1]:9"),
        ] {
            let read = Place::internet(Transport::Tcp, Some(text), 8080).unwrap();
            assert_eq!(read.to_string(), expected, "{text}");
        }
        for text in
            ["", "example.org:9", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:9:9", "a", "99999"]
        {
            assert_eq!(
                Place::internet(Transport::Tcp, Some(text), 8080),
                Err(PlaceError),
                "{text}"
            );
        }
    }

    #[test]
    fn only_this_computer_reaches_loopback() {
        let here = |text| Place::internet(Transport::Udp, Some(text), 1).unwrap().is_here();
        assert!(here("127.9.9.9") && here("::1") && here("::ffff:127.0.0.1"));
        assert!(!here("0.0.0.0") && !here("::") && !here("192.0.2.1") && !here("::ffff:192.0.2.1"));
    }
}
