//! Changes in the document.

use super::option_targets::CaseShape;
use super::settable::arguments;
use super::{Change, ChangeError, Target, settable};
use crate::model::{CallName, OptionName, StepNo};
use std::borrow::Cow;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A scenario's document and the steps that may be changed in it.
pub(super) struct Document<'i, 's> {
    pub(super) parsed: DeTable<'i>,
    pub(super) shapes: &'s [CaseShape],
}

impl<'i> Document<'i, '_> {
    /// Makes one change; gives the number of places.
    pub(super) fn make(&mut self, change: &Change, text: &'i str) -> Result<usize, ChangeError> {
        let value = DeValue::parse(text).map_err(|error| ChangeError::Value {
            written: change.written.clone(),
            said: error.message().to_owned(),
        })?;
        let value = value.into_inner();
        if change.case.as_ref().is_some_and(|id| !self.shapes.iter().any(|s| s.id == *id)) {
            return Err(settable::no_case(change, self.shapes));
        }
        let mut places = 0;
        for shape in self.shapes {
            if change.case.as_ref().is_none_or(|id| *id == shape.id) {
                places += self.change_case(shape, &change.target, &value);
            }
        }
        Ok(places)
    }

    fn change_case(&mut self, shape: &CaseShape, target: &Target, value: &DeValue<'i>) -> usize {
        let mut steps = steps_of(&mut self.parsed, &shape.id);
        match target {
            Target::Option { actor, option } => {
                let mut numbers = shape.landing(actor, *option);
                numbers.extend(shape.scripted(actor, *option));
                numbers.sort_unstable();
                numbers.dedup();
                let found = numbers.iter().filter_map(|no| Some((steps.position(*no)?, *no)));
                let found: Vec<usize> = found.map(|(at, _)| at).collect();
                found.iter().filter(|at| steps.set_option(**at, *option, value).is_some()).count()
            }
            Target::Argument { actor, call, argument } => {
                let Ok(call) = CallName::from_str(call) else { return 0 };
                if !arguments(call).contains(&argument.as_str()) {
                    return 0;
                }
                let meant = |step: &&super::option_targets::StepShape| {
                    step.call == call && actor.as_ref().is_none_or(|actor| *actor == step.actor)
                };
                let numbers: Vec<StepNo> =
                    shape.steps.iter().filter(meant).map(|step| step.no).collect();
                let found: Vec<usize> =
                    numbers.iter().filter_map(|no| steps.position(*no)).collect();
                found.iter().for_each(|at| steps.set_argument(*at, argument, value));
                found.len()
            }
        }
    }
}

/// The tables of a case's steps, those of blocks in their place.
struct Steps<'d, 'i>(Vec<&'d mut Spanned<DeValue<'i>>>);

fn steps_of<'d, 'i>(document: &'d mut DeTable<'i>, case: &str) -> Steps<'d, 'i> {
    let is_case = |value: &&mut Spanned<DeValue<'i>>| {
        let id = value.get_ref().as_table().and_then(|table| table.get("id"));
        id.and_then(|id| id.get_ref().as_str()) == Some(case)
    };
    let found = document.get_mut("case").into_iter().flat_map(items).find(is_case);
    let nodes = found.and_then(table).and_then(|case| case.get_mut("steps"));
    let steps = nodes.into_iter().flat_map(items).flat_map(|node| {
        let block = node.get_ref().as_table().is_some_and(|node| !node.contains_key("call"));
        match block {
            true => table(node).and_then(|node| node.get_mut("steps")).map_or(Vec::new(), items),
            false => vec![node],
        }
    });
    Steps(steps.collect())
}

fn items<'d, 'i>(value: &'d mut Spanned<DeValue<'i>>) -> Vec<&'d mut Spanned<DeValue<'i>>> {
    match value.get_mut() {
        DeValue::Array(items) => items.iter_mut().collect(),
        _ => Vec::new(),
    }
}

fn table<'d, 'i>(value: &'d mut Spanned<DeValue<'i>>) -> Option<&'d mut DeTable<'i>> {
    match value.get_mut() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

impl<'i> Steps<'_, 'i> {
    /// Where a step is in the list.
    fn position(&self, no: StepNo) -> Option<usize> {
        let at = usize::try_from(no.0).ok()?.checked_sub(1)?;
        (at < self.0.len()).then_some(at)
    }

    fn set_argument(&mut self, at: usize, field: &str, value: &DeValue<'i>) {
        let Some(step) = self.0.get_mut(at) else { return };
        put(step, field, value.clone());
    }

    fn set_option(&mut self, at: usize, option: OptionName, value: &DeValue<'i>) -> Option<()> {
        let step = self.0.get_mut(at)?;
        if !step.get_ref().as_table()?.contains_key("set") {
            put(step, "set", DeValue::Table(DeTable::new()));
        }
        let set = table(step)?.get_mut("set")?;
        put(set, option.as_str(), value.clone());
        Some(())
    }
}

/// Puts a field into a table: in the place of the old value, or at the table's end.
fn put<'i>(into: &mut Spanned<DeValue<'i>>, field: &str, value: DeValue<'i>) {
    let end = into.span().end;
    let Some(table) = table(into) else { return };
    match table.get_mut(field) {
        Some(old) => *old = Spanned::new(old.span(), value),
        None => {
            let key = Spanned::new(end..end, Cow::Owned(field.to_owned()));
            table.insert(key, Spanned::new(end..end, value));
        }
    }
}
