/* SPDX-License-Identifier: GPL-2.0-only */
/* BLAKE2b as RFC 7693 describes it. */
#include <string.h>
#include "blake2b.h"

#define DIGEST 32u

static const uint64_t initial[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                    0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                    0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

static uint64_t rotate(uint64_t word, unsigned int right)
{
    return word >> right | word << (64 - right);
}

/* Section 3.1: the mixing function G. */
static inline void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y)
{
    *a += *b + x;
    *d = rotate(*d ^ *a, 32);
    *c += *d;
    *b = rotate(*b ^ *c, 24);
    *a += *b + y;
    *d = rotate(*d ^ *a, 16);
    *c += *d;
    *b = rotate(*b ^ *c, 63);
}

/* Section 3.2, one round; the arguments are a line of SIGMA in section 2.7. Written out, it needs no table.
 */
#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                          \
    mix(&v[0], &v[4], &v[8], &v[12], m[s0], m[s1]);                                                          \
    mix(&v[1], &v[5], &v[9], &v[13], m[s2], m[s3]);                                                          \
    mix(&v[2], &v[6], &v[10], &v[14], m[s4], m[s5]);                                                         \
    mix(&v[3], &v[7], &v[11], &v[15], m[s6], m[s7]);                                                         \
    mix(&v[0], &v[5], &v[10], &v[15], m[s8], m[s9]);                                                         \
    mix(&v[1], &v[6], &v[11], &v[12], m[s10], m[s11]);                                                       \
    mix(&v[2], &v[7], &v[8], &v[13], m[s12], m[s13]);                                                        \
    mix(&v[3], &v[4], &v[9], &v[14], m[s14], m[s15])

/* Section 3.2: the compression function F. */
static void compress(struct blake2b *hash, const uint8_t block[BLAKE2B_BLOCK], uint64_t last)
{
    uint64_t v[16], m[16];

    memcpy(m, block, sizeof(m)); /* its words are little-endian, as this machine's (blob.h) */
    memcpy(v, hash->state, sizeof(hash->state));
    memcpy(v + 8, initial, sizeof(initial));
    v[12] ^= hash->length;
    v[14] ^= last;
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
    ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
    ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
    ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
    ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
    ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
    ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
    ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
    ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
    for (int i = 0; i < 8; i++)
        hash->state[i] ^= v[i] ^ v[i + 8];
}

void blake2b_init(struct blake2b *hash)
{
    memcpy(hash->state, initial, sizeof(initial));
    hash->state[0] ^= 0x01010000 ^ DIGEST; /* section 2.8: depth and fanout 1, no key */
    hash->length = 0;
}

void blake2b_add(struct blake2b *hash, const uint8_t block[BLAKE2B_BLOCK])
{
    hash->length += BLAKE2B_BLOCK;
    compress(hash, block, 0);
}

void blake2b_end(struct blake2b *hash, const void *rest, size_t size, uint8_t digest[32])
{
    const uint8_t *next = rest;
    uint8_t block[BLAKE2B_BLOCK] = {0};

    for (; size > BLAKE2B_BLOCK; next += BLAKE2B_BLOCK, size -= BLAKE2B_BLOCK)
        blake2b_add(hash, next);
    memcpy(block, next, size);
    hash->length += size;
    compress(hash, block, UINT64_MAX);
    memcpy(digest, hash->state, DIGEST);
}
