/* SPDX-License-Identifier: GPL-2.0-only */
/* Edit distance with swaps of neighbours (optimal string alignment), and the threshold for a guess. */
#include "lang/suggest.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 63u

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t edit_distance(const char *left, const char *right)
{
    size_t m = strlen(left);
    size_t n = strlen(right);
    if (m > LONGEST || n > LONGEST)
        return SIZE_MAX;
    size_t rows[3][LONGEST + 1]; /* the row being filled and the two before it, in turn */
    for (size_t j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *row = rows[i % 3];
        const size_t *before = rows[(i - 1) % 3];
        const size_t *earlier = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] = least(least(before[j], row[j - 1]) + 1, before[j - 1] + (left[i - 1] != right[j - 1]));
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = least(row[j], earlier[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

/* A third of the letters may be wrong: more would be guessing. */
void suggest(struct suggestion *suggestion, const char *candidate)
{
    size_t distance = edit_distance(suggestion->word, candidate);
    size_t allowed = (strlen(suggestion->word) + 1) / 3;
    if (distance > allowed || (suggestion->best && distance >= suggestion->distance))
        return;
    suggestion->best = candidate;
    suggestion->distance = distance;
}
