//! Scenarios, traces and analyses made by hand, shaped like those of real runs.
#![allow(clippy::too_many_lines, reason = "a sample is one value, written out")]

use std::time::Duration;
use stickydemo::analysis::*;
use stickydemo::model::*;

#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) scenario: Scenario,
    pub(crate) trace: CaseTrace,
    pub(crate) analysis: CaseAnalysis,
}

impl Sample {
    pub(crate) fn case(&self) -> &Case {
        &self.scenario.cases[0]
    }

    /// Gives every finding the place of its call: the n-th that sends, the n-th that receives.
    fn settled(mut self) -> Self {
        let (mut sends, mut receives) = (Vec::new(), Vec::new());
        for (r, record) in self.trace.records.iter().enumerate().filter(|(_, r)| !r.warmup) {
            for (c, call) in record.calls.iter().enumerate() {
                if call.call.sends() {
                    sends.push((r, c));
                }
                if call.call.receives() && call.data.is_some() {
                    receives.push((r, c));
                }
            }
        }
        for (message, place) in self.analysis.messages.iter_mut().zip(sends) {
            message.place = place;
        }
        for (receive, place) in self.analysis.receives.iter_mut().zip(receives) {
            receive.place = place;
        }
        self
    }
}

/// A computer.
pub(crate) fn host(os: &str, release: &str) -> Host {
    let [os, release, arch, version] = [os, release, "x86_64", "0.1.0"].map(str::to_owned);
    Host { os, release, arch, version, under: None }
}

fn text(en: &str, zh: &str) -> Text {
    Text::new(en, zh)
}

fn lesson(title: &str, story: &str, question: &str, hint: &str, answer: &str) -> Lesson {
    Lesson {
        title: title.into(),
        story: story.into(),
        question: question.into(),
        hint: hint.into(),
        answer: answer.into(),
    }
}

pub(crate) fn step(no: u32, who: u32, call: Call) -> Step {
    Step {
        no: StepNo(no),
        line: 20 + no,
        who: ActorId(who),
        call,
        sock: None,
        makes: None,
        set: vec![],
        repeat: 1,
        until: None,
        nonblocking: false,
        background: false,
        warmup: false,
        timeout: Duration::from_secs(2),
        want: Want::default(),
        on: vec![],
    }
}

pub(crate) fn scenario(id: &str, group: Group, case: Case) -> Scenario {
    Scenario {
        id: id.into(),
        group,
        en: lesson(
            "Ten small sends, two segments, one recv",
            "The client sends ten messages of six bytes, one after the other. The server's kernel \
             delays its acknowledgements, and the server reads late.",
            "How many segments leave, and how many recv calls does the server need?",
            "Nagle's algorithm lets one small segment be unacknowledged at a time.",
            "The first message leaves at once. The others wait for its acknowledgement and leave \
             together. But the single recv has another cause: the server read late.",
        ),
        zh: lesson(
            "十次小发送，两个段，一次接收",
            "客户端一条接一条地发送十条六字节的消息。服务器的内核推迟确认，服务器程序也很晚才来读。",
            "会发出几个段？服务器要调用几次 recv？",
            "Nagle 算法只允许有一个小段处在未确认状态。",
            "第一条消息立刻发走，其余的要等它被确认，于是一起发走。但只用一次 recv 就收完，是另一个原因：服务器读晚了。",
        ),
        notes: None,
        cases: vec![case],
        source: String::new(),
    }
}

pub(crate) fn case(id: &str, role: Role, title: Text, steps: Vec<Step>) -> Case {
    Case {
        id: id.into(),
        line: 18,
        role,
        title,
        fix: (role == Role::Fix).then(|| text("a length prefix", "长度前缀")),
        note: None,
        wire: None,
        lab: None,
        family: Family::Ipv4,
        framing: None,
        actors: vec![
            Actor { name: "server".into(), host: "server".into() },
            Actor { name: "client".into(), host: "client".into() },
        ],
        steps: steps.into_iter().map(Node::Step).collect(),
        expect: vec![],
        on: vec![],
    }
}

