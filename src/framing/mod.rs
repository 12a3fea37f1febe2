//! temp
use crate::model::*;
pub trait Framing: Send + Sync {
    fn encode(&self, message: &[u8], out: &mut Vec<u8>) -> Result<(), FramingError>;
    fn decode(&self, buf: &mut bytes::BytesMut) -> Result<Option<bytes::Bytes>, FramingError>;
    fn decode_eof(&self, buf: &mut bytes::BytesMut) -> Result<Option<bytes::Bytes>, FramingError>;
}
pub struct FramingError;
impl FramingError { pub fn name(&self)->ErrorName { ErrorName::Other } pub fn text(&self)->Text{Text::new("","")} }
pub fn from_spec(_s: &FramingSpec) -> Box<dyn Framing> { loop {} }
