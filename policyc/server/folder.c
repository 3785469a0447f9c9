/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists a folder. */
#include "policyc/server/folder.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static int is_policy(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && dot != entry->d_name && strcmp(dot, ".xpol") == 0;
}

/* Unlike alphasort() the same in every locale. */
static int compare(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

void folder_each(const char *folder, void (*take)(void *context, const char *name), void *context)
{
    struct dirent **list;
    int count = scandir(folder, &list, is_policy, compare);
    if (count < 0)
        return;
    for (int i = 0; i < count; i++) {
        take(context, list[i]->d_name);
        free(list[i]);
    }
    free(list);
}
