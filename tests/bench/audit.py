#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the audit database costs: how fast records are stored, how soon questions are answered, xenond's memory.

usage: audit.py BUILD-FOLDER FOLDER      the second is for what is made on the way

Times are by the clock, without the time in which other programs had the processors; behind them what the
processor worked. Nothing here passes or fails: it prints.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "xenond"))
import bench  # noqa: E402
import server  # noqa: E402
from stopwatch import measure  # noqa: E402

RECORDS = 1000000
TIMES = ["--from", "2001-09-09T01:50:00Z", "--to", "2001-09-09T01:55:00Z"]
QUESTIONS = (["exposed", "--component", "NetBack", *TIMES], ["exposed", "--component", "NetBack"],
             ["exposed", "--component", "NetBack", "--version", "1.1"],
             ["used", "--component", "NetBack", *TIMES], ["used", "--component", "NetBack", "--version", "1.1", *TIMES],
             ["list", "--domain", "guest-7", *TIMES], ["list", "--kind", "linked", "--domain", "NetBack", *TIMES],
             ["tail"], ["stats"], ["verify"])


def forget(name):
    for end in "", "-wal", "-shm":
        if os.path.exists(bench.path(name + end)):
            os.remove(bench.path(name + end))


def stores(url, lives, target):
    clock, cpu = measure(f"{bench.build}/obj/tests/xenond/fill", url, str(RECORDS), str(lives))
    print(f"  {RECORDS} records, {lives:2} % lives of domains {RECORDS / clock:12.0f} a second"
          f" {RECORDS / cpu:12.0f} a second of the processor{target}", flush=True)


def questions(url):
    for words in QUESTIONS:
        clock, cpu = min(measure(bench.program("xenon-audit"), words[0], "--database", url, *words[1:])
                         for _ in range(5))
        name = " ".join(word for word in words if not word.startswith("--") and word not in TIMES)
        if TIMES[0] in words:
            name += ", in 5 minutes of 17"
        target = "" if words[0] == "verify" else "   target: 200"
        print(f"  {name:<45} {clock * 1000:10.0f} ms {cpu * 1000:10.0f} of the processor{target}", flush=True)


def sqlite():
    """Mostly violations first, then mostly lives: what remains is for the questions."""
    print("The audit database, in SQLite")
    for lives in 2, 50:
        forget("audit.db")
        stores(bench.database(), lives, "   target: 50000")
    questions(bench.database())
    forget("audit.db")


def postgresql():
    """The processor's work is the client's alone. The server doesn't wait for the disk."""
    print("The same in PostgreSQL, without fsync")
    try:
        with server.server() as it:
            stores(it.url("xenond"), 50, "")
            it.sql("VACUUM ANALYZE")
            questions(it.url("auditor"))
    except bench.Skipped as reason:
        print(f"  {reason}")


def memory():
    """At its most, in a storm, without the simulated host's own pages."""
    host = bench.path("host")
    bench.boot()
    daemon = bench.Daemon()
    bench.storm(100000, 100)
    resident = 0
    with open(f"/proc/{daemon.process.pid}/smaps") as file:
        for row in file:
            if "-" in row.split()[0] and not row.startswith("VmFlags"):
                ours = not row.rstrip().endswith(host)
            elif row.startswith("Rss:"):
                resident += int(row.split()[1]) * ours
    daemon.stop()
    print(f"  xenond, after 100000 violations {resident / 1024:24.1f} MB   target: 10")


bench.build, bench.shipped = os.path.abspath(sys.argv[1]), True
with bench.folder(os.path.abspath(sys.argv[2])):
    sqlite()
    memory()
    postgresql()
