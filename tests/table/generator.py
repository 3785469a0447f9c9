# SPDX-License-Identifier: GPL-2.0-only
"""Gives the table's generator tables that it must refuse, and changed tables whose fingerprint must change or stay."""
import glob
import os
import re
import subprocess
import tempfile

TABLE = 'lang/hypercalls.yaml'


def generate(generator, table, folder):
    return subprocess.run([generator, table, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def check_refused(report, generator, path):
    """The second line of each bad table says what the generator must say of it."""
    with open(path) as lines:
        expected = lines.readlines()[1].removeprefix('# ').rstrip('\n')
    with tempfile.TemporaryDirectory() as folder:
        result = generate(generator, path, folder)
        report(result.returncode == 1 and result.stderr == f'{path}:{expected}\n' and not os.listdir(folder),
               f'{path} is refused with `{expected}`, not `{result.stderr.strip()}`')


def fingerprint(generator, text):
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, 'table.yaml')
        with open(table, 'w') as file:
            file.write(text)
        if generate(generator, table, folder).returncode != 0:
            return None
        with open(os.path.join(folder, 'operations.h')) as header:
            return re.search('FINGERPRINT (.*)', header.read())[1]


# What is changed in the table, and whether that changes the meaning of a compiled policy.
CHANGES = [
    ('a text', 'text: "Creates a domain"', 'text: "Makes a domain"', False),
    ('a comment', '# Each entry', '# Every entry', False),
    ('a target', ', target: domain', '', False),
    ('a baseline', 'baseline: [pv]', 'baseline: [pvh]', False),
    ('what a refusal does', 'refused: "the', 'refused: "a', False),
    ('a name', 'name: createdomain', 'name: create_domain', True),
    ('a number', 'number: 1003', 'number: 1004', True),
    ('a place', 'place: register', 'place: memory', True),
    ('a mask', 'mask: 0x3f', 'mask: 0x7f', True),
    ('an alias', 'alias_of: sched_op', 'alias_of: physdev_op', True),
    ('a continuation', 'continuation: 14', 'continuation: 15', True),
    ('a missing continuation', 'continuation: 14, ', '', True),
    ('a missing subcommand', '  - {number: 2, name: write_contents, text: "Changes a setting"}\n', '', True),
]


def check(report, generator):
    for path in sorted(glob.glob('tests/table/bad/*.yaml')):
        check_refused(report, generator, path)
    with open(TABLE) as file:
        text = file.read()
    before = fingerprint(generator, text)
    for what, old, new, meaning in CHANGES:
        after = fingerprint(generator, text.replace(old, new, 1))
        report(old in text and None not in (before, after) and (before != after) == meaning,
               f'{what} {"changes" if meaning else "keeps"} the fingerprint')
