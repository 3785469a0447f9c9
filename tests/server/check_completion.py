# SPDX-License-Identifier: GPL-2.0-only
"""What is offered where: `|` is the place in the texts."""
from client import position, slice_of
from check_sync import GOOD

KNOWN = GOOD + """\
tag secret, infra
group tenants
profile web { allow sched_op }
domain recon { profile web }
service net { profile web }
set guests = recon
conflict set east of shifts { recon }
template pair(left, right) { connect $left <-> $right via event }
"""


class Offers:
    """What is offered in a document that is changed again and again."""

    def __init__(self, s, folder, known=KNOWN):
        s.start()
        self.session = s
        self.known = known
        self.uri = s.open(folder / "a.xpol", known)

    def __call__(self, part, rest=""):
        before, after = part.split("|")
        text = self.known + before + after
        self.session.replace(self.uri, text)
        where = position(text, len(self.known) + len(before))
        items = self.session.at(self.uri, where, "completion")
        for item in items:
            assert item["textEdit"]["newText"] == item["label"]
            assert item["textEdit"]["range"]["end"] == where
            self.replaced = slice_of(text, item["textEdit"]["range"])
        labels = [item["label"] for item in items]
        assert len(set(labels)) == len(labels)
        return set(labels)


def test_statements(s, folder):
    offers = Offers(s, folder)
    found = offers("|")
    assert {"profile", "domain", "default", "service", "connect", "network", "never", "test", "boot", "conflict",
            "import", "tag", "group", "set", "host", "template", "use", "waiver", "xen"} <= found
    assert not {"allow", "deny", "extends", "recon", "sched_op", "trusted"} & found
    assert offers("prof|") >= {"profile"} and offers.replaced == "prof"
    assert offers("default |") == {"domain"}
    assert offers("conflict |") == {"set"}
    assert offers("never |") == {"flow", "allow"}
    assert offers('policy "x" |') == {"version"}


def test_rules(s, folder):
    offers = Offers(s, folder)
    found = offers("profile x { | }")
    assert {"allow", "deny", "rate", "on violation", "guest"} <= found
    assert not {"trusted", "domain", "connect", "recon"} & found
    assert offers("profile x { allow sched_op\n    | }") >= {"allow", "deny", "on", "except"}
    assert offers("profile x { guest |") == {"pv", "pvh", "hvm"}
    assert offers("profile x { on violation: |") == {"log", "pause", "crash", "destroy", "reboot"}
    assert offers("profile x { on violation: log |") == {"at"}
    assert offers("profile x { on violation: reboot |") == {"host"}
    assert offers("profile x { on violation: log at 1 |") >= {"within", "binds"}
    assert offers("profile x { on violation: log at 1 binds |") == {"live", "at"}
    assert offers("profile x { on violation: log at 1 binds at |") == {"start", "boot"}
    assert offers("profile x { rate any 5/s |") >= {"burst", "slow"}


def test_calls(s, folder):
    offers = Offers(s, folder)
    for part in ("profile x { allow |", "profile x { deny quietly |", "profile x { allow sched_op, |",
                 "profile x { rate |", "never allow |", "boot { Domain-0 allow |", 'test "t" { recon: |',
                 "profile x { allow all except |", 'waiver "w" { allow |'):
        found = offers(part)
        assert {"event_channel_op", "sched_op", "domctl"} <= found, part
        assert "recon" not in found, part
    assert "all" in offers("profile x { allow |") and "quietly" in offers("profile x { deny |")
    assert "any" in offers("profile x { rate |")
    assert {"start", "stop", "connect", "network"} <= offers('test "t" { recon: |')


def test_call_meanings(s, folder):
    s.start()
    text = "profile x { allow "
    uri = s.open(folder / "a.xpol", text)
    items = {item["label"]: item for item in s.at(uri, position(text, len(text)), "completion")}
    assert "event" in items["event_channel_op"]["detail"]


def test_subcommands(s, folder):
    offers = Offers(s, folder)
    for part in ("profile x { allow event_channel_op { |", "profile x { allow event_channel_op.|",
                 "profile x { allow event_channel_op { send, | } }", "profile x { allow event_channel_op except { |",
                 "profile x { rate event_channel_op.| 5/s", 'test "t" { recon: event_channel_op.|',
                 "never allow sched_op, event_channel_op { |"):
        found = offers(part)
        assert {"send", "close", "bind_interdomain"} <= found, part
        assert not {"yield", "profile", "recon"} & found, part
    assert offers("profile x { allow event_channel_op.se|") and offers.replaced == "se"
    assert offers("profile x { allow nonsense.|") == set()


