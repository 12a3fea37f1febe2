//! Which Windows this is, and whether it is one.

use std::ffi::{CStr, c_char};
use windows_sys::Win32::System::LibraryLoader::{GetModuleHandleA, GetProcAddress};
use windows_sys::Win32::System::SystemInformation::OSVERSIONINFOW;

/// A function of ntdll.dll, which every process has loaded: `GetModuleHandle`, `GetProcAddress`.
fn ntdll(name: &CStr) -> Option<unsafe extern "system" fn() -> isize> {
    // SAFETY: both names end with a 0; the module stays loaded as long as the process lives.
    unsafe { GetProcAddress(GetModuleHandleA(c"ntdll.dll".as_ptr().cast()), name.as_ptr().cast()) }
}

/// `RtlGetVersion`: unlike `GetVersionEx` it does not depend on the program's manifest.
pub(super) fn version() -> Option<OSVERSIONINFOW> {
    type RtlGetVersion = unsafe extern "system" fn(*mut OSVERSIONINFOW) -> i32;
    let found = ntdll(c"RtlGetVersion")?;
    // SAFETY: that is its signature: learn.microsoft.com/windows-hardware/drivers/ddi/wdm/nf-wdm-rtlgetversion.
    let get = unsafe {
        std::mem::transmute::<unsafe extern "system" fn() -> isize, RtlGetVersion>(found)
    };
    let size = u32::try_from(size_of::<OSVERSIONINFOW>()).ok()?;
    let mut version = OSVERSIONINFOW { dwOSVersionInfoSize: size, ..Default::default() };
    // SAFETY: `version` is a valid struct that says its size.
    (unsafe { get(&mut version) } == 0).then_some(version)
}

/// Major, minor and build number: `10.0.22631`.
pub(in crate::net) fn release() -> String {
    version().map_or_else(
        || String::from("unknown"),
        |v| format!("{}.{}.{}", v.dwMajorVersion, v.dwMinorVersion, v.dwBuildNumber),
    )
}

/// Wine names itself by a function of its ntdll.dll (Wine dlls/ntdll/ntdll.spec).
pub(in crate::net) fn under() -> Option<String> {
    type WineGetVersion = unsafe extern "C" fn() -> *const c_char;
    let found = ntdll(c"wine_get_version")?;
    // SAFETY: that is its signature, the only one a function of this name has had.
    let get = unsafe {
        std::mem::transmute::<unsafe extern "system" fn() -> isize, WineGetVersion>(found)
    };
    // SAFETY: it takes nothing, and returns a constant string that ends with a 0.
    let version = unsafe { CStr::from_ptr(get()) };
    Some(format!("wine {}", version.to_string_lossy()))
}
