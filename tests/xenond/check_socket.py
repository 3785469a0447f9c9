# SPDX-License-Identifier: GPL-2.0-only
"""xenond's socket: who follows gets each record once, in order."""
import json
import os
import socket
import stat
import subprocess

import bench
from bench import Daemon, boot, storm


def follow(request, count):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(60)
        s.connect(bench.path("socket"))
        s.sendall(request)
        lines = s.makefile()
        return [json.loads(lines.readline()) for _ in range(count)]


def test_followers_get_what_is_stored():
    boot("NetBack start", "db start")
    daemon = Daemon()
    storm(1000, 1000)
    metrics = daemon.wait_stored(bench.next_sequence())
    shown = bench.entries()
    assert follow(b"follow 0\n", len(shown)) == shown
    assert follow(b"follow 700\n", 5) == shown[700:705]
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(60)
        s.connect(bench.path("socket"))
        s.sendall(b"follow\n")
        daemon.metrics()  # answered behind it: so it follows by now
        storm(1)
        assert json.loads(s.makefile().readline())["id"] == metrics["xenond_chain_id"] + 1
    daemon.stop()


def test_metrics_by_http():
    boot()
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    said = subprocess.run(["curl", "--silent", "--fail", "--unix-socket", bench.path("socket"),
                           "http://host/metrics"], capture_output=True, text=True, check=True).stdout
    assert "# TYPE xenond_records_stored_total counter\nxenond_records_stored_total " in said
    gone = subprocess.run(["curl", "--silent", "--fail", "--unix-socket", bench.path("socket"),
                           "http://host/other"], capture_output=True)
    assert gone.returncode == 22
    assert "error" in daemon.ask(b"nonsense\n")
    daemon.stop()


def test_only_one():
    """A second one ends, and leaves the first one its socket."""
    boot()
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    second = subprocess.run(daemon.command, capture_output=True, text=True, timeout=120)
    assert second.returncode == 2 and "xenond is running already" in second.stderr, second
    daemon.metrics()
    daemon.stop()


def test_rights():
    boot()
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    assert stat.S_IMODE(os.stat(bench.path("socket")).st_mode) == 0o660
    assert stat.S_IMODE(os.stat(bench.path("audit.db")).st_mode) == 0o640
    daemon.stop()


def test_many_and_rude_readers():
    boot()
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    readers = []
    for i in range(30):
        s = socket.socket(socket.AF_UNIX)
        s.connect(bench.path("socket"))
        if i % 3:
            s.sendall([b"follow 0\n", b"x" * 5000][i % 2])
        readers.append(s)
    sequence = storm(3000, 100)
    for s in readers:
        s.close()
    daemon.wait_stored(sequence)
    daemon.stop()
    bench.proven(sequence)


def test_syslog():
    boot("NetBack start")
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(bench.path("log"))
    receiver.settimeout(60)
    daemon = Daemon(more=f"forward: {{ journald: false, syslog: \"unix:{bench.path('log')}\" }}\n")
    message = receiver.recv(8192).decode()
    head, _, record = message.partition(" - {")
    fields = head.split(" ")
    assert fields[0] == "<85>1" and fields[3] == "xenond" and fields[5] == "boot", message
    assert json.loads("{" + record)["kind"] == "boot"
    receiver.close()
    storm(100)
    metrics = daemon.wait_stored(bench.next_sequence())
    metrics = daemon.wait(lambda m: m["xenond_forward_dropped_total"] >= 100, "not dropped")
    daemon.stop()


def test_journald():
    """In a mount namespace of its own, where the test is journald."""
    boot("NetBack start")
    os.mkdir(bench.path("journal"))
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    receiver.bind(bench.path("journal/socket"))
    receiver.settimeout(60)
    daemon = Daemon.__new__(Daemon)
    own = ("mount -t tmpfs none /run && mkdir -p /run/systemd/journal && "
           f"mount --bind {bench.path('journal')} /run/systemd/journal && exec \"$@\"")
    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        raise bench.Skipped("no right to a mount namespace")
    bench.write("conf", f"database: {bench.database()}\nsocket: {{ path: {bench.path('socket')} }}\n")
    daemon.command = ["unshare", "-m", "sh", "-c", own, "sh", bench.program("xenond"), "--config",
                      bench.path("conf"), "--host", "sim:" + bench.path("host")]
    daemon.start()
    fields = dict(line.split("=", 1) for line in receiver.recv(8192).decode().splitlines())
    assert (fields["XENON_KIND"], fields["PRIORITY"], fields["XENON_ID"]) == ("boot", "5", "1"), fields
    assert json.loads(fields["MESSAGE"]) == bench.entries()[0]
    daemon.kill()
