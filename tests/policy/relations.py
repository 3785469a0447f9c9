#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Random policies about domains and what binds them, compiled, and compared with a second reading of the
language that knows pairs of names only: what is connected, which packets pass, and what must be refused.

usage: relations.py POLICYC ROUNDS
"""
import json
import os
import random
import subprocess
import sys
import tempfile

NAMES = ['a', 'ab', 'abc', 'a-b', 'b', 'b1', 'b2', 'ba', 'c', 'c-1', 'c-2', 'C', 'Z9', 'x_y']
MEANS = ['grant', 'event', 'argo', 'foreign']
OUTSIDE = 'outside'


class Policy:
    """A policy in words, and what it means."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = ['policy "random" version 1', 'profile p { allow all }', 'domain Domain-0 { profile p }']
        self.sets, self.tags, self.groups = {}, {}, {}
        self.reach, self.packets, self.refused = {}, set(), set()
        self.declare_domains()
        self.declare_sets()
        self.declare_conflicts()
        for _ in range(self.random.randint(0, 6)):
            self.connect()
        for _ in range(self.random.randint(0, 3)):
            self.serve()
        for _ in range(self.random.randint(0, 5)):
            self.network()
        self.random.shuffle(self.lines)

    def declare_domains(self):
        pick = self.random
        self.domains = pick.sample(NAMES, pick.randint(2, len(NAMES)))
        self.domains += [name + '*' for name in pick.sample(NAMES, pick.randint(0, 4))]
        names = ['t1', 't2'][:pick.randint(0, 2)]
        self.tag = {domain: pick.choice(names + [None]) for domain in self.domains}
        self.trusted = {domain: pick.random() < 0.6 for domain in self.domains}
        if names:
            self.lines.append('tag ' + ', '.join(names))
        for domain in self.domains:
            tag = f' tag {self.tag[domain]}' if self.tag[domain] else ''
            trusted = ' trusted' if self.trusted[domain] else ''
            self.lines.append(f'domain {domain} {{ profile p{tag}{trusted} }}')
        self.all = self.domains + ['Domain-0']
        self.tags = {name: [d for d in self.domains if self.tag[d] == name] for name in names}

    def declare_sets(self):
        for i in range(self.random.randint(0, 4)):
            members = self.some_names(4)
            self.sets[f's{i}'] = self.domains_of(members)
            self.lines.append(f'set s{i} = ' + ', '.join(members))

    def declare_conflicts(self):
        """Two sets of one group without common domains, in some of the policies."""
        if self.random.random() < 0.5:
            return
        members = self.random.sample(self.domains, min(len(self.domains), 4))
        members = ['fleet ' + name if '*' in name else name for name in members]
        half = len(members) // 2
        east, west = self.domains_of(members[:half]), self.domains_of(members[half:])
        if east & west:
            return
        for name, part, written in (('east', east, members[:half]), ('west', west, members[half:])):
            self.lines.append(f'conflict set {name} of shifts {{ {", ".join(written)} }}')
            self.groups.update({domain: name for domain in part})

    def some_names(self, most):
        """Domains, sets, tags and patterns that stand for at least one domain."""
        patterns = [p for p in ('a*', 'ab*', 'c-*', 'D*') if any(d.startswith(p[:-1]) for d in self.all)]
        choice = self.domains + list(self.sets) + [t for t in self.tags if self.tags[t]] + patterns
        chosen = dict.fromkeys(self.random.choice(choice) for _ in range(self.random.randint(1, most)))
        return ['fleet ' + n if n in self.domains and '*' in n and self.random.random() < 0.5 else n for n in chosen]

    def domains_of(self, names):
        found = set()
        for name in names:
            if name.startswith('fleet '):
                found.add(name[len('fleet '):])
            elif name.endswith('*'):
                found.update(d for d in self.all if d.startswith(name[:-1]))
            else:
                found.update(self.sets.get(name) or self.tags.get(name) or [name])
        return found

    def pairs(self, left, right):
        a = {OUTSIDE} if left == OUTSIDE else self.domains_of([left])
        b = {OUTSIDE} if right == OUTSIDE else self.domains_of([right])
        return [(x, y) for x in a for y in b if x != y or x.endswith('*')]

    def check(self, one, other, by_tag):
        if {one, other} <= set(self.groups) and self.groups[one] != self.groups[other]:
            self.refused.add('XP0213')
        tags = {self.tag.get(one), self.tag.get(other)} - {None}
        if by_tag and len(tags) == 2 and not self.trusted[one] and not self.trusted[other]:
            self.refused.add('XP0244')

    def allow(self, pairs, both, means):
        for one, other in pairs:
            self.check(one, other, True)
            self.reach.setdefault((one, other), set()).update(means)
            if both or one == other:
                self.reach.setdefault((other, one), set()).update(means)

    def connect(self):
        left, right = self.some_names(1)[0], self.some_names(1)[0]
        both = self.random.random() < 0.5
        means = self.random.sample(MEANS, self.random.randint(1, 4))
        pairs = self.pairs(left, right)
        if pairs:
            self.lines.append(f'connect {left} {"<->" if both else "->"} {right} via ' + ', '.join(means))
            self.allow(pairs, both, means)

    def serve(self):
        name = f'service{len(self.all)}'
        clients = self.some_names(3)
        self.lines.append(f'service {name} {{ profile p serves {", ".join(clients)} }}')
        self.all.append(name)
        self.allow([(name, client) for client in self.domains_of(clients)], True, ['grant', 'event'])

    def network(self):
        left = self.random.choice(self.some_names(1) + [OUTSIDE])
        right = self.random.choice(self.some_names(1) + [OUTSIDE])
        both = self.random.random() < 0.5
        protocol = self.random.choice([None, 'icmp', 'tcp', 'udp'])
        ports = []
        for _ in range(self.random.randint(0, 3) if protocol in ('tcp', 'udp') else 0):
            first = self.random.randint(1, 65535)
            ports.append((first, self.random.choice([first, self.random.randint(first, 65535)])))
        pairs = self.pairs(left, right)
        if not pairs or left == right == OUTSIDE:
            return
        written = ', '.join(f'{first}-{last}' if first != last else str(first) for first, last in ports)
        arrow = '<->' if both else '->'
        self.lines.append(f'network {left} {arrow} {right} {protocol or ""} {written}')
        for one, other in pairs:
            self.check(one, other, False)
            for first, last in ports or [(0, 65535)]:
                self.packets.add((one, other, protocol, first, last))
                if both:
                    self.packets.add((other, one, protocol, first, last))


