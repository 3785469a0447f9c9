/* SPDX-License-Identifier: GPL-2.0-only */
/* --version: which blobs policyc writes, and for which table of hypercalls. */
#include <stdio.h>
#include "blob.h"
#include "operations.h"
#include "policyc/command.h"
#include "policyc/read/view.h"

int command_version(const struct request *request)
{
    (void)request;
    static const uint8_t table[] = MSM_TABLE_FINGERPRINT;
    printf("policyc of Xenon: blob format %u, hypercall table ", BLOB_FORMAT);
    view_print_hex(stdout, table, sizeof(table));
    putchar('\n');
    return finish_output();
}
