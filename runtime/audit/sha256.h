/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 (FIPS 180-4), of the audit's chain and of images. */
#ifndef XENON_AUDIT_SHA256_H
#define XENON_AUDIT_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes hashed so far */
    uint8_t block[64];
};

void sha256_init(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *bytes, size_t size);
void sha256_end(struct sha256 *sha, uint8_t digest[32]);

#endif
