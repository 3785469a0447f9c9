# SPDX-License-Identifier: GPL-2.0-only
"""Documents: the server's text is the client's, whatever is edited; findings, of imported files too."""
import random

from client import apply, place, position, slice_of, units, uri_of

HEAD = 'policy "test" version 1\n'
GOOD = HEAD + "profile administrator { allow all }\ndomain Domain-0 { profile administrator }\n"


def findings(session, uri):
    return session.findings[uri]["diagnostics"]


def marked(session, uri):
    """What findings mark: their texts."""
    return [slice_of(session.texts[uri], finding["range"]) for finding in findings(session, uri)]


def test_clean(s, folder):
    s.start()
    uri = s.open(folder / "a.xpol", GOOD)
    assert findings(s, uri) == []


def test_finding(s, folder):
    s.start()
    text = GOOD + "profile web { allow event_channel_op { snd } }\ndomain a { profile web }\n"
    uri = s.open(folder / "a.xpol", text)
    finding, = findings(s, uri)
    assert finding["code"] == "XP0214" and finding["severity"] == 1 and finding["source"] == "policyc"
    assert marked(s, uri) == ["snd"]
    assert "help: did you mean `send`?" in finding["message"]
    s.replace(uri, text.replace("snd", "send"))
    assert findings(s, uri) == []


def test_related(s, folder):
    s.start()
    text = GOOD + "profile administrator { allow all }\n"
    uri = s.open(folder / "a.xpol", text)
    finding, = findings(s, uri)
    assert finding["code"] == "XP0205"
    other, = finding["relatedInformation"]
    assert other["location"]["uri"] == uri and "first" in other["message"]
    assert slice_of(text, other["location"]["range"]) == "administrator"
    assert other["location"]["range"]["start"]["line"] == 1 and finding["range"]["start"]["line"] == 3


def test_wide_characters(s, folder):
    """UTF-16: a character beyond U+FFFF counts two. Before a name on its line, that moves the name."""
    s.start()
    for before in ("", "\u00e9", "\u20ac", "\U0001f600", "\U0001f600\u00e9\U0001d54f"):
        text = GOOD + f'test "{before}" {{ Domain-0: sched_op.yield => allow }} domain a {{ profile nobody }} # {before} \U0001f600\n'
        uri = s.open(folder / f"{len(before.encode())}.xpol", text)
        found = [finding for finding in findings(s, uri) if slice_of(text, finding["range"]) == "nobody"]
        assert len(found) == 1, findings(s, uri)
        assert found[0]["range"]["start"]["character"] == units(f'test "{before}" {{ Domain-0: sched_op.yield => allow }} domain a {{ profile ')


def test_bytes(s, folder):
    """The same in bytes, if the client prefers them."""
    capabilities = s.start(general={"positionEncodings": ["utf-32", "utf-8", "utf-16"]})
    assert capabilities["positionEncoding"] == "utf-8"
    line = 'test "\U0001f600\u00e9" { Domain-0: sched_op.yield => allow } domain a { profile nobody }'
    uri = s.open(folder / "a.xpol", GOOD + line)
    start = len(line.split("nobody")[0].encode())
    assert any(finding["range"]["start"] == {"line": 3, "character": start} for finding in findings(s, uri))
    s.change(uri, {"range": {"start": {"line": 3, "character": start}, "end": {"line": 3, "character": start + 6}},
                   "text": "administrator"})
    s.settle(uri)
    assert findings(s, uri) == []


def test_line_ends(s, folder):
    """\\r\\n is one end of a line, and so is \\r alone, which the language has no use for."""
    s.start()
    uri = s.open(folder / "a.xpol", GOOD.replace("\n", "\r\n"))
    assert findings(s, uri) == []
    where = {"line": 1, "character": 8}
    assert s.at(uri, where, "hover")["range"]["end"] == {"line": 1, "character": 8 + len("administrator")}
    s.replace(uri, "# a\rtag b\n")
    finding, = [finding for finding in findings(s, uri) if finding["code"] == "XP0103"]
    assert finding["range"] == {"start": {"line": 0, "character": 3}, "end": {"line": 1, "character": 0}}


