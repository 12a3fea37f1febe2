//! How the terminal of standard input was set when the program began, to be set so again.

/// What `tcgetattr` said (termios(3)).
pub struct Terminal(libc::termios);

impl Terminal {
    /// Of standard input; none where that is no terminal.
    pub fn of_stdin() -> Option<Self> {
        let mut settings = std::mem::MaybeUninit::uninit();
        // SAFETY: `settings` is a termios to write to; it is read only where the call says that it wrote it.
        match unsafe { libc::tcgetattr(libc::STDIN_FILENO, settings.as_mut_ptr()) } {
            // SAFETY: written, as the call returned 0.
            0 => Some(Terminal(unsafe { settings.assume_init() })),
            _ => None,
        }
    }

    /// Whether this process may read from standard input. One in the background of a terminal would be stopped by it
    /// (SIGTTIN, SIGTTOU: termios(3)); where standard input is no terminal, nobody is stopped.
    pub fn is_ours() -> bool {
        // SAFETY: calls without pointers.
        match unsafe { (libc::tcgetpgrp(libc::STDIN_FILENO), libc::getpgrp()) } {
            (-1, _) => true,
            (foreground, own) => foreground == own,
        }
    }

    /// Shows no longer what is typed (ECHO, termios(3)), until it is set again.
    pub fn hide(&self) {
        let mut settings = self.0;
        settings.c_lflag &= !libc::ECHO;
        // SAFETY: a termios that `tcgetattr` wrote, but for one flag, and that lives longer than the call.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, &settings) };
    }

    /// Sets it again, at once. A terminal that has gone needs it no more.
    pub fn restore(&self) {
        // SAFETY: a termios that `tcgetattr` wrote, and that lives longer than the call.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, &self.0) };
    }
}
