/* SPDX-License-Identifier: GPL-2.0-only */
/* Guesses which file was meant by a name under which there is none. */
#include "lang/nearby.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#define ENDING ".xpol"

const char *nearby_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_policy(const char *name)
{
    size_t length = strlen(name);
    size_t ending = strlen(ENDING);
    return *name != '.' && length > ending && strcmp(name + length - ending, ENDING) == 0;
}

/* Unlike suggest(), it doesn't matter which of two that are as near comes first. */
static void offer(struct arena *arena, const char *name, struct suggestion *suggestion)
{
    struct suggestion alone = {.word = suggestion->word};
    suggest(&alone, name);
    if (!alone.best || (suggestion->best && alone.distance > suggestion->distance))
        return;
    if (suggestion->best && alone.distance == suggestion->distance && strcmp(name, suggestion->best) >= 0)
        return;
    suggestion->best = arena_text(arena, name, strlen(name));
    suggestion->distance = alone.distance;
}

void nearby_files(struct arena *arena, const char *path, struct suggestion *suggestion)
{
    size_t length = (size_t)(nearby_name(path) - path);
    DIR *folder = opendir(length ? arena_text(arena, path, length) : ".");
    if (!folder)
        return;
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (is_policy(entry->d_name))
            offer(arena, entry->d_name, suggestion);
    closedir(folder);
}
