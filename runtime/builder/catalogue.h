/* SPDX-License-Identifier: GPL-2.0-only */
/* The guests that a builder builds, and for whom. */
#ifndef XENON_BUILDER_CATALOGUE_H
#define XENON_BUILDER_CATALOGUE_H

#include <stdint.h>
#include <stdio.h>
#include "blob.h"

#define NAME_SIZE  (BLOB_MAX_NAME + 1) /* a label with its end */
#define PLACE_SIZE 128                 /* of a file, or a device of a service domain */

struct entry {
    char name[NAME_SIZE];        /* its label, by which it is asked for */
    char owner[NAME_SIZE];       /* the label of the domain that may ask for it */
    unsigned int memory;         /* MiB */
    char kernel[PLACE_SIZE];     /* a file */
    char ramdisk[PLACE_SIZE];    /* a file; empty: none */
    char disk_server[NAME_SIZE]; /* label of the domain with its disk; empty: no disk */
    char disk[PLACE_SIZE];       /* which block device of that domain */
    char card_server[NAME_SIZE]; /* label of the domain with its network card; empty: no card */

    /* What was built last: 0 where there is none. */
    uint32_t domid, disk_domid, card_domid; /* the domain, and those that serve it */
};

struct catalogue {
    struct entry *entries; /* owned: catalogue_free() */
    size_t count;
};

/* Reads lines `NAME OWNER MEMORY KERNEL RAMDISK|- [disk=SERVER:DEVICE] [card=SERVER]`; # begins a comment.
 * Returns 0, or the number of the first line that isn't one; then the catalogue is what came before. */
unsigned int catalogue_read(struct catalogue *catalogue, FILE *file);
void catalogue_free(struct catalogue *catalogue);

/* NULL: there is none of this name. */
struct entry *catalogue_find(const struct catalogue *catalogue, const char *name);

#endif
