# SPDX-License-Identifier: GPL-2.0-only
"""Renaming: everywhere, and never so that a policy means something else."""
from client import apply, place, slice_of, uri_of
from check_names import TEXT, opened
from check_protocol import refused
from check_sync import GOOD


def rename(s, uri, where, name):
    return s.at(uri, where, "rename", newName=name)["changes"]


def renamed(s, uri, word, number, name):
    """The document's text after renaming."""
    changes = rename(s, uri, place(s.texts[uri], word, number), name)
    assert list(changes) == [uri], changes
    return apply(s.texts[uri], changes[uri])


def test_prepare(s, folder):
    uri = opened(s, folder)
    answer = s.at(uri, place(TEXT, "recon", 1), "prepareRename")
    assert answer["placeholder"] == "recon" and slice_of(TEXT, answer["range"]) == "recon"
    answer = s.at(uri, place(TEXT, "$left"), "prepareRename")
    assert answer["placeholder"] == "left" and slice_of(TEXT, answer["range"]) == "left"
    for word in ("sched_op", "yield", "Domain-0", "domain", "# guard", "{", "allow"):
        refused(s.at, uri, place(TEXT, word), "prepareRename")


def test_everywhere(s, folder):
    uri = opened(s, folder)
    assert renamed(s, uri, "recon", 2, "scout") == TEXT.replace("recon", "scout")
    assert renamed(s, uri, "administrator", 1, "root") == TEXT.replace("administrator", "root")
    assert renamed(s, uri, "tenants", 1, "lodgers") == TEXT.replace("tenants", "lodgers")
    assert renamed(s, uri, "secret", 1, "hidden") == TEXT.replace("secret", "hidden")
    assert renamed(s, uri, "guests", 1, "all_guests") == TEXT.replace("guests", "all_guests")
    assert renamed(s, uri, "shifts", 1, "hours") == TEXT.replace("shifts", "hours")
    assert renamed(s, uri, "east", 0, "early") == TEXT.replace("east", "early")
    assert renamed(s, uri, "pair", 1, "couple") == TEXT.replace("pair", "couple")
    assert renamed(s, uri, "shop", 1, "store") == TEXT.replace("shop", "store")
    assert renamed(s, uri, "left", 2, "one") == TEXT.replace("left", "one")
    assert renamed(s, uri, "$right", 0, "$two") == TEXT.replace("right", "two")
    expected = TEXT.replace("guard", "warden").replace("# warden", "# guard")
    assert renamed(s, uri, "guard", 0, "warden") == expected
    assert rename(s, uri, place(TEXT, "recon", 1), "recon") == {}


def test_wide_characters(s, folder):
    s.start()
    text = GOOD + 'profile web { }\ntest "\U0001f600\U0001f600" { Domain-0: sched_op.yield => allow } domain a { profile web } # \U0001f600\n'
    uri = s.open(folder / "a.xpol", text)
    assert renamed(s, uri, "web", 0, "shop") == text.replace("web", "shop")


def test_refused(s, folder):
    uri = opened(s, folder)
    recon = place(TEXT, "recon", 1)
    for name in ("", " ", "a b", "a,b", "a # b", "7a", "a-", "-a", "$a", "a*", "profile", "allow", "a { } domain b",
                 "\u00e9", "a\0b", "a" * 32, "a\n", "outside"):
        refused(rename, s, uri, recon, name)
    for name in ("guard", "guests", "secret", "Domain-0"):
        assert "already" in refused(rename, s, uri, recon, name).message
    for word in ("sched_op", "yield", "Domain-0"):
        refused(rename, s, uri, place(TEXT, word), "x")
    assert renamed(s, uri, "recon", 1, "log") == TEXT.replace("recon", "log")


def test_patterns(s, folder):
    """A pattern goes on standing for the same domains."""
    s.start()
    text = TEXT.replace("domain web-* { profile web }\n", "domain web-2 { profile web }\n")
    uri = s.open(folder / "a.xpol", text)
    assert "web-*" in refused(rename, s, uri, place(text, "web-1"), "shop-1").message
    assert "web-*" in refused(rename, s, uri, place(text, "hub"), "web-3").message
    assert renamed(s, uri, "web-1", 0, "web-7") == text.replace("web-1", "web-7")


