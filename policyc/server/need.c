/* SPDX-License-Identifier: GPL-2.0-only */
/* A server has nothing to save: the editor has the texts. */
#include "policyc/server/need.h"

#include <stdio.h>
#include <stdlib.h>

void *need(void *memory)
{
    if (memory)
        return memory;
    fputs("out of memory\n", stderr);
    exit(2);
}
