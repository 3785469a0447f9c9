/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 as FIPS 180-4 describes it, written to be read and to be small: records are short. */
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

/*
 * The functions of section 4.1.2, with fewer operations: a rotation of a sum of rotations turns each of them
 * once more.
 */
static uint32_t sum_of_a(uint32_t a)
{
    return rotate(a ^ rotate(a ^ rotate(a, 9), 11), 2);
}

static uint32_t sum_of_e(uint32_t e)
{
    return rotate(e ^ rotate(e ^ rotate(e, 14), 5), 6);
}

static uint32_t near_sigma(uint32_t word)
{
    return rotate(word ^ rotate(word, 11), 7) ^ word >> 3;
}

static uint32_t far_sigma(uint32_t word)
{
    return rotate(word ^ rotate(word, 2), 17) ^ word >> 10;
}

static uint32_t choose(uint32_t e, uint32_t f, uint32_t g)
{
    return g ^ (e & (f ^ g));
}

static uint32_t majority(uint32_t a, uint32_t b, uint32_t c)
{
    return b ^ ((a ^ b) & (b ^ c));
}

/* The message schedule, section 6.2.2 step 1: word t, from 16 on. Of all words it needs the last 16 only. */
static uint32_t next_word(uint32_t words[16], unsigned int t)
{
    words[t % 16] += far_sigma(words[(t - 2) % 16]) + words[(t - 7) % 16] + near_sigma(words[(t - 15) % 16]);
    return words[t % 16];
}

/*
 * A round, section 6.2.2 step 3. Where the standard moves each letter to the next, the letters stay, and the
 * next round is called with the names moved: what was h is a then, and d is e.
 */
static inline void run_round(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
                             uint32_t g, uint32_t *h, uint32_t input)
{
    uint32_t first = *h + input + choose(e, f, g) + sum_of_e(e);

    *d += first;
    *h = first + sum_of_a(a) + majority(a, b, c);
}

/* Eight rounds from t + i on, after which the letters are where they began; `input` gives each its word. */
#define RUN_ROUNDS(t, i, input)                                                                              \
    run_round(a, b, c, &d, e, f, g, &h, round_constant[(t) + (i)] + input(i));                               \
    run_round(h, a, b, &c, d, e, f, &g, round_constant[(t) + (i) + 1] + input((i) + 1));                     \
    run_round(g, h, a, &b, c, d, e, &f, round_constant[(t) + (i) + 2] + input((i) + 2));                     \
    run_round(f, g, h, &a, b, c, d, &e, round_constant[(t) + (i) + 3] + input((i) + 3));                     \
    run_round(e, f, g, &h, a, b, c, &d, round_constant[(t) + (i) + 4] + input((i) + 4));                     \
    run_round(d, e, f, &g, h, a, b, &c, round_constant[(t) + (i) + 5] + input((i) + 5));                     \
    run_round(c, d, e, &f, g, h, a, &b, round_constant[(t) + (i) + 6] + input((i) + 6));                     \
    run_round(b, c, d, &e, f, g, h, &a, round_constant[(t) + (i) + 7] + input((i) + 7))

#define FIRST_WORD(i) (words[i] = read_word(block + 4 * (i)))
#define NEXT_WORD(i)  next_word(words, 16 + (i))

static void add_block(uint32_t state[8], const uint8_t block[BLOCK])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    uint32_t words[16];

    RUN_ROUNDS(0, 0, FIRST_WORD);
    RUN_ROUNDS(0, 8, FIRST_WORD);
    for (unsigned int t = 16; t < 64; t += 16) {
        RUN_ROUNDS(t, 0, NEXT_WORD);
        RUN_ROUNDS(t, 8, NEXT_WORD);
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
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
    size_t held = sha->length % BLOCK;

    sha->length += size;
    if (held && held + size >= BLOCK) {
        size_t part = BLOCK - held;

        memcpy(sha->block + held, next, part);
        add_block(sha->state, sha->block);
        next += part;
        size -= part;
        held = 0;
    }
    for (; held + size >= BLOCK; next += BLOCK, size -= BLOCK)
        add_block(sha->state, next);
    memcpy(sha->block + held, next, size);
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
