#!/usr/bin/env python3
"""What the fuzzers begin with, made of the files of the tests: fuzz/corpus/TARGET/…

Nothing of it is kept in the repository: it is all there already, in another form.
"""
import base64, glob, gzip, json, os, re, struct, sys, tomllib

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
OUT = sys.argv[1]
# A longer file teaches a fuzzer nothing that a shorter one does not, and slows it down.
LONGEST = 48 * 1024


def put(target, name, data):
    folder = os.path.join(OUT, target)
    os.makedirs(folder, exist_ok=True)
    if len(data) <= LONGEST:
        with open(os.path.join(folder, re.sub(r"[^\w.-]", "_", name)), "wb") as file:
            file.write(data)


def files(pattern):
    for path in sorted(glob.glob(os.path.join(ROOT, pattern))):
        with open(path, "rb") as file:
            yield os.path.relpath(path, ROOT), file.read()


def scenarios():
    for pattern in ["scenarios/*.toml", "tests/scenario_ok/*.toml", "tests/wrong/*.toml", "src/scenario/*.toml"]:
        for name, data in files(pattern):
            put("scenario", name, data)


def singles(trace):
    """Each case of a recording as a trace of its own."""
    for scenario in trace["scenarios"]:
        for case in scenario["cases"]:
            one = {**trace, "scenarios": [{**scenario, "cases": [case]}]}
            name = f"{scenario['id']}.{case['id']}"
            yield name, json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode()


def page(traces):
    """What `--format html` writes around traces, as far as a reader looks at it."""
    lines = b"\n".join(base64.b64encode(gzip.compress(one)) for one in traces)
    return b'<!doctype html>\n<script id="trace">' + lines + b"</script>\n"


def traces():
    together = {}
    for name, data in list(files("tests/traces/*.json.gz")) + list(files("tests/report/recorded/*.json.gz")):
        for case, one in singles(json.loads(gzip.decompress(data))):
            put("trace", f"{os.path.basename(name)}.{case}", one)
            together.setdefault(case, []).append(one)
            if len(one) < 8 * 1024:
                put("gzip", f"{os.path.basename(name)}.{case}", gzip.compress(one))
    for case, several in together.items():
        put("compare", case, b"\0".join(several[:2]))
        if sum(map(len, several[:2])) < 8 * 1024:
            put("gzip", f"page.{case}", page(several[:2]))
    for name, data in files("tests/sessions/*.json"):
        put("trace", name, data)
    wrong_traces()


def wrong_traces():
    """What tests/program/wrong_traces.rs makes of its files, but for digests that it makes right again."""
    (_, base), = files("tests/wrong_traces/base.json")
    put("trace", "base", base)
    for name, data in files("tests/wrong_traces/*.toml"):
        how = tomllib.loads(data.decode())
        text = base.decode()
        if "find" in how:
            wrong = text.replace(how["find"], how["put"], 1).encode()
        elif "cut_after" in how:
            wrong = text[: text.index(how["cut_after"]) + len(how["cut_after"])].encode()
        elif "whole" in how:
            wrong = how["whole"].encode()
        else:
            wrong = bytes.fromhex(how["hex"])
        put("trace", name, wrong)
        put("gzip", name, wrong if wrong[:2] == b"\x1f\x8b" else gzip.compress(wrong))


def changes():
    said = set()
    for pattern in ["tests/cli/*.trycmd", "README.md", "docs/*.md"]:
        for _, data in files(pattern):
            said |= set(re.findall(r"--(?:set|vary)[ =]'?([^\s'`]+)", data.decode()))
    for number, change in enumerate(sorted(said)):
        for which in range(0, 60, 7):
            put("change", f"{number}.{which}", bytes([which]) + change.encode())


def ipv4(protocol, payload, fragment=0, identification=7):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), identification, fragment, 64, protocol, 0,
                       bytes([10, 77, 0, 1]), bytes([10, 77, 0, 2])) + payload


def ipv6(following, payload):
    return struct.pack("!IHBB16s16s", 6 << 28, len(payload), following, 64, b"\xfd" * 16, b"\xfe" * 16) + payload


def tcp(flags, seq, payload=b"", options=b""):
    return struct.pack("!HHIIBBHHH", 40000, 80, seq, 9, (20 + len(options)) << 2, flags, 500, 0, 0) + options + payload


