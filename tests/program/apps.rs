//! The bytes of the tutorials' programs, computed here: a scenario only sends bytes, and what a program
//! would have made of them is proved beside it.

use encoding_rs::{Encoding, GBK, WINDOWS_1252};
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use stickydemo::model::{Call, Case, Lang, Step};
use stickydemo::scenario::{self, builtin};

/// The cases of a built-in scenario.
fn cases(id: &str) -> Vec<Case> {
    let entry = builtin::find(id).unwrap_or_else(|| panic!("no scenario {id}"));
    let scenario = scenario::parse(&entry.file(), entry.source().as_bytes());
    scenario.unwrap_or_else(|error| panic!("{}", error.render(Lang::En))).cases
}

fn case<'a>(cases: &'a [Case], id: &str) -> &'a Case {
    cases.iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no case {id}"))
}

/// What an actor sends in a case, message by message.
fn sent(case: &Case, who: &str) -> Vec<Vec<u8>> {
    let of = |step: &&Step| case.actor(step.who).is_some_and(|actor| actor.name == who);
    let bytes = |call: &Call| call.data().map(|data| data.bytes().expect("bytes that are known"));
    case.all_steps().filter(of).filter_map(|step| bytes(&step.call)).collect()
}

/// HMAC-MD5 (RFC 2104).
fn digest(key: &str, message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Md5>::new_from_slice(key.as_bytes()).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[test]
fn the_digests_are_hmac_md5_of_the_challenge_under_the_key() {
    let key = "linhaifeng bang bang bang";
    let wrong = "linhaifeng bang bang bang1111";
    let challenge: Vec<u8> = (0..32).collect();
    let right = digest(key, &challenge);
    let all = cases("auth");
    for case in &all {
        let from_server = sent(case, "server").concat();
        assert!(from_server.starts_with(&challenge), "{}: the whole challenge is sent", case.id);
    }
    let client = |id| sent(case(&all, id), "client");
    assert_eq!(client("wrong-key"), [digest(wrong, &challenge)]);
    assert_eq!(client("glued"), [right.clone(), b"hello".to_vec()]);
    assert_eq!(client("short-challenge"), [digest(key, &challenge[..20])]);
    assert_eq!(client("recv-sixteen"), [[&right[..], b"hello"].concat()]);
    assert_eq!(client("half-a-digest"), [right[..10].to_vec()]);
    assert_eq!(client("valid"), [&right[..10], &right[10..], b"hello"]);
    let answered = [digest(wrong, &challenge), right, b"hello".to_vec()];
    assert_eq!(client("answered"), answered);
}

/// `bytes.upper()`: a to z, and nothing else.
fn upper(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_uppercase()
}

/// `text.upper()` between decoding and encoding; what is no character becomes a question mark.
fn upper_text(bytes: &[u8], encoding: &'static Encoding) -> Vec<u8> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let letters = text.to_uppercase();
    let known = |c: char| !encoding.encode(c.encode_utf8(&mut [0; 4])).2;
    let text: String = letters.chars().map(|c| if known(c) { c } else { '?' }).collect();
    encoding.encode(&text).0.into_owned()
}

#[test]
fn the_capitals_are_what_each_server_makes_of_what_it_reads() {
    let all = cases("upper");
    let client = |id| sent(case(&all, id), "client");
    let server = |id| sent(case(&all, id), "server");
    let bytes = client("gbk-trail-byte").concat();
    assert_eq!(server("gbk-trail-byte").concat(), upper(&bytes));
    assert_eq!(GBK.decode(&bytes).0, "說 hello");
    assert_eq!(GBK.decode(&upper(&bytes)).0, "誇 HELLO");
    // Latin-1's letters are those of windows-1252.
    let latin = upper_text(&client("latin-1").concat(), WINDOWS_1252);
    assert!(std::str::from_utf8(&latin).is_err());
    assert_eq!(server("latin-1"), [latin]);
    let pieces: Vec<_> =
        client("decode-each-piece").iter().map(|piece| upper_text(piece, GBK)).collect();
    assert_eq!(server("decode-each-piece"), pieces);
    assert_eq!(client("decode-each-piece").concat(), bytes);
    let any: Vec<_> = client("utf8-any-pieces").concat().chunks(4).map(upper).collect();
    assert_eq!(server("utf8-any-pieces"), any);
    let framed = client("length-prefix").concat();
    let (length, text) = framed.split_at(4);
    assert_eq!((length, text), (&[0, 0, 0, 8][..], &bytes[..]));
    assert_eq!(server("length-prefix"), [upper_text(text, GBK)]);
}

/// An md5 as 32 lower-case hexadecimal digits.
fn md5_hex(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the sends of a case carry in front of the body: i32 of the header, and the header.
fn has_header(sends: &[Vec<u8>], header: &str, len: usize) {
    let length = i32::try_from(len).expect("a short header").to_le_bytes();
    assert_eq!((header.len(), &sends[..2]), (len, &[length.to_vec(), header.into()][..]));
}

#[test]
fn the_json_headers_are_as_long_as_they_say_and_one_md5_is_the_bodys() {
    let all = cases("json-header");
    let body = [b'A'; 3000];
    let shell =
        |md5: &str| format!(r#"{{"file_name": "a.txt", "total_size": 3000, "md5": "{md5}"}}"#);
    let sketch = |key: &str| {
        let md5 = "8f6fbf8347faa4924a76856701edb0f3";
        format!(r#"{{"{key}": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": "{md5}"}}"#)
    };
    for id in ["shell", "fake-md5"] {
        has_header(&sent(case(&all, id), "server"), &shell("asdfasdf123123x1"), 69);
    }
    let md5 = md5_hex(&body);
    has_header(&sent(case(&all, "real-md5"), "server"), &shell(&md5), 85);
    has_header(&sent(case(&all, "data-size"), "server"), r#"{"data_size": 3000}"#, 19);
    has_header(&sent(case(&all, "terabyte"), "client"), &sketch("file_size"), 104);
    has_header(&sent(case(&all, "another-key"), "client"), &sketch("total_size"), 105);
    for id in ["shell", "fake-md5", "real-md5", "data-size"] {
        assert_eq!(sent(case(&all, id), "server")[2], body, "{id}");
    }
    let said = |id| String::from_utf8(sent(case(&all, id), "client").concat()).expect("text");
    assert_eq!(said("fake-md5"), format!("damaged: {md5}, not asdfasdf123123x1"));
    assert_eq!(said("real-md5"), format!("whole: {md5}"));
}

#[test]
fn the_bytes_of_the_struct_lesson_are_what_pack_makes() {
    let all = cases("length-prefix");
    let i3sf = [&1u32.to_le_bytes()[..], b"abc\0", &2.7f32.to_le_bytes()].concat();
    let s4i = [&b"defg"[..], &101u32.to_le_bytes()].concat();
    for id in ["padding", "native-sizes"] {
        assert_eq!(sent(case(&all, id), "client"), [i3sf.clone(), s4i.clone()], "{id}");
    }
    let ii = [123i32.to_le_bytes(), 123i32.to_le_bytes()].concat();
    let after = [&ii[..], &i3sf[8..], &s4i].concat();
    assert_eq!(sent(case(&all, "second-after-pack"), "client"), [after]);
    let eight = 1_111_111_111_111_u64.to_le_bytes();
    assert_eq!(sent(case(&all, "eight-bytes-hold-it"), "client"), [eight]);
    assert_eq!(sent(case(&all, "cut-to-four-bytes"), "client"), [&eight[..4]]);
    assert_eq!(i32::from_le_bytes([eight[0], eight[1], eight[2], eight[3]]), -1_285_418_553);
}

/// i32 of the header, the header as Python's `json.dumps` writes it, the line.
fn framed_line(line: &str) -> [Vec<u8>; 3] {
    let md5 = md5_hex(line.as_bytes());
    let size = line.len();
    let header = format!(r#"{{"file_name": "a.txt", "file_size": {size}, "md5": "{md5}"}}"#);
    let length = i32::try_from(header.len()).expect("a short header").to_le_bytes();
    [length.to_vec(), header.into_bytes(), line.into()]
}

#[test]
fn the_headers_of_a_file_by_lines_have_its_sizes_and_digests() {
    let all = cases("file-by-lines");
    let lines = ["hello\n", "你好\n"].map(framed_line).concat();
    let total = 13i32.to_le_bytes().to_vec();
    assert_eq!(lines.iter().skip(2).step_by(3).map(Vec::len).sum::<usize>(), 13);
    let whole: Vec<Vec<u8>> = std::iter::once(total.clone()).chain(lines.clone()).collect();
    for id in ["next-header-swallowed", "as-the-header-says"] {
        assert_eq!(sent(case(&all, id), "server"), whole, "{id}");
    }
    assert_eq!(sent(case(&all, "ten-milliseconds"), "server"), lines);
    let put = sent(case(&all, "command-and-size"), "client");
    assert_eq!(put[1..], [total, lines[0].clone(), lines[1].clone()]);
    assert_eq!(i32::from_le_bytes(*b"{\"fi"), 1_768_301_179);
    assert_eq!(i32::from_le_bytes(*b"a.tx"), 2_020_879_969);
}
