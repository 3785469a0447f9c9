#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether a report on the attack surface agrees with the policy, the list of advisories and itself.

usage: surface.py REPORT-JSON REPORT-TEXT POLICY-JSON HYPERCALLS    the last is what `policyc --hypercalls` prints
"""
import json
import re
import sys

report, policy = (json.load(open(sys.argv[i], encoding='utf-8')) for i in (1, 3))
text = open(sys.argv[2], encoding='utf-8').read()

# Every operation that has a name, hypercall by hypercall.
operations = {}
for line in open(sys.argv[4], encoding='utf-8'):
    name = line.split()[0]
    if line.startswith(' '):
        operations[current].append(f'{current}.{name}')
    else:
        current = name
        operations[current] = []
everything = {o for call, list_ in operations.items() for o in (list_ or [call])}


def size(names):
    return len(names), len({name.split('.')[0] for name in names})


def read_advisories():
    """The file is written in one way: another would be a mistake that this doesn't survive."""
    entries = re.findall(r'^- number: (\d+)\n  title: "(.*)"\n  guests: \[(.*)\]\n  needs: \[(.*)\]$',
                         open('lang/advisories.yaml', encoding='utf-8').read(), re.M)
    for number, title, guests, needs in entries:
        runs = []
        for together, single in re.findall(r'\[([^]]*)\]|([a-z_.0-9]+)', needs):
            if together:
                runs.append(set(together.split(', ')))
            else:
                runs += [{o} for o in operations.get(single) or [single]]
        assert all(run <= everything for run in runs), number
        yield {'number': int(number), 'title': title}, set(guests.split(', ')), runs


advisories = list(read_advisories())
assert advisories and len({a['number'] for a, _, _ in advisories}) == len(advisories)
assert (report['unrestricted']['operations'], report['unrestricted']['hypercalls']) == size(everything)
assert report['unrestricted']['advisories'] == len(advisories)

profiles = {p['name']: p for p in policy['profiles']}
assert [p['name'] for p in report['profiles']] == list(profiles)
for found in report['profiles']:
    profile = profiles[found['name']]
    allowed = set(profile['allowed']) & everything
    assert set(found['allowed']) == allowed and set(found['withheld']) == everything - allowed
    assert (found['operations'], found['hypercalls']) == size(allowed)
    assert set(found['on_some']) == {o for t in profile['targets'] for o in t['operations']}
    assert found['domains'] == [d['name'] for d in policy['domains']
                                if profile['name'] in (d['profile'], d['boot_profile'])]
    wanted = {'withheld': [], 'allowed': [], 'other_guests': []}
    for advisory, guests, runs in advisories:
        if profile['guest'] and profile['guest'] not in guests:
            wanted['other_guests'].append(advisory)
        elif any(run <= allowed for run in runs):
            wanted['allowed'].append(advisory)
        else:
            wanted['withheld'].append(advisory)
    assert found['advisories'] == wanted
    part = text.split(f'\nprofile {found["name"]}', 1)[1].split('\nprofile ')[0].split('\nservice ')[0]
    assert re.search(rf': {found["operations"]} of {len(everything)} operations, of {found["hypercalls"]} of ', part)
    assert f'{len(wanted["withheld"])} of {len(advisories)} need what is withheld' in part
    for advisory in wanted['allowed']:
        assert f'allowed   XSA-{advisory["number"]}: {advisory["title"]}\n' in part

services = {s['domain']: s for s in policy['services']}
assert [s['domain'] for s in report['services']] == list(services)
for found in report['services']:
    name, service = found['domain'], services[found['domain']]
    domain = next(d for d in policy['domains'] if d['name'] == name)
    assert found['profile'] == domain['profile']
    assert (found['serves'], found['delegates']) == (service['serves'], service['delegates'])
    assert found['devices'] == [d['device'] for d in policy['devices'] if d['domain'] == name]
    reaches = []
    for c in policy['connections']:
        if c['one'] == name and c['forward']:
            reaches.append({'domain': c['other'], 'means': c['forward']})
        elif c['other'] == name and c['backward']:
            reaches.append({'domain': c['one'], 'means': c['backward']})
    assert found['reaches'] == reaches
    profile = profiles[domain['profile']]
    limits = [set(t['on']) for t in profile['targets'] if 'domctl.createdomain' in t['operations']]
    creates = {d['name'] for d in policy['domains']} if 'domctl.createdomain' in profile['allowed'] else set()
    assert set(found['creates']) == (set().union(*limits) if limits else creates)
    assert f'\nservice {name}\n' in text
