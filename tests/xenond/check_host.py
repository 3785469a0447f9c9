# SPDX-License-Identifier: GPL-2.0-only
"""xenond on a simulated host: nothing is stored twice, and nothing is lost unless that is recorded."""
import os
import random
import subprocess
import threading
import time

import bench
from bench import Daemon, audit, boot, entries, policy, proven, storm


def kinds(*wanted):
    return [(e["kind"], e.get("domain"), e.get("client")) for e in entries() if e["kind"] in wanted]


def test_lives_and_links():
    boot("NetBack start", "db start")
    daemon = Daemon(more="components: { NetBack: { version: one, image: " + bench.path("net.xpb") + " } }\n"
                         "forward: { journald: false }\n")
    daemon.wait_stored(bench.next_sequence())
    policy("sim", "web-1 start", "db stop", "NetBack stop", "NetBack start")
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    assert kinds("linked", "unlinked", "restarted", "component") == [
        ("component", "NetBack", None), ("linked", "NetBack", "db"), ("linked", "NetBack", "web-1"),
        ("unlinked", "NetBack", "db"), ("unlinked", "NetBack", "web-1"),
        ("component", "NetBack", None), ("restarted", "NetBack", None), ("linked", "NetBack", "web-1")]
    component = entries("--kind", "component")[0]
    digest = subprocess.run(["sha256sum", bench.path("net.xpb")], capture_output=True, text=True).stdout.split()[0]
    assert (component["version"], component["image"]) == ("one", digest)
    assert entries("--kind", "linked")[0]["rule"] == {
        "effect": "service", "file": "net.xpol", "line": 7, "column": 9}
    proven(bench.next_sequence())


def test_policy_changes_links():
    boot("NetBack start", "db start", "web-1 start")
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    bench.compile_policy(2, clients="db")
    policy("load", "--yes", "--force", bench.path("net.xpb"))
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    found = kinds("policy", "unlinked", "ended")
    assert found[1:3] == [("policy", None, None), ("unlinked", "NetBack", "web-1")], found
    policies = entries("--kind", "policy")
    assert [p["version"] for p in policies] == [1, 2]
    assert policies[0]["name"] == "net" and len(policies[0]["digest"]) == 64
    proven(bench.next_sequence())


def test_policy_that_nobody_saw():
    """Two loads while xenond is away: the first one's links can't be known, and that is recorded."""
    boot("NetBack start", "db start")
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    for version in 2, 3:
        bench.compile_policy(version)
        policy("load", "--yes", "--force", bench.path("net.xpb"))
    daemon.start()
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    assert kinds("unread", "policy") == [("policy", None, None), ("unread", None, None), ("policy", None, None)]
    said = subprocess.run([bench.program("xenon-audit"), "exposed", "--database", bench.database(),
                           "--component", "NetBack"], capture_output=True, text=True)
    assert said.stdout.startswith("db  ") and "incomplete in 1 place" in said.stderr, said


def test_links_survive_a_restart():
    boot("NetBack start", "db start")
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    daemon.kill()
    policy("sim", "db stop")
    daemon.start()
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    assert kinds("linked", "unlinked") == [("linked", "NetBack", "db"), ("unlinked", "NetBack", "db")]
    assert len(kinds("found")) == 1  # Domain-0, of whose start the log says nothing
    proven(bench.next_sequence())


def test_domains_that_nobody_saw():
    """What came and went among lost records is found by comparison."""
    boot("NetBack start", "db start")
    daemon = Daemon()
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    policy("sim", "db stop", "web-1 start")
    lost = storm(3000)
    daemon.start()
    daemon.wait_stored(lost)
    daemon.wait(lambda m: m["xenond_own_records_total"] >= 5, "not compared")
    daemon.stop()
    assert kinds("gone", "found")[1:] == [("gone", "db", None), ("found", "web-1", None)]
    assert kinds("linked", "unlinked")[1:] == [("unlinked", "NetBack", "db"), ("linked", "NetBack", "web-1")]
    assert proven(bench.next_sequence()) > 0