pub(crate) fn tcp_sockets() -> Vec<SocketTrace> {
    let socket = |actor: &str, role, peer: Option<u32>| SocketTrace {
        actor: actor.into(),
        name: None,
        role,
        transport: Transport::Tcp,
        family: Some(Family::Ipv4),
        peer: peer.map(SocketId),
        same_address_as: None,
        elsewhere: false,
    };
    vec![
        socket("server", SocketRole::Listener, None),
        socket("client", SocketRole::Client, Some(2)),
        socket("server", SocketRole::Accepted, Some(1)),
    ]
}

pub(crate) fn call(name: CallName, sock: u32, us: u64, returned: u64) -> CallRecord {
    CallRecord {
        call: name,
        sock: Some(SocketId(sock)),
        other: None,
        max: None,
        flags: vec![],
        nonblocking: false,
        start_ns: us * 1000,
        took_ns: 4_200,
        how: None,
        outcome: Outcome::Returned(returned),
        data: None,
        truncated: Seen::Absent,
        frame: None,
        options: vec![],
        own: Evidence::default(),
        peer: None,
        below: vec![],
    }
}

pub(crate) fn record(step: u32, who: &str, calls: Vec<CallRecord>) -> Record {
    Record {
        step: StepNo(step),
        round: 1,
        who: who.into(),
        call: calls[0].call,
        calls,
        background: false,
        warmup: false,
    }
}

/// What a sender and a receiver hold: unsent, unacknowledged; readable.
pub(crate) fn holds(unsent: u64, unacked: u64, readable: u64) -> (Evidence, Evidence) {
    let sender = Evidence {
        readable: Seen::Seen(0),
        unsent: Seen::Seen(unsent),
        unacked: Seen::Seen(unacked),
        mss: Seen::Seen(32741),
        nodelay: Seen::Seen(false),
        in_flight: Seen::Seen(1),
        ..Evidence::default()
    };
    let receiver = Evidence {
        readable: Seen::Seen(readable),
        unsent: Seen::Seen(0),
        unacked: Seen::Seen(0),
        ..Evidence::default()
    };
    (sender, receiver)
}

pub(crate) fn send(us: u64, data: &[u8], (own, peer): (Evidence, Evidence)) -> CallRecord {
    CallRecord {
        data: Some(Payload::whole(data)),
        own,
        peer: Some(peer),
        ..call(CallName::Send, 1, us, data.len() as u64)
    }
}

pub(crate) fn recv(
    us: u64,
    max: u64,
    data: &[u8],
    (peer, own): (Evidence, Evidence),
) -> CallRecord {
    CallRecord {
        max: Some(max),
        data: Some(Payload::whole(data)),
        own,
        peer: Some(peer),
        ..call(CallName::Recv, 2, us, data.len() as u64)
    }
}

pub(crate) fn setup(steps: &mut Vec<Step>, records: &mut Vec<Record>) {
    steps.push(step(1, 0, Call::Listen { transport: Transport::Tcp, backlog: 128, port_of: None }));
    steps.push(Step {
        set: vec![OptionSetting {
            name: OptionName::TcpNodelay,
            value: OptionValue::Switch(false),
        }],
        ..step(2, 1, Call::Connect { to: "server".into(), port_of: None })
    });
    steps.push(step(3, 0, Call::Accept { from: None }));
    records.push(record(1, "server", vec![call(CallName::Listen, 0, 12, 0)]));
    records.push(record(2, "client", vec![call(CallName::Connect, 1, 84, 0)]));
    records.push(record(3, "server", vec![call(CallName::Accept, 2, 131, 0)]));
}

fn fates(fates: &[Fate]) -> Fates {
    fates.iter().copied().collect()
}

pub(crate) fn message(no: u32, data: &[u8], fate: &[Fate]) -> MessageFinding {
    MessageFinding {
        no: MessageNo(no),
        place: (usize::MAX, 0),
        from: SocketId(1),
        to: Some(SocketId(2)),
        taken_by: None,
        bytes: data.len() as u64,
        data: Payload::whole(data),
        fate: fates(fate),
        missing: Vec::new(),
        held: Vec::new(),
        one_of: None,
        cut_into: None,
    }
}

