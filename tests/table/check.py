# SPDX-License-Identifier: GPL-2.0-only
"""Tests of the hypercall table: check.py COMPILER TABLE.txt GENERATOR LOOKUP-TEST."""
import subprocess
import sys
import drift
import generator

counts = {True: 0, False: 0}


def report(passed, what):
    counts[bool(passed)] += 1
    if not passed:
        print(f'table: FAILED: {what}')


def main(compiler, table, generate, lookup):
    drift.check(report, compiler, drift.read_table(table))
    generator.check(report, generate)
    report(subprocess.run([lookup]).returncode == 0, 'names are found by number, and numbers by name')
    print(f'table: {counts[True]} passed, {counts[False]} failed')
    return counts[False] != 0


sys.exit(main(*sys.argv[1:]))
