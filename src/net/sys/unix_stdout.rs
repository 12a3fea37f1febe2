//! Whether standard output can be written, asked before the runtime of Rust begins.
//!
//! That runtime puts /dev/null in the place of a standard stream that is closed, and takes EBADF
//! from a write to one for success: rust-lang/rust, library/std/src/sys/pal/unix/mod.rs
//! (`sanitize_standard_fds`) and library/std/src/io/stdio.rs (`handle_ebadf`). So afterwards nobody
//! can tell, and a result that went nowhere would count as written.

use std::sync::atomic::{AtomicBool, Ordering};

static CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed, or open for reading only, when the process began.
pub fn stdout_is_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

/// The functions listed there run before `main`: System V ABI, "Initialization and Termination
/// Functions"; of Mach-O, `S_MOD_INIT_FUNC_POINTERS` in mach-o/loader.h.
#[used]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static BEFORE_MAIN: extern "C" fn() = look;

extern "C" fn look() {
    // SAFETY: fcntl(2) with F_GETFL reads the flags of a descriptor, and says EBADF where there is
    // none. Nothing of std that needs its runtime is used here.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFL) };
    let closed = flags == -1 || flags & libc::O_ACCMODE == libc::O_RDONLY;
    CLOSED.store(closed, Ordering::Relaxed);
}
