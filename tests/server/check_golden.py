# SPDX-License-Identifier: GPL-2.0-only
"""The server and policyc --check find the same in all policies that the golden tests have."""
import json
import pathlib
import subprocess

from client import index_of, uri_of

POLICIES = pathlib.Path(__file__).parent.parent / "policy"


def by_command(policyc, path):
    """Code, message, first and last byte of what is wrong in the file itself; None if it can't be told."""
    done = subprocess.run([policyc, "--check", "--format=json", str(path)], capture_output=True)
    try:
        findings = json.loads(done.stdout)["findings"]
    except ValueError:
        return None
    places = [(f["code"], f["message"], f.get("place")) for f in findings]
    return {(code, message, place["start"], place["end"]) for code, message, place in places
            if isinstance(place, dict) and place.get("file") == str(path)}


def by_server(s, path, text):
    def byte(where):
        return len(text[:index_of(text, where)].encode())

    findings = s.findings[s.open(path, text)]["diagnostics"]
    return {(f["code"], f["message"].split("\nhelp: ")[0], byte(f["range"]["start"]), byte(f["range"]["end"]))
            for f in findings}


def test_golden(s, folder):
    s.start()
    compared = found = 0
    for path in sorted(POLICIES.glob("ok/*.xpol")) + sorted(POLICIES.glob("err/*.xpol")):
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        expected = by_command(s.process.args[0], path)
        # Without a `policy` statement a file is a library for the server; and it shows no more than so many.
        if expected is None or len(expected) >= 200 or any(code == "XP0201" for code, *_ in expected):
            continue
        seen = by_server(s, path, text)
        assert seen == expected, (path.name, "only the server:", seen - expected, "only policyc:", expected - seen)
        s.close(uri_of(path))
        compared += 1
        found += len(expected)
    assert compared > 100 and found > 100, (compared, found)
