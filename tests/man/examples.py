#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the shell examples of the manual pages, with a simulated host for Xen and a folder for /etc, /boot and /run.

usage: examples.py BUILD-FOLDER    from the root of the tree

Each command is run by itself and has to succeed. What can't be run here is in SKIPPED. (The examples
of xpol(5) are policies, which check-policy compiles; that of libxenon(3) is built by check-runtime.)
"""
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(sys.argv[1])
TREE = os.getcwd()

LAB = "there is no Xen; the boot lab's scenario disaggregated does it"

# A line, as the page has it: why it isn't run.
SKIPPED = {
    "apt install ./libxenon0_*.deb ./xenon-tools_*.deb ./xenon-hypervisor_*.deb": "check-deb installs them",
    "apt purge xenon-hypervisor xenon-tools libxenon0": "check-deb removes them",
    "update-grub": "there is no boot loader; check-grub boots by it",
    "grub-set-default 'Debian GNU/Linux, with Xen hypervisor'": "there is no boot loader",
    'grub-set-default "xenon-$(uname -r)"': "there is no boot loader",
    'grub-reboot "xenon-$(uname -r)"': "there is no boot loader",
    "reboot": "it would",
    "xl list -Z": "there is no Xen; the boot lab runs it",
    "createdb audit": "a server of its own: check-xenond has one",
    "xenon-audit init --database postgresql:///audit": "the same",
    "psql audit -c 'CREATE ROLE xenond LOGIN IN ROLE xenon_writer'": "the same",
    "xenon-audit verify | tail -n 1 | ssh vault 'cat >> heads'": "there is no other host",
    "xl pci-assignable-add 03:00.0": LAB,
    "xl create /etc/xen/builder.cfg": LAB,
    "xl create /etc/xen/toolstack-alpha.cfg": LAB,
    "xl create -e /etc/xen/netback-alpha.cfg": LAB,
    "xl create -e /etc/xen/blkback-alpha.cfg": LAB,
    "xenon-toolstack start alpha-1": LAB,
    "xenstore-control live-update /usr/lib/xen-4.17/bin/xenstored": LAB,
    "echo follow | socat - UNIX:/run/xenond/socket,ignoreeof": "it doesn't end; check-xenond follows the socket",
}

# What happens on the host after a line that begins so, before the next one.
DEEDS = {
    "xenon-policy run --learn": ["web xen_version.version x 3", "web event_channel_op.send x 40"],
    "xenon-policy run /etc/xen/web.cfg": ["web memory_op.exchange"],
    "xenon-policy run --learn recon.cfg": ["recon xen_version.version x 3"],
}

WEB = 'name = "web"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\nvcpus = 2\n'
BASE = """policy "forward-base" version {}
import "dom0-debian.xpol"
import "linux-pvh.xpol"

domain Domain-0 {{ profile dom0_debian }}
domain recon    {{ profile linux_pvh }}
domain guard    {{ profile linux_pvh }}
"""

# The programs as the pages' host has them: no terminal, and no end to what is followed.
STANDINS = {
    "policyc": 'exec {build}/bin/policyc -I {tree}/templates "$@"',
    "xenon-policy": """case " $* " in *' --host='*) exec {build}/bin/xenon-policy "$@" ;; esac
case " $* " in
    *' --yes '*) ;;
    *' load '* | *' rollback '*) set -- "$@" --yes ;;
    *' --follow '*) timeout --foreground 1 {build}/bin/xenon-policy --host=sim:{work}/host "$@"
        [ $? = 124 ]
        exit ;;
esac
exec {build}/bin/xenon-policy --host=sim:{work}/host "$@" """,
    "xenon-audit": 'verb=$1; shift; exec {build}/bin/xenon-audit "$verb" --database sqlite:{work}/audit.db "$@"',
    "xenond": 'exec {build}/bin/xenond "$@"',
    "systemctl": """{build}/bin/xenond --config {work}/xenond.conf --host sim:{work}/host 2> {work}/xenond.log &
echo $! > {work}/xenond.pid
for i in $(seq 600); do
    ! {build}/bin/xenon-audit stats --database sqlite:{work}/audit.db 2> /dev/null | grep -q loaded || exit 0
    sleep 0.1
