#!/usr/bin/env python3
"""Holds what Harrier reads of Windows event logs against python-evtx (PyPI), record by record and value by value.

usage: evtx_agreement.py .build/release/evtx-lines FOLDER      every .evtx below FOLDER, or in a .tar.gz

Both are brought to the same form first: numbers by value, times to the millisecond (python-evtx rounds the rest), empty
elements left out, names of `Data` as keys. What differs is counted and shown.
"""

import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ElementTree

import Evtx.Evtx


def same_form(text):
    text = text.strip()
    if re.fullmatch(r"0[xX][0-9a-fA-F]+|-?\d{1,18}", text):
        return str(int(text, 0) if text[:2].lower() == "0x" else int(text))
    time = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00:00)?", text)
    if time:
        return f"{time[1]} {time[2]}.{(time[3] or '')[:3].ljust(3, '0')}"
    if text in ("True", "False"):
        return text.lower()
    guid = re.fullmatch(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?", text)
    return guid[1].lower() if guid else re.sub(r"</?string>", "", text).strip()


def of_xml(element, path, found):
    name = re.sub(r"^\{.*\}", "", element.tag)
    attributes = dict(element.attrib)
    if name == "Data" and "Name" in attributes:
        name = attributes.pop("Name")
    path = f"{path}.{name}" if path else name
    for key, value in attributes.items():
        if "{" not in key:
            found.append((f"{path}.{key}", same_form(value)))
    found.append((path, same_form(element.text or "")))
    for child in element:
        of_xml(child, path, found)


def of_json(value, path, found):
    if isinstance(value, dict):
        for key, part in value.items():
            of_json(part, path if key == "#text" else f"{path}.{key}" if path else key, found)
    elif isinstance(value, list):
        for part in value:
            of_json(part, path, found)
    else:
        found.append((path, same_form(str(value))))


def values(found):
    return sorted((path, text) for path, text in found if text and not path.endswith((".xmlns", "#attributes")))


def theirs(path):
    with Evtx.Evtx.Evtx(str(path)) as log:
        for record in log.records():
            found = []
            of_xml(ElementTree.fromstring(re.sub(r"[^\t\n\r\x20-\uFFFD]", "", record.xml())), "", found)
            yield values(found)


def ours(tool, path):
    for line in subprocess.run([tool, str(path)], capture_output=True, check=True).stdout.splitlines():
        found = []
        of_json(json.loads(line), "", found)
        yield values(found)


def main():
    tool, folder = sys.argv[1:3]
    records = same = fields = agreed = files = 0
    differences = []
    with tempfile.TemporaryDirectory() as work:
        if folder.endswith(".tar.gz"):
            with tarfile.open(folder) as archive:
                archive.extractall(work, filter="data")
            folder = work
        for path in sorted(pathlib.Path(folder).rglob("*.evtx")):
            files += 1
            mine, other = list(ours(tool, path)), list(theirs(path))
            if len(mine) != len(other):
                differences.append(f"{path.name}: {len(mine)} records against {len(other)}")
            for a, b in zip(mine, other):
                records += 1
                same += a == b
                fields += len(b)
                missing = [pair for pair in b if pair not in a]
                agreed += len(b) - len(missing)
                surplus = [pair for pair in a if pair not in b]
                for pair in missing[:2]:
                    near = [text for name, text in surplus if name == pair[0]]
                    differences.append(f"{path.name}: {pair[0]}: {pair[1][:60]!r} against {[n[:60] for n in near]}")
    print(f"EVTX: {files} files, {records} records, {same} the same in all values; {agreed} of {fields} values agree")
    for line in differences[:40]:
        print(f"    {line}")


main()
