//! Words and messages, and the lesson that each leads to first.

use super::*;

/// What is typed or pasted, and the scenario that comes first.
const FIRST: &[(&str, &str)] = &[
    // Words of the field.
    ("粘包", "late-read"),
    ("sticky packets", "late-read"),
    ("TCP messages concatenated", "late-read"),
    ("messages concatenated", "late-read"),
    ("拆包", "short-recv"),
    ("半包", "half-message"),
    ("half packet", "half-message"),
    ("partial read", "half-message"),
    ("40 ms", "write-write-read"),
    ("40ms delay", "write-write-read"),
    ("延迟确认", "write-write-read"),
    ("Nagle", "nagle"),
    ("TCP_NODELAY does not help", "folk-remedies"),
    ("recv returns 0", "end-of-stream"),
    ("recv returns b''", "end-of-stream"),
    ("三次握手", "handshake"),
    ("四次挥手", "handshake"),
    ("丢包", "udp-overflow"),
    ("TIME_WAIT", "time-wait"),
    ("端口被占用", "time-wait"),
    ("中文乱码", "utf8-cut"),
    ("怎么解决粘包", "fixes"),
    ("how to fix sticky packets", "fixes"),
    // Framings of well-known protocols.
    ("netstring", "real-framings"),
    ("Redis protocol", "real-framings"),
    ("LengthFieldBasedFrameDecoder", "real-framings"),
    ("SLIP", "real-framings"),
    ("字节填充", "real-framings"),
    ("short read", "short-recv"),
    ("UDP truncated", "udp-truncation"),
    ("UDP 截断", "udp-truncation"),
    ("丢数据", "udp-overflow"),
    ("断开检测", "end-of-stream"),
    ("2MSL", "time-wait"),
    // A sender that writes one message in several calls.
    ("串口服务器", "device"),
    ("incomplete answer from a device", "device"),
    ("SCPI", "device"),
    // Two JSON values in one recv, and half a value.
    ("}{", "delimiter"),
    ("Extra data", "delimiter"),
    ("two JSON objects in one recv", "delimiter"),
    ("两个 JSON", "delimiter"),
    ("Unterminated string", "delimiter"),
    ("40 ms latency TCP", "write-write-read"),
    ("40ms", "write-write-read"),
    ("40 毫秒", "write-write-read"),
    // One side believes in a connection that the other has lost.
    ("half-open", "end-of-stream"),
    ("half open connection", "end-of-stream"),
    ("半开连接", "end-of-stream"),
    ("half-close", "end-of-stream"),
    ("SO_KEEPALIVE", "end-of-stream"),
    ("heartbeat", "end-of-stream"),
    ("心跳", "end-of-stream"),
    ("拔网线", "end-of-stream"),
    ("recv returns empty bytes", "end-of-stream"),
    ("select says readable but recv returns 0", "empty-message"),
    ("send an empty string", "empty-message"),
    ("recv blocks forever", "empty-message"),
    ("how to receive all data", "half-message"),
    (r#"{"type":"login"}{"type":"ping"}"#, "delimiter"),
    ("UDP 会粘包吗", "udp-boundaries"),
    ("does UDP have sticky packets", "udp-boundaries"),
    ("半连接池", "backlog"),
    ("长度前缀", "length-prefix"),
    ("Length-Prefix", "length-prefix"),
    // Names and numbers of errors.
    ("ECONNRESET", "end-of-stream"),
    ("WSAECONNRESET", "end-of-stream"),
    ("10054", "end-of-stream"),
    ("errno 104", "end-of-stream"),
    ("EADDRINUSE", "time-wait"),
    ("WSAEADDRINUSE", "time-wait"),
    ("10048", "time-wait"),
    ("EMSGSIZE", "udp-too-big"),
    ("WSAEMSGSIZE", "udp-truncation"),
    ("10040", "udp-truncation"),
    ("EPIPE", "end-of-stream"),
    ("ECONNREFUSED", "refused"),
    ("10061", "refused"),
    ("BrokenPipeError", "end-of-stream"),
    // Messages as programs print them.
    ("Broken pipe", "end-of-stream"),
    ("Message too long", "udp-too-big"),
    ("OSError: [Errno 98] Address already in use", "time-wait"),
    ("OSError: [Errno 48] Address already in use", "time-wait"),
    ("java.net.BindException: Address already in use (Bind failed)", "time-wait"),
    (
        "OSError: [WinError 10048] 通常每个套接字地址(协议/网络地址/端口)只允许使用一次。",
        "time-wait",
    ),
    ("ConnectionResetError: [Errno 104] Connection reset by peer", "end-of-stream"),
    ("ConnectionResetError: [WinError 10054] 远程主机强迫关闭了一个现有的连接。", "end-of-stream"),
    ("java.net.SocketException: Connection reset", "end-of-stream"),
    ("Error: read ECONNRESET", "end-of-stream"),
    ("Error: connect ECONNREFUSED 127.0.0.1:8080", "refused"),
    ("ConnectionRefusedError: [WinError 10061] 由于目标计算机积极拒绝，无法连接。", "refused"),
    ("dial tcp 127.0.0.1:8080: connect: connection refused", "refused"),
    ("BlockingIOError: [Errno 11] Resource temporarily unavailable", "short-write"),
    ("Resource temporarily unavailable", "short-write"),
    ("json.decoder.JSONDecodeError: Extra data: line 1 column 14 (char 13)", "delimiter"),
    (
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe4 in position 3: unexpected end of data",
        "utf8-cut",
    ),
    (
        "UnicodeDecodeError: 'gbk' codec can't decode byte 0x80 in position 2: illegal multibyte sequence",
        "gbk",
    ),
    ("struct.error: unpack requires a buffer of 4 bytes", "length-prefix"),
    ("ValueError: too many values to unpack (expected 2)", "file-by-lines"),
    ("OSError: [Errno 90] Message too long", "udp-too-big"),
    (
        "OSError: [WinError 10040] 一个在数据报套接字上发送的消息大于内部消息缓冲区或其他一些网络限制，或该用户用于接收数据报的缓冲区比数据报小。",
        "udp-truncation",
    ),
    ("SyntaxError: Unexpected token { in JSON at position 59", "delimiter"),
    ("_pickle.UnpicklingError: pickle data was truncated", "half-message"),
    ("TimeoutError: timed out", "end-of-stream"),
    ("SyntaxError: Unexpected end of JSON input", "delimiter"),
    ("SyntaxError: Unexpected non-whitespace character after JSON at position 16", "delimiter"),
    (
        "asyncio.exceptions.IncompleteReadError: 5 bytes read on a total of 10 expected bytes",
        "end-of-stream",
    ),
    ("AuthenticationError: digest sent was rejected", "auth"),
    ("SyntaxError: Unexpected token { in JSON at position 20", "delimiter"),
    ("Unexpected non-whitespace character after JSON at position 15", "delimiter"),
    (
        "Newtonsoft.Json.JsonReaderException: Additional text encountered after finished reading JSON content: {. Path '', line 1, position 16.",
        "delimiter",
    ),
    ("Additional text encountered after finished reading JSON content", "delimiter"),
    ("'{' is invalid after a single JSON value. Expected end of data.", "delimiter"),
    ("invalid character '{' after top-level value", "delimiter"),
    ("trailing characters at line 1 column 17", "delimiter"),
    ("EOF while parsing a string at line 1 column 12", "delimiter"),
    ("json.decoder.JSONDecodeError: Unterminated string starting at: line 1 column 1", "delimiter"),
    ("Unterminated string starting at: line 1 column 1", "delimiter"),
    ("two JSON values in one recv", "delimiter"),
    ("bufio.Scanner: token too long", "delimiter"),
    ("frame length (2000) exceeds the allowed maximum (1000)", "delimiter"),
    ("TooLongFrameException", "length-prefix"),
    (
        "io.netty.handler.codec.TooLongFrameException: Adjusted frame length exceeds 1048576: 1195725860 - discarded",
        "length-prefix",
    ),
    ("pickle data was truncated", "half-message"),
    ("为什么 recv 只收到一部分", "half-message"),
    ("java.io.EOFException", "end-of-stream"),
    ("failed to fill whole buffer", "end-of-stream"),
    ("io.ErrUnexpectedEOF", "end-of-stream"),
    ("unexpected EOF", "end-of-stream"),
    ("java.net.SocketTimeoutException: Read timed out", "end-of-stream"),
    ("timed out", "end-of-stream"),
    ("socket.timeout: timed out", "end-of-stream"),
    ("read tcp 127.0.0.1:50000->127.0.0.1:8080: i/o timeout", "end-of-stream"),
    ("Unable to read data from the transport connection", "end-of-stream"),
    (
        "Unable to read data from the transport connection: An existing connection was forcibly closed by the remote host.",
        "end-of-stream",
    ),
    ("recv returns -1", "end-of-stream"),
    ("half-open connection", "end-of-stream"),
    ("java.net.SocketTimeoutException: connect timed out", "backlog"),
    // In other words.
    ("packets merged", "late-read"),
    ("消息合并", "late-read"),
    ("数据黏在一起", "late-read"),
    ("消息丢失", "udp-overflow"),
    ("messages stick", "late-read"),
    ("my packets stick together", "late-read"),
    ("two sends one recv", "late-read"),
    ("one recv two sends", "late-read"),
    ("两次 send 一次 recv", "late-read"),
    ("发两次收一次", "late-read"),
    // As a Chinese Linux says it.
    ("消息过长", "udp-too-big"),
    ("OSError: [Errno 90] 消息过长", "udp-too-big"),
    ("资源暂时不可用", "short-write"),
    ("BlockingIOError: [Errno 11] 资源暂时不可用", "short-write"),
    ("ConnectionRefusedError: [Errno 111] 拒绝连接", "refused"),
    ("断开的管道", "end-of-stream"),
    ("ESHUTDOWN", "end-of-stream"),
    ("OSError: [Errno 108] Cannot send after transport endpoint shutdown", "end-of-stream"),
    (
        "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
        "end-of-stream",
    ),
    ("连接被对方重设", "end-of-stream"),
    ("OSError: [Errno 98] 地址已在使用", "time-wait"),
    ("程序卡在 recv", "empty-message"),
];

#[test]
fn each_leads_to_its_lesson_first() {
    let first = |question| find(question).first().map(|found| found.id);
    let wrong: Vec<_> =
        FIRST.iter().filter(|(question, id)| first(question) != Some(*id)).collect();
    let got: Vec<_> = wrong.iter().map(|(question, _)| (find(question), question)).collect();
    assert!(wrong.is_empty(), "{wrong:#?} {got:#?}");
}

#[test]
fn every_keyword_and_every_name_leads_to_its_scenario() {
    for entry in index() {
        let own = entry.keywords_en.iter().chain(entry.keywords_zh).chain([&entry.id]);
        for word in own {
            let found = find(word);
            assert!(found.iter().any(|found| found.id == entry.id), "{word}: {found:?}");
        }
    }
}

/// A keyword in capitals that begins like the name of an error is one.
#[test]
fn every_error_of_a_keyword_is_in_the_table_and_every_error_leads_somewhere() {
    let keywords = || index().iter().flat_map(|entry| entry.keywords_en.iter().copied());
    let error = |word: &&str| {
        (word.starts_with("WSAE") || word.starts_with('E'))
            && word.bytes().all(|b| b.is_ascii_uppercase())
    };
    let known: Vec<&str> = keywords().filter(error).filter(|word| *word != "EOF").collect();
    assert!(known.iter().all(|word| errors::named(word).is_some()), "{known:?}");
    for name in errors::names() {
        assert!(find(name).is_empty() == (unshown(name).len() == 1), "{name}");
    }
}

/// What no scenario is about is said, with what it means, and leads to no other.
#[test]
fn an_error_that_no_scenario_is_about_leads_to_none() {
    for (question, name) in [
        ("10055", "ENOBUFS"),
        ("ENOBUFS", "ENOBUFS"),
        ("WSAENOBUFS", "ENOBUFS"),
        ("由于系统缓冲区空间不足或队列已满，不能执行套接字上的操作。", "ENOBUFS"),
        ("10049", "EADDRNOTAVAIL"),
        ("EADDRNOTAVAIL", "EADDRNOTAVAIL"),
        ("OSError: [Errno 99] Cannot assign requested address", "EADDRNOTAVAIL"),
        ("java.net.BindException: Cannot assign requested address (Bind failed)", "EADDRNOTAVAIL"),
        ("10051", "ENETUNREACH"),
        ("ENETUNREACH", "ENETUNREACH"),
        ("OSError: [Errno 101] 网络不可达", "ENETUNREACH"),
        ("10065", "EHOSTUNREACH"),
        ("EHOSTUNREACH", "EHOSTUNREACH"),
        ("113", "EHOSTUNREACH"),
        ("no route to host", "EHOSTUNREACH"),
        ("没有到主机的路由", "EHOSTUNREACH"),
        ("Error: connect EHOSTUNREACH 10.0.0.1:80", "EHOSTUNREACH"),
        ("java.net.NoRouteToHostException: No route to host", "EHOSTUNREACH"),
        ("dial tcp 10.0.0.1:80: connect: no route to host", "EHOSTUNREACH"),
        ("OSError: [Errno 24] Too many open files", "EMFILE"),
        ("OSError: [Errno 9] Bad file descriptor", "EBADF"),
        ("OSError: [WinError 10038] 在一个非套接字上尝试了一个操作。", "ENOTSOCK"),
        ("OSError: [Errno 22] Invalid argument", "EINVAL"),
        ("PermissionError: [Errno 13] Permission denied", "EACCES"),
        ("以一种访问权限不允许的方式做了一个访问套接字的尝试。", "EACCES"),
        ("OSError: [Errno 92] Protocol not available", "ENOPROTOOPT"),
        ("java.net.SocketException: Socket closed", "EBADF"),
        ("read tcp 127.0.0.1:8080: use of closed network connection", "EBADF"),
        ("InterruptedError: [Errno 4] Interrupted system call", "EINTR"),
    ] {
        let names: Vec<_> = unshown(question).iter().map(|error| error.name).collect();
        assert_eq!(names, [name], "{question}");
        assert_eq!(find(question), [], "{question}");
    }
    let error = unshown("[Errno 113]").into_iter().next().unwrap();
    let line = "EHOSTUNREACH: Linux 113, macOS/FreeBSD 65; WSAEHOSTUNREACH: Windows 10065; No route to host";
    assert_eq!(error.line, line);
    // Of one that a scenario is about nothing more is said.
    assert_eq!(unshown("[Errno 104] Connection reset by peer"), []);
}

#[test]
fn the_line_that_answers_is_told_and_what_of_it() {
    let first = |question: &str| find(question).into_iter().next().unwrap();
    let marked = |found: &Found| {
        found.matched.iter().map(|at| found.line[at.clone()].to_owned()).collect::<Vec<_>>()
    };
    let found = first("粘包");
    assert_eq!((found.source, found.line.as_str()), (Source::Keyword, "粘包"));
    let found = first("10054");
    assert_eq!(found.source, Source::Error);
    assert_eq!(marked(&found), ["10054"]);
    let found = first("messages concatenated");
    assert_eq!(found.line, "TCP messages concatenated");
    assert_eq!(marked(&found), ["messages concatenated"]);
    let found = first("concatenated messages");
    assert_eq!(marked(&found), ["messages concatenated".split(' ').collect::<Vec<_>>()].concat());
    // The words themselves, and no characters that stand side by side by chance.
    for question in ["半开连接", "half-open connection"] {
        let found = first(question);
        assert_eq!((found.source, found.line.as_str()), (Source::Keyword, question));
    }
    // Only a file's texts have it.
    let found = first("linhaifeng");
    assert_eq!((found.id, found.source), ("auth", Source::Text));
}

#[test]
fn nothing_is_found_for_nothing_and_a_slip_has_something_near() {
    for question in ["", "  ", "…", "{", "xyzzy", "量子力学"] {
        assert_eq!(find(question), [], "{question}");
    }
    assert_eq!(near("ECONRESET"), ["ECONNRESET"]);
    assert_eq!(near("xyzzy"), [""; 0]);
    assert!(find(&"粘包 ".repeat(1_000_000)).len() < 100);
}