def test_ends_of_text(s, folder):
    """Positions behind the end of a line or of the text are taken for these ends."""
    s.start()
    uri = s.open(folder / "a.xpol", "tag a\ntag b")
    far = {"line": 4000000000, "character": 4000000000}
    s.change(uri, {"range": {"start": far, "end": far}, "text": "\ntag c"})
    s.change(uri, {"range": {"start": {"line": 0, "character": 99}, "end": {"line": 0, "character": 999}},
                   "text": "x"})
    s.settle(uri)
    names = [symbol["name"] for symbol in s.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})]
    assert names == ["ax", "b", "c"]


def test_several_changes(s, folder):
    """The changes of one notification follow each other."""
    s.start()
    uri = s.open(folder / "a.xpol", "")
    start = {"line": 0, "character": 0}
    s.change(uri, {"text": "tag a"}, {"range": {"start": start, "end": start}, "text": "tag b\n"},
             {"range": {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 5}}, "text": "c"})
    s.settle(uri)
    names = [symbol["name"] for symbol in s.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})]
    assert names == ["b", "c"]


PIECES = ["tag a\n", "tag \U0001f600 ", "tag ", "a", "b-1", "\n", "\r\n", " ", "\U0001f600", "\u00e9", "# ", "\U0001d54f x", '"', "{", "}", "domain ",
          "\u20ac", "\t", "allow sched_op", ", "]


def random_edit(chance, text):
    """An edit at the boundaries of characters, and the text after it."""
    cuts = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    if chance.random() < 0.5:
        cuts[1] = min(len(text), cuts[0] + chance.randrange(4))
    for i, cut in enumerate(cuts):
        if 0 < cut < len(text) and text[cut - 1:cut + 1] == "\r\n":
            cuts[i] = cut - 1
    new = "".join(chance.choice(PIECES) for _ in range(chance.randrange(5)))
    change = {"range": {"start": position(text, cuts[0]), "end": position(text, cuts[1])}, "text": new}
    return change, text[:cuts[0]] + new + text[cuts[1]:]


def outline(session, uri):
    return [(symbol["name"], symbol["location"]["range"])
            for symbol in session.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})]


def test_random_edits(s, folder):
    """After any edits the server's text is the client's: it finds the same in it as in one that is opened anew."""
    s.start()
    chance = random.Random(2)
    for number in range(40):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(30)))
        uri = s.open(folder / f"{number}.xpol", text)
        for _ in range(25):
            changes = []
            for _ in range(chance.randrange(1, 4)):
                change, text = random_edit(chance, text)
                changes.append(change)
            s.change(uri, *changes)
        s.settle(uri)
        s.texts[uri] = text
        other = s.open(folder / f"{number}-again.xpol", text)
        assert findings(s, uri) == findings(s, other), text
        assert outline(s, uri) == outline(s, other), text
        for where in (position(text, index) for index in range(0, len(text), 7)
                      if text[index - 1:index + 1] != "\r\n"):
            assert s.at(uri, where, "hover") == s.at(other, where, "hover"), (text, where)
        s.close(uri)
        s.close(other)


def test_imports(s, folder):
    """An imported file's findings are its own; the editor's text counts before the disk's."""
    s.start()
    library = folder / "library.xpol"
    library.write_text("profile web { allow nonsense }\n")
    uri = s.open(folder / "main.xpol", GOOD + 'import "library.xpol"\ndomain a { profile web }\n')
    s.wait_for(uri_of(library))
    assert findings(s, uri) == []
    assert s.codes(uri_of(library)) == ["XP0212"]
    inner = s.open(library, "profile web { allow sched_op }\n")
    assert findings(s, inner) == []
    s.replace(inner, "profile wab { allow sched_op }\n")
    while "XP0210" not in s.codes(uri):
        s.receive()
    assert findings(s, inner) == []
    s.close(inner)
    while s.codes(uri_of(library)) != ["XP0212"] or s.codes(uri):
        s.receive()


