//! What is known of each call, whatever its arguments. It stands here once, in one table; code that
//! has to know it asks.

use super::CallName;

/// What is known of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// What it does with sockets.
    pub effect: Effect,
    /// What a success gives back; with that, whether it moves bytes, and how.
    pub gives: Gives,
    /// Whether it is made in order to wait, and for what.
    pub waits: Waits,
}

/// What a call does with sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It makes one.
    Makes(Making),
    /// It is made on one, which is there afterwards as before.
    Uses(On),
    /// It ends one direction of a connection, or both; the socket is still there.
    Shuts(On),
    /// The socket is gone after it.
    Ends(On, Ending),
    /// No socket takes part.
    Without,
}

/// The socket that a call makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// One that listens.
    Listens,
    /// One that is connected, or was to be.
    Connects,
    /// One taken from a listener.
    Accepts,
    /// One with an address and no other end.
    Binds,
    /// One that only holds a port.
    Reserves,
}

/// On which sockets a call makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// On any.
    Any,
    /// On one that carries data.
    Carrying,
    /// On the same, and on a listener, at which a connection can wait.
    Readable,
    /// On one that carries data and has another end; that of a datagram socket is its destination.
    Peered,
    /// On one that has another end: it asks who that is.
    OtherEnd,
    /// On one end of a connection.
    Connection,
    /// On one that carries data between many: the call itself says to whom, or is told by whom.
    Addressed,
}

/// How a call ends its socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As the kernel closes it in an orderly way: what was sent is still delivered.
    Closes,
    /// With a reset.
    Resets,
}

/// What the success of a call gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Nothing: 0 says that it worked.
    Nothing,
    /// How many bytes of its message were taken: it sends.
    Sent(Manner),
    /// Bytes, which it takes from the queue: it receives.
    Received(Manner),
    /// Bytes, which stay in the queue.
    Looked,
    /// How many bytes can be read.
    Count,
    /// What an option is set to.
    Value,
    /// An address.
    Address,
}

/// In how many calls to the kernel a call moves its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// In one.
    Once,
    /// In as many as it takes to move all of them: `send` or `recv`, recorded beneath it.
    Whole,
    /// In as many as it takes until the case's framing has its message.
    Framed,
}

/// Whether waiting is what a call is for. (Others may wait, too, until they can do what they are for.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// It is for something else.
    No,
    /// It is a barrier: until the kernel says that something has come about.
    Barrier,
    /// Until a time has passed.
    Time,
    /// Until another step has ended.
    Step,
}

impl Making {
    /// Whether the socket is there though the call failed, as it is in a program that does not look at
    /// the result.
    pub fn survives_failure(self) -> bool {
        match self {
            Making::Connects => true,
            Making::Listens | Making::Accepts | Making::Binds | Making::Reserves => false,
        }
    }
}

impl CallName {
    /// What is known of it.
    pub fn facts(self) -> Facts {
        use CallName as C;
        use Effect::{Ends, Makes, Shuts, Uses, Without};
        use Gives::{Address, Count, Looked, Nothing, Received, Sent, Value};
        use Manner::{Framed, Once, Whole};
        use Waits::{Barrier, No, Step, Time};
        let (effect, gives, waits) = match self {
            C::Listen => (Makes(Making::Listens), Nothing, No),
            C::Connect => (Makes(Making::Connects), Nothing, No),
            C::Accept => (Makes(Making::Accepts), Nothing, No),
            C::Bind => (Makes(Making::Binds), Nothing, No),
            C::Reserve => (Makes(Making::Reserves), Nothing, No),
            C::Send => (Uses(On::Peered), Sent(Once), No),
            C::Writev => (Uses(On::Peered), Sent(Once), No),
            C::SendAll => (Uses(On::Peered), Sent(Whole), No),
            C::SendTo => (Uses(On::Addressed), Sent(Once), No),
            C::Recv => (Uses(On::Carrying), Received(Once), No),
            C::RecvFrom => (Uses(On::Addressed), Received(Once), No),
            C::RecvExact => (Uses(On::Carrying), Received(Whole), No),
            C::Peek => (Uses(On::Carrying), Looked, No),
            C::Set => (Uses(On::Any), Nothing, No),
            C::Get => (Uses(On::Any), Value, No),
            C::GetSockName => (Uses(On::Any), Address, No),
            C::GetPeerName => (Uses(On::OtherEnd), Address, No),
            C::Shutdown => (Shuts(On::Peered), Nothing, No),
            C::Close => (Ends(On::Any, Ending::Closes), Nothing, No),
            C::Reset => (Ends(On::Connection, Ending::Resets), Nothing, No),
            C::Kill => (Ends(On::Any, Ending::Closes), Nothing, No),
            C::SendMessage => (Uses(On::Peered), Sent(Framed), No),
            C::RecvMessage => (Uses(On::Carrying), Received(Framed), No),
            C::WaitReadable => (Uses(On::Readable), Count, Barrier),
            C::WaitAcked => (Uses(On::Connection), Nothing, Barrier),
            C::WaitHangup => (Uses(On::Connection), Nothing, Barrier),
            C::Pause => (Without, Nothing, Time),
            C::Join => (Without, Nothing, Step),
        };
        Facts { effect, gives, waits }
    }

    /// What it makes, if it makes a socket.
    pub fn makes(self) -> Option<Making> {
        match self.facts().effect {
            Effect::Makes(making) => Some(making),
            Effect::Uses(_) | Effect::Shuts(_) | Effect::Ends(..) | Effect::Without => None,
        }
    }

    /// Whether it makes a socket.
    pub fn creates(self) -> bool {
        self.makes().is_some()
    }

