//! Options, and the ends of a socket.

use crate::engine::actor::{Actor, Doing};
use crate::engine::owned;
use crate::model::{
    CallRecord, ErrorName, How, OptionName, OptionRecord, OptionSetting, OptionValue, Outcome, Seen,
};
use crate::net::{Failure, Holder, Socket, get_option, set_option};

/// `setsockopt`, one for each option of the step. The first that is refused is the outcome.
pub(super) fn set(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    let mut record = actor.on_socket(doing, record, |owned, record| {
        record.options = doing.step.set.iter().map(|s| set_option(&owned.socket, *s)).collect();
        Ok(0)
    });
    if let Some(error) = record.options.iter().find_map(|option| option.error.clone()) {
        record.outcome = Outcome::Error(error);
    }
    record
}

/// `getsockopt`.
pub(super) fn get(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    option: OptionName,
) -> CallRecord {
    actor.on_socket(doing, record, |owned, record| {
        let value = get_option(&owned.socket, option)?;
        record.options.push(OptionRecord {
            option,
            asked: None,
            granted: Seen::Seen(value),
            error: None,
        });
        Ok(match value {
            OptionValue::Switch(on) => u64::from(on),
            OptionValue::Number(n) => u64::try_from(n).unwrap_or(0),
        })
    })
}

/// `shutdown`.
pub(super) fn shutdown(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    how: How,
) -> CallRecord {
    actor.on_socket(doing, record, |owned, _| owned.socket.shutdown(how).map(|()| 0))
}

/// `close`.
pub(super) fn close(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    end(actor, doing, record, |actor, at, record| {
        record.options.extend(shorter_linger(&actor.owned[at].socket, doing));
        forget(actor, at);
        Ok(())
    })
}

/// SO_LINGER with 0 seconds, then `close`.
pub(super) fn reset(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    end(actor, doing, record, |actor, at, _| {
        actor.owned[at].socket.reset_on_close()?;
        forget(actor, at);
        Ok(())
    })
}

/// Another process holds the socket, then that one alone, and then it is killed.
pub(super) fn kill(actor: &mut Actor<'_>, doing: &Doing<'_>, record: CallRecord) -> CallRecord {
    end(actor, doing, record, |actor, at, _| {
        let holder = Holder::start(&actor.shared.options.program, &actor.owned[at].socket)?;
        forget(actor, at);
        holder.kill()
    })
}

/// A `close` lingers no longer than its step may take; where that is less than the scenario asked
/// for, the record says so. SO_LINGER counts whole seconds: socket(7).
fn shorter_linger(socket: &Socket, doing: &Doing<'_>) -> Option<OptionRecord> {
    let left = doing.wait.deadline.left().as_millis().div_ceil(1000);
    let left = i64::try_from(left).unwrap_or(i64::MAX);
    match get_option(socket, OptionName::SoLinger) {
        Ok(OptionValue::Number(seconds)) if seconds > left => {
            let value = OptionValue::Number(left);
            Some(set_option(socket, OptionSetting { name: OptionName::SoLinger, value }))
        }
        _ => None,
    }
}

fn forget(actor: &mut Actor<'_>, at: usize) {
    let owned = actor.owned.remove(at);
    actor.shared.table.close(owned.id, owned.socket);
}

fn end(
    actor: &mut Actor<'_>,
    doing: &Doing<'_>,
    record: CallRecord,
    how: impl FnOnce(&mut Actor<'_>, usize, &mut CallRecord) -> Result<(), Failure>,
) -> CallRecord {
    actor.record(record, |actor, record| {
        actor.noted(doing, record)?;
        let at = owned::find(&actor.owned, doing.step.sock.as_deref())
            .ok_or_else(|| Failure::named(ErrorName::Other))?;
        how(actor, at, record).map(|()| 0)
    })
}
