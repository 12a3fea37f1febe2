//! Bytes as a trace keeps them.

use crate::model::{Content, Limits, Payload};
use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Whole up to [`Limits::PAYLOAD`], else the beginning, the length and a digest.
pub fn payload(bytes: &[u8]) -> Payload {
    if bytes.len() <= Limits::PAYLOAD {
        return Payload::whole(bytes);
    }
    let head = bytes[..Limits::HEAD].to_vec();
    let content = Content::Digest { head, sha256: digest(bytes) };
    Payload { len: bytes.len() as u64, content }
}
