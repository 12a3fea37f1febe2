//! Comparisons of runs made by hand.

use super::view::{About, Done, MainCause, Reach, Receive, Told};
use super::*;
use crate::model::{
    CallName, Cause, ErrorName, Fate, Fates, Host, Payload, Platform, ReceiveNo, Seen, StepNo,
    Text, Transport, Verdict, WireKind,
};
use std::sync::Arc;

pub(super) fn system(os: &str, under: Option<&str>) -> System {
    let host = Host {
        os: os.into(),
        release: "1".into(),
        arch: "x86_64".into(),
        version: "0.1.0".into(),
        under: under.map(str::to_owned),
    };
    System { here: false, host, wire: WireKind::Loopback }
}

/// One message, received whole as two pieces for one reason.
fn view() -> View {
    let receive = |data: &[u8], cause| Receive {
        step: Some(StepNo(4)),
        data: Payload::whole(data),
        cause: MainCause { cause, open: cause == Some(Cause::Unknown) },
    };
    let receives =
        vec![receive(b"he", Some(Cause::ShortBuffer)), receive(b"llo", Some(Cause::Leftover))];
    let mut segments = FigureExtent::default();
    segments.add(Seen::Seen(1));
    View {
        verdicts: [(Verdict::Shown, 1)].into(),
        may_not_show: false,
        cut: None,
        odd: false,
        doubtful: false,
        grounds: Vec::new().into(),
        told: Some(Arc::new(Told {
            carriers: vec![Transport::Tcp],
            fates: vec![Fates::from_iter([Fate::Split])],
            receives,
            steps: [(StepNo(4), done(None))].into(),
        })),
        figures: segments_alone(segments),
        reasons: Vec::new().into(),
    }
}

/// Segments come first.
fn segments_alone(segments: FigureExtent) -> [FigureExtent; view::FIGURES.len()] {
    let mut figures = [FigureExtent::default(); view::FIGURES.len()];
    figures[0] = segments;
    figures
}

fn done(error: Option<ErrorName>) -> Done {
    let native = |name: ErrorName| NamedError { name, native: Some(format!("E-{name}")) };
    let outcome = StepOutcome { ran: true, errors: error.into_iter().map(native).collect() };
    Done { who: "client".into(), call: CallName::Recv, outcome }
}

fn told(view: &mut View) -> &mut Told {
    Arc::make_mut(view.told.as_mut().unwrap())
}

fn witness(system: System, digest: &str, cases: &[(&str, View)]) -> Witness {
    let cases = cases.iter().map(|(id, view)| SeenCase {
        id: (*id).to_owned(),
        role: Some(Role::Problem),
        view: view.clone(),
    });
    let scenario = SeenScenario {
        id: "short-recv".into(),
        digest: "d".into(),
        set: Vec::new(),
        cases: cases.collect(),
    };
    let name = Some(format!("{digest}.json"));
    Witness { system, name, digest: digest.into(), scenarios: vec![scenario] }
}

/// Linux as it is, Windows with this change.
fn against(change: impl FnOnce(&mut View)) -> Comparison {
    let mut other = view();
    change(&mut other);
    let linux = witness(system("linux", None), "a", &[("one", view())]);
    let windows = witness(system("windows", None), "b", &[("one", other)]);
    compare(vec![windows, linux], &[])
}

/// The rows that differ.
fn differing(comparison: &Comparison) -> Vec<&Aspect> {
    let rows = comparison.cases.iter().flat_map(|case| &case.rows);
    rows.filter(|row| row.differs).map(|row| &row.aspect).collect()
}

#[test]
fn what_is_the_same_does_not_differ_and_columns_have_their_order() {
    let comparison = against(|_| {});
    assert!(differing(&comparison).is_empty());
    let systems: Vec<&str> =
        comparison.columns.iter().map(|column| column.system.host.os.as_str()).collect();
    assert_eq!(systems, ["linux", "windows"]);
    assert_eq!(comparison.compared().count(), 1);
}