done
exit 1""",
}


class Page:
    """One page's examples, in a folder of their own."""

    def __init__(self, name, section="EXAMPLES"):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, []
        self.work = tempfile.mkdtemp(prefix="examples-")
        with open(f"man/{name}") as file:
            self.scripts = list(displays(file.read(), section))
        for folder in "bin", "etc/xen", "etc/xenon", "etc/default/grub.d", "boot/xenon", "run/xenond", "policies":
            os.makedirs(f"{self.work}/{folder}")
        for program, text in STANDINS.items():
            self.write(f"bin/{program}", "#!/bin/sh\n" + text.replace("{build}", BUILD).replace("{tree}", TREE)
                       .replace("{work}", self.work) + "\n")
            os.chmod(f"{self.work}/bin/{program}", 0o755)
        self.write("xenond.conf", f"database: sqlite:{self.work}/audit.db\n"
                   f"socket: {{ path: {self.work}/run/xenond/socket }}\nforward: {{ journald: false }}\n")

    def write(self, name, text):
        with open(f"{self.work}/{name}", "w") as file:
            file.write(text)

    def run(self, script):
        """The script with the host's folders moved below ours. Returns its status, and what it said."""
        script = re.sub(r"(?<![\w.])/(etc|boot|run|tmp)/", self.work + r"/\1/", script)
        environment = {**os.environ, "PATH": f"{self.work}/bin:{os.environ['PATH']}", "NO_COLOR": "1"}
        with open(f"{self.work}/said", "w+") as said:
            status = subprocess.run(["sh", "-ec", script], cwd=self.work, env=environment, stdin=subprocess.DEVNULL,
                                    stdout=said, stderr=said).returncode
            said.seek(0)
            return status, said.read()

    def prepare(self, script):
        status, said = self.run(script)
        if status:
            self.end()
            sys.exit(f"examples: {self.name}: {script}: {said}")

    def play(self, before=lambda page, line: None):
        """`before` has the host as it must be for a line."""
        os.makedirs(f"{self.work}/tmp", exist_ok=True)
        for script in self.scripts:
            lines = []
            for line in commands(script):
                if line in SKIPPED:
                    self.skipped.append(line)
                    continue
                before(self, line)
                status, said = self.run(line)
                self.passed += status == 0
                self.failed += status != 0
                if status:
                    print(f"not ok {self.name}: {line}\n{said}", file=sys.stderr)
                for begin, deeds in DEEDS.items():
                    if line.startswith(begin) and deeds[0].split()[0] in line:
                        self.prepare("xenon-policy sim " + " ".join(f"'{deed}'" for deed in deeds))
        self.end()
        return self

    def end(self):
        """xenond isn't our child: it is gone when there is no such process."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open(f"{self.work}/xenond.pid") as file:
                number = int(file.read())
            os.kill(number, signal.SIGTERM)
            while True:
                os.kill(number, 0)
                time.sleep(0.05)
        shutil.rmtree(self.work)


def displays(text, section):
    """What stands in .Bd and .Dl of a section, or of the whole page."""
    if section:
        text = text.split(f"\n.Sh {section}\n", 1)[1].split("\n.Sh ", 1)[0]
    text = text.replace("\\(dq", '"').replace("\\e", "\\").replace("\\&", "")
    for block, line in re.findall(r"^\.Bd [^\n]*\n(.*?)\n\.Ed$|^\.Dl ([^\n]*)$", text, re.M | re.S):
        yield re.sub(r"^\$ ", "", block or line, flags=re.M)


def commands(script):
    """Its lines, each with those that it goes on with: after a backslash, in quotes, or up to the end of its
    here-document."""
    lines = iter(script.split("\n"))
    for line in lines:
        while line.endswith("\\"):
            line += "\n" + next(lines)
        end = re.search(r"<< '(\w+)'", line)
        while not line.endswith("\n" + end.group(1)) if end else line.count("'") % 2:
            line += "\n" + next(lines)
        yield line


def policyc():
    page = Page("policyc.1")
    page.write("forward-base.xpol", BASE.format(2))
    page.write("policies/base.xpol", BASE.format(1))
    page.prepare("policyc policies/base.xpol -o in-force.xpb")
    return page.play()


def xenon_policy():
    """What the file is by now, the host is too: another policy, and no such guest."""
    def before(page, line):
        if "--confirm=60s" in line:
            page.write("forward-base.xpol", BASE.format(2))
            page.prepare("policyc forward-base.xpol -o forward-base.xpb")
        if " run " in line:
            page.prepare("xenon-policy destroy recon")
    page = Page("xenon-policy.8")
    page.write("forward-base.xpol", BASE.format(1))
    page.write("recon.cfg", 'name = "recon"\n')
    return page.play(before)


def incidents():
    """A guest that its violations stopped, under the second policy of the host."""
    strict = BASE.replace("domain recon    {{ profile linux_pvh }}",
                          "profile strict extends linux_pvh {{ on violation: pause at 1 }}\n"
                          "domain recon    {{ profile strict }}")
    page = Page("xenon-policy.8", "WHEN SOMETHING IS WRONG")
    for version in 1, 2, 9:
        page.write("forward-base.xpol", strict.format(version))
        page.prepare(f"policyc forward-base.xpol -o {version}.xpb")
    page.prepare("mv 9.xpb forward-base.xpb; xenon-policy sim 'boot 1.xpb' 'recon start' 'recon domctl.pausedomain'"
                 " && xenon-policy load --yes 2.xpb")
    return page.play()


def with_daemon(name, section="EXAMPLES"):
    page = Page(name, section)
    page.write("forward-base.xpol", BASE.format(1))
    page.write("new.conf", "retain: 365d\n")
    page.prepare("policyc forward-base.xpol -o forward-base.xpb; xenon-policy sim 'boot forward-base.xpb' 'recon start'")
    page.prepare("systemctl enable --now xenond")
    return page.play()


def configuration():
    """Its example is a configuration, not a script."""
    page = Page("xenond.conf.5")
    page.write("xenond.conf", page.scripts[0] + "\n")
    page.scripts = ["xenond --config xenond.conf --check"]
    return page.play()


def tutorial():
    """Between the steps the host boots, from what is in /boot by then."""
    def before(page, line):
        if line == "xenon-policy status":
            page.prepare("xenon-policy sim 'boot /boot/xenon/policy.xpb'")
        if line == "xenon-policy resume web":
            page.prepare("xenon-policy pause web")
    page = Page("xenon-tutorial.7", None)
    page.write("etc/xen/web.cfg", WEB)
    return page.play(before)


def disaggregated():
    """Domain-0 starts the others before the seal, and NetBack tries something after it."""
    def before(page, line):
        if line.startswith("xenon-policy seal"):
            page.prepare("xenon-policy sim 'boot /boot/xenon/policy.xpb' 'builder start' 'toolstack-alpha start'"
                         " 'netback-alpha start' 'alpha-1 start'")
        if line == "xenon-policy log":
            page.prepare("xenon-policy sim 'netback-alpha domctl.destroydomain on alpha-1'")
    return Page("xenon-disaggregated.7", None).play(before)


def as_json():
    page = Page("xpol-json.5")
    page.write("forward-base.xpol", BASE.format(1))
    page.prepare("policyc forward-base.xpol -o forward-base.xpb")
    page.scripts = [f"[ \"$({script})\" = Domain-0 ]" for script in page.scripts]
    return page.play()


pages = [policyc(), xenon_policy(), incidents(), with_daemon("xenond.8"), with_daemon("xenon-audit.8"), configuration(), tutorial(),
         disaggregated(), as_json()]
for page in pages:
    for line in page.skipped:
        print(f"skipped {page.name}: {line}: {SKIPPED[line]}")
stale = SKIPPED.keys() - {line for page in pages for line in page.skipped}
for line in stale:
    print(f"not ok no page has this line, which isn't run: {line}", file=sys.stderr)
failed = sum(page.failed for page in pages) + len(stale)
print(f"examples: {sum(page.passed for page in pages)} passed, {failed} failed")
sys.exit(failed > 0)
