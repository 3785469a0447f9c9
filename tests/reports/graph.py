#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether a graph shows what its policy says.

usage: graph.py DRAWN JSON    `policyc --graph` as Graphviz has read it (-Tjson0), and `policyc --emit json`
"""
import collections
import json
import sys

drawn, policy = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])
objects = drawn.get('objects', [])
nodes = {o['_gvid']: o for o in objects if 'nodes' not in o and not o['name'].startswith('cluster')}
names = {number: node['name'] for number, node in nodes.items()}
edges = collections.Counter()
for edge in drawn.get('edges', []):
    edges[names[edge['tail']], names[edge['head']], edge.get('dir', 'forward'), edge.get('style', ''),
          edge.get('label', '')] += 1


def node(domain):
    return 'outside' if domain is None else f'domain {domain}'


# Domains, by their tags.
assert drawn['name'] == policy['policy'].replace('&', '&amp;').replace('\\', '\\\\') or drawn['name'] == policy['policy'], drawn['name']
shown = {n['name']: n for n in nodes.values() if n['name'].startswith('domain ')}
assert set(shown) == {node(d['name']) for d in policy['domains']}
services = {s['domain'] for s in policy['services']}
for domain in policy['domains']:
    entry = shown[node(domain['name'])]
    lines = entry['label'].split('\\n')
    assert lines[0] == domain['name'] and lines[1] == f'profile {domain["profile"]}'
    assert entry['peripheries'] == ('2' if domain['trusted'] else '1')
    assert ('dashed' in entry['style']) == domain['default']
    assert entry['shape'] == ('component' if domain['name'] in services else 'box3d' if domain['fleet'] else 'box')
    assert (f'group {domain["group"]}' in lines) == (domain['group'] is not None)
for device in policy['devices']:
    assert f'pci {device["device"]}' in shown[node(device['domain'])]['label'].split('\\n')
clusters = {o['name']: {names[n] for n in o.get('nodes', [])} for o in objects if o['name'].startswith('cluster')}
tags = collections.defaultdict(set)
for domain in policy['domains']:
    if domain['tag']:
        tags[f'cluster {domain["tag"]}'].add(node(domain['name']))
assert clusters == tags, (clusters, tags)

# What there is between them.
wanted = collections.Counter()
for c in policy['connections']:
    one, other = node(c['one']), node(c['other'])
    pair = {(s['domain'], d) for s in policy['services'] for d in s['serves']}
    style = 'bold' if (c['one'], c['other']) in pair or (c['other'], c['one']) in pair else ''
    both = [m for m in c['forward'] if m in c['backward']]
    for tail, head, means, direction in (
            (one, other, both, 'both'), (one, other, [m for m in c['forward'] if m not in both], 'forward'),
            (other, one, [m for m in c['backward'] if m not in both], 'forward')):
        if means:
            wanted[tail, head, direction, style, ', '.join(means)] += 1
packets = collections.defaultdict(list)
for n in policy['networks']:
    words = n['protocol'] or 'any packets'
    if n['protocol'] and (n['first_port'], n['last_port']) != (0, 65535):
        words += f' {n["first_port"]}' + (f'-{n["last_port"]}' if n['last_port'] != n['first_port'] else '')
    packets[n['from'], n['to']].append(words)
drawn_pairs = set()
for (source, target), words in packets.items():
    mutual = packets.get((target, source)) == words
    if mutual and frozenset((source, target)) in drawn_pairs:
        continue
    drawn_pairs.add(frozenset((source, target)))
    wanted[node(source), node(target), 'both' if mutual else 'forward', 'dashed', '\\n'.join(words)] += 1
for service in policy['services']:
    for delegate in service['delegates']:
        wanted[node(service['domain']), node(delegate), 'forward', 'dotted', 'delegates'] += 1
between = collections.Counter({e: n for e, n in edges.items()
                               if e[0].split()[0] not in ('set', 'group') and e[4] != 'creates'})
assert between == wanted, (between - wanted, wanted - between)

# Who may create which domains.
targets = collections.defaultdict(set)
profiles = {p['name']: p for p in policy['profiles']}
for domain in policy['domains']:
    profile = profiles[domain['profile']]
    limited = [t for t in profile['targets'] if 'domctl.createdomain' in t['operations']]
    for target in limited:
        targets[node(domain['name'])] |= {node(name) for name in target['on']}
    creates = 'domctl.createdomain' in profile['allowed'] and not limited
    assert ('creates domains' in shown[node(domain['name'])]['label'].split('\\n')) == creates
found = collections.defaultdict(set)
for (tail, head, _, _, label), number in edges.items():
    if label == 'creates':
        assert number == 1
        found[tail].add(head)
assert found == targets, (found, targets)

# Conflict sets, each with its members, under its group.
members = collections.defaultdict(set)
groups = collections.defaultdict(set)
for tail, head, _, _, _ in edges:
    if tail.startswith('set '):
        members[tail].add(head)
    elif tail.startswith('group '):
        groups[tail].add(head)
for number, conflict in enumerate(policy['conflict_sets']):
    assert members[f'set {number}'] == {node(d) for d in conflict['domains']}
by_group = collections.defaultdict(set)
for number, conflict in enumerate(policy['conflict_sets']):
    by_group[conflict['group']].add(f'set {number}')
assert sorted(map(sorted, groups.values())) == sorted(map(sorted, by_group.values()))
