//! What the command line says of `shell`.

use super::super::args::{ServeArgs, SessionArgs};
use super::super::failure::Failure;
use super::super::perform::own_program;
use super::options::has_no;
use crate::apps::{Allowed, App, Commands, Frames, Plan};
use crate::model::{Text, Transport};
use crate::report::visible;

/// What both sides must agree on, as it was said.
pub(super) fn agree(mut plan: Plan, args: &SessionArgs) -> Result<Plan, Failure> {
    if plan.app != App::Shell {
        return Ok(plan);
    }
    let framing = plan.framing.unwrap_or(Frames::None);
    if args.ack.is_some() && framing != Frames::Ack {
        return Err(Failure::usage(
            "--ack is of --framing ack".into(),
            "--ack 要和 --framing ack 一起用".into(),
        ));
    }
    plan.shell.ack = args.ack.unwrap_or_default();
    if plan.place.transport() == Transport::Udp && framing != Frames::None {
        return Err(has_no(App::Shell, "--framing over UDP"));
    }
    Ok(plan)
}

/// What the server may run and how it answers, and what is to be known of that.
pub(super) fn serving(mut plan: Plan, args: &ServeArgs) -> anyhow::Result<(Plan, Vec<Text>)> {
    if plan.app != App::Shell {
        return Ok((plan, Vec::new()));
    }
    let udp = plan.place.transport() == Transport::Udp;
    if udp && args.order.is_some_and(|order| !order.is_both()) {
        return Err(Failure::usage(
            "over UDP two datagrams come for each command: --order out-err or err-out".into(),
            "UDP 上每条命令都回两个数据报：--order 只能是 out-err 或 err-out".into(),
        )
        .into());
    }
    plan.shell.order = args.order;
    plan.shell.commands = commands(&args.allow)?;
    let all = plan.shell.commands.texts().map(visible).collect::<Vec<_>>().join(" | ");
    let said = Text::new(
        format!("only these are run, without a shell: {all}; --allow COMMAND adds one"),
        format!("只执行这些命令，不经过 shell：{all}；--allow 命令 可以再加一条"),
    );
    Ok((plan, vec![said]))
}

fn commands(allowed: &[String]) -> anyhow::Result<Commands> {
    let mut commands = Commands::usual(&own_program()?);
    for text in allowed {
        commands.allow(Allowed::read(text).ok_or_else(|| {
            let shown = visible(text);
            Failure::usage(format!("`{shown}` is no command"), format!("`{shown}` 不是命令"))
        })?);
    }
    Ok(commands)
}
