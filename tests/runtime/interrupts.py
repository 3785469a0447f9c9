#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Interrupts, and the end of input, where xenon-policy asks on a terminal: nothing is done then, and it says so.

usage: interrupts.py XENON-POLICY HOST-FILE
"""
import os
import pty
import sys
import termios

PROGRAM, HOST = sys.argv[1:]


def type_at_question(key, *words):
    """Returns the exit status, and what was shown."""
    child, terminal = pty.fork()
    if child == 0:
        # Else an interrupt drops what was written by then and not yet read, at times also what comes right after it.
        modes = termios.tcgetattr(0)
        modes[3] |= termios.NOFLSH
        termios.tcsetattr(0, termios.TCSANOW, modes)
        os.execv(PROGRAM, [PROGRAM, "--host", f"sim:{HOST}", *words])
    said = b""
    while b"[y/N]" not in said:
        said += os.read(terminal, 4096)
    os.write(terminal, key)
    try:
        while chunk := os.read(terminal, 4096):
            said += chunk
    except OSError:  # Linux's end of a terminal
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode()


for key in b"\x03", b"\x04":
    for words in ["destroy", "recon"], ["seal"]:
        status, said = type_at_question(key, *words)
        if status != 1 or not said.endswith("\r\nxenon-policy: nothing was done\r\n"):
            sys.exit(f"{words}: after {key} it exits with {status}: {said}")
