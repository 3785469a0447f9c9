/* SPDX-License-Identifier: GPL-2.0-only */
/* Keeps the words of what could not be read, each once. */
#include "lang/lost.h"

#include <string.h>

void lost_add(struct lost *lost, struct arena *arena, const char *word, size_t length)
{
    if (lost->anything)
        return;
    char *copy = arena_text(arena, word, length);
    lost->words.arena = arena;
    names_add(&lost->words, copy, copy);
    lost->anything = lost->words.count > LOST_MAX;
}

static bool has_match(const struct names *words, const char *pattern)
{
    for (size_t i = 0; i < words->room; i++)
        if (words->entries[i].name && strncmp(words->entries[i].name, pattern, strlen(pattern) - 1) == 0)
            return true;
    return false;
}

bool lost_may_have(const struct lost *lost, const char *name)
{
    size_t length = strlen(name);
    if (lost->anything || names_find(&lost->words, name))
        return true;
    return length && name[length - 1] == '*' && has_match(&lost->words, name);
}
