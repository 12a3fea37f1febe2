//! How the console of standard input was set when the program began, to be set so again.

use windows_sys::Win32::System::Console::{
    ENABLE_ECHO_INPUT, GetConsoleMode, GetStdHandle, STD_INPUT_HANDLE, SetConsoleMode,
};

/// What `GetConsoleMode` said.
pub struct Terminal(u32);

impl Terminal {
    /// Of standard input; none where that is no console.
    pub fn of_stdin() -> Option<Self> {
        let mut mode = 0;
        // SAFETY: a handle of this process, and a u32 to write to.
        let told = unsafe { GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mut mode) };
        (told != 0).then_some(Terminal(mode))
    }

    /// Whether this process may read from standard input: no console stops one that does.
    pub fn is_ours() -> bool {
        true
    }

    /// Shows no longer what is typed (SetConsoleMode), until it is set again.
    pub fn hide(&self) {
        // SAFETY: a call without pointers, on a handle of this process.
        unsafe { SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), self.0 & !ENABLE_ECHO_INPUT) };
    }

    /// Sets it again. A console that has gone needs it no more.
    pub fn restore(&self) {
        // SAFETY: a call without pointers, on a handle of this process.
        unsafe { SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), self.0) };
    }
}
