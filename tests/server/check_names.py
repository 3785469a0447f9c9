# SPDX-License-Identifier: GPL-2.0-only
"""Hovers, definitions, references and outlines."""
from client import place, slice_of, uri_of
from check_sync import GOOD

TEXT = GOOD + """\
tag secret, infra
group tenants
profile web { allow event_channel_op { send, close }, sched_op }
profile shop extends web { deny memory_op.exchange }
domain recon { profile shop tag secret group tenants }
domain guard { profile web tag infra trusted }
domain web-* { profile web }
domain web-1 { profile web }
domain hub { profile web }
set guests = recon, web-*
conflict set east of shifts { recon }
conflict set west of shifts { hub }
connect guests <-> guard via event # guard
template pair(left, right = guard) { connect $left -> $right via argo }
use pair(left = recon)
test "calls" { recon: sched_op.yield => allow }
"""


def spans(text, locations):
    """Where the locations are: the number of the line, and the text there."""
    return [(location["range"]["start"]["line"], slice_of(text, location["range"])) for location in locations]


def line_of(text, part):
    return text[:text.index(part)].count("\n")


def opened(s, folder):
    s.start()
    uri = s.open(folder / "a.xpol", TEXT)
    assert not [finding for finding in s.findings[uri]["diagnostics"] if finding["severity"] == 1], s.findings[uri]
    return uri


def hover(s, uri, where):
    return s.at(uri, where, "hover")["contents"]["value"]


def test_hover_calls(s, folder):
    uri = opened(s, folder)
    text = hover(s, uri, place(TEXT, "event_channel_op"))
    assert "hypercall 32" in text and "event" in text
    text = hover(s, uri, place(TEXT, "send"))
    assert "`event_channel_op.send`" in text and "subcommand 4" in text
    text = hover(s, uri, place(TEXT, "yield"))
    assert "`sched_op.yield`" in text
    text = hover(s, uri, place(TEXT, "exchange"))
    assert "`memory_op.exchange`" in text


def test_hover_names(s, folder):
    uri = opened(s, folder)
    assert "profile web { allow" in hover(s, uri, place(TEXT, "web", 1))
    assert "domain `guard`" in hover(s, uri, place(TEXT, "guard", 1))
    assert "tag `secret`" in hover(s, uri, place(TEXT, "secret", 1))
    assert "set `guests`" in hover(s, uri, place(TEXT, "guests", 1))
    assert "template `pair`" in hover(s, uri, place(TEXT, "pair", 1))
    assert "parameter `left`" in hover(s, uri, place(TEXT, "$left"))
    assert s.at(uri, place(TEXT, "# guard"), "hover") is None
    assert s.at(uri, place(TEXT, "<->"), "hover") is None


def test_hover_codes(s, folder):
    s.start()
    text = GOOD + "profile web { allow nonsense }\n"
    uri = s.open(folder / "a.xpol", text)
    assert "XP0212" in hover(s, uri, place(text, "nonsense"))


def test_hover_markdown(s, folder):
    s.start(textDocument={"hover": {"contentFormat": ["markdown", "plaintext"]}})
    uri = s.open(folder / "a.xpol", TEXT)
    assert s.at(uri, place(TEXT, "sched_op"), "hover")["contents"]["kind"] == "markdown"


def test_definition(s, folder):
    uri = opened(s, folder)
    for word, number, declared in (
            ("web", 1, "profile web"), ("recon", 1, "domain recon"), ("recon", 2, "domain recon"),
            ("guests", 1, "set guests"), ("secret", 1, "tag secret"), ("infra", 1, "tag secret"),
            ("tenants", 1, "group tenants"), ("shifts", 1, "conflict set east"), ("pair", 1, "template pair"),
            ("left", 2, "template pair"), ("$right", 0, "template pair"), ("administrator", 1, "profile admin"),
            ("guard", 1, "domain guard"), ("guard", 3, "domain guard")):
        found = spans(TEXT, s.at(uri, place(TEXT, word, number), "definition"))
        assert [line for line, _ in found] == [line_of(TEXT, declared)], (word, number, found)
    assert spans(TEXT, s.at(uri, place(TEXT, "web-*", 1), "definition")) == [(line_of(TEXT, "domain web-*"), "web-*")]
    assert s.at(uri, place(TEXT, "sched_op"), "definition") == []
    assert s.at(uri, place(TEXT, "domain"), "definition") == []


def test_definition_of_pattern(s, folder):
    s.start()
    text = TEXT.replace("domain web-* { profile web }\n", "domain web-2 { profile web }\n")
    uri = s.open(folder / "a.xpol", text)
    assert [name for _, name in spans(text, s.at(uri, place(text, "web-*"), "definition"))] == ["web-2", "web-1"]