pub(crate) fn part(message: u32, start: u64, len: u64, of: u64) -> Part {
    Part { message: MessageNo(message), start, len, of }
}

pub(crate) fn receive(
    no: u32,
    data: &[u8],
    parts: Vec<Part>,
    causes: Vec<CauseFinding>,
) -> ReceiveFinding {
    ReceiveFinding {
        no: ReceiveNo(no),
        place: (usize::MAX, 0),
        by: SocketId(2),
        from: None,
        bytes: data.len() as u64,
        data: Payload::whole(data),
        parts,
        causes,
        truncated: Seen::Absent,
        cut_off: 0,
    }
}

pub(crate) fn sent(lens: &[u64]) -> Vec<Sent> {
    let mut start = 0;
    let mut out = vec![];
    for (i, &len) in lens.iter().enumerate() {
        out.push(Sent { message: MessageNo(i as u32 + 1), start, len });
        start += len;
    }
    out
}

pub(crate) fn received(lens: &[u64]) -> Vec<Received> {
    let mut start = 0;
    let mut out = vec![];
    for (i, &len) in lens.iter().enumerate() {
        out.push(Received { receive: ReceiveNo(i as u32 + 1), start, len });
        start += len;
    }
    out
}

pub(crate) fn flow(lens: &[u64], boundaries: &[u64], segments: Seen<u64>, got: &[u64]) -> Flow {
    let total: u64 = lens.iter().sum();
    let complete = segments == Seen::Seen(boundaries.len() as u64 + 1);
    Flow {
        from: SocketId(1),
        to: Some(SocketId(2)),
        stream: true,
        sent: sent(lens),
        wire: Wire {
            segments,
            boundaries: boundaries.to_vec(),
            stretches: vec![],
            complete,
            unsent: 0,
            rest: Rest::Stayed,
            doubtful: false,
        },
        received: received(got),
        wasted: vec![],
        unread: total.saturating_sub(got.iter().sum()),
    }
}

pub(crate) fn analysis(
    messages: Vec<MessageFinding>,
    receives: Vec<ReceiveFinding>,
    flow: Flow,
) -> CaseAnalysis {
    let counts = Counts {
        sends: messages.len() as u64,
        segments: flow.wire.segments,
        receives: receives.len() as u64,
        drops: Seen::Unsupported,
        accounted: Seen::Unsupported,
        held: Seen::Seen(54),
        took_us: 41_800,
        waited_us: 40_000,
    };
    CaseAnalysis {
        verdict: Verdict::Shown,
        variant: None,
        may_not_show: None,
        not_run: None,
        messages,
        receives,
        flows: vec![flow],
        rounds: vec![],
        counts,
        checks: vec![],
    }
}

/// Ten sends, Nagle on: two segments, one recv.
pub(crate) fn nagle() -> Sample {
    let (mut steps, mut records) = (vec![], vec![]);
    setup(&mut steps, &mut records);
    steps.push(Step {
        repeat: 10,
        ..step(4, 1, Call::Send { data: Data::Bytes(b"hello!".to_vec()), flags: vec![] })
    });
    steps.push(step(5, 0, Call::WaitReadable { bytes: Some(60) }));
    steps.push(step(6, 0, Call::Recv { max: 1024, flags: vec![] }));
    let sends = (0..10)
        .map(|i| {
            let held = if i == 0 { holds(0, 6, 6) } else { holds(6 * i, 6 + 6 * i, 6) };
            send(180 + 7 * i, b"hello!", held)
        })
        .collect();
    records.push(record(4, "client", sends));
    let (peer, own) = holds(0, 0, 60);
    records.push(record(
        5,
        "server",
        vec![CallRecord {
            max: Some(60),
            own,
            peer: Some(peer),
            ..call(CallName::WaitReadable, 2, 260, 60)
        }],
    ));
    let all = b"hello!".repeat(10);
    records.push(record(6, "server", vec![recv(41_230, 1024, &all, holds(0, 0, 0))]));
    let mut messages = vec![message(1, b"hello!", &[Fate::Glued])];
    messages.extend((2..=10).map(|no| message(no, b"hello!", &[Fate::Glued])));
    let parts = (1..=10).map(|no| part(no, 0, 6, 6)).collect();
    let causes = vec![
        CauseFinding {
            cause: Cause::Nagle,
            proof: Proof::HeldBack {
                at: MessageNo(10),
                unsent: 54,
                mss: 32741,
                in_flight: 1,
                undelayed: false,
            },
        },
        CauseFinding {
            cause: Cause::ReadLate,
            proof: Proof::BothWaiting { first: MessageNo(1), second: MessageNo(2), readable: 60 },
        },
    ];
    let case = case(
        "held-back",
        Role::Problem,
        text("Nagle on, the acknowledgement delayed", "Nagle 开着，确认被推迟"),
        steps,
    );
    let sample = Sample {
        scenario: scenario("nagle", Group::Tcp, case),
        trace: CaseTrace {
            id: "held-back".into(),
            sockets: tcp_sockets(),
            records,
            ..CaseTrace::default()
        },
        analysis: analysis(
            messages,
            vec![receive(1, &all, parts, causes)],
            flow(&[6; 10], &[6], Seen::Seen(2), &[60]),
        ),
    };
    sample.settled()
}

