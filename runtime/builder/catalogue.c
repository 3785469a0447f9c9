/* SPDX-License-Identifier: GPL-2.0-only */
/* The guests that a builder builds: a file with a line for each. */
#include "runtime/builder/catalogue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\n";

/* False: there is no word, or it is too long. */
static bool copy(char *to, size_t size, const char *word)
{
    if (!word || !*word || strlen(word) >= size)
        return false;
    strcpy(to, word);
    return true;
}

static bool read_number(unsigned int *number, const char *word)
{
    char *end;
    unsigned long value = word ? strtoul(word, &end, 10) : 0;

    *number = (unsigned int)value;
    return value > 0 && value <= 1024 * 1024 && *end == '\0';
}

static bool read_disk(struct entry *entry, char *value)
{
    char *device = strchr(value, ':');

    if (!device)
        return false;
    *device++ = '\0';
    return copy(entry->disk_server, NAME_SIZE, value) && copy(entry->disk, PLACE_SIZE, device);
}

static bool read_device(struct entry *entry, char *word)
{
    char *value = strchr(word, '=');

    if (!value)
        return false;
    *value++ = '\0';
    if (strcmp(word, "disk") == 0)
        return read_disk(entry, value);
    return strcmp(word, "card") == 0 && copy(entry->card_server, NAME_SIZE, value);
}

/* LINE has a word at least. */
static bool read_entry(struct entry *entry, char *line)
{
    char *rest;

    *entry = (struct entry){.domid = 0};
    if (!copy(entry->name, NAME_SIZE, strtok_r(line, blanks, &rest)) ||
        !copy(entry->owner, NAME_SIZE, strtok_r(NULL, blanks, &rest)) ||
        !read_number(&entry->memory, strtok_r(NULL, blanks, &rest)) ||
        !copy(entry->kernel, PLACE_SIZE, strtok_r(NULL, blanks, &rest)) ||
        !copy(entry->ramdisk, PLACE_SIZE, strtok_r(NULL, blanks, &rest)))
        return false;
    if (strcmp(entry->ramdisk, "-") == 0)
        entry->ramdisk[0] = '\0';
    for (char *word; (word = strtok_r(NULL, blanks, &rest));)
        if (!read_device(entry, word))
            return false;
    return true;
}

static bool add(struct catalogue *catalogue, const struct entry *entry)
{
    struct entry *entries = realloc(catalogue->entries, (catalogue->count + 1) * sizeof(*entries));

    if (!entries)
        return false;
    catalogue->entries = entries;
    entries[catalogue->count++] = *entry;
    return true;
}

unsigned int catalogue_read(struct catalogue *catalogue, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    unsigned int number = 0, wrong = 0;

    *catalogue = (struct catalogue){.entries = NULL};
    while (!wrong && getline(&line, &room, file) >= 0) {
        struct entry entry;
        number++;
        line[strcspn(line, "#")] = '\0';
        if (line[strspn(line, blanks)] == '\0')
            continue;
        if (!read_entry(&entry, line) || catalogue_find(catalogue, entry.name) || !add(catalogue, &entry))
            wrong = number;
    }
    free(line);
    return wrong;
}

void catalogue_free(struct catalogue *catalogue)
{
    free(catalogue->entries);
    *catalogue = (struct catalogue){.entries = NULL};
}

struct entry *catalogue_find(const struct catalogue *catalogue, const char *name)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (strcmp(catalogue->entries[i].name, name) == 0)
            return &catalogue->entries[i];
    return NULL;
}
