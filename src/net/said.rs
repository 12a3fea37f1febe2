//! What the system says went wrong with a file, a device or a thread, in both languages. (What went
//! wrong with a socket has a portable name: [`super::Failure`].)

use super::sys;
use crate::model::Text;
use std::io::{self, ErrorKind};

/// An error of the system in both languages; a rare one in the system's own words, with its number.
pub fn said(error: &io::Error) -> Text {
    let native = error.raw_os_error().and_then(sys::error_name).map(|(_, native)| native);
    let known = by_kind(error.kind()).map(|(en, zh)| Text::new(en, zh));
    known.or_else(|| native.and_then(by_name)).unwrap_or_else(|| own_words(error))
}

fn own_words(error: &io::Error) -> Text {
    match error.raw_os_error() {
        Some(_) => Text::new(error.to_string(), format!("系统报告：{error}")),
        None => Text::new(error.to_string(), error.to_string()),
    }
}

fn by_kind(kind: ErrorKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        ErrorKind::NotFound => ("no such file or directory", "没有这个文件或目录"),
        ErrorKind::PermissionDenied => ("permission denied", "没有权限"),
        ErrorKind::AlreadyExists => ("it exists already", "它已经存在"),
        ErrorKind::IsADirectory => ("it is a directory", "它是一个目录"),
        ErrorKind::NotADirectory => {
            ("a part of the path is not a directory", "路径中有一段不是目录")
        }
        ErrorKind::StorageFull => ("no space left on the disk", "磁盘空间已满"),
        ErrorKind::QuotaExceeded => ("your disk quota is used up", "磁盘配额已用完"),
        ErrorKind::FileTooLarge => ("the file would become too large", "文件会变得过大"),
        ErrorKind::ReadOnlyFilesystem => ("the file system is read-only", "文件系统是只读的"),
        ErrorKind::TimedOut => ("nothing came from it in time", "等了很久也没有读到内容"),
        ErrorKind::InvalidFilename => ("not a possible file name", "文件名不合法"),
        ErrorKind::ResourceBusy => ("it is in use", "它正在被使用"),
        ErrorKind::ExecutableFileBusy => {
            ("it is a program that is running", "它是一个正在运行的程序")
        }
        ErrorKind::StaleNetworkFileHandle => {
            ("the file on the network has gone", "网络上的这个文件已经不在了")
        }
        ErrorKind::OutOfMemory => ("not enough memory", "内存不足"),
        ErrorKind::WouldBlock => ("the system cannot give more just now", "系统暂时无法再提供"),
        ErrorKind::AddrNotAvailable => {
            ("this computer has no such address", "这台电脑没有这个地址")
        }
        ErrorKind::NetworkDown => ("the network is down", "网络没有启用"),
        ErrorKind::NetworkUnreachable => ("there is no route there", "没有通往那里的路由"),
        _ => return None,
    })
}

/// What the standard library has no stable word for, by the system's own name, which stays in it.
fn by_name(native: &str) -> Option<Text> {
    let (en, zh) = match native {
        "ELOOP" => ("too many levels of symbolic links", "符号链接的层数太多"),
        "EMFILE" => ("this program has too many files open", "本程序打开的文件太多"),
        "ENFILE" => ("the system has too many files open", "系统打开的文件太多"),
        "EIO" => ("the device could not read or write", "设备读写出错"),
        "ENXIO" => ("nothing is there that could be opened", "那里没有可以打开的东西"),
        "ENODEV" => ("there is no such device", "没有这个设备"),
        // read(2), write(2): also of one that was opened for the other.
        "EBADF" => ("it is not open, or not for this", "它没有打开，或者不是为此打开的"),
        "EINVAL" => ("the system does not take this here", "系统在这里不接受这个操作"),
        _ => return None,
    };
    Some(Text::new(format!("{en} ({native})"), format!("{zh}（{native}）")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_knows_is_said_in_both_languages() {
        let text = said(&ErrorKind::NotFound.into());
        assert_eq!((&*text.en, &*text.zh), ("no such file or directory", "没有这个文件或目录"));
    }

    #[cfg(unix)]
    #[test]
    fn the_name_or_the_number_of_the_system_stays() {
        let (link, directory) = (tempfile::tempdir().expect("a directory"), "around");
        let link = link.path().join(directory);
        std::os::unix::fs::symlink(directory, &link).expect("a link to itself");
        let text = said(&std::fs::File::open(&link).expect_err("it leads nowhere"));
        assert_eq!(text.en, "too many levels of symbolic links (ELOOP)");
        assert_eq!(text.zh, "符号链接的层数太多（ELOOP）");
        let rare = io::Error::from_raw_os_error(9999);
        assert!(said(&rare).zh.starts_with("系统报告：") && said(&rare).zh.contains("9999"));
    }
}