/// `hello` and ` feng`, read by 2 and by 10.
pub(crate) fn short_recv() -> Sample {
    let (mut steps, mut records) = (vec![], vec![]);
    setup(&mut steps, &mut records);
    steps.push(step(4, 1, Call::Send { data: Data::Bytes(b"hello".to_vec()), flags: vec![] }));
    steps.push(step(5, 1, Call::Send { data: Data::Bytes(b" feng".to_vec()), flags: vec![] }));
    steps.push(step(6, 0, Call::Recv { max: 2, flags: vec![] }));
    steps.push(step(7, 0, Call::Recv { max: 10, flags: vec![] }));
    records.push(record(4, "client", vec![send(180, b"hello", holds(0, 5, 5))]));
    records.push(record(5, "client", vec![send(192, b" feng", holds(0, 10, 10))]));
    records.push(record(6, "server", vec![recv(260, 2, b"he", holds(0, 0, 8))]));
    records.push(record(7, "server", vec![recv(271, 10, b"llo feng", holds(0, 0, 0))]));
    let cause = |cause, proof| vec![CauseFinding { cause, proof }];
    let receives = vec![
        receive(
            1,
            b"he",
            vec![part(1, 0, 2, 5)],
            cause(
                Cause::ShortBuffer,
                Proof::BufferFull { max: 2, message: MessageNo(1), left: 3, flagged: false },
            ),
        ),
        receive(
            2,
            b"llo feng",
            vec![part(1, 2, 3, 5), part(2, 0, 5, 5)],
            cause(Cause::Leftover, Proof::BeganInside { message: MessageNo(1), offset: 2 }),
        ),
    ];
    let messages = vec![
        message(1, b"hello", &[Fate::Split, Fate::Glued]),
        message(2, b" feng", &[Fate::Glued]),
    ];
    let case = case(
        "two-then-ten",
        Role::Problem,
        text("recv(2), then recv(10)", "先 recv(2)，再 recv(10)"),
        steps,
    );
    let sample = Sample {
        scenario: scenario("short-recv", Group::Tcp, case),
        trace: CaseTrace {
            id: "two-then-ten".into(),
            sockets: tcp_sockets(),
            records,
            ..CaseTrace::default()
        },
        analysis: analysis(messages, receives, flow(&[5, 5], &[5], Seen::Seen(2), &[2, 8])),
    };
    sample.settled()
}