#[test]
fn each_aspect_has_its_row() {
    let verdict = against(|view| view.verdicts = [(Verdict::NotShown, 1)].into());
    assert_eq!(differing(&verdict), [&Aspect::Verdict]);
    let fates = against(|view| told(view).fates[0].insert(Fate::Glued));
    assert_eq!(differing(&fates), [&Aspect::Fates]);
    let causes = against(|view| told(view).receives[1].cause.cause = Some(Cause::Nagle));
    assert_eq!(differing(&causes), [&Aspect::Causes]);
    let bytes = against(|view| told(view).receives[1].data = Payload::whole(b"ll"));
    assert_eq!(differing(&bytes), [&Aspect::Bytes(ReceiveNo(2), ReceiveNo(2))]);
    let error = against(|view| {
        told(view).steps.insert(StepNo(4), done(Some(ErrorName::Reset)));
    });
    assert_eq!(differing(&error), [&Aspect::Step(StepNo(4), "client".into(), CallName::Recv)]);
    let fewer = against(|view| told(view).receives.truncate(1));
    let second = Aspect::Bytes(ReceiveNo(2), ReceiveNo(2));
    assert_eq!(differing(&fewer), [&Aspect::Causes, &second]);
}

/// ECONNRESET and WSAECONNRESET are one error.
#[test]
fn a_systems_own_name_of_an_error_is_no_difference() {
    let reset = |native: &str| {
        let mut done = done(Some(ErrorName::Reset));
        done.outcome.errors[0].native = Some(native.to_owned());
        done
    };
    let mut linux = view();
    told(&mut linux).steps.insert(StepNo(4), reset("ECONNRESET"));
    let mut windows = view();
    told(&mut windows).steps.insert(StepNo(4), reset("WSAECONNRESET"));
    let comparison = compare(
        vec![
            witness(system("linux", None), "a", &[("one", linux)]),
            witness(system("windows", None), "b", &[("one", windows)]),
        ],
        &[],
    );
    assert!(differing(&comparison).is_empty());
    let shown = comparison.cases[0].rows.iter().any(|row| matches!(row.aspect, Aspect::Step(..)));
    assert!(shown, "it has a row for whoever wants all");
}

#[test]
fn what_cannot_be_seen_or_was_not_run_is_no_difference_of_behaviour() {
    let unknown = |view: &mut View| {
        for receive in &mut told(view).receives {
            receive.cause = MainCause { cause: Some(Cause::Unknown), open: true };
        }
    };
    assert!(differing(&against(unknown)).is_empty());
    let fate = against(|view| told(view).fates[0] = Fates::default());
    assert!(differing(&fate).is_empty());
    let not_run = against(|view| {
        view.verdicts = [(Verdict::Unsupported, 1)].into();
        view.grounds = vec![Ground::NotRun(Text::new("none there", "没有"))].into();
        view.told = None;
    });
    assert_eq!(differing(&not_run), [&Aspect::Verdict]);
    let fates = &not_run.cases[0].rows[1];
    assert!(
        matches!(fates.cells.as_slice(), [ComparedCell::Seen { .. }, ComparedCell::NotRun]),
        "{fates:?}"
    );
    assert_eq!(not_run.cases[0].figures[0].columns[1], None);
}

#[test]
fn a_figure_is_a_range_and_never_a_difference() {
    let comparison = against(|view| {
        let mut figure = FigureExtent::default();
        figure.add(Seen::Seen(7));
        view.figures = segments_alone(figure);
    });
    assert!(differing(&comparison).is_empty());
    let Measured { what, columns, .. } = &comparison.cases[0].figures[0];
    let ranges: Vec<_> = columns.iter().flatten().filter_map(|f| f.seen).collect();
    assert_eq!(*what, Counted::Segments);
    assert_eq!(ranges.iter().map(|r| (r.min, r.max)).collect::<Vec<_>>(), [(1, 1), (7, 7)]);
}

/// Three traces of one system: they share a column, and what differs among them is told.
#[test]
fn repeats_share_a_column_and_may_differ() {
    let mut other = view();
    other.verdicts = [(Verdict::NotShown, 1)].into();
    let mut seven = FigureExtent::default();
    seven.add(Seen::Seen(7));
    other.figures = segments_alone(seven);
    let traces = [("a", view()), ("b", other), ("c", view())];
    let traces =
        traces.map(|(digest, view)| witness(system("linux", None), digest, &[("one", view)]));
    let comparison = compare(traces.to_vec(), &[]);
    assert_eq!(comparison.columns.len(), 1);
    assert_eq!(comparison.columns[0].traces, 3);
    assert_eq!(differing(&comparison), [&Aspect::Verdict]);
    let verdicts =
        vec![(Value::Verdict(Verdict::Shown), 2), (Value::Verdict(Verdict::NotShown), 1)];
    assert_eq!(comparison.cases[0].rows[0].cells, [ComparedCell::Seen { values: verdicts, of: 3 }]);
    let figure = comparison.cases[0].figures[0].columns[0].unwrap().seen.unwrap();
    assert_eq!((figure.min, figure.max, figure.runs), (1, 7, 3));
}

