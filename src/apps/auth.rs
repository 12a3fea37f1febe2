//! `auth`: login by a shared key. The server sends a challenge of random bytes, the client answers with the HMAC of
//! them (RFC 2104) under the key, and the server compares: no word is said of it; failure is a close. Then
//! it is `upper`. Both sides know how long challenge and digest are, and read until they have as many bytes.

use super::server::{answer_all, connections};
use super::stream::exactly;
use super::taught::{self, Loop, uncaught};
use super::upper::{capitals, converse};
use super::{End, Fault, Input, Plan, Session, Stop, Stream};
use crate::model::{Text, named_enum};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha2::Sha256;
use std::time::Duration;

/// The challenge, in bytes.
pub(super) const CHALLENGE: usize = 32;

named_enum! {
    /// What the HMAC is made with.
    pub enum Digest {
        /// MD5: 16 bytes, the tutorials'.
        Md5 = "md5",
        /// SHA-256: 32 bytes.
        Sha256 = "sha256",
    }
}

named_enum! {
    /// Who the client is.
    pub enum Guise {
        /// It has the key.
        Valid = "valid",
        /// It knows nothing of the scheme, and takes the challenge for an answer.
        Ignorant = "ignorant",
        /// Its key is another one.
        WrongKey = "wrong-key",
    }
}

/// What both sides of `auth` have.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The key.
    pub key: Vec<u8>,
    /// The digest.
    pub digest: Digest,
}

impl Secret {
    /// The tutorials' key. Everybody knows it.
    pub const TAUGHT: &'static [u8] = b"linhaifeng bang bang bang";

    /// How long a digest is, in bytes.
    pub(super) fn len(&self) -> u64 {
        match self.digest {
            Digest::Md5 => 16,
            Digest::Sha256 => 32,
        }
    }

    /// The digest of a challenge.
    pub(super) fn digest_of(&self, challenge: &[u8]) -> Vec<u8> {
        match self.digest {
            Digest::Md5 => self.mac::<Hmac<Md5>>(challenge).finalize().into_bytes().to_vec(),
            Digest::Sha256 => self.mac::<Hmac<Sha256>>(challenge).finalize().into_bytes().to_vec(),
        }
    }

    /// Whether it is the digest of a challenge; as long as the length is right, in a time that does not
    /// depend on what is wrong (`Mac::verify_slice`).
    pub(super) fn accepts(&self, digest: &[u8], challenge: &[u8]) -> bool {
        match self.digest {
            Digest::Md5 => self.mac::<Hmac<Md5>>(challenge).verify_slice(digest).is_ok(),
            Digest::Sha256 => self.mac::<Hmac<Sha256>>(challenge).verify_slice(digest).is_ok(),
        }
    }

    #[allow(clippy::expect_used, reason = "HMAC takes keys of any length: RFC 2104, section 2")]
    fn mac<M: Mac + KeyInit>(&self, challenge: &[u8]) -> M {
        let mut mac = <M as KeyInit>::new_from_slice(&self.key).expect("a key of any length");
        mac.update(challenge);
        mac
    }
}

/// How long a client that was refused may take to read that, and to close.
const FAREWELL: Duration = Duration::from_secs(1);
/// As many receives of what it has sent meanwhile.
const REST: usize = 16;

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    connections(plan, session, |mut end| match (let_in(&mut end, plan), plan.taught) {
        (Ok(true), true) => {
            taught::answer_all(end, plan.mode, Loop::Looks, |bytes| Ok(capitals(bytes)));
        }
        (Ok(true), false) => answer_all(end, plan.mode, |bytes| Some(capitals(bytes))),
        (Ok(false), true) => {
            if end.left_over() > 0 {
                session.met(Fault::ClosedUnread);
            }
            end.close();
        }
        (Ok(false), false) => refuse(end),
        (Err(stop), true) => {
            uncaught(session, &stop, plan.mode);
            end.close();
        }
        (Err(stop), false) => end.leave(&stop),
    })
}

/// Says that nothing more will come, and reads what is still unread, as far as it is little, so that the close
/// does not become a reset.
fn refuse(mut end: End<'_>) {
    end.hurry(Some(FAREWELL));
    if end.finish_sending().is_ok() {
        (0..REST).take_while(|_| end.recv().is_ok()).for_each(drop);
    }
    end.close();
}

/// How long a client may take for its digest, and after how long it is told what is missing.
const PATIENCE: Duration = Duration::from_secs(10);
const LONG: Duration = Duration::from_secs(3);

/// The digest that the client sends; as taught what one receive returns.
fn digest(end: &mut End<'_>, len: u64, taught: bool) -> Result<Vec<u8>, Stop> {
    if !taught {
        // No wait for ever: another digest may be shorter.
        end.hurry(Some(PATIENCE));
        return exactly(&mut Due { end, have: 0, len, told: false }, len);
    }
    let digest = end.take(len)?.to_vec();
    if !digest.is_empty() && (digest.len() as u64) < len {
        end.session().met(Fault::HalfDigest);
    }
    Ok(digest)
}

