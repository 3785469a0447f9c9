#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What each component of a taken-apart dom0 could do to others, and how much code has to be right for that it doesn't.

usage: report.py SOURCES LAB SURFACE-JSON POLICY-JSON COMPONENT=ARCHIVE[+ARCHIVE]...

SOURCES has the trees of Debian's sources: linux, busybox, xen. LAB has vmlinux and the kernel's configuration,
the others are what `policyc --attack-surface --json` and `policyc --emit json` say; each component boots from its
archives in LAB.

Lines of C and assembler are counted, comments among them, of each file that the kernel, a driver or a program is made
of; headers aren't. Of the C library and its like only the code's bytes are given.
"""
import glob
import json
import os
import re
import sys

from images import code_size, is_script, read_archive
from kbuild import Kernel

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Of which files of Xen's tools a program is made. A library libxenNAME has its own folder.
TOOLS = {'xl': 'xl/*.c', 'xenstored': 'xenstore/xenstored_*.c', 'xenconsoled': 'console/daemon/*.c',
         'xen-init-dom0': 'helpers/*init-dom0.c', 'libxl-save-helper': 'libs/light/libxl_save_helper.c',
         'xenlight': 'libs/light/*.c', 'xlutil': 'libs/util/*.c', 'xenstore-control': 'xenstore/xenstore_control.c',
         'client': 'xenstore/xenstore_client.c'}
OURS = {'xenon-builder': ['runtime/builder/*.c'], 'xenon-toolstack': ['runtime/builder/toolstack.c']}
LAB_ONLY = {'bin/builder', 'bin/probectl', 'bin/obey', 'bin/taken', 'probe', 'bin/load'}


def lines(paths):
    return sum(open(path, 'rb').read().count(b'\n') for path in paths)


def busybox_files(tree):
    """Each file of it that names no setting, or one that Debian's build without libraries has."""
    settings = set(re.findall(r'^CONFIG_(\w+)=y$', open(f'{tree}/debian/config/pkg/static', encoding='utf-8').read(),
                              re.M))
    for path in glob.glob(f'{tree}/**/*.c', recursive=True):
        if path[len(tree):].split('/')[1] in ('scripts', 'testsuite', 'docs', 'examples', 'debian', 'applets_sh'):
            continue
        wanted = re.findall(r'^//kbuild:lib-\$\(CONFIG_(\w+)\)', open(path, encoding='latin-1').read(), re.M)
        if not wanted or settings.intersection(wanted):
            yield path


class Sources:
    """How many lines a file of an archive is made of."""

    def __init__(self, folder, lab):
        self.folder = folder
        tree, config = f'{folder}/linux', glob.glob(f'{lab}/debian/boot/config-*')[0]
        self.kernel = Kernel(tree, config)
        self.vmlinux = (lines(f'{tree}/{f}' for f in self.kernel.built_in),
                        code_size(open(f'{lab}/vmlinux', 'rb').read()))
        self.busybox = lines(busybox_files(f'{folder}/busybox'))

    def module(self, name):
        files = self.kernel.modules.get(name.replace('-', '_'))
        if not files:
            sys.exit(f'report: the kernel\'s makefiles have no module {name}')
        return lines(f'{self.folder}/linux/{f}' for f in files)

    def tool(self, name):
        """None: it isn't one of Xen's."""
        library = re.match(r'libxen(\w+)\.so|lib(xlutil)\.so', name)
        if name.startswith('xenstore-') and name not in TOOLS:
            name = 'client'
        elif library:
            name = library[1] or library[2]
            name = 'xenlight' if name == 'light' else name
        pattern = TOOLS.get(name) or (library and f'libs/{name}/*.c')
        files = glob.glob(f'{self.folder}/xen/tools/{pattern}') if pattern else []
        if pattern and not files:
            sys.exit(f'report: Xen\'s tools have no {pattern}')
        return lines(files) if pattern else None

    def part(self, path, data):
        """Its kind and its lines; None: they aren't counted."""
        name = os.path.basename(path)
        if name.endswith('.ko'):
            return 'drivers', self.module(name[:-3])
        if name == 'busybox':
            return 'busybox', self.busybox
        if name in OURS:
            return 'tools', lines(f for pattern in OURS[name] for f in glob.glob(f'{TREE}/{pattern}'))
        if is_script(data):
            return 'tools', data.count(b'\n')
        tool = self.tool(name)
        return ('libraries', None) if tool is None else ('tools', tool)


def measure(sources, lab, archives):
    """Lines by kind, and the code's bytes in all and of what isn't counted."""
    kinds = {'kernel': sources.vmlinux[0], 'drivers': 0, 'busybox': 0, 'tools': 0}
    code, uncounted, seen = sources.vmlinux[1], 0, set()
    data = b''.join(open(f'{lab}/{name}', 'rb').read() for name in archives.split('+'))
    for path, content in read_archive(data).items():
        name, size = os.path.basename(path), code_size(content)
        if path in LAB_ONLY or path.startswith('guests/') or (size is None and not is_script(content)):
            continue
        if name in seen:
            continue
        seen.add(name)
        kind, count = sources.part(path, content)
        code += size or 0
        if count is None:
            uncounted += size or 0
        else:
            kinds[kind] += count
    return kinds, code, uncounted


def facts(surface, policy, component):
    """Of the policy: operations and hypercalls after the seal, devices, and whom it reaches or builds."""
    domain = next(d for d in policy['domains'] if d['name'] == component)
    profile = next(p for p in surface['profiles'] if p['name'] == domain['profile'])
    reach = {c['other'] for c in policy['connections'] if c['one'] == component and c['forward']}
    reach |= {c['one'] for c in policy['connections'] if c['other'] == component and c['backward']}
    reach |= {name for s in surface['services'] if s['domain'] == component for name in s['creates']}
    devices = [d['device'] for d in policy['devices'] if d['domain'] == component]
    return profile['operations'], profile['hypercalls'], devices, sorted(reach)


def main():
    sources_folder, lab, *both = sys.argv[1:5]
    sources = Sources(sources_folder, lab)
    surface, policy = (json.load(open(name, encoding='utf-8')) for name in both)
    print(f'{"":<16} {"may call":>17}  {"lines of source":>48}  {"KiB of code":>16}  what is within reach\n'
          f'{"component":<16} {"oper.":>5} {"hypercalls":>11}  {"kernel":>9} {"drivers":>8} {"busybox":>8} {"tools":>9}'
          f' {"all":>10}  {"all":>6} {"libraries":>9}  {"devices":<14} domains')
    for component in sys.argv[5:]:
        name, archives = component.split('=')
        kinds, code, uncounted = measure(sources, lab, archives)
        operations, hypercalls, devices, reach = facts(surface, policy, name)
        print(f'{name:<16} {operations:>5} {hypercalls:>11}  {kinds["kernel"]:>9} {kinds["drivers"]:>8}'
              f' {kinds["busybox"]:>8} {kinds["tools"]:>9} {sum(kinds.values()):>10}  {code // 1024:>6}'
              f' {uncounted // 1024:>9}  {", ".join(devices) or "none":<14} {", ".join(reach)}')


main()
