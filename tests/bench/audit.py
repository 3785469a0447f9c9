#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What the audit database costs: how fast records are stored, how soon questions are answered, xenond's memory.

usage: audit.py BUILD-FOLDER FOLDER      the second is for what is made on the way

Times are of the processor, and behind them the clock's. Nothing here passes or fails: it prints.
"""
import os
import resource
import subprocess
import sys
import time

BUILD, FOLDER = map(os.path.abspath, sys.argv[1:3])
RECORDS = 1000000
DATABASE = "sqlite:" + os.path.join(FOLDER, "audit.db")
TIMES = ["--from", "2001-09-09T01:50:00Z", "--to", "2001-09-09T01:55:00Z"]


def measure(*words):
    """Seconds of the processor and of the clock."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - begin)


def forget(name):
    for end in "", "-wal", "-shm":
        if os.path.exists(os.path.join(FOLDER, name + end)):
            os.remove(os.path.join(FOLDER, name + end))


def stores():
    """Mostly violations first, then mostly lives: what remains is for the questions."""
    for lives in 2, 50:
        forget("audit.db")
        cpu, wall = measure(f"{BUILD}/obj/tests/xenond/fill", DATABASE, str(RECORDS), str(lives))
        print(f"  {RECORDS} records, {lives:2} % lives of domains   {RECORDS / cpu:10.0f} a second of the processor"
              f" {RECORDS / wall:10.0f} by the clock   target: 50000", flush=True)


def questions():
    audit = f"{BUILD}/bin/xenon-audit"
    for words in (["exposed", "--component", "NetBack", *TIMES], ["exposed", "--component", "NetBack"],
                  ["exposed", "--component", "NetBack", "--version", "1.1"],
                  ["used", "--component", "NetBack", *TIMES], ["list", "--domain", "guest-7", *TIMES],
                  ["stats"], ["verify"]):
        cpu, wall = min(measure(audit, words[0], "--database", DATABASE, *words[1:]) for _ in range(5))
        name = " ".join(word for word in words if not word.startswith("--") and "T" not in word)
        if TIMES[0] in words:
            name += ", in 5 minutes of 17"
        target = "" if words[0] == "verify" else "   target: 200"
        print(f"  {name:<45} {cpu * 1000:10.0f} ms {wall * 1000:10.0f} by the clock{target}", flush=True)


def memory():
    """At its most, in a storm, without the simulated host's own pages."""
    host, conf = os.path.join(FOLDER, "host"), os.path.join(FOLDER, "conf")
    forget("host")
    forget("daemon.db")
    policy = os.path.join(FOLDER, "net.xpb")
    source = os.path.join(FOLDER, "net.xpol")
    with open(source, "w") as file:
        file.write('policy "net" version 1\nimport "dom0-debian.xpol"\n'
                   "domain Domain-0 { profile dom0_debian allow xsm_op }\n")
    subprocess.run([f"{BUILD}/bin/policyc", source, "-o", policy], check=True)
    subprocess.run([f"{BUILD}/bin/xenon-policy", "--host", "sim:" + host, "sim", "boot " + policy], check=True)
    with open(conf, "w") as file:
        file.write(f"database: sqlite:{FOLDER}/daemon.db\nsocket: {{ path: {FOLDER}/socket }}\n"
                   "forward: { journald: false }\n")
    daemon = subprocess.Popen([f"{BUILD}/bin/xenond", "--config", conf, "--host", "sim:" + host],
                              stderr=subprocess.DEVNULL)
    try:
        subprocess.run([f"{BUILD}/obj/tests/xenond/storm", host, "100000", "100"], check=True,
                       stdout=subprocess.DEVNULL)
        resident = 0
        with open(f"/proc/{daemon.pid}/smaps") as file:
            for row in file:
                if "-" in row.split()[0] and not row.startswith("VmFlags"):
                    ours = not row.rstrip().endswith(host)
                elif row.startswith("Rss:"):
                    resident += int(row.split()[1]) * ours
        print(f"  xenond, after 100000 violations                  {resident / 1024:7.1f} MB   target: 10")
    finally:
        daemon.terminate()
        daemon.wait()


os.makedirs(FOLDER, exist_ok=True)
print("The audit database, in SQLite")
stores()
questions()
memory()
forget("audit.db")