#[test]
fn the_order_of_traces_changes_nothing_and_a_trace_counts_once() {
    let mut odd = view();
    told(&mut odd).fates[0].insert(Fate::Glued);
    let all = [
        witness(system("linux", None), "a", &[("one", view()), ("two", view())]),
        witness(system("linux", None), "b", &[("two", odd.clone()), ("three", view())]),
        witness(system("windows", Some("wine 8.0")), "c", &[("one", odd)]),
        witness(system("macos", None), "d", &[("one", view())]),
    ];
    let expected = compare(all.to_vec(), &["short-recv"]);
    assert_eq!(expected.columns.len(), 3);
    let mut orders = vec![vec![]];
    for at in 0..all.len() {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<usize>| {
                (0..=order.len()).map(move |place| {
                    let mut order = order.clone();
                    order.insert(place, at);
                    order
                })
            })
            .collect();
    }
    assert_eq!(orders.len(), 24);
    for order in orders {
        let mut traces: Vec<Witness> = order.iter().map(|at| all[*at].clone()).collect();
        assert_eq!(compare(traces.clone(), &["short-recv"]), expected, "{order:?}");
        traces.extend(all.iter().cloned());
        assert_eq!(compare(traces, &["short-recv"]), expected, "{order:?} and all again");
    }
}

/// Under Wine is another system, with the same name in the scenario.
#[test]
fn what_runs_under_something_else_is_a_column_of_its_own() {
    let real = witness(system("windows", None), "a", &[("one", view())]);
    let wine = witness(system("windows", Some("wine 8.0")), "b", &[("one", view())]);
    let comparison = compare(vec![wine, real], &[]);
    let under: Vec<_> =
        comparison.columns.iter().map(|column| column.system.host.under.as_deref()).collect();
    assert_eq!(under, [None, Some("wine 8.0")]);
}

#[test]
fn a_case_that_one_trace_lacks_is_absent_there_and_does_not_differ() {
    let mut odd = view();
    odd.verdicts = [(Verdict::NotShown, 1)].into();
    let linux = witness(system("linux", None), "a", &[("one", view()), ("two", odd)]);
    let windows = witness(system("windows", None), "b", &[("one", view())]);
    let comparison = compare(vec![linux, windows], &[]);
    assert_eq!(comparison.compared().count(), 1);
    assert!(differing(&comparison).is_empty());
    let two = &comparison.cases[1];
    assert_eq!((two.case.as_str(), two.systems(), &two.runs), ("two", 1, &vec![1, 0]));
    assert!(two.rows.iter().all(|row| row.cells[1] == ComparedCell::Absent));
}

fn reason(on: Platform, why: &str, about: About) -> Reason {
    Reason { on, why: Text::new(why, why), about, reach: Reach::Verdict }
}

#[test]
fn a_difference_has_the_reasons_about_it_else_all_there_are() {
    let reasons = vec![
        reason(Platform::Windows, "the fates", About::Fates),
        reason(Platform::Windows, "the step", About::Step(StepNo(4))),
    ];
    let whys = |comparison: &Comparison, row: usize| -> Vec<String> {
        let rows = comparison.cases[0].rows.iter().filter(|row| row.differs);
        let row = rows.collect::<Vec<_>>()[row];
        row.reasons.iter().map(|reason| reason.why.en.clone()).collect()
    };
    let comparison = against(|view| {
        view.reasons = reasons.clone().into();
        view.verdicts = [(Verdict::NotShown, 1)].into();
        told(view).fates[0].insert(Fate::Glued);
        told(view).receives[0].data = Payload::whole(b"h");
        told(view).receives[0].step = None;
        told(view).receives[0].cause.cause = None;
    });
    assert_eq!(whys(&comparison, 0), ["the fates", "the step"], "of a verdict all");
    assert_eq!(whys(&comparison, 1), ["the fates"]);
    assert_eq!(whys(&comparison, 2), ["the fates", "the step"], "of the causes there is none");
    assert_eq!(whys(&comparison, 3), ["the step"], "the receive is that step on Linux");
}