/// 2000 and 1000 bytes, read by 1024; 952 nobody reads.
pub(crate) fn long_messages() -> Sample {
    let (mut steps, mut records) = (vec![], vec![]);
    setup(&mut steps, &mut records);
    let fill = |pattern: &[u8], len| Data::Fill { pattern: pattern.to_vec(), len };
    steps.push(step(4, 1, Call::SendAll { data: fill(b"A", 2000) }));
    steps.push(step(5, 1, Call::SendAll { data: fill(b"B", 1000) }));
    steps.push(Step { repeat: 2, ..step(6, 0, Call::Recv { max: 1024, flags: vec![] }) });
    records.push(record(4, "client", vec![send(180, &[b'A'; 2000], holds(0, 2000, 2000))]));
    records.push(record(5, "client", vec![send(192, &[b'B'; 1000], holds(0, 3000, 3000))]));
    let mixed = [[b'A'; 976].as_slice(), &[b'B'; 48]].concat();
    records.push(record(
        6,
        "server",
        vec![
            recv(260, 1024, &[b'A'; 1024], holds(0, 0, 1976)),
            recv(266, 1024, &mixed, holds(0, 0, 952)),
        ],
    ));
    let cause = |cause, proof| vec![CauseFinding { cause, proof }];
    let receives = vec![
        receive(
            1,
            &[b'A'; 1024],
            vec![part(1, 0, 1024, 2000)],
            cause(
                Cause::ShortBuffer,
                Proof::BufferFull { max: 1024, message: MessageNo(1), left: 976, flagged: false },
            ),
        ),
        receive(
            2,
            &mixed,
            vec![part(1, 1024, 976, 2000), part(2, 0, 48, 1000)],
            cause(Cause::Leftover, Proof::BeganInside { message: MessageNo(1), offset: 1024 }),
        ),
    ];
    let messages = vec![
        message(1, &[b'A'; 2000], &[Fate::Split, Fate::Glued]),
        message(2, &[b'B'; 1000], &[Fate::Split, Fate::Glued, Fate::Unread]),
    ];
    let case = case(
        "remainder",
        Role::Problem,
        text("2000 and 1000 bytes read by 1024", "用 1024 去读 2000 和 1000 字节"),
        steps,
    );
    let leftovers = vec![Leftover {
        sock: SocketId(2),
        bytes: 952,
        datagrams: vec![],
        readable: Seen::Absent,
        unsent: Seen::Absent,
        send_memory: Seen::Absent,
        drops: Seen::Absent,
    }];
    let mut sample = Sample {
        scenario: scenario("short-recv", Group::Tcp, case),
        trace: CaseTrace {
            id: "remainder".into(),
            sockets: tcp_sockets(),
            records,
            leftovers,
            lab: None,
            left_out: 0,
        },
        analysis: analysis(
            messages,
            receives,
            flow(&[2000, 1000], &[2000], Seen::Seen(2), &[1024, 1024]),
        ),
    };
    sample.scenario.cases[0].note = Some(text(
        "Closing a socket with unread bytes resets the connection.",
        "关闭一个还有未读数据的套接字，会重置连接。",
    ));
    sample.settled()
}

/// A thousand messages; nothing is pinned on the wire; six receives.
pub(crate) fn thousand() -> Sample {
    let (mut steps, mut records) = (vec![], vec![]);
    setup(&mut steps, &mut records);
    let data = Data::Bytes(b"hello!".to_vec());
    steps.push(Step { repeat: 1000, ..step(4, 1, Call::Send { data, flags: vec![] }) });
    steps.push(Step { repeat: 6, ..step(5, 0, Call::Recv { max: 1024, flags: vec![] }) });
    let sends = (0..1000u64).map(|i| send(180 + i, b"hello!", holds(0, 6 * i, 6 * i + 6)));
    records.push(record(4, "client", sends.collect()));
    let all = b"hello!".repeat(1000);
    let mut receives = vec![];
    let mut calls = vec![];
    for (i, chunk) in all.chunks(1024).enumerate() {
        let (start, end) = (i * 1024, i * 1024 + chunk.len());
        calls.push(recv(2000 + i as u64, 1024, chunk, holds(0, 0, (6000 - end) as u64)));
        let parts = (start / 6..end.div_ceil(6)).map(|m| {
            let (from, to) = ((m * 6).max(start), (m * 6 + 6).min(end));
            part(m as u32 + 1, (from - m * 6) as u64, (to - from) as u64, 6)
        });
        let parts: Vec<Part> = parts.collect();
        let (cause, proof) = if i == 0 {
            let proof =
                Proof::BothWaiting { first: MessageNo(1), second: MessageNo(2), readable: 12 };
            (Cause::ReadLate, proof)
        } else {
            let proof = Proof::BeganInside { message: parts[0].message, offset: parts[0].start };
            (Cause::Leftover, proof)
        };
        receives.push(receive(i as u32 + 1, chunk, parts, vec![CauseFinding { cause, proof }]));
    }
    records.push(record(5, "server", calls));
    let messages = (1..=1000)
        .map(|no| {
            let split = (1..6).contains(&(no * 6 % 1024)) && no * 6 > 1024;
            let fate: &[Fate] = if split { &[Fate::Glued, Fate::Split] } else { &[Fate::Glued] };
            message(no as u32, b"hello!", fate)
        })
        .collect();
    let case = case(
        "thousand",
        Role::NotAFix,
        text("A thousand messages, TCP_NODELAY on", "一千条消息，TCP_NODELAY 打开"),
        steps,
    );
    let lens = vec![6; 1000];
    let got = [1024, 1024, 1024, 1024, 1024, 880];
    let sample = Sample {
        scenario: scenario("many", Group::Tcp, case),
        trace: CaseTrace {
            id: "thousand".into(),
            sockets: tcp_sockets(),
            records,
            ..CaseTrace::default()
        },
        analysis: analysis(messages, receives, flow(&lens, &[6, 12], Seen::Seen(27), &got)),
    };
    sample.settled()
}

