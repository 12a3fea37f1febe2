//! One case.

use super::expect::ExpectReader;
use super::framing::framing;
use super::lab::lab;
use super::step::StepReader;
use super::table::{Table, Value};
use super::texts::{remark, title};
use super::want::variants;
use crate::model::{Actor, Case, CaseVariant, Expect, Family, Limits, Role, Text};
use crate::scenario::excerpt::Lines;
use crate::scenario::printable::quote;
use crate::scenario::problem::{Checked, Explain, Problem, Remedy};

/// The fields of a case.
const FIELDS: &[&str] = &[
    "id", "role", "title", "fix", "note", "family", "wire", "lab", "framing", "actors", "on",
    "steps", "expect",
];

/// What can be wrong with a case's own fields.
enum CaseFault<'a> {
    FixMissing,
    FixElsewhere { role: Role },
    TooManyActors,
    ActorTwice { name: &'a str },
    OneOfTwo,
}

impl Explain for CaseFault<'_> {
    fn what(&self) -> Text {
        match self {
            CaseFault::FixMissing => Text::new(
                "the role is `fix`, but the fix has no name",
                "类别是 `fix`，却没有写解决办法的名字",
            ),
            CaseFault::FixElsewhere { role } => Text::new(
                format!("the role is `{role}`: only a case of role `fix` names a fix"),
                format!("类别是 `{role}`：只有 `fix` 用例才写解决办法的名字"),
            ),
            CaseFault::TooManyActors => Text::new(
                format!("too many actors: a case has at most {}", Limits::ACTORS),
                format!("角色太多：一个用例最多 {} 个", Limits::ACTORS),
            ),
            CaseFault::ActorTwice { name } => Text::new(
                format!("there are two actors named {}", quote(name)),
                format!("有两个角色都叫 {}", quote(name)),
            ),
            CaseFault::OneOfTwo => Text::new(
                "a case can differ on a platform in one of two ways, not in both",
                "用例在某个平台上只有两种差异，二选一",
            ),
        }
    }

    fn help(&self) -> Option<Text> {
        match self {
            CaseFault::FixMissing => Some(Text::new(
                "add fix = { en = \"…\", zh = \"…\" }",
                "请加上 fix = { en = \"…\", zh = \"…\" }",
            )),
            CaseFault::OneOfTwo => {
                crate::scenario::near::one_of(&["unsupported = true", "may_not_show = true"])
            }
            _ => None,
        }
    }

    fn remedy(&self) -> Remedy {
        match self {
            CaseFault::FixMissing => Remedy::Add("fix".to_owned()),
            CaseFault::TooManyActors => Remedy::Fewer,
            _ => Remedy::Other,
        }
    }
}

/// Where the parts of a case stand in the file.
pub(in crate::scenario) struct CasePlaces<'a> {
    pub(in crate::scenario) table: Table<'a>,
    /// By step number, from 0 for step 1.
    pub(in crate::scenario) steps: Vec<Table<'a>>,
    pub(in crate::scenario) expects: Vec<Table<'a>>,
}

/// A case and its places.
pub(super) fn case<'a>(value: Value<'a>, lines: &Lines) -> Checked<(Case, CasePlaces<'a>)> {
    let table = value.table()?;
    let of = Text::new("a case", "用例");
    table.only(&of, FIELDS)?;
    let need = |field| table.need(field, &of, table.span());
    let id = need("id")?.id()?;
    let role = need("role")?;
    let mut case = Case {
        id,
        line: lines.number(table.span().start),
        role: role.word()?,
        title: title(need("title")?)?,
        fix: fix(&table, role)?,
        note: table.maybe("note", remark)?,
        wire: table.maybe("wire", Value::word)?,
        lab: None,
        family: table.maybe("family", Value::word)?.unwrap_or(Family::Ipv4),
        framing: table.maybe("framing", framing)?,
        actors: actors(&table)?,
        steps: Vec::new(),
        expect: Vec::new(),
        on: table.maybe("on", case_variants)?.unwrap_or_default(),
    };
    case.lab = lab(&table, &case)?;
    let mut steps = StepReader { actors: &case.actors, lines, places: Vec::new(), rounds: false };
    let nodes = steps.nodes(need("steps")?)?;
    let mut places = CasePlaces { table, steps: steps.places, expects: Vec::new() };
    case.steps = nodes;
    case.expect = expects((&case.actors, case.lab.is_some()), &mut places)?;
    Ok((case, places))
}

