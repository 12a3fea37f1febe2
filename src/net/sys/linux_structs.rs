//! Structs of Linux that libc has too short, or not at all, for some of its C libraries (`tcp_info`
//! ends with `tcpi_total_retrans` for uClibc, and there is none for Android; of what SO_MEMINFO writes
//! it has the numbers of the fields only). They are never made: `fields` reads from their places what
//! the kernel has written.
#![allow(dead_code, reason = "fields that are not read hold the place of those that are")]

/// `struct tcp_info` of include/uapi/linux/tcp.h, as far as it is read. It has grown at its end from
/// kernel to kernel: `tcpi_notsent_bytes` and `tcpi_data_segs_*` 4.6, `tcpi_bytes_sent` 4.19,
/// `tcpi_snd_wnd` 5.4.
#[repr(C)]
pub(super) struct TcpInfo {
    pub(super) tcpi_state: u8,
    tcpi_ca_state: u8,
    tcpi_retransmits: u8,
    tcpi_probes: u8,
    tcpi_backoff: u8,
    tcpi_options: u8,
    /// Two fields of four bits.
    tcpi_snd_wscale_rcv_wscale: u8,
    /// One bit, and one field of two bits.
    tcpi_delivery_rate_app_limited_fastopen_client_fail: u8,
    tcpi_rto: u32,
    tcpi_ato: u32,
    pub(super) tcpi_snd_mss: u32,
    tcpi_rcv_mss: u32,
    pub(super) tcpi_unacked: u32,
    pub(super) tcpi_sacked: u32,
    tcpi_lost: u32,
    tcpi_retrans: u32,
    tcpi_fackets: u32,
    tcpi_last_data_sent: u32,
    tcpi_last_ack_sent: u32,
    tcpi_last_data_recv: u32,
    tcpi_last_ack_recv: u32,
    tcpi_pmtu: u32,
    tcpi_rcv_ssthresh: u32,
    tcpi_rtt: u32,
    tcpi_rttvar: u32,
    tcpi_snd_ssthresh: u32,
    pub(super) tcpi_snd_cwnd: u32,
    tcpi_advmss: u32,
    tcpi_reordering: u32,
    tcpi_rcv_rtt: u32,
    tcpi_rcv_space: u32,
    pub(super) tcpi_total_retrans: u32,
    pub(super) tcpi_pacing_rate: u64,
    tcpi_max_pacing_rate: u64,
    tcpi_bytes_acked: u64,
    pub(super) tcpi_bytes_received: u64,
    tcpi_segs_out: u32,
    tcpi_segs_in: u32,
    pub(super) tcpi_notsent_bytes: u32,
    tcpi_min_rtt: u32,
    pub(super) tcpi_data_segs_in: u32,
    pub(super) tcpi_data_segs_out: u32,
    tcpi_delivery_rate: u64,
    tcpi_busy_time: u64,
    tcpi_rwnd_limited: u64,
    tcpi_sndbuf_limited: u64,
    tcpi_delivered: u32,
    tcpi_delivered_ce: u32,
    pub(super) tcpi_bytes_sent: u64,
    pub(super) tcpi_bytes_retrans: u64,
    tcpi_dsack_dups: u32,
    tcpi_reord_seen: u32,
    tcpi_rcv_ooopack: u32,
    pub(super) tcpi_snd_wnd: u32,
}

/// What SO_MEMINFO writes (Linux 4.12): the numbers that include/uapi/linux/sock_diag.h counts as
/// SK_MEMINFO_RMEM_ALLOC to SK_MEMINFO_DROPS, in their order.
#[repr(C)]
pub(super) struct MemInfo {
    pub(super) rmem_alloc: u32,
    rcvbuf: u32,
    pub(super) wmem_alloc: u32,
    sndbuf: u32,
    fwd_alloc: u32,
    wmem_queued: u32,
    optmem: u32,
    backlog: u32,
    pub(super) drops: u32,
}

#[cfg(all(test, target_env = "gnu"))]
mod tests {
    use super::*;
    use std::mem::offset_of;

    /// For glibc libc has both, so far.
    #[test]
    fn the_places_are_those_of_libc() {
        macro_rules! same {
            ($($field:ident)+) => {
                $(assert_eq!(
                    offset_of!(TcpInfo, $field),
                    offset_of!(libc::tcp_info, $field),
                    stringify!($field)
                );)+
            };
        }
        same!(tcpi_state tcpi_snd_mss tcpi_unacked tcpi_sacked tcpi_snd_cwnd tcpi_total_retrans);
        same!(tcpi_notsent_bytes tcpi_data_segs_in tcpi_data_segs_out tcpi_bytes_sent);
        same!(tcpi_bytes_retrans tcpi_snd_wnd);
        let place = |number: libc::c_int| 4 * usize::try_from(number).unwrap_or(usize::MAX);
        assert_eq!(offset_of!(MemInfo, rmem_alloc), place(libc::SK_MEMINFO_RMEM_ALLOC));
        assert_eq!(offset_of!(MemInfo, wmem_alloc), place(libc::SK_MEMINFO_WMEM_ALLOC));
        assert_eq!(offset_of!(MemInfo, drops), place(libc::SK_MEMINFO_DROPS));
    }
}
