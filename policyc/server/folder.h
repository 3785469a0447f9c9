/* SPDX-License-Identifier: GPL-2.0-only */
/* Policies on disk that could be imported. */
#ifndef XENON_FOLDER_H
#define XENON_FOLDER_H

/*
 * Calls `take` with the name of each .xpol file in a folder, in bytewise order; the name is gone afterwards.
 * A folder that can't be read has none.
 */
void folder_each(const char *folder, void (*take)(void *context, const char *name), void *context);

#endif
