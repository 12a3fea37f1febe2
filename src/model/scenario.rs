//! A scenario: texts and cases, as read from its file.

use super::{
    ActorId, CaseTrace, ErrorName, Expect, FramingSpec, Guess, Lab, Lang, Node, Step, Text,
    Variant, named_enum,
};

named_enum! {
    /// The part of the course a scenario belongs to.
    pub enum Group {
        /// TCP: a stream has no messages.
        Tcp = "tcp",
        /// UDP: datagrams.
        Udp = "udp",
        /// Boundaries kept by the kernel, and text cut in pieces.
        Boundaries = "boundaries",
        /// The fixes.
        Fixes = "fixes",
        /// The tutorials' programs.
        Apps = "apps",
        /// A network between hosts.
        Lab = "lab",
    }
}

named_enum! {
    /// What a case is there for.
    pub enum Role {
        /// Shows the phenomenon.
        Problem = "problem",
        /// Shows a remedy that does not work.
        NotAFix = "not-a-fix",
        /// Shows a remedy that works, on the same messages.
        Fix = "fix",
    }
}

named_enum! {
    /// Where the packets travel.
    pub enum WireKind {
        /// The loopback interface.
        Loopback = "loopback",
        /// A virtual wire between hosts. Linux.
        Lab = "lab",
        /// A network between computers. Of sessions only: no scenario is about one.
        Network = "network",
    }
}

named_enum! {
    /// The internet protocol of a case's TCP and UDP sockets.
    pub enum Family {
        /// 127.0.0.1
        Ipv4 = "ipv4",
        /// ::1
        Ipv6 = "ipv6",
    }
}

/// What is said to the student, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// One line.
    pub title: String,
    /// What happens, before it happens.
    pub story: String,
    /// What the student is to predict.
    pub question: String,
    /// A push in the right direction.
    pub hint: String,
    /// Why, in a few sentences; shown after the run.
    pub answer: String,
}

/// What somebody may be looking for who should find this scenario, in each language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keywords {
    /// English words and phrases, error names, messages of programs; what it is most about comes first.
    pub en: Vec<String>,
    /// Chinese ones.
    pub zh: Vec<String>,
}

/// A named party: one thread that owns its sockets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its name.
    pub name: String,
    /// Its host; by default a host of its own, with its own name.
    pub host: String,
}

/// What may be different about a whole case on a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseVariant {
    /// It may not show there, and that is a finding.
    MayNotShow,
    /// It cannot be done there; it is not run.
    Unsupported,
}

/// One complete run of steps on fresh sockets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its name, unique in the scenario.
    pub id: String,
    /// The line of the file it begins on, from 1.
    pub line: u32,
    /// What it is there for.
    pub role: Role,
    /// One line about it.
    pub title: Text,
    /// The name of the fix; there exactly when the role is `fix`.
    pub fix: Option<Text>,
    /// A remark shown after the case.
    pub note: Option<Text>,
    /// The wire it is about, where it is about one.
    pub wire: Option<WireKind>,
    /// What that wire does, where it is the lab.
    pub lab: Option<Lab>,
    /// IPv4 unless it says otherwise.
    pub family: Family,
    /// How `send_message` and `recv_message` mark boundaries.
    pub framing: Option<FramingSpec>,
    /// The parties, in the order in which they are declared or first act.
    pub actors: Vec<Actor>,
    /// What they do.
    pub steps: Vec<Node>,
    /// What is expected of the whole.
    pub expect: Vec<Expect>,
    /// Platforms where the whole is different.
    pub on: Vec<Variant<CaseVariant>>,
}

impl Case {
    /// What a session is analysed and drawn as: nobody wrote down what was to be done, and nothing is expected.
    pub fn of_session(trace: &CaseTrace) -> Self {
        let mut actors: Vec<Actor> = Vec::new();
        for socket in &trace.sockets {
            if !actors.iter().any(|actor| actor.name == socket.actor) {
                actors.push(Actor { name: socket.actor.clone(), host: socket.actor.clone() });
            }
        }
        Case {
            id: trace.id.clone(),
            line: 0,
            role: Role::Problem,
            title: Text::new("", ""),
            fix: None,
            note: None,
            wire: None,
            lab: None,
            family: Family::Ipv4,
            framing: None,
            actors,
            steps: Vec::new(),
            expect: Vec::new(),
            on: Vec::new(),
        }
    }

    /// Every step once, in the order of the file.
    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().flat_map(|node| node.steps())
    }

    /// The block whose rounds are the subject, if there is one: its steps, and how often they are done.
    pub fn rounds(&self) -> Option<(&[Step], u32)> {
        self.steps.iter().find_map(|node| match node {
            Node::Block { repeat, rounds: true, steps } => Some((steps.as_slice(), *repeat)),
            _ => None,
        })
    }

    /// Whether a step of it is about this error: it expects it, or goes on until it comes.
    pub fn expects(&self, error: ErrorName) -> bool {
        let meant = |step: &Step| step.want.error == Some(error) || step.until == Some(error);
        self.all_steps().any(meant)
    }

    /// The hosts, each once, in the order of the actors that live on them.
    pub fn hosts(&self) -> Vec<&str> {
        let mut hosts: Vec<&str> = Vec::new();
        for actor in &self.actors {
            if !hosts.contains(&actor.host.as_str()) {
                hosts.push(&actor.host);
            }
        }
        hosts
    }

    /// An actor by number.
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(usize::try_from(id.0).ok()?)
    }
}

/// One file of `scenarios/`, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Its name.
    pub id: String,
    /// Its part of the course.
    pub group: Group,
    /// English texts.
    pub en: Lesson,
    /// Chinese texts.
    pub zh: Lesson,
    /// Words to find it by.
    pub keywords: Keywords,
    /// What is guessed before a run.
    pub guess: Option<Guess>,
    /// Remarks for the teacher: where systems differ, where a source is wrong.
    pub notes: Option<Text>,
    /// Its cases, in order; at least one.
    pub cases: Vec<Case>,
    /// The file itself.
    pub source: String,
}

impl Scenario {
    /// The texts in one language.
    pub fn lesson(&self, lang: Lang) -> &Lesson {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// Whether a case of it makes a TCP or UDP socket and is not about the lab's wire.
    pub fn uses_loopback(&self) -> bool {
        let cases = self.cases.iter().filter(|case| case.wire != Some(WireKind::Lab));
        let transports = cases.flat_map(Case::all_steps).map(|s| s.call.arguments().transport);
        transports.flatten().any(|transport| !transport.is_unix())
    }
}
