#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: the golden samples, cut to a few records, and files of the project.

usage: seeds.py CORPUS TARGET...
"""

import bz2
import gzip
import hashlib
import io
import lzma
import pathlib
import sys
import tarfile
import zipfile

corpus = pathlib.Path(sys.argv[1])
root = pathlib.Path(__file__).resolve().parent.parent
samples = root / "Tests/FormatsTests/Samples"
MOST = 3000


def write(target, data):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


def files(*patterns):
    for pattern in patterns:
        yield from (f for f in sorted(samples.glob(pattern)) if not f.name.endswith(".expected.jsonl"))


def lines(target, paths, choices=1):
    """A seed a line, and one of the first lines together, each behind a byte that chooses the mapping."""
    for path in paths:
        data = path.read_bytes()
        parts = data.split(b"\n")
        for number, part in enumerate([data[:MOST], *parts[:40]]):
            write(target, bytes([number % max(1, choices)]) + part[:MOST])


def archives():
    text = b'{"@timestamp":"2026-01-05T09:15:00Z","event.action":"a"}\n'
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("a/one.json", text)
            archive.writestr("two.json", text * 9)
        yield out.getvalue()
    for kind in ("w", "w:gz"):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode=kind) as archive:
            member = tarfile.TarInfo("a/one.json")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        yield out.getvalue()


def seeds(target):
    text = list(files("Text/*.log"))
    if target == "recognise":
        for path in files("*.*", "Text/*.*"):
            write(target, path.read_bytes()[:MOST])
    elif target == "json-lines":
        lines(target, files("*.json", "Text/*.json", "*ecs_dotted.log"), 8)
    elif target == "json-array":
        for path in files("*.json", "Text/*.json"):
            body = b",".join(path.read_bytes().splitlines()[:3])
            write(target, b"\x01[" + body[:MOST] + b"]")
            write(target, b"\x02" + path.read_bytes()[:MOST])
    elif target == "delimited":
        for path in files("*.csv", "zeek*.log", "Text/vpcflow_v5.log"):
            for choice in range(4):
                write(target, bytes([choice]) + path.read_bytes()[:MOST])
    elif target == "lines":
        for choice in range(24):
            for path in text:
                for line in path.read_bytes().splitlines()[choice % 3::3]:
                    write(target, bytes([choice]) + line[:MOST])
    elif target == "auditd":
        write(target, b"\x00" + (samples / "Text/auditd.log").read_bytes()[:4000])
        lines(target, [samples / "Text/auditd.log"])
    elif target == "journal":
        write(target, b"\x00" + (samples / "Text/journal_export.journal").read_bytes()[:MOST])
    elif target == "chunks":
        for kind in range(7):
            for path in files("*.csv", "cloudtrail_records.json", "Text/auditd.log", "Text/journal_export.journal"):
                write(target, bytes([kind, 20]) + path.read_bytes()[:MOST])
    elif target == "packed":
        text = (samples / "cloudtrail_records.json").read_bytes()[:MOST]
        for data in [gzip.compress(text), gzip.compress(text) * 2, bz2.compress(text), lzma.compress(text),
                     text.decode("utf-8", "replace").encode("utf-16")]:
            write(target, data)
    elif target == "event-log":
        for place in range(0, 4096, 97):
            write(target, bytes([place % 256, place // 256, 0xFF]))
    elif target == "archive":
        for data in archives():
            write(target, data)
    elif target == "times":
        for time in ["2026-01-05T09:15:00.123456789+01:00", "Jan  5 09:15:00", "Mon Jan  5 09:15:00 2026",
                     "05/Jan/2026:09:15:00 +0100", "2026/01/05 09:15:00", "05-Jan-2026 09:15:00.123", "1.7e9",
                     "1767604500123456789", "Feb 29 23:59:60", "Jan 05 2026 09:15:00 UTC"]:
            write(target, time.encode())
    elif target == "kql":
        for query in ['event.category: process and not user.name: (a or "b c")', "a: * or b >= 5", 'x: "\\"*" and (y: z*)',
                      "event.code: (4624 or 4625) and winlog.event_data.LogonType: 3"]:
            write(target, query.encode())
    elif target == "job-yaml":
        for path in sorted((root / "Sources/Jobs/Catalogue").rglob("*.yml"))[:60]:
            write(target, path.read_bytes()[:MOST])
    elif target == "mapping-yaml":
        for path in sorted((root / "Sources/Formats/Mappings").rglob("*.yml")):
            write(target, path.read_bytes()[:MOST])
    else:
        write(target, b"seed")


for name in sys.argv[2:]:
    seeds(name)