def test_flood():
    """100,000 violations as fast as they come: what isn't stored is counted."""
    boot("NetBack start")
    daemon = Daemon(sanitized=False)
    sequence = storm(100000, 50)
    metrics = daemon.wait_stored(sequence)
    daemon.stop()
    lost = proven(sequence)
    assert metrics["xenond_records_lost_total"] == lost
    assert metrics["xenond_records_stored_total"] + lost == sequence


def test_wrapped_log():
    """While nobody reads, the hypervisor's log wraps: exactly what it overwrote is recorded."""
    boot()
    sequence = storm(5000)
    daemon = Daemon()
    daemon.wait_stored(sequence)
    daemon.stop()
    assert proven(sequence) == sequence - 1024
    record = entries("--kind", "lost")[0]
    assert (record["first"], record["last"]) == (0, sequence - 1024 - 1)


def test_new_boot():
    boot("NetBack start", "db start")
    daemon = Daemon()
    storm(500)
    first = bench.next_sequence()
    daemon.wait_stored(first)
    daemon.stop()
    boot("NetBack start")
    daemon.start()
    second = bench.next_sequence()
    daemon.wait(lambda m: m["xenond_boot"] == 2 and m["xenond_next_sequence"] == second, "no second boot")
    daemon.stop()
    proven(first, boot_number=1)
    proven(second, boot_number=2)
    assert entries("--kind", "boot")[1]["before"] == first
    used = bench.lines(audit("used", "--component", "NetBack", "--json"))
    assert len(used) == 1 and used[0]["until"] is not None, used


def test_log_that_began_anew_ends_the_program():
    boot()
    daemon = Daemon()
    storm(500)
    daemon.wait_stored(bench.next_sequence())
    with open(bench.path("host"), "r+b") as host:
        old = host.read()
        boot()
        host.seek(0)
        host.write(open(bench.path("host"), "rb").read().ljust(len(old), b"\0"))
    assert daemon.process.wait(30) == 3
    assert "began anew" in open(bench.path("xenond.log")).read()


def test_kills():
    """200 kills at random moments of a storm."""
    boot("NetBack start", "web-1 start")
    chance = random.Random(1)
    daemon = Daemon(sanitized=False)
    raging = threading.Event()

    def rage():
        while not raging.is_set():
            storm(300, 2000)
    thread = threading.Thread(target=rage)
    thread.start()
    try:
        for _ in range(200):
            time.sleep(chance.uniform(0.001, 0.08))
            daemon.kill()
            daemon.start()
    finally:
        raging.set()
        thread.join()
    sequence = bench.next_sequence()
    daemon.wait_stored(sequence)
    daemon.stop()
    proven(sequence)


def mount(size):
    os.mkdir(bench.path("disk"))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", bench.path("disk")],
                          capture_output=True, text=True)
    if done.returncode:
        raise bench.Skipped("no right to mount a small disk: " + done.stderr.strip())


def test_full_disk():
    boot("NetBack start", "db start")
    mount("1m")
    url = "sqlite:" + bench.path("disk/audit.db")
    try:
        daemon = Daemon(url=url)
        for _ in range(12):  # never more than the hypervisor holds
            sequence = storm(900)
            daemon.wait(lambda m: m["xenond_next_read"] == sequence, "not read")
        daemon.wait(lambda m: m["xenond_database_up"] == 0 and m["xenond_queue_records"] > 0, "never full")
        assert audit("verify", url=url).startswith("proven")
        subprocess.run(["mount", "-o", "remount,size=64m", bench.path("disk")], check=True)
        sequence = bench.next_sequence()
        daemon.wait_stored(sequence)
        daemon.stop()
        assert proven(sequence, url=url) == 0  # they waited in memory
        assert "records wait until it is there" in open(bench.path("xenond.log")).read()
    finally:
        daemon.kill()
        subprocess.run(["umount", "-l", bench.path("disk")], check=True)


def test_retire_while_it_runs():
    boot("NetBack start", "db start")
    daemon = Daemon()
    storm(2000, 1000)
    daemon.wait_stored(bench.next_sequence())
    said = audit("retire", "--before", "1s")
    while "removed" not in said:
        time.sleep(0.2)
        said = audit("retire", "--before", "1s")
    storm(500, 1000)
    sequence = bench.next_sequence()
    daemon.wait_stored(sequence)
    policy("sim", "db stop")
    daemon.wait_stored(bench.next_sequence())
    daemon.stop()
    assert audit("verify").startswith("proven")
    used = bench.lines(audit("used", "--component", "NetBack", "--json"))
    assert used[-1]["client"] == "db" and used[-1]["until"], used