def test_attributes(s, folder):
    offers = Offers(s, folder)
    found = offers("domain x { |")
    assert {"profile", "tag", "group", "uuid", "trusted", "memory", "vcpus", "cpu", "allow", "deny"} <= found
    assert not {"connect", "sched_op", "extends"} & found
    assert offers("domain x { cpu |") == {"weight", "cap", "affinity"}
    assert {"serves", "pci", "restart", "delegate"} <= offers("service x { |")
    assert offers("service x { restart |") == {"every"} and offers("service x { delegate |") == {"to"}
    assert offers("host { |") == {"memory", "cpus"}


def test_names(s, folder):
    offers = Offers(s, folder)
    profiles, who = {"administrator", "web"}, {"Domain-0", "recon", "net", "guests", "secret", "infra"}
    assert offers("domain x { profile |") == profiles
    assert offers("profile x extends |") == profiles and offers("profile x extends web, |") == profiles
    assert offers("domain x { tag |") == {"secret", "infra"}
    assert offers("domain x { group |") == {"tenants"}
    for part in ("connect |", "connect recon <-> |", "connect recon -> |", "service x { serves |",
                 "service x { serves recon, |", "service x { delegate to |", "set x = |", "set x = recon, |",
                 "profile x { allow domctl on |", "conflict set x { |", "conflict set x of shifts { recon, |",
                 "never flow recon -> secret except through |", "never allow domctl to |",
                 "never allow domctl to recon except |", 'waiver "w" { limits |', 'waiver "w" { allow domctl to |'):
        found = offers(part)
        assert who <= found and not profiles & found, (part, found)
    for part in ("network |", "network recon <-> |", "never flow |", "never flow secret -> |"):
        assert who | {"outside"} <= offers(part), part
    for part in ("boot { |", 'test "t" { |', 'test "t" { recon: start => allow |', 'test "t" { recon: connect |',
                 'test "t" { recon: sched_op on |'):
        assert {"recon", "Domain-0"} <= offers(part), part
    assert offers("conflict set x of |") == {"shifts"}
    assert offers("use |") == {"pair"}
    assert offers("use pair(|") == {"left", "right"} and offers("use pair(left = recon, |") == {"left", "right"}
    assert offers("use pair(left = |") >= who | profiles
    for part in ("profile |", "domain |", "service |", "tag |", "tag x, |", "group |", "set |", "template |",
                 "template x(|", "conflict set |", "domain x { uuid |"):
        assert offers(part) == set(), part


def test_means(s, folder):
    offers = Offers(s, folder)
    means = {"grant", "event", "argo", "foreign"}
    assert offers("connect recon <-> net via |") == means
    assert offers("connect recon <-> net via grant, |") == means


def test_units(s, folder):
    offers = Offers(s, folder)
    sizes, times = {"KiB", "MiB", "GiB", "TiB"}, {"ns", "us", "ms", "s", "min", "h", "day"}
    assert offers("domain x { memory <= 512 |") == sizes and offers("host { memory 5|") == sizes
    assert offers("domain x { memory <= 512 M|") == sizes and offers.replaced == "M"
    assert offers("domain x { memory <= 512M|") == sizes and offers.replaced == "M"
    assert offers("service x { restart every 10 |") == times and offers("service x { restart every 10m|") == times
    assert offers("profile x { on violation: log at 1 within 60 |") == times
    assert offers('test "t" { wait 5 |') == times
    assert offers("profile x { rate any 5000/|") == times


def test_templates(s, folder):
    offers = Offers(s, folder)
    found = offers("template t(one, two) { connect |")
    assert {"$one", "$two", "recon"} <= found
    assert {"$one", "$two"} <= offers("template t(one, two) { connect $| }") and offers.replaced == "$"
    assert offers("template t(one, two) { connect $one <-> $t| via event }") >= {"$two"}
    assert {"connect", "domain"} <= offers("template t(one, two) { | }\ntag after\n")
    assert {"profile", "tag"} <= offers("template t(one) { domain $one { | } }")
    assert not {"$one"} & offers("connect | template t(one) { }")


def test_files(s, folder):
    for name in ("one.xpol", "two.xpol", "no.txt", ".xpol"):
        (folder / name).write_text("")
    offers = Offers(s, folder)
    assert offers('import "|') >= {"one.xpol", "two.xpol", "linux-pv.xpol"}
    assert not {"no.txt", ".xpol"} & offers('import "|')
    assert "one.xpol" in offers('import "on|"') and offers.replaced == "on"
    assert offers('policy "|') == set()


def test_nothing(s, folder):
    offers = Offers(s, folder)
    for part in ("# |", "profile x { allow sched_op } # al|", 'test "|', 'test "# |" { }', "domain recon {\n# }\n# |"):
        assert offers(part) == set(), part


def test_after_mistakes(s, folder):
    """What is wrong further up doesn't matter; what is wrong further down, still less."""
    offers = Offers(s, folder, KNOWN + "profile broken { allow nonsense { } nonsense }\nnonsense nonsense\n")
    assert offers("domain x { profile |") == {"administrator", "web", "broken"}
    assert offers("domain x { profile | tag nonsense } } }}} nonsense {") == {"administrator", "web", "broken"}