/// Three datagrams into a buffer of 1 byte; a fourth lost, a fifth unread.
pub(crate) fn truncated() -> Sample {
    let sends = ["hello", "world", "egon", "gone", "你好吗"];
    let mut steps = vec![step(1, 0, Call::Bind { transport: Transport::Udp, port_of: None })];
    let mut records = vec![record(1, "server", vec![call(CallName::Bind, 0, 10, 0)])];
    steps.push(step(2, 1, Call::Bind { transport: Transport::Udp, port_of: None }));
    records.push(record(2, "client", vec![call(CallName::Bind, 1, 31, 0)]));
    for (i, data) in sends.iter().enumerate() {
        let no = 3 + i as u32;
        let bytes = Data::Bytes(data.as_bytes().to_vec());
        steps.push(step(no, 1, Call::SendTo { data: bytes, to: "server".into(), flags: vec![] }));
        let peer = Evidence {
            readable: Seen::Seen(5),
            drops: Seen::Seen(u64::from(i > 2)),
            ..Default::default()
        };
        records.push(record(
            no,
            "client",
            vec![CallRecord {
                other: Some(SocketId(0)),
                data: Some(Payload::whole(data.as_bytes())),
                peer: Some(peer),
                ..call(CallName::SendTo, 1, 60 + 9 * i as u64, data.len() as u64)
            }],
        ));
    }
    let mut receives = vec![];
    for (i, data) in sends.iter().take(3).enumerate() {
        let no = 8 + i as u32;
        steps.push(step(no, 0, Call::RecvFrom { max: 1, flags: vec![] }));
        let got = &data.as_bytes()[..1];
        records.push(record(
            no,
            "server",
            vec![CallRecord {
                other: Some(SocketId(1)),
                max: Some(1),
                data: Some(Payload::whole(got)),
                truncated: Seen::Seen(true),
                own: Evidence { readable: Seen::Seen(4), ..Default::default() },
                ..call(CallName::RecvFrom, 0, 150 + 9 * i as u64, 1)
            }],
        ));
        let len = data.len() as u64;
        let proof = Proof::BufferFull {
            max: 1,
            message: MessageNo(i as u32 + 1),
            left: len - 1,
            flagged: true,
        };
        let causes = vec![CauseFinding { cause: Cause::ShortBuffer, proof }];
        receives.push(ReceiveFinding {
            by: SocketId(0),
            from: Some(SocketId(1)),
            truncated: Seen::Seen(true),
            ..receive(i as u32 + 1, got, vec![part(i as u32 + 1, 0, 1, len)], causes)
        });
    }
    let fates = [Fate::Truncated, Fate::Truncated, Fate::Truncated, Fate::Lost, Fate::Unread];
    let messages: Vec<MessageFinding> = sends
        .iter()
        .zip(fates)
        .enumerate()
        .map(|(i, (data, fate))| MessageFinding {
            to: Some(SocketId(0)),
            ..message(i as u32 + 1, data.as_bytes(), &[fate])
        })
        .collect();
    let lens: Vec<u64> = sends.iter().map(|d| d.len() as u64).collect();
    let mut flow = flow(&lens, &[], Seen::Unsupported, &[1, 1, 1]);
    flow.stream = false;
    flow.to = Some(SocketId(0));
    flow.received = vec![
        Received { receive: ReceiveNo(1), start: 0, len: 1 },
        Received { receive: ReceiveNo(2), start: 5, len: 1 },
        Received { receive: ReceiveNo(3), start: 10, len: 1 },
    ];
    flow.unread = 9;
    let case =
        case("one-byte", Role::Problem, text("A buffer of one byte", "一个字节的缓冲区"), steps);
    let socket = |actor: &str| SocketTrace {
        actor: actor.into(),
        name: None,
        role: SocketRole::Datagram,
        transport: Transport::Udp,
        family: Some(Family::Ipv4),
        peer: None,
        same_address_as: None,
        elsewhere: false,
    };
    let sample = Sample {
        scenario: scenario("udp-truncation", Group::Udp, case),
        trace: CaseTrace {
            id: "one-byte".into(),
            sockets: vec![socket("server"), socket("client")],
            records,
            leftovers: vec![Leftover {
                sock: SocketId(0),
                bytes: 9,
                datagrams: vec![QueuedDatagram {
                    from: Some(SocketId(1)),
                    data: Payload::whole("你好吗".as_bytes()),
                }],
                readable: Seen::Absent,
                unsent: Seen::Absent,
                send_memory: Seen::Absent,
                drops: Seen::Seen(1),
            }],
            lab: None,
            left_out: 0,
        },
        analysis: analysis(messages, receives, flow),
    };
    sample.settled()
}

