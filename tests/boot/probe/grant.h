/* SPDX-License-Identifier: GPL-2.0-only */
/* Granting a probe's page, from dom0: the probe itself has no use for its grant table. */
#ifndef PROBE_GRANT_H
#define PROBE_GRANT_H

#include <stdbool.h>
#include <stdint.h>
#include <xenforeignmemory.h>

#define GRANT_REFERENCES 512 /* entries of a table's first page */

/* Writes the entry: `peer` may map and copy the domain's page `frame`. False if the table can't be mapped. */
bool grant_page(xenforeignmemory_handle *memory, uint16_t domain, uint32_t frame, uint32_t reference,
                uint16_t peer);

#endif
