//! One folder, and the files of strangers in it.
//!
//! A name that a peer sends is a name in this folder, or it is refused: [`check_name`] reads it before the system does, and what
//! it lets through is resolved by cap-std beneath the open directory, never from a path. So the same names are refused on
//! every system. A file that arrives has a hidden name until all of it is there. Then it gets its own name in one step, and
//! never that of another file: `name(1).txt` is next.
//!
//! What a killed process leaves behind is a hidden file that nobody has locked any more: the next [`Folder::open`] removes it.

use crate::model::{Text, is_hidden, visible};
use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What the hidden name of an unfinished file begins with; 16 hex digits follow.
const HIDDEN: &str = ".stickydemo-part-";
/// The longest name, in bytes: what the usual file systems take (NAME_MAX of Linux is 255).
const LONGEST: usize = 255;
/// What is longer is no ending of a name, in bytes.
const ENDING: usize = 32;
/// So many files of one name, `name(1)` to this, and no more.
const NUMBERS: u32 = 9999;

/// A folder that files are taken from and put into.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
}

/// A file of the folder, opened.
#[derive(Debug)]
pub struct Outgoing {
    /// At its beginning.
    pub file: File,
    /// How long it was when it was opened, in bytes.
    pub len: u64,
}

/// A file in the list of the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// How long it is, in bytes.
    pub len: u64,
}

/// A file that is arriving. Dropped before [`Incoming::finish`], it is gone.
#[derive(Debug)]
pub struct Incoming<'f> {
    folder: &'f Folder,
    name: String,
    hidden: String,
    file: File,
}

/// What is wrong with a name, or with the file of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// It has no characters.
    Empty,
    /// More than 255 bytes.
    Long,
    /// A `/`, `\` or `:`: a path, a drive, or a stream of NTFS.
    Path,
    /// It has a character of Windows's own in it.
    Windows,
    /// It has a character in it that is not seen.
    Hidden,
    /// It begins with a dot: `.`, `..`, a hidden file.
    Dot,
    /// It ends with a dot or a space, which Windows drops.
    End,
    /// Windows has a device of this name: `CON`, `nul.txt`.
    Device,
    /// There is no such file.
    Missing,
    /// It is a symbolic link.
    Link,
    /// It is a folder, a pipe, a device.
    NoFile,
    /// All of `name`, `name(1)` … `name(9999)` are taken.
    Taken,
    /// There is no room for it: ENOSPC, EDQUOT, EFBIG.
    Full,
    /// The system does not let this user.
    Denied,
    /// The system says something else.
    System(ErrorKind),
}

/// Why a file of the folder cannot be read, or not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", visible(.name), .wrong.text().en)]
pub struct FolderError {
    /// The name that was asked for.
    pub name: String,
    /// What is wrong.
    pub wrong: FileFault,
}

impl FolderError {
    /// One line.
    pub fn text(&self) -> Text {
        let (name, Text { en, zh }) = (visible(&self.name), self.wrong.text());
        Text::new(format!("{name}: {en}"), format!("{name}：{zh}"))
    }

    fn of(name: &str, error: &io::Error) -> Self {
        FileFault::of(error).about(name)
    }
}

