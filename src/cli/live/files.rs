//! What an app reads from files: accounts, something to send.

use super::super::code::Code;
use super::super::failure::Failure;
use super::super::interrupt::Interrupts;
use super::super::locale::Manner;
use super::super::out::print;
use super::super::save::Save;
use super::super::words::say;
use super::password::password;
use crate::apps::{Accounts, AccountsError};
use crate::model::Text;
use crate::net::files::append;
use anyhow::Context;
use std::io::{Read, Write};
use std::path::Path;

/// The most of a file that is taken, in bytes.
const FILE: u64 = 64 << 20;

/// Who may log in, and what is to be known of that.
pub(super) fn accounts(file: Option<&Path>) -> anyhow::Result<(Accounts, Vec<Text>)> {
    let Some(file) = file else {
        let said = Text::new(
            "one account, the tutorials': alex|dsb; --accounts FILE has others",
            "只有教程里的一个账号：alex|dsb；--accounts 文件 可以换成别的",
        );
        return Ok((Accounts::taught(), vec![said]));
    };
    let bytes = contents(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let shown = file.display();
    let accounts = Accounts::read(&text).map_err(|error| refused(error, &shown.to_string()))?;
    let plain = Text::new(
        format!("{shown}: a password stands there as it is: for a class, and nothing else"),
        format!("{shown} 里的密码是明文：只适合课堂演示"),
    );
    let remarks = accounts.any_is_plain().then_some(plain).into_iter().collect();
    Ok((accounts, remarks))
}

fn refused(error: AccountsError, shown: &str) -> Failure {
    let said = match error {
        AccountsError::NotOne(line) => Text::new(
            format!("{shown}, line {line}: an account is user|password"),
            format!("{shown} 第 {line} 行：账号的写法是 用户|密码"),
        ),
        AccountsError::TooCostly(line) => Text::new(
            format!("{shown}, line {line}: this hash takes more than 64 MiB or 10 passes a guess"),
            format!("{shown} 第 {line} 行：这个散列值每验证一次要超过 64 MiB 内存或 10 遍计算"),
        ),
    };
    Failure::new(Code::BadFile, said).help(
        format!("--add USER --accounts {shown} writes one, with its password as a hash"),
        format!("--add 用户 --accounts {shown} 可以写入一个账号，密码存成散列值"),
    )
}

/// Adds an account to a file.
pub(super) fn add(file: &Path, user: &str, manner: &Manner) -> anyhow::Result<Code> {
    let password = password(manner)?;
    let line =
        Accounts::line(user, &password).filter(|_| !password.is_empty()).ok_or_else(|| {
            Failure::usage(
                "a user has a name without `|`, and a password; good|bye is the farewell".into(),
                "用户名里不能有 `|`，密码不能为空；good|bye 是告别用的".into(),
            )
        })?;
    let said = match without(file, user)? {
        Some(others) => {
            let mut save = Save::begin(file, &Interrupts::default())?;
            save.write(format!("{others}{line}\n").as_bytes())?;
            save.finish()?;
            say("changed: the user has this password now\n", "已修改：该用户现在用这个密码\n")
        }
        None => {
            let written = append(file).and_then(|mut file| writeln!(file, "{line}"));
            written.with_context(|| Failure::unwritable(Some(file)))?;
            say("added\n", "已添加\n")
        }
    };
    print(said.get(manner.lang), manner)?;
    Ok(Code::Fine)
}

/// The accounts of the others, where this user has one, too.
fn without(file: &Path, user: &str) -> anyhow::Result<Option<String>> {
    if !file.exists() {
        return Ok(None);
    }
    let bytes = contents(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let of_user = |line: &&str| line.split_once('|').is_some_and(|(known, _)| known == user);
    let others = text.lines().filter(|line| !of_user(line)).map(|line| format!("{line}\n"));
    Ok(text.lines().any(|line| of_user(&line)).then(|| others.collect()))
}

pub(super) fn contents(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| Failure::unreadable(path))?;
    file.take(FILE + 1).read_to_end(&mut bytes).with_context(|| Failure::unreadable(path))?;
    if bytes.len() as u64 > FILE {
        let shown = path.display();
        return Err(Failure::usage(
            format!("{shown} has more than 64 MiB, and is kept in memory: too much"),
            format!("{shown} 超过 64 MiB，而它要全部读进内存：太大了"),
        )
        .into());
    }
    Ok(bytes)
}