def restarting():
    """The command of the configuration, which has to end and begin the domain; and who it was asked for."""
    return "\n".join([
        "restart: >-",
        f"  echo $LABEL $DOMAIN >> {bench.path('asked')} &&",
        f"  {bench.program('xenon-policy', False)} --host sim:{bench.path('host')}",
        "  sim \"$LABEL stop\" \"$LABEL start\" > /dev/null",
        "components: { NetBack: { version: one } }\nforward: { journald: false }\n"])


def asked():
    return [line.split() for line in open(bench.path("asked"))]


def no_one_asked():
    if os.path.exists(bench.path("asked")):
        os.remove(bench.path("asked"))


def test_restart_by_timer():
    """The command has to end and begin the domain; each time is a record, with its version."""
    no_one_asked()
    boot("NetBack start", "db start", extra="restart every 1s")
    daemon = Daemon(more=restarting())
    daemon.wait(lambda m: len(entries("--kind", "restarted")) >= 3, "not restarted thrice")
    daemon.stop()
    records = [e for e in entries() if e["kind"] in ("ended", "started", "restarted") and e["domain"] == "NetBack"]
    begun = [e for e in records if e["kind"] == "started"]
    assert [[e["domain"], str(e["domid"])] for e in begun[:3]] == asked()[:3], (asked(), records)
    for before, ended in zip(begun, [e for e in records if e["kind"] == "ended"]):
        assert ended["time_ns"] - before["time_ns"] >= 10**9, records
    versions = [u["version"] for u in bench.lines(audit("used", "--json", "--component", "NetBack"))]
    assert len(versions) >= 4 and set(versions) == {"one"}, versions
    proven(bench.next_sequence())


def test_restart_that_fails():
    """It is tried again, after a break that grows; another domain isn't asked for meanwhile."""
    tries = bench.path("tries")
    boot("NetBack start", extra="restart every 1s")
    daemon = Daemon(more=f"restart: echo $DOMAIN >> {tries}; [ $(wc -l < {tries}) -ge 3 ]\n"
                         "forward: { journald: false }\n")
    daemon.wait(lambda m: os.path.exists(tries) and len(open(tries).readlines()) >= 3, "not tried thrice")
    daemon.stop()
    assert len(set(open(tries))) == 1
    said = open(bench.path("xenond.log")).read()
    assert said.index("status 1; next try in 1 s") < said.index("status 1; next try in 2 s"), said
    assert not kinds("restarted")


def test_restart_after_violations():
    """Who was stopped for what it did goes on as a new one, though no timer says so."""
    no_one_asked()
    boot("NetBack start", "db start", extra="on violation: pause at 2")
    daemon = Daemon(more=restarting())
    policy("sim", "NetBack domctl.pausedomain")
    daemon.wait_stored(bench.next_sequence())
    assert not os.path.exists(bench.path("asked"))
    policy("sim", "NetBack domctl.pausedomain")
    daemon.wait(lambda m: entries("--kind", "restarted"), "not restarted")
    daemon.stop()
    assert [label for label, _ in asked()] == ["NetBack"], asked()
    kinds_then = [e["kind"] for e in entries() if e["kind"] in ("acted", "ended", "restarted")]
    assert kinds_then == ["acted", "ended", "restarted"], kinds_then


def test_restart_in_order():
    """Both are due: the one that serves the other is first, though it is younger."""
    no_one_asked()
    boot("Front start", "NetBack start", clients="db, Front",
         extra="restart every 1s } service Front { profile linux_pv restart every 1s")
    time.sleep(1.1)
    daemon = Daemon(more=restarting())
    daemon.wait(lambda m: os.path.exists(bench.path("asked")) and len(asked()) >= 2, "not restarted")
    daemon.stop()
    assert [label for label, _ in asked()[:2]] == ["NetBack", "Front"], asked()