impl Folder {
    /// Opens a folder, and removes what killed processes left in it.
    ///
    /// # Errors
    /// It is not there, is not a folder, or not this user's to read.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let name = path.display().to_string();
        let dir = Dir::open_ambient_dir(path, ambient_authority());
        let folder = Folder { dir: dir.map_err(|error| FolderError::of(&name, &error))? };
        for hidden in folder.names()?.filter(|name| is_unfinished(name)) {
            folder.remove_left_over(&hidden);
        }
        Ok(folder)
    }

    /// Begins to take a file that is to have this name.
    ///
    /// # Errors
    /// Of the name; what the system says of a new file.
    pub fn begin(&self, name: &str) -> Result<Incoming<'_>, FolderError> {
        check_name(name)?;
        let (hidden, file) = self.hidden().map_err(|error| FolderError::of(name, &error))?;
        Ok(Incoming { folder: self, name: name.to_owned(), hidden, file })
    }

    /// Opens a file of this name.
    ///
    /// # Errors
    /// Of the name; it is missing, a symbolic link, or no file; what the system says.
    pub fn read(&self, name: &str) -> Result<Outgoing, FolderError> {
        check_name(name)?;
        let wrong = |error| FolderError::of(name, &error);
        let kind = self.dir.symlink_metadata(name).map_err(wrong)?.file_type();
        if kind.is_symlink() {
            return Err(FileFault::Link.about(name));
        }
        // Another file may have taken its place since: it is not followed, and not waited for.
        let mut options = OpenOptions::new();
        options.read(true).follow(FollowSymlinks::No).nonblock(true);
        let file = match kind.is_file() {
            true => self.dir.open_with(name, &options).map_err(wrong)?.into_std(),
            false => return Err(FileFault::NoFile.about(name)),
        };
        let about = file.metadata().map_err(wrong)?;
        match about.is_file() {
            true => Ok(Outgoing { file, len: about.len() }),
            false => Err(FileFault::NoFile.about(name)),
        }
    }

    /// The files whose names a peer may ask for, by their names.
    ///
    /// # Errors
    /// What the system says of reading the folder.
    pub fn list(&self) -> Result<Vec<Listed>, FolderError> {
        let good = self.names()?.filter(|name| check_name(name).is_ok());
        let mut entries: Vec<Listed> = good.filter_map(|name| self.entry(name)).collect();
        entries.sort();
        Ok(entries)
    }

    fn entry(&self, name: String) -> Option<Listed> {
        let about = self.dir.symlink_metadata(&name).ok().filter(|about| about.is_file())?;
        Some(Listed { name, len: about.len() })
    }

    /// What is in the folder, as far as the names are text.
    fn names(&self) -> Result<impl Iterator<Item = String>, FolderError> {
        let entries = self.dir.entries().map_err(|error| FolderError::of(".", &error))?;
        Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()))
    }

    /// A new file under a hidden name, locked for as long as this process has it.
    fn hidden(&self) -> io::Result<(String, File)> {
        loop {
            let mut random = [0; 8];
            getrandom::fill(&mut random).map_err(|_| ErrorKind::Unsupported)?;
            let hidden = format!("{HIDDEN}{:016x}", u64::from_be_bytes(random));
            let options = OpenOptions::new().write(true).create_new(true).to_owned();
            let file = match self.dir.open_with(&hidden, &options) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                made => made?.into_std(),
            };
            // A file system without locks has no left-overs removed either: see `remove_left_over`.
            let taken = matches!(lock(&file), Err(fs4::TryLockError::WouldBlock));
            // Between the two, somebody who opens the folder may have taken it for a left-over.
            if !taken && self.dir.symlink_metadata(&hidden).is_ok() {
                return Ok((hidden, file));
            }
        }
    }

    /// Removes an unfinished file, if its process is gone: nobody has it locked.
    fn remove_left_over(&self, hidden: &str) {
        let mut options = OpenOptions::new();
        options.write(true).follow(FollowSymlinks::No).nonblock(true);
        let Ok(file) = self.dir.open_with(hidden, &options) else { return };
        if lock(&file.into_std()).is_ok() {
            // Somebody else may have removed it; otherwise the next one tries again.
            self.dir.remove_file(hidden).ok();
        }
    }

    /// Gives a hidden file this name, if nothing has it yet. A hard link is made in one step, and never in the place of
    /// something (link(2): EEXIST). A file system that has none (FAT) gets an empty file first, which is then replaced.
    fn name(&self, hidden: &str, name: &str) -> io::Result<()> {
        match self.dir.hard_link(hidden, &self.dir, name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            Err(_) => {
                let options = OpenOptions::new().write(true).create_new(true).to_owned();
                self.dir.open_with(name, &options)?;
                self.dir.rename(hidden, &self.dir, name).inspect_err(|_| {
                    self.dir.remove_file(name).ok();
                })
            }
            Ok(()) => Ok(()),
        }
    }
}

impl Incoming<'_> {
    /// The name that it is to have.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// What the system says: no room, above all.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FolderError> {
        self.file.write_all(bytes).map_err(|error| FolderError::of(&self.name, &error))
    }

    /// All of it is there: it gets its name, or the next free one, which is returned.
    ///
    /// # Errors
    /// What the system says; no name is free.
    pub fn finish(self) -> Result<String, FolderError> {
        for number in 0..=NUMBERS {
            let name = numbered(&self.name, number);
            match self.folder.name(&self.hidden, &name) {
                Ok(()) => return Ok(name),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(FolderError::of(&name, &error)),
            }
        }
        Err(FileFault::Taken.about(&self.name))
    }
}

impl Drop for Incoming<'_> {
    fn drop(&mut self) {
        // Finished, it has its own name, too; on FAT only that one.
        self.folder.dir.remove_file(&self.hidden).ok();
    }
}

