//! Who may talk to a server that other computers can reach: whoever has its key. Before any byte of the app the
//! server sends [`MAGIC`] and 32 random bytes, and the client answers with the HMAC-SHA256 (RFC 2104) of all of
//! these under the key. Who does not is told nothing, and its connection is closed. What follows is neither secret
//! nor authenticated: who is on the way can read it, and put in its own.

use super::auth::{CHALLENGE, Digest, Secret};
use super::stream::exactly;
use super::{App, End, Stop};
use crate::model::Text;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What the server says first. It is a part of what the HMAC is of, so that no answer of `auth` is one here.
pub(super) const MAGIC: &[u8] = b"stickydemo key 1\n";
/// How long a client may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a client waits to be asked: longer than a silent stranger can keep a server that serves one at a time.
const TURN: Duration = Duration::from_secs(20);

/// What a connection must get past before it reaches the app.
#[derive(Debug, Clone, Default)]
pub enum Guard {
    /// Nothing: a server for this computer only.
    #[default]
    None,
    /// The key, of this app's server or client.
    Key(App, Arc<[u8]>),
    /// The app itself, whose own challenge asks for a key that is not known to everybody.
    Itself(App),
}

impl Guard {
    /// Whether a server that is bound to this address may listen: to others than this computer only with a guard,
    /// and never for datagrams, of which anybody can send one in anybody's name. What it opens is told.
    ///
    /// # Errors
    /// [`Stop::Open`].
    pub(super) fn permits(
        &self,
        address: SocketAddr,
        is_stream: bool,
    ) -> Result<Option<Text>, Stop> {
        if address.ip().to_canonical().is_loopback() {
            return Ok(None);
        }
        match self {
            Guard::Key(app, _) | Guard::Itself(app) if is_stream => Ok(Some(opens(*app, address))),
            Guard::None | Guard::Key(..) | Guard::Itself(_) => Err(Stop::Open(address)),
        }
    }

    /// Of a server: whether this connection has the key. Its next receive is its first.
    pub(super) fn admits(&self, end: &mut End<'_>) -> bool {
        let secret = match self {
            Guard::Key(_, key) => secret(key),
            Guard::None => return true,
            Guard::Itself(_) => {
                end.hurry(Some(PATIENCE));
                return true;
            }
        };
        end.lock(false);
        let admitted = end.unhurried(PATIENCE, |end| ask(end, &secret)).unwrap_or(false);
        if !admitted && !end.session().is_over() {
            end.session().remark(&Text::new(
                "without the key: told nothing, and closed",
                "没有密钥：什么都不说就关闭",
            ));
        }
        admitted
    }

    /// Of a client: shows that it has the key.
    ///
    /// # Errors
    /// [`Stop::NoGuard`]: the server does not ask for one. What the calls say.
    pub(super) fn passes(&self, end: &mut End<'_>) -> Result<(), Stop> {
        match self {
            Guard::Key(_, key) => {
                let secret = secret(key);
                end.unhurried(TURN, |end| answer(end, &secret))
            }
            Guard::None | Guard::Itself(_) => Ok(()),
        }
    }
}

fn secret(key: &Arc<[u8]>) -> Secret {
    Secret { key: key.to_vec(), digest: Digest::Sha256 }
}

fn ask(end: &mut End<'_>, secret: &Secret) -> Result<bool, Stop> {
    let mut challenge = [0; CHALLENGE];
    if getrandom::fill(&mut challenge).is_err() {
        return Ok(false);
    }
    let said = [MAGIC, &challenge].concat();
    end.send_whole(&said)?;
    let digest = exactly(end, secret.len())?;
    Ok(secret.accepts(&digest, &said))
}

fn answer(end: &mut End<'_>, secret: &Secret) -> Result<(), Stop> {
    let interrupted = |stop: &Stop| stop.is_interrupted();
    let said = match exactly(end, (MAGIC.len() + CHALLENGE) as u64) {
        Ok(said) if said.starts_with(MAGIC) => said,
        Err(stop) if interrupted(&stop) => return Err(stop),
        _ => return Err(Stop::NoGuard),
    };
    end.send_whole(&secret.digest_of(&said))?;
    end.key_shown();
    Ok(())
}

/// What a server says at its start.
fn opens(app: App, address: SocketAddr) -> Text {
    let whom = match address.ip().to_canonical().is_unspecified() {
        true => ("every computer that reaches this one", "所有能连到这台电脑的机器"),
        false => ("every computer that reaches this address", "所有能连到这个地址的机器"),
    };
    Text::new(
        format!(
            "{app} at {address} is open to {}, if it has the key. What follows the key is neither secret nor \
             authenticated",
            whom.0
        ),
        format!(
            "{app} 在 {address} 上对{}开放，条件是有密钥。密钥之后的内容既不保密，也不认证",
            whom.1
        ),
    )
}
