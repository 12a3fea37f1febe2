//! Characters as bytes, and back.

use crate::model::TextEncoding;

/// A text in an encoding; `Err`: the first character that the encoding lacks.
///
/// # Errors
/// That character.
pub fn encode(text: &str, encoding: TextEncoding) -> Result<Vec<u8>, char> {
    if encoding == TextEncoding::Utf16le {
        // The library has no encoder for it: the Encoding Standard only decodes it.
        return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    let table = table(encoding);
    let (bytes, _, unmappable) = table.encode(text);
    if !unmappable {
        return Ok(bytes.into_owned());
    }
    let missing = |c: &char| table.encode(c.encode_utf8(&mut [0; 4])).2;
    Err(text.chars().find(missing).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// Bytes as text, if all of them are text in this encoding.
pub fn decode(bytes: &[u8], encoding: TextEncoding) -> Option<String> {
    let text = table(encoding).decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.into_owned())
}

fn table(encoding: TextEncoding) -> &'static encoding_rs::Encoding {
    match encoding {
        TextEncoding::Utf8 => encoding_rs::UTF_8,
        TextEncoding::Utf16le => encoding_rs::UTF_16LE,
        TextEncoding::Gbk => encoding_rs::GBK,
        TextEncoding::Big5 => encoding_rs::BIG5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for &encoding in TextEncoding::ALL {
            let bytes = encode("a你好", encoding).unwrap();
            assert_eq!(decode(&bytes, encoding).as_deref(), Some("a你好"), "{encoding}");
        }
        assert_eq!(encode("你", TextEncoding::Gbk), Ok(vec![0xc4, 0xe3]));
        assert_eq!(encode("a🙂", TextEncoding::Big5), Err('🙂'));
        assert_eq!(decode(&[0xe4, 0xbd], TextEncoding::Utf8), None);
    }
}
