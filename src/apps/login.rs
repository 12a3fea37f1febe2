//! `login`: `user|password` in one send, no end of line; `登录成功` and a close, or `用户名或者密码错误` and
//! another try. `good|bye` gets no answer: the server closes, and serves the next client. There is no framing, as
//! in the tutorials: what one `recv` returns is one try.

use super::server::{Mode, connections};
use super::stream::{body, exactly};
use super::taught::{client_dies, ends, spin, uncaught};
use super::upper::{ask, is_sent};
use super::{Accounts, End, Fault, Input, Plan, Session, Stop, Stream};
use crate::framing::FramingError;
use crate::model::Text;
use std::time::Duration;

/// Let in.
const GOOD: &str = "登录成功";
/// Another try.
pub(super) const BAD: &str = "用户名或者密码错误";
/// The client leaves.
pub(super) const BYE: &[u8] = b"good|bye";

/// How soon the rest of an answer is to come: both are known.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many wrong tries has a connection.
const TRIES: usize = 10;

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    if plan.taught {
        if plan.accounts.any_is_hashed() {
            session.remark(&no_hashes());
        }
        return connections(plan, session, |end| as_taught(end, plan));
    }
    connections(plan, session, |mut end| {
        let tries = if plan.mode == Mode::Once { 1 } else { TRIES };
        // A call that failed says so itself.
        within(&mut end, &plan.accounts, tries).ok();
        end.close();
    })
}

fn no_hashes() -> Text {
    Text::new(
        "some passwords of the accounts file are hashes. As taught, whole lines are compared, so the right password is refused \
         there: leave --as-taught out",
        "账号文件里有的密码存成了散列值。照教程原样是整行比较，输入正确的密码也登录不了：请去掉 --as-taught",
    )
}

/// What recv returned, whatever it is, is compared with each line of the accounts file, and answered.
fn as_taught(mut end: End<'_>, plan: &Plan) {
    let mut nothing = 0;
    let failed = loop {
        let login = match end.take(u64::MAX) {
            Ok(bytes) if bytes == BYE => break None,
            Ok(bytes) => bytes.to_vec(),
            Err(stop) => break Some(stop),
        };
        let Ok(login) = std::str::from_utf8(&login) else {
            break ends(end.session(), Fault::NotText);
        };
        let good = plan.accounts.has_line(login);
        if login.is_empty() {
            nothing += 1;
            end.session().met(if good { Fault::BlankAccount } else { Fault::EmptyLogin });
        }
        let said = if good { GOOD } else { BAD }.as_bytes();
        if let Err(stop) = end.send(said) {
            break Some(stop);
        }
        if good || plan.mode == Mode::Once {
            break None;
        }
        if nothing == 3 {
            // It has finished, and still reads.
            break spin(&mut end, said).err();
        }
    };
    if let Some(stop) = failed {
        uncaught(end.session(), &stop, plan.mode);
    }
    end.close();
}

/// One try, answered: whether it was good. None is the client's farewell.
fn tried(end: &mut End<'_>, accounts: &Accounts) -> Result<Option<bool>, Stop> {
    let login = end.recv()?;
    if login == BYE {
        return Ok(None);
    }
    let good = accounts.knows(login);
    end.send(if good { GOOD } else { BAD }.as_bytes())?;
    Ok(Some(good))
}

/// Tries until one is good, before another app goes on with the connection; not when the client leaves, or has
/// guessed too often.
///
/// # Errors
/// What the calls say.
pub(super) fn let_in(end: &mut End<'_>, accounts: &Accounts) -> Result<bool, Stop> {
    within(end, accounts, TRIES)
}

/// Whether one of so many tries was good.
fn within(end: &mut End<'_>, accounts: &Accounts, tries: usize) -> Result<bool, Stop> {
    for _ in 0..tries {
        match tried(end, accounts)? {
            Some(false) => {}
            Some(true) => return Ok(true),
            None => return Ok(false),
        }
    }
    if tries == TRIES {
        end.session().remark(&Text::new(
            format!("{TRIES} wrong tries: closed"),
            format!("试错了 {TRIES} 次：关闭连接"),
        ));
    }
    Ok(false)
}

/// The answer to a try. Both begin with a letter of three bytes, so it is known how many follow.
///
/// # Errors
/// As of [`exactly`]; what is neither answer is refused.
pub(super) fn answer(end: &mut End<'_>) -> Result<String, Stop> {
    let mut said = exactly(end, 3)?;
    let whole = [GOOD, BAD].into_iter().find(|whole| whole.as_bytes().starts_with(&said));
    let whole = whole.ok_or(FramingError::WrongAnswer { at: 0, len: GOOD.len() as u64 })?;
    said.extend(body(end, (whole.len() - said.len()) as u64)?);
    match said == whole.as_bytes() {
        true => Ok(whole.to_owned()),
        false => Err(FramingError::WrongAnswer { at: 3, len: whole.len() as u64 }.into()),
    }
}

/// Whether what came is more than the beginning of an answer.
fn is_whole(answer: &[u8]) -> bool {
    [GOOD, BAD]
        .iter()
        .all(|text| answer.len() >= text.len() || !text.as_bytes().starts_with(answer))
}

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    while let Some(line) = end.asks(input, plan.taught) {
        if !is_sent(&end, &line, plan.taught) {
            continue;
        }
        if line == BYE {
            end.send(&line).ok();
            break;
        }
        match ask(&mut end, &line, plan.taught, (is_whole, PATIENCE)) {
            Ok(answer) => {
                end.prints(&answer);
                if !is_whole(&answer) {
                    session.fails(Text::new("only a part of an answer came", "应答只来了一部分"));
                    break;
                }
                if answer == GOOD.as_bytes() {
                    break;
                }
            }
            Err(stop) => {
                client_dies(session, &stop, plan.taught);
                session.unanswered(&line, &stop);
                break;
            }
        }
    }
    end.close();
    Ok(())
}