/// Whether it is a hidden name of ours: nothing else is ever removed.
fn is_unfinished(name: &str) -> bool {
    let digits = name.strip_prefix(HIDDEN).unwrap_or_default();
    digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn lock(file: &File) -> Result<(), fs4::TryLockError> {
    fs4::FileExt::try_lock(file)
}

/// `name.txt`, `name(1).txt`, `name(2).txt`; a long one loses its last letters before the number.
fn numbered(name: &str, number: u32) -> String {
    if number == 0 {
        return name.to_owned();
    }
    let is_ending = |dot: &usize| name.len() - dot <= ENDING;
    let dot = name.rfind('.').filter(is_ending);
    let (stem, ending) = dot.map_or((name, ""), |dot| name.split_at(dot));
    let ending = format!("({number}){ending}");
    let room = LONGEST.saturating_sub(ending.len());
    let end = (0..=stem.len().min(room)).rev().find(|end| stem.is_char_boundary(*end));
    format!("{}{ending}", &stem[..end.unwrap_or(0)])
}

/// Whether a name is that of a file of one folder, on every system.
///
/// # Errors
/// What is wrong with it.
pub fn check_name(name: &str) -> Result<(), FolderError> {
    let wrong = match name {
        "" => FileFault::Empty,
        _ if name.len() > LONGEST => FileFault::Long,
        _ if name.contains(['/', '\\', ':']) => FileFault::Path,
        _ if name.contains(['*', '?', '"', '<', '>', '|']) => FileFault::Windows,
        _ if name.contains(is_hidden) => FileFault::Hidden,
        _ if name.starts_with('.') => FileFault::Dot,
        _ if name.ends_with(['.', ' ']) => FileFault::End,
        _ if is_device(name) => FileFault::Device,
        _ => return Ok(()),
    };
    Err(wrong.about(name))
}

/// Whether Windows takes it for a device, whatever its ending ("Naming Files, Paths, and Namespaces"; the consoles' own
/// names are of "Console Handles").
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = ["COM", "LPT"].iter().filter_map(|device| stem.strip_prefix(device));
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
        || numbered.into_iter().any(|number| {
            let mut digits = number.chars();
            digits.next().is_some_and(|digit| digit.is_ascii_digit() || "¹²³".contains(digit))
                && digits.next().is_none()
        })
}

impl FileFault {
    fn about(self, name: &str) -> FolderError {
        FolderError { name: name.to_owned(), wrong: self }
    }