/// Two framed messages; the header of the second is cut by the first of the receives beneath.
pub(crate) fn framed() -> Sample {
    let (mut steps, mut records) = (vec![], vec![]);
    setup(&mut steps, &mut records);
    let texts = ["hello", "你好"];
    let mut messages = vec![];
    let mut receives = vec![];
    let mut lens = vec![];
    for (i, data) in texts.iter().enumerate() {
        let no = 4 + i as u32;
        let bytes = data.as_bytes();
        let frame = [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
        steps.push(step(no, 1, Call::SendMessage { data: Data::Bytes(bytes.to_vec()) }));
        let below = send(180 + 10 * i as u64, &frame, holds(0, frame.len() as u64, 9));
        records.push(record(
            no,
            "client",
            vec![CallRecord {
                call: CallName::SendMessage,
                data: Some(Payload::whole(bytes)),
                frame: Some(frame.len() as u64),
                outcome: Outcome::Returned(bytes.len() as u64),
                below: vec![below.clone()],
                ..below
            }],
        ));
        messages.push(message(no - 3, bytes, &[Fate::Intact]));
        lens.push(frame.len() as u64);
    }
    for (i, data) in texts.iter().enumerate() {
        let no = 6 + i as u32;
        let bytes = data.as_bytes();
        steps.push(step(no, 0, Call::RecvMessage { max: 4096 }));
        let call = recv(300 + 10 * i as u64, 4096, bytes, holds(0, 0, 0));
        records.push(record(
            no,
            "server",
            vec![CallRecord { call: CallName::RecvMessage, frame: Some(lens[i]), ..call }],
        ));
        let whole = vec![part(no - 5, 0, lens[i], lens[i])];
        receives.push(receive(no - 5, bytes, whole, vec![]));
    }
    let mut case = case(
        "length-prefix",
        Role::Fix,
        text("The same messages with their lengths before them", "同样的消息，前面加上长度"),
        steps,
    );
    case.framing = Some(FramingSpec::LengthPrefix {
        header: Header::U32be,
        includes_header: false,
        max: FramingSpec::DEFAULT_MAX,
    });
    let flow = flow(&lens, &[9], Seen::Seen(2), &lens);
    let sample = Sample {
        scenario: scenario("length-prefix", Group::Fixes, case),
        trace: CaseTrace {
            id: "length-prefix".into(),
            sockets: tcp_sockets(),
            records,
            ..CaseTrace::default()
        },
        analysis: analysis(messages, receives, flow),
    };
    sample.settled()
}

/// A run that did not show, on a system that says little.
pub(crate) fn not_shown() -> Sample {
    let mut sample = short_recv();
    let analysis = &mut sample.analysis;
    analysis.verdict = Verdict::NotShown;
    analysis.variant = Some(Platform::Windows);
    analysis.flows[0].wire = Wire {
        segments: Seen::Unsupported,
        boundaries: vec![],
        stretches: vec![],
        complete: false,
        unsent: 0,
        rest: Rest::Stayed,
        doubtful: false,
    };
    analysis.counts.segments = Seen::Unsupported;
    let check = |place, expected, result| Check { place, expected, result, variant: None };
    let step = CheckPlace::Step { step: StepNo(7), round: 1, repeat: 1 };
    analysis.checks = vec![
        check(
            step,
            Expected::Returns(Returns::Data(Data::Bytes(b"llo feng!".to_vec()))),
            CheckResult::Failed(Got::Data(Payload::whole(b"llo feng"))),
        ),
        check(
            CheckPlace::Case(0),
            Expected::Case(Expectation::Count {
                what: Counted::Receives,
                of: None,
                range: Range::exactly(3),
            }),
            CheckResult::Failed(Got::Count(2)),
        ),
        Check {
            variant: Some((
                Platform::Windows,
                text("Windows counts no segments", "Windows 不统计段数"),
            )),
            ..check(
                CheckPlace::Case(1),
                Expected::Case(Expectation::Count {
                    what: Counted::Segments,
                    of: None,
                    range: Range::exactly(2),
                }),
                CheckResult::Unobservable,
            )
        },
    ];
    sample.settled()
}

pub(crate) fn all() -> Vec<(&'static str, Sample)> {
    vec![
        ("nagle", nagle()),
        ("short-recv", short_recv()),
        ("long", long_messages()),
        ("thousand", thousand()),
        ("truncated", truncated()),
        ("framed", framed()),
        ("not-shown", not_shown()),
    ]
}

/// A scenario as its file says it: a little of everything a page shows.
pub(crate) fn written() -> Scenario {
    stickydemo::scenario::parse("page.toml", PAGE.as_bytes()).unwrap()
}

const PAGE: &str = r#"format = 1
id = "page"
group = "tcp"

[en]
title = "A page"
story = """
Two actors speak.

- first one,
- then the other."""
question = "Who speaks?"
hint = "Both."
answer = "The client sends; the server answers."

[zh]
title = "一页"
story = "两个角色在说话。"
question = "谁在说话？"
hint = "都在。"
answer = "客户端发送，服务器回答。"

[notes]
en = "Systems differ here."
zh = "各系统在这里不同。"

[[case]]
id = "speak"
role = "fix"
title = { en = "They speak", zh = "它们说话" }
fix = { en = "a length prefix", zh = "长度前缀" }
framing = { kind = "length-prefix", header = "u32be" }
on = { windows = { may_not_show = true, why = { en = "slow", zh = "慢" } } }
steps = [
  { who = "server", call = "listen" },
  { who = "client", call = "connect", to = "server", set = { TCP_NODELAY = true } },
  { who = "server", call = "accept", as = "conn" },
  { repeat = 2, steps = [
    { who = "client", call = "send_message", data = "你好 \u202e", returns = 10 },
    { who = "server", call = "recv_message", sock = "conn", returns = "你好 \u202e" },
  ] },
  { who = "client", call = "send", data = { fill = "A", len = 2000 }, repeat = 3, returns = { min = 1 } },
  { who = "client", call = "pause", length = "40ms" },
  { who = "client", call = "close" },
  { who = "client", call = "connect", to = "server", error = "refused", took = { max = "500ms" }, on = { windows = { error = "timeout", why = { en = "it tries again", zh = "它会再试" } } } },
]
expect = [
  { message = [1, 2], fate = ["intact"] },
  { receive = 1, messages = [1], cause = "none", bytes = 10 },
  { segments = { min = 2, max = 9 }, of = "client", on = { macos = { anything = true, why = { en = "not counted", zh = "不计数" } } } },
]
"#;
