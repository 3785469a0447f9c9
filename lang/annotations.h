/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings as GitHub's workflow commands, which show them beside the lines of a change under review. */
#ifndef XENON_ANNOTATIONS_H
#define XENON_ANNOTATIONS_H

#include <stdio.h>
#include "lang/diagnostic.h"

/* Writes a line for each finding. */
void annotate(FILE *file, const struct diagnostics *diagnostics, const struct sources *sources);

#endif
