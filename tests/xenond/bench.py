# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of xenond and xenon-audit share: a folder to work in, and the programs."""
import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time

build = None  # the build folder
work = None   # the folder of the test that runs
shipped = False  # whether all programs are those that are shipped, and none has sanitizers


class Skipped(Exception):
    """The test can't run here, and why."""


@contextlib.contextmanager
def folder(parent=None):
    global work
    work = tempfile.mkdtemp(prefix="xenond-", dir=parent)
    os.chmod(work, 0o755)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def program(name, sanitized=True):
    return f"{build}/{'san/' if sanitized and not shipped else ''}bin/{name}"


def path(name):
    return f"{work}/{name}"


def database():
    return "sqlite:" + path("audit.db")


def audit(*words, url=None, status=0):
    """Runs xenon-audit, which has to end with the status. Returns what it printed."""
    url = url or database()
    done = subprocess.run([program("xenon-audit"), words[0], "--database", url, *words[1:]],
                          capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def entries(*words, url=None):
    return lines(audit("list", "--json", *words, url=url))


def fill(records, lives, *left_out, url=None):
    words = [url or database(), str(records), str(lives), *map(str, left_out)]
    subprocess.run([f"{build}/obj/tests/xenond/fill", *words], check=True, stdout=subprocess.DEVNULL)


def sql(*statements):
    """What somebody could do who may write the database's file."""
    connection = sqlite3.connect(path("audit.db"), isolation_level=None)
    rows = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return rows


NET = """policy "net" version {version}
import "dom0-debian.xpol"
import "linux-pv.xpol"
domain Domain-0 {{ profile dom0_debian trusted allow xsm_op }}
domain web-* {{ profile linux_pv }}
domain db {{ profile linux_pv }}
service NetBack {{ profile linux_pv trusted serves {clients} {extra} }}
"""


def write(name, text):
    with open(path(name), "w") as file:
        file.write(text)
    return path(name)


def compile_policy(version, clients="web-*, db", extra=""):
    source = write("net.xpol", NET.format(version=version, clients=clients, extra=extra))
    subprocess.run([program("policyc", False), source, "-o", path("net.xpb")], check=True)
    return path("net.xpb")


def policy(*words):
    return subprocess.run([program("xenon-policy", False), "--host", "sim:" + path("host"), *words], check=True,
                          capture_output=True, text=True).stdout


def boot(*steps, clients="web-*, db", extra=""):
    """Boots a simulated host in which the steps are taken."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(path("host"))
    policy("sim", "boot " + compile_policy(1, clients, extra), *steps)


def storm(count, pause=0):
    """Violations on the host. Returns the sequence number that comes next."""
    return int(subprocess.run([f"{build}/obj/tests/xenond/storm", path("host"), str(count), str(pause)],
                              check=True, capture_output=True, text=True).stdout)


def next_sequence():
    return storm(0)


class Daemon:
    """xenond on the simulated host, in the foreground."""

    def __init__(self, url=None, more="", sanitized=True):
        write("conf", f"database: {url or database()}\nsocket: {{ path: {path('socket')} }}\n"
                      + (more or "forward: { journald: false }\n"))
        self.command = [program("xenond", sanitized), "--config", path("conf"), "--host", "sim:" + path("host")]
        self.start()

    def start(self):
        self.log = open(path("xenond.log"), "a")
        self.process = subprocess.Popen(self.command, stderr=self.log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        status = self.process.wait(60)
        said = open(path("xenond.log")).read()
        assert status == 0, (status, said[-3000:])

    def ask(self, request, timeout=30):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(timeout)
            s.connect(path("socket"))
            s.sendall(request)
            return b"".join(iter(lambda: s.recv(65536), b"")).decode()

    def metrics(self):
        return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", self.ask(b"metrics\n"), re.M)}

    def wait(self, condition, what, seconds=120):
        """Until the metrics fulfil the condition."""
        metrics, end = None, time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, open(path("xenond.log")).read()[-3000:]
            with contextlib.suppress(OSError):
                metrics = self.metrics()
                if condition(metrics):
                    return metrics
            time.sleep(0.05)
        raise AssertionError(f"{what}: {metrics}")

    def wait_stored(self, sequence):
        return self.wait(lambda m: m["xenond_next_sequence"] == sequence and m["xenond_database_up"] == 1
                         and m["xenond_queue_records"] == 0, f"not stored up to {sequence}")


def accounted(boot_number, url=None):
    """The sequence numbers of a boot that are stored or recorded as lost, each once."""
    stored = lost = 0
    for entry in entries(url=url):
        if entry["boot"] == boot_number and "sequence" in entry:
            if entry["kind"] == "lost":
                lost += entry["count"]
            else:
                stored += 1
    return stored, lost


def proven(sequence, url=None, boot_number=1):
    """Verify passes, and each number below `sequence` is stored or recorded as lost. Returns how many are lost."""
    assert audit("verify", url=url).startswith("proven")
    stored, lost = accounted(boot_number, url)
    assert stored + lost == sequence, (stored, lost, sequence)
    return lost
