# SPDX-License-Identifier: GPL-2.0-only
"""xenond with a PostgreSQL that comes and goes: nothing is stored twice, or lost unless that is recorded."""
import signal
import time

import bench
from bench import Daemon, boot, entries, policy, proven, storm
from server import server


def test_stopped_and_started():
    with server() as it:
        boot("NetBack start", "db start")
        daemon = Daemon(url=it.url("xenond"))
        storm(2000, 1000)
        for how in "immediate", "fast", "immediate":
            it.stop(how)
            storm(3000, 1000)
            daemon.wait(lambda m: m["xenond_database_up"] == 0, "it doesn't see that the server is away")
            it.start()
            storm(500, 1000)
            daemon.wait_stored(bench.next_sequence())
        policy("sim", "db stop")
        sequence = bench.next_sequence()
        daemon.wait_stored(sequence)
        daemon.stop()
        proven(sequence, url=it.url("auditor"))


def test_absent_at_the_start():
    with server() as it:
        boot("NetBack start", "db start")
        it.stop()
        daemon = Daemon(url=it.url("xenond"))
        storm(700)
        daemon.wait(lambda m: m["xenond_queue_records"] > 700, "nothing waits")
        it.start()
        sequence = bench.next_sequence()
        daemon.wait_stored(sequence)
        daemon.stop()
        assert proven(sequence, url=it.url("auditor")) == 0


def test_slow_server():
    """A server that stands still: the log is read on, and nothing is stored twice when it goes on."""
    with server() as it:
        boot("NetBack start")
        daemon = Daemon(url=it.url("xenond"))
        daemon.wait_stored(bench.next_sequence())
        it.signal(signal.SIGSTOP)
        try:
            storm(5000, 20000)
            time.sleep(1)
        finally:
            it.signal(signal.SIGCONT)
        sequence = bench.next_sequence()
        daemon.wait_stored(sequence)
        daemon.stop()
        assert proven(sequence, url=it.url("auditor")) == 0


def test_killed_while_it_writes():
    with server() as it:
        boot("NetBack start")
        daemon = Daemon(url=it.url("xenond"), sanitized=False)
        for _ in range(20):
            storm(400, 500)
            daemon.kill()
            daemon.start()
        sequence = bench.next_sequence()
        daemon.wait_stored(sequence)
        daemon.stop()
        proven(sequence, url=it.url("auditor"))
        assert entries("--kind", "boot", url=it.url("auditor"))
