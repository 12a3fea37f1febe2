//! The lab's packets: any bytes from the device are facts, or nothing that the lab knows. Before each
//! packet of the input stand two bytes with its length; the last has what is left.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stickydemo::stage::packets_of;

fn packets(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        packets.push(rest[..length].to_vec());
        bytes = &rest[length..];
    }
    packets
}

fuzz_target!(|bytes: &[u8]| {
    let packets = packets(bytes);
    let read = packets_of(&packets);
    assert!(read.len() <= packets.len());
    for packet in read {
        assert!(packet.payload <= packet.bytes, "more payload than packet: {packet:?}");
    }
});