    /// On which of the sockets that there are it makes sense; `None`: it needs none.
    pub fn made_on(self) -> Option<On> {
        match self.facts().effect {
            Effect::Uses(on) | Effect::Shuts(on) | Effect::Ends(on, _) => Some(on),
            Effect::Makes(_) | Effect::Without => None,
        }
    }

    /// Whether the socket is gone after it.
    pub fn ends_socket(self) -> bool {
        matches!(self.facts().effect, Effect::Ends(..))
    }

    /// Whether a stream, or a direction of it, may have its end after it: at the other side, and after
    /// a shutdown at its own end.
    pub fn ends_stream(self) -> bool {
        match self.facts().effect {
            Effect::Shuts(_) | Effect::Ends(..) => true,
            Effect::Makes(_) | Effect::Uses(_) | Effect::Without => false,
        }
    }

    /// Whether a success is a message sent.
    pub fn sends(self) -> bool {
        matches!(self.facts().gives, Gives::Sent(_))
    }

    /// Whether a success may be a receive. A `peek` is not one: it takes nothing.
    pub fn receives(self) -> bool {
        matches!(self.facts().gives, Gives::Received(_))
    }

    /// In how many calls it moves its bytes, if it moves any.
    pub fn manner(self) -> Option<Manner> {
        match self.facts().gives {
            Gives::Sent(manner) | Gives::Received(manner) => Some(manner),
            Gives::Nothing | Gives::Looked | Gives::Count | Gives::Value | Gives::Address => None,
        }
    }

    /// Whether a success has moved all the bytes that it was to move.
    pub fn moves_all(self) -> bool {
        matches!(self.manner(), Some(Manner::Whole | Manner::Framed))
    }

    /// Whether it may have to wait for somebody else before it can do what it is for, so that a call that
    /// does not wait is another one.
    pub fn may_block(self) -> bool {
        match self.facts().gives {
            Gives::Sent(_) | Gives::Received(_) | Gives::Looked => true,
            Gives::Nothing | Gives::Count | Gives::Value | Gives::Address => {
                matches!(self.makes(), Some(Making::Connects | Making::Accepts))
            }
        }
    }

    /// Whether the case's framing decides what a message is.
    pub fn is_framed(self) -> bool {
        self.manner() == Some(Manner::Framed)
    }

    /// Whether it learns by whom the bytes were sent.
    pub fn learns_sender(self) -> bool {
        self.receives() && self.made_on() == Some(On::Addressed)
    }

    /// Whether it returns an address.
    pub fn returns_address(self) -> bool {
        self.facts().gives == Gives::Address
    }

    /// Whether it waits until the kernel says that something has come about.
    pub fn is_barrier(self) -> bool {
        self.facts().waits == Waits::Barrier
    }

    /// Whether it only waits: for the kernel, a time, another step.
    pub fn only_waits(self) -> bool {
        self.facts().waits != Waits::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Call;

    #[test]
    fn there_is_one_of_each() {
        let every: Vec<CallName> = Call::every().iter().map(Call::name).collect();
        assert_eq!(every, CallName::ALL);
    }

    #[test]
    fn who_may_have_to_wait_for_somebody_else() {
        use CallName as C;
        let blocking: Vec<C> = C::ALL.iter().copied().filter(|call| call.may_block()).collect();
        let made = [C::Connect, C::Accept];
        let sends = [C::Send, C::Writev, C::SendAll, C::SendTo];
        let receives = [C::Recv, C::RecvFrom, C::RecvExact, C::Peek];
        let framed = [C::SendMessage, C::RecvMessage];
        assert_eq!(blocking, [&made[..], &sends, &receives, &framed].concat());
    }

    /// What a call gives back, and what it is given, are two statements about one thing.
    #[test]
    fn facts_and_arguments_agree() {
        for call in Call::every() {
            let (name, has) = (call.name(), call.arguments());
            let Facts { effect, gives, waits } = name.facts();
            assert_eq!(has.data.is_some(), name.sends(), "{name}");
            let fills = name.receives() && !name.is_framed() || gives == Gives::Looked;
            assert_eq!(has.room.is_some(), fills, "{name}");
            assert_eq!(has.option.is_some(), gives == Gives::Value, "{name}");
            assert_eq!(has.how.is_some(), matches!(effect, Effect::Shuts(_)), "{name}");
            assert_eq!(has.length.is_some(), waits == Waits::Time, "{name}");
            let place = matches!(effect, Effect::Makes(Making::Connects))
                || name.sends() && name.made_on() == Some(On::Addressed);
            assert_eq!(has.to.is_some(), place, "{name}");
            let kind = [Making::Listens, Making::Binds, Making::Reserves];
            let chosen = name.makes().is_some_and(|making| kind.contains(&making));
            assert_eq!(has.transport.is_some(), chosen, "{name}");
        }
    }

    /// A call that makes, shuts or ends a socket gives back nothing else; what moves bytes does so on
    /// a socket that carries them; a barrier asks the kernel about one.
    #[test]
    fn facts_agree_with_one_another() {
        for name in CallName::ALL {
            let Facts { effect, gives, waits } = name.facts();
            match effect {
                Effect::Makes(_) | Effect::Shuts(_) | Effect::Ends(..) | Effect::Without => {
                    assert_eq!(gives, Gives::Nothing, "{name}");
                }
                Effect::Uses(on) if name.manner().is_some() => {
                    let carrying = [On::Carrying, On::Peered, On::Addressed];
                    assert!(carrying.contains(&on), "{name}");
                    assert_eq!(waits, Waits::No, "{name}");
                }
                Effect::Uses(_) => {}
            }
            let on_a_socket = name.made_on().is_some();
            assert_eq!(on_a_socket && name.only_waits(), waits == Waits::Barrier, "{name}");
        }
    }
}
