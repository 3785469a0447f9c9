/* SPDX-License-Identifier: GPL-2.0-only */
/* Guesses which word was meant. */
#ifndef XENON_SUGGEST_H
#define XENON_SUGGEST_H

#include <stddef.h>

/* The best guess so far. Start with .word set and the rest zero. */
struct suggestion {
    const char *word; /* what was written */
    const char *best; /* the nearest of the words offered, or NULL if none is near */
    size_t distance;
};

/* Offers a word that might have been meant; it must outlive the suggestion. Among equals the first wins. */
void suggest(struct suggestion *suggestion, const char *candidate);

/*
 * How many letters must be changed, added, dropped or swapped with their neighbour to make one word of
 * the other. Words longer than 63 bytes are too far from anything: SIZE_MAX.
 */
size_t edit_distance(const char *left, const char *right);

#endif
