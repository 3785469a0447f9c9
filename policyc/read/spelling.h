/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as people write them in texts: ranges of processors and ports, digits of UUIDs and devices. */
#ifndef XENON_SPELLING_H
#define XENON_SPELLING_H

#include <stdbool.h>
#include <stdint.h>

/* A hexadecimal digit's value, or -1. */
int hex_value(char digit);

/* Reads `7` or `3-5`. False if it is neither, falls, or exceeds `most`. */
bool parse_range(const char *text, uint32_t most, uint32_t *first, uint32_t *last);

#define UUID_LENGTH 36u /* of a UUID as people write it */

/* Reads 8-4-4-4-12 hexadecimal digits. False if it is something else, or all digits are zero. */
bool parse_uuid(const char *text, uint8_t uuid[16]);

/* Reads `0000:03:00.0`, or without the segment, which then is 0. False if it is no PCI device. */
bool parse_device(const char *text, uint32_t *device);

#endif
