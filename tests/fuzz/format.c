/* SPDX-License-Identifier: GPL-2.0-only */
/* Fuzzes the formatter with source texts: whatever the text is, examine_format() must find nothing. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include "tests/format/examine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *wrong = examine_format((const char *)data, size);
    if (wrong) {
        fprintf(stderr, "%s\n", wrong);
        abort();
    }
    return 0;
}
