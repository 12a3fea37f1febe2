//! `login`: `user|password` in one send, no end of line; `登录成功` and a close, or `用户名或者密码错误` and
//! another try. `good|bye` gets no answer: the server closes, and serves the next client. There is no framing, as
//! in the tutorials: what one `recv` returns is one try.

use super::server::{Mode, connections};
use super::stream::{body, exactly};
use super::taught::{ends, spin, uncaught};
use super::upper::{ask, is_sent};
use super::{End, Event, Fault, Input, Plan, Session, Stop, Stream};
use crate::framing::FramingError;
use crate::model::Text;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// Let in.
const GOOD: &str = "登录成功";
/// Another try.
const BAD: &str = "用户名或者密码错误";
/// The client leaves.
pub(super) const BYE: &[u8] = b"good|bye";

/// Who may log in.
#[derive(Debug)]
pub struct Accounts {
    accounts: Vec<(String, Password)>,
    /// The file's lines, without white space around them: what the tutorials' program compares with.
    lines: Vec<String>,
    /// One hash is computed at a time: each takes 19 MiB.
    hashing: Mutex<()>,
}

#[derive(Debug)]
enum Password {
    Plain(String),
    /// A PHC string: `$argon2id$v=19$…`.
    Hashed(String),
}

/// What is wrong with a file of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: an account is `user|password` or `user|$argon2id$…`")]
pub struct AccountsError {
    /// The line, from 1.
    pub line: usize,
}

impl Accounts {
    /// Reads one account a line. A blank line is none.
    ///
    /// # Errors
    /// The first line that is no account.
    pub fn read(text: &str) -> Result<Self, AccountsError> {
        let mut accounts = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = AccountsError { line: at + 1 };
            let (user, password) = line.split_once('|').ok_or_else(|| wrong.clone())?;
            let password = match password.starts_with("$argon2") {
                true if PasswordHash::new(password).is_ok() => {
                    Password::Hashed(password.to_owned())
                }
                true => return Err(wrong),
                false => Password::Plain(password.to_owned()),
            };
            if user.is_empty() {
                return Err(wrong);
            }
            accounts.push((user.to_owned(), password));
        }
        let lines = text.lines().map(|line| line.trim().to_owned()).collect();
        Ok(Accounts { accounts, lines, hashing: Mutex::default() })
    }

    /// The tutorials' one account.
    pub fn taught() -> Self {
        let accounts = vec![("alex".to_owned(), Password::Plain("dsb".to_owned()))];
        Accounts { accounts, lines: vec!["alex|dsb".to_owned()], hashing: Mutex::default() }
    }

    /// Whether a password stands there as it is.
    pub fn any_is_plain(&self) -> bool {
        self.accounts.iter().any(|(_, password)| matches!(password, Password::Plain(_)))
    }

    /// Whether a password stands there as its hash.
    fn any_is_hashed(&self) -> bool {
        self.accounts.iter().any(|(_, password)| matches!(password, Password::Hashed(_)))
    }

    /// A line for a file of accounts: the password's hash. Nothing where the user's name cannot be in one, or
    /// this system gives no random bytes.
    pub fn line(user: &str, password: &str) -> Option<String> {
        let fits = !user.is_empty() && !user.contains(['|', '\n', '\r']);
        let hash =
            fits.then(|| Argon2::default().hash_password(password.as_bytes()).ok()).flatten()?;
        Some(format!("{user}|{hash}"))
    }

    /// Whether these bytes are `user|password` of an account.
    fn knows(&self, login: &[u8]) -> bool {
        let Some((user, password)) =
            std::str::from_utf8(login).ok().and_then(|text| text.split_once('|'))
        else {
            return false;
        };
        let mut of_user = self.accounts.iter().filter(|(known, _)| known == user);
        of_user.any(|(_, known)| match known {
            Password::Plain(known) => known == password,
            Password::Hashed(hash) => self.verifies(hash, password),
        })
    }

    fn verifies(&self, hash: &str, password: &str) -> bool {
        let _one = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }
}

pub(super) fn serve(plan: &Plan, session: &Session<'_>) -> Result<(), Stop> {
    if plan.taught {
        if plan.accounts.any_is_hashed() {
            session.tell(&Event::Remark(&no_hashes()));
        }
        return connections(plan, session, |end| as_taught(end, plan));
    }
    connections(plan, session, |mut end| {
        while let Ok(Some(false)) = tried(&mut end, &plan.accounts) {
            if plan.mode == Mode::Once {
                break;
            }
        }
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
        let good = plan.accounts.lines.iter().any(|line| line == login);
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

/// Tries until one is good, before another app goes on with the connection; not when the client leaves.
///
/// # Errors
/// What the calls say.
pub(super) fn let_in(end: &mut End<'_>, accounts: &Accounts) -> Result<bool, Stop> {
    loop {
        match tried(end, accounts)? {
            Some(false) => {}
            Some(true) => return Ok(true),
            None => return Ok(false),
        }
    }
}

/// What "not let in" is to a client that takes its first bytes for a length (`i32le`).
pub(super) fn refusal_as_length() -> i128 {
    BAD.as_bytes().first_chunk().map_or(0, |four| i32::from_le_bytes(*four).into())
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

pub(super) fn connect(
    plan: &Plan,
    session: &Session<'_>,
    input: &mut dyn Input,
) -> Result<(), Stop> {
    let mut end = End::connecting(session, &plan.place, &plan.knobs)?;
    while let Some(line) = input.line(session) {
        if !is_sent(&end, &line, plan.taught) {
            continue;
        }
        if line == BYE {
            end.send(&line).ok();
            break;
        }
        let Ok(answer) = ask(&mut end, &line, plan.taught) else { break };
        end.prints(&answer);
        if answer == GOOD.as_bytes() {
            break;
        }
    }
    end.close();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_login_must_be_an_account() {
        let accounts = Accounts::taught();
        assert!(accounts.knows(b"alex|dsb"));
        for wrong in [
            "",
            "|",
            "sb",
            "alex",
            "alex|",
            "alex|dsb\n",
            "alex|dsbalex|dsb",
            "ALEX|dsb",
            " alex|dsb",
        ] {
            assert!(!accounts.knows(wrong.as_bytes()), "{wrong}");
        }
        assert!(!accounts.knows(b"alex|d\xff"));
    }

    #[test]
    fn a_hash_is_an_account_and_a_blank_line_is_none() {
        let line = Accounts::line("feng", "secret|with a bar").unwrap();
        assert!(!line.contains("secret"));
        let accounts = Accounts::read(&format!("\nalex|dsb\n  \n{line}\n")).unwrap();
        assert!(accounts.any_is_plain());
        assert!(accounts.knows("feng|secret|with a bar".as_bytes()));
        assert!(!accounts.knows(b"feng|secret") && !accounts.knows(b"|") && !accounts.knows(b""));
        for (text, line) in [("alex", 1), ("\n|x", 2), ("a|b\nc|$argon2id$nonsense", 2)] {
            assert_eq!(Accounts::read(text).unwrap_err(), AccountsError { line }, "{text}");
        }
        assert_eq!(Accounts::line("a|b", "c"), None);
    }
}
