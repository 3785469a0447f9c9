#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes a blob that is right but that no compiler makes: a profile is called as no name can be.

usage: strange.py BLOB    which it changes; one of its profiles is called `web`
"""
import hashlib
import struct
import sys

DIGEST, LENGTH = 32, 32

with open(sys.argv[1], 'r+b') as file:
    blob = bytearray(file.read())
    at = blob.index(b'\0web\0') + 1
    blob[at:at + 3] = b'w b'
    blob[DIGEST:DIGEST + LENGTH] = bytes(LENGTH)
    blob[DIGEST:DIGEST + LENGTH] = hashlib.blake2b(blob, digest_size=LENGTH).digest()
    assert struct.unpack_from('<I', blob, 20)[0] == len(blob)
    file.seek(0)
    file.write(blob)
