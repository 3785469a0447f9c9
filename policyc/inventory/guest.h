/* SPDX-License-Identifier: GPL-2.0-only */
/* What an inventory says of a virtual machine, whatever the form in which it does. */
#ifndef XENON_GUEST_H
#define XENON_GUEST_H

#include "lang/diagnostic.h"
#include "msm.h"
#include "policyc/inventory/config.h"
#include "policyc/read/wording.h"

/* The place of what isn't said is nothing: .end is 0. */
struct guest_text {
    const char *text; /* NULL: not said */
    struct span span;
};

struct guest_device {
    struct guest_device *next;
    uint32_t device; /* as in a blob */
    bool is_whole;   /* and the device's other functions, if it has any */
    struct span span;
};

struct guest {
    struct guest *next;
    struct span place; /* of what is about all of it */
    bool is_xl;        /* what isn't said is what xl takes instead; else it isn't known */
    struct guest_text label;
    struct guest_text first_label; /* until it is built */
    struct guest_text kind;        /* pv, pvh or hvm */
    struct span uuid_place;
    uint8_t uuid[16];
    struct blob_limits limits; /* what it gets */
    struct span limit_places[LIMITS];
    bool says_devices;
    struct guest_device *devices;
};

/* What the machine has: BLOB_UNLIMITED where nothing is said. */
struct guest_host {
    uint64_t memory; /* KiB */
    uint64_t cpus;
    struct span memory_place, cpus_place;
};

/* A guest of which nothing is said. */
struct guest *guest_new(struct arena *arena);

/* Where one of its limits is kept. Not for LIMIT_CPU_AFFINITY. */
uint64_t *guest_amount(struct guest *guest, enum wording_limit limit);

/* Each reports what it can't read, and leaves it unsaid. Texts are in the findings' arena. */
bool guest_read_uuid(struct guest *guest, const char *text, struct span span,
                     struct diagnostics *diagnostics);
bool guest_read_cpus(struct guest *guest, const char *text, struct span span,
                     struct diagnostics *diagnostics);

/* What a configuration for xl says. False after reporting what can't be understood. */
bool guest_of_config(struct guest *guest, const struct config *config, struct diagnostics *diagnostics);

#endif
