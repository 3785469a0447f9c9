/* SPDX-License-Identifier: GPL-2.0-only */
/* Ranges of a bitmap of operations, a word at a time. Ranges are [first, end), not empty, inside the bitmap.
 */
#ifndef XENON_BITS_H
#define XENON_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* Bits of word number `word` that are in the range, which has some in it. */
static inline uint64_t bits_of(unsigned int word, unsigned int first, unsigned int end)
{
    uint64_t from = first > word * 64 ? ~UINT64_C(0) << (first - word * 64) : ~UINT64_C(0);
    uint64_t before = end < word * 64 + 64 ? (UINT64_C(1) << (end - word * 64)) - 1 : ~UINT64_C(0);

    return from & before;
}

static inline bool bits_any(const uint64_t *bits, unsigned int first, unsigned int end)
{
    uint64_t found = 0;

    for (unsigned int word = first / 64; word <= (end - 1) / 64; word++)
        found |= bits[word] & bits_of(word, first, end);
    return found != 0;
}

static inline bool bits_all(const uint64_t *bits, unsigned int first, unsigned int end)
{
    uint64_t missing = 0;

    for (unsigned int word = first / 64; word <= (end - 1) / 64; word++)
        missing |= ~bits[word] & bits_of(word, first, end);
    return missing == 0;
}

static inline void bits_add(uint64_t *bits, unsigned int first, unsigned int end)
{
    for (unsigned int word = first / 64; word <= (end - 1) / 64; word++)
        bits[word] |= bits_of(word, first, end);
}

#endif
