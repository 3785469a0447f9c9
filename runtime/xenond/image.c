/* SPDX-License-Identifier: GPL-2.0-only */
/* The digest of a component's image. */
#include "runtime/xenond/image.h"
#include "runtime/audit/sha256.h"

#include <stdio.h>

void image_digest(const char *path, char text[ENTRY_TEXT])
{
    static uint8_t buffer[65536];
    uint8_t digest[ENTRY_HASH];
    struct sha256 sha;
    size_t size;
    text[0] = '\0';
    FILE *file = path ? fopen(path, "rbe") : NULL;
    if (!file)
        return;
    sha256_init(&sha);
    while ((size = fread(buffer, 1, sizeof(buffer), file)) > 0)
        sha256_add(&sha, buffer, size);
    sha256_end(&sha, digest);
    if (!ferror(file))
        entry_set_hex(text, digest, sizeof(digest));
    fclose(file);
}
