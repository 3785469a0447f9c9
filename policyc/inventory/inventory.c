/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of an inventory. */
#include "policyc/inventory/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lang/text.h"
#include "policyc/inventory/listing.h"

#define LISTING     "inventory.yaml"
#define LISTING_MAX (4u << 20) /* bytes */
#define CONFIG      ".cfg"
#define CONFIG_MAX  (256u << 10) /* bytes */

struct inventory {
    struct comparison comparison;
    struct sources *sources;
    struct inventory_trouble *trouble;
    struct guest *guests;
    struct guest **end;
    struct guest_host host;
};

static bool fail(struct inventory *inventory, const char *path, const char *why)
{
    *inventory->trouble = (struct inventory_trouble){.path = path, .why = why};
    return false;
}

static struct span start_of(const struct source *source, uint32_t file)
{
    return (struct span){.file = file, .end = source->size ? 1 : 0};
}

/* Each file is one virtual machine. */
static void read_config(struct inventory *inventory, uint32_t file)
{
    struct diagnostics *diagnostics = inventory->comparison.diagnostics;
    struct guest *guest = guest_new(diagnostics->arena);
    struct config config;
    guest->place = start_of(inventory->sources->list[file], file);
    if (!config_read(&config, inventory->sources, file, diagnostics) ||
        !guest_of_config(guest, &config, diagnostics)) {
        inventory->comparison.is_complete = false;
        return;
    }
    *inventory->end = guest;
    inventory->end = &guest->next;
}

static void read_listing(struct inventory *inventory, uint32_t file)
{
    if (!listing_read(inventory->sources, file, inventory->comparison.diagnostics, &inventory->host,
                      &inventory->end))
        inventory->comparison.is_complete = false;
}

static bool read_file(struct inventory *inventory, const char *path, bool is_listing)
{
    uint32_t file;
    bool known;
    int error = source_read(inventory->sources, path, path, &file, &known);
    if (error)
        return fail(inventory, path, strerror(error));
    if (inventory->sources->list[file]->size > (is_listing ? LISTING_MAX : CONFIG_MAX))
        return fail(inventory, path, strerror(EFBIG));
    if (is_listing)
        read_listing(inventory, file);
    else
        read_config(inventory, file);
    return true;
}

/* --- The folder --- */

static bool is_config(const char *name)
{
    size_t length = strlen(name);
    return name[0] != '.' && length > strlen(CONFIG) && strcmp(name + length - strlen(CONFIG), CONFIG) == 0;
}

static int is_wanted(const struct dirent *entry)
{
    return is_config(entry->d_name) || strcmp(entry->d_name, LISTING) == 0;
}

/* Bytewise: the same everywhere. */
static int compare_names(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static bool read_entry(struct inventory *inventory, const char *folder, const char *name)
{
    const char *path = arena_print(inventory->sources->arena, "%s/%s", folder, name);
    if (!text_is_plain(path))
        return fail(inventory, folder, "a file in it has a name that is not plain text");
    return read_file(inventory, path, strcmp(name, LISTING) == 0);
}

static bool read_folder(struct inventory *inventory, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_wanted, compare_names);
    if (count < 0)
        return fail(inventory, folder, strerror(errno));
    bool is_read = count > 0 || fail(inventory, folder, "there is no *" CONFIG " and no " LISTING " in it");
    for (int i = 0; i < count; i++) {
        is_read = is_read && read_entry(inventory, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return is_read;
}

bool inventory_check(const char *folder, const struct msm_policy *policy, bool has_source,
                     struct sources *sources, struct diagnostics *diagnostics,
                     struct inventory_trouble *trouble)
{
    struct inventory inventory = {.comparison = {.policy = policy,
                                                 .sources = sources,
                                                 .diagnostics = diagnostics,
                                                 .has_source = has_source,
                                                 .is_complete = true},
                                  .sources = sources,
                                  .trouble = trouble,
                                  .host = {.memory = BLOB_UNLIMITED, .cpus = BLOB_UNLIMITED}};
    inventory.end = &inventory.guests;
    if (!read_folder(&inventory, folder))
        return false;
    compare(&inventory.comparison, inventory.guests, &inventory.host);
    return true;
}
