//! Who may log in. What a stranger's guesses cost is bounded: one hash is computed at a time, all of them in the same
//! memory. Where any password is a hash, every guess costs one, so that the time of an answer does not tell
//! who has an account.

use crate::model::unmarked;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

/// The most that one hash may take, in KiB (the unit of Argon2's `m`), …
const MEMORY: u32 = 64 << 10;
/// … and its passes over that memory.
const PASSES: u32 = 10;

/// Who may log in.
#[derive(Debug)]
pub struct Accounts {
    accounts: Vec<(String, Password)>,
    /// The file's lines, without white space around them: what the tutorials' program compares with.
    lines: Vec<String>,
    hashing: Mutex<Memory>,
}

/// What the hashes are computed in: kept from one to the next, as an allocator may keep for each thread what that
/// thread has freed.
#[derive(Default)]
struct Memory(Vec<Block>);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KiB", self.0.len())
    }
}

#[derive(Debug)]
enum Password {
    Plain(String),
    Hashed(Box<Hashed>),
}

/// A PHC string: `$argon2id$v=19$…`.
#[derive(Debug)]
struct Hashed {
    argon: Argon2<'static>,
    salt: Salt,
    hash: Output,
}

/// What is wrong with a file of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AccountsError {
    /// A line, from 1, is none.
    #[error("line {0}: an account is `user|password` or `user|$argon2id$…`")]
    NotOne(usize),
    /// The hash of a line, from 1, asks for more memory or time than one guess may take.
    #[error("line {0}: a hash of more than 64 MiB (m=65536) or 10 passes (t=10)")]
    TooCostly(usize),
}

