/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configurations of virtual machines for xl, as xl.cfg(5) and libxlu's grammar say: settings KEY = VALUE,
 * each on a line or with semicolons between, whose values are texts in quotes, numbers, and lists of such.
 */
#ifndef XENON_CONFIG_H
#define XENON_CONFIG_H

#include "lang/diagnostic.h"

/* A text (a number is one, too) or a list. */
struct config_value {
    struct config_value *next; /* in its list */
    struct span span;
    const char *text;           /* terminated; NULL: a list */
    struct config_value *first; /* of a list */
    struct config_value *last;
};

struct config_setting {
    struct config_setting *next; /* the one before it in the file */
    const char *key;
    struct span span; /* the key's */
    struct config_value *value;
    bool is_added; /* by += to what stands before it: .value is all of it */
};

struct config {
    struct config_setting *last; /* in the file */
};

/*
 * Reads a file of the sources. False after reporting the first mistake: xl takes nothing of such a file. All
 * is in the findings' arena.
 */
bool config_read(struct config *config, const struct sources *sources, uint32_t file,
                 struct diagnostics *diagnostics);

/* The setting that counts, which is the last of that key; NULL: there is none. */
const struct config_setting *config_find(const struct config *config, const char *key);

/* A setting's number as xl reads it, decimal, octal or hexadecimal. False if it is none that xl takes. */
bool config_number(const struct config_setting *setting, uint64_t *number);

#endif
