# SPDX-License-Identifier: GPL-2.0-only
"""Formatting and quick fixes."""
import pathlib
import random
import subprocess

from client import apply, place, slice_of
from check_names import TEXT
from check_sync import GOOD, PIECES


def formatted(s, uri):
    edits = s.request("textDocument/formatting", {"textDocument": {"uri": uri}, "options": {}})
    assert len(edits) <= 1
    return apply(s.texts[uri], edits)


def by_command(s, text):
    """What policyc --fmt makes of it: nothing else, if it refuses."""
    done = subprocess.run([s.process.args[0], "--fmt", "-"], input=text.encode(), capture_output=True)
    return text if done.returncode else done.stdout.decode()


def test_format(s, folder):
    s.start()
    for number, text in enumerate((TEXT, GOOD, "", "\n", "tag a", "tag   a\n", "\ttag a,b\r\n", "tag \ta # \U0001f600  \n",
                                   "profile   a {\nallow sched_op\n\n\n}\n\n\ntag   b # \U0001f600\n")):
        uri = s.open(folder / f"{number}.xpol", text)
        result = formatted(s, uri)
        assert result == by_command(s, text), (text, result)
        s.replace(uri, result)
        assert formatted(s, uri) == result


def test_format_is_small(s, folder):
    """Only what changes is replaced."""
    s.start()
    text = "tag a\n" * 50 + "tag   b\n" + "tag c\n" * 50
    uri = s.open(folder / "a.xpol", text)
    edit, = s.request("textDocument/formatting", {"textDocument": {"uri": uri}, "options": {}})
    assert edit["range"]["start"]["line"] == 50 and edit["range"]["end"] == {"line": 51, "character": 0}


def test_format_refuses(s, folder):
    """What can't be read isn't changed."""
    s.start()
    for number, text in enumerate(("tag   a\nnonsense\n", "profile   x {\n", "tag   \r a\n")):
        uri = s.open(folder / f"{number}.xpol", text)
        assert formatted(s, uri) == text


def test_format_random(s, folder):
    s.start()
    chance = random.Random(3)
    for number in range(60):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(20)))
        uri = s.open(folder / f"{number}.xpol", text)
        assert formatted(s, uri) == by_command(s, text), text
        s.close(uri)


def actions(s, uri, start, end):
    found = s.request("textDocument/codeAction",
                      {"textDocument": {"uri": uri}, "range": {"start": start, "end": end}, "context": {"diagnostics": []}})
    for action in found:
        assert action["kind"] == "quickfix"
    return found


def test_fix(s, folder):
    s.start()
    text = GOOD + 'test "\U0001f600" { Domain-0: sched_op.yield => allow } tag a;\nprofile x { dney sched_op }\n'
    uri = s.open(folder / "a.xpol", text)
    where = place(text, "dney")
    action, = actions(s, uri, where, where)
    assert action["title"] == "replace `dney` by `deny`"
    assert apply(text, action["edit"]["changes"][uri]) == text.replace("dney", "deny")
    where = place(text, ";")
    action, = actions(s, uri, where, where)
    assert action["title"] == "remove `;`"
    assert apply(text, action["edit"]["changes"][uri]) == text.replace(";", "")
    assert len(actions(s, uri, {"line": 0, "character": 0}, {"line": 99, "character": 0})) == 2
    assert actions(s, uri, {"line": 0, "character": 0}, {"line": 0, "character": 0}) == []
    parameters = {"textDocument": {"uri": uri}, "range": {"start": where, "end": where}}
    for only, count in (["refactor"], 0), (["source", "quickfix"], 1), ([""], 1):
        assert len(s.request("textDocument/codeAction", {**parameters, "context": {"only": only}})) == count