/// A connection on which a digest of so many bytes is due: what is missing of it is told once.
struct Due<'e, 's> {
    end: &'e mut End<'s>,
    have: u64,
    len: u64,
    told: bool,
}

impl Stream for Due<'_, '_> {
    fn take(&mut self, most: u64) -> Result<&[u8], Stop> {
        let session = self.end.session();
        if !self.told && !self.end.hears_within(LONG) && !session.is_over() {
            self.told = true;
            session.remark(&missing(self.have, self.len));
        }
        let bytes = self.end.take(most)?;
        self.have += bytes.len() as u64;
        Ok(bytes)
    }

    fn within(&mut self, part: bool) {
        self.end.within(part);
    }
}

fn missing(have: u64, len: u64) -> Text {
    let (s, most) = (LONG.as_secs(), PATIENCE.as_secs());
    Text::new(
        format!(
            "{have} of {len} bytes of the digest have come, and nothing more for {s} s. A client with another --digest \
             sends another number of bytes (md5 16, sha256 32). After {most} s it is closed"
        ),
        format!(
            "摘要要 {len} 字节，只来了 {have} 字节，{s} 秒内再没有别的。客户端的 --digest 如果不一样，字节数也不一样\
             （md5 是 16，sha256 是 32）。满 {most} 秒就关闭"
        ),
    )
}

fn more_behind(bytes: u64) -> Text {
    Text::new(
        format!("{} behind the digest: a client with another --digest?", counted(bytes)),
        format!("摘要后面还有 {bytes} 字节：客户端的 --digest 是不是不一样？"),
    )
}

fn counted(bytes: u64) -> String {
    if bytes == 1 { "1 more byte came".to_owned() } else { format!("{bytes} more bytes came") }
}

/// Whether the client has the key.
fn let_in(end: &mut End<'_>, plan: &Plan) -> Result<bool, Stop> {
    let secret = &plan.secret;
    let mut challenge = [0; CHALLENGE];
    if getrandom::fill(&mut challenge).is_err() {
        return Ok(false);
    }
    end.send(&challenge)?;
    let digest = digest(end, secret.len(), plan.taught)?;
    end.hurry(None);
    let good = secret.accepts(&digest, &challenge);
    let said = match good {
        true => Text::new("the digest is right: let in", "摘要正确：放行"),
        false => {
            Text::new("the digest is wrong: closed without a word", "摘要不对：一句话不说就关闭")
        }
    };
    end.session().remark(&said);
    let more = end.left_over();
    if !good && more > 0 {
        end.session().remark(&more_behind(more));
    }
    Ok(good)
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    let secret = match plan.guise {
        Guise::Ignorant => None,
        Guise::Valid => Some(plan.secret.clone()),
        Guise::WrongKey => {
            let key = [&plan.secret.key[..], b"1111"].concat();
            Some(Secret { key, digest: plan.secret.digest })
        }
    };
    if let Some(secret) = secret {
        let answered =
            challenge(&mut end, plan.taught).and_then(|bytes| end.send(&secret.digest_of(&bytes)));
        match answered {
            Ok(()) => end.key_shown(),
            Err(stop) => {
                end.leave(&stop);
                session.stopped(&stop);
                return Ok(());
            }
        }
    }
    if plan.guise == Guise::Ignorant {
        // Nobody has typed so soon.
        end.hears_within(FAREWELL);
    }
    converse(end, input, (plan.taught, <[u8]>::len));
    Ok(())
}

/// The challenge that the server sends; as taught what one receive returns.
fn challenge(end: &mut End<'_>, taught: bool) -> Result<Vec<u8>, Stop> {
    let challenge = match taught {
        true => end.take(CHALLENGE as u64)?.to_vec(),
        false => exactly(end, CHALLENGE as u64)?,
    };
    if end.reads_words() {
        return Err(Stop::End);
    }
    if taught && !challenge.is_empty() && challenge.len() < CHALLENGE {
        end.session().met(Fault::HalfChallenge);
    }
    Ok(challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tutorials' programs, over the challenge 00 01 … 1f.
    #[test]
    fn the_digests_are_the_tutorials() {
        let challenge: Vec<u8> = (0..32).collect();
        let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let secret = Secret { key: Secret::TAUGHT.to_vec(), digest: Digest::Md5 };
        let digest = secret.digest_of(&challenge);
        assert!(secret.accepts(&digest, &challenge) && !secret.accepts(&digest[..15], &challenge));
        assert_eq!(hex(digest), "073377114443732921e7133c6b32ec30");
        let wrong = Secret { key: [Secret::TAUGHT, b"1111"].concat(), digest: Digest::Md5 };
        assert_eq!(hex(wrong.digest_of(&challenge)), "c2db73e0be25606157f6830bc55cdded");
    }
}
