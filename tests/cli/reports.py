#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds the forms of one run's findings to account: the SARIF log to its schema, and the forms to each other.

usage: tests/cli/reports.py SCHEMA TEXT JSON SARIF GITHUB    the outputs of `policyc --check --format=...`
"""
import json
import re
import sys
import urllib.parse

import jsonschema

schema_file, text_file, json_file, sarif_file, github_file = sys.argv[1:]
schema = json.load(open(schema_file, encoding="utf-8"))
report = json.load(open(json_file, encoding="utf-8"))
log = json.load(open(sarif_file, encoding="utf-8"))
annotations = open(github_file, encoding="utf-8").read().splitlines()
text = open(text_file, encoding="utf-8").read()

jsonschema.Draft7Validator.check_schema(schema)
jsonschema.validate(log, schema)

run = log["runs"][0]
findings = report["findings"]
results = run["results"]
rules = run["tool"]["driver"]["rules"]
assert len(findings) == len(results) == len(annotations) > 0
assert report["errors"] == sum(f["severity"] == "error" for f in findings)
assert report["warnings"] == sum(f["severity"] == "warning" for f in findings)
assert len(rules) == len({f["code"] for f in findings})

# Text says the same, in the same order; of one file's findings it shows 50.
shown = re.findall(r"^(error|warning)\[(XP\d+)\]: (.*)$", text, re.M)
hidden = sum(int(n) for n in re.findall(r"^(\d+) more findings are not shown$", text, re.M))
assert len(shown) + hidden == len(findings)
if not hidden:
    assert shown == [(f["severity"], f["code"], f["message"]) for f in findings]


def at(file, start, end):
    """The bytes of a file."""
    return open(file, "rb").read()[start:end]


def check_place(place):
    """The two ways of counting agree."""
    before = at(place["file"], 0, place["start"])
    assert place["line"] == before.count(b"\n") + 1
    assert place["column"] == place["start"] - (before.rfind(b"\n") + 1) + 1
    before = at(place["file"], 0, place["end"])
    assert place["end_line"] == before.count(b"\n") + 1
    assert place["end_column"] == place["end"] - (before.rfind(b"\n") + 1) + 1


def utf16_column(file, offset):
    """A byte's column in units of UTF-16. A byte that isn't UTF-8 counts one."""
    before = at(file, 0, offset)
    line = before[before.rfind(b"\n") + 1 :].decode("utf-8", "surrogateescape")
    return sum(2 if ord(c) > 0xFFFF else 1 for c in line) + 1


def check_region(region, place):
    """The SARIF log means the same place."""
    assert region["startLine"] == place["line"] and region["endLine"] == place["end_line"]
    assert region["byteOffset"] == place["start"]
    assert region["byteLength"] == place["end"] - place["start"]
    assert region["startColumn"] == utf16_column(place["file"], place["start"])
    assert region["endColumn"] == utf16_column(place["file"], place["end"])


for finding, result, annotation in zip(findings, results, annotations):
    assert result["ruleId"] == finding["code"] == rules[result["ruleIndex"]]["id"]
    assert result["level"] == finding["severity"]
    assert result["message"]["text"].split("\n")[0] == finding["message"]
    assert annotation.startswith("::" + finding["severity"] + " ")
    assert "title=" + finding["code"] + "::" in annotation
    location = result["locations"][0]
    if "where" in finding:
        assert location["logicalLocations"][0]["fullyQualifiedName"] == finding["where"]
        continue
    place = finding["place"]
    check_place(place)
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert urllib.parse.unquote(uri.removeprefix("file://")) == place["file"]
    check_region(physical["region"], place)
    assert ",line=%d,endLine=%d,col=%d" % (place["line"], place["end_line"], place["column"]) in annotation
    others = [finding["beside"]] if "beside" in finding else []
    others += finding.get("used", []) + [note["place"] for note in finding.get("notes", [])]
    related = result.get("relatedLocations", [])
    assert len(others) == len(related)
    for other, there in zip(others, related):
        check_place(other)
        check_region(there["physicalLocation"]["region"], other)
    assert ("fix" in finding) == ("fixes" in result)
    if "fix" in finding:
        change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
        check_region(change["deletedRegion"], finding["fix"]["place"])
        assert change["insertedContent"]["text"] == finding["fix"]["replacement"]
