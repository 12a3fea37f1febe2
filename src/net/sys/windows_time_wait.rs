//! Connections that are over and not forgotten yet.

use crate::model::Seen;
use std::mem::offset_of;
use std::net::SocketAddr;
use windows_sys::Win32::Foundation::{ERROR_INSUFFICIENT_BUFFER, NO_ERROR};
use windows_sys::Win32::NetworkManagement::IpHelper::{
    GetTcpTable, MIB_TCP_STATE_TIME_WAIT, MIB_TCPROW_LH, MIB_TCPTABLE,
};

/// How many connections with this local port are in TIME_WAIT: the pages of `GetTcpTable` and
/// `MIB_TCPROW`. It is IPv4's table; IPv6 is not asked.
pub(in crate::net) fn time_wait(address: &SocketAddr) -> Seen<u64> {
    if !address.is_ipv4() {
        return Seen::Unsupported;
    }
    let rows = match table() {
        Ok(rows) => rows,
        Err(code) => return Seen::Failed(i32::try_from(code).unwrap_or(i32::MAX)),
    };
    // The port is in network byte order in the lower half; the upper half may be anything.
    let port = |row: &MIB_TCPROW_LH| u16::from_be((row.dwLocalPort & 0xffff) as u16);
    // SAFETY: both members of the union are the same number.
    let state = |row: &MIB_TCPROW_LH| unsafe { row.Anonymous.State };
    let of_port = rows.iter().filter(|row| port(row) == address.port());
    let waiting = of_port.filter(|row| state(row) == MIB_TCP_STATE_TIME_WAIT).count();
    Seen::Seen(waiting as u64)
}

/// The rows of the table. It grows while one asks: a few attempts, each with the size said last.
fn table() -> Result<Vec<MIB_TCPROW_LH>, u32> {
    let mut size = 0u32;
    let mut code = ERROR_INSUFFICIENT_BUFFER;
    for _ in 0..8 {
        let mut buffer = vec![0u32; (size as usize).div_ceil(4)];
        // SAFETY: the call writes at most `size` bytes to the buffer, which has as many, aligned as
        // the table's numbers are.
        code = unsafe { GetTcpTable(buffer.as_mut_ptr().cast::<MIB_TCPTABLE>(), &mut size, 0) };
        match code {
            NO_ERROR => return Ok(rows(&buffer)),
            ERROR_INSUFFICIENT_BUFFER => {}
            other => return Err(other),
        }
    }
    Err(code)
}

/// A row is numbers of four bytes: so many.
const ROW: usize = size_of::<MIB_TCPROW_LH>() / size_of::<u32>();
/// Where the first row begins, in such numbers.
const ROWS: usize = offset_of!(MIB_TCPTABLE, table) / size_of::<u32>();

/// A count, and so many rows.
fn rows(table: &[u32]) -> Vec<MIB_TCPROW_LH> {
    let (Some(count), Some(rows)) = (table.first(), table.get(ROWS..)) else { return Vec::new() };
    let row = |row: &[u32; ROW]| {
        // SAFETY: MIB_TCPROW is numbers of four bytes, for which any bits are valid.
        unsafe { std::mem::transmute::<[u32; ROW], MIB_TCPROW_LH>(*row) }
    };
    let (whole, _) = rows.as_chunks::<ROW>();
    whole.iter().take(*count as usize).map(row).collect()
}