def packets():
    udp = struct.pack("!HHHH", 5000, 6000, 13, 0) + b"hello"
    sack = b"\x01\x01\x05\x0a" + struct.pack("!II", 1, 100)
    some = {
        "syn": ipv4(6, tcp(2, 0xFFFFFFFF, options=b"\x02\x04\x05\xb4")),
        "data": ipv4(6, tcp(0x18, 0, b"hello")),
        "fin": ipv4(6, tcp(0x11, 5)),
        "sack": ipv4(6, tcp(0x10, 5, options=sack)),
        "udp": ipv4(17, udp),
        "first": ipv4(17, udp + b"more", 0x2000),
        "last": ipv4(17, b"later", 2),
        "icmp": ipv4(1, b"\x03\x03\0\0\0\0\0\0"),
        "udp6": ipv6(17, udp),
        "part6": ipv6(44, struct.pack("!BBHI", 17, 0, 1, 7) + udp),
        "tcp6": ipv6(6, tcp(2, 1)),
    }
    for name, packet in some.items():
        put("headers", name, struct.pack("!H", len(packet)) + packet)
    put("headers", "all", b"".join(struct.pack("!H", len(packet)) + packet for packet in some.values()))


def streams():
    """Seeds only: what the bytes mean is decided by fuzz_targets/framing.rs."""
    stream = b"\x00\x00\x00\x05hello\x00\x00\x00\x04feng5\nhello{\"total_size\": 3}abc\r\nx\\\n"
    for which in range(64):
        put("framing", str(which), bytes([which * 4 % 256, which, 1, 3, which % 5, which % 2]) + stream)
        put("records", str(which), bytes(range(which, which + 40)))


def answers():
    """Seeds only, as for the streams: which framing and how it is cut is decided by fuzz_targets/shell.rs."""
    header = b'{"file_name": "a.txt", "total_size": 5, "md5": "x"}'
    for name, answer in {
        "ack": b"5", "i32le": b"\x05\0\0\0hello", "u32be": b"\0\0\0\x05hello", "recv_ready": b"recv_readyok",
        "json": struct.pack("<i", len(header)) + header + b"hello", "command": b"stickydemo list\r\n",
    }.items():
        for which in range(10):
            put("shell", f"{name}.{which}", bytes([which % 5, which % 2]) + answer * 2)


def chats():
    """Texts and files of the framed chat; the first byte says how they are cut."""
    frame = lambda text: struct.pack("!I", len(text)) + text
    some = {
        "texts": frame(b"hello") + frame("你好".encode()) + frame(b"") + frame(b"q"),
        "file": frame(b"file") + frame(b"a.txt,5") + b"hello" + frame(b"FILE") + frame(b"a, b,0") + frame(b"Q"),
        "missing": frame(b"file") + frame(b"see you!"),
        "lunch": frame(b"file") + frame(b"lunch,12") + frame(b"see you!"),
        "huge": frame(b"file") + frame(b"a,18446744073709551615"),
        "half": frame(b"hello")[:-2],
    }
    for name, data in some.items():
        put("stamp", name, bytes([len(name)]) + data)


def transfers():
    """Before the bytes: which reader of fuzz_targets/file.rs, and how large the pieces are."""
    head = json.dumps({"cmd": "put", "filename": "a.txt", "filesize": 3, "stickydemo": 1}).encode()
    header = struct.pack("<i", len(head)) + head
    line = json.dumps({"file_name": "a.txt", "file_size": 3, "md5": "900150983cd24fb0d6963f7d28e17f72"}).encode()
    lines = struct.pack("<i", len(line)) + line + b"abc"
    framed = b"".join(struct.pack(">I", len(text)) + text for text in [b"file", b"a,b,3"])
    command = b"a.txt" + struct.pack("<i", 3) + lines
    for which, stream in enumerate([header * 2, lines * 2, framed + b"abc", command, b"NUL.txt"]):
        for most in [0, 3, 255]:
            put("file", f"{which}-{most}", bytes([which, most]) + stream)


def words(target, texts):
    """A dictionary for libFuzzer: the words that a format is made of."""
    found = sorted({word for text in texts for word in re.findall(r"[\w-]{2,24}", text)})
    with open(os.path.join(OUT, f"{target}.dict"), "w", encoding="ascii", errors="ignore") as file:
        file.writelines(f'"{word}"\n' for word in found if word.isascii())


os.makedirs(OUT, exist_ok=True)
scenarios()
traces()
changes()
packets()
streams()
answers()
chats()
transfers()
document = [data.decode() for _, data in files("docs/scenario-format.md")]
codes = re.findall(r"`([^`\n]+)`", document[0])
schema = [json.dumps(json.loads(data)) for _, data in files("schema/trace-1.json")]
words("scenario", codes)
words("change", codes)
words("trace", re.findall(r'"([\w-]+)"', schema[0]))
words("compare", re.findall(r'"([\w-]+)"', schema[0]))
