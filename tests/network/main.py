# SPDX-License-Identifier: GPL-2.0-only
"""Runs the tests of the network: check_rules.py and check_daemon.py.

usage: unshare --net main.py BUILD-FOLDER [MODULE]    as root; nothing outside of the new namespace is touched
"""
import os
import shutil
import sys
import tempfile

import bench
import check_daemon
import check_rules

bench.build = os.path.abspath(sys.argv[1])
bench.run('ip', 'link', 'set', 'lo', 'up')
for check in [m.check for m in (check_rules, check_daemon) if m.__name__ in (sys.argv[2:] or m.__name__)]:
    bench.work = tempfile.mkdtemp(prefix='network-')
    try:
        check()
    finally:
        bench.tear_down()
        shutil.rmtree(bench.work, ignore_errors=True)
print(f'network: {bench.passed} passed, {bench.failed} failed')
sys.exit(bench.failed > 0)
