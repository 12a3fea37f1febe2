//! Chromium without a window, over the DevTools protocol: messages of JSON, each ended by a NUL, on two pipes
//! (`--remote-debugging-pipe`).

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The names it goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The name that is there, if any is.
pub(crate) fn name() -> Option<&'static str> {
    NAMES.into_iter().find(|name| {
        let asked = Command::new(name).arg("--version").stderr(Stdio::null()).output();
        asked.is_ok_and(|output| output.status.success())
    })
}

/// No test takes so long: a browser that hangs is ended, and its reader is told.
const LONGEST: Duration = Duration::from_secs(300);

fn limited(child: &Arc<Mutex<Child>>) -> Sender<()> {
    let (wanted, gone) = channel();
    let child = Arc::clone(child);
    std::thread::spawn(move || {
        if gone.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
            child.lock().unwrap().kill().ok();
        }
    });
    wanted
}

/// A browser with one page.
pub(crate) struct Browser {
    child: Arc<Mutex<Child>>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    sent: u64,
    /// What came besides answers.
    pub(crate) events: Vec<Value>,
    /// Held as long as the browser is wanted.
    _wanted: Sender<()>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it. The shell gives it the pipes under the numbers that it expects.
    pub(crate) fn start(name: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, name])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"])
            .args(["--disable-background-networking", "--no-first-run", "--disable-extensions"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let from = BufReader::new(from);
        let child = Arc::new(Mutex::new(child));
        let mut browser = Browser {
            _wanted: limited(&child),
            child,
            to,
            from,
            session: String::new(),
            sent: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let made = browser.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": made["targetId"], "flatten": true });
        let attached = browser.ask("Target.attachToTarget", target);
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.ask(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Asks, and waits for the answer; what else comes is kept.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn answer(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        self.to.flush().unwrap();
        loop {
            let came = self.next();
            if came["id"] == json!(self.sent) {
                return came;
            }
            self.events.push(came);
        }
    }

    fn next(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).unwrap();
        assert_eq!(bytes.pop(), Some(0), "the browser has gone");
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Waits for an event.
    fn wait(&mut self, method: &str) {
        while !self.events.iter().any(|event| event["method"] == json!(method)) {
            let came = self.next();
            self.events.push(came);
        }
    }

    /// Opens a file, and waits until all of it is there.
    pub(crate) fn open(&mut self, file: &Path) {
        self.events.clear();
        let url = format!("file://{}", file.display());
        self.ask("Page.navigate", json!({ "url": url }));
        self.wait("Page.loadEventFired");
        self.ask("Page.bringToFront", json!({}));
    }

    /// Clicks on a link, and waits until where it leads is there.
    pub(crate) fn follow(&mut self, link: &str) {
        self.events.retain(|event| event["method"] != json!("Page.loadEventFired"));
        self.leave(&format!("document.querySelector('{link}').click()"));
        self.wait("Page.loadEventFired");
    }

    /// Goes back, and waits until what was there before is there again.
    pub(crate) fn back(&mut self) {
        self.events.retain(|event| event["method"] != json!("Page.frameNavigated"));
        self.leave("history.back()");
        self.wait("Page.frameNavigated");
        while self.value("document.readyState") != json!("complete") {}
    }

    /// Has the page do what leads away from it: one that is gone by then gives no other answer than that.
    fn leave(&mut self, expression: &str) {
        let answer = self.answer("Runtime.evaluate", json!({ "expression": expression }));
        let gone =
            answer["error"]["message"].as_str().is_none_or(|said| said.contains("navigated"));
        let thrown = answer["result"].get("exceptionDetails").is_some();
        assert!(gone && !thrown, "{expression}: {answer}");
    }

    /// What an expression comes to in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true });
        let result = self.ask("Runtime.evaluate", params);
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Presses a key.
    pub(crate) fn key(&mut self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let mut params = json!({ "type": kind, "key": key, "code": key });
            params["windowsVirtualKeyCode"] = json!(code);
            if key == "Enter" && kind == "keyDown" {
                params["text"] = json!("\r");
            }
            self.ask("Input.dispatchKeyEvent", params);
        }
    }

    /// A window of so many pixels.
    pub(crate) fn window(&mut self, width: u32, height: u32) {
        let params = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.ask("Emulation.setDeviceMetricsOverride", params);
    }

    /// How the page is to be shown: `screen` or `print`, `light` or `dark`.
    pub(crate) fn medium(&mut self, medium: &str, scheme: &str) {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "media": medium, "features": scheme }));
    }

    /// What the page complained about, and what it asked others for. The file itself is no request.
    pub(crate) fn complaints(&mut self) -> Vec<String> {
        self.value("1");
        let of = |event: &Value| {
            let params = &event["params"];
            match event["method"].as_str() {
                Some("Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded") => {
                    Some(params.to_string())
                }
                Some("Network.requestWillBeSent") => {
                    let url = params["request"]["url"].as_str().unwrap_or_default();
                    let own = params["type"] == json!("Document") || url == "data:,";
                    (!own).then(|| format!("a request for {url}"))
                }
                _ => None,
            }
        };
        self.events.iter().filter_map(of).collect()
    }

    /// A picture of the window, where somebody wants to look (`STICKYDEMO_SCREENSHOTS`: a directory).
    pub(crate) fn picture(&mut self, name: &str) {
        let Some(directory) = std::env::var_os("STICKYDEMO_SCREENSHOTS") else { return };
        std::thread::yield_now();
        let shot = self.ask("Page.captureScreenshot", json!({ "format": "png" }));
        self.keep(&directory, name, &shot["data"]);
    }

    /// The page on paper: how many bytes of PDF.
    pub(crate) fn paper(&mut self, name: &str) -> usize {
        let pdf = self.ask("Page.printToPDF", json!({ "printBackground": false }));
        if let Some(directory) = std::env::var_os("STICKYDEMO_SCREENSHOTS") {
            self.keep(&directory, name, &pdf["data"]);
        }
        pdf["data"].as_str().unwrap().len() / 4 * 3
    }

    fn keep(&self, directory: &std::ffi::OsStr, name: &str, data: &Value) {
        use base64::Engine;
        let engine = base64::engine::general_purpose::STANDARD;
        let bytes = engine.decode(data.as_str().unwrap()).unwrap();
        std::fs::write(Path::new(directory).join(name), bytes).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = json!({ "id": self.sent + 1, "method": "Browser.close" });
        let _ = self.to.write_all(format!("{close}\0").as_bytes());
        for _ in 0..50 {
            if matches!(self.child.lock().unwrap().try_wait(), Ok(Some(_))) {
                return;
            }
            let (_keep, wait) = channel::<()>();
            let _ = wait.recv_timeout(Duration::from_millis(100));
        }
        let mut child = self.child.lock().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
