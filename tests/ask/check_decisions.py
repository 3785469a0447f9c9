#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Random policies: what --explain-decision, --query, --simulate and --test say is what a second reading of the
blob's dump says, which knows sets of names only.

usage: check_decisions.py POLICYC ROUNDS    from the top of the tree; one more round has a seed of its own
"""
import json
import os
import random
import subprocess
import sys
import tempfile

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'read'))
import generate  # noqa: E402

SCHEMA = jsonschema.Draft7Validator(json.load(open('policyc/read/answer.schema.json', encoding='utf-8')))
QUESTIONS = 25
# operation: the means that the caller needs to the other, and the other to the caller; or one of the two
NEEDS = {
    'grant_table_op.map_grant_ref': ('', 'grant', False), 'grant_table_op.copy': ('', 'grant', False),
    'memory_op.acquire_resource': ('foreign', '', False), 'event_channel_op.send': ('event', '', False),
    'event_channel_op.bind_interdomain': ('event', 'event', True),
    'event_channel_op.alloc_unbound': ('event', 'event', True), 'argo_op.sendv': ('argo', '', False),
    'argo_op.notify': ('argo', '', False), 'argo_op.register_ring': ('', 'argo', False),
    'mmuext_op.pin_l1_table': ('foreign', '', False), 'mmuext_op.unmark_super': ('foreign', '', False),
    'mmu_update': ('foreign', '', False),
    'update_va_mapping_otherdomain': ('foreign', '', False)}
CREATE = 'domctl.createdomain'


class Policy:
    """What a dump says, and decisions by it."""

    def __init__(self, dump):
        self.profiles = {profile['name']: profile for profile in dump['profiles']}
        self.domains = {domain['name']: domain for domain in dump['domains']}
        self.links = {}
        for link in dump['connections']:
            self.links.setdefault((link['one'], link['other']), set()).update(link['forward'])
            self.links.setdefault((link['other'], link['one']), set()).update(link['backward'])

    def profile(self, domain, sealed):
        entry = self.domains[domain]
        return self.profiles[entry['profile'] if sealed or not entry['boot_profile'] else entry['boot_profile']]

    def permission(self, domain, operation, target, sealed):
        profile = self.profile(domain, sealed)
        if operation in profile['quiet']:
            return 'quietly'
        if operation not in profile['allowed']:
            return 'plainly'
        lists = [entry['on'] for entry in profile['targets'] if operation in entry['operations']]
        return 'allowed' if not lists or any(target in names for names in lists) else 'target'

    def reaches(self, one, other, means, sealed):
        if means in self.links.get((one, other), ()) or self.permission(one, CREATE, other, sealed) == 'allowed':
            return True
        # Who is managed never maps its manager's memory for that.
        return means != 'foreign' and self.permission(other, CREATE, one, sealed) == 'allowed'

    def decide(self, subject, operation, target, sealed):
        verdict = self.permission(subject, operation, target or subject, sealed)
        if operation == 'iret' or (operation == 'grant_table_op.transfer' and verdict == 'allowed'):
            return 'allowed' if operation == 'iret' else 'plainly'
        if verdict != 'allowed' or operation not in NEEDS or target in (None, subject):
            return verdict
        forth, back, either = NEEDS[operation]
        found = [self.reaches(*pair, means, sealed)
                 for pair, means in [((subject, target), forth), ((target, subject), back)] if means]
        return 'allowed' if (any(found) if either else all(found)) else 'unconnected'


class Round:
    def __init__(self, policyc, folder, seed):
        self.policyc, self.folder, self.pick = os.path.abspath(policyc), folder, random.Random(seed)
        calls, targets = table = generate.read_table('lang/hypercalls.yaml')
        for file, text in generate.Policy(seed, table).files().items():
            path = os.path.join(folder, file)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as out:
                out.write(text)
        self.policy = Policy(json.loads(self.run('--dump', '--json', 'main.xpol')))
        self.run('main.xpol', '-o', 'main.xpb')
        self.operations = [f'{call}.{sub}' if sub else call for call, subs in calls.items() for sub in subs or [None]]
        self.with_object = [operation for operation in self.operations
                            if operation in NEEDS or tuple(operation.split('.')) in targets]
        self.names = [name for name in self.policy.domains if not name.endswith('*')]

    def run(self, *arguments):
        done = subprocess.run([self.policyc, *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (arguments, done.returncode, done.stderr[:2000])
        return done.stdout

    def ask(self, *arguments):
        answer = json.loads(self.run(*arguments))
        SCHEMA.validate(answer)
        return answer

    def explain(self, subject, operation, target):
        """Returns the verdict after the seal."""
        question = f'{subject} {operation}' + (f' on {target}' if target else '')
        answers = [self.ask('--explain-decision', '--json', question, file) for file in ('main.xpol', 'main.xpb')]
        phases = [True] if not self.policy.domains[subject]['boot_profile'] else [False, True]
        for source, blob, sealed in zip(*(answer['decisions'] for answer in answers), phases, strict=True):
            expected = self.policy.decide(subject, operation, target, sealed)
            for told in (source, blob):
                words = {'allowed': 'allowed', 'denied': 'plainly', 'denied quietly': 'quietly'}
                reason = told['reason'] or words[told['verdict']]
                assert reason == expected, (question, sealed, told, expected)
                assert told['profile'] == self.policy.profile(subject, sealed)['name']
                assert told['rule'] == source['rule'] and told['rates'] == source['rates']
            assert all(other['effect'] in ('allow', 'deny', 'deny quietly', 'boot') for other in source['besides'])
        return expected

    def check_query(self, operation):
        """Who may, after the seal."""
        answers = self.ask('--query', '--json', f'who may {operation}', 'main.xpol')['answers']
        told = {answer['subject'] for answer in answers if answer['phase'] == 'always'}
        may = {domain for domain in self.policy.domains
               if operation in self.policy.profile(domain, True)['allowed']}
        assert told == may, (operation, told, may)

    def simulate(self, asked):
        """A domain that is paused or slow answers otherwise, so each question has a trace of its own."""
        subject, operation, target, expected = asked
        with open(os.path.join(self.folder, 'trace'), 'w', encoding='utf-8') as out:
            out.write(f'0s seal\n1s {subject} {operation}' + (f' on {target}' if target else '') + '\n')
        line = self.ask('--simulate', '--json', 'trace', 'main.xpb')['lines'][1]
        if line['denied']['conflict']:
            return
        counts = {'allowed': line['allowed'], **line['denied']}
        assert [word for word, count in counts.items() if count] == [expected], (asked, line)

    def likely(self, subject):
        """What has more than one answer: it needs a connection, or is allowed on some domains only."""
        limited = [operation for entry in self.policy.profile(subject, True)['targets']
                   for operation in entry['operations']]
        return self.pick.choice([list(NEEDS), limited or self.with_object, self.with_object])

    def check(self):
        asked = []
        for _ in range(QUESTIONS):
            subject = self.pick.choice(self.names)
            target = self.pick.choice(self.names + [None])
            operation = self.pick.choice(self.likely(subject) if target else self.operations)
            asked.append((subject, operation, target, self.explain(subject, operation, target)))
        for operation in self.pick.sample(self.operations, 3):
            self.check_query(operation)
        for question in asked[:5]:
            self.simulate(question)
        return asked


def main():
    policyc, rounds = sys.argv[1], int(sys.argv[2])
    verdicts = {}
    for seed in [*range(rounds), random.randrange(2**32)]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                for _, _, _, verdict in Round(policyc, folder, seed).check():
                    verdicts[verdict] = verdicts.get(verdict, 0) + 1
            except AssertionError:
                print(f'not ok seed {seed}')
                raise
    print('decisions:', ', '.join(f'{count} {verdict}' for verdict, count in sorted(verdicts.items())))
    assert rounds < 10 or verdicts.keys() >= {'allowed', 'plainly', 'quietly', 'target', 'unconnected'}, verdicts


if __name__ == '__main__':
    main()
