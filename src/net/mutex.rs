//! A lock that a panic elsewhere does not keep shut.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a mutex holds, also where a thread has panicked that had it: each value here is whole at every moment.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
