//! Who has spoken: a number for each address, in the order in which they first spoke.

use crate::model::Text;
use socket2::SockAddr;

/// Someone who has spoken.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    /// From 1; never given again.
    pub(super) number: u64,
    /// Where the datagrams come from, and so where answers go.
    pub(super) address: SockAddr,
}

/// The addresses of those who spoke last.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// Who spoke last stands last.
    peers: Vec<Peer>,
    /// How many there have been.
    given: u64,
    /// Whether it has been said that some are forgotten.
    told: bool,
}

/// What was found in the book, and what is to be said of it.
pub(super) struct Heard {
    pub(super) number: u64,
    pub(super) remarks: Vec<Text>,
}

impl Book {
    /// So many addresses are kept. Anyone may send from as many as they like.
    const MOST: usize = 64;

    /// Somebody has spoken.
    pub(super) fn heard(&mut self, from: &SockAddr) -> Heard {
        if let Some(at) = self.peers.iter().position(|peer| peer.address == *from) {
            let peer = self.peers.remove(at);
            let number = peer.number;
            self.peers.push(peer);
            return Heard { number, remarks: Vec::new() };
        }
        let mut remarks = Vec::new();
        if self.peers.len() >= Self::MOST {
            self.peers.remove(0);
            if !std::mem::replace(&mut self.told, true) {
                remarks.push(full());
            }
        }
        self.given += 1;
        let peer = Peer { number: self.given, address: from.clone() };
        remarks.push(joined(&peer));
        self.peers.push(peer);
        Heard { number: self.given, remarks }
    }

    /// Who has this number.
    pub(super) fn of(&self, number: u64) -> Option<&Peer> {
        self.peers.iter().find(|peer| peer.number == number)
    }

    /// Who spoke last.
    pub(super) fn last(&self) -> Option<&Peer> {
        self.peers.last()
    }

    /// A line for each, by number.
    pub(super) fn list(&self) -> Vec<Text> {
        let mut peers: Vec<&Peer> = self.peers.iter().collect();
        peers.sort_by_key(|peer| peer.number);
        let last = self.last().map(|peer| peer.number);
        match peers.is_empty() {
            true => vec![Text::new(
                "the book is empty: nobody has spoken",
                "通讯录是空的：还没有人说过话",
            )],
            false => peers.into_iter().map(|peer| entry(peer, last)).collect(),
        }
    }
}

fn address(peer: &Peer) -> String {
    peer.address.as_socket().map_or_else(|| "?".to_owned(), |address| address.to_string())
}

fn joined(peer: &Peer) -> Text {
    let (number, address) = (peer.number, address(peer));
    let how = match number {
        1 => Text::new(
            "; what you type goes to the last who spoke, `1: hello` to client 1, list shows all",
            "；直接输入就发给最后说话的，`1: 你好` 发给客户端1，输入 list 看所有人",
        ),
        _ => Text::new("", ""),
    };
    Text::new(
        format!("{address} is client {number}{}", how.en),
        format!("{address} 是客户端{number}{}", how.zh),
    )
}

fn entry(peer: &Peer, last: Option<u64>) -> Text {
    let (number, address) = (peer.number, address(peer));
    let mark = match last == Some(number) {
        true => Text::new(", spoke last", "，最后说话"),
        false => Text::new("", ""),
    };
    Text::new(
        format!("client {number}: {address}{}", mark.en),
        format!("客户端{number}：{address}{}", mark.zh),
    )
}

fn full() -> Text {
    let most = Book::MOST;
    Text::new(
        format!("the book has {most} entries: from now on who was silent longest is forgotten"),
        format!("通讯录最多记 {most} 个：从现在起，最久没说话的会被忘掉"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, SocketAddr};

    fn from(port: u16) -> SockAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()
    }

    #[test]
    fn an_address_keeps_its_number_and_who_spoke_last_is_last() {
        let mut book = Book::default();
        assert!(book.last().is_none());
        let numbers: Vec<u64> =
            [7001, 7002, 7001].into_iter().map(|port| book.heard(&from(port)).number).collect();
        assert_eq!(numbers, [1, 2, 1]);
        assert_eq!(book.last().unwrap().number, 1);
        assert_eq!(book.of(2).unwrap().address, from(7002));
        assert!(book.of(3).is_none());
        let listed: Vec<String> = book.list().into_iter().map(|text| text.en).collect();
        assert_eq!(listed, ["client 1: 127.0.0.1:7001, spoke last", "client 2: 127.0.0.1:7002"]);
    }

    #[test]
    fn a_crowd_takes_no_more_than_the_book_has_and_it_is_said_once() {
        let mut book = Book::default();
        let said: usize = (1..=1000_u16).map(|port| book.heard(&from(port)).remarks.len()).sum();
        assert_eq!(said, 1000 + 1);
        assert_eq!(book.list().len(), Book::MOST);
        assert!(book.of(1).is_none());
        assert_eq!(book.heard(&from(1)).number, 1001);
    }
}
