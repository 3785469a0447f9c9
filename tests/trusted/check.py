#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether makefiles of the kernel and archives are read for what they say, by a small tree and a small archive."""
import os
import tempfile

from images import code_size, is_script, read_archive
from kbuild import Kernel

FILES = {
    'config': 'CONFIG_NET=y\nCONFIG_WIRE=m\nCONFIG_FAST=y\n',
    'net/Makefile': 'obj-y := core.o # the heart\nobj-$(CONFIG_NET) += \\\n    wire/\nobj-$(CONFIG_GONE) += gone.o\n'
                    'ifdef CONFIG_GONE\nobj-y += never.o\nelse\nobj-y += always.o\nendif\n'
                    'ifeq ($(CONFIG_FAST),y)\nobj-y += fast.o\nendif\n',
    'net/wire/Kbuild': 'obj-$(CONFIG_WIRE) += wire-driver.o plain.o\nwire-driver-y := main.o\n'
                       'wire-driver-$(CONFIG_FAST) += quick.o\nwire-driver-$(CONFIG_GONE) += slow.o\n',
    **{f'net/{name}': '' for name in ('core.c', 'gone.c', 'never.c', 'always.c', 'fast.S')},
    **{f'net/wire/{name}': '' for name in ('main.c', 'quick.c', 'slow.c', 'plain.c')},
}


def entry(name, data, mode=0o100644):
    fields = [0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
    head = b'070701' + b''.join(b'%08x' % f for f in fields) + name.encode() + b'\0'
    return head + b'\0' * (-len(head) % 4) + data + b'\0' * (-len(data) % 4)


passed = failed = 0


def expect(title, found, wanted):
    global passed, failed
    if found == wanted:
        passed += 1
    else:
        failed += 1
        print(f'not ok trusted: {title}: {found}, not {wanted}')


with tempfile.TemporaryDirectory() as tree:
    for path, text in FILES.items():
        os.makedirs(os.path.dirname(f'{tree}/{path}'), exist_ok=True)
        open(f'{tree}/{path}', 'w', encoding='utf-8').write(text)
    kernel = Kernel(tree, f'{tree}/config')
expect('what is built in', kernel.built_in, {'net/core.c', 'net/always.c', 'net/fast.S'})
expect('modules', kernel.modules,
       {'wire_driver': {'net/wire/main.c', 'net/wire/quick.c'}, 'plain': {'net/wire/plain.c'}})

archive = entry('bin', b'', 0o40755) + entry('a', b'one') + entry('TRAILER!!!', b'', 0) + b'\0' * 512
expect('an archive and one on top of it', read_archive(archive + entry('a', b'two!') + entry('b', b'')),
       {'a': b'two!', 'b': b''})
expect('a script', (is_script(b'#!/bin/sh\n'), is_script(b'\x7fELF')), (True, False))
expect('no program', code_size(b'#!/bin/sh\n'), None)
header = bytearray(64 + 2 * 64)
header[:5] = b'\x7fELF\x02'
header[40:48] = (64).to_bytes(8, 'little')
header[58:62] = b'\x40\0\x02\0'
for at, flags, size in ((64, 6, 1000), (128, 2, 77)):
    header[at + 4:at + 8] = (1).to_bytes(4, 'little')
    header[at + 8] = flags
    header[at + 32:at + 40] = size.to_bytes(8, 'little')
expect('the size of code', code_size(bytes(header)), 1000)

print(f'trusted: {passed} passed, {failed} failed')
raise SystemExit(failed > 0)
