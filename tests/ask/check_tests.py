#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""--test: every outcome of every kind of step comes true where outcomes.xpol says so, and nowhere else.

usage: check_tests.py POLICYC
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OUTCOMES = {
    'allow': 'allow', 'deny': 'deny', 'quiet': 'deny quietly', 'rate': 'deny rate', 'conflict': 'deny conflict',
    'target': 'deny target', 'unconnected': 'deny unconnected', 'paused': 'deny paused', 'log': 'log',
    'pause': 'pause', 'crash': 'crash', 'destroy': 'destroy', 'reboot': 'reboot host'}
CAN_BE = {
    'start': {'allow', 'deny', 'conflict', 'paused'},
    'stop': {'allow'},
    'connect': set(OUTCOMES) - {'quiet', 'rate', 'target'},
    'network': {'allow', 'deny', 'conflict', 'unconnected', 'paused'}}


def read_policy():
    """The policy without its tests; and the tests, each a list of steps with the outcomes that come true."""
    policy, tests = [], []
    for line in open(os.path.join(HERE, 'outcomes.xpol'), encoding='utf-8'):
        if line.startswith('test '):
            tests.append([])
        elif tests and line.startswith('    '):
            step = re.fullmatch(r' +(.*?)(?: => .*?# *(.*))?\n', line)
            tests[-1].append((step[1], step[2]))
        elif not tests:
            policy.append(line)
    return ''.join(policy), tests


def kind_of(step):
    return next((word for word in CAN_BE if re.search(rf': {word}\b', step)), 'call')


class Variants:
    """Tests that end with one step and one outcome for it."""

    def __init__(self):
        self.possible, self.impossible, self.expected = [], [], {}

    def add(self, before, step, true):
        for word, outcome in OUTCOMES.items():
            name = f'variant {len(self.possible) + len(self.impossible)}'
            text = f'test "{name}" {{\n' + '\n'.join(before) + f'\n{step} => {outcome}\n}}\n'
            if word in CAN_BE.get(kind_of(step), OUTCOMES):
                self.possible.append(text)
                self.expected[name] = (word in true, step, outcome)
            else:
                self.impossible.append(text)


def make_variants(tests):
    variants = Variants()
    for test in tests:
        before = []
        for step, words in test:
            if words is None:
                before.append(step)
                continue
            true = words.split()
            assert true and set(true) <= set(OUTCOMES), step
            variants.add(before, step, true)
            before.append(f'{step} => {OUTCOMES[true[0]]}')
    return variants


def run(policyc, command, folder, text):
    path = os.path.join(folder, 'variants.xpol')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    done = subprocess.run([policyc, command, '--format=json', path], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and not done.stderr, (done.returncode, done.stderr)
    return json.loads(done.stdout)


def main():
    policy, tests = read_policy()
    variants = make_variants(tests)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        report = run(sys.argv[1], '--test', folder, policy + ''.join(variants.possible))
        passed = {test['name']: test['passed'] for test in report['tests']}
        assert passed.keys() == variants.expected.keys()
        for name, (true, step, outcome) in variants.expected.items():
            if passed[name] != true:
                print(f'not ok {step} => {outcome}: {"passes" if passed[name] else "fails"}')
                failed += 1
        failures = [finding['code'] for finding in report['findings']]
        assert failures == ['XP0608'] * list(passed.values()).count(False), failures
        report = run(sys.argv[1], '--check', folder, policy + ''.join(variants.impossible))
        codes = [finding['code'] for finding in report['findings']]
        assert codes == ['XP0606'] * len(variants.impossible), codes
    assert {word for true, step, word in variants.expected.values() if true} == set(OUTCOMES.values())
    print(f'outcomes: {len(passed) - failed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