    fn of(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => FileFault::Missing,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                FileFault::Full
            }
            ErrorKind::PermissionDenied => FileFault::Denied,
            kind => FileFault::System(kind),
        }
    }

    fn text(self) -> Text {
        let (en, zh) = match self {
            FileFault::Empty => ("a file needs a name", "文件必须有名字"),
            FileFault::Long => ("the name has more than 255 bytes", "名字超过了 255 字节"),
            FileFault::Path => (
                "a name has no /, \\ or : in it (only one folder is open)",
                "名字里不能有 /、\\ 和 :（只开放一个文件夹）",
            ),
            FileFault::Windows => (
                "a name has no * ? \" < > | in it: Windows takes none of them",
                "名字里不能有 * ? \" < > |：Windows 都不接受",
            ),
            FileFault::Hidden => (
                "the name has a character in it that is not seen: a control character, or one of no width",
                "名字里有看不见的字符：控制字符，或者没有宽度的字符",
            ),
            FileFault::Dot => ("names that begin with a dot are refused", "不接受以点开头的名字"),
            FileFault::End => ("the name ends with a dot or a space", "名字以点或空格结尾"),
            FileFault::Device => ("Windows has a device of this name", "这是 Windows 的设备名"),
            FileFault::Missing => ("no such file", "没有这个文件"),
            FileFault::Link => ("a symbolic link, which is not followed", "这是符号链接，不跟随"),
            FileFault::NoFile => ("not a regular file", "不是普通文件"),
            FileFault::Taken => ("too many files of this name are there", "同名的文件太多了"),
            FileFault::Full => (
                "no room for it: the disk, or your share of it, is full",
                "放不下：磁盘满了，或者配额用完了",
            ),
            FileFault::Denied => ("the system does not permit it", "系统不允许"),
            FileFault::System(kind) => {
                return Text::new(format!("the system says: {kind}"), format!("系统报错：{kind}"));
            }
        };
        Text::new(en, zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong<T: std::fmt::Debug>(result: Result<T, FolderError>) -> FileFault {
        result.unwrap_err().wrong
    }

    #[test]
    fn a_name_is_one_of_this_folder_on_every_system() {
        let long = "a".repeat(256);
        for (name, fault) in [
            ("", FileFault::Empty),
            (&*long, FileFault::Long),
            ("/etc/passwd", FileFault::Path),
            ("../a", FileFault::Path),
            ("a/b", FileFault::Path),
            ("a\\b", FileFault::Path),
            ("\\\\host\\share", FileFault::Path),
            ("C:a", FileFault::Path),
            ("a.txt:stream", FileFault::Path),
            ("a\0b", FileFault::Hidden),
            ("a\n", FileFault::Hidden),
            ("\u{9b}31m", FileFault::Hidden),
            ("a\u{202e}txt.exe", FileFault::Hidden),
            ("a\u{200b}", FileFault::Hidden),
            ("\u{feff}a", FileFault::Hidden),
            ("a*", FileFault::Windows),
            ("a|b?", FileFault::Windows),
            ("\"<a>\"", FileFault::Windows),
            ("..", FileFault::Dot),
            (".", FileFault::Dot),
            (".bashrc", FileFault::Dot),
            ("a.", FileFault::End),
            ("a ", FileFault::End),
            ("CON", FileFault::Device),
            ("nul.tar.gz", FileFault::Device),
            ("Com1", FileFault::Device),
            ("lpt².txt", FileFault::Device),
            ("aux .txt", FileFault::Device),
            ("conin$", FileFault::Device),
        ] {
            assert_eq!(wrong(check_name(name)), fault, "{name:?}");
        }
        for name in ["a", "你好 世界.txt", "a, b;c", "COM", "COM10", "console", "a..b", &long[1..]]
        {
            assert_eq!(check_name(name), Ok(()), "{name:?}");
        }
    }

    #[test]
    fn a_file_has_its_name_when_all_of_it_is_there_and_nothing_is_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        for (nth, name) in ["你 好.txt", "你 好(1).txt", "你 好(2).txt"].iter().enumerate() {
            let mut incoming = folder.begin("你 好.txt").unwrap();
            incoming.write(&[nth as u8]).unwrap();
            assert_eq!(folder.list().unwrap().len(), nth);
            assert_eq!(incoming.finish().unwrap(), *name);
            assert_eq!(folder.read(name).unwrap().len, 1);
        }
        let mut left = folder.begin("left").unwrap();
        left.write(b"half").unwrap();
        drop(left);
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 3);
        assert_eq!(std::fs::read(place.path().join("你 好(2).txt")).unwrap(), [2]);
        assert_eq!(numbered("archive.tar.gz", 3), "archive.tar(3).gz");
        assert_eq!(numbered("Makefile", 1), "Makefile(1)");
        let long = numbered(&format!("{}.txt", "你".repeat(83)), 12);
        assert!(long.len() <= LONGEST && long.ends_with("你(12).txt"), "{long}");
        let long = numbered(&format!("a.{}", "e".repeat(253)), 1);
        assert!(long.len() == LONGEST && long.ends_with("eee(1)"), "{long}");
    }

    #[test]
    fn what_a_dead_process_left_is_removed_and_what_arrives_is_not() {
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join(format!("{HIDDEN}0123456789abcdef"));
        std::fs::write(&left, b"half").unwrap();
        let other = place.path().join(format!("{HIDDEN}of somebody else"));
        std::fs::write(&other, b"kept").unwrap();
        let folder = Folder::open(place.path()).unwrap();
        assert!(!left.exists() && other.exists());
        let incoming = folder.begin("a").unwrap();
        Folder::open(place.path()).unwrap();
        assert_eq!(incoming.finish().unwrap(), "a");
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_is_neither_read_nor_written_through() {
        let (place, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let secret = outside.path().join("secret");
        std::fs::write(&secret, b"secret").unwrap();
        std::os::unix::fs::symlink(&secret, place.path().join("link")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("none"), place.path().join("none")).unwrap();
        let folder = Folder::open(place.path()).unwrap();
        assert_eq!(wrong(folder.read("link")), FileFault::Link);
        assert_eq!(wrong(folder.read("missing")), FileFault::Missing);
        for (name, next) in [("link", "link(1)"), ("none", "none(1)")] {
            let mut incoming = folder.begin(name).unwrap();
            incoming.write(b"new").unwrap();
            assert_eq!(incoming.finish().unwrap(), next);
        }
        std::fs::create_dir(place.path().join("folder")).unwrap();
        assert_eq!(wrong(folder.read("folder")), FileFault::NoFile);
        assert_eq!(std::fs::read(&secret).unwrap(), b"secret");
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1);
        assert_eq!(folder.list().unwrap().len(), 2);
    }
}