def test_library_alone(s, folder):
    """A file without a `policy` statement is there to be imported: nothing is missed in it."""
    s.start()
    uri = s.open(folder / "library.xpol", "profile web extends linux { allow nonsense }\ndomain a { profile other }\n")
    assert s.codes(uri) == ["XP0212"]


def test_library_with_templates(s, folder):
    s.start()
    uri = s.open(folder / "library.xpol", "use elsewhere(a = b)\n")
    assert s.codes(uri) == []
    s.replace(uri, GOOD + "use elsewhere(a = b)\n")
    assert s.codes(uri) == ["XP0308"]
    s.replace(uri, "use elsewhere(a = b)\n")
    assert s.codes(uri) == []


def test_missing_import(s, folder):
    """A file that isn't there, then is open but not yet written."""
    s.start()
    uri = s.open(folder / "main.xpol", GOOD + 'import "library.xpol"\ndomain a { profile web }\n')
    assert s.codes(uri) == ["XP0301"]
    s.open(folder / "library.xpol", "profile web { allow sched_op }\n")
    while s.codes(uri):
        s.receive()


def test_saved_import(s, folder):
    """A file that isn't there, then is written by somebody else."""
    s.start()
    uri = s.open(folder / "main.xpol", GOOD + 'import "library.xpol"\ndomain a { profile web }\n')
    assert s.codes(uri) == ["XP0301"]
    (folder / "library.xpol").write_text("profile web { allow sched_op }\n")
    s.notify("workspace/didChangeWatchedFiles", {"changes": []})
    while s.codes(uri):
        s.receive()


def test_two_policies(s, folder):
    """Two open policies import one file: what is wrong in it is said once."""
    s.start()
    (folder / "library.xpol").write_text("profile web { allow nonsense }\n")
    for name in ("one", "two"):
        s.open(folder / f"{name}.xpol", GOOD + 'import "library.xpol"\ndomain a { profile web }\n')
    s.open(folder / "three.xpol", GOOD)
    assert s.codes(uri_of(folder / "library.xpol")) == ["XP0212"]


def test_close(s, folder):
    """What was said of a document that is closed, and not imported, is withdrawn."""
    s.start()
    uri = s.open(folder / "a.xpol", "nonsense")
    assert findings(s, uri)
    s.close(uri)
    while findings(s, uri):
        s.receive()


def test_other_names(s, folder):
    """Documents that are no files, and files whose names need escapes, or reach over a link."""
    s.start()
    uri = s.open("untitled:Untitled-1", GOOD + "nonsense")
    assert s.codes(uri) == ["XP0108"]
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    (folder / "real" / "a b#\u00e9.xpol").write_text("profile web { allow nonsense }\n")
    main = s.open(folder / "real" / "main.xpol", GOOD + 'import "a b#\u00e9.xpol"\ndomain a { profile web }\n')
    s.wait_for(uri_of(folder / "real" / "a b#\u00e9.xpol"))
    assert s.codes(uri_of(folder / "real" / "a b#\u00e9.xpol")) == ["XP0212"]
    s.open(folder / "link" / "a b#\u00e9.xpol", "profile web { allow sched_op }\n")
    while s.codes(uri_of(folder / "real" / "a b#\u00e9.xpol")):
        s.receive()
    assert findings(s, main) == []


def test_many_findings(s, folder):
    """No page of findings is endless."""
    s.start()
    uri = s.open(folder / "a.xpol", "\n".join(f"nonsense{i} {{" for i in range(5000)))
    assert 0 < len(findings(s, uri)) <= 200


def test_template(s, folder):
    """What is wrong in a template is marked in it, once, however often it is used."""
    s.start()
    text = GOOD + "template t(a) { domain $a { profile missing } }\nuse t(a = x)\nuse t(a = y)\n"
    uri = s.open(folder / "a.xpol", text)
    assert marked(s, uri) == ["missing"], findings(s, uri)
    notes = findings(s, uri)[0]["relatedInformation"]
    assert any("use" in slice_of(text, note["location"]["range"]) for note in notes), notes
