#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Damages the files of an inventory in many ways: the comparison always ends with one of its statuses.

usage: damage.py POLICYC POLICY FOLDER ROUNDS
"""
import os
import random
import subprocess
import sys
import tempfile

policyc, policy, folder, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
parts = [b'\0', b'\xff', b'"', b"'", b'[', b']', b'{', b'}', b'=', b'+=', b',', b';', b':', b'\n', b'\r', b'\t', b'#',
         b'- ', b'&a ', b'*a', b'!!binary ', b'0x', b'9' * 30, b'\\', b'\xc3\xa4', b'\xe2\x80\xa8', b'...', b'? ', b'|\n']
originals = {name: open(os.path.join(folder, name), 'rb').read() for name in sorted(os.listdir(folder))}
pick = random.Random(8)
with tempfile.TemporaryDirectory() as work:
    for _ in range(rounds):
        name = pick.choice(list(originals))
        data = originals[name]
        for _ in range(pick.randint(1, 4)):
            start = pick.randint(0, len(data))
            data = data[:start] + pick.choice(parts) * pick.randint(0, 2) + data[start + pick.randint(0, 3):]
        for other, text in originals.items():
            with open(os.path.join(work, other), 'wb') as file:
                file.write(data if other == name else text)
        result = subprocess.run([policyc, '--inventory', '--format=json', work, policy], capture_output=True, check=False)
        if result.returncode not in (0, 1):
            print(name, data, result.stderr.decode(errors='replace'))
            sys.exit(1)
