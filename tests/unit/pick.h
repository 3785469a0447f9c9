/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that look like chance and are the same on every machine: Marsaglia's xorshift. */
#ifndef XENON_PICK_H
#define XENON_PICK_H

#include <stdint.h>

/* A number below `bound`, which isn't 0. `*seed`, which is never 0 either, moves on. */
static inline uint64_t pick(uint64_t *seed, uint64_t bound)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (*seed >> 16) % bound;
}

#endif
