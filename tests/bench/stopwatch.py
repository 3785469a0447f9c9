# SPDX-License-Identifier: GPL-2.0-only
"""How long a program takes, also on a machine that others use."""
import os
import subprocess
import sys
import time


def measure(*words):
    """Seconds by the clock without those in which it waited for a processor; and seconds of the processor."""
    begin = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    clock = time.monotonic() - begin
    with open(f"/proc/{process.pid}/schedstat") as file:
        worked, waited, _ = map(int, file.read().split())
    if process.wait():
        sys.exit(f"{' '.join(words)} failed")
    return clock - waited / 1e9, worked / 1e9
