//! Tables and values of the document with their places: which fields a table has, may have and
//! must have, and of which type a value is.

use crate::model::Text;
use crate::scenario::near;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A type a value may have, in the reader's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scenario) enum Kind {
    Text,
    Number,
    Fraction,
    Switch,
    Time,
    List,
    Table,
}

impl Kind {
    fn name(self) -> Text {
        match self {
            Kind::Text => Text::new("a text in quotes", "带引号的文本"),
            Kind::Number => Text::new("a whole number", "整数"),
            Kind::Fraction => Text::new("a number with a fraction", "小数"),
            Kind::Switch => Text::new("true or false", "true 或 false"),
            Kind::Time => Text::new("a date or time", "日期或时间"),
            Kind::List => Text::new("a list [ … ]", "列表 [ … ]"),
            Kind::Table => Text::new("a table { … }", "表 { … }"),
        }
    }
}

/// What can be wrong with the shape of a table.
enum ShapeFault<'a> {
    UnknownField { field: &'a str, of: &'a Text, known: &'a [&'a str] },
    MissingField { field: &'a str, of: &'a Text },
    WrongType { wanted: &'a Text, found: Kind },
}

impl Explain for ShapeFault<'_> {
    fn what(&self) -> Text {
        match self {
            ShapeFault::UnknownField { field, of, .. } => {
                let field = quote(field);
                Text::new(
                    format!("{} has no field {field}", of.en),
                    format!("{}没有 {field} 这个字段", of.zh),
                )
            }
            ShapeFault::MissingField { field, of } => Text::new(
                format!("{} needs the field `{field}`", of.en),
                format!("{}缺少字段 `{field}`", of.zh),
            ),
            ShapeFault::WrongType { wanted, found } => {
                let found = found.name();
                Text::new(
                    format!("expected {}, found {}", wanted.en, found.en),
                    format!("这里应为{}，写的却是{}", wanted.zh, found.zh),
                )
            }
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            ShapeFault::UnknownField { field, known, .. } => near::did_you_mean(field, known),
            ShapeFault::MissingField { field, .. } => example(field),
            ShapeFault::WrongType { .. } => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            ShapeFault::UnknownField { known, .. } => {
                Remedy::Rename(known.iter().map(|&name| name.to_owned()).collect())
            }
            ShapeFault::MissingField { field, .. } => Remedy::Add((*field).to_owned()),
            ShapeFault::WrongType { .. } => Remedy::Other,
        }
    }
}

/// How fields that must be there are written.
const EXAMPLES: &[(&str, &str)] = &[
    ("answer", "answer = \"…\""),
    ("behind", "behind = 1"),
    ("bytes", "bytes = 10"),
    ("call", "call = \"send\""),
    ("data", "data = \"hello\""),
    ("delimiter", "delimiter = \"\\n\""),
    ("en", "en = \"…\""),
    ("fate", "fate = [\"glued\"]"),
    ("from", "from = \"client\""),
    ("group", "group = \"tcp\""),
    ("header", "header = \"u32be\""),
    ("hex", "hex = \"0d 0a\""),
    ("hint", "hint = \"…\""),
    ("how", "how = \"write\""),
    ("id", "id = \"my-idea\""),
    ("kind", "kind = \"length-prefix\", header = \"u32be\""),
    ("len", "len = 100"),
    ("length", "length = \"40ms\""),
    ("max", "max = 1024"),
    ("name", "name = \"server\""),
    ("option", "option = \"SO_RCVBUF\""),
    ("question", "question = \"…\""),
    ("role", "role = \"problem\""),
    ("set", "set = { TCP_NODELAY = true }"),
    ("story", "story = \"…\""),
    ("to", "to = \"server\""),
    ("who", "who = \"client\""),
    ("why", "why = { en = \"…\", zh = \"…\" }"),
    ("zh", "zh = \"…\""),
];

fn example(field: &str) -> Option<Text> {
    let (_, example) = EXAMPLES.iter().find(|(name, _)| *name == field)?;
    Some(Text::new(format!("for example {example}"), format!("例如 {example}")))
}

/// A value and its place.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Value<'a>(&'a Spanned<DeValue<'a>>);

impl<'a> Value<'a> {
    pub(in crate::scenario) fn span(self) -> Span {
        self.0.span().into()
    }

    pub(in crate::scenario) fn raw(self) -> &'a DeValue<'a> {
        self.0.get_ref()
    }

