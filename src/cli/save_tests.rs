use super::*;
use crate::cli::code::Code;
use crate::cli::failure::tell;
use crate::cli::locale::Manner;
use crate::model::Lang;

fn code(error: &anyhow::Error) -> Code {
    let manner = Manner::plain(Lang::En);
    tell(error, &manner).0
}

fn files(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_name_is_taken_only_at_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("out.json");
    let mut save = Save::begin(&target, &Interrupts::default()).unwrap();
    save.write(b"new").unwrap();
    assert!(!target.exists());
    save.finish().unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    assert_eq!(files(directory.path()), ["out.json"]);
}

#[test]
fn what_was_there_stays_until_the_new_is_complete() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("out.json");
    std::fs::write(&target, "old").unwrap();
    let mut given_up = Save::begin(&target, &Interrupts::default()).unwrap();
    given_up.write(b"half").unwrap();
    drop(given_up);
    assert_eq!(std::fs::read(&target).unwrap(), b"old");
    assert_eq!(files(directory.path()), ["out.json"]);
    let mut save = Save::begin(&target, &Interrupts::default()).unwrap();
    save.write(b"new").unwrap();
    save.finish().unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
}

#[test]
fn a_created_file_replaces_none() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("mine.toml");
    let late = Save::create(&target).unwrap();
    Save::create(&target).unwrap().finish().unwrap();
    std::fs::write(&target, "mine").unwrap();
    let refused = Save::create(&target).err().unwrap();
    assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(code(&late.finish().unwrap_err()), Code::NoOutput);
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    assert_eq!(files(directory.path()), ["mine.toml"]);
}

#[test]
fn a_wrong_path_is_known_before_anything_is_written() {
    let directory = tempfile::tempdir().unwrap();
    for path in
        [directory.path().to_owned(), directory.path().join("no/out"), "/".into(), "".into()]
    {
        let refused = Save::begin(&path, &Interrupts::default()).err().unwrap();
        assert_eq!(code(&refused), Code::NoOutput, "{}", path.display());
    }
    assert_eq!(files(directory.path()), [""; 0]);
}

#[test]
fn a_new_file_gets_the_permissions_of_a_new_file() {
    let directory = tempfile::tempdir().unwrap();
    let (plain, saved) = (directory.path().join("plain"), directory.path().join("saved"));
    std::fs::write(&plain, "").unwrap();
    Save::begin(&saved, &Interrupts::default()).unwrap().finish().unwrap();
    let of = |path: &Path| path.metadata().unwrap().permissions();
    assert_eq!(of(&saved), of(&plain));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_survive() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let (target, link) = (directory.path().join("target"), directory.path().join("link"));
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let mut save = Save::begin(&link, &Interrupts::default()).unwrap();
    save.write(b"new").unwrap();
    save.finish().unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    assert_eq!(target.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_not_replaced() {
    let mut save = Save::begin(Path::new("/dev/null"), &Interrupts::default()).unwrap();
    save.write(b"gone").unwrap();
    save.finish().unwrap();
    assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
}

#[cfg(unix)]
fn saved(path: &Path) {
    let mut save = Save::begin(path, &Interrupts::default()).unwrap();
    save.write(b"new").unwrap();
    save.finish().unwrap();
}

/// A link says where the file is meant to be, whether or not it is there yet.
#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_followed() {
    let directory = tempfile::tempdir().unwrap();
    let (link, target) = (directory.path().join("link"), directory.path().join("target"));
    std::os::unix::fs::symlink("target", &link).unwrap();
    saved(&link);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    assert_eq!(files(directory.path()), ["link", "target"]);
}

/// Another file under one of the names would leave the old text under the other.
#[cfg(unix)]
#[test]
fn a_file_of_two_names_stays_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let (one, other) = (directory.path().join("one"), directory.path().join("other"));
    std::fs::write(&one, "what was there, and longer").unwrap();
    std::fs::hard_link(&one, &other).unwrap();
    let mut given_up = Save::begin(&one, &Interrupts::default()).unwrap();
    given_up.write(b"half").unwrap();
    drop(given_up);
    assert_eq!(std::fs::read(&one).unwrap(), b"what was there, and longer");
    saved(&one);
    assert_eq!(std::fs::read(&other).unwrap(), b"new");
    assert_eq!(files(directory.path()), ["one", "other"]);
}

/// Longer than before, shorter, and as long: all of the new and nothing of the old.
#[cfg(unix)]
#[test]
fn a_file_that_is_written_into_holds_the_new_and_no_more() {
    let directory = tempfile::tempdir().unwrap();
    let (one, other) = (directory.path().join("one"), directory.path().join("other"));
    for old in ["", "o", "old", "older", "much older than the new"] {
        std::fs::write(&one, old).unwrap();
        std::fs::remove_file(&other).ok();
        std::fs::hard_link(&one, &other).unwrap();
        saved(&one);
        assert_eq!(std::fs::read(&other).unwrap(), b"new", "{old}");
    }
}

/// Only root can give files away, so only root can see what becomes of one.
#[cfg(unix)]
#[test]
fn a_file_of_somebody_else_stays_theirs_and_private() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("theirs");
    std::fs::write(&file, "old").unwrap();
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    if chown(&file, Some(4711), Some(4712)).is_err() {
        return;
    }
    saved(&file);
    let known = file.metadata().unwrap();
    assert_eq!((known.uid(), known.gid(), known.mode() & 0o777), (4711, 4712, 0o600));
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
    assert_eq!(files(directory.path()), ["theirs"]);
}

/// Root may write anywhere: then the ordinary way is taken, with the same end.
#[cfg(unix)]
#[test]
fn a_file_in_a_directory_that_takes_no_new_one_is_written_into() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let closed = directory.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    let file = closed.join("file");
    std::fs::write(&file, "what was there").unwrap();
    std::fs::set_permissions(&closed, Permissions::from_mode(0o555)).unwrap();
    saved(&file);
    std::fs::set_permissions(&closed, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), b"new");
    assert_eq!(files(&closed), ["file"]);
}
