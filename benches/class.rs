//! `compare` of the recordings of a class: forty of everything, each of a computer of its own; beside it unpacking and
//! parsing the same files, and nothing else.
//!
//! Goals: at most 0.15 s a recording beyond the first two, and no more memory for forty than for ten, within a fifth.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark times and tells")]

mod compare;

use compare::{met, show, time};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::de::IgnoredAny;
use std::io::{Error, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CLASS: usize = 40;
const EACH: f64 = 0.15;
const GROWTH: f64 = 1.2;

fn main() -> Result<()> {
    let place = std::env::temp_dir().join(format!("stickydemo-class-{}", std::process::id()));
    std::fs::create_dir_all(&place)?;
    let measured = recordings(&place).and_then(|files| measure(&files));
    std::fs::remove_dir_all(&place)?;
    measured
}

fn measure(files: &[PathBuf]) -> Result<()> {
    let (few, _) = compared(&files[..2])?;
    let (_, ten) = compared(&files[..10])?;
    let (all, forty) = compared(files)?;
    let each = (all - few).as_secs_f64() / (CLASS - 2) as f64;
    let bare = time(|| files.iter().for_each(|file| assert!(parsed(file).is_ok())));
    println!(
        "compare of {CLASS} recordings of everything: {}, {each:.3} s for each beyond two (goal {EACH}: {}); unpacked and \
         parsed alone: {}; {:.2} × of that",
        show(all),
        met(each <= EACH),
        show(bare),
        all.as_secs_f64() / bare.as_secs_f64(),
    );
    if let (Some(ten), Some(forty)) = (ten, forty) {
        let growth = forty as f64 / ten as f64;
        println!(
            "at most {} MiB of memory for ten, {} MiB for {CLASS}; {growth:.2} × (goal {GROWTH}: {})",
            ten >> 10,
            forty >> 10,
            met(growth <= GROWTH)
        );
    }
    Ok(())
}

/// How long it took, and the most memory that it had, in KiB, where the system tells.
fn compared(files: &[PathBuf]) -> Result<(Duration, Option<u64>)> {
    let mut peak = None;
    let mut ended = Err(Error::other("not run"));
    let took = time(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
        let child = command.arg("compare").args(files).stdout(Stdio::null()).spawn();
        ended = child.and_then(|child| watched(child, &mut peak));
    });
    ended.map(|()| (took, peak))
}

fn watched(mut child: Child, peak: &mut Option<u64>) -> Result<()> {
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        *peak = memory(child.id()).or(*peak);
        std::thread::park_timeout(Duration::from_millis(5));
    };
    if status.success() { Ok(()) } else { Err(Error::other(status.to_string())) }
}

/// `VmHWM` of proc_pid_status(5), in KiB.
fn memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn unpacked(file: &Path) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    GzDecoder::new(std::fs::File::open(file)?).read_to_end(&mut text)?;
    Ok(text)
}

fn parsed(file: &Path) -> Result<()> {
    serde_json::from_slice::<IgnoredAny>(&unpacked(file)?).map(drop).map_err(Error::other)
}

/// The recording that comes with the program, of as many computers as there are students.
fn recordings(place: &Path) -> Result<Vec<PathBuf>> {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/traces/linux.json.gz");
    let judged = place.join("judged.json");
    // As a student's `run all` writes it: with what it was judged to be.
    let mut command = Command::new(env!("CARGO_BIN_EXE_stickydemo"));
    command.arg("replay").arg(&recorded).args(["--format", "json", "--output"]).arg(&judged);
    command.status()?;
    let text = std::fs::read_to_string(&judged)?;
    let (before, rest) = text.split_once("\"release\": \"").ok_or(Error::other("no release"))?;
    // Of one release: a class has one image of its system.
    let all = (0..CLASS).map(|student| {
        let file = place.join(format!("student-{student}.json.gz"));
        let mut encoder = GzEncoder::new(std::fs::File::create(&file)?, Compression::fast());
        encoder.write_all(
            format!("{before}\"release\": \"{rest}\n{}", " ".repeat(student)).as_bytes(),
        )?;
        encoder.finish()?.sync_all()?;
        Ok(file)
    });
    all.collect()
}
