# SPDX-License-Identifier: GPL-2.0-only
"""How long another policy takes until the packets that it forbids no longer pass: from the load's end to the last
such packet. A simulated host, xenond, and Open vSwitch with its datapath in user space between network namespaces.

usage: unshare --net network.py BUILD-FOLDER    as root
"""
import contextlib
import os
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f'{HERE}/../network')
import bench  # noqa: E402
import check_daemon  # noqa: E402

SWAPS = 20
bench.build, bench.kind = os.path.abspath(sys.argv[1]), ''
bench.work = tempfile.mkdtemp(prefix='network-')
last = 0.0


def send(host, to):
    with host.enter():
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while bench.hosts:
        with contextlib.suppress(OSError):  # the network is torn down at the end
            end.sendto(b'x', (to.ip4, 123))
        time.sleep(0.0005)


def receive(end):
    global last
    while True:
        end.recv(16)
        last = time.monotonic()


def measure():
    network = check_daemon.Network()
    xenond = check_daemon.Xenond(network)
    recon, outside = bench.hosts[0], bench.hosts[-1]
    with outside.enter():
        end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.bind((outside.ip4, 123))
    for work in (lambda: send(recon, outside)), (lambda: receive(end)):
        threading.Thread(target=work, daemon=True).start()
    assert xenond.holds(1, 6)
    times = []
    for swap in range(SWAPS):
        blob = check_daemon.blob('next', lambda text: text.replace('version 1', f'version {2 * swap + 2}')
                                 .replace('network recon -> outside udp 123', ''))
        again = check_daemon.blob('again', lambda text: text.replace('version 1', f'version {2 * swap + 3}'))
        before = last
        assert check_daemon.within(lambda: last > before)
        check_daemon.policy('load', '--yes', blob)
        loaded = time.monotonic()
        assert xenond.holds(2 * swap + 2, 6)
        time.sleep(1)
        times.append(max(0.0, last - loaded) * 1000)
        check_daemon.policy('load', '--yes', again)
        assert xenond.holds(2 * swap + 3, 6)
    print(f'network: a policy that forbids it ends a transfer {statistics.median(times):.0f} ms after its load,'
          f' at most {max(times):.0f} ms ({SWAPS} loads)')


bench.run('ip', 'link', 'set', 'lo', 'up')
try:
    measure()
finally:
    bench.tear_down()
    shutil.rmtree(bench.work, ignore_errors=True)
