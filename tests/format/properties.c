/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formats files, each whole and cut off at many places, and says where a result isn't what it has to be.
 *
 * usage: properties FILE...
 */
#include <stdio.h>
#include "lang/source.h"
#include "tests/format/examine.h"

#define CUTS_MAX 400u /* places at which a file is cut off, evenly spread */

static bool is_right(const char *path, const char *text, size_t size)
{
    const char *wrong = examine_format(text, size);
    if (wrong)
        printf("not ok %s, its first %zu bytes: %s\n", path, size, wrong);
    return !wrong;
}

static bool is_right_everywhere(const char *path)
{
    struct arena arena = {0};
    struct sources sources = {.arena = &arena};
    uint32_t file;
    bool known;
    bool right = source_read(&sources, path, path, &file, &known) == 0;
    if (!right) {
        printf("not ok %s: it can't be read\n", path);
    } else {
        const struct source *source = sources.list[file];
        size_t step = source->size / CUTS_MAX + 1;
        for (size_t size = source->size % step; right && size <= source->size; size += step)
            right = is_right(path, source->text, size);
    }
    arena_free(&arena);
    return right;
}

int main(int argc, char **argv)
{
    unsigned int passed = 0;
    for (int i = 1; i < argc; i++)
        passed += is_right_everywhere(argv[i]);
    printf("properties: %u passed, %u failed\n", passed, (unsigned int)(argc - 1) - passed);
    return passed == (unsigned int)(argc - 1) ? 0 : 1;
}