/// A figure that one system does not show has its reason beside it; where the scenario leaves a
/// system free, or all went there as it says, that is not why the verdict differs.
#[test]
fn a_verdict_does_not_hang_on_what_cannot_have_caused_it() {
    let about = |why, about, reach| Reason { reach, ..reason(Platform::Windows, why, about) };
    let with = |extra: Option<Reason>| {
        against(|view| {
            view.verdicts = [(Verdict::Unsupported, 1)].into();
            view.reasons = vec![
                about("free", About::Figure(Some(Counted::Segments)), Reach::Own),
                about("as said", About::Step(StepNo(4)), Reach::Rest),
            ]
            .into();
            Arc::make_mut(&mut view.reasons).extend(extra);
            let mut unseen = FigureExtent::default();
            unseen.add(Seen::Unsupported);
            view.figures = segments_alone(unseen);
        })
    };
    let whys = |reasons: &[Reason]| -> Vec<String> {
        reasons.iter().map(|reason| reason.why.en.clone()).collect()
    };
    let comparison = with(Some(about("broken off", About::Step(StepNo(7)), Reach::Verdict)));
    let case = &comparison.cases[0];
    assert_eq!(whys(&case.rows[0].reasons), ["broken off"]);
    assert_eq!(whys(&case.figures[0].reasons), ["free"]);
    let comparison = with(None);
    assert_eq!(whys(&comparison.cases[0].rows[0].reasons), ["as said"], "else what there is");
    let seen = against(|view| {
        view.reasons =
            vec![about("free", About::Figure(Some(Counted::Segments)), Reach::Own)].into();
    });
    assert!(seen.cases[0].figures[0].reasons.is_empty(), "every system shows it");
}

/// Where every system has a reason it explains nothing.
#[test]
fn a_reason_that_holds_everywhere_explains_no_difference() {
    let own = reason(Platform::Linux, "always", About::Case);
    let with = |verdict| {
        let mut view = view();
        view.reasons = vec![own.clone()].into();
        view.verdicts = [(verdict, 1)].into();
        view
    };
    let newer = System {
        host: Host { release: "2".into(), ..system("linux", None).host },
        ..system("linux", None)
    };
    let comparison = compare(
        vec![
            witness(system("linux", None), "a", &[("one", with(Verdict::Shown))]),
            witness(newer, "b", &[("one", with(Verdict::NotShown))]),
        ],
        &[],
    );
    let row = &comparison.cases[0].rows[0];
    assert!(row.differs && row.reasons.is_empty(), "{row:?}");
}

/// The run that a trace keeps of a thousand may be the one that did not show.
#[test]
fn an_odd_run_of_many_is_one_of_many() {
    let comparison = against(|view| {
        view.verdicts = [(Verdict::Shown, 999), (Verdict::NotShown, 1)].into();
        view.odd = true;
        told(view).fates[0].insert(Fate::Glued);
    });
    let case = &comparison.cases[0];
    assert_eq!(case.runs, [1, 1000]);
    let ComparedCell::Seen { values, of } = &case.rows[0].cells[1] else {
        panic!("{:?}", case.rows[0])
    };
    assert_eq!((values[0].1, values[1].1, *of), (999, 1, 1000));
    let ComparedCell::Seen { values, of } = &case.rows[1].cells[1] else {
        panic!("{:?}", case.rows[1])
    };
    assert_eq!((values.len(), values[0].1, *of), (1, 1, 1000));
}

#[test]
fn other_sources_versions_and_changes_are_warned_of() {
    let linux = witness(system("linux", None), "a", &[("one", view())]);
    let mut windows = witness(system("windows", None), "b", &[("one", view())]);
    assert!(compare(vec![linux.clone(), windows.clone()], &[]).warnings.is_empty());
    windows.system.host.version = "0.2.0".into();
    windows.scenarios[0].digest = "e".into();
    windows.scenarios[0].set = vec!["recv.max=4".into()];
    windows.scenarios[0].cases[0].view.doubtful = true;
    let warnings = compare(vec![windows, linux], &[]).warnings;
    let scenario = || "short-recv".to_owned();
    assert_eq!(
        warnings,
        [
            Warning::Versions(vec![said(0, "0.1.0".into()), said(1, "0.2.0".into())]),
            Warning::Sources {
                scenario: scenario(),
                digests: vec![said(0, "d".into()), said(1, "e".into())],
            },
            Warning::Changes {
                scenario: scenario(),
                sets: vec![said(0, vec![]), said(1, vec!["recv.max=4".into()])],
            },
            Warning::Repeats { column: 1, scenario: scenario(), case: "one".into() },
        ]
    );
}

fn said<T>(column: usize, said: T) -> Said<T> {
    Said { column, said, names: Vec::new() }
}

