#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Random policies, read back in every way: decompiled and compiled again, dumped, and compared with others.

usage: random_policies.py POLICYC ROUNDS    from the top of the tree; one more round has a seed of its own
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import jsonschema

import generate
import oracle

SCHEMAS = 'policyc/read/policy.schema.json', 'policyc/read/diff.schema.json'


class Tester:
    def __init__(self, policyc, folder):
        self.policyc, self.folder = os.path.abspath(policyc), folder
        self.table = generate.read_table('lang/hypercalls.yaml')
        schemas = [json.load(open(path, encoding='utf-8')) for path in SCHEMAS]
        self.policy_schema, self.diff_schema = (jsonschema.Draft7Validator(schema) for schema in schemas)
        self.passed = self.failed = 0

    def verdict(self, name, complaint):
        if not complaint:
            self.passed += 1
            return True
        self.failed += 1
        print(f'not ok {name}: {complaint}')
        return False

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *arguments, status=0):
        done = subprocess.run([self.policyc, *arguments], cwd=self.folder, capture_output=True, check=False)
        if done.returncode != status:
            raise RuntimeError(f'status {done.returncode} of {" ".join(arguments)}: {done.stderr.decode()[:2000]}')
        return done.stdout

    def compile(self, policy, name):
        for file, text in policy.files().items():
            place = os.path.join(self.folder, name, file)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, 'w', encoding='utf-8') as out:
                out.write(text)
        self.run(f'{name}/main.xpol', '-o', f'{name}.xpb')
        return open(self.path(f'{name}.xpb'), 'rb').read()

    def round_trip(self, name):
        """Decompiled, a blob gives the same bytes again, in canonical form."""
        with open(self.path('again.xpol'), 'wb') as out:
            out.write(self.run('--decompile', f'{name}.xpb'))
        self.run('--fmt', '--check', 'again.xpol')
        self.run('again.xpol', '-o', 'again.xpb')
        same = open(self.path('again.xpb'), 'rb').read() == open(self.path(f'{name}.xpb'), 'rb').read()
        self.run('--equal', 'again.xpol', f'{name}.xpb')
        return None if same else 'other bytes'

    def dump(self, name):
        self.run('--dump', f'{name}.xpb')
        dump = json.loads(self.run('--emit', 'json', f'{name}.xpb'))
        self.policy_schema.validate(dump)
        return dump

    def compare(self):
        """What --diff says is what an own reckoning says."""
        before, after = self.dump('one'), self.dump('two')
        diff = json.loads(self.run('--diff', '--json', 'one.xpb', 'two/main.xpol'))
        self.diff_schema.validate(diff)
        complaints = oracle.check(before, after, diff)
        fails = diff['wider'] > diff['waived']
        self.run('--diff', '--fail-on=widen', 'one.xpb', 'two/main.xpol', status=3 if fails else 0)
        self.run('--equal', 'one.xpb', 'two.xpb', status=1 if diff['changes'] else 0)
        return '\n    '.join(complaints[:20])

    def round(self, seed):
        policy = generate.Policy(seed, self.table)
        try:
            self.compile(policy, 'one')
            self.compile(policy.changed(seed), 'two')
            self.verdict(f'seed {seed}, decompiled', self.round_trip('two'))
            self.verdict(f'seed {seed}, compared', self.compare())
        except (RuntimeError, jsonschema.ValidationError, ValueError) as error:
            self.verdict(f'seed {seed}', str(error)[:3000])


def main():
    seed = random.randrange(2**32)
    print(f'random policies: one with seed {seed}')
    with tempfile.TemporaryDirectory() as folder:
        tester = Tester(sys.argv[1], folder)
        for number in [*range(int(sys.argv[2])), seed]:
            tester.round(number)
    print(f'random-policies: {tester.passed} passed, {tester.failed} failed')
    sys.exit(tester.failed > 0)


main()