/// `expect = [ … ]`.
fn expects((actors, lab): (&[Actor], bool), places: &mut CasePlaces<'_>) -> Checked<Vec<Expect>> {
    let reader = ExpectReader { actors: Some(actors), lab };
    let items = places.table.maybe("expect", Value::list)?.unwrap_or_default();
    places.expects = items.into_iter().map(Value::table).collect::<Checked<_>>()?;
    places.expects.iter().map(|table| reader.expect(*table)).collect()
}

fn fix(table: &Table<'_>, role: Value<'_>) -> Checked<Option<Text>> {
    match (table.get("fix"), role.word()?) {
        (None, Role::Fix) => Err(role.problem(CaseFault::FixMissing)),
        (Some(fix), Role::Fix) => title(fix).map(Some),
        (Some(_), role) => Err(fix_elsewhere(table, role)),
        (None, _) => Ok(None),
    }
}

fn fix_elsewhere(table: &Table<'_>, role: Role) -> Problem {
    let key = table.items().into_iter().find(|item| item.name == "fix");
    let span = key.map_or(table.span(), |item| item.key);
    Problem::at(span, CaseFault::FixElsewhere { role })
}

/// The actors: those declared, then those that only act, in the order of the file.
fn actors(table: &Table<'_>) -> Checked<Vec<Actor>> {
    let mut actors = Vec::new();
    if let Some(declared) = table.maybe("actors", Value::list)? {
        for value in declared {
            add_declared(&mut actors, value)?;
        }
    }
    if let Some(steps) = table.get("steps") {
        for value in steps.list()? {
            match value.table().ok().and_then(|table| table.get("steps")) {
                Some(inner) => inner.list()?.into_iter().try_for_each(|v| add(&mut actors, v))?,
                None => add(&mut actors, value)?,
            }
        }
    }
    Ok(actors)
}

fn add_declared(actors: &mut Vec<Actor>, value: Value<'_>) -> Checked<()> {
    let (table, of) = (value.table()?, Text::new("an actor", "角色"));
    table.only(&of, &["name", "host"])?;
    let named = table.need("name", &of, table.span())?;
    let name = named.name()?;
    if actors.iter().any(|actor| actor.name == name) {
        return Err(named.problem(CaseFault::ActorTwice { name }));
    }
    let host = table.maybe("host", Value::name)?.unwrap_or(name).to_owned();
    push(actors, Actor { name: name.to_owned(), host }, named)
}

/// Adds the actor that a step names, if it is not there yet. What else is wrong with the step is for the
/// reader of steps to say.
fn add(actors: &mut Vec<Actor>, step: Value<'_>) -> Checked<()> {
    let Some(who) = step.table().ok().and_then(|table| table.get("who")) else {
        return Ok(());
    };
    let name = who.name()?;
    if actors.iter().any(|actor| actor.name == name) {
        return Ok(());
    }
    push(actors, Actor { name: name.to_owned(), host: name.to_owned() }, who)
}

fn push(actors: &mut Vec<Actor>, actor: Actor, at: Value<'_>) -> Checked<()> {
    if actors.len() >= Limits::ACTORS {
        return Err(at.problem(CaseFault::TooManyActors));
    }
    actors.push(actor);
    Ok(())
}

/// `on = { windows = { unsupported = true, why = … } }`.
fn case_variants(value: Value<'_>) -> Checked<Vec<crate::model::Variant<CaseVariant>>> {
    let of = Text::new("what differs on a platform", "平台差异");
    variants(value, |table| {
        table.only(&of, &["unsupported", "may_not_show", "why"])?;
        let says = |field: &str| table.maybe(field, Value::switch);
        match (says("unsupported")?, says("may_not_show")?) {
            (Some(true), None) => Ok(CaseVariant::Unsupported),
            (None, Some(true)) => Ok(CaseVariant::MayNotShow),
            _ => Err(Problem::at(table.span(), CaseFault::OneOfTwo)),
        }
    })
}
