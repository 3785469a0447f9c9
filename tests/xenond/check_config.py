# SPDX-License-Identifier: GPL-2.0-only
"""xenond's configuration: what is wrong in it is said with its place, and examples of the manual are right."""
import subprocess

import bench

WRONG = [
    ("databse: sqlite:/x\n", "1:1: no setting is called `databse` here"),
    ("database: /var/lib/audit.db\n", "1:11: no database"),
    ("database: \"sqlite:\"\n", "1:11: no database"),
    ("database: [1]\n", "1:11: a text is expected"),
    ("socket:\n  groups: adm\n", "2:3: no setting is called `groups` here"),
    ("socket: /run/x\n", "1:9: settings are expected here"),
    ("socket: { path: /run/" + 103 * "x" + " }\n", "1:17: the socket's path is too long"),
    ("socket:\n  group: a\n  group: b\n", "3:3: `group` is set twice"),
    ("forward: { journald: maybe }\n", "1:22: true or false"),
    ("forward: { syslog: loghost }\n", "1:20: no receiver"),
    ("forward: { syslog: \"udp:514\" }\n", "1:20: no receiver"),
    ("retain: 5 years\n", "1:9: no span of time"),
    ("retain: -5d\n", "1:9: no span of time"),
    ("retain: 999999999999999d\n", "1:9: no span of time"),
    ("restart: [reboot]\n", "1:10: a text is expected"),
    ("components:\n  NetBack: { version: 1, verson: 2 }\n", "2:26: no setting is called `verson`"),
    ("components:\n  NetBack: {}\n  NetBack: {}\n", "3:3: `NetBack` is set twice"),
    ("components:\n  " + "x" * 40 + ": {}\n", "2:3: a domain's label"),
    ("retain: 5d\n\tsocket: x\n", "2:1: no YAML"),
    ("network: { bridge: br0, uplnk: eth0 }\n", "1:25: no setting is called `uplnk` here"),
    ("network: { uplink: eth0 }\n", "1:10: `bridge` is missing here"),
    ("network: {}\n", "1:10: `bridge` is missing here"),
    ("network: { bridge: a-name-that-is-too-long }\n", "1:20: no network interface has such a name"),
    ("network: { bridge: --all }\n", "1:20: no network interface has such a name"),
    ("network: { bridge: br0, uplink: \"eth0 eth1\" }\n", "1:33: no network interface has such a name"),
    ("- 1\n", "1:1: settings are expected here"),
    ("\"a\\0b\": 1\n", "1:1: no setting is called"),
]


def check(text):
    bench.write("conf", text)
    return subprocess.run([bench.program("xenond"), "--config", bench.path("conf"), "--check"],
                          capture_output=True, text=True)


def test_wrong_settings():
    for text, saying in WRONG:
        done = check(text)
        assert done.returncode == 1 and f"conf:{saying}" in done.stderr, (text, done)


def test_right_settings():
    example = open("man/xenond.conf.5").read().split(".Bd -literal\n")[1].split(".Ed")[0]
    for text in "", "# nothing\n", "{}\n", example, open("runtime/xenond/xenond.conf").read():
        done = check(text)
        assert done.returncode == 0 and not done.stderr, (text, done)


def test_shipped_configuration_says_the_defaults():
    text = open("runtime/xenond/xenond.conf").read().replace("# ", "").split("see xenond.conf(5)")[1]
    settings = "\n".join(line for line in text.splitlines()[1:] if ":" in line.split("#")[0] and "`" not in line)
    done = check(settings)
    assert done.returncode == 0, (settings, done)


def test_no_file():
    done = subprocess.run([bench.program("xenond"), "--config", "/nonexistent"], capture_output=True, text=True)
    assert done.returncode == 1 and "No such file" in done.stderr


def test_no_host():
    bench.write("conf", "forward: { journald: false }\n")
    done = subprocess.run([bench.program("xenond"), "--config", bench.path("conf"), "--host",
                           "sim:" + bench.path("nothing")], capture_output=True, text=True)
    assert done.returncode == 3 and "can't reach Xenon" in done.stderr