def test_fleet(s, folder):
    s.start()
    text = GOOD + "profile p { }\ndomain web-* { profile p }\nset s = web-*\n"
    uri = s.open(folder / "a.xpol", text)
    assert renamed(s, uri, "web-*", 1, "shop-*") == text.replace("web-*", "shop-*")
    refused(rename, s, uri, place(text, "web-*"), "shop")


def test_files(s, folder):
    """Files that are imported, open or not."""
    s.start()
    (folder / "closed.xpol").write_text("# \U0001f600\nprofile base { }\nprofile closed extends base { }\n")
    text = GOOD + 'import "closed.xpol"\nimport "open.xpol"\ndomain a { profile base }\n'
    inner = s.open(folder / "open.xpol", "profile open extends base { }\n")
    uri = s.open(folder / "main.xpol", text)
    changes = rename(s, inner, place(s.texts[inner], "base"), "root")
    assert set(changes) == {uri, inner, uri_of(folder / "closed.xpol")}
    assert apply(text, changes[uri]) == text.replace("base", "root")
    assert apply(s.texts[inner], changes[inner]) == s.texts[inner].replace("base", "root")
    old = (folder / "closed.xpol").read_text()
    assert apply(old, changes[uri_of(folder / "closed.xpol")]) == old.replace("base", "root")
    assert "already" in refused(rename, s, inner, place(s.texts[inner], "base"), "closed").message


def test_nested_templates(s, folder):
    """A name that comes to its place by way of two templates' parameters."""
    s.start()
    text = GOOD + """\
profile p { }
template inner(x) { domain $x { profile p } }
template outer(y, z = other) { use inner(x = $y) use inner(x = $z) }
use outer(y = one)
set s = one, other
"""
    uri = s.open(folder / "a.xpol", text)
    assert s.codes(uri) == []
    assert renamed(s, uri, "one", 1, "two") == text.replace("one", "two")
    assert renamed(s, uri, "other", 1, "third") == text.replace("other", "third")
    assert renamed(s, uri, "$y", 0, "w") == text.replace("y =", "w =").replace("$y", "$w").replace("(y,", "(w,")


def test_shared_argument(s, folder):
    """An argument that is the name of two things can't be renamed for one of them."""
    s.start()
    text = GOOD + "profile web { }\ntemplate t(a) { domain $a { profile $a } }\nuse t(a = web)\n"
    uri = s.open(folder / "a.xpol", text)
    assert "something else" in refused(rename, s, uri, place(text, "web"), "shop").message
    assert renamed(s, uri, "$a", 0, "b") == text.replace("(a", "(b").replace("$a", "$b")


def test_two_policies(s, folder):
    """A library's names are renamed in all policies that import it; those of the same name elsewhere aren't."""
    s.start()
    library = s.open(folder / "library.xpol", "profile web { }\ndomain b { profile web }\nconflict set east of shifts { b }\n")
    text = GOOD + 'import "library.xpol"\ndomain a { profile web }\nconflict set west of shifts { a }\n'
    uris = [s.open(folder / f"{name}.xpol", text) for name in ("one", "two")]
    other = s.open(folder / "three.xpol", GOOD + "profile web { }\nconflict set south of shifts { Domain-0 }\n")
    for word, name in (("web", "shop"), ("shifts", "hours")):
        changes = rename(s, library, place(s.texts[library], word), name)
        assert set(changes) == {library, *uris}
        for uri in changes:
            assert apply(s.texts[uri], changes[uri]) == s.texts[uri].replace(word, name)


def test_unread(s, folder):
    """A part that can't be read may have the name in it."""
    s.start()
    text = GOOD + "profile web { }\ndomain a { profile web }\nnonsense { profile web }\n"
    uri = s.open(folder / "a.xpol", text)
    assert "can't be read" in refused(rename, s, uri, place(text, "web"), "shop").message


def test_undeclared(s, folder):
    s.start()
    text = "profile a extends elsewhere { }\n"
    uri = s.open(folder / "a.xpol", text)
    refused(rename, s, uri, place(text, "elsewhere"), "b")
