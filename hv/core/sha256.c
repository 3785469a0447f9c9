/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 as FIPS 180-4 describes it, written to be read and to be small: a blob is hashed once. */
#include <string.h>
#include "sha256.h"

#define BLOCK         64u
#define LENGTH_OFFSET 56u /* where the last block holds the message's length in bits */

static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, unsigned int right)
{
    return word >> right | word << (32 - right);
}

static uint32_t read_word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_word(uint8_t *bytes, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(word >> (24 - 8 * i));
}

/* The message schedule, section 6.2.2 step 1: word t, from 16 on. Of all words it needs the last 16 only. */
static uint32_t next_word(const uint32_t words[16], unsigned int t)
{
    uint32_t near = words[(t - 15) % 16], far = words[(t - 2) % 16];
    uint32_t near_sigma = rotate(near, 7) ^ rotate(near, 18) ^ near >> 3;
    uint32_t far_sigma = rotate(far, 17) ^ rotate(far, 19) ^ far >> 10;

    return far_sigma + words[(t - 7) % 16] + near_sigma + words[t % 16];
}

/*
 * Round t, section 6.2.2 step 3. The standard's letters a to h are v[0] to v[7] before the first round; where
 * it moves each to the next, they stay and a begins one place further down: h becomes a, d becomes e.
 */
static void run_round(uint32_t v[8], unsigned int t, uint32_t input)
{
    uint32_t a = v[(0 - t) % 8], b = v[(1 - t) % 8], c = v[(2 - t) % 8];
    uint32_t e = v[(4 - t) % 8], f = v[(5 - t) % 8], g = v[(6 - t) % 8], h = v[(7 - t) % 8];
    uint32_t sum_e = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25), choice = (e & f) ^ (~e & g);
    uint32_t sum_a = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22), majority = (a & b) ^ (a & c) ^ (b & c);
    uint32_t first = h + sum_e + choice + input;

    v[(3 - t) % 8] += first;
    v[(7 - t) % 8] = first + sum_a + majority;
}

static void add_block(uint32_t state[8], const uint8_t block[BLOCK])
{
    uint32_t words[16], v[8];

    for (unsigned int t = 0; t < 16; t++)
        words[t] = read_word(block + 4 * t);
    memcpy(v, state, sizeof(v));
    /* Unrolled, every place in v is a register. */
    for (unsigned int t = 0; t < 64; t += 16) {
#pragma GCC unroll 16
        for (unsigned int i = 0; i < 16; i++) {
            if (t)
                words[i] = next_word(words, 16 + i);
            run_round(v, i, round_constant[t + i] + words[i]);
        }
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}

void sha256_init(struct sha256 *sha)
{
    static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    memset(sha, 0, sizeof(*sha));
    memcpy(sha->state, initial, sizeof(initial));
}

void sha256_add(struct sha256 *sha, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;

    while (size) {
        size_t held = sha->length % BLOCK;
        size_t part = size < BLOCK - held ? size : BLOCK - held;

        memcpy(sha->block + held, next, part);
        sha->length += part;
        next += part;
        size -= part;
        if (held + part == BLOCK)
            add_block(sha->state, sha->block);
    }
}

void sha256_end(struct sha256 *sha, uint8_t digest[32])
{
    uint64_t bits = sha->length * 8;
    uint8_t length[8];

    sha256_add(sha, "\x80", 1);
    while (sha->length % BLOCK != LENGTH_OFFSET)
        sha256_add(sha, "", 1);
    write_word(length, (uint32_t)(bits >> 32));
    write_word(length + 4, (uint32_t)bits);
    sha256_add(sha, length, sizeof(length));
    for (int i = 0; i < 8; i++)
        write_word(digest + 4 * i, sha->state[i]);
}