impl Accounts {
    /// Reads one account a line. A blank line is none.
    ///
    /// # Errors
    /// The first line that is no account, or whose hash costs too much.
    pub fn read(text: &str) -> Result<Self, AccountsError> {
        let text = unmarked(text);
        let mut accounts = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = AccountsError::NotOne(at + 1);
            let (user, password) = line.split_once('|').ok_or(wrong)?;
            if user.is_empty() || password.is_empty() {
                return Err(wrong);
            }
            let password = match password.starts_with("$argon2") {
                true => Password::Hashed(Box::new(Hashed::read(password).ok_or(wrong)?)),
                false => Password::Plain(password.to_owned()),
            };
            if matches!(&password, Password::Hashed(hashed) if hashed.is_too_costly()) {
                return Err(AccountsError::TooCostly(at + 1));
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

    /// Whether a password stands there as its hash.
    pub(super) fn any_is_hashed(&self) -> bool {
        self.accounts.iter().any(|(_, password)| matches!(password, Password::Hashed(_)))
    }

    /// Whether a password stands there as it is.
    pub fn any_is_plain(&self) -> bool {
        self.accounts.iter().any(|(_, password)| matches!(password, Password::Plain(_)))
    }

    /// A line for a file of accounts: the password's hash. Nothing where the user's name cannot be in one, or
    /// this system gives no random bytes.
    pub fn line(user: &str, password: &str) -> Option<String> {
        let fits = !user.is_empty() && !user.contains(['|', '\n', '\r']);
        // The farewell is no login.
        let fits = fits && format!("{user}|{password}").as_bytes() != super::login::BYE;
        let hash =
            fits.then(|| Argon2::default().hash_password(password.as_bytes()).ok()).flatten()?;
        Some(format!("{user}|{hash}"))
    }

    /// Whether a line of the file is this.
    pub(super) fn has_line(&self, login: &str) -> bool {
        self.lines.iter().any(|line| line == login)
    }

    /// Whether these bytes are `user|password` of an account.
    pub(super) fn knows(&self, login: &[u8]) -> bool {
        let Some((user, password)) =
            std::str::from_utf8(login).ok().and_then(|text| text.split_once('|'))
        else {
            return false;
        };
        let of_user = || self.accounts.iter().filter(|(known, _)| known == user);
        let good = of_user().any(|(_, known)| match known {
            Password::Plain(known) => known == password,
            Password::Hashed(hashed) => self.verifies(hashed, password),
        });
        if !of_user().any(|(_, known)| matches!(known, Password::Hashed(_))) {
            // As long as for one who has a hash.
            self.hashed().next().map(|any| self.verifies(any, password));
        }
        good
    }

    fn hashed(&self) -> impl Iterator<Item = &Hashed> {
        self.accounts.iter().filter_map(|(_, password)| match password {
            Password::Hashed(hashed) => Some(&**hashed),
            Password::Plain(_) => None,
        })
    }

    fn verifies(&self, hashed: &Hashed, password: &str) -> bool {
        let mut memory = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.0.is_empty() {
            let most = self.hashed().map(Hashed::blocks).max().unwrap_or(0);
            memory.0 = vec![Block::new(); most];
        }
        hashed.verifies(password, &mut memory.0)
    }
}

impl Hashed {
    /// Nothing where it is no PHC string of Argon2 with salt and hash.
    fn read(text: &str) -> Option<Self> {
        let read = PasswordHash::new(text).ok()?;
        let algorithm = Algorithm::try_from(read.algorithm.as_str()).ok()?;
        let version = read.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let params = Params::try_from(&read).ok()?;
        let argon = Argon2::new(algorithm, version, params);
        Some(Hashed { argon, salt: read.salt?, hash: read.hash? })
    }

    fn is_too_costly(&self) -> bool {
        self.argon.params().m_cost() > MEMORY || self.argon.params().t_cost() > PASSES
    }

    /// The memory that it takes, in blocks of one KiB.
    fn blocks(&self) -> usize {
        self.argon.params().block_count()
    }

    /// Compared in a time that does not depend on what is wrong (`Output`'s `==`).
    fn verifies(&self, password: &str, memory: &mut [Block]) -> bool {
        let mut out = [0; Output::MAX_LENGTH];
        let out = &mut out[..self.hash.len().min(Output::MAX_LENGTH)];
        let (password, salt) = (password.as_bytes(), self.salt.as_ref());
        let computed = self.argon.hash_password_into_with_memory(password, salt, out, memory);
        computed.is_ok() && Output::new(out).is_ok_and(|hash| hash == self.hash)
    }
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
        assert!(accounts.knows(b"alex|dsb"));
        assert!(!accounts.knows(b"feng|secret") && !accounts.knows(b"|") && !accounts.knows(b""));
        assert!(Accounts::read("\u{feff}alex|dsb").unwrap().knows(b"alex|dsb"));
        for (text, line) in [("alex", 1), ("\n|x", 2), ("a|", 1), ("a|b\nc|$argon2id$nonsense", 2)]
        {
            assert_eq!(Accounts::read(text).unwrap_err(), AccountsError::NotOne(line), "{text}");
        }
        assert_eq!(Accounts::line("a|b", "c"), None);
    }

    /// What the crate's own hasher wrote is verified here: other parameters, versions and lengths.
    #[test]
    fn any_argon2_is_verified_unless_it_costs_too_much() {
        for (algorithm, version, len) in [
            (Algorithm::Argon2i, Version::V0x10, 16),
            (Algorithm::Argon2d, Version::V0x13, 64),
            (Algorithm::Argon2id, Version::V0x13, 32),
        ] {
            let params = Params::new(64, 2, 2, Some(len)).unwrap();
            let hash = Argon2::new(algorithm, version, params).hash_password(b"secret").unwrap();
            let accounts = Accounts::read(&format!("feng|{hash}")).unwrap();
            assert!(accounts.knows(b"feng|secret") && !accounts.knows(b"feng|Secret"), "{hash}");
        }
        for cost in ["m=65537,t=1", "m=4294967295,t=1", "m=64,t=11"] {
            let line = format!("a|b\nfeng|$argon2id$v=19${cost},p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo");
            assert_eq!(Accounts::read(&line).unwrap_err(), AccountsError::TooCostly(2), "{cost}");
        }
    }

    /// The memory of the hashes is there after the first, and every guess but one without `|` asked for one.
    #[test]
    fn who_has_no_account_costs_a_hash_too() {
        let line = Accounts::line("feng", "secret").unwrap();
        for guess in ["nobody|secret", "alex|dsb", "feng|wrong", "|"] {
            let accounts = Accounts::read(&format!("alex|dsb\n{line}")).unwrap();
            let memory = || accounts.hashing.lock().unwrap().0.len();
            assert_eq!(memory(), 0);
            accounts.knows(guess.as_bytes());
            assert_eq!(memory(), Params::DEFAULT_M_COST as usize, "{guess}");
        }
    }
}
