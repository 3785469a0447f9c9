# SPDX-License-Identifier: GPL-2.0-only
"""Runs a command with the system calls and capabilities that a unit of systemd's leaves it, where no systemd runs.

usage: confined.py UNIT COMMAND [WORD...]    as root
"""
import ctypes
import errno
import os
import subprocess
import sys

ALLOW, KILL, ERROR = 0x7fff0000, 0x80000000, 0x00050000  # libseccomp's
NO_NEW_PRIVILEGES, DROP_CAPABILITY = 38, 24  # prctl(2)'s


def settings(unit, name):
    with open(unit, encoding='utf-8') as file:
        return [line.partition('=')[2].strip() for line in file if line.startswith(name + '=')]


def calls_of(word):
    """The system calls that a word of SystemCallFilter= stands for, as this systemd knows them."""
    if not word.startswith('@'):
        return {word}
    said = subprocess.run(['systemd-analyze', 'syscall-filter', word], check=True, stdout=subprocess.PIPE, text=True)
    words = [line.strip() for line in said.stdout.splitlines()[1:]]
    return set().union(*(calls_of(w) for w in words if w and not w.startswith('#')))


def allowed_calls(unit):
    allowed = set()
    for line in settings(unit, 'SystemCallFilter'):
        calls = set().union(*(calls_of(word) for word in line.lstrip('~').split()))
        allowed = allowed - calls if line.startswith('~') else allowed | calls
    return allowed


def confine(unit):
    number = settings(unit, 'SystemCallErrorNumber')
    seccomp = ctypes.CDLL('libseccomp.so.2')
    seccomp.seccomp_init.restype = ctypes.c_void_p
    otherwise = ERROR | getattr(errno, number[0]) if number else KILL
    rules = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(otherwise)))
    for call in allowed_calls(unit):
        known = seccomp.seccomp_syscall_resolve_name(call.encode())
        if known >= 0:
            seccomp.seccomp_rule_add(rules, ctypes.c_uint32(ALLOW), known, 0)
    assert ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    assert seccomp.seccomp_load(rules) == 0


def drop_capabilities(unit):
    """From what a program gets when it is started."""
    kept = set()
    capability = ctypes.c_int()
    for name in ' '.join(settings(unit, 'CapabilityBoundingSet')).split():
        assert ctypes.CDLL('libcap.so.2').cap_from_name(name.lower().encode(), ctypes.byref(capability)) == 0
        kept.add(capability.value)
    for number in range(64):
        if number not in kept:
            ctypes.CDLL(None).prctl(DROP_CAPABILITY, number, 0, 0, 0)


def main():
    drop_capabilities(sys.argv[1])
    confine(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])


main()
