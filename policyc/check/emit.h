/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes a lowered model as a blob, in memory. The same model gives the same bytes on every machine. */
#ifndef XENON_EMIT_H
#define XENON_EMIT_H

#include "policyc/check/model.h"

struct image {
    uint8_t *bytes; /* 8-byte aligned, in the compilation's arena */
    size_t size;
};

/*
 * Numbers the model's rules and profiles. Reports a blob that is larger than the hypervisor takes; the image
 * is then empty.
 */
struct image emit(struct model *model);

#endif