def test_definition_elsewhere(s, folder):
    s.start()
    library = folder / "library.xpol"
    library.write_text("# \U0001f600\nprofile web { allow sched_op }\n")
    text = GOOD + 'import "library.xpol"\ndomain a { profile web }\n'
    uri = s.open(folder / "main.xpol", text)
    found, = s.at(uri, place(text, "profile web"), "definition") or s.at(uri, place(text, "web"), "definition")
    assert found["uri"] == uri_of(library) and found["range"]["start"] == {"line": 1, "character": 8}
    found, = s.at(uri, place(text, "library.xpol"), "definition")
    assert found["uri"] == uri_of(library) and found["range"]["start"] == {"line": 0, "character": 0}


def test_references(s, folder):
    uri = opened(s, folder)
    found = s.at(uri, place(TEXT, "recon", 1), "references", context={"includeDeclaration": True})
    lines = [line_of(TEXT, part) for part in ("domain recon", "set guests", "conflict set east", "use pair", 'test "')]
    assert sorted(spans(TEXT, found)) == [(line, "recon") for line in lines]
    found = s.at(uri, place(TEXT, "recon", 1), "references", context={"includeDeclaration": False})
    assert sorted(spans(TEXT, found)) == [(line, "recon") for line in lines[1:]]
    found = s.at(uri, place(TEXT, "left"), "references", context={"includeDeclaration": True})
    lines = [line_of(TEXT, "template"), line_of(TEXT, "template"), line_of(TEXT, "use pair")]
    assert sorted(spans(TEXT, found)) == [(line, "left") for line in lines]
    found = s.at(uri, place(TEXT, "sched_op"), "references", context={})
    assert len(found) == 2
    assert s.at(uri, {"line": 0, "character": 0}, "references", context={}) == []


def test_unused_template(s, folder):
    """Names in the body of a template that nobody uses yet."""
    s.start()
    text = "profile p { }\ntemplate t(a, size = 5 MiB) { domain $a { profile p memory <= $size }\n" \
           "connect $a <-> fixed via event }\ndomain fixed { profile p }\n"
    uri = s.open(folder / "a.xpol", text)
    assert spans(text, s.at(uri, place(text, "fixed"), "definition")) == [(3, "fixed")]
    assert sorted(line for line, _ in spans(text, s.at(uri, {"line": 0, "character": 8}, "references", context={}))) \
        == [1, 3]
    assert "parameter `a`" in hover(s, uri, place(text, "$a"))
    text = "template t(a) { domain b { profile p"
    s.replace(uri, text)
    assert s.at(uri, place(text, "profile p"), "hover") is None


def test_references_of_two_policies(s, folder):
    """A library that two open policies import: its names are the same, others' names aren't."""
    s.start()
    library = s.open(folder / "library.xpol", "profile web { allow sched_op }\nprofile shop extends web { }\n")
    uris = [s.open(folder / f"{name}.xpol",
                   GOOD + f'import "library.xpol"\nprofile own {{ }}\ndomain {name} {{ profile web }}\n')
            for name in ("one", "two")]
    found = s.at(library, {"line": 0, "character": 9}, "references", context={"includeDeclaration": True})
    assert sorted(location["uri"] for location in found) == sorted([library, library] + uris)
    found = s.at(uris[0], place(s.texts[uris[0]], "own"), "references", context={"includeDeclaration": True})
    assert [location["uri"] for location in found] == [uris[0]]


def test_outline(s, folder):
    s.start(textDocument={"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}})
    uri = s.open(folder / "a.xpol", TEXT)
    symbols = s.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [symbol["name"] for symbol in symbols] == [
        "administrator", "Domain-0", "secret", "infra", "tenants", "web", "shop", "recon", "guard", "web-*", "web-1",
        "hub", "guests", "east", "west", "pair", "calls"]
    for symbol in symbols:
        assert slice_of(TEXT, symbol["selectionRange"]).strip('"') == symbol["name"]
        assert slice_of(TEXT, symbol["range"]).startswith(slice_of(TEXT, symbol["selectionRange"]))
    recon, = [symbol for symbol in symbols if symbol["name"] == "recon"]
    assert slice_of(TEXT, recon["range"]) == "recon { profile shop tag secret group tenants }"


def test_flat_outline(s, folder):
    s.start()
    uri = s.open(folder / "a.xpol", TEXT)
    symbols = s.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert len(symbols) == 17
    for symbol in symbols:
        assert slice_of(TEXT, symbol["location"]["range"]).strip('"') == symbol["name"]
