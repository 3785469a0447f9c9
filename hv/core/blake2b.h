/* SPDX-License-Identifier: GPL-2.0-only */
/* BLAKE2b, the digest by which policies are known: as strong as SHA-256, for a third of the instructions. */
#ifndef XENON_BLAKE2B_H
#define XENON_BLAKE2B_H

#include <stddef.h>
#include <stdint.h>

#define BLAKE2B_BLOCK 128u

struct blake2b {
    uint64_t state[8];
    uint64_t length; /* bytes so far */
};

/* Without a key, for a digest of 32 bytes: `b2sum --length=256`. */
void blake2b_init(struct blake2b *hash);
void blake2b_add(struct blake2b *hash, const uint8_t block[BLAKE2B_BLOCK]);

/* The rest, of any size; empty only if nothing was added before. */
void blake2b_end(struct blake2b *hash, const void *rest, size_t size, uint8_t digest[32]);

#endif
