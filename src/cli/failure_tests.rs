use super::*;
use anyhow::{Context, Error};

/// What is told in English, in Chinese, and the code.
fn told(error: &Error) -> (String, String, Code) {
    let (code, en) = tell(error, &Manner::plain(Lang::En));
    let (same, zh) = tell(error, &Manner::plain(Lang::Zh));
    assert_eq!(code, same);
    (en, zh, code)
}

fn io(kind: ErrorKind) -> Error {
    Error::new(io::Error::from(kind))
}

#[test]
fn what_was_to_be_done_comes_first_and_then_what_the_system_says() {
    let read = io(ErrorKind::NotFound).context(Failure::unreadable(Path::new("x.toml")));
    let en = "error: cannot read `x.toml`: no such file or directory\n";
    let zh = "错误：无法读取 `x.toml`：没有这个文件或目录\n";
    assert_eq!(told(&read), (en.into(), zh.into(), Code::Usage));
    let written = io(ErrorKind::StorageFull).context(Failure::unwritable(None));
    let en = "error: cannot write the output: no space left on the disk\n";
    let zh = "错误：无法写出结果：磁盘空间已满\n";
    assert_eq!(told(&written), (en.into(), zh.into(), Code::NoOutput));
}

#[test]
fn a_case_that_cannot_be_run_is_named() {
    let died = EngineError::Died { actor: "client".into() };
    let unperformed = Err::<(), _>(died).with_context(|| Failure::unperformed("nagle/fresh"));
    let en = "error: cannot run `nagle/fresh`: the thread of actor `client` ended unexpectedly; \
              this is a defect of stickydemo\n";
    let zh = "错误：无法运行 `nagle/fresh`：角色 `client` 的线程意外结束；这是 stickydemo 的缺陷\n";
    assert_eq!(told(&unperformed.unwrap_err()), (en.into(), zh.into(), Code::NoSockets));
}

#[test]
fn what_to_do_stands_behind_the_cause() {
    let help = Failure::unreadable(Path::new("x")).help("do this", "请这样做");
    let en = "error: cannot read `x`: permission denied\n  do this\n";
    let zh = "错误：无法读取 `x`：没有权限\n  请这样做\n";
    let denied = io(ErrorKind::PermissionDenied).context(help);
    assert_eq!(told(&denied), (en.into(), zh.into(), Code::Usage));
}

#[test]
fn who_stops_the_program_hears_what_became_of_the_file_and_nothing_else() {
    let stopped = Error::new(Failure::interrupted()).context(Failure::unperformed("nagle/fresh"));
    let stopped = unwritten(stopped, Some(Path::new("out.json")));
    let en = "stopped\n  nothing was written to `out.json`\n";
    let zh = "已停止\n  没有写入 `out.json`\n";
    assert_eq!(told(&stopped), (en.into(), zh.into(), Code::Interrupted));
    let full = io(ErrorKind::StorageFull).context(Failure::unwritable(None));
    let full = unwritten(full, Some(Path::new("out.json")));
    assert_eq!(told(&full).0, "error: cannot write the output: no space left on the disk\n");
}

#[test]
fn only_a_reader_of_the_output_may_go_without_a_word() {
    let gone = io(ErrorKind::BrokenPipe).context(Failure::unwritable(None));
    assert_eq!(told(&gone), (String::new(), String::new(), Code::ClosedPipe));
    let input = io(ErrorKind::BrokenPipe).context(Failure::unreadable(Path::new("x")));
    let (en, _, code) = told(&input);
    assert!(en.starts_with("error: cannot read `x`: "), "{en}");
    assert_eq!(code, Code::Usage);
}

#[test]
fn an_error_that_nobody_said_anything_about_is_a_defect() {
    let (en, zh, _) = told(&io(ErrorKind::NotFound));
    assert_eq!(en, "error: no such file or directory; this is a defect of stickydemo\n");
    assert_eq!(zh, "错误：没有这个文件或目录；这是 stickydemo 的缺陷\n");
}

#[test]
fn a_terminal_gets_lines_that_end_between_words() {
    let advice =
        "another program holds this port; netstat -an -p tcp lists them all: take another name";
    let error =
        Error::new(Failure::usage("too long ".repeat(12), "太长了".repeat(20)).help(advice, "x"));
    let narrow = Manner { error_width: Some(40), ..Manner::plain(Lang::En) };
    let (_, said) = tell(&error, &narrow);
    assert!(said.lines().all(|line| line.len() <= 40), "{said}");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&said), words(&tell(&error, &Manner::plain(Lang::En)).1));
    assert_eq!(tell(&error, &Manner::plain(Lang::En)).1.lines().count(), 2);
}

#[test]
fn entries_of_a_list_go_on_further_in() {
    let list = "all:\n  a.B: one, two, three\n  c.D: four";
    let lines = ["all:", "  a.B: one,", "    two,", "    three", "  c.D: four"];
    assert_eq!(listing(list, 13), lines);
    assert_eq!(listing("", 13), [""]);
}
