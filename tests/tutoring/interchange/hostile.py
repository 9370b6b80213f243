"""Files that want to do harm: built here, never stored."""

import io
import json
import stat
import zipfile

MILLION = 1_000_000


def zipped(files, *, mode=0, method=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = mode << 16
            archive.writestr(info, content)
    return made.getvalue()


def billion_laughs():
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return (
        f'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a0 "ha">{entities}]>'
        '<quiz><question type="shortanswer"><name><text>&a9;</text></name></question></quiz>'
    ).encode()


def quadratic_blow_up():
    return (
        f'<!DOCTYPE quiz [<!ENTITY a "{"x" * 50_000}">]><quiz><question type="essay">'
        f"{'&a;' * 50_000}</question></quiz>"
    ).encode()


def overlapping(count=40):
    """A zip whose directory names the same packed bytes again and again (Fifield, 2019)."""
    packed = zipped({"kernel.xml": b"0" * 9_000_000})
    archive = zipfile.ZipFile(io.BytesIO(packed))
    info = archive.infolist()[0]
    directory = b""
    for number in range(count):
        name = f"{number:06}.xml".encode()
        entry = bytearray(packed[archive.start_dir : archive.start_dir + 46])
        entry[28:30] = len(name).to_bytes(2, "little")
        entry[30:34] = bytes(4)
        directory += bytes(entry) + name
    start = archive.start_dir
    end = bytearray(packed[-22:])
    end[8:10] = end[10:12] = count.to_bytes(2, "little")
    end[12:16] = len(directory).to_bytes(4, "little")
    end[16:20] = start.to_bytes(4, "little")
    del info
    return packed[:start] + directory + bytes(end)


def lying_about_its_size():
    """An entry that says it has ten bytes and has nine million."""
    packed = bytearray(zipped({"imsmanifest.xml": b"<a/>", "a.xml": b"0" * 9_000_000}))
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        begin = packed.rfind(signature)
        packed[begin + place : begin + place + 4] = (10).to_bytes(4, "little")
    return bytes(packed)


MANIFEST = {"imsmanifest.xml": b"<manifest/>"}
LINK = stat.S_IFLNK | 0o777
ENVELOPE = '{"format": "study-mentor-questions", "version": 1, "questions": '
XXE = (
    b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<quiz><question type="essay"><name><text>&x;</text></name></question></quiz>'
)
XINCLUDE = (
    b'<quiz xmlns:xi="http://www.w3.org/2001/XInclude"><question type="essay">'
    b'<xi:include href="file:///etc/passwd" parse="text"/></question></quiz>'
)

# name: (content, file name, a word of the refusal)
REFUSED = {
    "over 10 MB": (b"x" * 10_000_001, "a.gift", "more than 10 MB"),
    "nothing": (b" \n", "a.gift", "empty"),
    "PDF as CSV": (b"%PDF-1.7\n1 0 obj", "a.csv", "PDF"),
    "picture as XML": (b"\x89PNG\r\n\x1a\n", "a.xml", "picture"),
    "gzip as JSON": (b"\x1f\x8b\x08\x00", "a.json", "gzip"),
    "XML as CSV": (b"<quiz></quiz>", "a.csv", "ends in .csv"),
    "zip as GIFT": (zipped(MANIFEST), "a.gift", "ends in .gift"),
    "JSON as XML": (b'{"a": 1}', "a.xml", "ends in .xml"),
    "NUL": (b"a,b\0c,d", "a.csv", "NUL"),
    "billion laughs": (billion_laughs(), "a.xml", "document type"),
    "quadratic blow-up": (quadratic_blow_up(), "a.xml", "document type"),
    "external entity": (XXE, "a.xml", "document type"),
    "external DTD": (b'<!DOCTYPE quiz SYSTEM "http://192.0.2.1/a.dtd"><quiz/>', "a.xml", "type"),
    "parameter entity": (
        b'<!DOCTYPE q [<!ENTITY % p SYSTEM "http://192.0.2.1/"> %p;]><quiz/>', "a.xml", "type",
    ),
    "inclusion": (XINCLUDE, "a.xml", "include"),
    "deep XML": (b"<quiz><question>" + b"<a>" * MILLION, "a.xml", "nested too deep"),
    "UTF-16 that says UTF-8": (
        '<?xml version="1.0" encoding="UTF-8"?><quiz/>'.encode("utf-16"), "a.xml", "encoding",
    ),
    "unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><quiz/>', "a.xml", "encoding"),
    "cut off XML": (b'<quiz><question type="essay">', "a.xml", "well-formed"),
    "one huge attribute": (
        b'<quiz a="' + b"x" * 9_900_000 + b'"/>', "a.xml", "near its beginning",
    ),
    "deep JSON": (b"[" * MILLION, "a.json", "nested too deep"),
    "deep question": (b'[{"question": ' + b"[" * 90_000, "a.json", "nested too deep"),
    "a million numbers": (f"[{'0,' * MILLION}0]".encode(), "a.json", "cannot be read"),
    "a million objects": (f"[{'{},' * MILLION}{{}}]".encode(), "a.json", "cannot be read"),
    "NaN": (b'[{"question": NaN}]', "a.json", "NaN"),
    "a member twice": (b'[{"question": "a", "question": "b"}]', "a.json", "twice"),
    "wrong version": (
        b'{"format": "study-mentor-questions", "version": 2, "questions": [{}]}', "a.json",
        "version",
    ),
    "another JSON": (b'{"name": "x", "questions": [{}]}', "a.json", "format"),
    "open quote": (b'question,answer\n"' + b"x" * 900_000, "a.csv", "table"),
    "ten thousand faults": (b"a\n\n" * 10_001, "a.gift", "cannot be read"),
    "cut off zip": (zipped(MANIFEST)[:-10], "a.zip", "damaged"),
    "no manifest": (zipped({"a.xml": b"<a/>"}), "a.zip", "imsmanifest"),
    "entries": (zipped({str(n): b"" for n in range(30_000)}, method=0), "a.zip", "entries"),
    "bomb": (zipped(MANIFEST | {"a.xml": b"0" * 9_000_000}), "a.zip", "suspiciously"),
    "overlapping bomb": (overlapping(), "a.zip", "archive"),
    "lying bomb": (lying_about_its_size(), "a.zip", "archive"),
    "way out": (zipped(MANIFEST | {"../a.xml": b"<a/>"}), "a.zip", "leads out"),
    "absolute": (zipped(MANIFEST | {"/etc/a.xml": b"<a/>"}), "a.zip", "leads out"),
    "backslash": (zipped(MANIFEST | {"..\\a.xml": b"<a/>"}), "a.zip", "leads out"),
    "drive": (zipped(MANIFEST | {"C:/a.xml": b"<a/>"}), "a.zip", "leads out"),
    "link": (zipped(MANIFEST | {"a.xml": b"/etc/passwd"}, mode=LINK), "a.zip", "link"),
    "nested": (zipped(MANIFEST | {"a.zip": zipped(MANIFEST)}), "a.zip", "archive itself"),
    "only a manifest": (zipped(MANIFEST), "a.zip", "no QTI"),
}  # fmt: skip


def question_json(**members):
    question = {"stem": "a", "key": {"type": "true_false", "true": True}} | members
    return (ENVELOPE + json.dumps([question]) + "}").encode()


# name: (content, format, a word of the fault): the file is read, the question is not taken
FAULTS = {
    "half a pair in an answer": (b'[{"question": "a", "answer": "\\ud800"}]', "json", "no number"),
    "half a pair in a key": (
        question_json(key={"type": "term", "answer": "\ud800"}), "json", "cannot be kept",
    ),
    "NUL deep in a key": (
        question_json(key={"type": "blanks", "blanks": [{"type": "term", "answer": "a\0"}]}),
        "json", "cannot be kept",
    ),
    "NUL in a kind": (b'[{"question": "a", "answer": "\\u0000"}]', "json", "no number"),
    "half of a surrogate pair": (
        b'[{"question": "\\ud800", "options": ["a", "b"], "correct": "A"}]', "json", "no text",
    ),
    "NUL in JSON": (
        b'[{"question": "\\u0000", "options": ["a", "b"], "correct": "A"}]', "json", "no text",
    ),
    "unknown member": (question_json(extra=1), "json", "extra"),
    "unknown key": (question_json(key={"type": "magic"}), "json", "key"),
    "key of another kind": (question_json(key=[1]), "json", "key"),
    "huge number": (question_json(key={"type": "integer", "answer": "9" * 5000}), "json", "key"),
    "an id twice": (
        (ENVELOPE + ", ".join(
            ["[" + question_json(id="x").decode().split("[", 1)[1][:-2]] * 1
            + [question_json(id="x").decode().split("[", 1)[1][:-2]]
        ) + "]}").encode(), "json", "twice",
    ),
    "infinite number": (b"What? {#inf}", "gift", "no number"),
    "NaN in GIFT": (b"What? {#nan:1}", "gift", "no number"),
    "no digit": (b"What? {#1_000}", "gift", "no number"),
    "long stem": (b"x" * 20_000 + b"{T}", "gift", "more than"),
    "longer than can be looked at": (b"x" * 200_000 + b"{T}", "gift", "more than"),
    "many options": (b"a{=x " + b" ".join(b"~%d" % n for n in range(40)) + b"}", "gift", "more"),
}  # fmt: skip


def _repeated(piece, size=9_900_000):
    return (piece * (size // len(piece) + 1))[:size]


# name: (format, what makes a file of 10 MB that costs a careless reader its time)
FLOODS = {
    "50,000 questions": ("gift", lambda: b"a{T}\n\n" * 50_000),
    "answers without end": ("gift", lambda: (b"q{" + b"~a " * 30_000 + b"}\n\n") * 108),
    "tags in tags": ("gift", lambda: (b"[html]" + b"<b>" * 30_000 + b"{T}\n\n") * 100),
    "formulas not closed": ("gift", lambda: (b"\\\\(" * 32_000 + b"{T}\n\n") * 100),
    "long stems": ("gift", lambda: (b"x*_$ " * 1_990 + b"{T}\n\n") * 990),
    "options without end": ("trivia", lambda: b"#Q a\n^ b\n" + _repeated(b"A b\n")),
    "lines without an answer": ("aiken", lambda: _repeated(b"q\n")),
    "three million parts": (
        "json",
        lambda: b'[{"stem": "a", "options": [' + b"{}," * 3_000_000 + b"{}]}]",
    ),
    "two million options": (
        "jsonl",
        lambda: b'{"question": "a", "options": [' + b'"a",' * 2_000_000 + b'"a"]}',
    ),
    "answers in XML": (
        "moodle-xml",
        lambda: (
            b'<quiz><question type="multichoice">'
            + b'<answer fraction="0"><text>a</text></answer>' * 150_000
            + b"</question></quiz>"
        ),
    ),
    "elements passed by": ("moodle-xml", lambda: b"<quiz>" + b"<a/>" * 2_400_000 + b"</quiz>"),
    "fields in XML": (
        "qti-2.1",
        lambda: (
            b"<assessmentItem><itemBody>"
            + b'<textEntryInteraction responseIdentifier="r"/>' * 60_000
            + b"</itemBody></assessmentItem>"
        ),
    ),
}
