/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that isn't an arena's. */
#ifndef XENON_NEED_H
#define XENON_NEED_H

/* What an allocation gave. If that is NULL, memory has run out: as the arena does, this ends the program. */
void *need(void *memory);

#endif