def compile_policy(policyc, policy, folder):
    source, blob = os.path.join(folder, 'random.xpol'), os.path.join(folder, 'random.xpb')
    with open(source, 'w', encoding='utf-8') as file:
        file.write('\n'.join(policy.lines) + '\n')
    done = subprocess.run([policyc, source, '-o', blob], capture_output=True, text=True, check=False)
    errors = {line[6:12] for line in done.stderr.split('\n') if line.startswith('error[')}
    if done.returncode or errors:
        return done.returncode, errors, None
    dump = subprocess.run([policyc, '--dump', '--json', blob], capture_output=True, text=True, check=True)
    return 0, errors, json.loads(dump.stdout)


def reach_of(dump):
    reach = {}
    for entry in dump['connections']:
        for one, other, way in (('one', 'other', 'forward'), ('other', 'one', 'backward')):
            if entry[way]:
                reach[entry[one], entry[other]] = set(entry[way])
    return reach


def packets_of(dump):
    return {(n['from'] or OUTSIDE, n['to'] or OUTSIDE, n['protocol'], n['first_port'], n['last_port'])
            for n in dump['networks']}


def judge(policyc, seed, folder):
    """None, or what is wrong."""
    policy = Policy(seed)
    status, errors, dump = compile_policy(policyc, policy, folder)
    if policy.refused:
        # One finding a statement: either code may hide the other.
        return None if status == 1 and errors and errors <= policy.refused else f'{errors}, not {policy.refused}'
    if status or errors:
        return f'status {status}: {errors}'
    if reach_of(dump) != policy.reach:
        return 'it connects others'
    return None if packets_of(dump) == policy.packets else 'other packets pass'


def main(policyc, rounds):
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(rounds):
            wrong = judge(policyc, seed, folder)
            if wrong:
                print('\n'.join(Policy(seed).lines))
                sys.exit(f'relations: policy {seed}: {wrong}')


main(sys.argv[1], int(sys.argv[2]))