    pub(in crate::scenario) fn kind(self) -> Kind {
        match self.raw() {
            DeValue::String(_) => Kind::Text,
            DeValue::Integer(_) => Kind::Number,
            DeValue::Float(_) => Kind::Fraction,
            DeValue::Boolean(_) => Kind::Switch,
            DeValue::Datetime(_) => Kind::Time,
            DeValue::Array(_) => Kind::List,
            DeValue::Table(_) => Kind::Table,
        }
    }

    /// A problem at this value.
    pub(in crate::scenario) fn problem(self, fault: impl Explain) -> Problem {
        Problem::at(self.span(), fault)
    }

    /// "expected `wanted`, found …" at this value.
    pub(in crate::scenario) fn wrong(self, wanted: &Text) -> Problem {
        self.problem(ShapeFault::WrongType { wanted, found: self.kind() })
    }

    fn wrong_kind(self, wanted: Kind) -> Problem {
        self.wrong(&wanted.name())
    }

    pub(in crate::scenario) fn text(self) -> Checked<&'a str> {
        match self.raw() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong_kind(Kind::Text)),
        }
    }

    pub(in crate::scenario) fn switch(self) -> Checked<bool> {
        match self.raw() {
            DeValue::Boolean(on) => Ok(*on),
            _ => Err(self.wrong_kind(Kind::Switch)),
        }
    }

    /// The number, or `None` where even 128 bits do not hold it.
    pub(in crate::scenario) fn number(self) -> Checked<Option<i128>> {
        match self.raw() {
            DeValue::Integer(n) => Ok(i128::from_str_radix(n.as_str(), n.radix()).ok()),
            _ => Err(self.wrong_kind(Kind::Number)),
        }
    }

    pub(in crate::scenario) fn list(self) -> Checked<Vec<Value<'a>>> {
        match self.raw() {
            DeValue::Array(items) => Ok(items.iter().map(Value).collect()),
            _ => Err(self.wrong_kind(Kind::List)),
        }
    }

    pub(in crate::scenario) fn table(self) -> Checked<Table<'a>> {
        match self.raw() {
            DeValue::Table(map) => Ok(Table { map, span: self.span() }),
            _ => Err(self.wrong_kind(Kind::Table)),
        }
    }
}

/// One field of a table.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Item<'a> {
    pub(in crate::scenario) name: &'a str,
    pub(in crate::scenario) key: Span,
    pub(in crate::scenario) value: Value<'a>,
}

/// A table and its place.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Table<'a> {
    map: &'a DeTable<'a>,
    span: Span,
}

impl<'a> Table<'a> {
    /// The document itself.
    pub(in crate::scenario) fn document(map: &'a DeTable<'a>) -> Self {
        Table { map, span: Span::default() }
    }

    /// All of it, or its header.
    pub(in crate::scenario) fn span(&self) -> Span {
        self.span
    }

    pub(in crate::scenario) fn get(&self, field: &str) -> Option<Value<'a>> {
        self.map.get(field).map(Value)
    }

    /// The place of a field's value; of the whole table where there is no such field.
    pub(in crate::scenario) fn at(&self, field: &str) -> Span {
        self.get(field).map_or(self.span, Value::span)
    }

    /// The fields in the order of the file.
    pub(in crate::scenario) fn items(&self) -> Vec<Item<'a>> {
        let mut items: Vec<Item<'a>> = self
            .map
            .iter()
            .map(|(key, value)| Item {
                name: key.get_ref(),
                key: key.span().into(),
                value: Value(value),
            })
            .collect();
        items.sort_by_key(|item| item.key);
        items
    }

    /// That the table has no fields but these.
    pub(in crate::scenario) fn only(&self, of: &Text, known: &[&str]) -> Checked<()> {
        match self.items().into_iter().find(|item| !known.contains(&item.name)) {
            None => Ok(()),
            Some(item) => {
                Err(Problem::at(item.key, ShapeFault::UnknownField { field: item.name, of, known }))
            }
        }
    }

    /// A field that must be there; where it is not, the place to blame is `blame`.
    pub(in crate::scenario) fn need(
        &self,
        field: &str,
        of: &Text,
        blame: Span,
    ) -> Checked<Value<'a>> {
        self.get(field).ok_or_else(|| Problem::at(blame, ShapeFault::MissingField { field, of }))
    }

    /// An optional field, read by `read`.
    pub(in crate::scenario) fn maybe<T>(
        &self,
        field: &str,
        read: impl FnOnce(Value<'a>) -> Checked<T>,
    ) -> Checked<Option<T>> {
        self.get(field).map(read).transpose()
    }
}