/// Two traces of one system share a column, and its name does not tell them apart.
#[test]
fn traces_of_one_column_that_differ_are_named() {
    let old = witness(system("linux", None), "a", &[("one", view())]);
    let mut new = witness(system("linux", None), "b", &[("one", view())]);
    new.scenarios[0].digest = "e".into();
    let warnings = compare(vec![new, old], &[]).warnings;
    let digests = ["d", "e"].map(|digest| said(0, digest.to_owned()));
    let [d, e] = digests;
    let digests = vec![
        Said { names: vec!["a.json".into()], ..d },
        Said { names: vec!["b.json".into()], ..e },
    ];
    assert_eq!(warnings, [Warning::Sources { scenario: "short-recv".into(), digests }]);
}

#[test]
fn scenarios_come_in_the_order_of_the_course_and_strangers_behind() {
    let named = |id: &str| {
        let mut witness = witness(system("linux", None), id, &[("one", view())]);
        witness.scenarios[0].id = id.into();
        witness
    };
    let all = ["b", "zebra", "a", "ape"].map(named).to_vec();
    let comparison = compare(all, &["b", "a"]);
    let ids: Vec<&str> = comparison.cases.iter().map(|case| case.scenario.as_str()).collect();
    assert_eq!(ids, ["b", "a", "ape", "zebra"]);
}

/// A trace that was cut does not say that nothing came after its last call.
#[test]
fn what_came_after_a_cut_is_not_compared() {
    let shorter = |view: &mut View, cut| {
        view.cut = cut;
        told(view).fates.clear();
        told(view).receives.truncate(1);
    };
    assert_eq!(differing(&against(|view| shorter(view, None))).len(), 3);
    let cut = against(|view| shorter(view, Some((20000, 7))));
    assert!(differing(&cut).is_empty());
    let (column, case) = (1, "one".to_owned());
    assert_eq!(cut.warnings, [Warning::Cut { column, case, calls: 20000, left_out: 7 }]);
    let other = against(|view| {
        shorter(view, Some((20000, 7)));
        told(view).receives[0].data = Payload::whole(b"ha");
    });
    assert_eq!(differing(&other), [&Aspect::Bytes(ReceiveNo(1), ReceiveNo(1))]);
}

/// A trace of one session of this name.
fn session(file: &str, id: &str, change: impl FnOnce(&mut View)) -> Witness {
    let mut of = view();
    told(&mut of).steps.clear();
    change(&mut of);
    let mut one = witness(system("linux", None), file, &[(id, of)]);
    let sessions = &mut one.scenarios[0];
    sessions.digest.clear();
    (sessions.id, sessions.cases[0].role) = ("session".into(), None);
    one
}

fn files(comparison: &Comparison) -> Vec<Option<&str>> {
    comparison.columns.iter().map(|column| column.file.as_deref()).collect()
}

#[test]
fn a_session_is_no_repeat_of_another_and_a_scenario_is() {
    let less = |view: &mut View| told(view).receives[0].data = Payload::whole(b"h");
    let sessions = || vec![session("b", "s", less), session("a", "s", |_| {})];
    let comparison = compare(sessions(), &[]);
    assert_eq!(files(&comparison), [Some("a.json"), Some("b.json")]);
    assert_eq!(differing(&comparison), [&Aspect::Bytes(ReceiveNo(1), ReceiveNo(1))]);
    let scenarios =
        ["y", "x"].map(|digest| witness(system("linux", None), digest, &[("one", view())]));
    let all = compare([sessions(), scenarios.to_vec()].concat(), &[]);
    assert_eq!(files(&all), [None, Some("a.json"), Some("b.json")]);
    assert_eq!(all.columns[0].traces, 2);
    let mut both = sessions();
    both[0].scenarios.extend(scenarios[0].scenarios.clone());
    assert_eq!(files(&compare(both, &[])), [None, Some("a.json")]);
}

#[test]
fn a_session_given_twice_is_one() {
    let twice = [session("a", "s", |_| {}), session("b", "s", |_| {}), session("a", "s", |_| {})];
    let renamed = twice.map(|one| Witness { digest: "same".into(), ..one });
    assert_eq!(files(&compare(renamed.to_vec(), &[])), [Some("a.json")]);
    let reversed = renamed.into_iter().rev().collect();
    assert_eq!(files(&compare(reversed, &[])), [Some("a.json")]);
}

#[test]
fn another_transport_is_a_difference_of_sessions() {
    let udp = |view: &mut View| told(view).carriers = vec![Transport::Udp];
    let apart = compare(vec![session("a", "s", |_| {}), session("b", "s", udp)], &[]);
    assert_eq!(differing(&apart), [&Aspect::Carriers]);
    let cases = against(udp);
    assert!(cases.cases[0].rows.iter().all(|row| row.aspect != Aspect::Carriers));
}
