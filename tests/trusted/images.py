# SPDX-License-Identifier: GPL-2.0-only
"""What is in an archive that a domain boots from, and how much of a file is code."""
import struct


def read_archive(data):
    """The regular files of one or more cpio archives, one behind the other: name -> bytes. A later one wins."""
    files, at = {}, 0
    while at + 110 <= len(data):
        if data[at:at + 6] != b'070701':
            at += 4
            continue
        fields = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        mode, size, name_size = fields[1], fields[6], fields[11]
        name = data[at + 110:at + 109 + name_size].decode()
        start = (at + 110 + name_size + 3) & ~3
        if mode & 0o170000 == 0o100000:
            files[name] = data[start:start + size]
        at = (start + size + 3) & ~3
    return files


def code_size(data):
    """Bytes of a 64-bit ELF file's executable sections; None: it is no such file."""
    if data[:5] != b'\x7fELF\x02':
        return None
    table, = struct.unpack_from('<Q', data, 40)
    entry, count = struct.unpack_from('<HH', data, 58)
    total = 0
    for i in range(count):
        kind, flags, _, _, size = struct.unpack_from('<IQQQQ', data, table + i * entry + 4)
        if kind == 1 and flags & 4:
            total += size
    return total


def is_script(data):
    return data[:2] == b'#!' or data[:7] == b'# SPDX-'
